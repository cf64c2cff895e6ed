//! Frequent questions: what everybody may read, and how an answer becomes one.

use access::Service as Kept;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use basis::Text;
use secretariat::form::Form;
use store::{Case, Frequent, Viewer};

use crate::App;
use crate::api::cases::case_id;
use crate::casework;
use crate::error::Failure;
use crate::language::Words;
use crate::page::casework::case::{self, Shown};
use crate::page::frame::{Frame, Service};
use crate::page::view::ask::choices;
use crate::page::view::field::Field;
use crate::page::visit::{Visit, page};
use crate::posted::{Fields, Posted};

/// The longest question and answer, in characters.
const LONGEST: usize = 5_000;

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
}

/// The frequent questions, by their topics.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let words = visit.words;
    let mut topics: Vec<Topic> = Vec::new();
    for one in app.store.frequent(&visit.who.viewer, app.now()).await? {
        let entry = Entry {
            id: one.id.as_ref().map(ToString::to_string).unwrap_or_default(),
            question: words.of(&one.question).to_owned(),
            answer: paragraphs(words.of(&one.answer)),
            draft: !one.published,
        };
        match topics.iter_mut().find(|topic| topic.id == one.topic) {
            Some(topic) => topic.entries.push(entry),
            None => {
                let title = topic_title(&app, words, &one.topic);
                topics.push(Topic { id: one.topic, title, entries: vec![entry] });
            }
        }
    }
    page(&Sheet { f: visit.frame(&app, words.t("faq-title"), Service::Nowhere), topics })
}

/// The paragraphs of a text that was typed.
#[must_use]
pub fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn topics(app: &App, words: Words) -> Vec<(String, String)> {
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
    let Some(answered) = answered.filter(|_| viewer.officer_of().contains(&Kept::Contact)) else {
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
    let texts = ["question-en", "answer-en", "question-fr", "answer-fr"].map(|name| fields.one(name));
    let topic = fields.one("topic");
    let known = topics(&app, visit.words).iter().any(|(known, _)| known == topic);
    if !known || texts.iter().any(|text| text.is_empty() || text.chars().count() > LONGEST) {
        let mut response = case::sheet(&app, &visit, &id, Shown { frequent: fields, ..Shown::default() }).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let [question_en, answer_en, question_fr, answer_fr] = texts;
    let one = Frequent {
        id: None,
        topic: topic.to_owned(),
        question: Text::owned(question_en, question_fr),
        answer: Text::owned(answer_en, answer_fr),
        published: true,
        version: 0,
    };
    let made = app.store.put_frequent(&who.viewer, &one, app.now()).await?;
    Ok(visit.to(&format!("/faq#question-{made}")))
}
