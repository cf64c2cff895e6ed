use std::sync::Arc;

use basis::{Country, Date, Decimal, Text};
use serde::{Deserialize, Serialize};

/// A heading or subheading with its text in the nomenclature.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeadingText {
    /// The code with dots, for example `8712.00`.
    pub code: String,
    /// The text as the loaded edition has it (one language).
    pub text: String,
}

/// A code that may be right, with the words that speak for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The code, digits only.
    pub code: String,
    /// The code with dots.
    pub dotted: String,
    /// Chapter, heading and subheading, from above to below.
    pub path: Vec<HeadingText>,
    /// The words of the question that the texts hold.
    pub matched: Vec<String>,
}

/// One step of the value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueStep {
    /// What was done.
    pub text: Text,
    /// The figure it led to, with its currency.
    pub figure: Option<String>,
    /// What it rests on.
    pub source: String,
}

/// The customs value, step by step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ValueAnswer {
    /// The value in the Member's currency; `None` where it is not determined.
    pub amount: Option<Decimal>,
    /// Why it is not determined.
    pub refusal: Option<Text>,
    /// The steps, in order.
    pub steps: Vec<ValueStep>,
}

/// Whether a condition of an option is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConditionState {
    /// Met by what the question says.
    Met,
    /// Not met.
    Unmet,
    /// A fact is missing that would decide it.
    Open,
}

/// A condition of an option, in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// What is needed.
    pub text: Text,
    /// Whether it is met.
    pub state: ConditionState,
}

/// A way of paying duty: third country, a preference, a quota.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OptionAnswer {
    /// What kind: `third-country`, `preference`, `suspension`, `quota`.
    pub kind: String,
    /// Its name.
    pub name: Arc<Text>,
    /// The duty expression as printed.
    pub expression: String,
    /// The duty; `None` where it is not determined.
    pub duty: Option<Decimal>,
    /// Why it is not determined.
    pub open: Option<Text>,
    /// Its conditions.
    pub conditions: Vec<Condition>,
    /// Set when every condition is met, so that it can be claimed today.
    pub claimable: bool,
    /// Duty, additions, excise and value-added tax together under this option; `None` where one is not determined.
    pub total: Option<Decimal>,
    /// Value-added tax under this option.
    pub vat: Option<Decimal>,
    /// Where the measure stands.
    pub source: String,
}

/// A charge that comes on top of every option: anti-dumping duty, excise, value-added tax.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChargeAnswer {
    /// What kind: `anti-dumping`, `excise`, `vat`.
    pub kind: String,
    /// Its name.
    pub name: Arc<Text>,
    /// The expression as printed.
    pub expression: String,
    /// The amount under the cheapest option that can be claimed; `None` where it is not determined or not due.
    pub amount: Option<Decimal>,
    /// Whether it is due for this shipment.
    pub due: bool,
    /// Why it is not due, or not determined.
    pub note: Option<Text>,
    /// Where the measure stands.
    pub source: String,
}

/// The figures a person came for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conclusion {
    /// The cheapest duty that can be claimed today, with the option's name.
    pub cheapest: Option<(Decimal, Arc<Text>)>,
    /// The best option whose conditions are not all met yet, where it is cheaper: duty and name.
    pub better: Option<(Decimal, Arc<Text>)>,
    /// Value-added tax under the cheapest option.
    pub vat: Option<Decimal>,
    /// Everything together under the cheapest option.
    pub total: Option<Decimal>,
    /// Conditions that stand between the cheapest and the better option.
    pub missing: usize,
}

/// The whole answer for one shipment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TradeAnswer {
    /// The day it speaks of.
    pub on: Date,
    /// The Member's name.
    pub member: Text,
    /// The Member's currency, in which all amounts stand.
    pub currency: String,
    /// Set when the tariff is a demonstration tariff.
    pub demonstration: bool,
    /// Country exported from, as used for direct consignment.
    pub exported_from: Option<Country>,
    /// Country of origin, as used for preference (claimed) and for anti-dumping (non-preferential).
    pub made_in: Option<Country>,
    /// Codes that may be right, the likeliest first; one when a code was given.
    pub candidates: Vec<Candidate>,
    /// The code the rest of the answer is for; `None` where nothing was found.
    pub code: Option<Candidate>,
    /// The year of the edition.
    pub edition: u16,
    /// The customs value.
    pub value: ValueAnswer,
    /// The options, cheapest first.
    pub options: Vec<OptionAnswer>,
    /// What comes on top of every option.
    pub additions: Vec<ChargeAnswer>,
    /// The figures a person came for.
    pub conclusion: Conclusion,
    /// What the answer could not settle, in words.
    pub notes: Vec<Text>,
    /// The digest of the books it rests on.
    pub books: String,
}
