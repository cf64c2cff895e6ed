use access::{Action, PersonId, Record, RecordId, RecordKind, Scope, Service};
use serde::{Deserialize, Serialize};
use sqlx::{query, query_as};

use crate::database::{reading, transaction, writing};
use crate::identifier::fresh;
use crate::{Store, StoreError, UploadId, Viewer};

/// A file that is about to come in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUpload {
    /// The file's name as the person's machine calls it; its ending tells the format.
    pub name: String,
    /// Its size in bytes, where it is known beforehand.
    pub size: Option<u64>,
    /// The mapping to read a table with, by name; empty where none is needed.
    pub map: String,
    /// What it is for.
    pub purpose: UploadPurpose,
}

/// What a file comes in for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UploadPurpose {
    /// Declarations to be cleared.
    #[default]
    Declarations,
    /// The file of a document.
    Document,
}

impl UploadPurpose {
    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declarations => "declarations",
            Self::Document => "document",
        }
    }

    fn of_word(word: &str) -> Result<Self, StoreError> {
        let found = [Self::Declarations, Self::Document].into_iter().find(|purpose| purpose.as_str() == word);
        found.ok_or_else(|| StoreError::Unreadable(format!("purpose `{word}` of an upload")))
    }

    fn service(self) -> Service {
        match self {
            Self::Declarations => Service::Clearance,
            Self::Document => Service::Documents,
        }
    }
}

/// How far an upload has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UploadState {
    /// Content is missing; it can be resumed at the offset received so far, today or after a restart.
    Receiving,
    /// All content is there.
    Complete,
    /// The content is gone: its batch is finished, or the upload was given up.
    Discarded,
}

impl UploadState {
    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Complete => "complete",
            Self::Discarded => "discarded",
        }
    }

    fn of_word(word: &str) -> Result<Self, StoreError> {
        let known = [Self::Receiving, Self::Complete, Self::Discarded];
        let found = known.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| StoreError::Unreadable(format!("upload state `{word}`")))
    }
}

/// An upload as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its identifier.
    pub id: UploadId,
    /// The file's name.
    pub name: String,
    /// The mapping to read it with, by name; empty where none.
    pub map: String,
    /// What it is for.
    pub purpose: UploadPurpose,
    /// The size announced in bytes, or the size received once it is complete.
    pub size: Option<u64>,
    /// Bytes received: the offset at which to go on.
    pub received: u64,
    /// How far it has come.
    pub state: UploadState,
    /// When it began, in microseconds since 1970-01-01 UTC.
    pub created_at: i64,
    /// When content last came in, in microseconds since 1970-01-01 UTC.
    pub updated_at: i64,
    /// Whose it is; nobody's where it came in without an account.
    pub person: Option<PersonId>,
}

/// What stands after a piece has been kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Bytes received: the offset at which to go on.
    pub offset: u64,
    /// Whether that is the whole file.
    pub complete: bool,
}

const BEGIN: &str = "INSERT INTO upload (id, name, map, size, received, state, created_at, updated_at, person, purpose) \
     VALUES ($1, $2, $3, $4, 0, $5, $6, $6, $7, $8)";
const GET: &str = "SELECT id, name, map, size, received, state, created_at, updated_at, person, purpose \
     FROM upload WHERE id = $1";
const FOR_DOCUMENTS: &str = "SELECT id, name, map, size, received, state, created_at, updated_at, person, purpose \
     FROM upload WHERE state = 'complete' AND purpose = 'document' AND person = $1 ORDER BY created_at DESC, id DESC \
     LIMIT 50";
const OF_PERSON: &str = "SELECT id, name, map, size, received, state, created_at, updated_at, person, purpose \
     FROM upload WHERE person = $1 ORDER BY created_at, id";
const PIECE: &str = "INSERT INTO upload_chunk (upload, start, content) VALUES ($1, $2, $3)";
const ADVANCE: &str = "UPDATE upload SET received = $2, size = $3, state = $4, updated_at = $5 WHERE id = $1";
const PIECE_AT: &str =
    "SELECT start, content FROM upload_chunk WHERE upload = $1 AND start <= $2 ORDER BY start DESC LIMIT 1";
const DROP_PIECES: &str = "DELETE FROM upload_chunk WHERE upload = $1";
const ABANDONED: &str = "SELECT id FROM upload WHERE state IN ('receiving', 'complete') AND updated_at < $1 \
     AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.upload = upload.id) ORDER BY updated_at, id LIMIT 100";
const OPEN: &str = "SELECT count(*) FROM upload WHERE state IN ('receiving', 'complete') AND coalesce(person, '') = $1 \
     AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.upload = upload.id)";
/// Uploads that one person may have open before something is done with them.
const MOST_OPEN: i64 = 50;

type Line = (String, String, String, Option<i64>, i64, String, i64, i64, Option<String>, String);

