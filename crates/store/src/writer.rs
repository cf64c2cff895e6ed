use std::collections::BTreeSet;
use std::sync::Arc;

use access::{Action, RecordKind};
use basis::Decimal;
use sqlx::{AssertSqlSafe, Postgres, Sqlite, Transaction, query, query_as};

use crate::batch::missing;
use crate::database::{Database, reading, recorded, transaction};
use crate::tally::Counter;
use crate::trail::{detailed, enter, event};
use crate::{BatchId, Store, StoreError, Tallies, Unread, Viewer};

/// Outcomes held before they are written.
const ROWS_AT_ONCE: usize = 250;
/// Rows of one statement: few enough for the limits on parameters (32,766 in SQLite, 65,535 in PostgreSQL), many enough
/// that the way to the database does not count.
const PORTION: usize = 125;
/// Characters held before they are written, whatever the number of rows.
const CHARACTERS_AT_ONCE: usize = 4 << 20;
/// Writes of one transaction. SQLite has one writer: whoever logs in or reads what is restricted waits no longer than
/// this many writes take, and the disk is waited for no more often than it has to be.
const WRITES_AT_ONCE: u32 = 8;
/// Outcomes that are dropped in one transaction.
const DROPPED_AT_ONCE: i64 = 20_000;

/// One outcome to be saved.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its number in the batch, from 1, in the order of the file.
    pub number: u64,
    /// The line or row on which the record begins.
    pub line: u64,
    /// The file it was read from.
    pub source: String,
    /// The declaration's identifier; empty where none was read.
    pub id: String,
    /// What kind of answer: `declaration`, `amendment`, `unreadable`.
    pub kind: String,
    /// The lane's word, or `none`.
    pub lane: String,
    /// The model's probability.
    pub score: Option<f64>,
    /// The commodity code of the first goods item, as declared.
    pub code: String,
    /// The chapter of that code; empty where no code was declared.
    pub chapter: String,
    /// The sum of the customs values in the Member's currency; `None` unless all are determined.
    pub customs_value: Option<Decimal>,
    /// The sum of the charges in the Member's currency; `None` unless all are determined.
    pub duty: Option<Decimal>,
    /// The state of duty of the declaration, for example `not-determined`.
    pub duty_state: String,
    /// The codes of its findings.
    pub findings: Vec<String>,
    /// The declaration as JSON.
    pub declaration: String,
    /// The outcome as JSON.
    pub outcome: String,
}

const LOCATE: &str = "SELECT code FROM batch WHERE id = $1 AND state IN ('queued', 'running')";
const OUTCOME: (&str, usize) = (
    "INSERT INTO outcome (batch, number, line, source, id, folded, kind, lane, score, code, chapter, customs_value, \
     duty, duty_state, findings) VALUES ",
    15,
);
const FINDING: (&str, usize) = ("INSERT INTO outcome_finding (batch, code, number) VALUES ", 3);
const DOCUMENT: (&str, usize) = ("INSERT INTO outcome_document (batch, number, declaration, outcome) VALUES ", 4);
const UNREAD: (&str, usize) =
    ("INSERT INTO unread (batch, number, kind, source, line, code, text_en, text_fr) VALUES ", 8);
const FINISH: &str = "UPDATE batch SET state = 'finished', problem = NULL, books_digest = $2, outcome_count = $3, \
     unread_count = $4, summary = $5, tallies = $6, beat_at = $7, finished_at = $7 \
     WHERE code = $1 AND state IN ('queued', 'running')";
const DROP_PIECES: &str = "DELETE FROM upload_chunk WHERE upload = (SELECT b.upload FROM batch b WHERE b.code = $1)";
const LATEST: &str = "SELECT coalesce(max(number), 0) FROM (SELECT max(number) AS number FROM outcome WHERE batch = $1 \
     UNION ALL SELECT max(number) FROM unread WHERE batch = $1) written";
const DROP: [&str; 4] = [
    "DELETE FROM outcome WHERE batch = $1 AND number > $2",
    "DELETE FROM outcome_finding WHERE batch = $1 AND number > $2",
    "DELETE FROM outcome_document WHERE batch = $1 AND number > $2",
    "DELETE FROM unread WHERE batch = $1 AND number > $2",
];
const DISCARD: &str = "UPDATE upload SET state = 'discarded', updated_at = $2 \
     WHERE id = (SELECT b.upload FROM batch b WHERE b.code = $1)";

/// How a database names the parameters of a statement with many: SQLite's driver looks up each name in a list, which
/// takes a time that grows with the square of their number, so there they have none.
#[derive(Clone, Copy, Debug)]
enum Naming {
    Numbered,
    Nameless,
}

/// `head ($1, $2), ($3, $4) ...` for a number of rows.
fn insertion((head, columns): (&str, usize), rows: usize, naming: Naming) -> String {
    let mut text = String::with_capacity(head.len() + rows * columns * 6);
    text.push_str(head);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=columns {
            if column > 1 {
                text.push(',');
            }
            match naming {
                Naming::Nameless => text.push('?'),
                Naming::Numbered => {
                    text.push('$');
                    text.push_str(&(row * columns + column).to_string());
                }
            }
        }
        text.push(')');
    }
    text
}

