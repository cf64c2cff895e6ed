//! The description of the API, OpenAPI 3.1, made of what stands on the handlers.

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;

use super::{
    answer, audit, batches, cases, clear, documents, download, hs, members, outcomes, people, reference, search,
    status, texts, uploads,
};

/// The description of the API.
#[derive(OpenApi)]
#[openapi(
    info(title = "OpenCustoms", license(name = "Apache-2.0", identifier = "Apache-2.0"),
        description = "Customs declarations cleared from bytes to lane: validated, valued, taxed, selected with reasons. \
            Every error has one shape: a stable code, and a message in English and French."),
    tags(
        (name = "clearance", description = "One declaration, cleared at once"),
        (name = "files", description = "Files sent in pieces, to be cleared in the background or to become those of documents"),
        (name = "outcomes", description = "What became of each declaration of a file"),
        (name = "answer", description = "The trade answer for one shipment"),
        (name = "nomenclature", description = "The loaded edition of the Harmonized System"),
        (name = "search", description = "One search over all that you may see"),
        (name = "people", description = "People, appointments and the bodies for which they act"),
        (name = "reference", description = "What is loaded"),
        (name = "documents", description = "Documents of the Organization, as far as the asker may see them"),
        (name = "casework", description = "Cases: who asked for what, how far it has come"),
        (name = "operation", description = "For whoever runs the server")),
    paths(
        clear::clear, uploads::begin, uploads::show, uploads::append, uploads::discard, batches::begin, batches::list,
        batches::show, batches::cancel, batches::again, outcomes::list, outcomes::show, outcomes::unread,
        download::download, answer::answer, documents::list, documents::export, documents::show,
        documents::content, texts::write, cases::list, cases::show, hs::search, hs::show, reference::show, search::search,
        people::show, members::list, members::table,
        audit::list, status::health, status::metrics))]
pub struct Description;

static JSON: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(Description::openapi().to_json().unwrap_or_default()));

/// The description as JSON, written once.
pub async fn show() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], JSON.clone()).into_response()
}
