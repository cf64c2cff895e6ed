use access::{Action, Appointment, PersonId, RecordKind, Viewer};
use serde_json::{Value, json};
use sqlx::{query, query_as};

use crate::database::{Database, reading, recorded};
use crate::trail::{enter, event};
use crate::{Store, StoreError};

/// The cases that a person opened, logged in or by their address. What was answered in them is theirs; which steps were
/// taken when is the office's. Texts are compared as neither database has a pattern sign in.
macro_rules! own_cases {
    () => {
        "SELECT r.id FROM record r WHERE r.kind = 'case' AND (r.author = $1 OR EXISTS (SELECT 1 FROM answer_past a \
         JOIN person p ON p.id = $1 WHERE a.casework = r.id AND a.question = 'email' AND p.email_folded IS NOT NULL \
         AND replace(lower(a.value), '\"' || p.email_folded || '\"', '') <> lower(a.value)))"
    };
}

/// What is left of a person: the identifier that appointments, documents and the trail name. Each statement takes the
/// person as its one value. Mails, links and cases of
/// the address from before the account existed are theirs too.
pub(crate) const ERASE: [&str; 16] = [
    "DELETE FROM search_text WHERE record = $1",
    concat!("DELETE FROM search_text WHERE record IN (", own_cases!(), ")"),
    concat!("UPDATE case_step SET reason = '' WHERE casework IN (", own_cases!(), ")"),
    concat!("UPDATE answer SET value = 'null' WHERE casework IN (", own_cases!(), ")"),
    "UPDATE mail SET subject = replace(subject, (SELECT p.name FROM person p WHERE p.id = $1), '–'), \
     content = replace(content, (SELECT p.name FROM person p WHERE p.id = $1), '–') \
     WHERE (SELECT p.name FROM person p WHERE p.id = $1) <> ''",
    // The address is read in what was ever answered, so this is the last of them.
    concat!("UPDATE answer_past SET value = 'null' WHERE casework IN (", own_cases!(), ")"),
    "DELETE FROM login_session WHERE person = $1",
    "DELETE FROM passkey WHERE person = $1",
    "DELETE FROM recovery_code WHERE person = $1",
    "DELETE FROM token WHERE person = $1",
    "DELETE FROM link WHERE person = $1 OR lower(subject) = (SELECT p.email_folded FROM person p WHERE p.id = $1) \
     OR subject = (SELECT p.email FROM person p WHERE p.id = $1)",
    "DELETE FROM ceremony WHERE person = $1",
    "UPDATE account SET password = NULL, one_time = NULL, one_time_confirmed = 0, subject = NULL WHERE person = $1",
    "UPDATE mail SET state = 'failed' WHERE state = 'waiting' AND (person = $1 \
     OR lower(address) = (SELECT p.email_folded FROM person p WHERE p.id = $1) \
     OR address = (SELECT p.email FROM person p WHERE p.id = $1))",
    "UPDATE mail SET address = '', subject = '', content = '', problem = NULL WHERE person = $1 \
     OR lower(address) = (SELECT p.email_folded FROM person p WHERE p.id = $1) \
     OR address = (SELECT p.email FROM person p WHERE p.id = $1)",
    "UPDATE person SET name = '', email = NULL, email_folded = NULL, version = version + 1 WHERE id = $1",
];
/// What ends with the person, at a moment.
pub(crate) const END: [&str; 3] = [
    "UPDATE appointment SET ended_at = $2 WHERE person = $1 AND ended_at IS NULL",
    "UPDATE account SET closed_at = $2 WHERE person = $1 AND closed_at IS NULL",
    "UPDATE person SET erased_at = $2 WHERE id = $1 AND erased_at IS NULL",
];

/// How SQLite is told to overwrite the pages that become free, not the lines alone, and that this is enough.
pub(crate) const OVERWRITE: [&str; 2] = ["PRAGMA secure_delete = ON", "PRAGMA secure_delete = FAST"];

/// Erases a person, within a transaction.
macro_rules! erase {
    ($store:expr, $tx:ident, $person:expr, $now:expr) => {{
        let person: &access::PersonId = $person;
        let [begin, end] = $crate::erasure::OVERWRITE;
        if $store.is_single() {
            sqlx::query(begin).execute(&mut *$tx).await?;
        }
        for statement in $crate::erasure::ERASE {
            sqlx::query(statement).bind(person.as_str()).execute(&mut *$tx).await?;
        }
        for statement in $crate::erasure::END {
            sqlx::query(statement).bind(person.as_str()).bind($now).execute(&mut *$tx).await?;
        }
        if $store.is_single() {
            sqlx::query(end).execute(&mut *$tx).await?;
        }
    }};
}
pub(crate) use erase;

const DOWNLOADS: &str = "SELECT paper, language, edition, at FROM download WHERE actor = $1 ORDER BY at, id";
const ANSWERS: &str = "SELECT casework, question, value, at FROM answer WHERE author = $1 ORDER BY casework, question";
const MAILS: &str = "SELECT template, subject, made_at FROM mail WHERE person = $1 ORDER BY made_at, id";
const ENTRIES: &str = "SELECT number, at, action, kind, record FROM audit_entry WHERE actor = $1 ORDER BY number";