fn read(line: Line) -> Result<Upload, StoreError> {
    let (id, name, map, size, received, state, created_at, updated_at, person, purpose) = line;
    Ok(Upload {
        id: UploadId::kept(id),
        name,
        map,
        size: size.and_then(|size| u64::try_from(size).ok()),
        received: u64::try_from(received).unwrap_or(0),
        state: UploadState::of_word(&state)?,
        created_at,
        updated_at,
        person: person.map(PersonId::kept),
        purpose: UploadPurpose::of_word(&purpose)?,
    })
}

fn missing(id: &UploadId) -> StoreError {
    StoreError::NotFound { what: "upload", id: id.to_string() }
}

/// Whether a file is within what a token may be used for: it is cleared, or becomes a document's.
fn in_scope(viewer: &Viewer, purpose: UploadPurpose) -> bool {
    let needed = [Scope::read(purpose.service()), Scope::write(purpose.service())];
    viewer.scopes().is_none_or(|scopes| needed.iter().any(|scope| scopes.contains(scope)))
}

/// An upload is its sender's alone; what came in without an account is the desk's. The program clears it for them.
fn is_of(viewer: &Viewer, upload: &Upload) -> bool {
    viewer.is_program()
        || in_scope(viewer, upload.purpose)
            && viewer.person() == upload.person.as_ref()
            && !(viewer.person().is_none() && viewer.officer_of().is_empty())
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// Where an upload stands once a piece is kept, or why the piece is refused. `None`: it was already kept.
fn place_piece(upload: &Upload, offset: u64, length: u64) -> Result<Option<Received>, StoreError> {
    let end = offset.saturating_add(length);
    if upload.state == UploadState::Discarded {
        let state = upload.state.as_str().to_owned();
        return Err(StoreError::State { what: "upload", id: upload.id.to_string(), state });
    }
    if offset < upload.received && end <= upload.received || length == 0 && offset == upload.received {
        return Ok(None);
    }
    if let Some(allowed) = upload.size.filter(|size| end > *size) {
        return Err(StoreError::TooLong { allowed });
    }
    if offset != upload.received {
        return Err(StoreError::Offset { expected: upload.received, given: offset });
    }
    Ok(Some(Received { offset: end, complete: upload.size == Some(end) }))
}

impl Store {
    /// Begins an upload. Nothing of it is used before it is complete.
    ///
    /// # Errors
    /// `Refused` for whoever may not clear files, or not write documents, as the upload is for; `TooMany` for whoever has
    /// many open, `Full`, `Busy`, or what the database says.
    pub async fn begin_upload(&self, viewer: &Viewer, new: &NewUpload, now: i64) -> Result<UploadId, StoreError> {
        self.may_upload(viewer, new.purpose, now)?;
        let whose = viewer.person().map_or("", PersonId::as_str);
        let (open,): (i64,) = reading!(self, pool => query_as(OPEN).bind(whose).fetch_one(pool))?;
        if open >= MOST_OPEN {
            return Err(StoreError::TooMany("upload"));
        }
        let id = UploadId::kept(fresh(now));
        let state = if new.size == Some(0) { UploadState::Complete } else { UploadState::Receiving };
        writing!(self, pool => query(BEGIN)
            .bind(id.as_str())
            .bind(&new.name)
            .bind(&new.map)
            .bind(new.size.map(signed))
            .bind(state.as_str())
            .bind(now)
            .bind(viewer.person().map(PersonId::as_str))
            .bind(new.purpose.as_str())
            .execute(pool))?;
        Ok(id)
    }

    fn may_upload(&self, viewer: &Viewer, purpose: UploadPurpose, now: i64) -> Result<(), StoreError> {
        let kind = match purpose {
            UploadPurpose::Declarations => RecordKind::Batch,
            UploadPurpose::Document => RecordKind::Document,
        };
        let new = Record::draft(RecordId::kept(String::new()), kind, purpose.service());
        self.permit(viewer, Action::Lodge, &new, now).map(|_| ())
    }

    /// The viewer's own complete uploads for documents, the latest first, at most 50.
    ///
    /// # Errors
    /// What the database says.
    pub async fn document_uploads(&self, viewer: &Viewer) -> Result<Vec<Upload>, StoreError> {
        let Some(person) = viewer.person() else { return Ok(Vec::new()) };
        let lines: Vec<Line> = reading!(self, pool => query_as(FOR_DOCUMENTS).bind(person.as_str()).fetch_all(pool))?;
        let uploads = lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(uploads.into_iter().filter(|upload| is_of(viewer, upload)).collect())
    }

    /// An upload as it stands.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub async fn upload(&self, viewer: &Viewer, id: &UploadId) -> Result<Upload, StoreError> {
        let line: Option<Line> = reading!(self, pool => query_as(GET).bind(id.as_str()).fetch_optional(pool))?;
        let upload = line.map_or_else(|| Err(missing(id)), read)?;
        if is_of(viewer, &upload) { Ok(upload) } else { Err(missing(id)) }
    }

    /// The uploads of a person, the earliest first; whoever asks.
    pub(crate) async fn uploads_of(&self, person: &PersonId) -> Result<Vec<Upload>, StoreError> {
        let lines: Vec<Line> = reading!(self, pool => query_as(OF_PERSON).bind(person.as_str()).fetch_all(pool))?;
        lines.into_iter().map(read).collect()
    }

    /// Keeps the next piece of the file, which begins at `offset`. A piece that was kept before is accepted again
    /// without effect, so that a sender who did not hear the answer can repeat it.
    ///
    /// # Errors
    /// `Offset` when the piece does not begin where the content ends, `TooLong`, `State` when the upload was given up,
    /// `NotFound`, `Full`, `Busy`.
    pub async fn append_upload(
        &self,
        viewer: &Viewer,
        id: &UploadId,
        offset: u64,
        content: &[u8],
        now: i64,
    ) -> Result<Received, StoreError> {
        let length = u64::try_from(content.len()).unwrap_or(u64::MAX);
        transaction!(self, tx => {
            let line: Option<Line> = query_as(GET).bind(id.as_str()).fetch_optional(&mut *tx).await?;
            let upload = line.map_or_else(|| Err(missing(id)), read)?;
            if !is_of(viewer, &upload) {
                return Err(missing(id));
            }
            match place_piece(&upload, offset, length)? {
                None => Received { offset: upload.received, complete: upload.state == UploadState::Complete },
                Some(received) => {
                    query(PIECE).bind(id.as_str()).bind(signed(offset)).bind(content).execute(&mut *tx).await?;
                    let state = if received.complete { UploadState::Complete } else { UploadState::Receiving };
                    query(ADVANCE)
                        .bind(id.as_str())
                        .bind(signed(received.offset))
                        .bind(upload.size.map(signed))
                        .bind(state.as_str())
                        .bind(now)
                        .execute(&mut *tx)
                        .await?;
                    received
                }
            }
        })
    }

    /// Says that all content of an upload of unknown size has come in.
    ///
    /// # Errors
    /// `Offset` when a size was announced and is not reached, `NotFound`, `State`, `Full`, `Busy`.
    pub async fn complete_upload(&self, viewer: &Viewer, id: &UploadId, now: i64) -> Result<Upload, StoreError> {
        let upload = self.upload(viewer, id).await?;
        match (upload.state, upload.size) {
            (UploadState::Complete, _) => return Ok(upload),
            (UploadState::Discarded, _) => {
                let state = upload.state.as_str().to_owned();
                return Err(StoreError::State { what: "upload", id: id.to_string(), state });
            }
            (UploadState::Receiving, Some(size)) if size != upload.received => {
                return Err(StoreError::Offset { expected: upload.received, given: size });
            }
            (UploadState::Receiving, _) => {}
        }
        let received = signed(upload.received);
        writing!(self, pool => query(ADVANCE)
            .bind(id.as_str())
            .bind(received)
            .bind(Some(received))
            .bind(UploadState::Complete.as_str())
            .bind(now)
            .execute(pool))?;
        self.upload(viewer, id).await
    }

    /// The piece of an upload's content that holds the byte at `offset`, and where the piece begins; `None` past the
    /// end.
    ///
    /// # Errors
    /// What the database says.
    pub async fn upload_piece(
        &self,
        viewer: &Viewer,
        id: &UploadId,
        offset: u64,
    ) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        self.upload(viewer, id).await?;
        let piece: Option<(i64, Vec<u8>)> = reading!(self, pool =>
            query_as(PIECE_AT).bind(id.as_str()).bind(signed(offset)).fetch_optional(pool))?;
        let piece = piece.map(|(start, content)| (u64::try_from(start).unwrap_or(0), content));
        Ok(piece.filter(|(start, content)| start.saturating_add(content.len() as u64) > offset))
    }

    /// Gives an upload up and drops its content.
    ///
    /// # Errors
    /// `NotFound`, `Busy`, or what the database says.
    pub async fn discard_upload(&self, viewer: &Viewer, id: &UploadId, now: i64) -> Result<(), StoreError> {
        let upload = self.upload(viewer, id).await?;
        transaction!(self, tx => {
            query(DROP_PIECES).bind(id.as_str()).execute(&mut *tx).await?;
            query(ADVANCE)
                .bind(id.as_str())
                .bind(signed(upload.received))
                .bind(upload.size.map(signed))
                .bind(UploadState::Discarded.as_str())
                .bind(now)
                .execute(&mut *tx)
                .await?;
        })
    }

    /// Uploads in which nothing has come in since `before` (microseconds since 1970-01-01 UTC), at most 100.
    ///
    /// # Errors
    /// What the database says.
    pub async fn abandoned_uploads(&self, _viewer: &Viewer, before: i64) -> Result<Vec<UploadId>, StoreError> {
        let found: Vec<(String,)> = reading!(self, pool => query_as(ABANDONED).bind(before).fetch_all(pool))?;
        Ok(found.into_iter().map(|(id,)| UploadId::kept(id)).collect())
    }
}
