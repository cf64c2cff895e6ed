use access::{Action, Record, RecordKind, Service, Viewer};
use sqlx::{query, query_as};

use crate::database::{answering, reading, transaction, writing};
use crate::identifier::fresh;
use crate::{JobId, Store, StoreError};

/// After so many attempts a job counts as failed.
pub const ATTEMPTS: i64 = 8;

/// The kind of job that clears a batch; its key is this and the batch's identifier, its content the identifier.
pub const CLEARANCE: &str = "clearance";

/// A job about to be set in line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// What is to be done.
    pub kind: String,
    /// With what, as JSON.
    pub content: String,
    /// A job with a key that is in line already is not set in line again.
    pub once_key: Option<String>,
    /// When, in microseconds since 1970-01-01 UTC.
    pub run_at: i64,
}

/// A job that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its identifier.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// With what, as JSON.
    pub content: String,
    /// How often it was taken, this time included.
    pub attempts: i64,
}

/// A job as those who keep the system see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobStanding {
    /// Its identifier.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// `waiting`, `running`, `done`, `failed`.
    pub state: String,
    /// How often it was taken.
    pub attempts: i64,
    /// When it is due, in microseconds since 1970-01-01 UTC.
    pub run_at: i64,
    /// What went wrong last.
    pub problem: Option<String>,
}

pub(crate) const ADD: &str = "INSERT INTO job (id, kind, once_key, content, state, attempts, run_at, held_until, made_at) \
     VALUES ($1, $2, $3, $4, 'waiting', 0, $5, 0, $6) ON CONFLICT (once_key) DO NOTHING";
const GIVE_UP: &str = "UPDATE job SET state = 'failed', once_key = NULL, problem = coalesce(problem, 'whoever did it died') \
     WHERE state = 'running' AND held_until <= $1 AND attempts >= $2";
const CLAIM_SQLITE: &str = "UPDATE job SET state = 'running', attempts = attempts + 1, holder = $3, held_until = $2 \
     WHERE id = (SELECT id FROM job WHERE (state = 'waiting' AND run_at <= $1) OR (state = 'running' AND held_until <= $1) \
     ORDER BY run_at, id LIMIT 1) RETURNING id, kind, content, attempts";
const CLAIM_POSTGRES: &str = "UPDATE job SET state = 'running', attempts = attempts + 1, holder = $3, held_until = $2 \
     WHERE id = (SELECT id FROM job WHERE (state = 'waiting' AND run_at <= $1) OR (state = 'running' AND held_until <= $1) \
     ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, kind, content, attempts";
const HOLD: &str = "UPDATE job SET held_until = $3 WHERE id = $1 AND holder = $2 AND state = 'running'";
const DONE: &str = "UPDATE job SET state = 'done', ended_at = $3, problem = NULL, once_key = NULL \
     WHERE id = $1 AND holder = $2 AND state = 'running'";
const PUT_OFF: &str = "UPDATE job SET state = CASE WHEN attempts >= $5 THEN 'failed' ELSE 'waiting' END, problem = $3, \
     run_at = $4, once_key = CASE WHEN attempts >= $5 THEN NULL ELSE once_key END \
     WHERE id = $1 AND holder = $2 AND state = 'running'";
const LIST: &str = "SELECT id, kind, state, attempts, run_at, problem FROM job ORDER BY made_at DESC, id DESC LIMIT $1";
const FORGET: &str = "DELETE FROM job WHERE state = 'done' AND ended_at < $1";
const OPEN: &str = "SELECT count(CASE state WHEN 'running' THEN 1 END), count(CASE state WHEN 'waiting' THEN 1 END) \
     FROM job WHERE kind = $1 AND state IN ('running', 'waiting')";
const BEFORE: &str = "SELECT count(*) FROM job own JOIN job j ON j.kind = own.kind WHERE own.once_key = $1 \
     AND j.state IN ('waiting', 'running') AND (j.run_at < own.run_at OR j.run_at = own.run_at AND j.id < own.id)";
pub(crate) const RELEASE: &str = "UPDATE job SET held_until = 0 WHERE state = 'running'";
const TAKE_LEASE: &str = "INSERT INTO lease (name, holder, held_until) VALUES ($1, $2, $4) \
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until \
     WHERE lease.held_until <= $3 OR lease.holder = excluded.holder OR lease.held_until > $4 + 600000000";
const LEAVE_LEASE: &str = "DELETE FROM lease WHERE name = $1 AND holder = $2";
const COUNT: &str = "INSERT INTO rate (name, begun_at, count) VALUES ($1, $2, 1) ON CONFLICT (name) DO UPDATE SET \
     count = CASE WHEN rate.begun_at > $3 AND rate.begun_at <= $2 THEN rate.count + 1 ELSE 1 END, \
     begun_at = CASE WHEN rate.begun_at > $3 AND rate.begun_at <= $2 THEN rate.begun_at ELSE $2 END RETURNING count";
const FORGET_TRIES: &str = "DELETE FROM rate WHERE name = $1";
const FORGET_RATES: &str = "DELETE FROM rate WHERE begun_at < $1";

fn line_of_jobs() -> Record {
    Record::standing(RecordKind::Job, Service::Administration)
}

