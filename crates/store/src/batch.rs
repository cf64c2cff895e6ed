use access::{Action, Key, PersonId, Record, RecordId, RecordKind, RecordState, Service, Viewer};
use basis::Date;
use serde::{Deserialize, Serialize};
use sqlx::{query, query_as};

use crate::database::{reading, recorded, transaction, writing};
use crate::identifier::fresh;
use crate::job::{ADD as ADD_JOB, CLEARANCE, RELEASE};
use crate::record::{Terms, put_record, visible, with_terms};
use crate::trail::{enter, event};
use crate::{BatchId, Store, StoreError, Tallies, UploadId};

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
const LIST: &str = concat!(
    "SELECT b.id, b.upload, b.name, b.map, b.on_date, b.books_digest, b.state, b.problem, b.outcome_count, \
     b.unread_count, b.summary, b.created_at, b.finished_at FROM batch b JOIN record r ON r.id = b.id WHERE ",
    visible!(),
    " AND ($13 = '' OR b.code < (SELECT code FROM batch WHERE id = $13)) ORDER BY b.code DESC LIMIT $14"
);
const OF_PERSON: &str = "SELECT b.id, b.upload, b.name, b.map, b.on_date, b.books_digest, b.state, b.problem, \
     b.outcome_count, b.unread_count, b.summary, b.created_at, b.finished_at FROM record r JOIN batch b ON b.id = r.id \
     WHERE r.author = $1 AND r.kind = 'batch' ORDER BY b.code";
const TALLIES: &str = "SELECT tallies FROM batch WHERE id = $1";
const MOVE: &str = "UPDATE batch SET state = $2, problem = $3, beat_at = $4, finished_at = $5 \
     WHERE id = $1 AND state IN ('queued', 'running')";
const REOPEN: &str = "UPDATE batch SET state = 'queued', problem = NULL, books_digest = $2, beat_at = $3, \
     finished_at = NULL WHERE id = $1 AND state IN ('interrupted', 'failed', 'cancelled') \
     AND NOT EXISTS (SELECT 1 FROM job WHERE once_key = $4 AND state = 'running' AND held_until > $3)";
const RESUME: &str = "UPDATE batch SET state = 'queued', books_digest = $2, beat_at = $3 \
     WHERE id = $1 AND state = 'interrupted'";
/// A batch that ended before its turn came does not wait any more.
const LEAVE_LINE: &str = "UPDATE job SET state = 'done', once_key = NULL, ended_at = $2 \
     WHERE once_key = $1 AND state = 'waiting'";
const BEAT: &str = "UPDATE batch SET beat_at = $2 WHERE id = $1 AND state IN ('queued', 'running')";
const ABANDON: &str = "UPDATE batch SET state = 'interrupted' WHERE state = 'running' AND beat_at < $1";

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

/// A batch is neither given out at a moment nor forgotten at one: any moment does for decisions about it.
const ALWAYS: i64 = 0;

/// The record of a batch: its sender's, and of those who clear files for the same body.
fn record_of(viewer: &Viewer, id: &BatchId) -> Record {
    let mut record = Record::draft(RecordId::kept(id.to_string()), RecordKind::Batch, Service::Clearance);
    record.state = RecordState::Closed;
    record.author = viewer.person().cloned();
    record.owner = viewer.body_in(Service::Clearance);
    let roles = ["clearance.officer", "clearance.declarant"];
    let keys = roles.iter().flat_map(|role| record.owner.iter().map(move |body| format!("role:{role}@{body}")));
    record.handlers = keys.map(Key::kept).collect();
    record
}

pub(crate) fn missing(id: &BatchId) -> StoreError {
    StoreError::NotFound { what: "batch", id: id.to_string() }
}

/// What the trail calls it when a batch comes into a state.
fn word_of(state: BatchState) -> &'static str {
    match state {
        BatchState::Queued => "queue",
        BatchState::Running => "start",
        BatchState::Interrupted => "interrupt",
        BatchState::Failed => "fail",
        BatchState::Cancelled => "cancel",
        BatchState::Finished => "finish",
    }
}

/// The key of the job that clears a batch.
#[must_use]
pub fn clearance_key(id: &BatchId) -> String {
    format!("{CLEARANCE}:{id}")
}

/// Sets the job that clears a batch in line, within a transaction, unless it stands there.
macro_rules! set_in_line {
    ($tx:ident, $id:expr, $now:expr) => {
        query(ADD_JOB)
            .bind(fresh($now))
            .bind(CLEARANCE)
            .bind(clearance_key($id))
            .bind($id.as_str())
            .bind($now)
            .bind($now)
            .execute(&mut *$tx)
            .await?
    };
}

impl Store {
    /// Asks for a file to be cleared; the batch waits in the state `queued`.
    ///
    /// # Errors
    /// `Refused` for whoever may not clear files, `Full`, `Busy`, or what the database says.
    pub async fn begin_batch(&self, viewer: &Viewer, new: &NewBatch, now: i64) -> Result<BatchId, StoreError> {
        let id = BatchId::kept(fresh(now));
        let record = record_of(viewer, &id);
        self.permit(viewer, Action::Lodge, &record, now)?;
        recorded!(self, tx => {
            put_record!(tx, &record, now);
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
            set_in_line!(tx, &id, now);
            enter!(tx, event(viewer, "lodge", RecordKind::Batch, id.as_str(), now));
        })?;
        Ok(id)
    }

    /// Whether a viewer may have declarations cleared.
    ///
    /// # Errors
    /// `Refused` for whoever may not.
    pub fn may_clear(&self, viewer: &Viewer, now: i64) -> Result<(), StoreError> {
        let record = record_of(viewer, &BatchId::kept(String::new()));
        self.permit(viewer, Action::Lodge, &record, now).map(|_| ())
    }

