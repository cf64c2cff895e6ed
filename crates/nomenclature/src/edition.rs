use basis::Period;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The days on which the editions of the Harmonized System took effect (amendments under Article 16 of the Convention).
const EDITIONS: [(u16, Date); 8] = [
    (1988, date(1988, 1, 1)),
    (1992, date(1992, 1, 1)),
    (1996, date(1996, 1, 1)),
    (2002, date(2002, 1, 1)),
    (2007, date(2007, 1, 1)),
    (2012, date(2012, 1, 1)),
    (2017, date(2017, 1, 1)),
    (2022, date(2022, 1, 1)),
];

/// An edition of the Harmonized System: its year, the days on which it is in force, and where its texts come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    year: u16,
    #[serde(flatten)]
    period: Period,
    source: String,
}

impl Edition {
    /// The edition of a year, with the source of the rows that will stand under it.
    ///
    /// The last edition known here has no last day: the next one ends it.
    ///
    /// # Errors
    /// [`UnknownEdition`] for a year in which no edition took effect.
    pub fn of_year(year: u16, source: impl Into<String>) -> Result<Self, UnknownEdition> {
        let mut later = EDITIONS.iter().skip_while(|(known, _)| *known != year);
        let (_, valid_from) = later.next().ok_or(UnknownEdition(year))?;
        let valid_to = later.next().and_then(|(_, next)| next.yesterday().ok());
        Ok(Self { year, period: Period { valid_from: *valid_from, valid_to }, source: source.into() })
    }

    /// The year by which the edition is known, for example 2022.
    #[must_use]
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The days on which the edition is in force for the Contracting Parties.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// Where the rows come from and which wording they carry.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }
}

/// A year in which no edition of the Harmonized System took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not an edition of the Harmonized System: 1988, 1992, 1996, 2002, 2007, 2012, 2017 or 2022 is wanted")]
pub struct UnknownEdition(pub u16);
