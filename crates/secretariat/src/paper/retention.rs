use basis::Date;
use jiff::Span;
use serde::{Deserialize, Serialize};

/// From which day a document's years are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Since {
    /// The day on which the matter was closed.
    Closing,
    /// The day on which the document was published.
    Publication,
}

/// How long a document is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Whole years.
    pub years: u16,
    /// From which day they are counted.
    pub since: Since,
}

impl Retention {
    /// The last day on which a document has to be kept. `None` while the day from which its years are counted is not
    /// known, and where the years go beyond the calendar: then it is kept.
    ///
    /// Years from 29 February end on 1 March where the last year has no such day, so that no day is lost.
    #[must_use]
    pub fn retain_until(self, closed: Option<Date>, published: Option<Date>) -> Option<Date> {
        let from = match self.since {
            Since::Closing => closed,
            Since::Publication => published,
        }?;
        let until = from.checked_add(Span::new().years(self.years.min(9_998))).ok()?;
        if until.day() == from.day() { Some(until) } else { until.tomorrow().ok() }
    }
}
