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
    /// Preferences that are not for goods of this origin.
    pub closed: Vec<PayView>,
    /// A few words beside the taxes' title.
    pub taxes_note: String,
    /// Additions and taxes.
    pub taxes: Vec<PayView>,
    /// Everything together, or empty.
    pub total: String,
    /// What could not be settled, as HTML.
    pub notes: Vec<String>,
}

impl AnswerView {
    /// The view of an answer to a question that was asked by a form.
    #[must_use]
    pub fn of(words: Words, answer: &TradeAnswer, question: &Question, asked: &Asked) -> Self {
        let currency = answer.currency.as_str();
        let code = code(words, answer, question, asked);
        let value = value(words, answer);
        let (closed, open): (Vec<_>, Vec<_>) = answer.options.iter().partition(|one| is_closed(one));
        let view = |options: Vec<&OptionAnswer>| options.into_iter().map(|one| option(words, one, currency)).collect();
        let taxes: Vec<PayView> = answer.additions.iter().map(|one| charge(words, answer, one)).collect();
        let date = words.date(answer.on);
        Self {
            crumb: words.say("answer-crumb", &[("date", &date)]),
            figures: conclusion(words, answer),
            steps: steps(words, answer, &code),
            code,
            value,
            duty_note: words.say("answer-duty-note", &[("date", &date)]),
            options: view(open),
            closed: view(closed),
            taxes_note: words.t("answer-taxes-note").to_owned(),
            taxes,
            total: answer.conclusion.total.map(|total| words.money(total, currency)).unwrap_or_default(),
            notes: answer.notes.iter().map(|note| look::marked(&words.sentence(words.of(note)))).collect(),
        }
    }
}

/// A preference with a condition that is not met is for goods of another origin or route. A quota stays in sight: that
/// it is used up is worth knowing.
fn is_closed(option: &OptionAnswer) -> bool {
    option.kind == "preference" && option.conditions.iter().any(|condition| condition.state == ConditionState::Unmet)
}

fn conclusion(words: Words, answer: &TradeAnswer) -> Vec<Figure> {
    let conclusion = &answer.conclusion;
    let money = |amount: Decimal| words.money(amount, &answer.currency);
    let open = || words.t("not-determined").to_owned();
    let missing = || words.count("answer-open-count", u64::try_from(conclusion.missing).unwrap_or_default());
    let cheapest = match &conclusion.cheapest {
        Some((duty, name)) => Figure::new(words.t("figure-cheapest"), money(*duty), words.sentence(words.of(name))),
        None => Figure::new(words.t("figure-cheapest"), open(), value_open(words, answer)),
    };
    let better = match (&conclusion.better, &conclusion.cheapest) {
        (Some((duty, name)), Some((now, _))) => {
            let saves = now.checked_sub(*duty).map(money).unwrap_or_default();
            let name = words.sentence(words.of(name));
            let note = words.say("figure-better-saves", &[("name", &name), ("amount", &saves)]);
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
        (_, Some(refusal), _) => words.sentence(&look::unmarked(words.of(refusal))),
        (_, None, None) => words.t("answer-no-price").to_owned(),
        _ => String::new(),
    }
}

fn code(words: Words, answer: &TradeAnswer, question: &Question, asked: &Asked) -> CodeView {
    let chosen = answer.code.as_ref();
    let given = question.goods.bytes().next().is_some_and(|first| first.is_ascii_digit());
    let sure = match (chosen, question.code.is_empty()) {
        (None, _) if answer.candidates.is_empty() => Chip::new(words.t("answer-sure-none"), "amber"),
        (None, _) => Chip::new(words.t("answer-sure-open"), "amber"),
        (Some(_), false) => Chip::new(words.t("answer-sure-chosen"), "green"),
        (Some(_), true) if given => Chip::new(words.t("answer-sure-given"), "green"),
        (Some(_), true) => Chip::new(words.t("answer-sure-likely"), "amber"),
    };
    let found = chosen.and_then(|code| answer.candidates.iter().find(|candidate| candidate.code == code.code));
    let matched = found.map(spoken_for).unwrap_or_default();
    let year = answer.edition.to_string();
    CodeView {
        code: chosen.map(|code| code.dotted.clone()).unwrap_or_default(),
        link: chosen.map(|code| format!("/reference/hs/{}?on={}", code.code, answer.on)).unwrap_or_default(),
        sure,
        edition: words.say("answer-edition", &[("year", &year)]),
        path: chosen.map(path).unwrap_or_default(),
        because: if matched.is_empty() { String::new() } else { words.say("answer-because", &[("words", &matched)]) },
        candidates: candidates(answer, asked),
        choose: question.code.is_empty() && !given && answer.candidates.len() > 1,
        source: words.say("answer-code-source", &[("year", &year)]),
    }
}

/// The words that speak for a candidate, without those that name nothing.
fn spoken_for(candidate: &Candidate) -> String {
    let empty = ["not", "and", "or", "of", "the", "for", "in", "with", "no", "a"];
    let words = candidate.matched.iter().map(String::as_str).filter(|word| !empty.contains(word));
    words.collect::<Vec<_>>().join(", ")
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
            matched: spoken_for(candidate),
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
        // A refusal is said once, above the rows.
        .filter(|step| answer.value.refusal.as_ref() != Some(&step.text))
        .map(|step| ValueRow {
            words: words.sentence(words.of(&step.text)),
            figure: step.figure.as_deref().map(|figure| words.figure(figure)).unwrap_or_default(),
            source: step.source.clone(),
            total: false,
        })
        .collect();
    if let Some(amount) = answer.value.amount {
        let figure = words.money(amount, &answer.currency);
        // The engine's last step is the value itself; it stands once, as the total.
        if let Some(last) = rows.last_mut().filter(|last| last.figure == figure && answer.value.steps.len() > 1) {
            last.total = true;
        } else {
            let total = words.t("answer-value-final").to_owned();
            rows.push(ValueRow { words: total, figure, source: String::new(), total: true });
        }
    }
    let open = match (&answer.value.refusal, answer.value.amount) {
        (Some(refusal), _) => words.sentence(&look::unmarked(words.of(refusal))),
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
            Chip::new(look::unmarked(&words.spoken(words.of(&condition.text))), colour)
        })
        .collect();
    if needs.is_empty() && option.claimable {
        needs.push(Chip::new(words.t("answer-nothing-more"), "green"));
    }
    PayView {
        name: words.sentence(words.of(&option.name)),
        expression: words.expression(&option.expression),
        amount: option.duty.map_or_else(|| words.t("not-determined").to_owned(), |duty| words.money(duty, currency)),
        known: option.duty.is_some(),
        total: option.total.map_or_else(|| "–".to_owned(), |total| words.amount(total)),
        needs,
        note: option.open.as_ref().map(|open| look::unmarked(words.of(open))).unwrap_or_default(),
        source: option.source.clone(),
        quiet: !option.claimable,
    }
}

