//! People, bodies and appointments as several pages show them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use access::{Appointment, BodyCode, Key, PersonId, Role, Roles};
use basis::Date;
use jiff::tz::TimeZone;
use secretariat::register::Region;
use store::{Bodies, Body, Viewer};

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::page::view::part::Chip;

/// The day before an appointment's lapse on which it becomes urgent: thirty days.
const URGENT_MICROS: i64 = 30 * 86_400_000_000;

/// An appointment in a table.
#[derive(Debug)]
pub struct AppointmentRow {
    /// Its identifier.
    pub id: String,
    /// Who is appointed; the identifier where the name is not for the viewer.
    pub person: String,
    /// The tail of the address of whoever is appointed.
    pub person_link: String,
    /// The role in words.
    pub role: String,
    /// What the role may do.
    pub note: String,
    /// The name of the body.
    pub body: String,
    /// The tail of the body's address.
    pub body_link: String,
    /// From when until when.
    pub period: String,
    /// The day on which it lapses unless it is confirmed; empty for one that is over.
    pub lapses: String,
    /// Whether it holds.
    pub state: Chip,
    /// Whether it holds now or will hold.
    pub open: bool,
}

/// What rows need to know of people and bodies.
#[derive(Debug, Default)]
pub struct Names {
    people: BTreeMap<PersonId, String>,
    bodies: Arc<Bodies>,
}

impl Names {
    /// The names of some people, as far as the viewer may see them, and of all bodies.
    ///
    /// # Errors
    /// What the store says.
    pub async fn of(app: &App, viewer: &Viewer, people: &BTreeSet<PersonId>) -> Result<Self, Failure> {
        let people = app.store.names(viewer, people, app.now()).await?;
        Ok(Self { people, bodies: app.store.bodies(viewer).await? })
    }

    /// A person's name; the identifier where it is not for the viewer.
    #[must_use]
    pub fn person(&self, words: Words, id: &PersonId) -> String {
        match self.people.get(id).map(String::as_str) {
            Some("") => words.t("people-erased").to_owned(),
            Some(name) => name.to_owned(),
            None => id.to_string(),
        }
    }

    /// Whether the viewer may see the person.
    #[must_use]
    pub fn knows(&self, id: &PersonId) -> bool {
        self.people.contains_key(id)
    }

    /// A body's name; the code where it is not known.
    #[must_use]
    pub fn body(&self, words: Words, code: &BodyCode) -> String {
        self.bodies.get(code).map_or_else(|| code.to_string(), |body| body.name(words.0).to_owned())
    }

    /// All bodies, by their codes.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.bodies.iter()
    }

    /// A key in words.
    #[must_use]
    pub fn key(&self, app: &App, words: Words, key: &Key) -> String {
        let text = key.as_str();
        let role = |role: &str| role.parse().map_or_else(|_| role.to_owned(), |role| role_name(app, words, &role));
        let body = |code: &str| code.parse().map_or_else(|_| code.to_owned(), |code| self.body(words, &code));
        match text.split_once(':') {
            Some(("person", id)) => self.person(words, &PersonId::kept(id.to_owned())),
            Some(("body", code)) => words.say("key-body", &[("body", &body(code))]),
            Some(("officers", service)) => {
                words.say("key-officers", &[("service", words.word("access-service", service))])
            }
            Some(("role", held)) => match held.split_once('@') {
                Some((held, code)) => words.say("key-role-for", &[("body", &body(code)), ("role", &role(held))]),
                None => words.say("key-role", &[("role", &role(held))]),
            },
            _ => words.word("key", text).to_owned(),
        }
    }

    /// An appointment in a table.
    #[must_use]
    pub fn row(&self, app: &App, words: Words, one: &Appointment) -> AppointmentRow {
        let now = app.now();
        let over = one.over_at().is_some_and(|over| over <= now);
        let (key, colour) = match (one.holds(now), over) {
            (true, _) => ("people-holds", "green"),
            (false, true) => ("people-over", ""),
            (false, false) => ("people-not-yet", "blue"),
        };
        let note = app.store.roles().get(&one.role).map(|facts| words.of(&facts.note).to_owned());
        AppointmentRow {
            id: one.id.to_string(),
            person: self.person(words, &one.person),
            person_link: format!("/person/{}", one.person),
            role: role_name(app, words, &one.role),
            note: note.unwrap_or_default(),
            body: self.body(words, &one.body),
            body_link: format!("/member/{}", one.body),
            period: period(words, one),
            lapses: if over { String::new() } else { words.day_of(one.lapses_at()) },
            state: Chip::new(words.t(key), colour),
            open: !over,
        }
    }
}

/// Whether an appointment lapses within thirty days.
#[must_use]
pub fn is_urgent(one: &Appointment, now: i64) -> bool {
    one.lapses_at() <= now.saturating_add(URGENT_MICROS)
}

/// The days of an appointment.
fn period(words: Words, one: &Appointment) -> String {
    let from = words.day_of(one.from);
    match one.ended_at.or_else(|| one.until.map(|until| until.saturating_sub(1))) {
        Some(to) => words.say("period-between", &[("from", &from), ("to", &words.day_of(to))]),
        None => words.say("period-since", &[("from", &from)]),
    }
}

/// A region's name; its word in data where it is none of the register's.
#[must_use]
pub fn region_name(words: Words, region: &str) -> String {
    Region::of_word(region).map_or_else(|| region.to_owned(), |one| words.of(&one.text()).to_owned())
}

/// A role's name; its word in data where it is no longer listed.
#[must_use]
pub fn role_name(app: &App, words: Words, role: &Role) -> String {
    app.store.roles().get(role).map_or_else(|| role.to_string(), |facts| words.of(&facts.title).to_owned())
}

/// Whether somebody is an administrator.
#[must_use]
pub fn is_administrator(viewer: &Viewer) -> bool {
    viewer.administers()
}

/// The roles to which somebody may appoint.
#[must_use]
pub fn roles_given_by(roles: &Roles, viewer: &Viewer) -> Vec<Role> {
    let given = roles.iter().filter(|facts| facts.appointed_by.iter().any(|by| viewer.has_role(by)));
    given.map(|facts| facts.id.clone()).collect()
}

/// The bodies for which somebody may appoint.
#[must_use]
pub fn bodies_looked_after(names: &Names, viewer: &Viewer) -> Vec<BodyCode> {
    let all = is_administrator(viewer);
    let own = names.bodies().filter(|body| all || viewer.focal_of().contains(&body.code));
    own.map(|body| body.code.clone()).collect()
}

/// The first moment of a day in UTC, in microseconds since 1970-01-01.
#[must_use]
pub fn begin_of(day: Date) -> Option<i64> {
    day.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp().as_microsecond())
}
