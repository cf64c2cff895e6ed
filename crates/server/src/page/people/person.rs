//! One person: facts, appointments, account.

use std::collections::BTreeSet;

use access::PersonId;
use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::{Account, Person, Session};

use super::shown::{AppointmentRow, Names, bodies_looked_after, is_administrator, role_name, roles_given_by};
use super::{log_in_first, named};
use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::language::Words;
use crate::look;
use crate::page::frame::{Frame, Service};
use crate::page::view::field::Field;
use crate::page::view::part::{Chip, Choice};
use crate::page::visit::{Visit, page};
use crate::posted::Fields;

/// What was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Told {
    /// The word for it.
    pub told: String,
}

/// What was wrong with a form, and what was typed.
#[derive(Debug, Default)]
pub struct Wrong {
    /// The field that is wrong; empty where it is the whole.
    pub field: &'static str,
    /// What is wrong.
    pub words: String,
    /// The status of the answer.
    pub status: StatusCode,
    /// What was typed.
    pub typed: Fields,
}

impl Wrong {
    /// What a failure says of a field.
    #[must_use]
    pub fn of(words: Words, field: &'static str, failure: &Failure, typed: Fields) -> Self {
        let status = if field.is_empty() { failure.status } else { StatusCode::UNPROCESSABLE_ENTITY };
        Self { field, words: words.sentence(failure.text.in_language(words.0)), status, typed }
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn with(&self, field: &str) -> String {
        if self.field == field { look::unmarked(&self.words) } else { String::new() }
    }
}

struct SessionRow {
    way: String,
    agent: String,
    address: String,
    begun: String,
    seen: String,
}

#[derive(Template)]
#[template(path = "person.html")]
struct Sheet {
    f: Frame,
    id: String,
    name: String,
    told: String,
    problem: String,
    facts: Vec<(&'static str, String)>,
    chips: Vec<Chip>,
    appointments: Vec<AppointmentRow>,
    past: Vec<AppointmentRow>,
    acts: bool,
    prove: bool,
    appoint: Vec<Field>,
    account: bool,
    sessions: Vec<SessionRow>,
    administers: bool,
    closed: bool,
    locked: bool,
    erased: bool,
}

/// One person.
///
/// # Errors
/// `not-found` for somebody whom the viewer may not see, or what the store says.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Asked(told): Asked<Told>,
) -> Result<Response, Failure> {
    let id: PersonId = named(&id)?;
    if let Some(log_in) = log_in_first(&visit, &format!("/person/{id}")) {
        return Ok(log_in);
    }
    sheet(&app, &visit, &id, &told.told, &Wrong::default()).await
}

/// All that is kept about a person, as data protection asks for it.
///
/// # Errors
/// `not-found`, `refused`, or what the store says.
pub async fn export(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let id: PersonId = named(&id)?;
    let kept = app.store.person_export(&visit.who.viewer, &id, app.now()).await?;
    let file = format!("attachment; filename=\"person-{id}.json\"");
    Ok(([(header::CONTENT_DISPOSITION, file), (header::CACHE_CONTROL, "no-store".to_owned())], Json(kept))
        .into_response())
}

/// The page of a person, with what was just done or what was wrong with a form.
///
/// # Errors
/// As [`show`].
pub async fn sheet(app: &App, visit: &Visit, id: &PersonId, told: &str, wrong: &Wrong) -> Result<Response, Failure> {
    let (words, viewer, now) = (visit.words, &visit.who.viewer, app.now());
    let person = app.store.person(viewer, id, now).await?.into_value();
    let account = app.store.account(viewer, id).await?;
    let appointments = app.store.appointments_of(viewer, id, now).await?;
    let names = Names::of(app, viewer, &BTreeSet::from([id.clone()])).await?;
    let rows = appointments.iter().map(|one| names.row(app, words, one));
    let (open, past): (Vec<_>, Vec<_>) = rows.partition(|row| row.open);
    let own = viewer.person() == Some(id);
    let looks_after = is_administrator(viewer) || !viewer.focal_of().is_empty();
    let sessions = if own || looks_after { app.store.sessions(viewer, id, now).await? } else { Vec::new() };
    let erased = person.erased_at.is_some();
    // Nobody appoints themselves.
    let appoints = looks_after && !own && !erased;
    let name = if erased { words.t("people-erased").to_owned() } else { person.name.clone() };
    let told_words = if told.is_empty() { "" } else { words.word("people-told", told) };
    let mut response = page(&Sheet {
        f: visit.frame(app, name.clone(), Service::People),
        id: id.to_string(),
        name,
        told: told_words.to_owned(),
        problem: look::marked(&wrong.words),
        facts: facts(words, &person, &account),
        chips: chips(words, &account, now),
        appointments: open,
        past,
        acts: appoints,
        prove: appoints && !viewer.is_fresh(now),
        appoint: if appoints { appoint_fields(app, visit, &names, wrong) } else { Vec::new() },
        account: own || looks_after,
        sessions: sessions.iter().map(|session| session_row(words, session, now)).collect(),
        administers: is_administrator(viewer),
        closed: account.closed_at.is_some(),
        locked: account.locked_until > now,
        erased,
    })?;
    if !wrong.words.is_empty() {
        *response.status_mut() = wrong.status;
    }
    Ok(response)
}

fn facts(words: Words, person: &Person, account: &Account) -> Vec<(&'static str, String)> {
    let proved = account.email_proved_at.map_or_else(|| words.t("people-never").to_owned(), |at| words.day_of(at));
    let mut facts = vec![
        ("people-email", person.email.clone().unwrap_or_default()),
        ("people-proved", proved),
        ("people-language", words.word("language", person.language.code()).to_owned()),
        ("people-kind", words.word("people-kind", person.kind.as_str()).to_owned()),
        ("people-added", words.moment(person.created_at)),
    ];
    facts.extend(person.erased_at.map(|at| ("people-erased-on", words.moment(at))));
    facts
}

/// How the account stands.
fn chips(words: Words, account: &Account, now: i64) -> Vec<Chip> {
    let mut chips = Vec::new();
    match account.closed_at {
        Some(_) => chips.push(Chip::new(words.t("people-account-closed"), "red")),
        None => chips.push(Chip::new(words.t("people-account-open"), "green")),
    }
    if account.locked_until > now {
        let until = words.short_moment(account.locked_until);
        chips.push(Chip::new(words.say("people-account-locked", &[("until", &until)]), "amber"));
    }
    chips
}

fn session_row(words: Words, session: &Session, now: i64) -> SessionRow {
    SessionRow {
        way: words.word("way", &session.way.replace('+', "-")).to_owned(),
        agent: session.agent.clone(),
        address: session.address.clone(),
        begun: words.short_moment(session.begun_at),
        seen: words.ago(now, session.seen_at),
    }
}

/// The form by which the viewer appoints, limited to the roles and bodies that they may give.
fn appoint_fields(app: &App, visit: &Visit, names: &Names, wrong: &Wrong) -> Vec<Field> {
    let (words, viewer) = (visit.words, &visit.who.viewer);
    let none = || Choice { value: String::new(), words: words.t("people-choose").to_owned(), chosen: false };
    let choice = |value: String, shown: String, typed: &str| Choice { chosen: value == typed, value, words: shown };
    let role = wrong.typed.one("role");
    let given = roles_given_by(app.store.roles(), viewer).into_iter();
    let roles = given.map(|one| choice(one.to_string(), role_name(app, words, &one), role));
    let body = wrong.typed.one("body");
    let after = bodies_looked_after(names, viewer).into_iter();
    let bodies = after.map(|one| choice(one.to_string(), names.body(words, &one), body));
    vec![
        Field::new("role", "select", words.t("people-role"))
            .choices(std::iter::once(none()).chain(roles).collect())
            .problem(&wrong.with("role"))
            .required(),
        Field::new("body", "select", words.t("people-body"))
            .choices(std::iter::once(none()).chain(bodies).collect())
            .problem(&wrong.with("body"))
            .required(),
        Field::new("from", "date", words.t("people-from"))
            .hint(words.t("people-from-hint"))
            .problem(&wrong.with("from"))
            .value(wrong.typed.one("from")),
        Field::new("until", "date", words.t("people-until"))
            .hint(words.t("people-until-hint"))
            .problem(&wrong.with("until"))
            .value(wrong.typed.one("until")),
    ]
}
