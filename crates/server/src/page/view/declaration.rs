//! One declaration and its outcome.

use basis::{Decimal, Severity};
use clearance::{DutyState, Lane, Outcome, OutcomeKind, Reason};
use declaration::Declaration;

use crate::chart;
use crate::language::Words;
use crate::look;
use crate::page::view::fields::{self, FieldGroup};
use crate::page::view::line::{LineView, money_or_open};
use crate::page::view::part::{Chip, Figure, FindingView};

/// One reason for the lane: words, its weight, its bar.
#[derive(Clone, Debug)]
pub struct Why {
    /// The reason in words, as HTML.
    pub words: String,
    /// Where it comes from: the model, a rule, the draw, a threshold.
    pub kind: String,
    /// The weight with its sign, or empty.
    pub weight: String,
    /// The bar as SVG, or empty.
    pub bar: String,
}

/// One declaration as its page shows it.
#[derive(Clone, Debug)]
pub struct DeclarationView {
    /// The identifier, or the words for one that has none.
    pub id: String,
    /// The lane.
    pub lane: Chip,
    /// What the lane means.
    pub lane_meaning: String,
    /// The score, or empty.
    pub score: String,
    /// Set for an amendment or for bytes that could not be read: what that means.
    pub notice: String,
    /// Whether the random draw chose it.
    pub random: bool,
    /// Where it was read: file and line.
    pub read_from: String,
    /// The day that the answer speaks of.
    pub on: String,
    /// The conclusion.
    pub figures: Vec<Figure>,
    /// The reasons.
    pub why: Vec<Why>,
    /// The findings, the heaviest first.
    pub findings: Vec<FindingView>,
    /// The lines.
    pub lines: Vec<LineView>,
    /// How many lines are not shown here.
    pub lines_left: u64,
    /// The declaration's own fields.
    pub fields: Vec<FieldGroup>,
}

/// The most lines that one page shows; the download holds all.
const MOST_LINES: usize = 200;

impl DeclarationView {
    /// The view of an outcome and, where one could be read, its declaration. `country` names a country by its code.
    #[must_use]
    pub fn of(
        words: Words,
        outcome: &Outcome,
        declaration: Option<&Declaration>,
        country: &dyn Fn(&str) -> String,
    ) -> Self {
        let currency = outcome.currency.as_str();
        let mut findings: Vec<_> = outcome.findings.iter().collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.notice.severity));
        let mut lines: Vec<LineView> =
            outcome.lines.iter().take(MOST_LINES).map(|line| LineView::of(words, line, currency, country)).collect();
        for (line, item) in lines.iter_mut().zip(declaration.iter().flat_map(|declaration| &declaration.items)) {
            line.description = item.description.to_string();
        }
        Self {
            id: if outcome.id.is_empty() { words.t("no-identifier").to_owned() } else { outcome.id.to_string() },
            lane: Chip::lane(words, outcome.lane),
            lane_meaning: lane_meaning(words, outcome.lane),
            score: outcome.score.map(|score| words.score(score)).unwrap_or_default(),
            notice: notice(words, outcome.kind),
            random: outcome.random,
            read_from: read_from(words, outcome),
            on: words.date(outcome.on),
            figures: figures(words, outcome),
            why: why(words, outcome),
            findings: findings.into_iter().map(|finding| FindingView::of(words, finding)).collect(),
            lines_left: u64::try_from(outcome.lines.len().saturating_sub(MOST_LINES)).unwrap_or_default(),
            lines,
            fields: declaration.map(|declaration| fields::groups(words, declaration, country)).unwrap_or_default(),
        }
    }
}

fn notice(words: Words, kind: OutcomeKind) -> String {
    match kind {
        OutcomeKind::Declaration => String::new(),
        OutcomeKind::Amendment => words.t("kind-amendment").to_owned(),
        OutcomeKind::Unreadable => words.t("kind-unreadable").to_owned(),
    }
}

fn read_from(words: Words, outcome: &Outcome) -> String {
    let line = words.number(outcome.line);
    match outcome.line {
        0 => outcome.source.to_string(),
        _ => words.say("read-from-line", &[("file", &outcome.source), ("line", &line)]),
    }
}

