use basis::Date;
use serde::{Deserialize, Serialize};
use sqlx::{query, query_as};

use crate::database::{reading, transaction, writing};
use crate::{BatchId, Store, StoreError, Tallies, UploadId, Viewer};

/// How long another server on the same PostgreSQL may be silent before its batch counts as interrupted.
const SILENCE_MICROS: i64 = 120_000_000;

/// A file that is about to be cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBatch {
    /// The upload that holds the file.
    pub upload: Option<UploadId>,
    /// The file's name.
    pub name: String,
    /// The mapping to read it with, by name; empty where none.
    pub map: String,
    /// The day asked about; a record's own day of acceptance wins over it.
    pub on: Date,
    /// The digest of the books that it is cleared by, in hexadecimal.
    pub books_digest: String,
}

/// How far a batch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BatchState {
    /// Waits for its turn.
    Queued,
    /// Is being cleared.
    Running,
    /// The program ended meanwhile; nothing was saved, and it can be run again.
    Interrupted,
    /// The file could not be cleared; `problem` says why. Nothing was saved.
    Failed,
    /// A person stopped it. Nothing was saved.
    Cancelled,
    /// All outcomes are saved.
    Finished,
}

impl BatchState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Running, Self::Interrupted, Self::Failed, Self::Cancelled, Self::Finished];

    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Interrupted => "interrupted",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Finished => "finished",
        }
    }

    /// Whether the batch waits or runs.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    fn of_word(word: &str) -> Result<Self, StoreError> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| StoreError::Unreadable(format!("batch state `{word}`")))
    }
}

/// One cleared file, or one on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Its identifier.
    pub id: BatchId,
    /// The upload that held the file.
    pub upload: Option<UploadId>,
    /// The file's name.
    pub name: String,
    /// The mapping it is read with, by name; empty where none.
    pub map: String,
    /// The day asked about.
    pub on: Date,
    /// The digest of the books it is cleared by, in hexadecimal.
    pub books_digest: String,
    /// How far it has come.
    pub state: BatchState,
    /// Why it failed, as JSON of a text in both languages; `None` unless it failed.
    pub problem: Option<String>,
    /// Outcomes saved.
    pub outcome_count: u64,
    /// Records that could not be read or were no declarations.
    pub unread_count: u64,
    /// What the pipeline says of the whole, as JSON; `None` until it is finished.
    pub summary: Option<String>,
    /// When it was asked for, in microseconds since 1970-01-01 UTC.
    pub created_at: i64,
    /// When it ended, in microseconds since 1970-01-01 UTC.
    pub finished_at: Option<i64>,
}

const BEGIN: &str = "INSERT INTO batch (code, id, upload, name, map, on_date, books_digest, state, outcome_count, \
     unread_count, created_at, beat_at) \
     SELECT coalesce(max(code), 0) + 1, $1, $2, $3, $4, $5, $6, 'queued', 0, 0, $7, $7 FROM batch";
const GET: &str = "SELECT id, upload, name, map, on_date, books_digest, state, problem, outcome_count, unread_count, \
     summary, created_at, finished_at FROM batch WHERE id = $1";
const LIST: &str = "SELECT id, upload, name, map, on_date, books_digest, state, problem, outcome_count, unread_count, \
     summary, created_at, finished_at FROM batch ORDER BY code DESC LIMIT $1";
const LIST_BEFORE: &str = "SELECT id, upload, name, map, on_date, books_digest, state, problem, outcome_count, \
     unread_count, summary, created_at, finished_at FROM batch \
     WHERE code < (SELECT code FROM batch WHERE id = $2) ORDER BY code DESC LIMIT $1";
const TALLIES: &str = "SELECT tallies FROM batch WHERE id = $1";
const MOVE: &str = "UPDATE batch SET state = $2, problem = $3, beat_at = $4, finished_at = $5 \
     WHERE id = $1 AND state IN ('queued', 'running')";
const REOPEN: &str = "UPDATE batch SET state = 'queued', problem = NULL, books_digest = $2, beat_at = $3, \
     finished_at = NULL WHERE id = $1 AND state IN ('interrupted', 'failed', 'cancelled')";
const BEAT: &str = "UPDATE batch SET beat_at = $2 WHERE id = $1 AND state IN ('queued', 'running')";
const ABANDON: &str = "UPDATE batch SET state = 'interrupted' WHERE state IN ('queued', 'running') AND beat_at < $1";

type Line = (
    String,
    Option<String>,
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    i64,
    i64,
    Option<String>,
    i64,
    Option<i64>,
);

fn read(line: Line) -> Result<Batch, StoreError> {
    let (id, upload, name, map, on, books_digest, state, problem, outcomes, unread, summary, created_at, finished_at) =
        line;
    Ok(Batch {
        id: BatchId::kept(id),
        upload: upload.map(UploadId::kept),
        name,
        map,
        on: on.parse().map_err(|_| StoreError::Unreadable(format!("date `{on}`")))?,
        books_digest,
        state: BatchState::of_word(&state)?,
        problem,
        outcome_count: u64::try_from(outcomes).unwrap_or(0),
        unread_count: u64::try_from(unread).unwrap_or(0),
        summary,
        created_at,
        finished_at,
    })
}

pub(crate) fn missing(id: &BatchId) -> StoreError {
    StoreError::NotFound { what: "batch", id: id.to_string() }
}

