use std::collections::{BTreeMap, BTreeSet};

use access::{
    Action, Appointment, BodyCode, Circumstances, Key, LogIn, PersonId, Record, RecordKind, Role, Roles, SessionId,
    Viewer,
};
use sqlx::query_as;

use crate::appointment::holds;
use crate::database::reading;
use crate::gathered::{Gathered, gathered, gathering};
use crate::record::list;
use crate::{Authorized, Count, Store, StoreError};

/// People beyond these are not named.
const NAMED: usize = 10;
/// People beyond these are not looked at; then it is said that there may be more.
const LOOKED_AT: usize = 2_000;
/// People looked at with one question.
const AT_ONCE: i64 = 15;
/// Holders of a key are counted up to here.
const COUNTED: i64 = 101;

/// A key of a record, and how many people hold it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// `audience`, `handler` or `queue`.
    pub way: &'static str,
    /// The key.
    pub key: Key,
    /// How many people with an appointment hold it, or with an account where the key is for all of those; none where
    /// everybody does.
    pub people: Option<Count>,
}

/// Somebody who can see a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seer {
    /// Who.
    pub person: PersonId,
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

/// A list of the people of some appointments in the order of an index, from a place on; and, for many lists of words at
/// once, how many people have an appointment of any of these words, as far as it matters.
macro_rules! listed {
    ($from:literal, $word:literal) => {
        listed!($from, $word, "a.body")
    };
    ($from:literal, $word:literal, $body:literal) => {
        Statements {
            list: gathered!(
                "body, person",
                concat!("SELECT a.body, a.person FROM ", $from, " AND ", $word, " = $1 AND "),
                holds!("$3", "$4"),
                concat!(" AND ", $body, " >= $5 AND (a.body > $5 OR (a.body = $5 AND a.person > $6)) ORDER BY ", $body),
                ", a.person LIMIT $7"
            ),
            count: gathered!(
                "words, people",
                "SELECT asked.value AS words, (SELECT count(*) FROM (SELECT DISTINCT a.person FROM ",
                concat!($from, " AND ", $word, " IN (SELECT value FROM json_each(asked.value)) AND "),
                holds!("$3", "$4"),
                " LIMIT $5) held) AS people FROM json_each($1) asked"
            ),
        }
    };
}
/// The statements that look for appointments by a word, and by a second one where there are two: `list` names them in order,
/// `count` says how many people there are.
#[derive(Clone, Copy, Debug)]
struct Statements {
    list: Gathered,
    count: Gathered,
}
const OF_ROLE: Statements = listed!("appointment a WHERE $2 = ''", "a.role");
const OF_ROLE_AND_BODY: Statements = listed!("appointment a WHERE a.body = $2", "a.role");
const OF_BODY: Statements = listed!("appointment a WHERE $2 = ''", "a.body");
const OF_KIND: Statements =
    listed!("body b CROSS JOIN appointment a WHERE a.body = b.code AND $2 = ''", "b.kind", "b.code");
const OF_ANY: Statements = listed!("appointment a WHERE $2 = ''", "''");
const ACCOUNTS: &str = "SELECT count(*) FROM (SELECT 1 FROM account WHERE closed_at IS NULL LIMIT $1) open";

/// How a person would stand who proved two factors: who can see a thing is asked of people, not of their log-ins.
fn proved() -> LogIn {
    LogIn::Session { id: SessionId::kept(String::new()), second_factor: true, proved_at: None }
}

/// What appointments are looked for: how, and by what words.
#[derive(Clone, Debug)]
struct Lead {
    statements: Statements,
    first: String,
    second: String,
}

impl Lead {
    fn new(statements: Statements, first: &str, second: &str) -> Self {
        Self { statements, first: first.to_owned(), second: second.to_owned() }
    }