/// What a lane means for the goods.
fn lane_meaning(words: Words, lane: Option<Lane>) -> String {
    words.word("meaning", lane.map_or("none", Lane::as_str)).to_owned()
}

fn figures(words: Words, outcome: &Outcome) -> Vec<Figure> {
    let currency = outcome.currency.as_str();
    let lines = &outcome.lines;
    let value = sum(lines.iter().map(|line| line.customs_value));
    let taxed: Vec<_> = lines.iter().filter(|line| line.duty_state != DutyState::NotApplicable).collect();
    let due = sum(taxed.iter().map(|line| line.total));
    let due_figure =
        if taxed.is_empty() { words.t("none-due").to_owned() } else { money_or_open(words, due, currency) };
    let weight = |severity| outcome.findings.iter().filter(|finding| finding.notice.severity == severity).count();
    let errors = u64::try_from(weight(Severity::Error)).unwrap_or_default();
    let count = u64::try_from(outcome.findings.len()).unwrap_or_default();
    let findings_note =
        if errors > 0 { words.count("findings-errors", errors) } else { words.t("findings-no-error").into() };
    vec![
        Figure::new(words.t("figure-lane"), Chip::lane(words, outcome.lane).word, lane_meaning(words, outcome.lane)),
        Figure::new(
            words.t("figure-value"),
            if lines.is_empty() { "–".to_owned() } else { money_or_open(words, value, currency) },
            value_note(words, outcome),
        ),
        Figure::new(
            words.t("figure-due"),
            if lines.is_empty() { "–".into() } else { due_figure },
            states(words, outcome),
        ),
        Figure::new(words.t("figure-findings"), words.number(count), findings_note),
    ]
}

/// How many items; where the value of some is not determined, what is known of the others.
fn value_note(words: Words, outcome: &Outcome) -> String {
    let lines = &outcome.lines;
    let known: Vec<Decimal> = lines.iter().filter_map(|line| line.customs_value).collect();
    let all = u64::try_from(lines.len()).unwrap_or_default();
    let open = lines.len() - known.len();
    if open == 0 || known.is_empty() {
        return words.count("items-count", all);
    }
    let amount = sum(known.into_iter().map(Some));
    let known = money_or_open(words, amount, outcome.currency.as_str());
    words.say("figure-value-partly", &[("known", &known), ("open", &open.to_string()), ("all", &all.to_string())])
}

/// The sum where every part is known; an unknown part leaves the sum unknown.
fn sum(parts: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    let mut total = Decimal::ZERO;
    for part in parts {
        total = total.checked_add(part?)?;
    }
    Some(total)
}

/// The duty states of the lines in words, each once.
fn states(words: Words, outcome: &Outcome) -> String {
    let mut told: Vec<&str> = Vec::new();
    for line in &outcome.lines {
        let word = words.word("duty", line.duty_state.as_str());
        if !told.contains(&word) {
            told.push(word);
        }
    }
    told.join(", ")
}

fn why(words: Words, outcome: &Outcome) -> Vec<Why> {
    let reasons = &outcome.reasons;
    let weights = || reasons.iter().filter_map(|reason| reason.weight);
    let (lowest, highest) = (weights().fold(0.0, f64::min), weights().fold(0.0, f64::max));
    let kind = |reason: &Reason| match reason.kind {
        clearance::ReasonKind::Model => words.t("reason-model").to_owned(),
        clearance::ReasonKind::Rule => words.t("reason-rule").to_owned(),
        clearance::ReasonKind::Random => words.t("reason-random").to_owned(),
        clearance::ReasonKind::Threshold => words.t("reason-threshold").to_owned(),
    };
    let one = |reason: &Reason| Why {
        words: look::marked(&reason_words(words, outcome, reason)),
        kind: kind(reason),
        weight: reason.weight.map(|weight| words.weight(weight)).unwrap_or_default(),
        bar: reason.weight.map(|weight| chart::reason(weight, lowest, highest)).unwrap_or_default(),
    };
    reasons.iter().map(one).collect()
}

/// A reason that speaks of a finding names the value that was found.
fn reason_words(words: Words, outcome: &Outcome, reason: &Reason) -> String {
    let said = words.of(&reason.text);
    let found = outcome.findings.iter().find(|finding| finding.notice.text == reason.text);
    found.map_or_else(|| said.to_owned(), |finding| finding.words(words.0))
}
