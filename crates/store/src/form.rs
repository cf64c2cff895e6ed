use access::{Action, Record, RecordKind, Service, Viewer};
use sqlx::{query, query_as};

use crate::database::{reading, recorded};
use crate::trail::{detailed, enter, event};
use crate::{Store, StoreError};

const LATEST: &str = "SELECT version, content FROM form WHERE id = $1 ORDER BY version DESC LIMIT 1";
const ONE: &str = "SELECT content FROM form WHERE id = $1 AND version = $2";
const ADD: &str = "INSERT INTO form (id, version, content, published_at) VALUES ($1, $2, $3, $4)";

impl Store {
    /// The latest version of a form: its number and its content as JSON.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub async fn latest_form(&self, _viewer: &Viewer, id: &str) -> Result<(i64, String), StoreError> {
        let found: Option<(i64, String)> = reading!(self, pool => query_as(LATEST).bind(id).fetch_optional(pool))?;
        found.ok_or_else(|| StoreError::NotFound { what: "form", id: id.to_owned() })
    }

    /// A version of a form as it was published, which never changes.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub async fn form(&self, _viewer: &Viewer, id: &str, version: i64) -> Result<String, StoreError> {
        let found: Option<(String,)> =
            reading!(self, pool => query_as(ONE).bind(id).bind(version).fetch_optional(pool))?;
        let missing = || StoreError::NotFound { what: "form", id: format!("{id} {version}") };
        found.map(|(content,)| content).ok_or_else(missing)
    }

    /// Publishes a form as the next version, unless the latest one says the same; its number.
    ///
    /// # Errors
    /// `Refused`, `Full`, `Busy`, or what the database says.
    pub async fn publish_form(&self, viewer: &Viewer, id: &str, content: &str, now: i64) -> Result<i64, StoreError> {
        self.permit(viewer, Action::Administer, &Record::standing(RecordKind::Form, Service::Administration), now)?;
        recorded!(self, tx => {
            let latest: Option<(i64, String)> = query_as(LATEST).bind(id).fetch_optional(&mut *tx).await?;
            match latest {
                Some((version, kept)) if kept == content => version,
                latest => {
                    let version = latest.map_or(1, |(version, _)| version + 1);
                    query(ADD).bind(id).bind(version).bind(content).bind(now).execute(&mut *tx).await?;
                    let entered = event(viewer, "publish", RecordKind::Form, id, now);
                    enter!(tx, detailed(entered, &serde_json::json!({ "version": version })));
                    version
                }
            }
        })
    }
}