    /// The appointments that hold a key. Keys of one person are nobody's by appointment.
    fn of(key: &Key, roles: &Roles) -> Vec<Self> {
        let text = key.as_str();
        match (text.split_once(':'), text) {
            (Some(("role", role)), _) => match role.split_once('@') {
                Some((role, body)) => vec![Self::new(OF_ROLE_AND_BODY, role, body)],
                None => vec![Self::new(OF_ROLE, role, "")],
            },
            (Some(("body", body)), _) => vec![Self::new(OF_BODY, body, "")],
            (Some(("officers", service)), _) => {
                officers(roles, service).map(|role| Self::new(OF_ROLE, &role, "")).collect()
            }
            (Some(("person", _)), _) => Vec::new(),
            (None, "members") => vec![Self::new(OF_KIND, "member", "")],
            (None, "partners") => vec![Self::new(OF_KIND, "partner", "")],
            // A key that is not known here leaves nobody out.
            _ => vec![Self::new(OF_ANY, "", "")],
        }
    }

    /// Those that may open a record by whatever policy: the members of its closed group alone, where it has one; else
    /// its keys, its officers, whoever looks after its people, and those who keep the system.
    fn all(record: &Record, roles: &Roles) -> Vec<Self> {
        if let Some(group) = &record.compartment {
            return Self::of(group, roles);
        }
        let mut leads: Vec<Self> = keys(record).flat_map(|(_, key)| Self::of(key, roles)).collect();
        let focal = roles.iter().filter(|facts| facts.focal).map(|facts| facts.id.to_string());
        let kept = officers(roles, record.service.as_str()).chain(focal);
        leads.extend(kept.map(|role| Self::new(OF_ROLE, &role, "")));
        let system = [Key::administrators(), Key::auditors()];
        leads.extend(system.iter().flat_map(|key| Self::of(key, roles)));
        leads
    }
}

/// Keys whose holders are counted with one question, and the words of each as a list.
struct Asked<'k> {
    count: Gathered,
    keys: Vec<&'k Key>,
    words: Vec<String>,
}

fn officers<'r>(roles: &'r Roles, service: &str) -> impl Iterator<Item = String> + use<'r> {
    let service = service.to_owned();
    let of_it = roles.iter().filter(move |facts| facts.officer && facts.id.service().as_str() == service);
    of_it.map(|facts| facts.id.to_string())
}

/// Every key of a record with its way.
fn keys(record: &Record) -> impl Iterator<Item = (&'static str, &Key)> {
    let ways = [("audience", &record.audience), ("handler", &record.handlers), ("queue", &record.queue)];
    ways.into_iter().flat_map(|(way, keys)| keys.iter().map(move |key| (way, key)))
}

fn counted(people: i64) -> Count {
    Count { value: u64::try_from(people).unwrap_or(0), exact: people < COUNTED }
}

