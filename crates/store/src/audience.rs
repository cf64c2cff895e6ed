use std::collections::{BTreeMap, BTreeSet};

use access::{
    Action, Appointment, BodyCode, Circumstances, Key, LogIn, PersonId, Record, RecordKind, Role, Roles, SessionId,
    Viewer,
};
use serde_json::json;
use sqlx::query_as;

use crate::database::reading;
use crate::{Store, StoreError};

/// People beyond these are not named.
const NAMED: usize = 50;
/// People beyond these are not looked at; then it is said that there are more.
const LOOKED_AT: usize = 50_000;

/// A key of a record, and how many people hold it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// `audience`, `handler` or `queue`.
    pub way: &'static str,
    /// The key.
    pub key: Key,
    /// How many people with an appointment hold it, or with an account where the key is for all of those; none where
    /// everybody does.
    pub people: Option<u64>,
}

/// Somebody who can see a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seer {
    /// Who.
    pub person: PersonId,
    /// Their name, where the one who asks may see the person.
    pub name: Option<String>,
    /// By which roles, for which bodies.
    pub acts: Vec<(Role, BodyCode)>,
    /// The policies by which they can.
    pub policies: Vec<String>,
}

/// Who can see a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience {
    /// What the policies know of it.
    pub record: Record,
    /// Each of its keys with the number of its holders.
    pub keys: Vec<Holding>,
    /// The first people who can see it.
    pub people: Vec<Seer>,
    /// Whether there are more.
    pub more: bool,
}

/// Those of whom an appointment may open a record: by role, by role for a body, by body, by kind of body. Where `$5` is 1,
/// any appointment may. The policies decide; this only leaves out whom no policy could let see it.
macro_rules! likely {
    () => {
        "FROM appointment a JOIN body b ON b.code = a.body WHERE a.ended_at IS NULL AND a.from_at <= $6 \
         AND (a.until_at IS NULL OR a.until_at > $6) AND ($5 = 1 OR a.role IN (SELECT value FROM json_each($1)) \
         OR a.role || '@' || a.body IN (SELECT value FROM json_each($2)) \
         OR a.body IN (SELECT value FROM json_each($3)) OR b.kind IN (SELECT value FROM json_each($4)))"
    };
}
const LIKELY: &str = concat!("SELECT DISTINCT a.person ", likely!(), " AND a.person > $7 ORDER BY a.person LIMIT 200");
const HOLDERS: &str = concat!("SELECT count(DISTINCT a.person) ", likely!());
const ACCOUNTS: &str = "SELECT count(*) FROM account WHERE closed_at IS NULL";

/// How a person would stand who proved two factors: who can see a thing is asked of people, not of their log-ins.
fn proved() -> LogIn {
    LogIn::Session { id: SessionId::kept(String::new()), second_factor: true, proved_at: None }
}

/// What appointments are looked for.
#[derive(Debug, Default)]
struct Likely {
    roles: Vec<String>,
    roles_for: Vec<String>,
    bodies: Vec<String>,
    kinds: Vec<&'static str>,
    any: bool,
}

impl Likely {
    /// Those that hold a key. Keys of one person are nobody's by appointment.
    fn add(&mut self, key: &Key, roles: &Roles) {
        let text = key.as_str();
        match (text.split_once(':'), text) {
            (Some(("role", role)), _) if role.contains('@') => self.roles_for.push(role.to_owned()),
            (Some(("role", role)), _) => self.roles.push(role.to_owned()),
            (Some(("body", body)), _) => self.bodies.push(body.to_owned()),
            (Some(("officers", service)), _) => self.roles.extend(officers(roles, service)),
            (Some(("person", _)), _) => {}
            (None, "members") => self.kinds.push("member"),
            (None, "partners") => self.kinds.push("partner"),
            // A key that is not known here leaves nobody out.
            _ => self.any = true,
        }
    }

    /// Those that may open a record by whatever policy: its keys, its officers, whoever looks after its people, and those
    /// who keep the system.
    fn of(record: &Record, roles: &Roles) -> Self {
        let mut likely = Self::default();
        let keys = record.audience.iter().chain(&record.handlers).chain(&record.queue);
        keys.for_each(|key| likely.add(key, roles));
        likely.roles.extend(officers(roles, record.service.as_str()));
        likely.roles.extend(roles.iter().filter(|facts| facts.focal).map(|facts| facts.id.to_string()));
        [Key::administrators(), Key::auditors()].iter().for_each(|key| likely.add(key, roles));
        likely
    }
}

fn officers<'r>(roles: &'r Roles, service: &str) -> impl Iterator<Item = String> + use<'r> {
    let service = service.to_owned();
    let of_it = roles.iter().filter(move |facts| facts.officer && facts.id.service().as_str() == service);
    of_it.map(|facts| facts.id.to_string())
}

/// Binds what is looked for.
macro_rules! looking {
    ($run:expr, $likely:expr, $now:expr) => {
        $run.bind(json!($likely.roles).to_string())
            .bind(json!($likely.roles_for).to_string())
            .bind(json!($likely.bodies).to_string())
            .bind(json!($likely.kinds).to_string())
            .bind(i64::from($likely.any))
            .bind($now)
    };
}

/// Every key of a record with its way.
fn keys(record: &Record) -> Vec<Holding> {
    let ways = [("audience", &record.audience), ("handler", &record.handlers), ("queue", &record.queue)];
    let all = ways.into_iter().flat_map(|(way, keys)| keys.iter().map(move |key| (way, key)));
    all.map(|(way, key)| Holding { way, key: key.clone(), people: Some(0) }).collect()
}

