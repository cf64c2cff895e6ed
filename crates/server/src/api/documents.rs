//! Documents that the asker may see: their list, one of them, its content, and all of them as a stream.

use std::io;

use access::RecordId;
use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use basis::Language;
use serde::{Deserialize, Serialize};
use store::{Authorized, Blob, Edition, Found, Paper, PaperFilter, PaperPage, PaperRow};
use tokio::sync::mpsc;
use utoipa::{IntoParams, ToSchema};

use super::download::Portions;
use super::take::Asked;
use crate::App;
use crate::content;
use crate::error::{ErrorBody, Failure};
use crate::who::Who;

/// Documents read from the store at a time for the export.
const PORTION: u32 = 200;
/// Portions that may wait for the network.
const WAITING: usize = 2;

/// The document named in an address.
///
/// # Errors
/// `not-found` for a text that is no identifier.
pub fn document_id(text: &str) -> Result<RecordId, Failure> {
    text.parse().map_err(|_| {
        Failure::not_found(format!("no document is known as `{text}`"), format!("`{text}` ne désigne aucun document"))
    })
}

/// The language named in an address.
///
/// # Errors
/// `not-found` for another one.
pub fn language_of(code: &str) -> Result<Language, Failure> {
    Language::of_code(code).ok_or_else(|| {
        Failure::not_found(
            format!("`{code}` is no language of documents: en or fr"),
            format!("`{code}` n'est pas une langue des documents : en ou fr"),
        )
    })
}

/// The number of an edition in an address.
///
/// # Errors
/// `not-found` for a text that is no number.
pub fn edition_of(text: &str) -> Result<i64, Failure> {
    text.parse().map_err(|_| {
        Failure::not_found(format!("no edition is numbered `{text}`"), format!("aucune édition n'a le numéro `{text}`"))
    })
}

/// A place in a list as an address names it.
#[must_use]
pub fn found_text((moment, id): &Found) -> String {
    format!("{moment}~{id}")
}

/// The place in a list that an address names; none where it is empty.
///
/// # Errors
/// `query` for a text that is no place.
pub fn found_of(text: &str) -> Result<Option<Found>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let parted = text.split_once('~').and_then(|(moment, id)| Some((moment.parse().ok()?, id.parse().ok()?)));
    parted.map(Some).ok_or_else(|| {
        Failure::misuse(
            "query",
            format!("`{text}` is no place in the list: take the one given as `next`"),
            format!("`{text}` n'est pas une place dans la liste : prenez celle donnée par `next`"),
        )
    })
}

/// Which documents.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct DocumentQuery {
    /// Those of one series, by its code.
    pub series: Option<String>,
    /// Those of one kind: `publication`, `paper`, `evidence`.
    pub kind: Option<String>,
    /// Those of one state: `draft`, `published`, `withdrawn`.
    pub state: Option<String>,
    /// How many at most, up to 200.
    pub limit: Option<u32>,
    /// Those after this place, given as `next`.
    pub after: Option<String>,
}

impl DocumentQuery {
    fn filter(&self) -> PaperFilter {
        let word = |field: &Option<String>| field.clone().unwrap_or_default();
        PaperFilter { series: word(&self.series), kind: word(&self.kind), state: word(&self.state) }
    }
}

/// A title in one language.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentTitle {
    /// `en` or `fr`.
    pub language: &'static str,
    /// The title.
    pub title: String,
}

/// A document as a list shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentRow {
    /// Its identifier.
    pub id: String,
    /// Its symbol.
    pub symbol: Option<String>,
    /// `publication`, `paper` or `evidence`.
    pub kind: String,
    /// `draft`, `published` or `withdrawn`.
    pub state: String,
    /// `public`, `members`, `restricted` or `confidential`.
    pub classification: &'static str,
    /// When it was last published, or made, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Its titles.
    pub titles: Vec<DocumentTitle>,
}

impl From<PaperRow> for DocumentRow {
    fn from(row: PaperRow) -> Self {
        let title = |(language, title): (Language, String)| DocumentTitle { language: language.code(), title };
        Self {
            id: row.id.to_string(),
            symbol: row.symbol,
            kind: row.kind,
            state: row.state,
            classification: row.level.as_str(),
            at: row.moment,
            titles: row.titles.into_iter().map(title).collect(),
        }
    }
}

/// A page of documents, the newest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentPage {
    /// The documents.
    pub documents: Vec<DocumentRow>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
    /// How many there are, where these are all; else how many were met: there are no fewer.
    pub count: u64,
    /// Whether these are all.
    pub exact: bool,
}

/// An edition of a document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EditionView {
    /// `en` or `fr`.
    pub language: &'static str,
    /// Its number in the language.
    pub edition: i64,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// When it was published, in microseconds since 1970-01-01 UTC.
    pub published_at: i64,
    /// Where its content is; none where it has none.
    pub content: Option<String>,
    /// What the file is called.
    pub file: Option<String>,
    /// Its media type.
    pub media: Option<String>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// Its SHA-256 in hexadecimal.
    pub sha256: Option<String>,
}

/// A document with its editions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentView {
    /// Its identifier.
    pub id: String,
    /// Its symbol.
    pub symbol: Option<String>,
    /// `publication`, `paper` or `evidence`.
    pub kind: &'static str,
    /// The code of its series.
    pub series: Option<String>,
    /// `draft`, `published` or `withdrawn`.
    pub state: &'static str,
    /// `public`, `members`, `restricted` or `confidential`.
    pub classification: &'static str,
    /// Counts the changes.
    pub version: i64,
    /// The policies by which it may be seen.
    pub policies: Vec<String>,
    /// Its editions, the newest first.
    pub editions: Vec<EditionView>,
}

