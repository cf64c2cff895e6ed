use access::{LogIn, PersonId, RecordKind, SessionId, Viewer};
use sqlx::{query, query_as};

use crate::database::{reading, recorded, writing};
use crate::identifier::fresh;
use crate::mail::post;
use crate::trail::{detailed, enter, event};
use crate::{NewMail, Store, StoreError};

/// How long a log-in session may stay unused: an hour.
pub const IDLE_MICROS: i64 = 3_600_000_000;
/// How long a log-in session may last: twelve hours.
pub const LENGTH_MICROS: i64 = 12 * 3_600_000_000;
/// How long a persistent log-in may last: thirty days, unused for at most as long.
pub const PERSISTENT_MICROS: i64 = 30 * 86_400_000_000;
/// How often it is noted that a session is still in use: each minute.
const NOTE_MICROS: i64 = 60_000_000;

/// A log-in session that is about to begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Whose it is.
    pub person: PersonId,
    /// The digest of the secret that opens it.
    pub digest: String,
    /// How the person proved who they are: `passkey`, `password`, `password+code`, `provider`, `provider+code`,
    /// `link`.
    pub way: String,
    /// Whether two factors were proved.
    pub second_factor: bool,
    /// When they proved it, in microseconds since 1970-01-01 UTC; none where another provider does not say.
    pub proved_at: Option<i64>,
    /// Whether it goes on after the browser is closed.
    pub persistent: bool,
    /// What the browser says of itself, shortened.
    pub agent: String,
    /// From which address.
    pub address: String,
}

/// A log-in session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its identifier.
    pub id: SessionId,
    /// Whose it is.
    pub person: PersonId,
    /// How the person proved who they are.
    pub way: String,
    /// Whether two factors were proved.
    pub second_factor: bool,
    /// Whether it goes on after the browser is closed.
    pub persistent: bool,
    /// What the browser says of itself.
    pub agent: String,
    /// From which address it began.
    pub address: String,
    /// When it began, in microseconds since 1970-01-01 UTC.
    pub begun_at: i64,
    /// When it was last used, to the minute.
    pub seen_at: i64,
    /// When the person last proved who they are in it.
    pub proved_at: Option<i64>,
    /// When it ends at the latest.
    pub ends_at: i64,
}

impl Session {
    /// Whether it is open at a moment: not over, and not unused for too long. A clock that was set back opens nothing
    /// that it did not open before.
    #[must_use]
    pub fn is_open(&self, now: i64) -> bool {
        let idle = if self.persistent { PERSISTENT_MICROS } else { IDLE_MICROS };
        now < self.ends_at && now < self.seen_at.saturating_add(idle)
    }
}

const BEGIN: &str = "INSERT INTO login_session (id, digest, person, way, second_factor, persistent, agent, address, \
     begun_at, seen_at, proved_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)";
const DEVICES: &str = "SELECT count(*), count(CASE WHEN agent = $2 THEN 1 END) FROM login_session WHERE person = $1";
const BY_DIGEST: &str = "SELECT s.id, s.person, s.way, s.second_factor, s.persistent, s.agent, s.address, s.begun_at, \
     s.seen_at, s.proved_at, s.ends_at FROM login_session s JOIN account a ON a.person = s.person \
     WHERE s.digest = $1 AND s.ended_at IS NULL AND a.closed_at IS NULL";
const LIST: &str = "SELECT id, person, way, second_factor, persistent, agent, address, begun_at, seen_at, proved_at, \
     ends_at FROM login_session WHERE person = $1 AND ended_at IS NULL AND ends_at > $2 ORDER BY begun_at DESC, id";
const SEEN: &str = "UPDATE login_session SET seen_at = $2 WHERE id = $1 AND seen_at < $2";
const PROVE: &str = "UPDATE login_session SET proved_at = $2, digest = $3, second_factor = $4 \
     WHERE id = $1 AND ended_at IS NULL";
const END: &str = "UPDATE login_session SET ended_at = $3 WHERE id = $1 AND person = $2 AND ended_at IS NULL";
pub(crate) const END_ALL: &str =
    "UPDATE login_session SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL AND id <> $3";
const FORGET: &str = "DELETE FROM login_session WHERE ends_at < $1";

type Line = (String, String, String, i64, i64, String, String, i64, i64, Option<i64>, i64);

fn read(line: Line) -> Session {
    let (id, person, way, second_factor, persistent, agent, address, begun_at, seen_at, proved_at, ends_at) = line;
    Session {
        id: SessionId::kept(id),
        person: PersonId::kept(person),
        way,
        second_factor: second_factor != 0,
        persistent: persistent != 0,
        agent,
        address,
        begun_at,
        seen_at,
        proved_at,
        ends_at,
    }
}

