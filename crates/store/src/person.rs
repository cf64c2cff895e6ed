use std::collections::{BTreeMap, BTreeSet};

use access::{
    AccountKind, Action, BodyCode, Key, PersonId, PersonName, Record, RecordId, RecordKind, Service, Viewer, email,
};
use basis::Language;
use serde::{Deserialize, Serialize};
use sqlx::{query, query_as};

use crate::database::{reading, recorded};
use crate::gathered::{Gathered, gathered, gathering};
use crate::identifier::fresh;
use crate::record::{Authorized, Terms, visible, with_terms};
use crate::trail::{detailed, enter, event};
use crate::{Store, StoreError};

/// A person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their identifier.
    pub id: PersonId,
    /// Their name; empty once they are erased.
    pub name: String,
    /// Their address; none once they are erased.
    pub email: Option<String>,
    /// The language in which mail is written to them.
    pub language: Language,
    /// What kind of account they asked for.
    pub kind: AccountKind,
    /// When they were added, in microseconds since 1970-01-01 UTC.
    pub created_at: i64,
    /// When they were erased.
    pub erased_at: Option<i64>,
    /// Counts the changes, so that two editors do not undo each other.
    pub version: i64,
}

/// A person about to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// Their name.
    pub name: PersonName,
    /// Their address, as [`access::email::read`] gives it.
    pub email: String,
    /// The language in which mail is written to them.
    pub language: Language,
    /// What kind of account they have.
    pub kind: AccountKind,
    /// The body whose focal point looks after them.
    pub owner: Option<BodyCode>,
    /// The handle by which passkeys know them: 64 bytes of chance in hexadecimal.
    pub handle: String,
}

pub(crate) const ADD: &str = "INSERT INTO person \
     (id, name, email, email_folded, language, kind, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
pub(crate) const ADD_ACCOUNT: &str = "INSERT INTO account (person, failures, locked_until, one_time_confirmed, \
     one_time_step, handle) VALUES ($1, 0, 0, 0, 0, $2)";
const ONE: &str = "SELECT id, name, email, language, kind, created_at, erased_at, version FROM person WHERE id = $1";
const BY_EMAIL: &str =
    "SELECT id, name, email, language, kind, created_at, erased_at, version FROM person WHERE email_folded = $1";
macro_rules! row {
    () => {
        "SELECT p.id, p.name, p.email, p.language, p.kind, p.created_at, p.erased_at, p.version FROM "
    };
}
/// Whoever looks after all people goes through them in order.
macro_rules! all {
    () => {
        "person p CROSS JOIN record r WHERE r.id = p.id AND r.kind = 'person' AND p.erased_at IS NULL AND "
    };
}
/// Anybody else sees themselves and the people of the bodies that they look after: a person's record is neither published
/// nor handled.
macro_rules! own {
    () => {
        "(SELECT a.id FROM record a WHERE $2 <> '' AND a.author = $2 AND a.kind = 'person' \
          UNION SELECT o.id FROM record o WHERE o.owner IN (SELECT value FROM json_each($4)) AND o.kind = 'person') seen \
         CROSS JOIN person p CROSS JOIN record r WHERE p.id = seen.id AND r.id = p.id \
         AND r.kind = 'person' AND p.erased_at IS NULL AND "
    };
}
/// The few who are named, whoever asks.
macro_rules! named {
    () => {
        "(SELECT value AS id FROM json_each($17)) named CROSS JOIN person p \
         CROSS JOIN record r WHERE p.id = named.id AND r.id = p.id AND r.kind = 'person' AND p.erased_at IS NULL AND "
    };
}
macro_rules! later {
    () => {
        " AND p.id > $13 ORDER BY p.id LIMIT $14"
    };
}
macro_rules! earlier {
    () => {
        " AND p.id < $13 AND ($14 = '' OR EXISTS (SELECT 1 FROM search_text t \
         WHERE t.record = r.id AND t.content LIKE $14 ESCAPE '!')) AND ($15 = '' OR p.kind = $15) \
         ORDER BY p.id DESC LIMIT $16"
    };
}
macro_rules! people {
    ($($part:expr),+) => {
        gathered!("id, name, email, language, kind, created_at, erased_at, version", row!(), $($part),+)
    };
}
const LIST_ALL: Gathered = people!(all!(), visible!(), later!());
const LIST_OWN: Gathered = people!(own!(), visible!(), later!());
const FOUND_ALL: Gathered = people!(all!(), visible!(), earlier!());
const FOUND_OWN: Gathered = people!(own!(), visible!(), earlier!());
const FOUND_NAMED: Gathered = people!(named!(), visible!(), earlier!());
/// Behind every identifier, in whatever order the database has for text.
const LAST: &str = "g";
const NAMES: Gathered =
    gathered!("id, name", "SELECT id, name FROM person WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id");
const CHANGE: &str = "UPDATE person SET name = $2, language = $3, version = version + 1 WHERE id = $1 AND version = $4";
const READDRESS: &str = "UPDATE person SET email = $2, email_folded = $3, version = version + 1 WHERE id = $1";

