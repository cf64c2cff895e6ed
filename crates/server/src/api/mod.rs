//! The API for programs: JSON in and out, errors in one shape, described by OpenAPI 3.1 at `/openapi.json`.

pub mod answer;
pub mod audit;
pub mod batches;
pub mod cases;
pub mod clear;
pub mod description;
pub mod documents;
pub mod download;
pub mod hs;
pub mod members;
pub mod outcomes;
pub mod people;
pub mod reference;
pub mod schema;
pub mod search;
pub mod status;
pub mod take;
pub mod texts;
pub mod uploads;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use tower_http::timeout::TimeoutLayer;

use crate::App;

/// The routes of the API, with health, metrics and the description.
pub fn routes(app: &App) -> Router<App> {
    let pieces = Router::new()
        .route(
            "/api/v1/uploads/{id}",
            get(uploads::show).head(uploads::show).patch(uploads::append).delete(uploads::discard),
        )
        .layer(DefaultBodyLimit::max(app.limits.piece_bytes));
    // The virus scanner may look at a file for longer than other requests may take.
    let texts = Router::new()
        .route("/api/v1/documents/{id}/texts/{language}", put(texts::write))
        .layer(DefaultBodyLimit::max(app.limits.body_bytes));
    let plain = Router::new()
        .route("/api/v1/uploads", post(uploads::begin))
        .route("/api/v1/batches", get(batches::list).post(batches::begin))
        .route("/api/v1/batches/{id}", get(batches::show).delete(batches::cancel))
        .route("/api/v1/batches/{id}/again", post(batches::again))
        .route("/api/v1/batches/{id}/outcomes", get(outcomes::list))
        .route("/api/v1/batches/{id}/outcomes/{number}", get(outcomes::show))
        .route("/api/v1/batches/{id}/unread", get(outcomes::unread))
        .route("/api/v1/batches/{id}/download", get(download::download))
        .route("/api/v1/clear", post(clear::clear))
        .route("/api/v1/answer", post(answer::answer))
        .route("/api/v1/hs", get(hs::search))
        .route("/api/v1/hs/{code}", get(hs::show))
        .route("/api/v1/reference", get(reference::show))
        .route("/api/v1/search", get(search::search))
        .route("/api/v1/people/{id}", get(people::show))
        .route("/api/v1/members", get(members::list))
        .route("/api/v1/members.csv", get(members::table))
        .route("/api/v1/audit", get(audit::list))
        .route("/api/v1/documents", get(documents::list))
        .route("/api/v1/documents/export", get(documents::export))
        .route("/api/v1/documents/{id}", get(documents::show))
        .route("/api/v1/documents/{id}/content/{language}/{edition}", get(documents::content))
        .route("/api/v1/cases", get(cases::list))
        .route("/api/v1/cases/{id}", get(cases::show))
        .route("/openapi.json", get(description::show))
        .route("/health", get(status::health))
        .route("/metrics", get(status::metrics))
        .layer(DefaultBodyLimit::max(app.limits.body_bytes))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, app.limits.request));
    pieces.merge(texts).merge(plain)
}
