use access::{PersonId, RecordKind, Viewer};
use sqlx::{query, query_as};

use crate::database::{reading, recorded, writing};
use crate::mail::post;
use crate::trail::{detailed, enter, event};
use crate::{NewMail, Store, StoreError};

/// After so many wrong passwords or codes in a row, from wherever they came, nobody logs in by password or code. Whoever
/// tries from one place is stopped long before, so that one stranger cannot lock somebody out.
pub const FAILURES: i64 = 100;
/// For how long: a quarter of an hour.
pub const LOCK_MICROS: i64 = 15 * 60 * 1_000_000;

/// How a person proves who they are. Never shown; for log-ins alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose it is.
    pub person: PersonId,
    /// The Argon2id form of the password; none where none is set.
    pub password: Option<String>,
    /// When the password was set, in microseconds since 1970-01-01 UTC.
    pub password_at: Option<i64>,
    /// Until when nobody can log in by password or code.
    pub locked_until: i64,
    /// The sealed secret of one-time passwords; none where they are not used.
    pub one_time: Option<String>,
    /// Whether the person proved once that their device knows the secret.
    pub one_time_confirmed: bool,
    /// The step of the one-time password used last.
    pub one_time_step: i64,
    /// The handle by which passkeys know the person: 64 bytes in hexadecimal.
    pub handle: String,
    /// Issuer and subject of another provider's log-in, with a space between.
    pub subject: Option<String>,
    /// When the address was proved.
    pub email_proved_at: Option<i64>,
    /// When the account was closed.
    pub closed_at: Option<i64>,
}

impl std::fmt::Debug for Account {
    /// The person alone: no secret finds its way into a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("person", &self.person).finish_non_exhaustive()
    }
}

const ONE: &str = "SELECT person, password, password_at, locked_until, one_time, one_time_confirmed, one_time_step, \
     handle, subject, email_proved_at, closed_at FROM account WHERE person = $1";
const BY_HANDLE: &str = "SELECT person, password, password_at, locked_until, one_time, one_time_confirmed, \
     one_time_step, handle, subject, email_proved_at, closed_at FROM account WHERE handle = $1";
const BY_SUBJECT: &str = "SELECT person, password, password_at, locked_until, one_time, one_time_confirmed, \
     one_time_step, handle, subject, email_proved_at, closed_at FROM account WHERE subject = $1";
const FAIL: &str = "UPDATE account SET failures = failures + 1 WHERE person = $1 RETURNING failures";
const LOCK: &str = "UPDATE account SET failures = 0, locked_until = $2 WHERE person = $1";
const SUCCEED: &str = "UPDATE account SET failures = 0 WHERE person = $1 AND failures > 0";
const ONE_TIME: &str =
    "UPDATE account SET one_time = $2, one_time_confirmed = $3, one_time_step = $4 WHERE person = $1";
const USE_STEP: &str = "UPDATE account SET one_time_step = $2, failures = 0 WHERE person = $1 AND one_time_step < $2";
const SUBJECT: &str = "UPDATE account SET subject = $2 WHERE person = $1 AND coalesce(subject, '') = $3";
const DROP_CODES: &str = "DELETE FROM recovery_code WHERE person = $1";
const ADD_CODE: &str = "INSERT INTO recovery_code (digest, person, made_at) VALUES ($1, $2, $3)";
const USE_CODE: &str = "UPDATE recovery_code SET used_at = $3 WHERE digest = $1 AND person = $2 AND used_at IS NULL";
const CODES_LEFT: &str = "SELECT count(*) FROM recovery_code WHERE person = $1 AND used_at IS NULL";

type Line = (
    String,
    Option<String>,
    Option<i64>,
    i64,
    Option<String>,
    i64,
    i64,
    String,
    Option<String>,
    Option<i64>,
    Option<i64>,
);

fn read(line: Line) -> Account {
    let (person, password, password_at, locked_until, one_time, confirmed, step, handle, subject, proved, closed_at) =
        line;
    Account {
        person: PersonId::kept(person),
        password,
        password_at,
        locked_until,
        one_time,
        one_time_confirmed: confirmed != 0,
        one_time_step: step,
        handle,
        subject,
        email_proved_at: proved,
        closed_at,
    }
}

