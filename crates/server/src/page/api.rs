//! The API reference, read from the API's own description.

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde_json::Value;
use utoipa::OpenApi;

use crate::App;
use crate::error::Failure;
use crate::page::frame::Service;
use crate::page::sheet::Api;
use crate::page::view::description::Description;
use crate::page::visit::{Visit, page};

static OPENAPI: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(crate::api::description::Description::openapi()).unwrap_or_default());

/// The API reference; the examples name the host that was asked.
///
/// # Errors
/// `internal` when the sheet cannot be written.
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, Failure> {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or("127.0.0.1:8080");
    let a = Description::of(visit.words, &OPENAPI, &format!("http://{host}"));
    page(&Api { f: visit.frame(&app, visit.words.t("api-title"), Service::Api), a })
}