/// The people whom a record names: its author, and those of keys for one person.
fn named(record: &Record) -> BTreeSet<PersonId> {
    let people = keys(record)
        .filter_map(|(_, key)| key.as_str().strip_prefix("person:"))
        .map(|id| PersonId::kept(id.to_owned()));
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
    found: Vec<Seer>,
    looked_at: BTreeSet<PersonId>,
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
        self.found.push(Seer { person: person.clone(), acts, policies: answer.policies });
    }

    /// Looks at the people of a lead until there are enough, each once.
    async fn follow(&mut self, lead: &Lead) -> Result<(), StoreError> {
        let (mut body, mut after) = (String::new(), String::new());
        while !self.more {
            let people: Vec<(String, String)> = gathering!(self.store, lead.statements.list, run => run
                .bind(&lead.first)
                .bind(&lead.second)
                .bind(self.now)
                .bind(Appointment::confirmed_after(self.now))
                .bind(&body)
                .bind(&after)
                .bind(AT_ONCE))?;
            let Some(last) = people.last() else { return Ok(()) };
            (body, after) = last.clone();
            let fresh: BTreeSet<PersonId> = people.into_iter().map(|(_, person)| PersonId::kept(person)).collect();
            let fresh: Vec<String> = fresh.difference(&self.looked_at).map(ToString::to_string).collect();
            for (person, appointments) in &by_person(self.store.appointments_of_all(&fresh).await?) {
                self.look_at(person, appointments);
                if self.more {
                    return Ok(());
                }
            }
            self.looked_at.extend(fresh.into_iter().map(PersonId::kept));
            self.more |= self.looked_at.len() >= LOOKED_AT;
        }
        Ok(())
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
        let held = self.held(keys(record).map(|(_, key)| key), now).await?;
        let mut holdings = Vec::new();
        for (way, key) in keys(record) {
            let people = match key.as_str() {
                "anyone" => None,
                "account" => {
                    let (count,): (i64,) = reading!(self, pool => query_as(ACCOUNTS).bind(COUNTED).fetch_one(pool))?;
                    Some(counted(count))
                }
                of_one if of_one.starts_with("person:") => Some(counted(1)),
                _ => Some(counted(held.get(key).copied().unwrap_or(0))),
            };
            holdings.push(Holding { way, key: key.clone(), people });
        }
        Ok(holdings)
    }

    /// How many people hold each of some keys by an appointment. Those that are counted in the same way are counted with
    /// one question.
    async fn held<'k>(
        &self,
        keys: impl Iterator<Item = &'k Key>,
        now: i64,
    ) -> Result<BTreeMap<&'k Key, i64>, StoreError> {
        let mut ways: BTreeMap<(&'static str, String), Asked<'k>> = BTreeMap::new();
        for key in keys.filter(|key| !["anyone", "account"].contains(&key.as_str())) {
            let leads = Lead::of(key, self.roles());
            let Some(Lead { statements, second, .. }) = leads.first() else { continue };
            let way = ways.entry((statements.count.sqlite, second.clone()));
            let asked = way.or_insert_with(|| Asked { count: statements.count, keys: Vec::new(), words: Vec::new() });
            asked.keys.push(key);
            asked.words.push(list(leads.iter().map(|one| &one.first)));
        }
        let mut held = BTreeMap::new();
        for ((_, second), asked) in ways {
            let people: Vec<(String, i64)> = gathering!(self, asked.count, run => run
                .bind(list(&asked.words))
                .bind(&second)
                .bind(now)
                .bind(Appointment::confirmed_after(now))
                .bind(COUNTED))?;
            let people: BTreeMap<String, i64> = people.into_iter().collect();
            let of_key = |(key, words): (&'k Key, &String)| Some((key, *people.get(words)?));
            held.extend(asked.keys.into_iter().zip(&asked.words).filter_map(of_key));
        }
        Ok(held)
    }

    /// Who can see a record that was opened for the viewer: for each of its keys the number of its holders, and the first
    /// people whom the policies let see it. None where the viewer does not keep the record.
    ///
    /// # Errors
    /// What the database says.
    pub async fn who_can_see(
        &self,
        viewer: &Viewer,
        seen: &Authorized<Record>,
        now: i64,
    ) -> Result<Option<Audience>, StoreError> {
        if !self.keeps(viewer, seen.value(), now) {
            return Ok(None);
        }
        let record = seen.value().clone();
        let keys = self.holdings(&record, now).await?;
        let leads = Lead::all(&record, self.roles());
        let (found, looked_at) = (Vec::new(), BTreeSet::new());
        let mut search = Search { store: self, record, found, looked_at, more: false, now };
        // Whoever is named in person sees it without an appointment too.
        for person in named(&search.record).iter().take(NAMED) {
            let appointments = self.appointments_kept(person).await?;
            search.look_at(person, &appointments);
            search.looked_at.insert(person.clone());
        }
        for lead in &leads {
            search.follow(lead).await?;
        }
        let Search { record, found: people, more, .. } = search;
        Ok(Some(Audience { record, keys, people, more }))
    }
}
