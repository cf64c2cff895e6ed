//! The customs procedure: what a declaration asks for, and whether import duty is due under it. Dated data; the first
//! question about every item, before its value or its duty.

use std::fmt;

use basis::{CompactString, Date, Period, Text};
use serde::{Deserialize, Serialize};
use toml::Spanned;

pub use crate::data::Problem;
use crate::data::{self, Days, Words};

/// What happens to goods under a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TreatmentKind {
    /// Release for free circulation and home use.
    HomeUse,
    /// Release for free circulation with a lower duty for a particular use.
    EndUse,
    /// Release for free circulation with simultaneous placing under a warehouse for excise or VAT.
    TaxWarehousing,
    /// Goods come back: returned unaltered, or after processing abroad.
    ReImport,
    /// Customs warehousing.
    Warehousing,
    /// A free zone.
    FreeZone,
    /// Inward processing.
    InwardProcessing,
    /// Processing under customs control, a procedure of before 1 May 2016.
    CustomsControlProcessing,
    /// Temporary admission.
    TemporaryAdmission,
    /// Transit.
    Transit,
    /// Permanent export.
    Export,
    /// Export for processing abroad.
    OutwardProcessing,
    /// Export for return unaltered.
    TemporaryExport,
    /// Re-export of goods that were not in free circulation.
    ReExport,
    /// Domestic goods under a procedure that is no import.
    DomesticGoods,
    /// A request for release from customs control, without a full declaration.
    ClearanceRequest,
    /// A summary of declarations lodged before: no goods of its own.
    Summary,
    /// No row of the data speaks of this combination on this day.
    NotKnown,
}

impl TreatmentKind {
    /// The word used in data, for example `inward-processing`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HomeUse => "home-use",
            Self::EndUse => "end-use",
            Self::TaxWarehousing => "tax-warehousing",
            Self::ReImport => "re-import",
            Self::Warehousing => "warehousing",
            Self::FreeZone => "free-zone",
            Self::InwardProcessing => "inward-processing",
            Self::CustomsControlProcessing => "customs-control-processing",
            Self::TemporaryAdmission => "temporary-admission",
            Self::Transit => "transit",
            Self::Export => "export",
            Self::OutwardProcessing => "outward-processing",
            Self::TemporaryExport => "temporary-export",
            Self::ReExport => "re-export",
            Self::DomesticGoods => "domestic-goods",
            Self::ClearanceRequest => "clearance-request",
            Self::Summary => "summary",
            Self::NotKnown => "not-known",
        }
    }
}

impl fmt::Display for TreatmentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a procedure does to import duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyEffect {
    /// A customs debt arises: duty is due.
    Due,
    /// Duty is suspended while the goods are under the procedure.
    Suspended,
    /// The goods are relieved of duty, wholly or in part.
    Relieved,
    /// No import duty belongs to the procedure.
    NotApplicable,
    /// Duty may be due, but the declaration does not tell how much, or nothing is known of the procedure: never zero.
    NotDetermined,
}

/// What the data says of one item's procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treatment<'p> {
    /// What happens to the goods.
    pub kind: TreatmentKind,
    /// What it does to import duty.
    pub duty: DutyEffect,
    /// In words.
    pub text: &'p Text,
    /// The article.
    pub source: &'p str,
}

impl Treatment<'_> {
    /// Whether the data speaks of the combination at all.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.kind != TreatmentKind::NotKnown
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    treatment: Vec<Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    types: Vec<String>,
    current: Vec<String>,
    #[serde(default)]
    previous: Vec<String>,
    kind: TreatmentKind,
    duty: DutyEffect,
    text: Words,
    source: String,
    valid_from: String,
    valid_to: Option<String>,
}

/// One row, checked.
#[derive(Clone, Debug)]
struct Rule {
    /// Prefixes of the declaration type.
    types: Vec<CompactString>,
    /// Previous procedures; empty for any.
    previous: Vec<CompactString>,
    period: Period,
    kind: TreatmentKind,
    duty: DutyEffect,
    text: Text,
    source: String,
}

/// The dated procedures of one file.
#[derive(Clone, Debug)]
pub struct Procedures {
    /// Rows by current procedure, in the order of the codes.
    rules: Vec<(CompactString, Vec<Rule>)>,
    unknown: Text,
    digest: String,
}

/// How precisely a row speaks of a combination: a named previous procedure before any, a longer type before a shorter.
type Precision = (bool, usize);

