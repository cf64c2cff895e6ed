use access::{PersonId, RecordKind, Viewer};
use sqlx::query;

use crate::database::{Database, recorded};
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
}
