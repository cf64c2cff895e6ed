//! The shapes of answers that come from the pure crates, which know no OpenAPI. A test holds them against real answers.

#![expect(dead_code, reason = "these types are read by the description only; the answers are those of the pure crates")]

use utoipa::ToSchema;

use crate::error::Message;

/// The answer for one declaration.
#[derive(ToSchema)]
pub struct OutcomeView {
    /// The file it was read from, or `-`.
    source: String,
    /// The line on which the record begins.
    line: u64,
    /// The declaration's identifier.
    id: String,
    /// `declaration`, `amendment` or `unreadable`.
    kind: String,
    /// The day that the answer speaks of.
    #[schema(format = Date)]
    on: String,
    /// The Member's currency, in which all amounts stand.
    currency: String,
    /// What was found.
    findings: Vec<FindingView>,
    /// One answer for each goods item.
    lines: Vec<LineView>,
    /// `red`, `yellow`, `blue` or `green`; none for an amendment and for what could not be read.
    lane: Option<String>,
    /// The model's probability, where a model is loaded.
    #[schema(required = false)]
    score: Option<f64>,
    /// Whether the random draw chose the declaration.
    random: bool,
    /// The reasons for the lane, the weightiest first.
    reasons: Vec<ReasonView>,
}

/// Something found about a declaration.
#[derive(ToSchema)]
pub struct FindingView {
    /// The identifier of the rule.
    code: String,
    /// `information`, `warning` or `error`.
    severity: String,
    /// What is wrong and what would be right; `{value}` stands for the value.
    text: Message,
    /// The article, standard or rule it comes from.
    source: String,
    /// The value's place in the WCO Data Model.
    #[schema(required = false)]
    pointer: Option<String>,
    /// The value's place in the bytes.
    #[schema(required = false)]
    place: Option<PlaceView>,
    /// The value that was found.
    #[schema(required = false)]
    value: Option<String>,
}

/// A place in the bytes that were read.
#[derive(ToSchema)]
pub struct PlaceView {
    /// Line, from 1.
    line: u64,
    /// Column in characters, from 1.
    column: u64,
}

/// A reason for a lane.
#[derive(ToSchema)]
pub struct ReasonView {
    /// `model`, `rule`, `random` or `threshold`.
    kind: String,
    /// The reason in words.
    text: Message,
    /// Log-odds of a model's reason.
    #[schema(required = false)]
    weight: Option<f64>,
}

/// The answer for one goods item. Amounts are exact decimals in the Member's currency.
#[derive(ToSchema)]
pub struct LineView {
    /// The item's number.
    item: u32,
    /// The code as declared.
    code: String,
    /// Non-preferential origin.
    origin: Option<String>,
    /// The treatment that the procedure gives.
    treatment: String,
    /// The customs value; none when not determined.
    customs_value: Option<String>,
    /// `due`, `suspended`, `relieved`, `not-applicable` or `not-determined`.
    duty_state: String,
    /// The charges, in the order in which they are computed.
    charges: Vec<ChargeView>,
    /// The sum of the charges; none unless every charge that is due is determined.
    total: Option<String>,
    /// Whether the tariff applied is a demonstration and not the law of any country.
    demonstration: bool,
    /// The steps, in order.
    #[schema(required = false)]
    steps: Option<Vec<StepView>>,
}

/// A charge on a goods item.
#[derive(ToSchema)]
pub struct ChargeView {
    /// `duty`, `anti-dumping`, `excise` or `vat`.
    kind: String,
    /// The measure's name.
    name: Message,
    /// The duty expression as printed.
    expression: String,
    /// The amount; none when not determined.
    amount: Option<String>,
    /// The source of the measure.
    source: String,
}

/// One step of the reasoning.
#[derive(ToSchema)]
pub struct StepView {
    /// `procedure`, `code`, `value`, `duty`, `tax` or `total`.
    part: String,
    /// What was done.
    text: Message,
    /// The figure it led to.
    #[schema(required = false)]
    figure: Option<String>,
    /// What it rests on.
    source: String,
}

