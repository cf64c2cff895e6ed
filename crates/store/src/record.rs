use std::collections::BTreeSet;

use access::audit::Event;
use access::{
    Action, Answer, BodyCode, Circumstances, Key, Level, PersonId, Record, RecordId, RecordKind, RecordState, Scope,
    Service, Viewer,
};
use serde::Serialize;

use crate::gathered::{Gathered, gathered, gathering};
use crate::{Store, StoreError, trail};

/// A thing that its viewer may see, and the policies that say so. Only the store's choke point makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorized<T> {
    value: T,
    policies: Vec<String>,
}

impl<T> Authorized<T> {
    pub(crate) fn new(value: T, answer: Answer) -> Self {
        Self { value, policies: answer.policies }
    }

    /// The thing.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The thing itself.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The policies by which it may be seen.
    #[must_use]
    pub fn policies(&self) -> &[String] {
        &self.policies
    }

    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Authorized<U> {
        Authorized { value: change(self.value), policies: self.policies }
    }
}

/// Which records `r` the viewer may see: the policies about reading as one predicate. Its twelve values are bound by
/// [`Terms`]; a question's own values begin at `$13`. The keys of a record are few: the cast, which
/// PostgreSQL passes over, keeps SQLite from seeking each key of the viewer among them instead of looking through them once.
macro_rules! visible {
    () => {
        "($12 = 1 OR ((\
           r.service IN (SELECT value FROM json_each($3)) \
           OR ($2 <> '' AND r.author = $2 AND r.kind IN ('person', 'case', 'question')) \
           OR (r.kind IN ('person', 'appointment') AND r.owner IN (SELECT value FROM json_each($4))) \
           OR ($10 = 1 AND r.kind IN ('person', 'appointment', 'body', 'job', 'mail', 'form')) \
           OR ($11 = 1 AND r.kind = 'trail') \
           OR (r.state = 'published' AND EXISTS (SELECT 1 FROM record_key k WHERE k.record = r.id AND k.way = 'audience' \
             AND CAST(k.term AS TEXT) IN (SELECT value FROM json_each($1)) \
             AND (r.level < 1 OR ($2 <> '' AND $6 = 0) OR k.term = $9) \
             AND (r.level < 3 OR k.term LIKE '%:%'))) \
           OR EXISTS (SELECT 1 FROM record_key k WHERE k.record = r.id AND k.way = 'handler' \
             AND CAST(k.term AS TEXT) IN (SELECT value FROM json_each($1))) \
           OR (r.state = 'open' AND EXISTS (SELECT 1 FROM record_key k WHERE k.record = r.id AND k.way = 'queue' \
             AND CAST(k.term AS TEXT) IN (SELECT value FROM json_each($1))))) \
         AND (r.level < 2 OR $5 = 1) \
         AND (r.compartment IS NULL OR r.compartment IN (SELECT value FROM json_each($1))) \
         AND (r.state <> 'withdrawn' OR r.service IN (SELECT value FROM json_each($3))) \
         AND (r.publish_from <= $8 OR r.service IN (SELECT value FROM json_each($3))) \
         AND r.retain_until > $8 \
         AND ($6 = 0 OR r.level < 2 OR ($2 <> '' AND r.author = $2 AND r.kind IN ('person', 'case', 'question')) OR EXISTS (SELECT 1 FROM record_key k \
           WHERE k.record = r.id AND k.way = 'audience' AND k.term = $9)) \
         AND r.service IN (SELECT value FROM json_each($7))))"
    };
}
pub(crate) use visible;

/// What the predicate needs to know of a viewer.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) keys: String,
    pub(crate) person: String,
    pub(crate) officer_of: String,
    pub(crate) focal_of: String,
    pub(crate) second_factor: i64,
    pub(crate) outside: i64,
    pub(crate) services: String,
    pub(crate) now: i64,
    pub(crate) own_key: String,
    pub(crate) administrator: i64,
    pub(crate) auditor: i64,
    pub(crate) program: i64,
}

/// Values as the JSON list that a statement takes.
pub(crate) fn list(values: impl IntoIterator<Item = impl Serialize>) -> String {
    let values: Vec<_> = values.into_iter().collect();
    serde_json::to_string(&values).unwrap_or_else(|_| "[]".to_owned())
}

