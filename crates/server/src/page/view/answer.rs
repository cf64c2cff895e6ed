//! The trade answer as its page shows it.

use answer::{Candidate, ChargeAnswer, ConditionState, OptionAnswer, Question, TradeAnswer};
use basis::Decimal;

use crate::language::Words;
use crate::look;
use crate::page::view::ask::Asked;
use crate::page::view::part::{Chip, Figure};

/// One entry of the list of steps.
#[derive(Clone, Debug)]
pub struct StepLink {
    /// Where it leads on the page.
    pub anchor: &'static str,
    /// Its name.
    pub title: String,
    /// What came of it, in a few words.
    pub note: String,
    /// Whether it left something open.
    pub open: bool,
}

/// A code that may be right.
#[derive(Clone, Debug)]
pub struct CandidateView {
    /// The code with dots.
    pub code: String,
    /// The answer for this code.
    pub link: String,
    /// Its own text.
    pub text: String,
    /// The text of the heading above it.
    pub above: String,
    /// The words it was found by.
    pub matched: String,
    /// Whether the answer is for it.
    pub chosen: bool,
}

/// The code of the answer.
#[derive(Clone, Debug)]
pub struct CodeView {
    /// The code with dots; empty where none was found.
    pub code: String,
    /// Its page.
    pub link: String,
    /// How sure it is.
    pub sure: Chip,
    /// The edition.
    pub edition: String,
    /// From chapter to subheading: code and text.
    pub path: Vec<(String, String)>,
    /// Why this code.
    pub because: String,
    /// The other codes.
    pub candidates: Vec<CandidateView>,
    /// Whether the list of the others stands open.
    pub choose: bool,
    /// What it rests on.
    pub source: String,
}

/// One row of the value.
#[derive(Clone, Debug)]
pub struct ValueRow {
    /// What was done.
    pub words: String,
    /// The figure it led to.
    pub figure: String,
    /// What it rests on.
    pub source: String,
    /// Whether it is the value itself.
    pub total: bool,
}

/// The customs value.
#[derive(Clone, Debug)]
pub struct ValueView {
    /// A few words beside the title.
    pub note: String,
    /// Why it is not determined, or empty.
    pub open: String,
    /// The rows.
    pub rows: Vec<ValueRow>,
    /// What it rests on.
    pub source: String,
}

/// One way of paying, or one charge on top.
#[derive(Clone, Debug)]
pub struct PayView {
    /// Its name.
    pub name: String,
    /// The expression.
    pub expression: String,
    /// The amount, or the words for one that is not known.
    pub amount: String,
    /// Whether the amount is known.
    pub known: bool,
    /// Everything together under it, or a dash.
    pub total: String,
    /// What is needed.
    pub needs: Vec<Chip>,
    /// Why the amount is not known or not due.
    pub note: String,
    /// The source.
    pub source: String,
    /// Set where it is not due or cannot be claimed.
    pub quiet: bool,
}

/// The whole page's values.
#[derive(Clone, Debug)]
pub struct AnswerView {
    /// The last word of the crumb.
    pub crumb: String,
    /// The conclusion.
    pub figures: Vec<Figure>,
    /// The steps.
    pub steps: Vec<StepLink>,
    /// The code.
    pub code: CodeView,
    /// The value.
    pub value: ValueView,
    /// A few words beside the duty's title.
    pub duty_note: String,
    /// The options, cheapest first.
    pub options: Vec<PayView>,
    /// A few words beside the taxes' title.
    pub taxes_note: String,
    /// Additions and taxes.
    pub taxes: Vec<PayView>,
    /// Everything together, or empty.
    pub total: String,
    /// What could not be settled.
    pub notes: Vec<String>,
}

impl AnswerView {
    /// The view of an answer to a question that was asked by a form.
    #[must_use]
    pub fn of(words: Words, answer: &TradeAnswer, question: &Question, asked: &Asked) -> Self {
        let currency = answer.currency.as_str();
        let code = code(words, answer, question, asked);
        let value = value(words, answer);
        let options: Vec<PayView> = answer.options.iter().map(|one| option(words, one, currency)).collect();
        let taxes: Vec<PayView> = answer.additions.iter().map(|one| charge(words, one, currency)).collect();
        let date = words.date(answer.on);
        Self {
            crumb: words.say("answer-crumb", &[("date", &date)]),
            figures: conclusion(words, answer),
            steps: steps(words, answer, &code),
            code,
            value,
            duty_note: words.say("answer-duty-note", &[("date", &date)]),
            options,
            taxes_note: words.t("answer-taxes-note").to_owned(),
            taxes,
            total: answer.conclusion.total.map(|total| words.money(total, currency)).unwrap_or_default(),
            notes: answer.notes.iter().map(|note| words.of(note).to_owned()).collect(),
        }
    }
}

