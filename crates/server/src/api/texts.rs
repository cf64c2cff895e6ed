//! The texts of documents, written by programs: the working copy of one language with its file.

use access::RecordId;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use basis::Language;
use serde::{Deserialize, Serialize};
use store::{StoreError, WorkingCopy};
use utoipa::ToSchema;

use super::documents::{document_id, language_of};
use super::take::{Body, upload_id};
use crate::App;
use crate::draft::{self, Faults, Sent};
use crate::error::{ErrorBody, Failure};
use crate::who::Who;

/// What the working copy of a language is to say.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct TextRequest {
    /// The version of the document that was looked at.
    pub version: i64,
    /// The title.
    #[schema(example = "Rules of origin")]
    pub title: String,
    /// What it is about; an empty line begins a new paragraph.
    #[serde(default)]
    pub summary: String,
    /// The complete upload whose content becomes the file; left out, the file that is there stays.
    #[serde(default)]
    pub upload: Option<String>,
    /// Whether the file that is there goes, where no other takes its place.
    #[serde(default)]
    pub remove: bool,
}

/// The working copy of a language of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TextView {
    /// The document.
    pub document: String,
    /// `en` or `fr`.
    pub language: &'static str,
    /// Counts the changes of the document: the one to give with the next change.
    pub version: i64,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// What the file is called; none where there is none.
    pub file: Option<String>,
    /// Its media type.
    pub media: Option<String>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// Its SHA-256 in hexadecimal.
    pub sha256: Option<String>,
    /// What the virus scanner said: `none` where there is no scanner, `clean`, or `failed`, which holds the file back.
    pub scan: Option<&'static str>,
}

impl TextView {
    fn of(id: &RecordId, language: Language, copy: WorkingCopy) -> Self {
        let (blob, draft) = (copy.blob, copy.draft);
        Self {
            document: id.to_string(),
            language: language.code(),
            version: copy.version,
            file: draft.as_ref().filter(|_| blob.is_some()).map(|draft| draft.file.clone()),
            media: blob.as_ref().map(|blob| blob.media.clone()),
            size: blob.as_ref().map(|blob| blob.size),
            sha256: blob.as_ref().map(|blob| blob.hash.clone()),
            scan: blob.map(|blob| blob.scan.as_str()),
            title: draft.as_ref().map(|draft| draft.title.clone()).unwrap_or_default(),
            summary: draft.map(|draft| draft.summary).unwrap_or_default(),
        }
    }
}

/// The first thing that is wrong, as programs are told it.
fn refusal(id: &RecordId, faults: Faults) -> Option<Failure> {
    if faults.changed {
        return Some(StoreError::Changed { what: "document", id: id.to_string() }.into());
    }
    let fields = [("title", faults.title), ("summary", faults.summary), ("file", faults.file)];
    let first = fields.into_iter().find_map(|(code, text)| Some((code, text?)));
    first.map(|(code, text)| Failure { status: StatusCode::UNPROCESSABLE_ENTITY, code, text })
}

/// Write the working copy of one language; nothing is published by it. A file comes in before, as an upload for a document.
#[utoipa::path(put, path = "/api/v1/documents/{id}/texts/{language}", tag = "documents", request_body = TextRequest,
    params(("id" = String, Path, description = "The document"), ("language" = String, Path, description = "`en` or `fr`")),
    responses((status = 200, description = "The working copy as it stands now", body = TextView),
        (status = 403, description = "Not for the asker to write", body = ErrorBody),
        (status = 404, description = "No such document or upload, or none for the asker", body = ErrorBody),
        (status = 409, description = "Somebody changed the document since `version`, or the upload is not complete", body = ErrorBody),
        (status = 413, description = "The file is larger than those of documents may be", body = ErrorBody),
        (status = 422, description = "The title, the summary or the file is refused; a file refused is dropped", body = ErrorBody)))]
pub async fn write(
    State(app): State<App>,
    who: Who,
    Path((id, language)): Path<(String, String)>,
    Body(asked): Body<TextRequest>,
) -> Result<Response, Failure> {
    let (id, language, viewer) = (document_id(&id)?, language_of(&language)?, &who.viewer);
    let copy = app.store.working_copy(viewer, &id, language, app.now()).await?;
    let file = match asked.upload.as_deref() {
        Some(upload) => Some(app.store.upload(viewer, &upload_id(upload)?).await?),
        None => None,
    };
    let sent = Sent {
        version: asked.version,
        title: asked.title.trim().to_owned(),
        summary: asked.summary.trim().replace("\r\n", "\n"),
        remove: asked.remove,
        before: file.is_some(),
        file,
        problem: None,
    };
    let faults = draft::save(&app, viewer, &id, language, (copy.version, copy.draft.as_ref()), &sent).await?;
    if let Some(failure) = refusal(&id, faults) {
        return Err(failure);
    }
    let copy = app.store.working_copy(viewer, &id, language, app.now()).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(TextView::of(&id, language, copy))).into_response())
}
