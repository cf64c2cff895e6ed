//! The trail of what was done, for auditors and what they watch it with.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::take::Asked;
use crate::App;
use crate::error::{ErrorBody, Failure};
use crate::who::Who;

/// Entries of one answer at most.
/// Entries in an answer where nothing else is asked for.
const USUAL: u32 = 100;
const MOST: u32 = 1_000;

/// Which entries.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Only entries after this number: the number of the last one that came.
    pub after: i64,
    /// How many at most, up to 1,000.
    pub limit: Option<u32>,
}

/// The entries after a number, in their order, one JSON object a line. Whoever watches asks again with the last number.
#[utoipa::path(get, path = "/api/v1/audit", tag = "operation", params(AuditQuery),
    responses((status = 200, description = "The entries, one a line", body = String, content_type = "application/jsonl"),
        (status = 403, description = "For auditors only", body = ErrorBody)))]
pub async fn list(State(app): State<App>, who: Who, Asked(asked): Asked<AuditQuery>) -> Result<Response, Failure> {
    let limit = asked.limit.unwrap_or(USUAL).clamp(1, MOST);
    let entries = app.store.trail_after(&who.viewer, asked.after, limit, app.now()).await?;
    let mut out = String::new();
    for entry in &entries {
        out.push_str(&serde_json::to_string(entry).map_err(|_| Failure::inner())?);
        out.push('\n');
    }
    let headers = [(header::CONTENT_TYPE, "application/jsonl"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, out).into_response())
}