/// What is kept about a person beside the person and the account.
struct Kept {
    downloads: Vec<(String, String, i64, i64)>,
    answers: Vec<(String, String, String, i64)>,
    mails: Vec<(String, String, i64)>,
    entries: Vec<(i64, i64, String, String, String)>,
    appointments: Vec<Appointment>,
}

impl Store {
    /// Erases a person by the program's own hand, for whoever has the machine. Others ask for it with
    /// [`Store::propose`], and a second person approves.
    ///
    /// # Errors
    /// `Refused` for anybody but the program; `NotFound`; `State` when the person was erased before; `Full`, `Busy`.
    pub async fn erase_person(&self, viewer: &Viewer, person: &PersonId, now: i64) -> Result<(), StoreError> {
        self.program_alone(viewer)?;
        if self.person_kept(person).await?.erased_at.is_some() {
            return Err(StoreError::State { what: "person", id: person.to_string(), state: "erased".to_owned() });
        }
        recorded!(self, tx => {
            erase!(self, tx, person, now);
            enter!(tx, event(viewer, "erase", RecordKind::Person, person.as_str(), now));
        })?;
        self.empty_log().await;
        Ok(())
    }

    /// After an erasure: the log of a SQLite file still holds the pages as they were, and is emptied. Where somebody reads
    /// at that moment, the next writes do it.
    pub(crate) async fn empty_log(&self) {
        if let Database::Sqlite(file) = self.database() {
            let _ = query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&file.write).await;
        }
    }

    /// All that is kept about a person, as JSON: what data protection asks for. The person gets all of it after a log-in
    /// with two factors, and so does the program; anybody else who may see the person gets what they may see anyway.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn person_export(&self, viewer: &Viewer, person: &PersonId, now: i64) -> Result<Value, StoreError> {
        self.opened(viewer, Action::Export, RecordKind::Person, person.as_str(), now).await?;
        let id = person.as_str();
        let account = self.account(viewer, person).await?;
        let downloads: Vec<(String, String, i64, i64)> =
            reading!(self, pool => query_as(DOWNLOADS).bind(id).fetch_all(pool))?;
        let answers: Vec<(String, String, String, i64)> =
            reading!(self, pool => query_as(ANSWERS).bind(id).fetch_all(pool))?;
        let mails: Vec<(String, String, i64)> = reading!(self, pool => query_as(MAILS).bind(id).fetch_all(pool))?;
        let entries: Vec<(i64, i64, String, String, String)> =
            reading!(self, pool => query_as(ENTRIES).bind(id).fetch_all(pool))?;
        let mut kept = Kept { downloads, answers, mails, entries, appointments: self.appointments_kept(person).await? };
        let own = viewer.person() == Some(person) && viewer.session().is_some() && viewer.has_second_factor();
        if !own && !viewer.is_program() {
            kept = self.narrowed(viewer, kept, now).await?;
        }
        let sessions = self.sessions(viewer, person, now).await?;
        let passkeys = self.passkeys(viewer, person).await?;
        let tokens = self.tokens(viewer, person, now).await?;
        Ok(json!({
            "person": self.person_kept(person).await?,
            "account": {
                "password_set_at": account.password_at,
                "one_time_passwords": account.one_time_confirmed,
                "address_proved_at": account.email_proved_at,
                "other_provider": account.subject,
                "closed_at": account.closed_at,
            },
            "appointments": kept.appointments,
            "sessions": sessions.iter().map(|one| json!({
                "begun_at": one.begun_at, "seen_at": one.seen_at, "way": one.way, "agent": one.agent,
                "address": one.address,
            })).collect::<Vec<_>>(),
            "passkeys": passkeys.iter().map(|one| json!({ "name": one.name, "made_at": one.made_at })).collect::<Vec<_>>(),
            "tokens": tokens.iter().map(|one| json!({ "name": one.name, "made_at": one.made_at })).collect::<Vec<_>>(),
            "downloads": kept.downloads,
            "answers": kept.answers,
            "mails": kept.mails,
            "trail": kept.entries,
        }))
    }

    /// Of what is kept about a person, what somebody else may see: what stands in records that are open to them; the
    /// letters, where they keep the outbox; what was done, where they read the trail.
    async fn narrowed(&self, viewer: &Viewer, kept: Kept, now: i64) -> Result<Kept, StoreError> {
        let Kept { downloads, answers, mut mails, mut entries, appointments } = kept;
        if self.permit(viewer, Action::List, &crate::mail::outbox(), now).is_err() {
            mails.clear();
        }
        if self.permit(viewer, Action::List, &crate::trail::trail(), now).is_err() {
            entries.clear();
        }
        let export = Action::Export;
        Ok(Kept {
            downloads: self.still_visible(viewer, export, downloads, |(paper, ..)| paper.as_str(), now).await?,
            answers: self.still_visible(viewer, export, answers, |(case, ..)| case.as_str(), now).await?,
            mails,
            entries,
            appointments: self.still_visible(viewer, export, appointments, |one| one.id.as_str(), now).await?,
        })
    }
}