    /// A batch as it stands.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub async fn batch(&self, viewer: &Viewer, id: &BatchId) -> Result<Batch, StoreError> {
        self.see_batch(viewer, id).await?;
        let line: Option<Line> = reading!(self, pool => query_as(GET).bind(id.as_str()).fetch_optional(pool))?;
        line.map_or_else(|| Err(missing(id)), read)
    }

    /// A batch that is about to be changed, as it stands.
    ///
    /// # Errors
    /// `Refused` for whoever may only read it, `NotFound`, or what the database says.
    pub async fn batch_to_change(&self, viewer: &Viewer, id: &BatchId, now: i64) -> Result<Batch, StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Batch, id.as_str(), now).await?;
        self.batch(viewer, id).await
    }

    /// The latest batches, the newest first; with `before`, those older than it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn batches(
        &self,
        viewer: &Viewer,
        limit: u32,
        before: Option<&BatchId>,
    ) -> Result<Vec<Batch>, StoreError> {
        let terms = Terms::of(viewer, ALWAYS);
        let before = before.map_or("", BatchId::as_str);
        let lines: Vec<Line> = reading!(self, pool =>
            with_terms!(query_as(LIST), &terms).bind(before).bind(i64::from(limit)).fetch_all(pool))?;
        let batches = lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        self.still_visible(viewer, Action::List, batches, |batch| batch.id.as_str(), ALWAYS).await
    }

    /// The batches that a person had cleared, the earliest first; whoever asks.
    pub(crate) async fn batches_of(&self, person: &PersonId) -> Result<Vec<Batch>, StoreError> {
        let lines: Vec<Line> = reading!(self, pool => query_as(OF_PERSON).bind(person.as_str()).fetch_all(pool))?;
        lines.into_iter().map(read).collect()
    }

    /// The choke point for batches and all that stands in them.
    pub(crate) async fn see_batch(&self, viewer: &Viewer, id: &BatchId) -> Result<(), StoreError> {
        self.opened(viewer, Action::View, RecordKind::Batch, id.as_str(), ALWAYS).await.map(|_| ())
    }

    /// What a finished batch adds up to; empty tallies before it is finished.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub async fn tallies(&self, viewer: &Viewer, id: &BatchId) -> Result<Tallies, StoreError> {
        self.see_batch(viewer, id).await?;
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
        self.opened(viewer, Action::Edit, RecordKind::Batch, id.as_str(), now).await?;
        let ended = (!state.is_open()).then_some(now);
        let done = recorded!(self, tx => {
            let run = query(MOVE).bind(id.as_str()).bind(state.as_str()).bind(problem).bind(now).bind(ended);
            let done = run.execute(&mut *tx).await?.rows_affected();
            if done > 0 {
                query(LEAVE_LINE).bind(clearance_key(id)).bind(now).execute(&mut *tx).await?;
                enter!(tx, event(viewer, word_of(state), RecordKind::Batch, id.as_str(), now));
            }
            done
        })?;
        self.refuse_unless(viewer, id, done).await
    }

    /// Puts a batch that was interrupted, failed or cancelled in line again, to be cleared by the books of today.
    ///
    /// # Errors
    /// `State` when it is queued, running or finished, or a server still winds it down; `NotFound`, `Busy`.
    pub async fn reopen_batch(
        &self,
        viewer: &Viewer,
        id: &BatchId,
        books_digest: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Batch, id.as_str(), now).await?;
        let done = recorded!(self, tx => {
            let run = query(REOPEN).bind(id.as_str()).bind(books_digest).bind(now).bind(clearance_key(id));
            let done = run.execute(&mut *tx).await?.rows_affected();
            if done > 0 {
                set_in_line!(tx, id, now);
                enter!(tx, event(viewer, "reopen", RecordKind::Batch, id.as_str(), now));
            }
            done
        })?;
        self.refuse_unless(viewer, id, done).await
    }

    /// Takes an interrupted batch up again, for whoever holds its job.
    ///
    /// # Errors
    /// `State` when it is not interrupted, `NotFound`, `Busy`.
    pub async fn resume_batch(
        &self,
        viewer: &Viewer,
        id: &BatchId,
        books_digest: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        self.program_alone(viewer)?;
        let done = recorded!(self, tx => {
            let run = query(RESUME).bind(id.as_str()).bind(books_digest).bind(now);
            let done = run.execute(&mut *tx).await?.rows_affected();
            if done > 0 {
                enter!(tx, event(viewer, "reopen", RecordKind::Batch, id.as_str(), now));
            }
            done
        })?;
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

    /// Says that a batch is still being worked on, so that other servers on the same PostgreSQL leave it alone; whether
    /// it is still open.
    ///
    /// # Errors
    /// What the database says.
    pub async fn beat(&self, _viewer: &Viewer, id: &BatchId, now: i64) -> Result<bool, StoreError> {
        let open = writing!(self, pool => query(BEAT).bind(id.as_str()).bind(now).execute(pool))?;
        Ok(open > 0)
    }

    /// Marks batches as interrupted that no program works on any more; how many. They are cleared again as soon as the
    /// hold on their jobs is over.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn interrupt_abandoned(&self, _viewer: &Viewer, now: i64) -> Result<u64, StoreError> {
        let before = now.saturating_sub(SILENCE_MICROS);
        Ok(writing!(self, pool => query(ABANDON).bind(before).execute(pool))?)
    }

    /// The same at the start of a program that has the database to itself: nobody else works on anything.
    pub(crate) async fn interrupt_all(&self) -> Result<(), StoreError> {
        transaction!(self, tx => {
            query(ABANDON).bind(i64::MAX).execute(&mut *tx).await?;
            query(RELEASE).execute(&mut *tx).await?;
        })
    }
}
