//! A step of a case that a person takes.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::App;
use crate::api::cases::case_id;
use crate::casework::{self, Asked};
use crate::error::Failure;
use crate::page::casework::case::{self, Shown, Tried};
use crate::page::visit::Visit;
use crate::posted::Posted;

/// Takes a step. Where the procedure does not let it be taken so, the page says why and keeps what was typed.
///
/// # Errors
/// `not-found`, `refused`, `changed`, or what the store says.
pub async fn take(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Posted { fields, who }: Posted,
) -> Result<Response, Failure> {
    let id = case_id(&id)?;
    let asked = Asked {
        step: fields.one("step"),
        reason: fields.one("reason"),
        company: fields.one("company"),
        seen: fields.one("seen").parse().ok(),
    };
    match casework::take(&app, &who.viewer, &id, &asked).await {
        Ok(()) => Ok(after(&app, &visit, &id).await),
        Err(failure) if failure.code == casework::UNPROVED && who.viewer.session().is_some() => {
            Ok(visit.to(&format!("/step-up?to=/case/{id}")))
        }
        Err(failure) if failure.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let tried = Tried {
                step: asked.step.to_owned(),
                reason: asked.reason.to_owned(),
                company: asked.company.to_owned(),
                problem: visit.words.sentence(visit.words.of(&failure.text)),
            };
            let mut response = case::sheet(&app, &visit, &id, Shown { tried, ..Shown::default() }).await?;
            *response.status_mut() = failure.status;
            Ok(response)
        }
        Err(failure) => Err(failure),
    }
}

/// The case again; the queue where it went to others with the step and is not this viewer's to see any more.
async fn after(app: &App, visit: &Visit, id: &access::RecordId) -> Response {
    match app.store.case(&visit.who.viewer, id, app.now()).await {
        Ok(_) => visit.to(&format!("/case/{id}")),
        Err(_) => visit.to("/queue"),
    }
}