/// The people whom a record names: its author, and those of keys for one person.
fn named(record: &Record) -> BTreeSet<PersonId> {
    let keys = record.audience.iter().chain(&record.handlers).chain(&record.queue);
    let people = keys.filter_map(|key| key.as_str().strip_prefix("person:")).map(|id| PersonId::kept(id.to_owned()));
    people.chain(record.author.clone()).collect()
}

/// The appointments of each person, in the order of people.
fn by_person(appointments: Vec<Appointment>) -> BTreeMap<PersonId, Vec<Appointment>> {
    let mut people: BTreeMap<PersonId, Vec<Appointment>> = BTreeMap::new();
    for one in appointments {
        people.entry(one.person.clone()).or_default().push(one);
    }
    people
}

/// What is found while people are gone over.
struct Search<'s> {
    store: &'s Store,
    record: Record,
    keys: Vec<Holding>,
    found: Vec<Seer>,
    more: bool,
    now: i64,
}

impl Search<'_> {
    fn look_at(&mut self, person: &PersonId, appointments: &[Appointment]) {
        let viewer = Viewer::of(person.clone(), appointments, self.store.roles(), proved(), self.now);
        let circumstances = Circumstances { now: self.now, asked: None };
        let answer = self.store.policies().decide(&viewer, Action::View, &self.record, &circumstances);
        if !answer.allowed {
            return;
        }
        if self.found.len() >= NAMED {
            self.more = true;
            return;
        }
        let holding = appointments.iter().filter(|one| one.holds(self.now));
        let acts = holding.map(|one| (one.role.clone(), one.body.clone())).collect();
        self.found.push(Seer { person: person.clone(), name: None, acts, policies: answer.policies });
    }
}

impl Store {
    /// Of some people those who may be told of a record: a letter about it goes to nobody who could not open it after a
    /// log-in with two factors.
    ///
    /// # Errors
    /// What the database says.
    pub async fn tellable(
        &self,
        _viewer: &Viewer,
        record: &Record,
        people: &BTreeSet<PersonId>,
        now: i64,
    ) -> Result<BTreeSet<PersonId>, StoreError> {
        let mut told = BTreeSet::new();
        for person in people {
            let viewer = self.viewer_of(person, proved(), now).await?;
            if self.permit(&viewer, Action::Notify, record, now).is_ok() {
                told.insert(person.clone());
            }
        }
        Ok(told)
    }

    /// Whether the viewer keeps a record so far that they may know who sees it: whoever may publish it, or looks after
    /// it as an administrator.
    fn keeps(&self, viewer: &Viewer, record: &Record, now: i64) -> bool {
        let looked_after = [RecordKind::Person, RecordKind::Appointment, RecordKind::Body].contains(&record.kind);
        self.permit(viewer, Action::Publish, record, now).is_ok() || viewer.administers() && looked_after
    }

    /// Every key of a record with the number of its holders.
    async fn holdings(&self, record: &Record, now: i64) -> Result<Vec<Holding>, StoreError> {
        let mut holdings = keys(record);
        for one in &mut holdings {
            one.people = match one.key.as_str() {
                "anyone" => None,
                "account" => {
                    let (count,): (i64,) = reading!(self, pool => query_as(ACCOUNTS).fetch_one(pool))?;
                    u64::try_from(count).ok()
                }
                key if key.starts_with("person:") => Some(1),
                _ => {
                    let mut likely = Likely::default();
                    likely.add(&one.key, self.roles());
                    let (count,): (i64,) =
                        reading!(self, pool => looking!(query_as(HOLDERS), &likely, now).fetch_one(pool))?;
                    u64::try_from(count).ok()
                }
            };
        }
        Ok(holdings)
    }

    /// Who can see a record: for each of its keys the number of its holders, and the first people whom the policies let
    /// see it. None where the viewer does not keep the record.
    ///
    /// # Errors
    /// `NotFound` where the viewer may not even see it, or what the database says.
    pub async fn who_can_see(
        &self,
        viewer: &Viewer,
        kind: RecordKind,
        id: &str,
        now: i64,
    ) -> Result<Option<Audience>, StoreError> {
        let record = self.explained(viewer, kind, id, now).await?.into_value();
        if !self.keeps(viewer, &record, now) {
            return Ok(None);
        }
        let keys = self.holdings(&record, now).await?;
        let likely = Likely::of(&record, self.roles());
        let mut search = Search { store: self, keys, record, found: Vec::new(), more: false, now };
        let mut left = named(&search.record);
        let (mut after, mut looked_at) = (String::new(), 0);
        while !search.more {
            let people: Vec<(String,)> = reading!(self, pool =>
                looking!(query_as(LIKELY), &likely, now).bind(&after).fetch_all(pool))?;
            let people: Vec<String> = people.into_iter().map(|(person,)| person).collect();
            let Some(last) = people.last() else { break };
            after.clone_from(last);
            for (person, appointments) in &by_person(self.appointments_of_all(&people).await?) {
                left.remove(person);
                search.look_at(person, appointments);
            }
            looked_at += people.len();
            search.more |= looked_at >= LOOKED_AT;
        }
        // Whoever is named in person sees it without an appointment too.
        for person in left.iter().take(NAMED) {
            search.look_at(person, &[]);
        }
        let Search { record, keys, found: mut people, more, .. } = search;
        let ids = people.iter().map(|one| one.person.clone()).collect();
        let names = self.names(viewer, &ids, now).await?;
        for one in &mut people {
            one.name = names.get(&one.person).cloned();
        }
        Ok(Some(Audience { record, keys, people, more }))
    }
}