impl Terms {
    pub(crate) fn of(viewer: &Viewer, now: i64) -> Self {
        let readable = |service: &Service| viewer.scopes().is_none_or(|scopes| scopes.contains(&Scope::read(*service)));
        Self {
            keys: list(viewer.keys()),
            person: viewer.person().map(ToString::to_string).unwrap_or_default(),
            officer_of: list(viewer.officer_of()),
            focal_of: list(viewer.focal_of()),
            second_factor: i64::from(viewer.has_second_factor()),
            outside: i64::from(viewer.is_outside()),
            services: list(Service::ALL.iter().filter(|service| readable(service))),
            now,
            own_key: viewer.person().map(|person| Key::person(person).to_string()).unwrap_or_default(),
            administrator: i64::from(viewer.administers()),
            auditor: i64::from(viewer.audits()),
            program: i64::from(viewer.is_program()),
        }
    }
}

/// Binds the twelve values of the predicate.
macro_rules! with_terms {
    ($run:expr, $terms:expr) => {{
        let terms: &$crate::record::Terms = $terms;
        $run.bind(terms.keys.as_str())
            .bind(terms.person.as_str())
            .bind(terms.officer_of.as_str())
            .bind(terms.focal_of.as_str())
            .bind(terms.second_factor)
            .bind(terms.outside)
            .bind(terms.services.as_str())
            .bind(terms.now)
            .bind(terms.own_key.as_str())
            .bind(terms.administrator)
            .bind(terms.auditor)
            .bind(terms.program)
    }};
}
pub(crate) use with_terms;

/// With the keys of each in one text: neither a way nor a key holds a blank or a comma.
const SOME: Gathered = gathered!(
    "id, kind, service, owner, author, state, level, compartment, publish_from, retain_until, moment, opened_by",
    "SELECT r.*, (SELECT string_agg(k.way || ' ' || k.term, ',') FROM record_key k WHERE k.record = r.id) AS opened_by \
     FROM record r WHERE r.id IN (SELECT value FROM json_each($1)) ORDER BY r.id"
);
pub(crate) const PUT: &str = "INSERT INTO record \
     (id, kind, service, owner, author, state, level, compartment, publish_from, retain_until, moment) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE SET \
     owner = excluded.owner, author = excluded.author, state = excluded.state, level = excluded.level, \
     compartment = excluded.compartment, publish_from = excluded.publish_from, retain_until = excluded.retain_until, \
     moment = excluded.moment";
/// Sets what lists are narrowed to first; it never changes.
pub(crate) const SHELVE: &str = "UPDATE record SET shelf = $2 WHERE id = $1";
pub(crate) const DROP_TERMS: &str = "DELETE FROM record_key WHERE record = $1";
pub(crate) const PUT_TERM: &str = "INSERT INTO record_key (record, way, term) VALUES ($1, $2, $3)";

/// Saves what the policies know of a record, within a transaction.
macro_rules! put_record {
    ($tx:ident, $record:expr, $moment:expr) => {{
        let record: &access::Record = $record;
        sqlx::query($crate::record::PUT)
            .bind(record.id.as_str())
            .bind(record.kind.as_str())
            .bind(record.service.as_str())
            .bind(record.owner.as_ref().map(access::BodyCode::as_str))
            .bind(record.author.as_ref().map(access::PersonId::as_str))
            .bind(record.state.as_str())
            .bind(record.level.number())
            .bind(record.compartment.as_ref().map(access::Key::as_str))
            .bind(record.publish_from)
            .bind(record.retain_until)
            .bind($moment)
            .execute(&mut *$tx)
            .await?;
        sqlx::query($crate::record::DROP_TERMS).bind(record.id.as_str()).execute(&mut *$tx).await?;
        let ways = [("audience", &record.audience), ("handler", &record.handlers), ("queue", &record.queue)];
        for (way, terms) in ways {
            for term in terms {
                let put = sqlx::query($crate::record::PUT_TERM).bind(record.id.as_str()).bind(way);
                put.bind(term.as_str()).execute(&mut *$tx).await?;
            }
        }
    }};
}
pub(crate) use put_record;

type Line = (
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    String,
    i64,
    Option<String>,
    i64,
    i64,
    i64,
    Option<String>,
);

/// A record as it is kept, with the moment that orders lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) record: Record,
    pub(crate) moment: i64,
}

