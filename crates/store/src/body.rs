use access::{Action, BodyCode, BodyKind, Record, RecordKind, Service, Viewer};
use serde::{Deserialize, Serialize};
use sqlx::{query, query_as};

use crate::database::{reading, recorded};
use crate::trail::{detailed, enter, event};
use crate::{Store, StoreError};

/// A body for which people act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Its code.
    pub code: BodyCode,
    /// What it is.
    pub kind: BodyKind,
    /// Its name in English.
    pub name_en: String,
    /// Its name in French.
    pub name_fr: String,
    /// The region of a Member.
    pub region: Option<String>,
    /// The day on which a Member joined, where it is recorded.
    pub joined: Option<String>,
    /// Where this is known from.
    pub source: String,
    /// On which day it was looked at.
    pub as_of: String,
}

const ALL: &str = "SELECT code, kind, name_en, name_fr, region, joined, source, as_of FROM body ORDER BY code";
const ONE: &str = "SELECT code, kind, name_en, name_fr, region, joined, source, as_of FROM body WHERE code = $1";
const PUT: &str = "INSERT INTO body (code, kind, name_en, name_fr, region, joined, source, as_of) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (code) DO UPDATE SET name_en = excluded.name_en, \
     name_fr = excluded.name_fr, region = excluded.region, joined = excluded.joined, source = excluded.source, \
     as_of = excluded.as_of WHERE body.kind = excluded.kind";

type Line = (String, String, String, String, Option<String>, Option<String>, String, String);

fn read(line: Line) -> Result<Body, StoreError> {
    let (code, kind, name_en, name_fr, region, joined, source, as_of) = line;
    Ok(Body {
        code: code.parse().map_err(StoreError::Unreadable)?,
        kind: BodyKind::of_word(&kind).ok_or_else(|| StoreError::Unreadable(format!("kind `{kind}` of a body")))?,
        name_en,
        name_fr,
        region,
        joined,
        source,
        as_of,
    })
}

/// The record that stands for all bodies in decisions: their names are public.
fn register() -> Record {
    Record::standing(RecordKind::Body, Service::Members)
}

impl Store {
    /// All bodies, by their codes. Their names are public facts: whoever asks sees them.
    ///
    /// # Errors
    /// What the database says.
    pub async fn bodies(&self, _viewer: &Viewer) -> Result<Vec<Body>, StoreError> {
        let lines: Vec<Line> = reading!(self, pool => query_as(ALL).fetch_all(pool))?;
        lines.into_iter().map(read).collect()
    }

    /// One body.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub async fn body(&self, _viewer: &Viewer, code: &BodyCode) -> Result<Body, StoreError> {
        let line: Option<Line> = reading!(self, pool => query_as(ONE).bind(code.as_str()).fetch_optional(pool))?;
        line.map_or_else(|| Err(StoreError::NotFound { what: "body", id: code.to_string() }), read)
    }

    /// Adds bodies, or changes what is known of those that are there, all of them or none.
    ///
    /// # Errors
    /// `Refused`; `State` when a code is taken by a body of another kind; `Full`, `Busy`.
    pub async fn put_bodies(&self, viewer: &Viewer, bodies: &[Body], now: i64) -> Result<(), StoreError> {
        self.permit(viewer, Action::Administer, &register(), now)?;
        recorded!(self, tx => {
            for body in bodies {
                let done = query(PUT)
                    .bind(body.code.as_str())
                    .bind(body.kind.as_str())
                    .bind(&body.name_en)
                    .bind(&body.name_fr)
                    .bind(body.region.as_deref())
                    .bind(body.joined.as_deref())
                    .bind(&body.source)
                    .bind(&body.as_of)
                    .execute(&mut *tx)
                    .await?;
                if done.rows_affected() == 0 {
                    let state = "of another kind".to_owned();
                    return Err(StoreError::State { what: "body", id: body.code.to_string(), state });
                }
                let entered = event(viewer, "administer", RecordKind::Body, body.code.as_str(), now);
                enter!(tx, detailed(entered, body));
            }
        })
    }
}
