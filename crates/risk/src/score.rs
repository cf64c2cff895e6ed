use declaration::{Declaration, GoodsItem};

use crate::forest::UNIT;
use crate::grove::{BATCH, Basket, Bins, LANES};
use crate::hash;
use crate::logistic;
use crate::model::Model;
use crate::plan::NUMBERS;
use crate::reading::Reading;
use crate::table::Slot;

/// How many reasons a score carries.
pub const TOP: usize = 3;

/// What a model says of one goods item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The log-odds of fraud.
    pub raw: f64,
    /// The probability of fraud, between 0 and 1.
    pub probability: f64,
    /// The factors that moved the score most, up or down, the strongest first.
    pub top: [Option<Contribution>; TOP],
}

/// How far one factor moved a score: the changes of the trees' expectations along the paths that were walked, where
/// the factor decided (path attribution). All contributions together are the raw score less the model's base.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contribution {
    /// The factor's place in `Model::factors`.
    pub feature: u16,
    /// The change in log-odds; above zero it speaks for fraud.
    pub value: f64,
    /// What the factor saw, for the words.
    pub evidence: Evidence,
}

/// What a factor saw in a declaration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Evidence {
    /// The value is known from training: so many declarations, so many frauds among them.
    Cases {
        /// Declarations in training with the same value.
        cases: u32,
        /// Frauds among them.
        frauds: u32,
    },
    /// The value did not occur in training.
    Unseen,
    /// No value is declared, or it cannot be computed.
    Missing,
    /// A number: kilograms, an amount in the model's currency, per cent, a weekday from Monday 1, or a ratio.
    Number(f64),
}

/// What a group's value met in its table: the entry's place plus 1; 0 for a value that training never saw, and for none.
type Met = u32;

/// Scores declarations with one model, reusing its memory. One for each thread.
///
/// Many items are scored in much less time together than one by one, and to the same bits.
#[derive(Clone, Debug)]
pub struct Scorer<'m> {
    model: &'m Model,
    /// What is read of each item of a batch.
    readings: Vec<Reading>,
    /// How many of the readings are filled.
    filled: usize,
    /// The bins of each lane of items.
    bins: Vec<Bins>,
    /// The values of one group and the first places of its table that they ask for.
    asked: Vec<(u64, Slot)>,
    /// What each group's value met, one after the other for each item.
    met: Vec<Met>,
    basket: Basket,
    /// The contributions to the last score.
    values: Vec<f64>,
}

