use access::{Action, PersonId, RecordKind, Viewer};
use sqlx::{query, query_as};

use crate::database::{reading, recorded, writing};
use crate::mail::post;
use crate::trail::{detailed, enter, event};
use crate::{NewMail, Store, StoreError};

/// A passkey of a person: the public half, as the library that proves it keeps it. All bytes in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// The identifier that the device gave it.
    pub id: String,
    /// Whose it is.
    pub person: PersonId,
    /// What the person calls it.
    pub name: String,
    /// By which ways the device can be reached.
    pub transports: i64,
    /// What does not change: the public key.
    pub fixed: String,
    /// What changes with each use: the counter and the like.
    pub moving: String,
    /// When it was made, in microseconds since 1970-01-01 UTC.
    pub made_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
}

const ADD: &str = "INSERT INTO passkey (id, person, name, transports, fixed, moving, made_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ONE: &str = "SELECT id, person, name, transports, fixed, moving, made_at, used_at FROM passkey WHERE id = $1";
const OF_PERSON: &str = "SELECT id, person, name, transports, fixed, moving, made_at, used_at FROM passkey \
     WHERE person = $1 ORDER BY made_at, id";
const USED: &str = "UPDATE passkey SET moving = $2, used_at = $3 WHERE id = $1";
const REMOVE: &str = "DELETE FROM passkey WHERE id = $1 AND person = $2";

type Line = (String, String, String, i64, String, String, i64, Option<i64>);

fn read(line: Line) -> Passkey {
    let (id, person, name, transports, fixed, moving, made_at, used_at) = line;
    Passkey { id, person: PersonId::kept(person), name, transports, fixed, moving, made_at, used_at }
}

impl Store {
    /// Adds a passkey to a person's account.
    ///
    /// # Errors
    /// `Taken` when the passkey is known already; `NotFound`; `Refused` for somebody else's, and for whoever did not prove
    /// enough; `Full`, `Busy`.
    pub async fn add_passkey(
        &self,
        viewer: &Viewer,
        new: &Passkey,
        mails: &[NewMail],
        now: i64,
    ) -> Result<(), StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Person, new.person.as_str(), now).await?;
        self.may_change_proofs(viewer, &new.person, "add-passkey", now).await?;
        recorded!(self, tx => {
            query(ADD)
                .bind(&new.id)
                .bind(new.person.as_str())
                .bind(&new.name)
                .bind(new.transports)
                .bind(&new.fixed)
                .bind(&new.moving)
                .bind(now)
                .execute(&mut *tx)
                .await?;
            for mail in mails {
                post!(tx, mail, now);
            }
            enter!(tx, event(viewer, "add-passkey", RecordKind::Person, new.person.as_str(), now));
        })
        .map_err(|error| error.taken("passkey"))
    }

    /// A passkey by the identifier that the device gave it; for log-ins.
    ///
    /// # Errors
    /// What the database says.
    pub async fn passkey(&self, _viewer: &Viewer, id: &str) -> Result<Option<Passkey>, StoreError> {
        let line: Option<Line> = reading!(self, pool => query_as(ONE).bind(id).fetch_optional(pool))?;
        Ok(line.map(read))
    }

    /// The passkeys of a person, the oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn passkeys(&self, _viewer: &Viewer, person: &PersonId) -> Result<Vec<Passkey>, StoreError> {
        let lines: Vec<Line> = reading!(self, pool => query_as(OF_PERSON).bind(person.as_str()).fetch_all(pool))?;
        Ok(lines.into_iter().map(read).collect())
    }

    /// Notes that a passkey was used, with what changed by it.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn passkey_used(&self, _viewer: &Viewer, id: &str, moving: &str, now: i64) -> Result<(), StoreError> {
        writing!(self, pool => query(USED).bind(id).bind(moving).bind(now).execute(pool))
            .map(|_| ())
            .map_err(Into::into)
    }

    /// Removes a passkey of a person.
    ///
    /// # Errors
    /// `NotFound`; `Refused` for somebody else's, and for whoever did not prove enough; `Full`, `Busy`.
    pub async fn remove_passkey(
        &self,
        viewer: &Viewer,
        person: &PersonId,
        id: &str,
        mails: &[NewMail],
        now: i64,
    ) -> Result<(), StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Person, person.as_str(), now).await?;
        self.may_change_proofs(viewer, person, "remove-passkey", now).await?;
        recorded!(self, tx => {
            if query(REMOVE).bind(id).bind(person.as_str()).execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::NotFound { what: "passkey", id: id.to_owned() });
            }
            for mail in mails {
                post!(tx, mail, now);
            }
            let entered = event(viewer, "remove-passkey", RecordKind::Person, person.as_str(), now);
            enter!(tx, detailed(entered, &serde_json::json!({})));
        })
    }
}