impl Store {
    /// Asks for a file to be cleared; the batch waits in the state `queued`.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn begin_batch(&self, _viewer: &Viewer, new: &NewBatch, now: i64) -> Result<BatchId, StoreError> {
        let id = BatchId::new(now);
        transaction!(self, tx => {
            query(BEGIN)
                .bind(id.as_str())
                .bind(new.upload.as_ref().map(UploadId::as_str))
                .bind(&new.name)
                .bind(&new.map)
                .bind(new.on.to_string())
                .bind(&new.books_digest)
                .bind(now)
                .execute(&mut *tx)
                .await?;
        })?;
        Ok(id)
    }

    /// A batch as it stands.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub async fn batch(&self, _viewer: &Viewer, id: &BatchId) -> Result<Batch, StoreError> {
        let line: Option<Line> = reading!(self, pool => query_as(GET).bind(id.as_str()).fetch_optional(pool))?;
        line.map_or_else(|| Err(missing(id)), read)
    }

    /// The latest batches, the newest first; with `before`, those older than it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn batches(
        &self,
        _viewer: &Viewer,
        limit: u32,
        before: Option<&BatchId>,
    ) -> Result<Vec<Batch>, StoreError> {
        let limit = i64::from(limit);
        let lines: Vec<Line> = match before {
            None => reading!(self, pool => query_as(LIST).bind(limit).fetch_all(pool))?,
            Some(id) => reading!(self, pool => query_as(LIST_BEFORE).bind(limit).bind(id.as_str()).fetch_all(pool))?,
        };
        lines.into_iter().map(read).collect()
    }

    /// What a finished batch adds up to; empty tallies before it is finished.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub async fn tallies(&self, _viewer: &Viewer, id: &BatchId) -> Result<Tallies, StoreError> {
        let found: Option<(Option<String>,)> =
            reading!(self, pool => query_as(TALLIES).bind(id.as_str()).fetch_optional(pool))?;
        match found {
            None => Err(missing(id)),
            Some((None,)) => Ok(Tallies::default()),
            Some((Some(json),)) => {
                serde_json::from_str(&json).map_err(|cause| StoreError::Unreadable(cause.to_string()))
            }
        }
    }

    /// Marks a batch as being cleared.
    ///
    /// # Errors
    /// `State` when it neither waits nor runs, `NotFound`, `Busy`.
    pub async fn start_batch(&self, viewer: &Viewer, id: &BatchId, now: i64) -> Result<(), StoreError> {
        self.move_batch(viewer, id, BatchState::Running, None, now).await
    }

    /// Ends a batch without outcomes: `Failed` with the problem as JSON of a text in both languages, or `Cancelled`, or
    /// `Interrupted`.
    ///
    /// # Errors
    /// `State` when it neither waits nor runs, `NotFound`, `Busy`.
    pub async fn end_batch(
        &self,
        viewer: &Viewer,
        id: &BatchId,
        state: BatchState,
        problem: Option<&str>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.move_batch(viewer, id, state, problem, now).await
    }

    async fn move_batch(
        &self,
        viewer: &Viewer,
        id: &BatchId,
        state: BatchState,
        problem: Option<&str>,
        now: i64,
    ) -> Result<(), StoreError> {
        let ended = (!state.is_open()).then_some(now);
        let done = writing!(self, pool =>
            query(MOVE).bind(id.as_str()).bind(state.as_str()).bind(problem).bind(now).bind(ended).execute(pool))?;
        self.refuse_unless(viewer, id, done).await
    }

    /// Puts a batch that was interrupted, failed or cancelled in line again, to be cleared by the books of today.
    ///
    /// # Errors
    /// `State` when it is queued, running or finished, `NotFound`, `Busy`.
    pub async fn reopen_batch(
        &self,
        viewer: &Viewer,
        id: &BatchId,
        books_digest: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let done = writing!(self, pool =>
            query(REOPEN).bind(id.as_str()).bind(books_digest).bind(now).execute(pool))?;
        self.refuse_unless(viewer, id, done).await
    }

    async fn refuse_unless(&self, viewer: &Viewer, id: &BatchId, done: u64) -> Result<(), StoreError> {
        if done > 0 {
            return Ok(());
        }
        let batch = self.batch(viewer, id).await?;
        let state = batch.state.as_str().to_owned();
        Err(StoreError::State { what: "batch", id: id.to_string(), state })
    }

    /// Says that a batch is still being worked on, so that other servers on the same PostgreSQL leave it alone. On
    /// SQLite there is no other server, and the line to the one writer is spared.
    ///
    /// # Errors
    /// What the database says.
    pub async fn beat(&self, _viewer: &Viewer, id: &BatchId, now: i64) -> Result<(), StoreError> {
        if self.is_single() {
            return Ok(());
        }
        writing!(self, pool => query(BEAT).bind(id.as_str()).bind(now).execute(pool)).map(|_| ()).map_err(Into::into)
    }

    /// Marks batches as interrupted that no program works on any more.
    pub(crate) async fn interrupt_abandoned(&self, now: i64) -> Result<(), StoreError> {
        let before = if self.is_single() { i64::MAX } else { now.saturating_sub(SILENCE_MICROS) };
        writing!(self, pool => query(ABANDON).bind(before).execute(pool)).map(|_| ()).map_err(Into::into)
    }
}
