use access::{PersonId, RecordKind, SessionId, Viewer};
use sqlx::{query, query_as};

use crate::database::{recorded, writing};
use crate::mail::post;
use crate::trail::{detailed, enter, event};
use crate::{NewMail, Purpose, Store, StoreError};

pub(crate) const SET: &str =
    "UPDATE account SET password = $2, password_at = $3, failures = 0, locked_until = 0 WHERE person = $1";
const REHASH: &str = "UPDATE account SET password = $3 WHERE person = $1 AND password = $2";
pub(crate) const PROVED: &str = "UPDATE account SET email_proved_at = $2 WHERE person = $1";
/// Any link of a person that sets a password, once one was set.
const CANCEL: &str = "UPDATE link SET used_at = $2 \
     WHERE person = $1 AND purpose IN ('reset', 'welcome') AND used_at IS NULL";

/// Sets a password, within a transaction: every other log-in session ends with it, and every token.
macro_rules! password {
    ($tx:ident, $viewer:expr, $person:expr, $hash:expr, $but:expr, $mails:expr, $now:expr) => {{
        let person: &PersonId = $person;
        query(SET).bind(person.as_str()).bind($hash).bind($now).execute(&mut *$tx).await?;
        query(CANCEL).bind(person.as_str()).bind($now).execute(&mut *$tx).await?;
        query(crate::session::END_ALL).bind(person.as_str()).bind($now).bind($but).execute(&mut *$tx).await?;
        query(crate::token::END_ALL).bind(person.as_str()).bind($now).execute(&mut *$tx).await?;
        for mail in $mails {
            post!($tx, mail, $now);
        }
        enter!($tx, event($viewer, "set-password", RecordKind::Person, person.as_str(), $now));
    }};
}

impl Store {
    /// Sets the Argon2id form of a new password of the viewer's own and unlocks the account. Every other log-in session
    /// ends, every token and every link that sets a password; the mails that tell of it are posted with it.
    ///
    /// # Errors
    /// `Refused` for somebody else's, `Full`, `Busy`, or what the database says.
    pub async fn set_password(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        hash: &str,
        mails: &[NewMail],
        now: i64,
    ) -> Result<(), StoreError> {
        if !viewer.is_program() && viewer.person() != Some(person) {
            return Err(StoreError::Refused { policies: vec!["own-record".to_owned()] });
        }
        let but = viewer.session().map_or("", SessionId::as_str);
        recorded!(self, tx => {
            password!(tx, viewer, person, hash, but, mails, now);
        })
    }

    /// Sets the password that a link asks for: the link is used up, the address is proved, and all that
    /// [`Store::set_password`] ends is ended, or nothing of it. Whose it is; none for a link that is over or nobody's.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn set_password_by_link(
        &self,
        viewer: &Viewer,
        (purpose, digest): (Purpose, &str),
        hash: &str,
        mails: &[NewMail],
        now: i64,
    ) -> Result<Option<PersonId>, StoreError> {
        recorded!(self, tx => {
            let run = query_as(crate::link::USE).bind(digest).bind(purpose.as_str()).bind(now);
            let used: Option<(Option<String>, String)> = run.fetch_optional(&mut *tx).await?;
            let person = used.and_then(|(person, _)| person).map(PersonId::kept);
            if let Some(person) = &person {
                password!(tx, viewer, person, hash, "", mails, now);
                query(PROVED).bind(person.as_str()).bind(now).execute(&mut *tx).await?;
                let entered = event(viewer, "use-link", RecordKind::Person, person.as_str(), now);
                enter!(tx, detailed(entered, &serde_json::json!({ "purpose": purpose.as_str() })));
            }
            person
        })
    }

    /// Puts a stronger form of the same password in the place of the one that was proved.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn rehash(&self, _viewer: &Viewer, person: &PersonId, was: &str, hash: &str) -> Result<bool, StoreError> {
        let done = writing!(self, pool => query(REHASH).bind(person.as_str()).bind(was).bind(hash).execute(pool))?;
        Ok(done > 0)
    }
}
