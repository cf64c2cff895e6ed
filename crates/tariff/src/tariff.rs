use basis::{Currency, Date, ExchangeRates, Text};
use nomenclature::Code;
use rustc_hash::FxHashMap;

use crate::index::{Index, in_force};
use crate::{Area, Measure, MeasureKind, Question, Quota, Scheme, Unmet};

/// What a preference code on a declaration claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    ThirdCountry,
    Preference(Vec<u16>),
    Suspension,
    Quota,
}

/// The option that a question asks for, as declared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked<'t> {
    ThirdCountry,
    Preference(&'t [u16]),
    Suspension,
    Quota(u16),
    Refused(Unmet),
}

impl Asked<'_> {
    /// Whether it asks for the option that a measure gives.
    pub fn is_for(self, measure: &Measure) -> bool {
        match (self, measure.kind) {
            (Self::Preference(schemes), MeasureKind::Preference) => {
                measure.scheme.is_some_and(|scheme| schemes.contains(&scheme))
            }
            (Self::Suspension, MeasureKind::Suspension) => true,
            (Self::Quota(quota), MeasureKind::Quota) => measure.quota == Some(quota),
            _ => false,
        }
    }
}

/// The tariff of one Member: measures, schemes, quotas and rates of exchange, read once and immutable.
#[derive(Clone, Debug)]
pub struct Tariff {
    pub(crate) member: Text,
    pub(crate) country: basis::Country,
    pub(crate) notice: Text,
    pub(crate) demonstration: bool,
    pub(crate) counts_transport: bool,
    pub(crate) digest: String,
    pub(crate) rates: ExchangeRates,
    pub(crate) areas: Vec<Area>,
    pub(crate) schemes: Vec<Scheme>,
    pub(crate) quotas: Vec<Quota>,
    pub(crate) claims: FxHashMap<String, Claim>,
    pub(crate) measures: Vec<Measure>,
    pub(crate) index: Index,
}

impl Tariff {
    /// The Member's currency: every amount stands in it.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.rates.home()
    }

    /// The Member's name.
    #[must_use]
    pub fn member(&self) -> &Text {
        &self.member
    }

    /// The Member's code.
    #[must_use]
    pub fn country(&self) -> basis::Country {
        self.country
    }

    /// What every page that shows a figure of this tariff says about it.
    #[must_use]
    pub fn notice(&self) -> &Text {
        &self.notice
    }

    /// Whether it is a demonstration tariff and not the law of any country.
    #[must_use]
    pub fn demonstration(&self) -> bool {
        self.demonstration
    }

    /// Whether the Member counts transport and insurance to its border into the customs value (Valuation Agreement,
    /// article 8.2).
    #[must_use]
    pub fn counts_transport(&self) -> bool {
        self.counts_transport
    }

    /// The SHA-256 of the files it was read from, names and contents in the order of the names, as hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The rates of exchange.
    #[must_use]
    pub fn rates(&self) -> &ExchangeRates {
        &self.rates
    }

    /// Every measure, in the order of the files.
    #[must_use]
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    /// Every area, in the order of the files.
    #[must_use]
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Every preference scheme, in the order of the files.
    #[must_use]
    pub fn schemes(&self) -> &[Scheme] {
        &self.schemes
    }

    /// Every quota, in the order of the files.
    #[must_use]
    pub fn quotas(&self) -> &[Quota] {
        &self.quotas
    }

    /// An area by its number in a measure or scheme.
    #[must_use]
    pub fn area(&self, number: u16) -> Option<&Area> {
        self.areas.get(usize::from(number))
    }

    /// A scheme by its number in a measure.
    #[must_use]
    pub fn scheme(&self, number: u16) -> Option<&Scheme> {
        self.schemes.get(usize::from(number))
    }

    /// A quota by its number in a measure.
    #[must_use]
    pub fn quota(&self, number: u16) -> Option<&Quota> {
        self.quotas.get(usize::from(number))
    }

    pub(crate) fn measure(&self, number: u32) -> Option<&Measure> {
        self.measures.get(number as usize)
    }

    /// The codes for which no third-country duty holds on a day.
    pub fn coverage<'c>(
        &'c self,
        codes: impl IntoIterator<Item = Code> + 'c,
        on: Date,
    ) -> impl Iterator<Item = Code> + 'c {
        let covered = move |code: Code| {
            in_force(self.index.branch(code), on).any(|entry| entry.kind == MeasureKind::ThirdCountry)
        };
        codes.into_iter().filter(move |code| !covered(*code))
    }

    /// The option that a question asks for: the quota named, else what the preference code stands for, else none.
    pub(crate) fn asked(&self, question: &Question<'_>) -> Asked<'_> {
        if !question.quota.is_empty() {
            let number = self.quotas.iter().position(|quota| quota.order == question.quota);
            let number = number.and_then(|number| u16::try_from(number).ok());
            return number.map_or(Asked::Refused(Unmet::UnknownQuota), Asked::Quota);
        }
        if question.preference.is_empty() {
            return Asked::ThirdCountry;
        }
        match self.claims.get(question.preference) {
            None => Asked::Refused(Unmet::UnknownClaim),
            Some(Claim::ThirdCountry) => Asked::ThirdCountry,
            Some(Claim::Preference(schemes)) => Asked::Preference(schemes),
            Some(Claim::Suspension) => Asked::Suspension,
            Some(Claim::Quota) => Asked::Refused(Unmet::UnknownQuota),
        }
    }
}
