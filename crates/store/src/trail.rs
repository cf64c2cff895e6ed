use access::audit::{Checkpoint, Entry, Event, Fault, FaultKind, Hash, Seal, Signet, Walk};
use access::{Action, Answer, Level, Record, RecordKind, Service, Viewer};
use sqlx::{query, query_as};

use crate::database::{reading, recorded, writing};
use crate::gathered::{Gathered, gathered, gathering};
use crate::record::reading_event;
use crate::{Store, StoreError};

pub(crate) const HEAD: &str = "SELECT number, hash FROM audit_head WHERE only_one = 1";
pub(crate) const ENTER: &str = "INSERT INTO audit_entry \
     (number, at, actor, session, action, kind, record, allowed, policies, detail, previous, hash) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
pub(crate) const MOVE_HEAD: &str = "UPDATE audit_head SET number = $1, hash = $2 WHERE only_one = 1";
macro_rules! entries {
    ($($part:literal),+ $(,)?) => {
        gathered!(
            "number, at, actor, session, action, kind, record, allowed, policies, detail, previous, hash",
            "SELECT * FROM audit_entry WHERE ",
            $($part),+
        )
    };
}
const AFTER: Gathered = entries!("number > $1 ORDER BY number LIMIT $2");
macro_rules! before {
    ($lead:literal) => {
        entries!(
            "number < $1 AND ",
            $lead,
            " AND ($2 = '' OR record = $2) AND ($3 = '' OR actor = $3) AND ($4 = '' OR action = $4) \
             ORDER BY number DESC LIMIT $5"
        )
    };
}
/// Entries before a number: led by what leaves the fewest, so that its index is taken.
const BEFORE: Gathered = before!("number > 0");
const BEFORE_OF_RECORD: Gathered = before!("record = $2");
const BEFORE_OF_ACTOR: Gathered = before!("actor = $3");
const BEFORE_OF_ACTION: Gathered = before!("action = $4");
const BEHIND_HEAD: &str = "SELECT count(*) FROM audit_entry \
     WHERE number > (SELECT number FROM audit_head WHERE only_one = 1)";
const CHECKPOINT: &str = "INSERT INTO audit_checkpoint (number, hash, at, signature) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (number) DO NOTHING";
const CHECKPOINTS: &str = "SELECT number, hash, at, signature FROM audit_checkpoint ORDER BY number";
const LAST: &str = "SELECT number, hash, at, signature FROM audit_checkpoint ORDER BY number DESC LIMIT 1";
const LATEST_CHECKPOINT: &str = "SELECT coalesce(max(number), 0) FROM audit_checkpoint";

/// Entries read at once while a chain is walked.
const STRIDE: i64 = 1_000;

type Line = (i64, i64, String, String, String, String, String, i64, String, String, String, String);

fn read(line: Line) -> Entry {
    let (number, at, actor, session, action, kind, record, allowed, policies, detail, previous, hash) = line;
    let event = Event { at, actor, session, action, kind, record, allowed: allowed != 0, policies, detail };
    Entry { number, event, previous, hash }
}

/// Which entries an auditor asks for; an empty word asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// The identifier of a record.
    pub record: String,
    /// The identifier of a person, `program` or `visitor`.
    pub actor: String,
    /// What was done.
    pub action: String,
}

/// What a walk along the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How many entries were walked.
    pub entries: u64,
    /// How many checkpoints stood beside them.
    pub checkpoints: u64,
    /// What is wrong, in the order in which it showed.
    pub faults: Vec<Fault>,
}

/// An event of the trail about a record.
pub(crate) fn event(viewer: &Viewer, action: &str, kind: RecordKind, record: &str, now: i64) -> Event {
    Event {
        at: now,
        actor: viewer.actor().to_owned(),
        session: viewer.session().map(ToString::to_string).unwrap_or_default(),
        action: action.to_owned(),
        kind: kind.as_str().to_owned(),
        record: record.to_owned(),
        allowed: true,
        policies: String::new(),
        detail: "{}".to_owned(),
    }
}

/// The same with what it was about, as JSON.
pub(crate) fn detailed(mut event: Event, detail: &impl serde::Serialize) -> Event {
    event.detail = serde_json::to_string(detail).unwrap_or_else(|_| "{}".to_owned());
    event
}