pub(crate) type PersonLine = (String, String, Option<String>, String, String, i64, Option<i64>, i64);

pub(crate) fn read_person(line: PersonLine) -> Result<Person, StoreError> {
    let (id, name, email, language, kind, created_at, erased_at, version) = line;
    let unreadable = |what: &str, word: &str| StoreError::Unreadable(format!("{what} `{word}` of a person"));
    Ok(Person {
        id: PersonId::kept(id),
        name,
        email,
        language: Language::of_code(&language).ok_or_else(|| unreadable("language", &language))?,
        kind: AccountKind::of_word(&kind).ok_or_else(|| unreadable("kind", &kind))?,
        created_at,
        erased_at,
        version,
    })
}

/// The words by which a person is found: address and name, folded, with a space before each.
pub(crate) fn found_by(name: &str, address: &str) -> String {
    format!(" {} {}", email::folded(address), name.to_lowercase())
}

/// Lets a person be found by name and address, within a transaction.
macro_rules! index_person {
    ($tx:ident, $id:expr, $language:expr, $name:expr, $email:expr) => {{
        sqlx::query($crate::search::REMOVE_ALL).bind($id).execute(&mut *$tx).await?;
        let content = $crate::person::found_by($name, $email);
        $crate::search::index!($tx, $id, $language, $name, &content);
    }};
}
pub(crate) use index_person;

