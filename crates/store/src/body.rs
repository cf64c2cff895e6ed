use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use access::{Action, BodyCode, BodyKind, Record, RecordKind, Service, Viewer};
use basis::Language;
use serde::{Deserialize, Serialize};
use sqlx::{query, query_as};

use crate::database::{reading, recorded};
use crate::gathered::{Gathered, gathered, gathering};
use crate::identifier::fresh;
use crate::search::{folded, words};
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

impl Body {
    /// Its name in a language.
    #[must_use]
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::Fr => &self.name_fr,
            Language::En => &self.name_en,
        }
    }
}

const ALL: Gathered =
    gathered!("code, kind, name_en, name_fr, region, joined, source, as_of", "SELECT * FROM body ORDER BY code");
/// Which state of the register the database holds: another after each change, and with another number of bodies.
const STATE: &str = "SELECT coalesce((SELECT value FROM meta WHERE name = 'bodies'), ''), (SELECT count(*) FROM body)";
const MOVE_STATE: &str = "INSERT INTO meta (name, value) VALUES ('bodies', $1) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const ONE: &str = "SELECT code, kind, name_en, name_fr, region, joined, source, as_of FROM body WHERE code = $1";
const PUT: &str = "INSERT INTO body (code, kind, name_en, name_fr, region, joined, source, as_of) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (code) DO UPDATE SET name_en = excluded.name_en, \
     name_fr = excluded.name_fr, region = excluded.region, joined = excluded.joined, source = excluded.source, \
     as_of = excluded.as_of WHERE body.kind = excluded.kind";

/// All bodies, by their codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bodies {
    list: Vec<Body>,
    /// Of each the words of its code and names, folded, with a blank before each.
    words: Vec<String>,
}

/// A word as it begins in the words of a body.
fn begun(word: &str) -> String {
    format!(" {}", folded(word))
}

impl Bodies {
    fn of(list: Vec<Body>) -> Self {
        let texts = |body: &Body| format!("{} {} {}", body.code, body.name_en, body.name_fr);
        let kept = |body: &Body| words(&texts(body)).into_iter().map(begun).collect();
        let words = list.iter().map(kept).collect();
        Self { list, words }
    }

    /// The bodies in whose code or names each of the words begins one, at most so many.
    #[must_use]
    pub fn found(&self, asked: &str, most: usize) -> Vec<&Body> {
        let sought: Vec<String> = crate::search::asked(asked).into_iter().map(begun).collect();
        if sought.is_empty() {
            return Vec::new();
        }
        let named = self.list.iter().zip(&self.words);
        let named = named.filter(|(_, words)| sought.iter().all(|word| words.contains(word)));
        named.map(|(body, _)| body).take(most).collect()
    }

    /// The body of a code.
    #[must_use]
    pub fn get(&self, code: &BodyCode) -> Option<&Body> {
        self.of_code(code.as_str())
    }

    /// The body of a code that may be none.
    #[must_use]
    pub fn of_code(&self, code: &str) -> Option<&Body> {
        let place = self.list.binary_search_by(|body| body.code.as_str().cmp(code)).ok()?;
        self.list.get(place)
    }
}

impl Deref for Bodies {
    type Target = [Body];

    fn deref(&self) -> &[Body] {
        &self.list
    }
}

/// The register as it was read last, with the state that it was in. Most pages name a body or two, and it changes a few
/// times a year.
#[derive(Debug, Default)]
pub(crate) struct Register(Mutex<((String, i64), Arc<Bodies>)>);

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

impl Register {
    /// The bodies, where they were read in this state.
    fn known(&self, state: &(String, i64)) -> Option<Arc<Bodies>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (!last.1.is_empty() && last.0 == *state).then(|| Arc::clone(&last.1))
    }

    fn learn(&self, state: (String, i64), bodies: &Arc<Bodies>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (state, Arc::clone(bodies));
    }
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
    pub async fn bodies(&self, _viewer: &Viewer) -> Result<Arc<Bodies>, StoreError> {
        // The state is read before the bodies: a change between the two is seen by whoever asks next.
        let state: (String, i64) = reading!(self, pool => query_as(STATE).fetch_one(pool))?;
        if let Some(known) = self.register().known(&state) {
            return Ok(known);
        }
        let lines: Vec<Line> = gathering!(self, ALL, run => run)?;
        let mut bodies = lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        bodies.sort_by(|a, b| a.code.cmp(&b.code));
        let bodies = Arc::new(Bodies::of(bodies));
        self.register().learn(state, &bodies);
        Ok(bodies)
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
            query(MOVE_STATE).bind(fresh(now)).execute(&mut *tx).await?;
        })
    }
}
