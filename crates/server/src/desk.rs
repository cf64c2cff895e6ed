//! Turns answers into the rows that the store keeps. Runs on the workers of the pipeline.

use basis::Decimal;
use clearance::pipeline::{Desk, Item, Skipped};
use clearance::{DutyState, Lane, LineOutcome, Outcome, OutcomeKind};
use declaration::Declaration;
use store::{Row, Unread, UnreadKind};

/// What a worker hands over for one record.
#[derive(Debug)]
pub enum Entry {
    /// An outcome; its number is given when it is saved, in the order of the file.
    Outcome(Box<Row>),
    /// A record without outcome.
    Unread(Unread),
}

/// The desk at which rows are laid out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rows;

impl Desk for Rows {
    type Tray = Vec<Entry>;

    fn tray(&self) -> Vec<Entry> {
        Vec::new()
    }

    fn lay(&self, tray: &mut Vec<Entry>, item: Item<'_>) {
        tray.push(match item {
            Item::Cleared(declaration, outcome) => Entry::Outcome(Box::new(row(declaration, outcome))),
            Item::Unread(unread) => Entry::Unread(Unread {
                kind: UnreadKind::Unread,
                source: unread.source.to_string(),
                line: unread.line,
                code: unread.code,
                text: unread.text,
            }),
            Item::Skipped(skipped) => Entry::Unread(set_aside(skipped)),
        });
    }
}

fn set_aside(skipped: Skipped) -> Unread {
    Unread {
        kind: UnreadKind::Skipped,
        source: skipped.source.to_string(),
        line: 0,
        code: "not-a-declaration".to_owned(),
        text: skipped.reason,
    }
}

/// The row of an answer.
#[must_use]
pub fn row(declaration: &Declaration, outcome: &Outcome) -> Row {
    let code = outcome.lines.first().map(|line| line.code.to_string()).unwrap_or_default();
    let chapter = code.get(..2).filter(|chapter| chapter.bytes().all(|byte| byte.is_ascii_digit()));
    let mut findings: Vec<String> = Vec::with_capacity(outcome.findings.len());
    for finding in &outcome.findings {
        if !findings.contains(&finding.notice.code) {
            findings.push(finding.notice.code.clone());
        }
    }
    Row {
        number: 0,
        line: outcome.line,
        source: outcome.source.to_string(),
        id: outcome.id.to_string(),
        kind: kind(outcome.kind).to_owned(),
        lane: outcome.lane.map_or("none", Lane::as_str).to_owned(),
        score: outcome.score,
        chapter: chapter.unwrap_or_default().to_owned(),
        code,
        customs_value: sum(&outcome.lines, |line| line.customs_value),
        duty: sum(&outcome.lines, |line| line.total),
        duty_state: duty_state(&outcome.lines).map_or("none", DutyState::as_str).to_owned(),
        findings,
        declaration: json(declaration),
        outcome: json(outcome),
    }
}

fn kind(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Declaration => "declaration",
        OutcomeKind::Amendment => "amendment",
        OutcomeKind::Unreadable => "unreadable",
    }
}

/// A plain type of ours always has a JSON form; were it not so, an empty object says that nothing is known.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned())
}

/// The sum over all items; not determined as soon as one is not.
fn sum(lines: &[LineOutcome], amount: impl Fn(&LineOutcome) -> Option<Decimal>) -> Option<Decimal> {
    let (first, rest) = lines.split_first()?;
    rest.iter().try_fold(amount(first)?, |sum, line| sum.checked_add(amount(line)?))
}

/// The state of duty of the whole: what is not determined outweighs what is due, and that outweighs what is not.
fn duty_state(lines: &[LineOutcome]) -> Option<DutyState> {
    let weight = |state: &DutyState| match state {
        DutyState::NotDetermined => 4,
        DutyState::Due => 3,
        DutyState::Suspended => 2,
        DutyState::Relieved => 1,
        DutyState::NotApplicable => 0,
    };
    lines.iter().map(|line| line.duty_state).max_by_key(weight)
}
