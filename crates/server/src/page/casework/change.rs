//! Changes of the answers of a case. Each answer is saved on its own; where somebody else changed the same one meanwhile,
//! both are shown and nothing is lost.

use std::collections::BTreeSet;

use access::RecordId;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use secretariat::form::{Answer, Answers, Form, Refusal};
use store::{AnswerKept, Case, Change, Viewer};

use crate::App;
use crate::api::cases::case_id;
use crate::casework;
use crate::error::Failure;
use crate::page::casework::case::{self, Shown};
use crate::page::casework::edit::{self, Sent, version_name};
use crate::page::visit::Visit;
use crate::posted::{Fields, Posted};

/// Saves changed answers.
///
/// # Errors
/// `not-found`, `refused`, `state`, or what the store says.
pub async fn take(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Posted { fields, who }: Posted,
) -> Result<Response, Failure> {
    let (id, viewer, now) = (case_id(&id)?, &who.viewer, app.now());
    let kept = app.store.case(viewer, &id, now).await?.into_value();
    if !edit::is_editable(&app, viewer, &kept) {
        return Err(Failure::refused(&[]));
    }
    let form = casework::form(&app, viewer, &kept).await?;
    let given = read(&app, &form, &kept, &fields).await?;
    if !given.refusals.is_empty() {
        let sent = Sent { values: fields.0, refusals: given.refusals, ..Sent::default() };
        return again(&app, &visit, &id, sent, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut changes = Vec::new();
    for question in &given.asked {
        let change = change(question, &given.answers, &fields)?;
        if is_change(&app, viewer, &kept, &change, now).await? {
            changes.push(change);
        }
    }
    if changes.is_empty() {
        return Ok(visit.to(&format!("/case/{id}#answers")));
    }
    let clashes = app.store.save_answers(viewer, &id, &changes, now).await?;
    if clashes.is_empty() {
        return Ok(visit.to(&format!("/case/{id}#answers")));
    }
    let sent = Sent { values: fields.0, clashes, ..Sent::default() };
    again(&app, &visit, &id, sent, StatusCode::CONFLICT).await
}

/// The page of the case again, with what was typed.
async fn again(app: &App, visit: &Visit, id: &RecordId, sent: Sent, status: StatusCode) -> Result<Response, Failure> {
    let mut response = case::sheet(app, visit, id, Shown { sent, ..Shown::default() }).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// What the fields say.
struct Given {
    /// The questions that the page showed.
    asked: BTreeSet<String>,
    /// All answers of the case with the changes.
    answers: Answers,
    /// What is wrong with the changes.
    refusals: Vec<Refusal>,
}

async fn read(app: &App, form: &Form, case: &Case, Fields(fields): &Fields) -> Result<Given, Failure> {
    let shown = edit::editable(form).filter(|question| fields.contains_key(&version_name(&question.id)));
    let asked: BTreeSet<String> = shown.map(|question| question.id.clone()).collect();
    let (parsed, mut refusals) = form.parse(fields);
    let mut answers = casework::answers(case)?;
    for question in &asked {
        match parsed.get(question) {
            Some(answer) => drop(answers.insert(question.clone(), answer.clone())),
            None => drop(answers.remove(question)),
        }
    }
    let told: BTreeSet<String> = refusals.iter().map(|refusal| refusal.question.clone()).collect();
    let missing = form.check_answers(&answers).into_iter().filter(|refusal| !told.contains(&refusal.question));
    refusals.extend(missing);
    refusals.extend(casework::unknown_bodies(app, form, &form.counting(&answers)).await?);
    refusals.retain(|refusal| asked.contains(&refusal.question));
    Ok(Given { asked, answers, refusals })
}

/// An answer as it is saved; one that was taken back is `null`.
fn change(question: &str, answers: &Answers, fields: &Fields) -> Result<Change, Failure> {
    let answer: Option<&Answer> = answers.get(question);
    let value = serde_json::to_string(&answer).map_err(|_| Failure::inner())?;
    let seen = fields.one(&version_name(question)).parse().unwrap_or(0);
    Ok(Change { question: question.to_owned(), value, seen })
}

/// Whether something was changed: what was left as it was seen is none, even where somebody else changed it meanwhile.
async fn is_change(app: &App, viewer: &Viewer, case: &Case, change: &Change, now: i64) -> Result<bool, Failure> {
    let standing = case.answers.iter().find(|answer| answer.question == change.question);
    let (value, version) = standing.map_or(("null", 0), |answer| (answer.value.as_str(), answer.version));
    if value == change.value {
        return Ok(false);
    }
    if version == change.seen {
        return Ok(true);
    }
    let past = app.store.answer_history(viewer, &case.record.id, &change.question, now).await?;
    let seen = |answer: &AnswerKept| answer.version == change.seen && answer.value == change.value;
    Ok(!(past.iter().any(seen) || change.seen == 0 && change.value == "null"))
}
