//! The content of an edition, and who took it away.

use std::collections::BTreeMap;

use access::PersonId;
use axum::extract::{Path, State};
use axum::response::Response;

use super::sheet::Downloads;
use super::words::language_name;
use crate::App;
use crate::api::documents::{document_id, edition_of, language_of};
use crate::content;
use crate::error::Failure;
use crate::language::Words;
use crate::page::clear::moment;
use crate::page::frame::Service;
use crate::page::visit::{Visit, page};

/// Downloads that are shown.
const ROWS: u32 = 200;

/// The content of an edition as a file.
///
/// # Errors
/// `not-found`, `refused`, `state` where the scanner holds it back, or what the store says.
pub async fn content(
    State(app): State<App>,
    visit: Visit,
    Path((_, id, written, edition)): Path<(String, String, String, String)>,
) -> Result<Response, Failure> {
    let (id, language, edition) = (document_id(&id)?, language_of(&written)?, edition_of(&edition)?);
    let reading = app.store.download(&visit.who.viewer, &id, language, edition, app.now()).await?;
    Ok(content::answer(app, visit.who, reading))
}

/// Who took a document away, the latest first; for whoever keeps the documents.
///
/// # Errors
/// `not-found`, `refused`, what the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (words, viewer, id) = (visit.words, &visit.who.viewer, document_id(&id)?);
    let downloads = app.store.downloads(viewer, &id, ROWS, app.now()).await?;
    let paper = app.store.paper(viewer, &id, app.now()).await?;
    let mut names = BTreeMap::new();
    for (_, _, actor, _) in &downloads {
        if !names.contains_key(actor) {
            let name = name_of(&app, &visit, actor).await;
            names.insert(actor.clone(), name);
        }
    }
    let row = |(language, edition, actor, at): &(String, i64, String, i64)| {
        let language = language_of(language).map_or_else(|_| language.clone(), |found| language_name(words, found));
        let name = names.get(actor).cloned().unwrap_or_default();
        (moment(words, *at), name, language, edition.to_string())
    };
    page(&Downloads {
        f: visit.frame(&app, words.t("downloads-title"), Service::Documents),
        tail: format!("/document/{id}"),
        name: paper.value().symbol.clone().unwrap_or_else(|| words.t("document-the").to_owned()),
        found: words.count("downloads-found", downloads.len() as u64),
        rows: downloads.iter().map(row).collect(),
    })
}

/// Who acted: by name where the reader may see the person, else by identifier.
async fn name_of(app: &App, visit: &Visit, actor: &str) -> String {
    let words: Words = visit.words;
    let known = format!("downloads-actor-{actor}");
    if words.knows(&known) {
        return words.t(&known).to_owned();
    }
    let Ok(person) = actor.parse::<PersonId>() else { return actor.to_owned() };
    let found = app.store.person(&visit.who.viewer, &person, app.now()).await;
    found.map_or_else(|_| actor.to_owned(), |person| person.into_value().name)
}
