use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The days on which a dated fact holds: from `valid_from` up to and with `valid_to`, or without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub valid_from: Date,
    /// The last day, itself included; `None` while no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
}

impl Period {
    /// A period whose last day does not come before its first.
    ///
    /// # Errors
    /// `PeriodError` when `valid_to` is before `valid_from`.
    pub fn new(valid_from: Date, valid_to: Option<Date>) -> Result<Self, PeriodError> {
        match valid_to {
            Some(end) if end < valid_from => Err(PeriodError { valid_from, valid_to: end }),
            _ => Ok(Self { valid_from, valid_to }),
        }
    }

    /// Whether the fact holds on a day.
    #[must_use]
    pub fn contains(&self, on: Date) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|end| on <= end)
    }

    /// Whether two periods share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_before_end = |a: &Self, b: &Self| b.valid_to.is_none_or(|end| a.valid_from <= end);
        starts_before_end(self, other) && starts_before_end(other, self)
    }
}

/// A period that ends before it begins.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the period ends on {valid_to}, before it begins on {valid_from}")]
pub struct PeriodError {
    /// The first day given.
    pub valid_from: Date,
    /// The last day given.
    pub valid_to: Date,
}