impl<'m> Scorer<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        Self {
            model,
            readings: Vec::new(),
            filled: 0,
            bins: Vec::new(),
            asked: Vec::new(),
            met: Vec::new(),
            basket: Basket::empty(),
            values: vec![0.0; model.factors_count()],
        }
    }

    /// Scores one goods item of a declaration. The same item has the same score to the last bit, whatever was scored
    /// before it or beside it and on whatever machine.
    pub fn score(&mut self, declaration: &Declaration, item: &GoodsItem) -> Score {
        let (model, mut scores) = (self.model, Vec::with_capacity(1));
        self.next(|reading| reading.fill(&model.layout, model.card().currency, declaration, item), &mut scores);
        self.finish(&mut scores);
        scores.pop().unwrap_or_else(|| self.of_nothing())
    }

    /// Scores many goods items, each with its declaration, and adds their scores to `scores` in the same order.
    pub fn score_all<'d>(
        &mut self,
        items: impl IntoIterator<Item = (&'d Declaration, &'d GoodsItem)>,
        scores: &mut Vec<Score>,
    ) {
        let model = self.model;
        for (declaration, item) in items {
            self.next(|reading| reading.fill(&model.layout, model.card().currency, declaration, item), scores);
        }
        self.finish(scores);
    }

    /// The contribution of every factor to the last score, in the order of `Model::factors`.
    #[must_use]
    pub fn contributions(&self) -> &[f64] {
        &self.values
    }

    /// Fills the next reading; a full batch is scored. `finish` scores what is left.
    pub(crate) fn next(&mut self, fill: impl FnOnce(&mut Reading), scores: &mut Vec<Score>) {
        if self.filled == self.readings.len() {
            self.readings.push(Reading::empty());
        }
        if let Some(reading) = self.readings.get_mut(self.filled) {
            fill(reading);
            self.filled += 1;
        }
        if self.filled == BATCH {
            self.finish(scores);
        }
    }

    /// Scores the readings that are filled.
    pub(crate) fn finish(&mut self, scores: &mut Vec<Score>) {
        let items = std::mem::take(&mut self.filled);
        if items == 0 {
            return;
        }
        self.bins.resize(items.div_ceil(LANES).max(self.bins.len()), [[0; LANES]; 256]);
        self.met.resize((items * self.model.layout.groups()).max(self.met.len()), 0);
        self.set_codes(items);
        self.set_measures(items);
        let lanes = self.bins.get(..items.div_ceil(LANES)).unwrap_or(&[]);
        self.model.forest.grove.give(lanes, items, &mut self.basket);
        scores.extend((0..items).map(|item| self.of_item(item)));
    }

    /// The score of an item of the batch.
    fn of_item(&mut self, item: usize) -> Score {
        let factors = self.values.len();
        let mut sum = self.model.forest.base;
        let units = self.basket.units.iter().skip(item * factors);
        for (value, units) in self.values.iter_mut().zip(units) {
            *value = *units as f64 * UNIT;
            sum = sum.wrapping_add(*units);
        }
        let raw = self.model.start + sum as f64 * UNIT;
        Score { raw, probability: logistic::probability(raw), top: self.top(item) }
    }

    /// The score where no factor has spoken.
    fn of_nothing(&self) -> Score {
        let raw = self.model.base();
        Score { raw, probability: logistic::probability(raw), top: [None; TOP] }
    }

    /// Brings the coded values of all readings to bins, one table after the other.
    fn set_codes(&mut self, items: usize) {
        let (model, groups) = (self.model, self.model.layout.groups());
        for (group, (place, table)) in model.places.iter().zip(&model.encoder.tallies).enumerate() {
            let values = self.readings.iter().take(items).map(|reading| value_of(model, reading, group));
            self.asked.clear();
            self.asked.extend(values.map(|value| (value, table.first(value))));
            let met = self.met.iter_mut().skip(group).step_by(groups.max(1));
            for ((at, (value, first)), met) in self.asked.iter().enumerate().zip(met) {
                let bins = match table.slot_after(*value, *first) {
                    // A value that is missing meets an empty slot, with the bins of a missing value.
                    Some(slot) => {
                        *met = if *value == hash::MISSING { 0 } else { slot.entry + 1 };
                        slot.bins
                    }
                    None => {
                        *met = 0;
                        place.unseen
                    }
                };
                let Some(lane) = self.bins.get_mut(at / LANES) else { continue };
                for (column, bin) in place.columns.iter().zip(bins) {
                    put(lane, *column, at, bin);
                }
            }
        }
    }

    /// Brings the numbers and ratios of all readings to bins.
    fn set_measures(&mut self, items: usize) {
        let model = self.model;
        for (at, reading) in self.readings.iter().take(items).enumerate() {
            let unit_price = reading.unit_price();
            let ratios = (0..model.layout.references.len()).map(|place| ratio(model, reading, place, unit_price));
            let measures = reading.measures().into_iter().chain(ratios);
            let edges = model.encoder.edges.iter().skip(model.measures_from);
            let Some(lane) = self.bins.get_mut(at / LANES) else { continue };
            for ((value, edges), column) in measures.zip(edges).zip(model.measures_from..) {
                put(lane, column as u8, at, edges.bin(value));
            }
        }
    }

    /// The strongest contributions; of equal ones the first factor.
    #[inline]
    fn top(&self, item: usize) -> [Option<Contribution>; TOP] {
        let mut best = [(0.0_f64, u16::MAX); TOP];
        let [first, second, third] = &mut best;
        for (factor, value) in (0_u16..).zip(&self.values) {
            let size = value.abs();
            if size <= third.0 {
                continue;
            }
            *third = (size, factor);
            if size > second.0 {
                std::mem::swap(second, third);
            }
            if size > first.0 {
                std::mem::swap(first, second);
            }
        }
        best.map(|(_, factor)| {
            let value = self.values.get(usize::from(factor))?;
            Some(Contribution { feature: factor, value: *value, evidence: self.evidence(item, usize::from(factor)) })
        })
    }

    /// What a factor saw in an item of the batch.
    fn evidence(&self, item: usize, factor: usize) -> Evidence {
        let Some(reading) = self.readings.get(item) else { return Evidence::Missing };
        let groups = self.model.layout.groups();
        let Some(measure) = factor.checked_sub(groups) else {
            let entry = self.met.get(item * groups + factor).and_then(|met| met.checked_sub(1));
            let tally = entry.and_then(|entry| self.model.encoder.tallies.get(factor)?.at(entry));
            return match tally {
                Some(tally) => Evidence::Cases { cases: tally.cases, frauds: tally.frauds },
                None if value_of(self.model, reading, factor) == hash::MISSING => Evidence::Missing,
                None => Evidence::Unseen,
            };
        };
        let number = match measure.checked_sub(NUMBERS) {
            Some(place) => ratio(self.model, reading, place, reading.unit_price()),
            None => reading.measures().get(measure).copied().unwrap_or(f64::NAN),
        };
        if number.is_nan() { Evidence::Missing } else { Evidence::Number(number) }
    }
}

/// Sets the bin of an item of a batch.
#[inline]
#[expect(clippy::indexing_slicing, reason = "a byte indexes 256 columns; a remainder by the length lies within")]
fn put(bins: &mut Bins, column: u8, item: usize, bin: u8) {
    bins[usize::from(column)][item % LANES] = bin;
}

/// The hash of a group's value: a key's, or a pair's.
#[inline]
fn value_of(model: &Model, reading: &Reading, group: usize) -> u64 {
    let key = |place: usize| reading.keys.get(place).copied().unwrap_or(hash::MISSING);
    match group.checked_sub(model.layout.keys.len()).map(|pair| model.layout.pairs.get(pair)) {
        None => key(group),
        Some(Some((first, second))) => hash::of_pair(key(*first), key(*second)),
        Some(None) => hash::MISSING,
    }
}

/// The unit price over the median of one reference.
#[inline]
fn ratio(model: &Model, reading: &Reading, place: usize, unit_price: f64) -> f64 {
    let key = model.layout.references.get(place).and_then(|key| reading.keys.get(*key));
    let median = key.and_then(|key| model.encoder.medians.get(place)?.get(*key));
    median.map_or(f64::NAN, |median| crate::encode::ratio(unit_price, *median))
}
