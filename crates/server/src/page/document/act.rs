//! What officers do with a document: publish a language of it, mark it anew, take it back.

use access::RecordId;
use axum::extract::{Path, State};
use axum::response::Response;
use basis::Language;
use store::{Act, StoreError, Viewer};

use super::marks::Typed;
use super::show::{Aside, again};
use super::words::Names;
use crate::App;
use crate::api::documents::{document_id, language_of};
use crate::error::Failure;
use crate::extraction;
use crate::page::visit::Visit;
use crate::posted::{Fields, Posted};

fn version_of(fields: &Fields) -> i64 {
    fields.one("version").parse().unwrap_or(0)
}

/// Where an act was refused for the state that the document is in, its page says so; else the page of the error does.
async fn failed(app: &App, visit: &Visit, id: &RecordId, error: StoreError) -> Result<Response, Failure> {
    let told = matches!(error, StoreError::Changed { .. } | StoreError::State { .. } | StoreError::TwoPersons);
    let failure = Failure::from(error);
    match told {
        true => again(app, visit, id, Aside { failure: Some(failure), ..Aside::default() }).await,
        false => Err(failure),
    }
}

/// Publishes the working copy of one language.
///
/// # Errors
/// `not-found`, `refused`, what the store says, or `internal`.
pub async fn publish(
    State(app): State<App>,
    visit: Visit,
    Path((_, id, written)): Path<(String, String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (id, language, viewer) = (document_id(&id)?, language_of(&written)?, &posted.who.viewer);
    let text = text_of(&app, viewer, &id, language).await?;
    let told = if text.is_some() { "published" } else { "published-without-text" };
    let text = text.unwrap_or_default();
    let version = version_of(&posted.fields);
    match app.store.publish_paper(viewer, &id, language, &text, version, app.now()).await {
        Ok(_) => Ok(visit.to(&format!("/document/{id}?told={told}"))),
        Err(error) => failed(&app, &visit, &id, error).await,
    }
}

/// The text of the content of a working copy, for search; none where it could not be read.
async fn text_of(app: &App, viewer: &Viewer, id: &RecordId, language: Language) -> Result<Option<String>, Failure> {
    let Some(reading) = app.store.working_content(viewer, id, language, app.now()).await? else {
        return Ok(Some(String::new()));
    };
    let mut content = Vec::new();
    while let Some(piece) = reading.piece(viewer, content.len() as u64, app.now()).await? {
        content.extend_from_slice(&piece);
    }
    Ok(extraction::text(&reading.blob.media, &content).await)
}

/// Marks the document anew. Opening a restricted one to more people, sooner or for longer becomes a request that a second
/// person approves.
///
/// # Errors
/// `not-found`, `refused`, what the store says, or `internal`.
pub async fn mark(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (id, viewer) = (document_id(&id)?, &posted.who.viewer);
    let paper = app.store.paper(viewer, &id, app.now()).await?.into_value();
    let names = Names::of(&app, viewer).await?;
    let typed = Typed::sent(&posted.fields);
    let marks = match typed.read(&names, &paper.record.audience, app.today()) {
        Ok(marks) => marks,
        Err(problems) => {
            let aside = Aside { marks: Some((typed, problems)), ..Aside::default() };
            return again(&app, &visit, &id, aside).await;
        }
    };
    let version = version_of(&posted.fields);
    if marks.release(&paper.record, app.now()) {
        return release(&app, &visit, viewer, Act::Release { record: id, marks, version }).await;
    }
    match app.store.mark_paper(viewer, &id, &marks, version, app.now()).await {
        Ok(()) => Ok(visit.to(&format!("/document/{id}?told=marked"))),
        Err(error) => failed(&app, &visit, &id, error).await,
    }
}

/// Asks for a release, where nobody changed the document meanwhile. Nothing is marked anew: nobody is to see the document
/// before the second person has approved.
async fn release(app: &App, visit: &Visit, viewer: &Viewer, act: Act) -> Result<Response, Failure> {
    let id = RecordId::kept(act.subject().to_owned());
    if viewer.session().is_some() && !viewer.is_fresh(app.now()) {
        return Ok(visit.to(&format!("/step-up?to=/document/{id}")));
    }
    match app.store.propose(viewer, &act, app.now()).await {
        Ok(_) => Ok(visit.to(&format!("/document/{id}?told=proposed"))),
        Err(error) => failed(app, visit, &id, error).await,
    }
}

/// Takes the document back: from now on only its service sees it.
///
/// # Errors
/// `not-found`, `refused`, what the store says, or `internal`.
pub async fn withdraw(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let (id, viewer) = (document_id(&id)?, &posted.who.viewer);
    match app.store.withdraw_paper(viewer, &id, version_of(&posted.fields), app.now()).await {
        Ok(()) => Ok(visit.to(&format!("/document/{id}?told=withdrawn"))),
        Err(error) => failed(&app, &visit, &id, error).await,
    }
}