/// Sets an event at the end of the chain, within a transaction that began with `recorded!`.
macro_rules! enter {
    ($tx:ident, $event:expr) => {{
        let event: access::audit::Event = $event;
        let (number, previous): (i64, String) = sqlx::query_as($crate::trail::HEAD).fetch_one(&mut *$tx).await?;
        let entry = access::audit::Entry::after(number + 1, &previous, event);
        sqlx::query($crate::trail::ENTER)
            .bind(entry.number)
            .bind(entry.event.at)
            .bind(&entry.event.actor)
            .bind(&entry.event.session)
            .bind(&entry.event.action)
            .bind(&entry.event.kind)
            .bind(&entry.event.record)
            .bind(i64::from(entry.event.allowed))
            .bind(&entry.event.policies)
            .bind(&entry.event.detail)
            .bind(&entry.previous)
            .bind(&entry.hash)
            .execute(&mut *$tx)
            .await?;
        sqlx::query($crate::trail::MOVE_HEAD).bind(entry.number).bind(&entry.hash).execute(&mut *$tx).await?;
    }};
}
pub(crate) use enter;

/// The record that stands for the trail itself in decisions: who read what is restricted itself.
pub(crate) fn trail() -> Record {
    Record { level: Level::Restricted, ..Record::standing(RecordKind::Trail, Service::Administration) }
}

