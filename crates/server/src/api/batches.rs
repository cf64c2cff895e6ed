//! Files cleared, or on their way.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use basis::{Date, Text};
use serde::{Deserialize, Serialize};
use store::{Batch, BatchState, Tallies};
use utoipa::{IntoParams, ToSchema};

use super::schema::TalliesView;
use super::take::{Asked, Body, batch_id, upload_id};
use crate::App;
use crate::error::{ErrorBody, Failure, Message};
use crate::job::Standing;
use crate::upload;
use crate::who::Who;

/// A complete upload to be cleared.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct BatchRequest {
    /// The upload.
    pub upload: String,
    /// The mapping to read a table with; left out, the one named with the upload.
    #[serde(default)]
    pub map: Option<String>,
    /// The day asked about; left out, today. A record's own day of acceptance wins over it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date, example = "2026-01-15")]
    pub on: Option<Date>,
}

/// A cleared file, or one on its way.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BatchView {
    /// Its identifier.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// The mapping it is read with; empty where none.
    pub map: String,
    /// The day asked about.
    #[schema(value_type = String, format = Date)]
    pub on: Date,
    /// `queued`, `running`, `interrupted`, `failed`, `cancelled` or `finished`.
    pub state: &'static str,
    /// The digest of the books it is cleared by.
    pub books: String,
    /// Outcomes saved; 0 until it is finished.
    pub outcomes: u64,
    /// Records without outcome.
    pub unread: u64,
    /// When it was asked for, in microseconds since 1970-01-01 UTC.
    pub created_at: i64,
    /// When it ended, in microseconds since 1970-01-01 UTC.
    pub finished_at: Option<i64>,
    /// How far it has come, while it is open.
    pub progress: Option<Standing>,
    /// Why it failed.
    pub problem: Option<Message>,
}

impl BatchView {
    async fn of(app: &App, batch: Batch) -> Result<Self, Failure> {
        let progress = app.jobs.standing(app, &batch).await?;
        let problem = batch.problem.as_deref().and_then(|json| serde_json::from_str::<Text>(json).ok());
        Ok(Self {
            id: batch.id.into(),
            name: batch.name,
            map: batch.map,
            on: batch.on,
            state: batch.state.as_str(),
            books: batch.books_digest,
            outcomes: batch.outcome_count,
            unread: batch.unread_count,
            created_at: batch.created_at,
            finished_at: batch.finished_at,
            progress,
            problem: problem.as_ref().map(Message::from),
        })
    }
}

/// A batch with what it adds up to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BatchDetail {
    /// The batch.
    #[serde(flatten)]
    pub batch: BatchView,
    /// What it adds up to, once it is finished.
    #[schema(value_type = Option<TalliesView>)]
    pub tallies: Option<Tallies>,
}

/// Which batches.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct BatchQuery {
    /// How many at most, up to 200.
    pub limit: Option<u32>,
    /// Only those older than this batch.
    pub before: Option<String>,
}

/// Clear a file: puts a complete upload in line.
#[utoipa::path(post, path = "/api/v1/batches", tag = "files", request_body = BatchRequest, responses(
    (status = 202, description = "In line; `Location` tells how far it has come", body = BatchView),
    (status = 409, description = "The upload is not complete", body = ErrorBody),
    (status = 429, description = "Too many files wait", body = ErrorBody)))]
pub async fn begin(State(app): State<App>, who: Who, Body(asked): Body<BatchRequest>) -> Result<Response, Failure> {
    let upload = app.store.upload(&who.viewer, &upload_id(&asked.upload)?).await?;
    let map = asked.map.unwrap_or_else(|| upload.map.clone());
    let id = upload::clear(&app, &who.viewer, &upload, &map, asked.on.unwrap_or_else(|| app.today())).await?;
    let view = BatchView::of(&app, app.store.batch(&who.viewer, &id).await?).await?;
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, format!("/api/v1/batches/{id}"))], Json(view)).into_response())
}

/// The latest batches, the newest first.
#[utoipa::path(get, path = "/api/v1/batches", tag = "files", params(BatchQuery),
    responses((status = 200, description = "The batches", body = Vec<BatchView>)))]
pub async fn list(
    State(app): State<App>,
    who: Who,
    Asked(asked): Asked<BatchQuery>,
) -> Result<Json<Vec<BatchView>>, Failure> {
    let before = asked.before.as_deref().map(batch_id).transpose()?;
    let limit = asked.limit.unwrap_or(50).clamp(1, 200);
    let batches = app.store.batches(&who.viewer, limit, before.as_ref()).await?;
    let mut views = Vec::with_capacity(batches.len());
    for batch in batches {
        views.push(BatchView::of(&app, batch).await?);
    }
    Ok(Json(views))
}

/// One batch: its state, how far it has come, and what it adds up to.
#[utoipa::path(get, path = "/api/v1/batches/{id}", tag = "files", params(("id" = String, Path, description = "The batch")),
    responses((status = 200, description = "The batch", body = BatchDetail),
        (status = 404, description = "No such batch", body = ErrorBody)))]
pub async fn show(State(app): State<App>, who: Who, Path(id): Path<String>) -> Result<Response, Failure> {
    let batch = app.store.batch(&who.viewer, &batch_id(&id)?).await?;
    let tallies = match batch.state {
        BatchState::Finished => Some(app.store.tallies(&who.viewer, &batch.id).await?),
        _ => None,
    };
    let detail = BatchDetail { batch: BatchView::of(&app, batch).await?, tallies };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(detail)).into_response())
}

/// Stop a batch that waits or runs. Nothing of it is saved.
#[utoipa::path(delete, path = "/api/v1/batches/{id}", tag = "files", params(("id" = String, Path, description = "The batch")),
    responses((status = 202, description = "It stops"),
        (status = 409, description = "It is not open", body = ErrorBody)))]
pub async fn cancel(State(app): State<App>, who: Who, Path(id): Path<String>) -> Result<StatusCode, Failure> {
    let id = batch_id(&id)?;
    app.jobs.cancel(&app, &who.viewer, &id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Clear a batch again that was interrupted, cancelled or failed, by the books of today.
#[utoipa::path(post, path = "/api/v1/batches/{id}/again", tag = "files",
    params(("id" = String, Path, description = "The batch")),
    responses((status = 202, description = "In line again", body = BatchView),
        (status = 409, description = "It is open or finished", body = ErrorBody)))]
pub async fn again(State(app): State<App>, who: Who, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = batch_id(&id)?;
    upload::again(&app, &who.viewer, &id).await?;
    let view = BatchView::of(&app, app.store.batch(&who.viewer, &id).await?).await?;
    Ok((StatusCode::ACCEPTED, Json(view)).into_response())
}
