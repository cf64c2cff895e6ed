//! From training rows to binned columns: each row's target rates and medians come from the other folds alone.
#![expect(clippy::indexing_slicing, reason = "rows, numbers of values and folds index vectors made for exactly them")]

use crate::edges::Edges;
use crate::plan::{Column, Layout, NUMBERS};
use crate::random::Random;
use crate::reading::Reading;
use crate::table::{Table, Tally, smoothed};
use crate::training::{ABSENT, Group, Training};

/// Binned columns of the rows that one booster is trained on.
#[derive(Debug)]
pub(crate) struct Matrix {
    /// How many rows.
    pub(crate) rows: usize,
    /// For each column the bin of each row.
    pub(crate) columns: Vec<Vec<u8>>,
    /// For each column the highest bin.
    pub(crate) tops: Vec<u8>,
}

/// What a scorer needs besides the trees to bring a declaration to bins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Encoder {
    /// Rows and frauds that the tables were counted on.
    pub(crate) rows: u32,
    /// Frauds among the rows.
    pub(crate) frauds: u32,
    /// The weight of the base rate in a smoothed rate, in cases.
    pub(crate) prior: f64,
    /// One table for each group: the keys, then the pairs.
    pub(crate) tallies: Vec<Table<Tally>>,
    /// For each reference key the median unit prices.
    pub(crate) medians: Vec<Table<f64>>,
    /// For each column its edges.
    pub(crate) edges: Vec<Edges>,
}

impl Encoder {
    /// The share of fraud among the rows.
    pub(crate) fn base(&self) -> f64 {
        f64::from(self.frauds) / f64::from(self.rows.max(1))
    }
}

/// The settings of an encoding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Encoding {
    pub(crate) folds: usize,
    pub(crate) prior: f64,
    pub(crate) bins: usize,
    pub(crate) seed: u64,
}

/// Encodes some rows of a training set: the matrix for the booster, the encoder for scoring.
pub(crate) fn encode(training: &Training, groups: &[Group], rows: &[u32], with: Encoding) -> (Matrix, Encoder) {
    let layout = training.layout();
    let folds = folds_of(rows.len(), with);
    let frauds = rows.iter().filter(|row| training.labels[**row as usize]).count() as u32;
    let base = f64::from(frauds) / rows.len().max(1) as f64;
    let mut matrix = Matrix { rows: rows.len(), columns: Vec::new(), tops: Vec::new() };
    let mut edges = Vec::new();
    let mut tallies = Vec::new();
    let mut add = |values: &[f64]| {
        let found = Edges::of(values, with.bins);
        matrix.columns.push(values.iter().map(|value| found.bin(*value)).collect());
        matrix.tops.push(found.top());
        edges.push(found);
    };
    let (measures, medians) = measures_of(training, layout, groups, rows, &folds);
    let mut counts: Option<(usize, Counts)> = None;
    for column in &layout.columns {
        match column {
            Column::Rate(group) => {
                let counted = Counts::of(&groups[*group], rows, &folds, with.folds, &training.labels);
                add(&counted.rates(&groups[*group], rows, &folds, with.prior, base));
                tallies.push(counted.table(&groups[*group]));
                counts = Some((*group, counted));
            }
            Column::Cases(group) => {
                if let Some((_, counted)) = counts.as_ref().filter(|(counted, _)| counted == group) {
                    add(&counted.cases(&groups[*group], rows));
                }
            }
            Column::Number(group) => {
                let number = |row: &u32| groups[*group].values[*row as usize];
                let value = |number| if number == ABSENT { f64::NAN } else { f64::from(number) };
                add(&rows.iter().map(|row| value(number(row))).collect::<Vec<f64>>());
            }
            Column::Measure(measure) => add(&measures[*measure]),
        }
    }
    let mut encoder = Encoder { rows: rows.len() as u32, frauds, prior: with.prior, tallies, medians, edges };
    encoder.set_bins(layout);
    (matrix, encoder)
}

impl Encoder {
    /// Completes the tables with the bins of their rates, cases and numbers.
    pub(crate) fn set_bins(&mut self, layout: &Layout) {
        let (prior, base) = (self.prior, self.base());
        for (column, edges) in layout.columns.iter().zip(&self.edges) {
            let (group, place) = match column {
                Column::Rate(group) => (*group, 0),
                Column::Cases(group) => (*group, 1),
                Column::Number(group) => (*group, 2),
                Column::Measure(_) => continue,
            };
            self.tallies[group].set_bins(place, |tally| {
                edges.bin(match place {
                    0 => smoothed(tally.cases, tally.frauds, prior, base),
                    1 => f64::from(tally.cases),
                    _ => f64::from(tally.number),
                })
            });
        }
    }
}

/// The fold of each row, each fold of about the same size.
fn folds_of(rows: usize, with: Encoding) -> Vec<u8> {
    let mut folds: Vec<u8> = (0..rows).map(|row| (row % with.folds) as u8).collect();
    Random::new(with.seed, 1).shuffle(&mut folds);
    folds
}

/// Cases and frauds of each value of a group, in all and by fold.
struct Counts {
    all: Vec<[u32; 2]>,
    by_fold: Vec<[u32; 2]>,
    folds: usize,
}