fn read(line: Line) -> Result<Kept, StoreError> {
    let (id, kind, service, owner, author, state, level, compartment, publish_from, retain_until, moment, terms) = line;
    let unreadable = |what: &str, word: &str| StoreError::Unreadable(format!("{what} `{word}` of a record"));
    let body = |code: String| code.parse::<BodyCode>().map_err(StoreError::Unreadable);
    let mut record = Record {
        id: RecordId::kept(id),
        kind: RecordKind::of_word(&kind).ok_or_else(|| unreadable("kind", &kind))?,
        service: service.parse().map_err(|_| unreadable("service", &service))?,
        owner: owner.map(body).transpose()?,
        author: author.map(PersonId::kept),
        state: RecordState::of_word(&state).ok_or_else(|| unreadable("state", &state))?,
        level: Level::of_number(level),
        compartment: compartment.map(Key::kept),
        audience: BTreeSet::new(),
        handlers: BTreeSet::new(),
        queue: BTreeSet::new(),
        publish_from,
        retain_until,
    };
    for term in terms.as_deref().into_iter().flat_map(|terms| terms.split(',')) {
        let (way, term) = term.split_once(' ').ok_or_else(|| unreadable("key", term))?;
        take(&mut record, way, term.to_owned());
    }
    Ok(Kept { record, moment })
}

fn take(record: &mut Record, way: &str, term: String) {
    match way {
        "audience" => record.audience.insert(Key::kept(term)),
        "handler" => record.handlers.insert(Key::kept(term)),
        _ => record.queue.insert(Key::kept(term)),
    };
}

impl Store {
    /// What the policies know of a record, whoever asks; for decisions alone.
    pub(crate) async fn kept(&self, id: &str) -> Result<Option<Kept>, StoreError> {
        Ok(self.kept_all(&[id]).await?.pop())
    }

    /// What the policies know of some records, in the order of their identifiers.
    pub(crate) async fn kept_all(&self, ids: &[&str]) -> Result<Vec<Kept>, StoreError> {
        let asked = list(ids);
        let lines: Vec<Line> = gathering!(self, SOME, run => run.bind(&asked))?;
        lines.into_iter().map(read).collect()
    }

    /// Whether a viewer may do something with a record, as an answer or as a refusal.
    pub(crate) fn permit(
        &self,
        viewer: &Viewer,
        action: Action,
        record: &Record,
        now: i64,
    ) -> Result<Answer, StoreError> {
        let answer = self.policies().decide(viewer, action, record, &Circumstances { now, asked: None });
        if answer.allowed { Ok(answer) } else { Err(StoreError::Refused { policies: answer.policies }) }
    }

    /// The choke point for one record: what the policies know of it, if the viewer may do this with it. Whoever may not
    /// even see it is told that it is not known, unless an appointment of theirs that is over opened it: then they are
    /// told so. Readings of restricted records and every refusal of a change are written down.
    pub(crate) async fn opened(
        &self,
        viewer: &Viewer,
        action: Action,
        kind: RecordKind,
        id: &str,
        now: i64,
    ) -> Result<Authorized<Record>, StoreError> {
        let missing = || StoreError::NotFound { what: kind.as_str(), id: id.to_owned() };
        let kept = self.kept(id).await?.filter(|kept| kept.record.kind == kind).ok_or_else(missing)?;
        let record = kept.record;
        let answer = self.policies().decide(viewer, action, &record, &Circumstances { now, asked: None });
        let restricted = record.level.is_restricted();
        if answer.allowed {
            if restricted && action.reads() {
                self.noted(reading_event(viewer, action, &record, &answer, now)).await?;
            }
            return Ok(Authorized::new(record, answer));
        }
        if restricted || !action.reads() {
            self.noted(reading_event(viewer, action, &record, &answer, now)).await?;
        }
        let visible = !action.reads() && self.permit(viewer, Action::View, &record, now).is_ok();
        if visible || self.was_open(viewer, &record, kept.moment, now).await? {
            return Err(StoreError::Refused { policies: answer.policies });
        }
        // A log-in with one factor is told what it lacks where the second would open the record.
        if !viewer.has_second_factor() && self.permit(&viewer.as_if_proved_twice(), action, &record, now).is_ok() {
            return Err(StoreError::Refused { policies: answer.policies });
        }
        Err(missing())
    }

    /// What the policies say of a viewer and a record, for the page that explains it.
    ///
    /// # Errors
    /// `NotFound` where the viewer may not see it, or what the database says.
    pub async fn explained(
        &self,
        viewer: &Viewer,
        kind: RecordKind,
        id: &str,
        now: i64,
    ) -> Result<Authorized<Record>, StoreError> {
        self.opened(viewer, Action::View, kind, id, now).await
    }
}

pub(crate) fn reading_event(viewer: &Viewer, action: Action, record: &Record, answer: &Answer, now: i64) -> Event {
    let mut event = trail::event(viewer, action.as_str(), record.kind, record.id.as_str(), now);
    event.allowed = answer.allowed;
    event.policies = answer.policies.join(" ");
    event
}