/// What a batch adds up to.
#[derive(ToSchema)]
pub struct TalliesView {
    /// How many outcomes.
    outcomes: u64,
    /// Outcomes by lane, the strictest first.
    lanes: Vec<ShareView>,
    /// Outcomes by the code of a finding, the commonest first.
    findings: Vec<ShareView>,
    /// Outcomes, values and charges by chapter of the first goods item.
    chapters: Vec<ChapterView>,
    /// Outcomes by the state of duty.
    duty_states: Vec<ShareView>,
    /// Records that could not be read.
    unread: u64,
    /// Messages that are no declarations.
    skipped: u64,
}

/// How many outcomes share a word.
#[derive(ToSchema)]
pub struct ShareView {
    /// The word.
    name: String,
    /// How many outcomes.
    count: u64,
}

/// What one chapter brings.
#[derive(ToSchema)]
pub struct ChapterView {
    /// The chapter's two digits.
    chapter: String,
    /// How many outcomes.
    count: u64,
    /// The sum of the customs values that were determined, an exact decimal.
    customs_value: String,
    /// The sum of the charges that were determined, an exact decimal.
    duty: String,
    /// Outcomes whose charges are not determined.
    not_determined: u64,
}

/// An amount in a currency.
#[derive(ToSchema)]
pub struct MoneyView {
    /// An exact decimal.
    #[schema(example = "1200.00")]
    amount: String,
    /// Three letters.
    #[schema(example = "EUR")]
    currency: String,
}

/// What a trader asks. Everything but the goods may be left out.
#[derive(ToSchema)]
pub struct QuestionView {
    /// The goods in words, or a code.
    #[schema(example = "bicycle")]
    goods: String,
    /// A code chosen from the candidates.
    #[schema(required = false)]
    code: String,
    /// The country exported from, two letters.
    #[schema(example = "XB")]
    exported_from: Option<String>,
    /// The country in which the goods were made, two letters.
    made_in: Option<String>,
    /// The price of the goods.
    price: Option<MoneyView>,
    /// The delivery terms, three letters.
    #[schema(required = false, example = "FOB")]
    terms: String,
    /// Freight to the border.
    freight: Option<MoneyView>,
    /// Insurance.
    insurance: Option<MoneyView>,
    /// Net mass in kilograms.
    net_mass: Option<String>,
    /// A quantity in the tariff's own unit.
    quantity: Option<String>,
    /// The unit of the quantity.
    #[schema(required = false)]
    unit: String,
    /// The day; left out, today.
    #[schema(format = Date)]
    on: Option<String>,
}

/// The trade answer. Information, not an assessment.
#[derive(ToSchema)]
pub struct TradeAnswerView {
    /// The day it speaks of.
    #[schema(format = Date)]
    on: String,
    /// The Member's name.
    member: Message,
    /// The Member's currency, in which all amounts stand.
    currency: String,
    /// Whether the tariff is a demonstration.
    demonstration: bool,
    /// The country exported from.
    exported_from: Option<String>,
    /// The country in which the goods were made.
    made_in: Option<String>,
    /// Codes that may be right, the likeliest first.
    candidates: Vec<Object>,
    /// The code that the rest is for.
    code: Option<Object>,
    /// The year of the edition.
    edition: u16,
    /// The customs value, step by step.
    value: Object,
    /// The options of duty, cheapest first.
    options: Vec<Object>,
    /// What comes on top of every option.
    additions: Vec<Object>,
    /// The figures a person came for.
    conclusion: Object,
    /// What could not be settled.
    notes: Vec<Message>,
    /// The digest of the books it rests on.
    books: String,
}

/// An object whose parts are told by the answer itself.
#[derive(ToSchema)]
pub struct Object {}
