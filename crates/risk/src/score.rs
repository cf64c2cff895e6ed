use declaration::{Declaration, GoodsItem};

use crate::forest::UNIT;
use crate::hash;
use crate::logistic;
use crate::model::Model;
use crate::plan::NUMBERS;
use crate::reading::Reading;

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

/// Scores declarations with one model, reusing its memory. One for each thread.
#[derive(Clone, Debug)]
pub struct Scorer<'m> {
    model: &'m Model,
    reading: Reading,
    bins: [u8; 256],
    units: [i64; 256],
    values: [f64; 256],
}

impl<'m> Scorer<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        Self { model, reading: Reading::empty(), bins: [0; 256], units: [0; 256], values: [0.0; 256] }
    }

    /// Scores one goods item of a declaration. The same item has the same score to the last bit, whatever was scored
    /// before it and on whatever machine.
    pub fn score(&mut self, declaration: &Declaration, item: &GoodsItem) -> Score {
        self.reading.fill(&self.model.layout, self.model.card().currency, declaration, item);
        self.score_reading()
    }

    /// The contribution of every factor to the last score, in the order of `Model::factors`.
    #[must_use]
    pub fn contributions(&self) -> &[f64] {
        self.values.get(..self.model.factors_count()).unwrap_or(&[])
    }

    /// Lets another reading take the place of a declaration: held-out rows of a training set.
    pub(crate) fn reading_mut(&mut self) -> &mut Reading {
        &mut self.reading
    }

    pub(crate) fn score_reading(&mut self) -> Score {
        self.set_bins();
        let factors = self.model.factors_count();
        self.units.iter_mut().take(factors).for_each(|units| *units = 0);
        self.model.forest.give(&self.bins, &mut self.units);
        let mut sum = self.model.forest.base;
        for (value, units) in self.values.iter_mut().zip(&self.units).take(factors) {
            *value = *units as f64 * UNIT;
            sum = sum.wrapping_add(*units);
        }
        let raw = self.model.start + sum as f64 * UNIT;
        Score { raw, probability: logistic::probability(raw), top: self.top(factors) }
    }

    /// Brings the reading to bins.
    #[inline]
    fn set_bins(&mut self) {
        let model = self.model;
        let keys = self.reading.keys.iter().take(model.layout.keys.len()).copied();
        let pairs = model.layout.pairs.iter().map(|(first, second)| {
            let key = |place: usize| self.reading.keys.get(place).copied().unwrap_or(hash::MISSING);
            hash::of_pair(key(*first), key(*second))
        });
        let tables = model.places.iter().zip(&model.encoder.tallies);
        for (value, (place, table)) in keys.chain(pairs).zip(tables) {
            let bins = match table.slot(value) {
                Some(slot) => slot.bins,
                None => place.unseen,
            };
            for (column, bin) in place.columns.iter().zip(bins) {
                #[expect(clippy::indexing_slicing, reason = "a byte indexes 256 bins")]
                let own = &mut self.bins[usize::from(*column)];
                *own = bin;
            }
        }
        let unit_price = self.reading.unit_price();
        let ratios = (0..model.layout.references.len()).map(|place| ratio(model, &self.reading, place, unit_price));
        let measures = self.reading.measures().into_iter().chain(ratios);
        let edges = model.encoder.edges.iter().skip(model.measures_from);
        let bins = self.bins.iter_mut().skip(model.measures_from);
        for ((value, edges), bin) in measures.zip(edges).zip(bins) {
            *bin = edges.bin(value);
        }
    }

    /// The strongest contributions; of equal ones the first factor.
    #[inline]
    fn top(&self, factors: usize) -> [Option<Contribution>; TOP] {
        let mut best = [(0.0_f64, u16::MAX); TOP];
        let [first, second, third] = &mut best;
        for (factor, value) in (0_u16..).zip(self.values.iter().take(factors)) {
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
            let value = self.values.get(usize::from(factor)).filter(|_| usize::from(factor) < factors)?;
            Some(Contribution { feature: factor, value: *value, evidence: self.evidence(usize::from(factor)) })
        })
    }

    /// What a factor saw in the last declaration.
    fn evidence(&self, factor: usize) -> Evidence {
        let layout = &self.model.layout;
        let key = |place: usize| self.reading.keys.get(place).copied().unwrap_or(hash::MISSING);
        if let Some(table) = self.model.encoder.tallies.get(factor) {
            let pair = factor.checked_sub(layout.keys.len()).and_then(|pair| layout.pairs.get(pair));
            let value = pair.map_or_else(|| key(factor), |(first, second)| hash::of_pair(key(*first), key(*second)));
            return match table.get(value) {
                Some(tally) => Evidence::Cases { cases: tally.cases, frauds: tally.frauds },
                None if value == hash::MISSING => Evidence::Missing,
                None => Evidence::Unseen,
            };
        }
        let measure = factor - layout.groups().min(factor);
        let number = match measure.checked_sub(NUMBERS) {
            Some(place) => ratio(self.model, &self.reading, place, self.reading.unit_price()),
            None => self.reading.measures().get(measure).copied().unwrap_or(f64::NAN),
        };
        if number.is_nan() { Evidence::Missing } else { Evidence::Number(number) }
    }
}

/// The unit price over the median of one reference.
#[inline]
fn ratio(model: &Model, reading: &Reading, place: usize, unit_price: f64) -> f64 {
    let key = model.layout.references.get(place).and_then(|key| reading.keys.get(*key));
    let median = key.and_then(|key| model.encoder.medians.get(place)?.get(*key));
    median.map_or(f64::NAN, |median| crate::encode::ratio(unit_price, *median))
}