impl Store {
    /// Writes events down that changed nothing else: readings of restricted things, log-ins, refusals. All of one call
    /// are saved at once.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn enter(&self, events: &[Event]) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        recorded!(self, tx => {
            for event in events {
                enter!(tx, event.clone());
            }
        })
    }

    /// Entries of the trail before a number, the newest first, at most `limit` (up to 1,000).
    ///
    /// # Errors
    /// `Refused` for whoever is no auditor, or what the database says.
    pub async fn trail(
        &self,
        viewer: &Viewer,
        filter: &TrailFilter,
        before: Option<i64>,
        limit: u32,
        now: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let answer = self.permit(viewer, Action::List, &trail(), now)?;
        let (before, limit) = (before.unwrap_or(i64::MAX), i64::from(limit.clamp(1, 1_000)));
        let led =
            [(&filter.record, BEFORE_OF_RECORD), (&filter.actor, BEFORE_OF_ACTOR), (&filter.action, BEFORE_OF_ACTION)];
        let led = led.into_iter().find(|(word, _)| !word.is_empty()).map_or(BEFORE, |(_, statement)| statement);
        let lines: Vec<Line> = gathering!(self, led, run => run
            .bind(before)
            .bind(&filter.record)
            .bind(&filter.actor)
            .bind(&filter.action)
            .bind(limit))?;
        let entries: Vec<Entry> = lines.into_iter().map(read).collect();
        let sought = serde_json::json!({ "action": filter.action, "actor": filter.actor, "record": filter.record });
        self.note_reading(viewer, Action::View, &answer, &entries, &sought, now).await?;
        Ok(entries)
    }

    /// Writes down that somebody reads the trail, before they do. Entries that say no more than that the trail was read
    /// are given without another one: whoever asks until nothing is left comes to an end. The program walks along the
    /// trail for whoever has the machine itself.
    async fn note_reading(
        &self,
        viewer: &Viewer,
        action: Action,
        answer: &Answer,
        entries: &[Entry],
        sought: &serde_json::Value,
        now: i64,
    ) -> Result<(), StoreError> {
        let trail = trail();
        let of_reading = |entry: &Entry| entry.event.kind == trail.kind.as_str() && entry.event.allowed;
        if viewer.is_program() || entries.iter().all(of_reading) {
            return Ok(());
        }
        self.noted(detailed(reading_event(viewer, action, &trail, answer, now), sought)).await
    }

    /// Entries of the trail after a number, in their order, at most `limit` (up to 1,000): what a stream asks for again
    /// and again.
    ///
    /// # Errors
    /// `Refused` for whoever is no auditor, or what the database says.
    pub async fn trail_after(
        &self,
        viewer: &Viewer,
        number: i64,
        limit: u32,
        now: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        let answer = self.permit(viewer, Action::Export, &trail(), now)?;
        let entries = self.entries(number, i64::from(limit.clamp(1, 1_000))).await?;
        self.note_reading(viewer, Action::Export, &answer, &entries, &serde_json::json!({ "after": number }), now)
            .await?;
        Ok(entries)
    }

    /// The last checkpoint and how many entries the trail has; no checkpoint where none was signed yet.
    ///
    /// # Errors
    /// `Refused` for whoever is no auditor, or what the database says.
    pub async fn trail_standing(&self, viewer: &Viewer, now: i64) -> Result<(Option<Checkpoint>, i64), StoreError> {
        self.permit(viewer, Action::View, &trail(), now)?;
        let line: Option<(i64, Hash, i64, String)> = reading!(self, pool => query_as(LAST).fetch_optional(pool))?;
        let (number, _): (i64, Hash) = reading!(self, pool => query_as(HEAD).fetch_one(pool))?;
        Ok((line.map(|(number, hash, at, signature)| Checkpoint { number, hash, at, signature }), number))
    }

    async fn entries(&self, after: i64, limit: i64) -> Result<Vec<Entry>, StoreError> {
        let lines: Vec<Line> = gathering!(self, AFTER, run => run.bind(after).bind(limit))?;
        Ok(lines.into_iter().map(read).collect())
    }

    /// Signs that the chain stands where it stands, if it moved since the last checkpoint; the checkpoint, for the file
    /// of witnesses.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn checkpoint(&self, signet: &Signet, now: i64) -> Result<Option<Checkpoint>, StoreError> {
        let (number, hash): (i64, Hash) = reading!(self, pool => query_as(HEAD).fetch_one(pool))?;
        let (latest,): (i64,) = reading!(self, pool => query_as(LATEST_CHECKPOINT).fetch_one(pool))?;
        if number <= latest {
            return Ok(None);
        }
        let checkpoint = signet.sign(number, &hash, now);
        writing!(self, pool => query(CHECKPOINT)
            .bind(checkpoint.number)
            .bind(&checkpoint.hash)
            .bind(checkpoint.at)
            .bind(&checkpoint.signature)
            .execute(pool))?;
        Ok(Some(checkpoint))
    }

    /// Walks the whole chain in bounded memory and says what is wrong with it. Checkpoints of the database and the
    /// witnesses given stand beside it; with the seal their signatures are proved.
    ///
    /// # Errors
    /// What the database says.
    pub async fn verify_trail(&self, witnesses: &[Checkpoint], seal: Option<&Seal>) -> Result<Verdict, StoreError> {
        let lines: Vec<(i64, Hash, i64, String)> = reading!(self, pool => query_as(CHECKPOINTS).fetch_all(pool))?;
        let kept = lines.into_iter().map(|(number, hash, at, signature)| Checkpoint { number, hash, at, signature });
        let mut checkpoints: Vec<Checkpoint> = kept.chain(witnesses.iter().cloned()).collect();
        checkpoints.sort_by(|a, b| a.number.cmp(&b.number).then_with(|| a.hash.cmp(&b.hash)));
        checkpoints.dedup();
        let head: (i64, Hash) = reading!(self, pool => query_as(HEAD).fetch_one(pool))?;
        let mut walk = Walk::new(&checkpoints, seal);
        let (mut after, mut count) = (i64::MIN, 0);
        loop {
            let entries = self.entries(after, STRIDE).await?;
            let Some(last) = entries.last() else { break };
            // What came in since the head was read is none of this walk.
            after = last.number;
            for entry in entries.iter().filter(|entry| entry.number <= head.0) {
                walk.step(entry);
                count += 1;
            }
            if after >= head.0 {
                break;
            }
        }
        let mut faults = walk.finish(Some((head.0, &head.1)));
        // The chain goes on while it is walked, but never behind its head.
        let (behind,): (i64,) = reading!(self, pool => query_as(BEHIND_HEAD).fetch_one(pool))?;
        if behind > 0 {
            faults.push(Fault { number: head.0, kind: FaultKind::Order });
        }
        Ok(Verdict { entries: count, checkpoints: checkpoints.len() as u64, faults })
    }
}
