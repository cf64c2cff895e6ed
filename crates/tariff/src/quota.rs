use basis::{Date, Decimal, Period, Text};

use crate::Unit;

/// One period of a quota: from its opening to its closing day, with its volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaPeriod {
    /// From the opening to the closing day, both included.
    pub period: Period,
    /// The volume.
    pub volume: Decimal,
    /// The unit of the volume.
    pub unit: Unit,
    /// The day from which the volume is used up; `None` while it is not.
    pub exhausted: Option<Date>,
    /// The last day for which the state is known; `None` where it is known to the closing day.
    pub known_to: Option<Date>,
    /// Where that is laid down.
    pub source: String,
}

/// The state of a quota on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuotaState {
    /// Open, with volume left.
    Open,
    /// Used up since the day named.
    Exhausted(Date),
    /// No period of the quota holds on the day.
    Closed,
    /// A period holds, but its state on the day is not known.
    Unknown,
}

/// A tariff quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The order number, for example `09.4011`.
    pub order: String,
    /// Its name for people.
    pub name: Text,
    /// The area of non-preferential origin that it is open to; `None` for every origin.
    pub area: Option<u16>,
    /// Its periods, sorted; no two share a day.
    pub periods: Vec<QuotaPeriod>,
}

impl Quota {
    /// The state on a day.
    #[must_use]
    pub fn state(&self, on: Date) -> QuotaState {
        let Some(current) = self.periods.iter().find(|period| period.period.contains(on)) else {
            return QuotaState::Closed;
        };
        match (current.exhausted, current.known_to) {
            (Some(day), _) if day <= on => QuotaState::Exhausted(day),
            (_, Some(last)) if last < on => QuotaState::Unknown,
            _ => QuotaState::Open,
        }
    }
}