impl Rule {
    fn precision(&self, type_code: &str, previous: &str) -> Option<Precision> {
        let prefixes = self.types.iter().filter(|prefix| type_code.starts_with(prefix.as_str()));
        let length = prefixes.map(|prefix| prefix.len()).max()?;
        let named = self.previous.iter().any(|known| known == previous);
        (named || self.previous.is_empty()).then_some((named, length))
    }

    /// Whether two rows would both be chosen for one combination.
    fn conflicts(&self, other: &Self) -> bool {
        let types = self.types.iter().any(|one| other.types.contains(one));
        let previous = match (self.previous.is_empty(), other.previous.is_empty()) {
            (true, true) => true,
            (false, false) => self.previous.iter().any(|one| other.previous.contains(one)),
            _ => false,
        };
        types && previous && self.period.overlaps(&other.period)
    }
}

impl Procedures {
    /// Reads the rows of `reference/procedures.toml`.
    ///
    /// # Errors
    /// `Problem` with line and column: a word or day that is not known, or two rows that speak of one combination on
    /// one day.
    pub fn read(source: &str) -> Result<Self, Problem> {
        let file: File = data::toml(source)?;
        let mut rules: Vec<(CompactString, Vec<Rule>)> = Vec::new();
        for row in file.treatment {
            let start = row.span().start;
            let row = row.into_inner();
            let days = Days { valid_from: row.valid_from.clone(), valid_to: row.valid_to.clone() };
            let period = days
                .period()
                .map_err(|words| Problem::at(source, start, words.clone(), format!("période non valable : {words}")))?;
            for current in &row.current {
                let rule = row.rule(period);
                let found = rules.iter().position(|(known, _)| known == current);
                let at = found.unwrap_or_else(|| {
                    rules.push((current.as_str().into(), Vec::new()));
                    rules.len() - 1
                });
                let Some((_, known)) = rules.get_mut(at) else { continue };
                if known.iter().any(|other| other.conflicts(&rule)) {
                    return Err(twice(source, start, current));
                }
                known.push(rule);
            }
        }
        rules.sort_by(|a, b| a.0.cmp(&b.0));
        let unknown = Text::fixed(
            "the procedure is not in the data: whether duty is due is not determined",
            "le régime ne figure pas dans les données : l'exigibilité des droits n'est pas déterminée",
        );
        Ok(Self { rules, unknown, digest: data::digest(source) })
    }

    /// What the procedure of an item means on a day. The most precise row wins: one that names the previous procedure
    /// before one that holds for any, one for a longer declaration type before one for a shorter. Where no row speaks,
    /// the kind is `NotKnown` and duty `NotDetermined`.
    #[must_use]
    pub fn treatment(&self, type_code: &str, current: &str, previous: &str, on: Date) -> Treatment<'_> {
        let found = self.rules.binary_search_by(|(code, _)| code.as_str().cmp(current)).ok();
        let rows = found.and_then(|at| self.rules.get(at)).map_or(&[][..], |(_, rows)| rows);
        let candidates = rows.iter().filter(|row| row.period.contains(on));
        let precise = candidates.filter_map(|row| Some((row.precision(type_code, previous)?, row)));
        match precise.max_by_key(|(precision, _)| *precision) {
            Some((_, row)) => Treatment { kind: row.kind, duty: row.duty, text: &row.text, source: &row.source },
            None => Treatment {
                kind: TreatmentKind::NotKnown,
                duty: DutyEffect::NotDetermined,
                text: &self.unknown,
                source: "reference/procedures.toml",
            },
        }
    }

    /// The codes that may stand as the procedure asked for, in order.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|(code, _)| code.as_str())
    }

    /// SHA-256 of the file, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

impl Row {
    fn rule(&self, period: Period) -> Rule {
        Rule {
            types: self.types.iter().map(CompactString::from).collect(),
            previous: self.previous.iter().map(CompactString::from).collect(),
            period,
            kind: self.kind,
            duty: self.duty,
            text: self.text.clone().into(),
            source: self.source.clone(),
        }
    }
}

fn twice(source: &str, start: usize, current: &str) -> Problem {
    Problem::at(
        source,
        start,
        format!("two rows speak of procedure `{current}` with one type, previous procedure and day"),
        format!("deux lignes portent sur le régime `{current}` avec le même type, régime précédent et jour"),
    )
}
