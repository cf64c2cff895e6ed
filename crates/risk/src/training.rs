use basis::{Currency, Date};
use declaration::{Declaration, GoodsItem};
use rustc_hash::FxHashMap;

use crate::hash;
use crate::plan::{FeaturePlan, Layout, PlanError};
use crate::reading::Reading;

/// The place of a missing value among a group's values.
pub(crate) const ABSENT: u32 = u32::MAX;

/// Labelled rows to train on. It keeps what the features need, not the declarations.
#[derive(Clone, Debug)]
pub struct Training {
    plan: FeaturePlan,
    layout: Layout,
    groups: Vec<Group>,
    pub(crate) mass: Vec<f64>,
    pub(crate) price: Vec<f64>,
    pub(crate) rate: Vec<f64>,
    pub(crate) weekday: Vec<u8>,
    pub(crate) differs: Vec<u8>,
    pub(crate) labels: Vec<bool>,
    currency: Option<Currency>,
    foreign_prices: u64,
    days: Option<(Date, Date)>,
    reading: Reading,
}

/// The values of a key or pair: each row's value by its number in the order of appearance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    /// For each row the number of its value, or `ABSENT`.
    pub(crate) values: Vec<u32>,
    /// For each number the value's hash.
    pub(crate) hashes: Vec<u64>,
    numbers: FxHashMap<u64, u32>,
}

impl Group {
    fn push(&mut self, value: u64) {
        if value == hash::MISSING {
            self.values.push(ABSENT);
            return;
        }
        let next = u32::try_from(self.hashes.len()).unwrap_or(ABSENT);
        let number = *self.numbers.entry(value).or_insert(next);
        if number == next {
            self.hashes.push(value);
        }
        self.values.push(number);
    }

    /// The hash of a row's value.
    pub(crate) fn hash(&self, row: usize) -> u64 {
        let number = self.values.get(row).copied().unwrap_or(ABSENT);
        self.hashes.get(number as usize).copied().unwrap_or(hash::MISSING)
    }

    /// The pairs of two keys' values.
    pub(crate) fn paired(first: &Self, second: &Self) -> Self {
        let mut pairs = Self::default();
        for row in 0..first.values.len() {
            pairs.push(hash::of_pair(first.hash(row), second.hash(row)));
        }
        pairs
    }
}

impl Training {
    /// No rows yet.
    ///
    /// # Errors
    /// `PlanError` when the plan names a field that does not exist, a key twice, or too many keys.
    pub fn new(plan: FeaturePlan) -> Result<Self, PlanError> {
        let layout = Layout::of(&plan)?;
        let groups = vec![Group::default(); layout.keys.len()];
        Ok(Self {
            plan,
            layout,
            groups,
            mass: Vec::new(),
            price: Vec::new(),
            rate: Vec::new(),
            weekday: Vec::new(),
            differs: Vec::new(),
            labels: Vec::new(),
            currency: None,
            foreign_prices: 0,
            days: None,
            reading: Reading::empty(),
        })
    }

    /// Adds one item of a declaration and whether it was found to be fraud. The first price gives the currency of the
    /// model; a price in another currency counts as missing and is counted in the card.
    pub fn push(&mut self, declaration: &Declaration, item: &GoodsItem, label: bool) {
        self.currency = self.currency.or(item.price.map(|price| price.currency));
        self.foreign_prices += u64::from(item.price.is_some_and(|price| Some(price.currency) != self.currency));
        self.reading.fill(&self.layout, self.currency, declaration, item);
        for (group, key) in self.groups.iter_mut().zip(self.reading.keys) {
            group.push(key);
        }
        self.mass.push(self.reading.mass);
        self.price.push(self.reading.price);
        self.rate.push(self.reading.rate);
        self.weekday.push(small(self.reading.weekday));
        self.differs.push(small(self.reading.differs));
        self.labels.push(label);
        if let Some(day) = declaration.acceptance {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// The labels, to be changed in place: the check that a model trained on permuted labels knows nothing.
    pub fn labels_mut(&mut self) -> &mut [bool] {
        &mut self.labels
    }

    pub(crate) fn plan(&self) -> &FeaturePlan {
        &self.plan
    }

    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    pub(crate) fn currency(&self) -> Option<Currency> {
        self.currency
    }

    pub(crate) fn foreign_prices(&self) -> u64 {
        self.foreign_prices
    }

    pub(crate) fn days(&self) -> Option<(Date, Date)> {
        self.days
    }

    /// The keys' values, then the pairs'.
    pub(crate) fn groups(&self) -> Vec<Group> {
        let mut groups = self.groups.clone();
        for (first, second) in &self.layout.pairs {
            if let (Some(first), Some(second)) = (self.groups.get(*first), self.groups.get(*second)) {
                groups.push(Group::paired(first, second));
            }
        }
        groups
    }

    /// A row as it would be read from its declaration.
    pub(crate) fn reading(&self, row: usize, reading: &mut Reading) {
        for (key, group) in reading.keys.iter_mut().zip(&self.groups) {
            *key = group.hash(row);
        }
        let number = |column: &[f64]| column.get(row).copied().unwrap_or(f64::NAN);
        reading.mass = number(&self.mass);
        reading.price = number(&self.price);
        reading.rate = number(&self.rate);
        reading.weekday = large(self.weekday.get(row).copied());
        reading.differs = large(self.differs.get(row).copied());
    }
}

/// A small number kept in a byte; 255 when it is missing.
fn small(number: f64) -> u8 {
    if number.is_nan() { u8::MAX } else { number as u8 }
}

/// The number kept in a byte.
fn large(byte: Option<u8>) -> f64 {
    byte.filter(|byte| *byte != u8::MAX).map_or(f64::NAN, f64::from)
}
