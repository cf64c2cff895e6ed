//! A frequent question changed, withdrawn from readers or given to them again.

use access::{Action, RecordId, Service as Kept, Viewer};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use basis::Text;
use store::{Frequent, StoreError};

use crate::App;
use crate::error::Failure;
use crate::page::casework::frequent::{is_complete, topics};
use crate::page::frame::Service;
use crate::page::short::Short;
use crate::page::view::ask::choices;
use crate::page::view::field::Field;
use crate::page::visit::Visit;
use crate::posted::{Fields, Posted};

/// Whether readers see a question: what the form sends.
const PUBLISHED: &str = "published";
const DRAFT: &str = "draft";

/// Whether the viewer keeps the frequent questions.
#[must_use]
pub fn keeps(viewer: &Viewer) -> bool {
    viewer.officer_of().contains(&Kept::Contact)
}

/// The identifier of a question.
///
/// # Errors
/// `not-found` where it is none.
pub(super) fn question_id(id: &str) -> Result<RecordId, Failure> {
    let unknown =
        |_| Failure::not_found("there is no such question, or none for you", "cette question n’existe pas pour vous");
    id.parse().map_err(unknown)
}

/// What is wrong with what was sent.
enum Wrong {
    /// Nothing: the form is opened.
    Nothing,
    /// A text is missing or too long.
    Incomplete,
    /// Somebody changed the question meanwhile.
    Changed,
}

/// The form with the question as it stands.
///
/// # Errors
/// `not-found`, `refused`, what the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let one =
        app.store.frequent_one(&visit.who.viewer, Action::Edit, &question_id(&id)?, app.now()).await?.into_value();
    form(&app, &visit, &one, &one, &Wrong::Nothing)
}

/// Saves the question.
///
/// # Errors
/// `not-found`, `refused`, what the store says, or `internal`.
pub async fn take(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Posted { fields, who }: Posted,
) -> Result<Response, Failure> {
    let id = question_id(&id)?;
    let kept = app.store.frequent_one(&who.viewer, Action::Edit, &id, app.now()).await?.into_value();
    let sent = read(Some(id.clone()), &fields);
    if !is_complete(&app, visit.words, &sent) {
        return form(&app, &visit, &sent, &kept, &Wrong::Incomplete);
    }
    match app.store.put_frequent(&who.viewer, &sent, app.now()).await {
        Ok(id) => Ok(visit.to(&format!("/faq?question={id}"))),
        Err(StoreError::Changed { .. }) => {
            let kept = app.store.frequent_one(&who.viewer, Action::Edit, &id, app.now()).await?.into_value();
            form(&app, &visit, &sent, &kept, &Wrong::Changed)
        }
        Err(error) => Err(error.into()),
    }
}

/// The question of a form; one without an identifier is about to be added.
pub(super) fn read(id: Option<RecordId>, fields: &Fields) -> Frequent {
    Frequent {
        id,
        topic: fields.one("topic").to_owned(),
        question: Text::owned(fields.one("question-en"), fields.one("question-fr")),
        answer: Text::owned(fields.one("answer-en"), fields.one("answer-fr")),
        published: fields.one("standing") == PUBLISHED,
        version: fields.one("version").parse().unwrap_or(0),
    }
}

/// The form with what is to be saved. What somebody else wrote meanwhile stands above each field that differs, and the
/// form then goes on from their version: saved again, it stands.
fn form(app: &App, visit: &Visit, shown: &Frequent, kept: &Frequent, wrong: &Wrong) -> Result<Response, Failure> {
    let words = visit.words;
    let (problem, version) = match wrong {
        Wrong::Nothing => ("", shown.version),
        Wrong::Incomplete => (words.t("faq-incomplete"), shown.version),
        Wrong::Changed => (words.t("faq-changed"), kept.version),
    };
    let text = |name: &str, shown: &str, kept: &str| {
        let field = Field::new(name, "lines", words.word("faq", name)).required().value(shown);
        match wrong {
            Wrong::Changed if shown != kept => field.hint(&words.say("faq-theirs", &[("text", kept)])),
            Wrong::Incomplete if shown.is_empty() => field.problem(words.t("faq-missing")),
            _ => field,
        }
    };
    let standings = [PUBLISHED, DRAFT].map(|one| (one.to_owned(), words.word("faq-standing", one).to_owned()));
    let standing = if shown.published { PUBLISHED } else { DRAFT };
    let fields = vec![
        Field::new("topic", "select", words.t("faq-topic")).choices(choices(
            None,
            topics(app, words).into_iter(),
            &shown.topic,
        )),
        text("question-en", &shown.question.en, &kept.question.en),
        text("answer-en", &shown.answer.en, &kept.answer.en),
        text("question-fr", &shown.question.fr, &kept.question.fr),
        text("answer-fr", &shown.answer.fr, &kept.answer.fr),
        Field::new("standing", "select", words.t("faq-standing")).choices(choices(
            None,
            standings.into_iter(),
            standing,
        )),
    ];
    let id = shown.id.as_ref().map(ToString::to_string).unwrap_or_default();
    let form = Short {
        f: visit.frame(app, words.t("faq-edit"), Service::Nowhere),
        lede: words.t("faq-make-note").to_owned(),
        problem: problem.to_owned(),
        fields,
        hidden: vec![("version", version.to_string())],
        action: format!("/faq/{id}/edit"),
        button: words.t("faq-save").to_owned(),
    };
    let mut response = form.answer()?;
    if matches!(wrong, Wrong::Changed) {
        *response.status_mut() = StatusCode::CONFLICT;
    }
    Ok(response)
}