/// The beginning of a word as a pattern that both databases read alike.
fn beginning(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if words.is_empty() {
        return words;
    }
    let mut pattern = "% ".to_owned();
    for character in words.chars().take(120) {
        if matches!(character, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

/// Which people are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// The beginning of the address or of a part of the name, in capitals or not; empty for all.
    pub text: String,
    /// Whoever asked for an account of this kind.
    pub kind: Option<AccountKind>,
}

/// The record of a person: their own, and their focal point's and the administrators' to look after.
pub(crate) fn record_of(id: &PersonId, owner: Option<&BodyCode>) -> Record {
    let mut record = Record::draft(RecordId::kept(id.to_string()), RecordKind::Person, Service::Administration);
    record.author = Some(id.clone());
    record.owner = owner.cloned();
    record.queue = [Key::administrators()].into();
    record
}

/// Adds a person with an account and their record, within a transaction.
macro_rules! add_person {
    ($tx:ident, $viewer:expr, $id:expr, $new:expr, $now:expr) => {{
        let (id, new): (&access::PersonId, &$crate::NewPerson) = ($id, $new);
        sqlx::query($crate::person::ADD)
            .bind(id.as_str())
            .bind(new.name.as_str())
            .bind(&new.email)
            .bind(access::email::folded(&new.email))
            .bind(new.language.code())
            .bind(new.kind.as_str())
            .bind($now)
            .execute(&mut *$tx)
            .await?;
        sqlx::query($crate::person::ADD_ACCOUNT).bind(id.as_str()).bind(&new.handle).execute(&mut *$tx).await?;
        $crate::record::put_record!($tx, &$crate::person::record_of(id, new.owner.as_ref()), $now);
        $crate::person::index_person!($tx, id.as_str(), new.language, new.name.as_str(), &new.email);
        let entered = $crate::trail::event($viewer, "add", access::RecordKind::Person, id.as_str(), $now);
        $crate::trail::enter!($tx, entered);
    }};
}
pub(crate) use add_person;

/// Whether the viewer sees people beyond themselves and those of their bodies.
fn looks_after_all(viewer: &Viewer) -> bool {
    viewer.administers() || viewer.keeps(Service::Administration)
}

impl Store {
    /// Adds a person with an account that has no way to log in yet.
    ///
    /// # Errors
    /// `Refused`; `Taken` when the address is another person's; `Full`, `Busy`.
    pub async fn add_person(&self, viewer: &Viewer, new: &NewPerson, now: i64) -> Result<PersonId, StoreError> {
        let id = PersonId::kept(fresh(now));
        self.permit(viewer, Action::Administer, &record_of(&id, new.owner.as_ref()), now)?;
        recorded!(self, tx => {
            add_person!(tx, viewer, &id, new, now);
        })
        .map_err(|error| error.taken("address"))?;
        Ok(id)
    }

    /// A person as they stand.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn person(&self, viewer: &Viewer, id: &PersonId, now: i64) -> Result<Authorized<Person>, StoreError> {
        let record = self.opened(viewer, Action::View, RecordKind::Person, id.as_str(), now).await?;
        let person = self.person_kept(id).await?;
        Ok(record.map(|_| person))
    }

    pub(crate) async fn person_kept(&self, id: &PersonId) -> Result<Person, StoreError> {
        let line: Option<PersonLine> = reading!(self, pool => query_as(ONE).bind(id.as_str()).fetch_optional(pool))?;
        line.map_or_else(|| Err(StoreError::NotFound { what: "person", id: id.to_string() }), read_person)
    }

    /// Whose an address is; for log-ins and for mail, never shown.
    ///
    /// # Errors
    /// What the database says.
    pub async fn person_by_email(&self, _viewer: &Viewer, address: &str) -> Result<Option<Person>, StoreError> {
        let folded = email::folded(address);
        let line: Option<PersonLine> = reading!(self, pool => query_as(BY_EMAIL).bind(&folded).fetch_optional(pool))?;
        line.map(read_person).transpose()
    }

    /// The people whom the viewer may see, after one, at most `limit` (up to 1,000).
    ///
    /// # Errors
    /// What the database says.
    pub async fn people(
        &self,
        viewer: &Viewer,
        after: Option<&PersonId>,
        limit: u32,
        now: i64,
    ) -> Result<Vec<Person>, StoreError> {
        let terms = Terms::of(viewer, now);
        let (after, limit) = (after.map_or("", PersonId::as_str), i64::from(limit.clamp(1, 1_000)));
        let listing = if looks_after_all(viewer) { LIST_ALL } else { LIST_OWN };
        let lines: Vec<PersonLine> =
            gathering!(self, listing, run => with_terms!(run, &terms).bind(after).bind(limit))?;
        let people = lines.into_iter().map(read_person).collect::<Result<Vec<_>, _>>()?;
        self.still_visible(viewer, Action::List, people, |person| person.id.as_str(), now).await
    }

    /// The people of a filter whom the viewer may see, the latest first, before one, at most `limit` (up to 1,000).
    ///
    /// # Errors
    /// What the database says.
    pub async fn people_found(
        &self,
        viewer: &Viewer,
        filter: &PeopleFilter,
        before: Option<&PersonId>,
        limit: u32,
        now: i64,
    ) -> Result<Vec<Person>, StoreError> {
        let (terms, pattern) = (Terms::of(viewer, now), beginning(&filter.text));
        let (before, limit) = (before.map_or(LAST, PersonId::as_str), i64::from(limit.clamp(1, 1_000)));
        let kind = filter.kind.map_or("", AccountKind::as_str);
        let all = looks_after_all(viewer);
        let few = if all { self.few_with_words(RecordKind::Person, &filter.text).await? } else { None };
        let listing = match (all, &few) {
            (_, Some(_)) => FOUND_NAMED,
            (true, None) => FOUND_ALL,
            (false, None) => FOUND_OWN,
        };
        let named = serde_json::to_string(&few).map_err(|cause| StoreError::Unreadable(cause.to_string()))?;
        let lines: Vec<PersonLine> = gathering!(self, listing, run => {
            let run = with_terms!(run, &terms).bind(before).bind(&pattern).bind(kind).bind(limit);
            if few.is_some() { run.bind(&named) } else { run }
        })?;
        let people = lines.into_iter().map(read_person).collect::<Result<Vec<_>, _>>()?;
        self.still_visible(viewer, Action::List, people, |person| person.id.as_str(), now).await
    }

    /// The names of some people, of those whom the viewer may see; an erased person's is empty.
    ///
    /// # Errors
    /// What the database says.
    pub async fn names(
        &self,
        viewer: &Viewer,
        people: &BTreeSet<PersonId>,
        now: i64,
    ) -> Result<BTreeMap<PersonId, String>, StoreError> {
        let asked = serde_json::to_string(people).map_err(|cause| StoreError::Unreadable(cause.to_string()))?;
        let lines: Vec<(String, String)> = gathering!(self, NAMES, run => run.bind(&asked))?;
        let seen = self.still_visible(viewer, Action::List, lines, |(id, _)| id.as_str(), now).await?;
        Ok(seen.into_iter().map(|(id, name)| (PersonId::kept(id), name)).collect())
    }

    /// Changes the name and the language of a person, if nobody changed them since `version`.
    ///
    /// # Errors
    /// `Changed` when somebody did; `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn change_person(
        &self,
        viewer: &Viewer,
        id: &PersonId,
        name: &PersonName,
        language: Language,
        version: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Person, id.as_str(), now).await?;
        let address = self.person_kept(id).await?.email.unwrap_or_default();
        recorded!(self, tx => {
            let run = query(CHANGE).bind(id.as_str()).bind(name.as_str()).bind(language.code()).bind(version);
            if run.execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::Changed { what: "person", id: id.to_string() });
            }
            index_person!(tx, id.as_str(), language, name.as_str(), &address);
            let entered = event(viewer, "edit", RecordKind::Person, id.as_str(), now);
            enter!(tx, detailed(entered, &serde_json::json!({ "language": language.code() })));
        })
    }

    /// Gives a person another address, which was proved to be theirs.
    ///
    /// # Errors
    /// `Taken` when it is another person's; `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn readdress(&self, viewer: &Viewer, id: &PersonId, address: &str, now: i64) -> Result<(), StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Person, id.as_str(), now).await?;
        let kept = self.person_kept(id).await?;
        recorded!(self, tx => {
            query(READDRESS).bind(id.as_str()).bind(address).bind(email::folded(address)).execute(&mut *tx).await?;
            index_person!(tx, id.as_str(), kept.language, kept.name.as_str(), address);
            enter!(tx, event(viewer, "readdress", RecordKind::Person, id.as_str(), now));
        })
        .map_err(|error| error.taken("address"))
    }
}