/// The statements for a whole portion, prepared once a transaction.
#[derive(Debug)]
struct Portion {
    naming: Naming,
    outcome: Arc<str>,
    finding: Arc<str>,
    document: Arc<str>,
}

impl Portion {
    fn of(naming: Naming) -> Self {
        let whole = |shape| insertion(shape, PORTION, naming).into();
        Self { naming, outcome: whole(OUTCOME), finding: whole(FINDING), document: whole(DOCUMENT) }
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// PostgreSQL holds no NUL in a text, so neither database gets one.
fn kept(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\0') { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

fn codes(row: &Row) -> Vec<&str> {
    row.findings.iter().map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
}

/// A whole portion runs a statement that is prepared once; a rest has its own, which is not kept.
macro_rules! insert {
    ($tx:expr, $naming:expr, $full:expr, $shape:expr, $rows:expr, |$run:ident, $row:ident| $bind:expr) => {
        for portion in $rows.chunks(PORTION) {
            let mut $run = if portion.len() == PORTION {
                query(AssertSqlSafe(Arc::clone(&$full)))
            } else {
                query(AssertSqlSafe(insertion($shape, portion.len(), $naming))).persistent(false)
            };
            for $row in portion {
                $run = $bind;
            }
            $run.execute(&mut **$tx).await?;
        }
    };
}

/// Writes outcomes, findings and records without outcome, within a transaction.
macro_rules! put_all {
    ($tx:ident, $writer:expr, $rows:expr, $findings:expr, $unread:expr) => {{
        let (batch, portion) = ($writer.batch, &$writer.portion);
        insert!($tx, portion.naming, portion.outcome, OUTCOME, $rows, |run, row| run
            .bind(batch)
            .bind(signed(row.number))
            .bind(signed(row.line))
            .bind(kept(&row.source).into_owned())
            .bind(kept(&row.id).into_owned())
            .bind(kept(&row.id).to_lowercase())
            .bind(row.kind.as_str())
            .bind(row.lane.as_str())
            .bind(row.score)
            .bind(kept(&row.code).into_owned())
            .bind(kept(&row.chapter).into_owned())
            .bind(row.customs_value.map(|value| value.to_string()))
            .bind(row.duty.map(|duty| duty.to_string()))
            .bind(row.duty_state.as_str())
            .bind(row.findings.join(" ")));
        insert!($tx, portion.naming, portion.finding, FINDING, $findings, |run, row| run
            .bind(batch)
            .bind(row.0)
            .bind(row.1));
        insert!($tx, portion.naming, portion.document, DOCUMENT, $rows, |run, row| run
            .bind(batch)
            .bind(signed(row.number))
            .bind(row.declaration.as_str())
            .bind(row.outcome.as_str()));
        for (number, line) in &$unread {
            query(AssertSqlSafe(insertion(UNREAD, 1, portion.naming)))
                .bind(batch)
                .bind(signed(*number))
                .bind(line.kind.as_str())
                .bind(kept(&line.source).into_owned())
                .bind(signed(line.line))
                .bind(kept(&line.code).into_owned())
                .bind(kept(&line.text.en).into_owned())
                .bind(kept(&line.text.fr).into_owned())
                .execute(&mut **$tx)
                .await?;
        }
    }};
}

#[derive(Debug)]
enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Saves the outcomes of one batch, some at a time, so that others can write between. Until [`BatchWriter::finish`]
/// nothing of it is shown: what a writer left that was dropped before, the next one for the batch clears away.
#[derive(Debug)]
pub struct BatchWriter {
    store: Store,
    open: Option<Open>,
    writes: u32,
    id: BatchId,
    batch: i64,
    portion: Portion,
    rows: Vec<Row>,
    characters: usize,
    unread: Vec<(u64, Unread)>,
    unread_so_far: u64,
    counter: Counter,
}

impl Store {
    /// Begins to save a batch.
    ///
    /// # Errors
    /// `NotFound` when no batch of this id waits or runs, `Busy`, or what the database says.
    pub async fn batch_writer(&self, viewer: &Viewer, id: &BatchId) -> Result<BatchWriter, StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Batch, id.as_str(), 0).await?;
        let found: Option<(i64,)> = reading!(self, pool => query_as(LOCATE).bind(id.as_str()).fetch_optional(pool))?;
        let (batch,) = found.ok_or_else(|| missing(id))?;
        self.drop_outcomes(batch).await?;
        let portion = Portion::of(if self.is_single() { Naming::Nameless } else { Naming::Numbered });
        Ok(BatchWriter {
            store: self.clone(),
            open: None,
            writes: 0,
            id: id.clone(),
            batch,
            portion,
            rows: Vec::with_capacity(ROWS_AT_ONCE),
            characters: 0,
            unread: Vec::new(),
            unread_so_far: 0,
            counter: Counter::default(),
        })
    }

    /// Drops what was written of a batch, from its end, some at a time.
    async fn drop_outcomes(&self, batch: i64) -> Result<(), StoreError> {
        let (mut latest,): (i64,) = reading!(self, pool => query_as(LATEST).bind(batch).fetch_one(pool))?;
        while latest > 0 {
            latest = latest.saturating_sub(DROPPED_AT_ONCE).max(0);
            transaction!(self, tx => {
                for statement in DROP {
                    query(statement).bind(batch).bind(latest).execute(&mut *tx).await?;
                }
            })?;
        }
        Ok(())
    }
}

impl BatchWriter {
    /// Takes an outcome; it is written with others.
    ///
    /// # Errors
    /// `Full`, or what the database says. The writer cannot be used after an error: drop it.
    pub async fn put(&mut self, row: Row) -> Result<(), StoreError> {
        self.counter.outcome(&row, &codes(&row));
        self.characters += row.declaration.len() + row.outcome.len();
        self.rows.push(row);
        if self.rows.len() >= ROWS_AT_ONCE || self.characters >= CHARACTERS_AT_ONCE {
            self.write().await?;
        }
        Ok(())
    }

