use std::fmt::Write as _;

use basis::{Date, Decimal, Language};

use crate::outcome::{ChargeKind, LineOutcome, Outcome, OutcomeKind};

/// The columns of a table of answers: one row an item; a declaration without items has one row.
pub const COLUMNS: [&str; 24] = [
    "source",
    "line",
    "id",
    "kind",
    "date",
    "item",
    "code",
    "treatment",
    "customs_value",
    "currency",
    "duty_state",
    "duty",
    "anti_dumping",
    "excise",
    "vat",
    "total",
    "duty_measure",
    "duty_expression",
    "demonstration",
    "lane",
    "score",
    "random",
    "findings",
    "reasons",
];

/// The header line of a CSV of answers.
pub(super) fn header() -> String {
    let mut header = COLUMNS.join(",");
    header.push('\n');
    header
}

/// Working memory for a row.
#[derive(Default)]
pub(super) struct Line {
    shared: Shared,
    text: String,
}

/// What all rows of a declaration share, written once.
#[derive(Default)]
struct Shared {
    head: String,
    tail: String,
    /// The day last written, and how: a stream mostly repeats it.
    on: Option<Date>,
    date: String,
}

/// The word of an outcome's kind.
pub(super) fn kind(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Declaration => "declaration",
        OutcomeKind::Amendment => "amendment",
        OutcomeKind::Unreadable => "unreadable",
    }
}

/// The amount of a kind of charge on a line, where it is determined.
pub(super) fn charge(line: &LineOutcome, kind: ChargeKind) -> Option<Decimal> {
    line.charges.iter().find(|charge| charge.kind == kind)?.amount
}

/// The codes of the findings, joined by semicolons.
pub(super) fn findings(outcome: &Outcome, into: &mut String) {
    for (at, finding) in outcome.findings.iter().enumerate() {
        if at > 0 {
            into.push(';');
        }
        into.push_str(&finding.notice.code);
    }
}

/// The reasons in one language, joined by semicolons.
pub(super) fn reasons(outcome: &Outcome, language: Language, into: &mut String) {
    for (at, reason) in outcome.reasons.iter().enumerate() {
        if at > 0 {
            into.push_str("; ");
        }
        into.push_str(reason.text.in_language(language));
        if let Some(weight) = reason.weight {
            hundredths(weight, into);
        }
    }
}

/// A weight with its sign and two decimals. Whole hundredths are written rather than the binary fraction, which takes
/// a tenth of the time.
fn hundredths(weight: f64, into: &mut String) {
    let rounded = (weight * 100.0).round() as i64;
    let (sign, size) = (if rounded < 0 { '-' } else { '+' }, rounded.unsigned_abs());
    into.push_str(" (");
    into.push(sign);
    whole(into, size / 100);
    into.push('.');
    into.push(char::from(b'0' + (size / 10 % 10) as u8));
    into.push(char::from(b'0' + (size % 10) as u8));
    into.push(')');
}

/// The score with the digits that tell any two scores apart.
pub(super) fn score(score: f64, into: &mut String) {
    into.push_str(ryu::Buffer::new().format(score));
}

fn field(into: &mut String, text: &str) {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        into.push('"');
        into.push_str(&text.replace('"', "\"\""));
        into.push('"');
    } else {
        into.push_str(text);
    }
}

fn whole(into: &mut String, number: u64) {
    into.push_str(itoa::Buffer::new().format(number));
}

fn amount(into: &mut String, amount: Option<Decimal>) {
    if let Some(amount) = amount {
        basis::push_decimal(into, amount);
    }
}

pub(super) fn rows(line: &mut Line, into: &mut Vec<u8>, outcome: &Outcome, language: Language) {
    line.shared(outcome, language);
    if outcome.lines.is_empty() {
        line.text.clear();
        line.text.push_str(&line.shared.head);
        let _never_fails = write!(line.text, ",,,,,{},,,,,,,,,,", outcome.currency);
        line.text.push_str(&line.shared.tail);
        into.extend_from_slice(line.text.as_bytes());
    }
    for item in &outcome.lines {
        line.item(outcome, item, language);
        into.extend_from_slice(line.text.as_bytes());
    }
}

impl Line {
    fn shared(&mut self, outcome: &Outcome, language: Language) {
        let head = &mut self.shared.head;
        head.clear();
        field(head, &outcome.source);
        head.push(',');
        whole(head, outcome.line);
        head.push(',');
        field(head, &outcome.id);
        head.push(',');
        head.push_str(kind(outcome.kind));
        head.push(',');
        if self.shared.on != Some(outcome.on) {
            self.shared.on = Some(outcome.on);
            self.shared.date = outcome.on.to_string();
        }
        head.push_str(&self.shared.date);
        let tail = &mut self.shared.tail;
        tail.clear();
        tail.push_str(outcome.lane.map_or("", super::super::outcome::Lane::as_str));
        tail.push(',');
        if let Some(value) = outcome.score {
            score(value, tail);
        }
        tail.push_str(if outcome.random { ",true," } else { ",false," });
        findings(outcome, tail);
        tail.push(',');
        self.text.clear();
        reasons(outcome, language, &mut self.text);
        field(tail, &self.text);
        tail.push('\n');
    }

    fn item(&mut self, outcome: &Outcome, item: &LineOutcome, language: Language) {
        let text = &mut self.text;
        text.clear();
        text.push_str(&self.shared.head);
        text.push(',');
        whole(text, u64::from(item.item));
        text.push(',');
        field(text, &item.code);
        text.push(',');
        field(text, &item.treatment);
        text.push(',');
        amount(text, item.customs_value);
        text.extend([",", outcome.currency.as_str(), ",", item.duty_state.as_str(), ","]);
        for kind in [ChargeKind::Duty, ChargeKind::AntiDumping, ChargeKind::Excise, ChargeKind::Vat] {
            amount(text, charge(item, kind));
            text.push(',');
        }
        amount(text, item.total);
        text.push(',');
        let duty = item.charges.iter().find(|charge| charge.kind == ChargeKind::Duty);
        field(text, duty.map_or("", |duty| duty.name.in_language(language)));
        text.push(',');
        field(text, duty.map_or("", |duty| &duty.expression));
        text.push_str(if item.demonstration { ",true," } else { ",false," });
        text.push_str(&self.shared.tail);
    }
}