impl Store {
    /// Sets a job in line; whether it was not there already by its key.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn add_job(&self, _viewer: &Viewer, new: &NewJob, now: i64) -> Result<bool, StoreError> {
        let added = writing!(self, pool => query(ADD)
            .bind(fresh(now))
            .bind(&new.kind)
            .bind(new.once_key.as_deref())
            .bind(&new.content)
            .bind(new.run_at)
            .bind(now)
            .execute(pool))?;
        Ok(added > 0)
    }

    /// Takes the next job that is due, for a holder until a moment; a job whose holder let that moment pass is taken by
    /// the next, or has failed when eight did so. However many ask at once, one gets it.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn claim_job(
        &self,
        _viewer: &Viewer,
        holder: &str,
        now: i64,
        until: i64,
    ) -> Result<Option<Job>, StoreError> {
        writing!(self, pool => query(GIVE_UP).bind(now).bind(ATTEMPTS).execute(pool))?;
        let question = if self.is_single() { CLAIM_SQLITE } else { CLAIM_POSTGRES };
        let found: Vec<(String, String, String, i64)> = answering!(self, pool =>
            query_as(question).bind(now).bind(until).bind(holder).fetch_all(pool))?;
        Ok(found.into_iter().next().map(|(id, kind, content, attempts)| Job {
            id: JobId::kept(id),
            kind,
            content,
            attempts,
        }))
    }

    /// Holds a job longer; whether it is still held by this holder.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn hold_job(&self, _viewer: &Viewer, id: &JobId, holder: &str, until: i64) -> Result<bool, StoreError> {
        let held = writing!(self, pool => query(HOLD).bind(id.as_str()).bind(holder).bind(until).execute(pool))?;
        Ok(held > 0)
    }

    /// Says that a job is done, or what went wrong and when it is tried again; after eight attempts it has failed. Whether
    /// it was still held by this holder.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn job_done(
        &self,
        _viewer: &Viewer,
        id: &JobId,
        holder: &str,
        problem: Option<(&str, i64)>,
        now: i64,
    ) -> Result<bool, StoreError> {
        let done = match problem {
            None => writing!(self, pool => query(DONE).bind(id.as_str()).bind(holder).bind(now).execute(pool)),
            Some((said, again_at)) => writing!(self, pool => query(PUT_OFF)
                .bind(id.as_str())
                .bind(holder)
                .bind(said)
                .bind(again_at)
                .bind(ATTEMPTS)
                .execute(pool)),
        }?;
        Ok(done > 0)
    }

    /// The latest jobs, at most `limit` (up to 1,000).
    ///
    /// # Errors
    /// `Refused` for whoever does not keep the system, or what the database says.
    pub async fn jobs(&self, viewer: &Viewer, limit: u32, now: i64) -> Result<Vec<JobStanding>, StoreError> {
        self.permit(viewer, Action::List, &line_of_jobs(), now)?;
        let limit = i64::from(limit.clamp(1, 1_000));
        let lines: Vec<(String, String, String, i64, i64, Option<String>)> =
            reading!(self, pool => query_as(LIST).bind(limit).fetch_all(pool))?;
        let standing = |(id, kind, state, attempts, run_at, problem)| JobStanding {
            id: JobId::kept(id),
            kind,
            state,
            attempts,
            run_at,
            problem,
        };
        Ok(lines.into_iter().map(standing).collect())
    }

    /// How many jobs of a kind are being done, and how many wait, on all servers together.
    ///
    /// # Errors
    /// What the database says.
    pub async fn jobs_open(&self, _viewer: &Viewer, kind: &str) -> Result<(u64, u64), StoreError> {
        let (running, waiting): (i64, i64) = reading!(self, pool => query_as(OPEN).bind(kind).fetch_one(pool))?;
        Ok((u64::try_from(running).unwrap_or(0), u64::try_from(waiting).unwrap_or(0)))
    }

    /// How many jobs of its kind stand in line before the job with a key.
    ///
    /// # Errors
    /// What the database says.
    pub async fn jobs_before(&self, _viewer: &Viewer, once_key: &str) -> Result<u64, StoreError> {
        let (count,): (i64,) = reading!(self, pool => query_as(BEFORE).bind(once_key).fetch_one(pool))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Takes a lock by name for a holder until a moment; whether it was free, over, or the holder's own. One that ends
    /// long after this one would was taken by a clock that was set back since, and holds nobody up.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn take_lease(
        &self,
        _viewer: &Viewer,
        name: &str,
        holder: &str,
        now: i64,
        until: i64,
    ) -> Result<bool, StoreError> {
        let taken = writing!(self, pool =>
            query(TAKE_LEASE).bind(name).bind(holder).bind(now).bind(until).execute(pool))?;
        Ok(taken > 0)
    }

    /// Gives a lock back.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn leave_lease(&self, _viewer: &Viewer, name: &str, holder: &str) -> Result<(), StoreError> {
        writing!(self, pool => query(LEAVE_LEASE).bind(name).bind(holder).execute(pool)).map(|_| ()).map_err(Into::into)
    }

    /// Counts one more try under a name within a window of so many microseconds; how many that makes. A window that
    /// began in the future, because a clock was set back, begins anew.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn count_try(
        &self,
        _viewer: &Viewer,
        name: &str,
        window_micros: i64,
        now: i64,
    ) -> Result<u64, StoreError> {
        let oldest = now.saturating_sub(window_micros);
        let counted: Vec<(i64,)> = answering!(self, pool =>
            query_as(COUNT).bind(name).bind(now).bind(oldest).fetch_all(pool))?;
        Ok(counted.first().map_or(0, |(count,)| u64::try_from(*count).unwrap_or(0)))
    }

    /// Forgets the tries under a name: one that was right.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn forget_tries(&self, _viewer: &Viewer, name: &str) -> Result<(), StoreError> {
        writing!(self, pool => query(FORGET_TRIES).bind(name).execute(pool)).map(|_| ()).map_err(Into::into)
    }

    /// Forgets jobs that were done and counts that began before a moment.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn forget_jobs(&self, _viewer: &Viewer, before: i64) -> Result<(), StoreError> {
        transaction!(self, tx => {
            query(FORGET).bind(before).execute(&mut *tx).await?;
            query(FORGET_RATES).bind(before).execute(&mut *tx).await?;
        })
    }
}