/// Gives a person new recovery codes, within a transaction.
macro_rules! codes {
    ($tx:ident, $viewer:expr, $person:expr, $digests:expr, $now:expr) => {{
        query(DROP_CODES).bind($person.as_str()).execute(&mut *$tx).await?;
        for digest in $digests {
            query(ADD_CODE).bind(digest).bind($person.as_str()).bind($now).execute(&mut *$tx).await?;
        }
        enter!($tx, event($viewer, "set-recovery", RecordKind::Person, $person.as_str(), $now));
    }};
}

impl Store {
    /// How a person proves who they are.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub async fn account(&self, _viewer: &Viewer, person: &PersonId) -> Result<Account, StoreError> {
        let line: Option<Line> = reading!(self, pool => query_as(ONE).bind(person.as_str()).fetch_optional(pool))?;
        line.map(read).ok_or_else(|| StoreError::NotFound { what: "account", id: person.to_string() })
    }

    /// The account that a passkey's handle belongs to.
    ///
    /// # Errors
    /// What the database says.
    pub async fn account_by_handle(&self, _viewer: &Viewer, handle: &str) -> Result<Option<Account>, StoreError> {
        let line: Option<Line> = reading!(self, pool => query_as(BY_HANDLE).bind(handle).fetch_optional(pool))?;
        Ok(line.map(read))
    }

    /// The account that belongs to a subject of another provider.
    ///
    /// # Errors
    /// What the database says.
    pub async fn account_by_subject(&self, _viewer: &Viewer, subject: &str) -> Result<Option<Account>, StoreError> {
        let line: Option<Line> = reading!(self, pool => query_as(BY_SUBJECT).bind(subject).fetch_optional(pool))?;
        Ok(line.map(read))
    }

    /// Counts a wrong password or code. The hundredth in a row locks the account for a quarter of an hour: then, until when.
    /// The sessions that are open go on. For an address that nobody has the same is done, so that the time tells nothing.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn count_failure(
        &self,
        viewer: &Viewer,
        person: Option<&PersonId>,
        way: &str,
        now: i64,
    ) -> Result<Option<i64>, StoreError> {
        let person = person.map_or("", PersonId::as_str);
        let until = now.saturating_add(LOCK_MICROS);
        recorded!(self, tx => {
            let found: Option<(i64,)> = query_as(FAIL).bind(person).fetch_optional(&mut *tx).await?;
            let locked = found.is_some_and(|(failures,)| failures >= FAILURES);
            if locked {
                query(LOCK).bind(person).bind(until).execute(&mut *tx).await?;
            }
            let mut entered = event(viewer, "log-in", RecordKind::Person, person, now);
            entered.allowed = false;
            enter!(tx, detailed(entered, &serde_json::json!({ "locked": locked, "way": way })));
            locked.then_some(until)
        })
    }

    /// Forgets the failures of an account after a proof that held.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn forget_failures(&self, _viewer: &Viewer, person: &PersonId) -> Result<(), StoreError> {
        writing!(self, pool => query(SUCCEED).bind(person.as_str()).execute(pool)).map(|_| ()).map_err(Into::into)
    }

    /// Sets the sealed secret of one-time passwords, confirmed at a step or not yet; none removes it. Where it is confirmed
    /// new recovery codes come with it, by their digests. The mails that tell of it are posted with it.
    ///
    /// # Errors
    /// `Refused` for somebody else's, and for whoever did not prove enough; `Full`, `Busy`, or what the database says.
    pub async fn set_one_time(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        sealed: Option<&str>,
        confirmed: Option<(i64, &[String])>,
        mails: &[NewMail],
        now: i64,
    ) -> Result<(), StoreError> {
        self.may_change_proofs(viewer, person, "set-one-time", now).await?;
        recorded!(self, tx => {
            query(ONE_TIME)
                .bind(person.as_str())
                .bind(sealed)
                .bind(i64::from(confirmed.is_some()))
                .bind(confirmed.map_or(0, |(step, _)| step))
                .execute(&mut *tx)
                .await?;
            if let Some((_, digests)) = confirmed {
                codes!(tx, viewer, person, digests, now);
            }
            for mail in mails {
                post!(tx, mail, now);
            }
            let entered = event(viewer, "set-one-time", RecordKind::Person, person.as_str(), now);
            let detail = serde_json::json!({ "confirmed": confirmed.is_some(), "set": sealed.is_some() });
            enter!(tx, detailed(entered, &detail));
        })
    }

    /// Marks the step of a one-time password as used; whether it was not used before. Two requests with one code: one
    /// is told no.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn use_step(&self, _viewer: &Viewer, person: &PersonId, step: i64) -> Result<bool, StoreError> {
        let used = writing!(self, pool => query(USE_STEP).bind(person.as_str()).bind(step).execute(pool))?;
        Ok(used > 0)
    }

    /// Ties an account to a subject of another provider, or to none, as long as it is still tied to what it was. Of two
    /// subjects that come at once for one account, one is told no.
    ///
    /// # Errors
    /// `Taken` when it is another account's; `State` when the account is no longer tied to what it was; `Full`, `Busy`.
    pub async fn set_subject(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        was: Option<&str>,
        subject: Option<&str>,
        now: i64,
    ) -> Result<(), StoreError> {
        recorded!(self, tx => {
            let run = query(SUBJECT).bind(person.as_str()).bind(subject).bind(was.unwrap_or_default());
            if run.execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::State { what: "account", id: person.to_string(), state: "tied".to_owned() });
            }
            let entered = event(viewer, "set-subject", RecordKind::Person, person.as_str(), now);
            enter!(tx, detailed(entered, &serde_json::json!({ "tied": subject.is_some() })));
        })
        .map_err(|error| error.taken("subject"))
    }

    /// Says that the address of a person was proved to be theirs.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn address_proved(&self, viewer: &Viewer, person: &PersonId, now: i64) -> Result<(), StoreError> {
        recorded!(self, tx => {
            query(crate::password::PROVED).bind(person.as_str()).bind(now).execute(&mut *tx).await?;
            enter!(tx, event(viewer, "prove-address", RecordKind::Person, person.as_str(), now));
        })
    }

    /// Gives a person new recovery codes, by their digests; the old ones are gone.
    ///
    /// # Errors
    /// `Refused` for somebody else's, and for whoever did not prove enough; `Full`, `Busy`, or what the database says.
    pub async fn set_recovery(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        digests: &[String],
        mails: &[NewMail],
        now: i64,
    ) -> Result<(), StoreError> {
        self.may_change_proofs(viewer, person, "set-recovery", now).await?;
        recorded!(self, tx => {
            codes!(tx, viewer, person, digests, now);
            for mail in mails {
                post!(tx, mail, now);
            }
        })
    }

    /// Uses up a recovery code; whether it was one that was not used before.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn use_recovery(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        digest: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        recorded!(self, tx => {
            let run = query(USE_CODE).bind(digest).bind(person.as_str()).bind(now);
            let used = run.execute(&mut *tx).await?.rows_affected() > 0;
            if used {
                enter!(tx, event(viewer, "use-recovery", RecordKind::Person, person.as_str(), now));
            }
            used
        })
    }

    /// How many recovery codes of a person are left.
    ///
    /// # Errors
    /// What the database says.
    pub async fn recovery_left(&self, _viewer: &Viewer, person: &PersonId) -> Result<u64, StoreError> {
        let (left,): (i64,) = reading!(self, pool => query_as(CODES_LEFT).bind(person.as_str()).fetch_one(pool))?;
        Ok(u64::try_from(left).unwrap_or(0))
    }

    /// Closes or opens an account again: whoever is closed out cannot log in, and their sessions and tokens end now.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn close_account(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        closed: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        self.opened(viewer, access::Action::Administer, RecordKind::Person, person.as_str(), now).await?;
        recorded!(self, tx => {
            query("UPDATE account SET closed_at = $2 WHERE person = $1")
                .bind(person.as_str())
                .bind(closed.then_some(now))
                .execute(&mut *tx)
                .await?;
            if closed {
                query(crate::session::END_ALL).bind(person.as_str()).bind(now).bind("").execute(&mut *tx).await?;
                query(crate::token::END_ALL).bind(person.as_str()).bind(now).execute(&mut *tx).await?;
            }
            let entered = event(viewer, "close", RecordKind::Person, person.as_str(), now);
            enter!(tx, detailed(entered, &serde_json::json!({ "closed": closed })));
        })
    }

    /// Takes the lock off an account.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn unlock(&self, viewer: &Viewer, person: &PersonId, now: i64) -> Result<(), StoreError> {
        self.opened(viewer, access::Action::Administer, RecordKind::Person, person.as_str(), now).await?;
        recorded!(self, tx => {
            query(LOCK).bind(person.as_str()).bind(0_i64).execute(&mut *tx).await?;
            enter!(tx, event(viewer, "unlock", RecordKind::Person, person.as_str(), now));
        })
    }
}
