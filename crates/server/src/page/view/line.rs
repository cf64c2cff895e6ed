//! One goods item: its steps, its charges.

use basis::Decimal;
use clearance::{Charge, DutyState, LineOutcome, Step};

use crate::language::Words;
use crate::look;
use crate::page::view::part::Chip;

/// One step on a line's way from the procedure to the tax.
#[derive(Clone, Debug)]
pub struct StepView {
    /// The part of the way, in words; empty where the step before it belongs to the same part.
    pub part: String,
    /// Whether the step left something open.
    pub open: bool,
    /// What was done, as HTML.
    pub text: String,
    /// The figure it led to, or empty.
    pub figure: String,
    /// What it rests on.
    pub source: String,
}

/// One charge on a line.
#[derive(Clone, Debug)]
pub struct ChargeView {
    /// What kind of charge, in words.
    pub kind: String,
    /// The measure's name.
    pub name: String,
    /// The duty expression.
    pub expression: String,
    /// The amount, or the words for one that is not determined.
    pub amount: String,
    /// Whether the amount is known.
    pub known: bool,
    /// The measure's source.
    pub source: String,
}

/// One goods item and its answer.
#[derive(Clone, Debug)]
pub struct LineView {
    /// The item's number.
    pub item: u32,
    /// The code with its dots, or empty.
    pub code: String,
    /// Where the code's page is, or empty.
    pub code_link: String,
    /// The description as declared.
    pub description: String,
    /// The origin, or empty.
    pub origin: String,
    /// The treatment by the procedure, in words.
    pub treatment: String,
    /// Whether duty is due and known.
    pub state: Chip,
    /// The customs value, or the words for one that is not determined.
    pub value: String,
    /// The sum of the charges.
    pub total: String,
    /// Why a preference or quota that was claimed does not apply, or empty.
    pub unmet: String,
    /// The steps.
    pub steps: Vec<StepView>,
    /// The charges.
    pub charges: Vec<ChargeView>,
    /// Whether a demonstration tariff was applied.
    pub demonstration: bool,
}

impl LineView {
    /// A line's answer in the reader's language. `country` names a country by its code.
    #[must_use]
    pub fn of(words: Words, line: &LineOutcome, currency: &str, country: &dyn Fn(&str) -> String) -> Self {
        let mut last_part = String::new();
        let mut steps = Vec::with_capacity(line.steps.len());
        for step in &line.steps {
            let repeated = last_part == step.part.as_str();
            steps.push(step_view(words, step, line, repeated));
            last_part = step.part.to_string();
        }
        let code_page = line.code.get(..6).unwrap_or(&line.code);
        Self {
            item: line.item,
            code: look::dotted(&line.code),
            code_link: if code_page.is_empty() { String::new() } else { format!("/reference/hs/{code_page}") },
            description: String::new(),
            origin: line.origin.map(|origin| country(origin.as_str())).unwrap_or_default(),
            treatment: words.word("treatment", &line.treatment).to_owned(),
            state: Chip::duty(words, line.duty_state),
            value: money_or_open(words, line.customs_value, currency),
            total: total(words, line, currency),
            charges: line.charges.iter().map(|charge| charge_view(words, charge, currency)).collect(),
            unmet: line.unmet.as_ref().map(|unmet| look::unmarked(&words.spoken(words.of(unmet)))).unwrap_or_default(),
            steps,
            demonstration: line.demonstration,
        }
    }
}

fn step_view(words: Words, step: &Step, line: &LineOutcome, repeated: bool) -> StepView {
    let open = match step.part.as_str() {
        "value" => line.customs_value.is_none(),
        "duty" => line.duty_state == DutyState::NotDetermined,
        "tax" | "total" => line.total.is_none() && line.duty_state != DutyState::NotApplicable,
        "code" => line.code.is_empty(),
        _ => false,
    };
    StepView {
        part: if repeated { String::new() } else { words.word("part", &step.part).to_owned() },
        open,
        text: look::marked(&words.sentence(words.of(&step.text))),
        figure: step.figure.as_ref().map(|figure| step_figure(words, &step.part, figure)).unwrap_or_default(),
        source: step.source.to_string(),
    }
}

/// The figure of a step: a code has dots, anything else is a number with its unit.
fn step_figure(words: Words, part: &str, figure: &str) -> String {
    if part == "code" { look::dotted(figure) } else { words.figure(figure) }
}

fn charge_view(words: Words, charge: &Charge, currency: &str) -> ChargeView {
    ChargeView {
        kind: words.word("charge", charge.kind.as_str()).to_owned(),
        name: words.sentence(words.of(&charge.name)),
        expression: words.expression(&charge.expression),
        amount: money_or_open(words, charge.amount, currency),
        known: charge.amount.is_some(),
        source: charge.source.to_string(),
    }
}

/// An amount, or the words that say it is not determined: never zero instead.
#[must_use]
pub fn money_or_open(words: Words, amount: Option<Decimal>, currency: &str) -> String {
    amount.map_or_else(|| words.t("not-determined").to_owned(), |amount| words.money(amount, currency))
}

fn total(words: Words, line: &LineOutcome, currency: &str) -> String {
    match line.duty_state {
        DutyState::NotApplicable => words.t("none-due").to_owned(),
        _ => money_or_open(words, line.total, currency),
    }
}