fn conclusion(words: Words, answer: &TradeAnswer) -> Vec<Figure> {
    let conclusion = &answer.conclusion;
    let money = |amount: Decimal| words.money(amount, &answer.currency);
    let open = || words.t("not-determined").to_owned();
    let missing = || words.count("answer-open-count", u64::try_from(conclusion.missing).unwrap_or_default());
    let cheapest = match &conclusion.cheapest {
        Some((duty, name)) => Figure::new(words.t("figure-cheapest"), money(*duty), words.of(name)),
        None => Figure::new(words.t("figure-cheapest"), open(), value_open(words, answer)),
    };
    let better = match (&conclusion.better, &conclusion.cheapest) {
        (Some((duty, name)), Some((now, _))) => {
            let saves = now.checked_sub(*duty).map(money).unwrap_or_default();
            let note = words.say("figure-better-saves", &[("name", words.of(name)), ("amount", &saves)]);
            Figure::new(words.t("figure-better"), money(*duty), format!("{note}; {}", missing()))
        }
        (Some((duty, name)), None) => Figure::new(words.t("figure-better"), money(*duty), words.of(name)),
        (None, _) => Figure::new(words.t("figure-better"), "–", words.t("figure-no-better-note")),
    };
    let tax = conclusion.vat.map_or_else(open, money);
    let total = conclusion.total.map_or_else(open, money);
    vec![
        cheapest,
        better,
        Figure::new(words.t("figure-vat"), tax, words.t("figure-vat-note")),
        Figure::new(words.t("figure-total"), total, words.t("figure-total-note")),
    ]
}

fn value_open(words: Words, answer: &TradeAnswer) -> String {
    match (&answer.code, &answer.value.refusal, answer.value.amount) {
        (None, _, _) => words.t("answer-no-duty-why").to_owned(),
        (_, Some(refusal), _) => words.of(refusal).to_owned(),
        (_, None, None) => words.t("answer-no-price").to_owned(),
        _ => String::new(),
    }
}

fn code(words: Words, answer: &TradeAnswer, question: &Question, asked: &Asked) -> CodeView {
    let chosen = answer.code.as_ref();
    let given = question.goods.bytes().next().is_some_and(|first| first.is_ascii_digit());
    let sure = match (chosen, question.code.is_empty()) {
        (None, _) => Chip::new(words.t("answer-sure-open"), "amber"),
        (Some(_), false) => Chip::new(words.t("answer-sure-chosen"), "green"),
        (Some(_), true) if given => Chip::new(words.t("answer-sure-given"), "green"),
        (Some(_), true) => Chip::new(words.t("answer-sure-likely"), "amber"),
    };
    let found = chosen.and_then(|code| answer.candidates.iter().find(|candidate| candidate.code == code.code));
    let matched = found.map(|code| code.matched.join(", ")).unwrap_or_default();
    let year = answer.edition.to_string();
    CodeView {
        code: chosen.map(|code| code.dotted.clone()).unwrap_or_default(),
        link: chosen.map(|code| format!("/reference/hs/{}?on={}", code.code, answer.on)).unwrap_or_default(),
        sure,
        edition: words.say("answer-edition", &[("year", &year)]),
        path: chosen.map(|code| path(code)).unwrap_or_default(),
        because: if matched.is_empty() { String::new() } else { words.say("answer-because", &[("words", &matched)]) },
        candidates: candidates(answer, asked),
        choose: question.code.is_empty() && !given && answer.candidates.len() > 1,
        source: words.say("answer-code-source", &[("year", &year)]),
    }
}

fn path(candidate: &Candidate) -> Vec<(String, String)> {
    candidate.path.iter().map(|step| (step.code.clone(), step.text.clone())).collect()
}

/// The candidates, unless the one answered for is the only one.
fn candidates(answer: &TradeAnswer, asked: &Asked) -> Vec<CandidateView> {
    let chosen = answer.code.as_ref().map(|code| code.code.as_str());
    if answer.candidates.len() < 2 {
        return Vec::new();
    }
    let one = |candidate: &Candidate| {
        let mut above = candidate.path.iter().rev();
        let own = above.next().map(|step| step.text.clone()).unwrap_or_default();
        CandidateView {
            code: candidate.dotted.clone(),
            link: asked.link(&candidate.code),
            text: own,
            above: above.next().map(|step| step.text.clone()).unwrap_or_default(),
            matched: candidate.matched.join(", "),
            chosen: chosen == Some(candidate.code.as_str()),
        }
    };
    answer.candidates.iter().map(one).collect()
}

