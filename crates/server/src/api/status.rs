//! Whether the server is well, and what it counts.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::Viewer;
use utoipa::ToSchema;

use crate::App;
use crate::error::{ErrorBody, Failure};
use crate::metrics;

/// A server that is well.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    pub status: &'static str,
    /// The version of the program.
    pub version: &'static str,
    /// The version of the database's schema.
    pub schema: i64,
    /// The digest of the books.
    pub books: String,
    /// How many mails wait for a mail server.
    pub mails_waiting: u64,
}

/// Whether the server and its database answer.
#[utoipa::path(get, path = "/health", tag = "operation", responses(
    (status = 200, description = "All is well", body = Health),
    (status = 500, description = "The database does not answer", body = ErrorBody)))]
pub async fn health(State(app): State<App>) -> Result<Json<Health>, Failure> {
    let schema = app.store.ping().await?;
    let books = app.books.digest().to_owned();
    let mails_waiting = app.store.mails_waiting(&Viewer::program()).await?;
    Ok(Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION"), schema, books, mails_waiting }))
}

/// Counts and times in the text form of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation",
    responses((status = 200, description = "The figures", content_type = "text/plain", body = String)))]
pub async fn metrics(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics::text(&app).await).into_response()
}
