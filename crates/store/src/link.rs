use access::{Action, PersonId, RecordKind, Viewer};
use sqlx::{query, query_as};

use crate::database::{answering, reading, recorded, transaction, writing};
use crate::trail::{detailed, enter, event};
use crate::{Store, StoreError};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To prove an address; the subject is the address or the case.
    Address,
    /// To set a password after it was forgotten.
    Reset,
    /// To log in for the first time.
    Welcome,
    /// To make the first administrator.
    Setup,
}

impl Purpose {
    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Reset => "reset",
            Self::Welcome => "welcome",
            Self::Setup => "setup",
        }
    }
}

/// A link that works once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// For whom; none where no account exists yet.
    pub person: Option<PersonId>,
    /// What it is about.
    pub subject: String,
}

pub(crate) const ADD: &str =
    "INSERT INTO link (digest, purpose, person, subject, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)";
const LOOK: &str = "SELECT person, subject FROM link \
     WHERE digest = $1 AND purpose = $2 AND used_at IS NULL AND made_at <= $3 AND ends_at > $3";
pub(crate) const USE: &str = "UPDATE link SET used_at = $3 \
     WHERE digest = $1 AND purpose = $2 AND used_at IS NULL AND made_at <= $3 AND ends_at > $3 RETURNING person, subject";
const CANCEL: &str = "UPDATE link SET used_at = $3 WHERE person = $1 AND purpose = $2 AND used_at IS NULL";
/// All of a purpose, whoever's.
pub(crate) const CANCEL_ALL: &str = "UPDATE link SET used_at = $2 WHERE purpose = $1 AND used_at IS NULL";
const FORGET: &str = "DELETE FROM link WHERE ends_at < $1";
const KEEP: &str = "INSERT INTO ceremony (challenge, purpose, person, state, ends_at) VALUES ($1, $2, $3, $4, $5)";
const TAKE: &str = "DELETE FROM ceremony WHERE challenge = $1 AND purpose = $2 RETURNING person, state, ends_at";
const FORGET_CEREMONIES: &str = "DELETE FROM ceremony WHERE ends_at < $1";

impl Store {
    /// Keeps the digest of a link. Earlier links of the person for the same purpose end with it, and of the first start all;
    /// those to set a password anew stay, or whoever asks for one could take another's away. Only the program makes links
    /// of the first start, and only whoever looks after a person one for their first log-in.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, `Full`, `Busy`, or what the database says.
    pub async fn add_link(
        &self,
        viewer: &Viewer,
        purpose: Purpose,
        digest: &str,
        link: &Link,
        ends_at: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        match (purpose, &link.person) {
            (Purpose::Setup, _) | (Purpose::Welcome, None) if !viewer.is_program() => {
                return Err(StoreError::Refused { policies: Vec::new() });
            }
            (Purpose::Welcome, Some(person)) => {
                self.opened(viewer, Action::Administer, RecordKind::Person, person.as_str(), now).await?;
            }
            _ => {}
        }
        let whose = link.person.as_ref().map_or("", PersonId::as_str);
        recorded!(self, tx => {
            if purpose == Purpose::Setup {
                query(CANCEL_ALL).bind(purpose.as_str()).bind(now).execute(&mut *tx).await?;
            }
            if let Some(person) = link.person.as_ref().filter(|_| purpose != Purpose::Reset) {
                query(CANCEL).bind(person.as_str()).bind(purpose.as_str()).bind(now).execute(&mut *tx).await?;
            }
            query(ADD)
                .bind(digest)
                .bind(purpose.as_str())
                .bind(link.person.as_ref().map(PersonId::as_str))
                .bind(&link.subject)
                .bind(now)
                .bind(ends_at)
                .execute(&mut *tx)
                .await?;
            let entered = event(viewer, "add-link", RecordKind::Person, whose, now);
            enter!(tx, detailed(entered, &serde_json::json!({ "purpose": purpose.as_str() })));
        })
    }

    /// What a link is about, without using it up; none where it was used, is over, or never was. Mail programs open links
    /// to look at them: opening one must not use it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn look_at_link(
        &self,
        _viewer: &Viewer,
        purpose: Purpose,
        digest: &str,
        now: i64,
    ) -> Result<Option<Link>, StoreError> {
        let found: Option<(Option<String>, String)> = reading!(self, pool =>
            query_as(LOOK).bind(digest).bind(purpose.as_str()).bind(now).fetch_optional(pool))?;
        Ok(found.map(|(person, subject)| Link { person: person.map(PersonId::kept), subject }))
    }

    /// Uses a link up. Of two who use it at once, one is told that it is used.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn use_link(
        &self,
        _viewer: &Viewer,
        purpose: Purpose,
        digest: &str,
        now: i64,
    ) -> Result<Option<Link>, StoreError> {
        let found: Vec<(Option<String>, String)> = answering!(self, pool =>
            query_as(USE).bind(digest).bind(purpose.as_str()).bind(now).fetch_all(pool))?;
        Ok(found.into_iter().next().map(|(person, subject)| Link { person: person.map(PersonId::kept), subject }))
    }

    /// Keeps what a ceremony needs until its answer comes.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn keep_ceremony(
        &self,
        _viewer: &Viewer,
        challenge: &str,
        purpose: &str,
        person: Option<&PersonId>,
        state: &str,
        ends_at: i64,
    ) -> Result<(), StoreError> {
        writing!(self, pool => query(KEEP)
            .bind(challenge)
            .bind(purpose)
            .bind(person.map(PersonId::as_str))
            .bind(state)
            .bind(ends_at)
            .execute(pool))
        .map(|_| ())
        .map_err(Into::into)
    }

    /// Takes what a ceremony left: once, and before it is over.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn take_ceremony(
        &self,
        _viewer: &Viewer,
        challenge: &str,
        purpose: &str,
        now: i64,
    ) -> Result<Option<(Option<PersonId>, String)>, StoreError> {
        let found: Vec<(Option<String>, String, i64)> = answering!(self, pool =>
            query_as(TAKE).bind(challenge).bind(purpose).fetch_all(pool))?;
        let found = found.into_iter().next().filter(|(_, _, ends_at)| now < *ends_at);
        Ok(found.map(|(person, state, _)| (person.map(PersonId::kept), state)))
    }

    /// Forgets links and ceremonies that have been over for a while.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn forget_links(&self, _viewer: &Viewer, before: i64) -> Result<(), StoreError> {
        transaction!(self, tx => {
            query(FORGET).bind(before).execute(&mut *tx).await?;
            query(FORGET_CEREMONIES).bind(before).execute(&mut *tx).await?;
        })
    }
}