    /// Takes a record that has no outcome.
    ///
    /// # Errors
    /// As [`BatchWriter::put`].
    pub async fn put_unread(&mut self, unread: Unread) -> Result<(), StoreError> {
        self.counter.unread_record(unread.kind);
        self.unread_so_far += 1;
        self.unread.push((self.unread_so_far, unread));
        if self.unread.len() >= ROWS_AT_ONCE {
            self.write().await?;
        }
        Ok(())
    }

    /// How many outcomes were taken so far.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.counter.outcomes()
    }

    async fn write(&mut self) -> Result<(), StoreError> {
        let rows = std::mem::take(&mut self.rows);
        let unread = std::mem::take(&mut self.unread);
        self.characters = 0;
        let findings: Vec<(&str, i64)> =
            rows.iter().flat_map(|row| codes(row).into_iter().map(|code| (code, signed(row.number)))).collect();
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.begin().await?,
        };
        match &mut open {
            Open::Sqlite(tx) => put_all!(tx, self, rows, findings, unread),
            Open::Postgres(tx) => put_all!(tx, self, rows, findings, unread),
        }
        self.open = Some(open);
        self.writes += 1;
        if self.writes >= WRITES_AT_ONCE { self.commit().await } else { Ok(()) }
    }

    async fn begin(&self) -> Result<Open, StoreError> {
        Ok(match self.store.database() {
            Database::Sqlite(file) => Open::Sqlite(file.begin().await?),
            // Only this batch is written, and nothing is read that others write: no need for the serial order.
            Database::Postgres(pool) => Open::Postgres(pool.begin().await?),
        })
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
        self.writes = 0;
        match self.open.take() {
            Some(Open::Sqlite(tx)) => tx.commit().await?,
            Some(Open::Postgres(tx)) => tx.commit().await?,
            None => {}
        }
        Ok(())
    }

    /// Writes what is left, then the tallies, the summary and the digest of the books, drops the content of the upload,
    /// and makes all of it visible at once. `now` is in microseconds since 1970-01-01 UTC.
    ///
    /// # Errors
    /// `State` when the batch was ended meanwhile, `Full`, or what the database says: then nothing of it is shown.
    pub async fn finish(mut self, books_digest: &str, summary: &str, now: i64) -> Result<Tallies, StoreError> {
        self.write().await?;
        self.commit().await?;
        let outcomes = signed(self.counter.outcomes());
        let unread = signed(self.counter.unread());
        let tallies = std::mem::take(&mut self.counter).close();
        let json = serde_json::to_string(&tallies).map_err(|cause| StoreError::Unreadable(cause.to_string()))?;
        let (store, batch) = (&self.store, self.batch);
        let done = recorded!(store, tx => {
            let run = query(FINISH)
                .bind(batch)
                .bind(books_digest)
                .bind(outcomes)
                .bind(unread)
                .bind(summary)
                .bind(&json)
                .bind(now);
            if run.execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::State { what: "batch", id: self.id.to_string(), state: "ended".to_owned() });
            }
            query(DROP_PIECES).bind(batch).execute(&mut *tx).await?;
            query(DISCARD).bind(batch).bind(now).execute(&mut *tx).await?;
            let entered = event(&Viewer::program(), "finish", RecordKind::Batch, self.id.as_str(), now);
            enter!(tx, detailed(entered, &serde_json::json!({ "outcomes": outcomes, "unread": unread })));
        });
        if let Err(error) = done {
            self.store.drop_outcomes(batch).await?;
            return Err(error);
        }
        self.store.settle().await;
        Ok(tallies)
    }

    /// Takes everything back.
    ///
    /// # Errors
    /// What the database says; nothing of the batch is shown either way.
    pub async fn abandon(mut self) -> Result<(), StoreError> {
        // Dropping the transaction takes back what it holds.
        self.open = None;
        self.store.drop_outcomes(self.batch).await
    }
}
