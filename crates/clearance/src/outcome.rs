//! What a clearance answers: findings, lines with value and duties, a lane, and the reasons for it.

use std::sync::Arc;

use basis::{CompactString, Country, Currency, Date, Decimal, Finding, Text};
use serde::{Deserialize, Serialize};

/// What kind of answer stands for a record that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OutcomeKind {
    /// A declaration, cleared.
    Declaration,
    /// A request to amend or cancel: no lane, no duty.
    Amendment,
    /// Bytes that are not a well-formed message: one finding says where, the lane is open.
    Unreadable,
}

/// The lane a declaration is put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lane {
    /// Released without control.
    Green,
    /// Audited after release.
    Blue,
    /// Documents are checked.
    Yellow,
    /// The goods are examined.
    Red,
}

impl Lane {
    /// All lanes, the strictest first.
    pub const ALL: [Self; 4] = [Self::Red, Self::Yellow, Self::Blue, Self::Green];

    /// The word used in data: `green`, `blue`, `yellow`, `red`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

/// Where a reason for a lane comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReasonKind {
    /// The model's score; the weight is a path attribution on the log-odds.
    Model,
    /// A finding of a business rule.
    Rule,
    /// The random draw.
    Random,
    /// The lane's threshold that the score reached.
    Threshold,
}

/// One reason for a lane, in words and with the weight it had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Where it comes from.
    pub kind: ReasonKind,
    /// The reason in words, both languages.
    pub text: Text,
    /// Its weight: log-odds for a model's reason, otherwise none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub weight: Option<f64>,
}

/// Whether import duty is due on a line, as the customs procedure says, and whether it could be determined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyState {
    /// Due, and the amount stands.
    Due,
    /// Suspended by the procedure.
    Suspended,
    /// Relieved by the procedure.
    Relieved,
    /// No import duty belongs to the procedure (an export, a transit).
    NotApplicable,
    /// Due or perhaps due, but the amount is not known: never zero.
    NotDetermined,
}

impl DutyState {
    /// The word used in data, for example `not-determined`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Suspended => "suspended",
            Self::Relieved => "relieved",
            Self::NotApplicable => "not-applicable",
            Self::NotDetermined => "not-determined",
        }
    }
}

/// The kind of a charge on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChargeKind {
    /// Customs duty under the option that applies.
    Duty,
    /// Anti-dumping duty, added to whichever option applies.
    AntiDumping,
    /// Excise.
    Excise,
    /// Value-added tax.
    Vat,
}

impl ChargeKind {
    /// The word used in data, for example `anti-dumping`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Duty => "duty",
            Self::AntiDumping => "anti-dumping",
            Self::Excise => "excise",
            Self::Vat => "vat",
        }
    }
}

/// A charge: what it is, under which measure, on what base, and how much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Charge {
    /// What kind of charge.
    pub kind: ChargeKind,
    /// The measure's name, both languages (`third-country duty`, `preference, Boreal agreement`).
    pub name: Arc<Text>,
    /// The duty expression as printed, for example `12.000 % + 0.35 EUR / kg`.
    pub expression: CompactString,
    /// The amount in the Member's currency; `None` when it is not determined.
    pub amount: Option<Decimal>,
    /// The source of the measure.
    pub source: Arc<str>,
}

/// One step of the reasoning on a line, in words, with the figure it led to and what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The part of the way: `procedure`, `code`, `value`, `duty`, `tax`, `total`.
    pub part: CompactString,
    /// What was done, in both languages.
    pub text: Text,
    /// The figure it led to, with its unit or currency, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub figure: Option<CompactString>,
    /// What it rests on.
    pub source: CompactString,
}

/// The answer for one goods item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineOutcome {
    /// The item's number.
    pub item: u32,
    /// The code as declared; empty where none is declared.
    pub code: CompactString,
    /// Non-preferential origin, where it was declared and read.
    pub origin: Option<Country>,
    /// The treatment that the procedure gives, in words of the data: `home-use`, `export`, `inward-processing`, ...
    pub treatment: CompactString,
    /// The customs value in the Member's currency; `None` when it is not determined.
    pub customs_value: Option<Decimal>,
    /// Whether import duty is due and known.
    pub duty_state: DutyState,
    /// The charges, in the order in which they are computed.
    pub charges: Vec<Charge>,
    /// The sum of the charges; `None` unless every charge that is due is determined.
    pub total: Option<Decimal>,
    /// Why the preference or quota claimed does not apply; third-country duty is then charged.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unmet: Option<Text>,
    /// Set when the tariff applied is a demonstration tariff and not the law of any country.
    pub demonstration: bool,
    /// The steps, in order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub steps: Vec<Step>,
}

/// The answer for one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The file it was read from, or `-`.
    pub source: Arc<str>,
    /// The line (or row) on which the record begins; 0 for a file that holds one message.
    pub line: u64,
    /// The declaration's identifier; empty where none could be read.
    pub id: CompactString,
    /// What kind of answer this is.
    pub kind: OutcomeKind,
    /// The day that the answer speaks of.
    pub on: Date,
    /// The Member's currency, in which all amounts stand.
    pub currency: Currency,
    /// What was found.
    pub findings: Vec<Finding>,
    /// One answer for each goods item.
    pub lines: Vec<LineOutcome>,
    /// The lane; `None` for an amendment and for what could not be read.
    pub lane: Option<Lane>,
    /// The model's probability, where a model is loaded.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub score: Option<f64>,
    /// Set when the random draw chose the declaration.
    pub random: bool,
    /// The reasons for the lane, the weightiest first.
    pub reasons: Vec<Reason>,
}
