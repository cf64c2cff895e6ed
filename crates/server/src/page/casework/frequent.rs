//! Frequent questions: what everybody may read, and how an answer becomes one.

use access::Action;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use secretariat::form::Form;
use serde::Deserialize;
use store::{Case, Frequent, Viewer};

use crate::App;
use crate::api::cases::case_id;
use crate::api::take::Asked;
use crate::casework;
use crate::error::Failure;
use crate::language::Words;
use crate::page::casework::amend;
use crate::page::casework::case::{self, Shown};
use crate::page::frame::{Frame, Service};
use crate::page::view::ask::{choices, query};
use crate::page::view::field::Field;
use crate::page::view::part::Choice;
use crate::page::visit::{Visit, page};
use crate::posted::{Fields, Posted};

/// The longest question and answer, in characters.
const LONGEST: usize = 5_000;
/// Questions on a page.
const SHOWN: u32 = 20;

/// One question with its answer.
struct Entry {
    id: String,
    question: String,
    answer: Vec<String>,
    draft: bool,
}

/// The questions of one topic.
struct Topic {
    id: String,
    title: String,
    entries: Vec<Entry>,
}

/// The frequent questions as a page.
#[derive(Template)]
#[template(path = "faq.html")]
struct Sheet {
    f: Frame,
    topics: Vec<Topic>,
    keeps: bool,
    choices: Vec<Choice>,
    /// Whether this is the beginning of the whole list.
    whole: bool,
    next: Option<String>,
}

/// Which questions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Of one topic; empty for all.
    topic: String,
    /// One question alone; empty for all.
    question: String,
    /// How many come before.
    skip: Option<u32>,
}

/// The frequent questions, by their topics.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn show(State(app): State<App>, visit: Visit, Asked(wanted): Asked<Wanted>) -> Result<Response, Failure> {
    let (words, viewer, now) = (visit.words, &visit.who.viewer, app.now());
    let skip = wanted.skip.unwrap_or(0);
    let mut found = match wanted.question.as_str() {
        "" => app.store.frequent(viewer, &wanted.topic, skip, SHOWN + 1, now).await?,
        id => vec![app.store.frequent_one(viewer, Action::View, &amend::question_id(id)?, now).await?.into_value()],
    };
    let more = found.len() > SHOWN as usize;
    found.truncate(SHOWN as usize);
    let next = more.then(|| {
        let skip = skip.saturating_add(SHOWN).to_string();
        format!("/faq{}", query(&[("topic", &wanted.topic), ("skip", &skip)]))
    });
    let shown = by_topic(&app, words, found);
    page(&Sheet {
        f: visit.frame(&app, words.t("faq-title"), Service::Nowhere),
        topics: shown,
        keeps: amend::keeps(viewer),
        choices: choices(Some(words.t("faq-all-topics")), topics(&app, words).into_iter(), &wanted.topic),
        whole: wanted.question.is_empty() && wanted.topic.is_empty() && skip == 0,
        next,
    })
}

/// Questions as a page shows them, under their topics.
fn by_topic(app: &App, words: Words, found: Vec<Frequent>) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for one in found {
        let entry = Entry {
            id: one.id.as_ref().map(ToString::to_string).unwrap_or_default(),
            question: words.of(&one.question).to_owned(),
            answer: paragraphs(words.of(&one.answer)),
            draft: !one.published,
        };
        match topics.iter_mut().find(|topic| topic.id == one.topic) {
            Some(topic) => topic.entries.push(entry),
            None => {
                let title = topic_title(app, words, &one.topic);
                topics.push(Topic { id: one.topic, title, entries: vec![entry] });
            }
        }
    }
    topics
}

/// The paragraphs of a text that was typed.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The topics of questions: identifier and title.
pub(super) fn topics(app: &App, words: Words) -> Vec<(String, String)> {
    let question = app.library.form("contact").ok().and_then(|form| Form::question(form, "topic"));
    let options = question.map(|question| question.limits.options.as_slice()).unwrap_or_default();
    options.iter().map(|option| (option.value.clone(), words.of(&option.text).to_owned())).collect()
}

fn topic_title(app: &App, words: Words, topic: &str) -> String {
    let found = topics(app, words).into_iter().find(|(id, _)| id == topic);
    found.map_or_else(|| topic.to_owned(), |(_, title)| title)
}

/// The form that makes an answer a frequent question, for those who keep the questions; none for anybody else, and none
/// before the answer.
///
/// # Errors
/// `internal` where the answers of the case cannot be read.
pub fn form(app: &App, words: Words, viewer: &Viewer, case: &Case, sent: &Fields) -> Result<Vec<Field>, Failure> {
    let answered = case.steps.iter().rfind(|step| step.step == "answer");
    let Some(answered) = answered.filter(|_| amend::keeps(viewer)) else {
        return Ok(Vec::new());
    };
    let answers = casework::answers(case)?;
    let (topic, question) = (casework::line(&answers, "topic"), casework::line(&answers, "question"));
    let known = |name: &str, value: &str, language: &str| match sent.0.is_empty() {
        false => sent.one(name).to_owned(),
        true if language == case.language.code() => value.to_owned(),
        true => String::new(),
    };
    let field = |name: &str, kind, value: &str, language: &str| {
        let given = known(name, value, language);
        let missing = !sent.0.is_empty() && given.trim().is_empty();
        let problem = if missing { words.t("faq-missing") } else { "" };
        Field::new(name, kind, words.word("faq", name)).required().value(&given).problem(problem)
    };
    let topic = if sent.0.is_empty() { topic } else { sent.one("topic").to_owned() };
    let chosen = choices(None, topics(app, words).into_iter(), &topic);
    Ok(vec![
        Field::new("topic", "select", words.t("faq-topic")).choices(chosen),
        field("question-en", "lines", &question, "en"),
        field("answer-en", "lines", &answered.reason, "en"),
        field("question-fr", "lines", &question, "fr"),
        field("answer-fr", "lines", &answered.reason, "fr"),
    ])
}

/// Whether a question is of a topic that there is, with all its texts and none too long.
#[must_use]
pub(super) fn is_complete(app: &App, words: Words, one: &Frequent) -> bool {
    let texts = [&one.question.en, &one.question.fr, &one.answer.en, &one.answer.fr];
    topics(app, words).iter().any(|(known, _)| *known == one.topic)
        && texts.iter().all(|text| !text.is_empty() && text.chars().count() <= LONGEST)
}

/// Makes the answer of a case a frequent question.
///
/// # Errors
/// `not-found`, `refused`, or what the store says.
pub async fn add(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Posted { fields, who }: Posted,
) -> Result<Response, Failure> {
    let id = case_id(&id)?;
    // Whoever may not see the case is told nothing of it.
    app.store.case(&who.viewer, &id, app.now()).await?;
    let one = Frequent { published: true, version: 0, ..amend::read(None, &fields) };
    if !is_complete(&app, visit.words, &one) {
        let mut response = case::sheet(&app, &visit, &id, Shown { frequent: fields, ..Shown::default() }).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let made = app.store.put_frequent(&who.viewer, &one, app.now()).await?;
    Ok(visit.to(&format!("/faq?question={made}")))
}
