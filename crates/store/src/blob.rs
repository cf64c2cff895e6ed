use access::{RecordKind, Viewer};
use sha2::{Digest, Sha256};
use sqlx::{query, query_as};

use crate::database::{reading, recorded, transaction, writing};
use crate::trail::{detailed, enter, event};
use crate::{Store, StoreError, UploadId, UploadState};

/// Content by its SHA-256 in hexadecimal: the same bytes are kept once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Its SHA-256.
    pub hash: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its media type.
    pub media: String,
    /// What the virus scanner said.
    pub scan: Scan,
}

/// What the virus scanner said of a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    /// There is no scanner.
    None,
    /// Nothing was found.
    Clean,
    /// Something was found: it is given to nobody.
    Infected,
    /// The scanner did not answer: it is given to nobody until it does.
    Failed,
}

impl Scan {
    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Clean => "clean",
            Self::Infected => "infected",
            Self::Failed => "failed",
        }
    }

    /// Whether the content may be given to anybody.
    #[must_use]
    pub fn lets_through(self) -> bool {
        matches!(self, Self::None | Self::Clean)
    }

    pub(crate) fn of_word(word: &str) -> Result<Self, StoreError> {
        let all = [Self::None, Self::Clean, Self::Infected, Self::Failed];
        let found = all.into_iter().find(|scan| scan.as_str() == word);
        found.ok_or_else(|| StoreError::Unreadable(format!("scan `{word}` of a blob")))
    }
}

const ONE: &str = "SELECT hash, size, media, scan FROM blob WHERE hash = $1";
const ADD: &str = "INSERT INTO blob (hash, size, media, scan, made_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (hash) DO NOTHING";
const COPY: &str = "INSERT INTO blob_piece (blob, start, content) \
     SELECT $1, start, content FROM upload_chunk WHERE upload = $2";
const DROP_PIECES: &str = "DELETE FROM upload_chunk WHERE upload = $1";
/// A content is taken once, and not while it waits to be cleared.
const TAKE: &str = "UPDATE upload SET state = 'discarded', updated_at = $2 WHERE id = $1 AND state = 'complete' \
     AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.upload = upload.id)";
const PIECE_AT: &str =
    "SELECT start, content FROM blob_piece WHERE blob = $1 AND start <= $2 ORDER BY start DESC LIMIT 1";
const SCANNED: &str = "UPDATE blob SET scan = $2 WHERE hash = $1";
const ORPHANS: &str = "DELETE FROM blob WHERE made_at < $1 \
     AND NOT EXISTS (SELECT 1 FROM paper_language l WHERE l.blob = blob.hash) \
     AND NOT EXISTS (SELECT 1 FROM paper_edition e WHERE e.blob = blob.hash)";

impl Store {
    /// Keeps the content of a complete upload by its hash, with its media type and what the scanner said; the upload is
    /// discarded with it. The same bytes again cost nothing.
    ///
    /// # Errors
    /// `State` when the upload is not complete, or is taken already; `NotFound`, `Full`, `Busy`.
    pub async fn keep_blob(
        &self,
        viewer: &Viewer,
        upload: &UploadId,
        media: &str,
        scan: Scan,
        now: i64,
    ) -> Result<Blob, StoreError> {
        let found = self.upload(viewer, upload).await?;
        if found.state != UploadState::Complete {
            let state = found.state.as_str().to_owned();
            return Err(StoreError::State { what: "upload", id: upload.to_string(), state });
        }
        let mut digest = Sha256::new();
        let mut size = 0;
        while let Some((start, piece)) = self.upload_piece(viewer, upload, size).await? {
            digest.update(&piece);
            size = start.saturating_add(piece.len() as u64);
        }
        let hash = access::audit::hex(&digest.finalize());
        let bytes = i64::try_from(size).unwrap_or(i64::MAX);
        transaction!(self, tx => {
            if query(TAKE).bind(upload.as_str()).bind(now).execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::State { what: "upload", id: upload.to_string(), state: "taken".to_owned() });
            }
            let run = query(ADD).bind(&hash).bind(bytes).bind(media).bind(scan.as_str()).bind(now);
            if run.execute(&mut *tx).await?.rows_affected() > 0 {
                query(COPY).bind(&hash).bind(upload.as_str()).execute(&mut *tx).await?;
            }
            query(DROP_PIECES).bind(upload.as_str()).execute(&mut *tx).await?;
        })?;
        self.blob_kept(&hash).await
    }

    pub(crate) async fn blob_kept(&self, hash: &str) -> Result<Blob, StoreError> {
        let found: Option<(String, i64, String, String)> =
            reading!(self, pool => query_as(ONE).bind(hash).fetch_optional(pool))?;
        let missing = || StoreError::NotFound { what: "content", id: hash.to_owned() };
        let (hash, size, media, scan) = found.ok_or_else(missing)?;
        Ok(Blob { hash, size: u64::try_from(size).unwrap_or(0), media, scan: Scan::of_word(&scan)? })
    }

    /// The piece of a content that holds the byte at `offset`, and where the piece begins; `None` past the end. Whoever
    /// asks was let through by the document that the content belongs to.
    pub(crate) async fn blob_piece(&self, hash: &str, offset: u64) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let at = i64::try_from(offset).unwrap_or(i64::MAX);
        let piece: Option<(i64, Vec<u8>)> =
            reading!(self, pool => query_as(PIECE_AT).bind(hash).bind(at).fetch_optional(pool))?;
        let piece = piece.map(|(start, content)| (u64::try_from(start).unwrap_or(0), content));
        Ok(piece.filter(|(start, content)| start.saturating_add(content.len() as u64) > offset))
    }

    /// Notes what the scanner said of a content when it looked again.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn scanned(&self, viewer: &Viewer, hash: &str, scan: Scan, now: i64) -> Result<(), StoreError> {
        recorded!(self, tx => {
            query(SCANNED).bind(hash).bind(scan.as_str()).execute(&mut *tx).await?;
            let entered = event(viewer, "scan", RecordKind::Document, hash, now);
            enter!(tx, detailed(entered, &serde_json::json!({ "found": scan.as_str() })));
        })
    }

    /// Drops contents made before a moment that no document names; how many.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn drop_orphans(&self, _viewer: &Viewer, before: i64) -> Result<u64, StoreError> {
        writing!(self, pool => query(ORPHANS).bind(before).execute(pool)).map_err(Into::into)
    }
}
