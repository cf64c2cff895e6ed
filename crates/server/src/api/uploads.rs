//! Files in pieces, resumable: begin, send pieces by offset, ask how far it has come.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use store::{NewUpload, StoreError, Upload, UploadPurpose};
use utoipa::ToSchema;

use super::take::{Body, Raw, upload_id};
use crate::App;
use crate::draft::largest;
use crate::error::{ErrorBody, Failure};
use crate::upload::{check_name, clean_name};
use crate::who::Who;

/// What a file is for.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Declarations to be cleared.
    #[default]
    Declarations,
    /// The file of a document, for those who may write documents.
    Document,
}

impl From<Purpose> for UploadPurpose {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::Declarations => Self::Declarations,
            Purpose::Document => Self::Document,
        }
    }
}

impl From<UploadPurpose> for Purpose {
    fn from(purpose: UploadPurpose) -> Self {
        match purpose {
            UploadPurpose::Declarations => Self::Declarations,
            UploadPurpose::Document => Self::Document,
        }
    }
}

/// A file that is about to come in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct UploadRequest {
    /// The file's name; its ending tells the form: .csv, .jsonl, .xml, .arrow, .parquet. That of a document is looked at
    /// when it is taken.
    #[schema(example = "declarations.csv")]
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// The mapping to read a table with, by name; left out for JSON lines and XML, and for a document.
    #[serde(default)]
    #[schema(example = "kcs")]
    pub map: String,
    /// What it is for; left out, declarations.
    #[serde(default, rename = "for")]
    pub purpose: Purpose,
}

/// How far an upload has come.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UploadView {
    /// Its identifier.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// The mapping, by name; empty where none.
    pub map: String,
    /// What it is for.
    #[serde(rename = "for")]
    pub purpose: Purpose,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// Bytes received: the offset at which to go on.
    pub offset: u64,
    /// `receiving`, `complete`, or `discarded` once its content is gone.
    pub state: &'static str,
}

impl From<Upload> for UploadView {
    fn from(upload: Upload) -> Self {
        let state = upload.state.as_str();
        let (name, map, size, offset) = (upload.name, upload.map, upload.size, upload.received);
        Self { id: upload.id.into(), name, map, purpose: upload.purpose.into(), size, offset, state }
    }
}

fn offset_header(offset: u64) -> [(&'static str, String); 1] {
    [("upload-offset", offset.to_string())]
}

/// Refuses what cannot come in under this name and with this mapping; how large it may be, in bytes.
fn allowed(app: &App, name: &str, asked: &UploadRequest) -> Result<u64, Failure> {
    match asked.purpose {
        Purpose::Declarations => check_name(app, name, &asked.map).map(|_| app.limits.file_bytes),
        Purpose::Document if name.is_empty() => Err(Failure::misuse(
            "name",
            "the file of a document needs a name",
            "le fichier d'un document doit avoir un nom",
        )),
        Purpose::Document if !asked.map.is_empty() => Err(Failure::misuse(
            "map",
            "the file of a document is read with no mapping: leave `map` out",
            "le fichier d'un document se lit sans table de correspondance : omettez `map`",
        )),
        Purpose::Document => Ok(largest(app)),
    }
}

/// Begin an upload.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "files", request_body = UploadRequest, responses(
    (status = 201, description = "The upload has begun; `Location` is where the pieces go", body = UploadView),
    (status = 400, description = "The name or the mapping is refused", body = ErrorBody),
    (status = 403, description = "Not for the asker: files to be cleared, or files of documents", body = ErrorBody),
    (status = 413, description = "The file is larger than allowed", body = ErrorBody)))]
pub async fn begin(State(app): State<App>, who: Who, Body(asked): Body<UploadRequest>) -> Result<Response, Failure> {
    let name = clean_name(&asked.name);
    let allowed = allowed(&app, &name, &asked)?;
    if asked.size > allowed {
        return Err(StoreError::TooLong { allowed }.into());
    }
    let new = NewUpload { name, size: Some(asked.size), map: asked.map, purpose: asked.purpose.into() };
    let id = app.store.begin_upload(&who.viewer, &new, app.now()).await?;
    let view = UploadView::from(app.store.upload(&who.viewer, &id).await?);
    let location = format!("/api/v1/uploads/{id}");
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], offset_header(view.offset), Json(view)).into_response())
}

/// How far an upload has come; `HEAD` gives the header `Upload-Offset` alone.
#[utoipa::path(get, path = "/api/v1/uploads/{id}", tag = "files", params(("id" = String, Path, description = "The upload")),
    responses((status = 200, description = "How far it has come", body = UploadView),
        (status = 404, description = "No such upload", body = ErrorBody)))]
pub async fn show(State(app): State<App>, who: Who, Path(id): Path<String>) -> Result<Response, Failure> {
    let view = UploadView::from(app.store.upload(&who.viewer, &upload_id(&id)?).await?);
    Ok((offset_header(view.offset), [(header::CACHE_CONTROL, "no-store")], Json(view)).into_response())
}

fn offset_of(headers: &HeaderMap) -> Result<u64, Failure> {
    let text = headers.get("upload-offset").and_then(|value| value.to_str().ok());
    text.and_then(|text| text.trim().parse().ok()).ok_or_else(|| {
        Failure::misuse(
            "offset",
            "the header `Upload-Offset` must say at which byte the piece begins",
            "l'en-tête `Upload-Offset` doit dire à quel octet la partie commence",
        )
    })
}

/// Send the next piece. A piece sent twice is accepted twice and kept once.
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "files",
    params(("id" = String, Path, description = "The upload"),
        ("Upload-Offset" = u64, Header, description = "The byte at which the piece begins")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "At most 8 MiB"),
    responses((status = 200, description = "Kept; `offset` is where to go on", body = UploadView),
        (status = 409, description = "The piece does not begin where the content ends; ask again how far it has come", body = ErrorBody),
        (status = 413, description = "More than was announced", body = ErrorBody),
        (status = 507, description = "The disk is full; nothing of the piece was kept", body = ErrorBody)))]
pub async fn append(
    State(app): State<App>,
    who: Who,
    Path(id): Path<String>,
    headers: HeaderMap,
    Raw(piece): Raw,
) -> Result<Response, Failure> {
    let id = upload_id(&id)?;
    app.store.append_upload(&who.viewer, &id, offset_of(&headers)?, &piece, app.now()).await?;
    let view = UploadView::from(app.store.upload(&who.viewer, &id).await?);
    Ok((offset_header(view.offset), Json(view)).into_response())
}

/// Give an upload up; its content is dropped.
#[utoipa::path(delete, path = "/api/v1/uploads/{id}", tag = "files", params(("id" = String, Path, description = "The upload")),
    responses((status = 204, description = "Dropped"), (status = 404, description = "No such upload", body = ErrorBody)))]
pub async fn discard(State(app): State<App>, who: Who, Path(id): Path<String>) -> Result<StatusCode, Failure> {
    app.store.discard_upload(&who.viewer, &upload_id(&id)?, app.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