impl Store {
    /// Begins a log-in session for a person who just proved who they are. Where they logged in before, but never with what
    /// this browser says of itself, the mails that tell of it are posted with it.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn begin_session(
        &self,
        viewer: &Viewer,
        new: &NewSession,
        mails: &[NewMail],
        now: i64,
    ) -> Result<SessionId, StoreError> {
        let id = SessionId::kept(fresh(now));
        let length = if new.persistent { PERSISTENT_MICROS } else { LENGTH_MICROS };
        recorded!(self, tx => {
            let run = query_as(DEVICES).bind(new.person.as_str()).bind(&new.agent);
            let (before, same): (i64, i64) = run.fetch_one(&mut *tx).await?;
            for mail in mails.iter().filter(|_| before > 0 && same == 0) {
                post!(tx, mail, now);
            }
            query(BEGIN)
                .bind(id.as_str())
                .bind(&new.digest)
                .bind(new.person.as_str())
                .bind(&new.way)
                .bind(i64::from(new.second_factor))
                .bind(i64::from(new.persistent))
                .bind(&new.agent)
                .bind(&new.address)
                .bind(now)
                .bind(new.proved_at)
                .bind(now.saturating_add(length))
                .execute(&mut *tx)
                .await?;
            let mut entered = event(viewer, "log-in", RecordKind::Person, new.person.as_str(), now);
            entered.actor = new.person.to_string();
            entered.session = id.to_string();
            let detail = serde_json::json!({ "persistent": new.persistent, "second": new.second_factor, "way": new.way });
            enter!(tx, detailed(entered, &detail));
        })?;
        Ok(id)
    }

    /// The open session of a secret with the person as the policies see them now; none for a secret that opens nothing,
    /// a session that is over, a closed account.
    ///
    /// # Errors
    /// What the database says.
    pub async fn viewer_by_session(&self, digest: &str, now: i64) -> Result<Option<(Viewer, Session)>, StoreError> {
        let line: Option<Line> = reading!(self, pool => query_as(BY_DIGEST).bind(digest).fetch_optional(pool))?;
        let Some(session) = line.map(read).filter(|session| session.is_open(now)) else { return Ok(None) };
        if session.seen_at.saturating_add(NOTE_MICROS) <= now {
            // That it is still in use can be noted a minute later as well.
            let _ = writing!(self, pool => query(SEEN).bind(session.id.as_str()).bind(now).execute(pool));
        }
        let log_in = LogIn::Session {
            id: session.id.clone(),
            second_factor: session.second_factor,
            proved_at: session.proved_at,
        };
        let viewer = self.viewer_of(&session.person, log_in, now).await?;
        Ok(Some((viewer, session)))
    }

    /// The open sessions of a person, the newest first.
    ///
    /// # Errors
    /// `NotFound` for whoever may not see the person, or what the database says.
    pub async fn sessions(&self, viewer: &Viewer, person: &PersonId, now: i64) -> Result<Vec<Session>, StoreError> {
        self.opened(viewer, access::Action::View, RecordKind::Person, person.as_str(), now).await?;
        let lines: Vec<Line> = reading!(self, pool => query_as(LIST).bind(person.as_str()).bind(now).fetch_all(pool))?;
        Ok(lines.into_iter().map(read).filter(|session| session.is_open(now)).collect())
    }

    /// Notes that the person proved anew who they are. The secret is changed with it, so that one that leaked before
    /// does not gain by it.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn prove_session(
        &self,
        viewer: &Viewer,
        session: &Session,
        digest: &str,
        second_factor: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        recorded!(self, tx => {
            query(PROVE)
                .bind(session.id.as_str())
                .bind(now)
                .bind(digest)
                .bind(i64::from(second_factor || session.second_factor))
                .execute(&mut *tx)
                .await?;
            enter!(tx, event(viewer, "step-up", RecordKind::Person, session.person.as_str(), now));
        })
    }

    /// Ends one session of a person.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn end_session(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        id: &SessionId,
        now: i64,
    ) -> Result<(), StoreError> {
        self.opened(viewer, access::Action::Edit, RecordKind::Person, person.as_str(), now).await?;
        recorded!(self, tx => {
            let run = query(END).bind(id.as_str()).bind(person.as_str()).bind(now);
            if run.execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::NotFound { what: "session", id: id.to_string() });
            }
            enter!(tx, event(viewer, "log-out", RecordKind::Person, person.as_str(), now));
        })
    }

    /// Ends all sessions of a person but one, if one is given; how many.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn end_sessions(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        but: Option<&SessionId>,
        now: i64,
    ) -> Result<u64, StoreError> {
        self.opened(viewer, access::Action::Edit, RecordKind::Person, person.as_str(), now).await?;
        recorded!(self, tx => {
            let run = query(END_ALL).bind(person.as_str()).bind(now).bind(but.map_or("", SessionId::as_str));
            let ended = run.execute(&mut *tx).await?.rows_affected();
            let entered = event(viewer, "log-out", RecordKind::Person, person.as_str(), now);
            enter!(tx, detailed(entered, &serde_json::json!({ "all": true, "count": ended })));
            ended
        })
    }

    /// Forgets sessions that have been over for a while; the trail keeps that they were.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn forget_sessions(&self, _viewer: &Viewer, before: i64) -> Result<u64, StoreError> {
        writing!(self, pool => query(FORGET).bind(before).execute(pool)).map_err(Into::into)
    }
}