fn value(words: Words, answer: &TradeAnswer) -> ValueView {
    let mut rows: Vec<ValueRow> = answer
        .value
        .steps
        .iter()
        .map(|step| ValueRow {
            words: words.of(&step.text).to_owned(),
            figure: step.figure.as_deref().map(|figure| words.figure(figure)).unwrap_or_default(),
            source: step.source.clone(),
            total: false,
        })
        .collect();
    if let Some(amount) = answer.value.amount {
        rows.push(ValueRow {
            words: words.t("answer-value-final").to_owned(),
            figure: words.money(amount, &answer.currency),
            source: String::new(),
            total: true,
        });
    }
    let open = match (&answer.value.refusal, answer.value.amount) {
        (Some(refusal), _) => words.of(refusal).to_owned(),
        (None, None) => words.t("answer-no-price").to_owned(),
        (None, Some(_)) => String::new(),
    };
    ValueView {
        note: words.t("answer-value-note").to_owned(),
        open,
        rows,
        source: words.t("answer-value-source").to_owned(),
    }
}

fn option(words: Words, option: &OptionAnswer, currency: &str) -> PayView {
    let mut needs: Vec<Chip> = option
        .conditions
        .iter()
        .map(|condition| {
            let colour = match condition.state {
                ConditionState::Met => "green",
                ConditionState::Unmet => "red",
                ConditionState::Open => "amber",
            };
            Chip::new(words.of(&condition.text), colour)
        })
        .collect();
    if needs.is_empty() && option.claimable {
        needs.push(Chip::new(words.t("answer-nothing-more"), "green"));
    }
    PayView {
        name: words.of(&option.name).to_owned(),
        expression: words.expression(&option.expression),
        amount: option.duty.map_or_else(|| words.t("not-determined").to_owned(), |duty| words.money(duty, currency)),
        known: option.duty.is_some(),
        total: option.total.map_or_else(|| "–".to_owned(), |total| words.amount(total)),
        needs,
        note: option.open.as_ref().map(|open| words.of(open).to_owned()).unwrap_or_default(),
        source: option.source.clone(),
        quiet: !option.claimable,
    }
}

fn charge(words: Words, charge: &ChargeAnswer, currency: &str) -> PayView {
    let amount = match (charge.due, charge.amount) {
        (false, _) => words.t("answer-not-due").to_owned(),
        (true, Some(amount)) => words.money(amount, currency),
        (true, None) => words.t("not-determined").to_owned(),
    };
    PayView {
        name: words.of(&charge.name).to_owned(),
        expression: words.expression(&charge.expression),
        amount,
        known: !charge.due || charge.amount.is_some(),
        total: String::new(),
        needs: Vec::new(),
        note: charge.note.as_ref().map(|note| words.of(note).to_owned()).unwrap_or_default(),
        source: charge.source.clone(),
        quiet: !charge.due,
    }
}

fn steps(words: Words, answer: &TradeAnswer, code: &CodeView) -> Vec<StepLink> {
    let link = |anchor, key: &str, note: String, open| StepLink { anchor, title: words.t(key).to_owned(), note, open };
    let value = answer.value.amount.map(|amount| words.money(amount, &answer.currency));
    let options = u64::try_from(answer.options.len()).unwrap_or_default();
    let total = answer.conclusion.total.map(|total| words.money(total, &answer.currency));
    let open = || words.t("not-determined").to_owned();
    let code_note = if code.code.is_empty() { code.sure.word.clone() } else { format!("{}, {}", code.code, code.sure.word) };
    let mut steps = vec![
        link("step-code", "answer-code", code_note, answer.code.is_none()),
        link("step-value", "answer-value", value.clone().unwrap_or_else(open), value.is_none()),
        link("step-duty", "answer-duty", words.count("answer-options-count", options), answer.conclusion.cheapest.is_none()),
        link("step-taxes", "answer-taxes", total.clone().unwrap_or_else(open), total.is_none()),
    ];
    if !answer.notes.is_empty() {
        steps.push(link("step-open", "answer-open", look_count(words, answer.notes.len()), true));
    }
    steps
}

fn look_count(words: Words, count: usize) -> String {
    words.number(u64::try_from(count).unwrap_or_default())
}

/// The page's title: what was asked, or the code.
#[must_use]
pub fn title(words: Words, asked: &Asked) -> String {
    let what = if asked.what.trim().is_empty() { look::dotted(&asked.code) } else { asked.what.trim().to_owned() };
    words.say("answer-title", &[("what", &what)])
}