impl Counts {
    fn of(group: &Group, rows: &[u32], fold_of: &[u8], folds: usize, labels: &[bool]) -> Self {
        let mut counts =
            Self { all: vec![[0; 2]; group.hashes.len()], by_fold: vec![[0; 2]; group.hashes.len() * folds], folds };
        for (row, fold) in rows.iter().zip(fold_of) {
            let value = group.values[*row as usize] as usize;
            if value == ABSENT as usize {
                continue;
            }
            let fraud = u32::from(labels[*row as usize]);
            for count in [&mut counts.all[value], &mut counts.by_fold[value * folds + usize::from(*fold)]] {
                count[0] += 1;
                count[1] += fraud;
            }
        }
        counts
    }

    /// The smoothed rate of each row's value in the other folds; missing where the value is.
    fn rates(&self, group: &Group, rows: &[u32], fold_of: &[u8], prior: f64, base: f64) -> Vec<f64> {
        let rate = |(row, fold): (&u32, &u8)| {
            let value = group.values[*row as usize] as usize;
            if value == ABSENT as usize {
                return f64::NAN;
            }
            let (all, own) = (self.all[value], self.by_fold[value * self.folds + usize::from(*fold)]);
            smoothed(all[0] - own[0], all[1] - own[1], prior, base)
        };
        rows.iter().zip(fold_of).map(rate).collect()
    }

    /// How many other rows have each row's value: what a later declaration with that value would find.
    fn cases(&self, group: &Group, rows: &[u32]) -> Vec<f64> {
        let count = |row: &u32| {
            let value = group.values[*row as usize] as usize;
            if value == ABSENT as usize { f64::NAN } else { f64::from(self.all[value][0] - 1) }
        };
        rows.iter().map(count).collect()
    }

    fn table(&self, group: &Group) -> Table<Tally> {
        let known = group.hashes.iter().zip(&self.all).zip(0_u32..).filter(|((_, count), _)| count[0] > 0);
        let tally = |((hash, count), number): ((&u64, &[u32; 2]), u32)| {
            (*hash, Tally { cases: count[0], frauds: count[1], number })
        };
        let mut entries: Vec<(u64, Tally)> = known.map(tally).collect();
        entries.sort_unstable_by_key(|(hash, _)| *hash);
        Table::of_sorted(entries).unwrap_or_default()
    }
}

/// The columns of numbers and ratios, and the medians for scoring.
fn measures_of(
    training: &Training,
    layout: &Layout,
    groups: &[Group],
    rows: &[u32],
    folds: &[u8],
) -> (Vec<Vec<f64>>, Vec<Table<f64>>) {
    let mut reading = Reading::empty();
    let mut columns = vec![Vec::new(); NUMBERS];
    let mut unit_prices = Vec::with_capacity(rows.len());
    for row in rows {
        training.reading(*row as usize, &mut reading);
        for (column, value) in columns.iter_mut().zip(reading.measures()) {
            column.push(value);
        }
        unit_prices.push(reading.unit_price());
    }
    let mut tables = Vec::new();
    for reference in &layout.references {
        let (ratios, table) = ratios_of(&groups[*reference], rows, folds, &unit_prices);
        columns.push(ratios);
        tables.push(table);
    }
    (columns, tables)
}

/// The ratio of each unit price to the median of its value in the other folds, and the medians of all rows.
fn ratios_of(group: &Group, rows: &[u32], folds: &[u8], unit_prices: &[f64]) -> (Vec<f64>, Table<f64>) {
    let mut priced: Vec<(u32, f64, u32)> = Vec::with_capacity(rows.len());
    for ((row, price), place) in rows.iter().zip(unit_prices).zip(0_u32..) {
        let value = group.values[*row as usize];
        if value != ABSENT && price.is_finite() {
            priced.push((value, *price, place));
        }
    }
    priced.sort_unstable_by(|a, b| (a.0.cmp(&b.0)).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut ratios = vec![f64::NAN; rows.len()];
    let mut entries = Vec::new();
    for run in priced.chunk_by(|a, b| a.0 == b.0) {
        entries.push((group.hashes[run[0].0 as usize], median(run.iter().map(|(_, price, _)| *price))));
        let mut by_fold: Vec<(u8, f64)> = Vec::new();
        for (_, price, place) in run {
            let fold = folds[*place as usize];
            let known = by_fold.iter().find(|(known, _)| *known == fold).map(|(_, median)| *median);
            let others = known.unwrap_or_else(|| {
                let others = run.iter().filter(|(_, _, other)| folds[*other as usize] != fold);
                let found = median(others.map(|(_, price, _)| *price));
                by_fold.push((fold, found));
                found
            });
            ratios[*place as usize] = ratio(*price, others);
        }
    }
    entries.retain(|(_, median)| *median > 0.0);
    entries.sort_unstable_by_key(|(hash, _)| *hash);
    (ratios, Table::of_sorted(entries).unwrap_or_default())
}

/// The ratio of a unit price to a median; missing where there is none above zero.
#[inline]
pub(crate) fn ratio(unit_price: f64, median: f64) -> f64 {
    if median > 0.0 { unit_price / median } else { f64::NAN }
}

/// The median of rising values: the lower of the two in the middle; NaN of none.
fn median(rising: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = rising.clone().count();
    rising.clone().nth(count.saturating_sub(1) / 2).unwrap_or(f64::NAN)
}