impl DocumentView {
    fn of(paper: Authorized<Paper>, blobs: &std::collections::BTreeMap<String, Blob>) -> Self {
        let policies = paper.policies().to_vec();
        let paper = paper.into_value();
        let id = paper.record.id.to_string();
        Self {
            symbol: paper.symbol,
            kind: paper.kind.as_str(),
            series: paper.series,
            state: paper.record.state.as_str(),
            classification: paper.record.level.as_str(),
            version: paper.version,
            policies,
            editions: paper.editions.into_iter().map(|one| edition_view(&id, one, blobs)).collect(),
            id,
        }
    }
}

fn edition_view(id: &str, one: Edition, blobs: &std::collections::BTreeMap<String, Blob>) -> EditionView {
    let blob = one.draft.blob.as_ref().and_then(|hash| blobs.get(hash));
    let code = one.language.code();
    EditionView {
        language: code,
        edition: one.edition,
        content: blob.map(|_| format!("/api/v1/documents/{id}/content/{code}/{}", one.edition)),
        file: blob.map(|_| one.draft.file.clone()),
        media: blob.map(|blob| blob.media.clone()),
        size: blob.map(|blob| blob.size),
        sha256: blob.map(|blob| blob.hash.clone()),
        title: one.draft.title,
        summary: one.draft.summary,
        published_at: one.published_at,
    }
}

/// The documents that the asker may see, the newest first.
#[utoipa::path(get, path = "/api/v1/documents", tag = "documents", params(DocumentQuery),
    responses((status = 200, description = "The documents", body = DocumentPage)))]
pub async fn list(State(app): State<App>, who: Who, Asked(asked): Asked<DocumentQuery>) -> Result<Response, Failure> {
    let after = found_of(asked.after.as_deref().unwrap_or_default())?;
    let limit = asked.limit.unwrap_or(50).clamp(1, 200);
    let page = app.store.papers(&who.viewer, &asked.filter(), after.as_ref(), limit, app.now()).await?;
    let view = DocumentPage {
        next: page.next.as_ref().map(found_text),
        count: page.count.value,
        exact: page.count.exact,
        documents: page.rows.into_iter().map(DocumentRow::from).collect(),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(view)).into_response())
}

/// One document with its editions.
#[utoipa::path(get, path = "/api/v1/documents/{id}", tag = "documents",
    params(("id" = String, Path, description = "The document")),
    responses((status = 200, description = "The document", body = DocumentView),
        (status = 403, description = "It is restricted, and the log-in does not suffice", body = ErrorBody),
        (status = 404, description = "No such document, or none for the asker", body = ErrorBody)))]
pub async fn show(State(app): State<App>, who: Who, Path(id): Path<String>) -> Result<Response, Failure> {
    let paper = app.store.paper(&who.viewer, &document_id(&id)?, app.now()).await?;
    let blobs = app.store.contents(&who.viewer, &paper).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(DocumentView::of(paper, &blobs))).into_response())
}

/// The content of an edition as a file.
#[utoipa::path(get, path = "/api/v1/documents/{id}/content/{language}/{edition}", tag = "documents",
    params(("id" = String, Path, description = "The document"), ("language" = String, Path, description = "`en` or `fr`"),
        ("edition" = i64, Path, description = "The number of the edition")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 404, description = "No such content, or none for the asker", body = ErrorBody),
        (status = 409, description = "The virus scanner holds it back", body = ErrorBody)))]
pub async fn content(
    State(app): State<App>,
    who: Who,
    Path((id, language, edition)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let (id, language, edition) = (document_id(&id)?, language_of(&language)?, edition_of(&edition)?);
    let reading = app.store.download(&who.viewer, &id, language, edition, app.now()).await?;
    Ok(content::answer(app, who, reading))
}

/// All documents that the asker may see, one a line.
#[utoipa::path(get, path = "/api/v1/documents/export", tag = "documents",
    responses((status = 200, description = "The documents, as JSON lines", content_type = "application/x-ndjson",
        body = DocumentRow)))]
pub async fn export(State(app): State<App>, who: Who) -> Result<Response, Failure> {
    let (out, portions) = mpsc::channel(WAITING);
    tokio::spawn(feed(app, who, out));
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"documents.jsonl\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(Portions(portions))).into_response())
}

/// Reads page after page; ends when all is sent, when nobody listens any more, or with the right to it.
async fn feed(app: App, mut who: Who, out: mpsc::Sender<io::Result<Bytes>>) {
    let mut after = None;
    loop {
        who = match who.renewed(&app).await {
            Ok(renewed) => renewed,
            Err(failure) => {
                // Whoever listens must see that this is not all.
                let _ = out.send(Err(io::Error::other(failure.text.en))).await;
                return;
            }
        };
        let all = PaperFilter::default();
        let page = app.store.papers(&who.viewer, &all, after.as_ref(), PORTION, app.now()).await;
        let next = page.map_err(io::Error::other).and_then(|page| lines(page, &mut after));
        let ended = next.is_err() || after.is_none();
        if out.send(next).await.is_err() || ended {
            return;
        }
    }
}

/// The lines of a page; the place of the next one is noted.
fn lines(page: PaperPage, after: &mut Option<Found>) -> io::Result<Bytes> {
    *after = page.next;
    let mut out = Vec::new();
    for row in page.rows {
        serde_json::to_writer(&mut out, &DocumentRow::from(row)).map_err(io::Error::other)?;
        out.push(b'\n');
    }
    Ok(Bytes::from(out))
}