fn charge(words: Words, answer: &TradeAnswer, charge: &ChargeAnswer) -> PayView {
    let amount = match (charge.due, charge.amount) {
        (false, _) => words.t("answer-not-due").to_owned(),
        (true, Some(amount)) => words.money(amount, &answer.currency),
        (true, None) => words.t("not-determined").to_owned(),
    };
    let elsewhere = charge.kind == "anti-dumping" && !charge.due && answer.made_in.is_some();
    let note = match &charge.note {
        Some(_) if elsewhere => words.t("answer-not-from-there").to_owned(),
        Some(note) => words.sentence(&look::unmarked(words.of(note))),
        None => String::new(),
    };
    PayView {
        name: words.sentence(words.of(&charge.name)),
        expression: words.expression(&charge.expression),
        amount,
        known: !charge.due || charge.amount.is_some(),
        total: String::new(),
        needs: Vec::new(),
        note,
        source: charge.source.clone(),
        quiet: !charge.due,
    }
}

fn steps(words: Words, answer: &TradeAnswer, code: &CodeView) -> Vec<StepLink> {
    let link = |anchor, key: &str, note: String, open| StepLink { anchor, title: words.t(key).to_owned(), note, open };
    let value = answer.value.amount.map(|amount| words.money(amount, &answer.currency));
    let options = answer.options.iter().filter(|option| !is_closed(option)).count();
    let options = u64::try_from(options).unwrap_or_default();
    let total = answer.conclusion.total.map(|total| words.money(total, &answer.currency));
    let open = || words.t("not-determined").to_owned();
    let code_note =
        if code.code.is_empty() { code.sure.word.clone() } else { format!("{}, {}", code.code, code.sure.word) };
    let mut steps = vec![
        link("step-code", "answer-code", code_note, answer.code.is_none()),
        link("step-value", "answer-value", value.clone().unwrap_or_else(open), value.is_none()),
        link(
            "step-duty",
            "answer-duty",
            words.count("answer-options-count", options),
            answer.conclusion.cheapest.is_none(),
        ),
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
