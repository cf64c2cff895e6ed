//! One's own account: name, log-ins, what proves who one is, for whom one acts.

use access::{Appointment, PersonName, password};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use basis::Language;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::Session;

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::log_in::{self, Trying};
use crate::look;
use crate::notice;
use crate::page::frame::{Frame, Service};
use crate::page::view::field::Field;
use crate::page::view::part::{Chip, Choice};
use crate::page::visit::{Visit, page};
use crate::posted::Posted;

/// A log-in session as the account shows it.
struct SessionRow {
    id: String,
    here: bool,
    way: String,
    agent: String,
    address: String,
    begun: String,
    seen: String,
}

/// The tie to the provider of log-ins as the account shows it.
struct Tied {
    name: String,
    state: Chip,
    untie: Option<String>,
}

/// An appointment as the account shows it.
struct AppointmentRow {
    role: String,
    note: String,
    body: String,
    period: String,
    state: Chip,
}

/// The page of the account.
#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    f: Frame,
    problem: String,
    name: Field,
    language: Field,
    email: String,
    version: i64,
    second: Chip,
    passkeys: String,
    one_time: Chip,
    recovery: String,
    provider: Option<Tied>,
    has_password: bool,
    sessions: Vec<SessionRow>,
    appointments: Vec<AppointmentRow>,
}

/// A moment as a day and a time in UTC.
#[must_use]
pub fn moment(words: Words, at: i64) -> String {
    let at = Timestamp::from_microsecond(at).unwrap_or_default().to_zoned(TimeZone::UTC);
    format!("{}, {:02}:{:02} UTC", words.short_date(at.date()), at.hour(), at.minute())
}

/// The account of whoever is logged in; the log-in otherwise.
///
/// # Errors
/// What the store says.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    sheet(&app, &visit, "").await
}

async fn sheet(app: &App, visit: &Visit, problem: &str) -> Result<Response, Failure> {
    let (viewer, words, now) = (&visit.who.viewer, visit.words, app.now());
    let Some(id) = viewer.person() else { return Ok(visit.to("/sign-in?to=/account")) };
    let person = app.store.person(viewer, id, now).await?.into_value();
    let account = app.store.account(viewer, id).await?;
    let passkeys = app.store.passkeys(viewer, id).await?.len() as u64;
    let sessions = app.store.sessions(viewer, id, now).await?;
    let appointments = app.store.appointments_of(viewer, id, now).await?;
    let mut rows = Vec::with_capacity(appointments.len());
    for appointment in &appointments {
        let body = app.store.body(viewer, &appointment.body).await?;
        let name = body.name(words.0).to_owned();
        rows.push(appointment_row(app, words, appointment, name));
    }
    let language = |language: Language| Choice {
        value: language.code().to_owned(),
        words: words.t(if language == Language::En { "language-en" } else { "language-fr" }).to_owned(),
        chosen: language == person.language,
    };
    let yes =
        |on: bool| Chip::new(words.t(if on { "state-on" } else { "state-off" }), if on { "green" } else { "amber" });
    let provider = app.site.provider.as_ref().map(|one| Tied {
        name: one.name().to_owned(),
        state: yes(account.subject.is_some()),
        untie: account.subject.as_ref().map(|_| words.say("provider-untie", &[("name", one.name())])),
    });
    page(&Account {
        f: visit.frame(app, words.t("account-title"), Service::Nowhere),
        problem: look::marked(problem),
        name: Field::new("name", "text", words.t("field-name")).value(&person.name).complete("name").required(),
        language: Field::new("language", "select", words.t("field-language"))
            .choices(Language::ALL.into_iter().map(language).collect()),
        email: person.email.unwrap_or_default(),
        version: person.version,
        second: yes(viewer.has_second_factor()),
        passkeys: words.count("account-passkeys", passkeys),
        one_time: yes(account.one_time_confirmed),
        recovery: words.count("account-recovery", app.store.recovery_left(viewer, id).await?),
        provider,
        has_password: account.password.is_some(),
        sessions: sessions.iter().map(|session| session_row(visit, session)).collect(),
        appointments: rows,
    })
}

fn session_row(visit: &Visit, session: &Session) -> SessionRow {
    let words = visit.words;
    SessionRow {
        id: session.id.to_string(),
        here: visit.who.session.as_ref().is_some_and(|own| own.id == session.id),
        way: words.word("way", &session.way.replace('+', "-")).to_owned(),
        agent: session.agent.clone(),
        address: session.address.clone(),
        begun: moment(words, session.begun_at),
        seen: moment(words, session.seen_at),
    }
}

fn appointment_row(app: &App, words: Words, one: &Appointment, body: String) -> AppointmentRow {
    let facts = app.store.roles().get(&one.role);
    let day = |at: i64| Timestamp::from_microsecond(at).unwrap_or_default().to_zoned(TimeZone::UTC).date();
    let end = one.ended_at.or(one.until).map(day);
    let (key, colour) = if one.holds(app.now()) { ("appointment-holds", "green") } else { ("appointment-over", "") };
    AppointmentRow {
        role: facts.map_or_else(|| one.role.to_string(), |facts| words.of(&facts.title).to_owned()),
        note: facts.map(|facts| words.of(&facts.note).to_owned()).unwrap_or_default(),
        body,
        period: words.period(day(one.from), end),
        state: Chip::new(words.t(key), colour),
    }
}

/// Changes name and language.
///
/// # Errors
/// What the store says.
pub async fn change(State(app): State<App>, visit: Visit, Posted { fields, who }: Posted) -> Result<Response, Failure> {
    let Some(id) = who.viewer.person() else { return Ok(visit.to("/sign-in?to=/account")) };
    let name = match PersonName::read(fields.one("name")) {
        Ok(name) => name,
        Err(fault) => return refused(&app, &visit, visit.words.of(&fault.text())).await,
    };
    let language = Language::of_code(fields.one("language")).unwrap_or(visit.words.0);
    let version = fields.one("version").parse().unwrap_or(0);
    app.store.change_person(&who.viewer, id, &name, language, version, app.now()).await?;
    Ok(visit.to("/account"))
}

async fn refused(app: &App, visit: &Visit, problem: &str) -> Result<Response, Failure> {
    let mut response = sheet(app, visit, problem).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Changes the password: the old one, or a proof minutes ago, is needed. Every other log-in ends, and every
/// token.
///
/// # Errors
/// What the store says.
pub async fn password(
    State(app): State<App>,
    visit: Visit,
    Posted { fields, who }: Posted,
) -> Result<Response, Failure> {
    let (Some(id), Some(session)) = (who.viewer.person(), who.viewer.session()) else {
        return Ok(visit.to("/sign-in?to=/account"));
    };
    let now = app.now();
    let account = app.store.account(&who.viewer, id).await?;
    let second = app.store.has_second_factor(&who.viewer, id).await?;
    let first = account.password.is_none() && who.viewer.lacks_for_proofs(second, now).is_none();
    let (trying, typed) = (Trying::Session(session), fields.typed("old"));
    if !first && !log_in::password_holds(&app, &who.viewer, trying, Some(&account), typed).await? {
        return refused(&app, &visit, visit.words.t("password-old-wrong")).await;
    }
    let person = app.store.person(&who.viewer, id, now).await?.into_value();
    let own = [person.name.as_str(), person.email.as_deref().unwrap_or_default()];
    if let Err(weakness) = password::check(fields.typed("new"), &own) {
        return refused(&app, &visit, visit.words.of(&weakness.text())).await;
    }
    let hash = log_in::hash(fields.typed("new").to_owned()).await?;
    let mails = notice::changed(&app, id, "changed-password").await?;
    app.store.set_password(&who.viewer, id, &hash, &mails, now).await?;
    Ok(visit.to("/account"))
}

/// All that is kept about oneself, as a file.
///
/// # Errors
/// What the store says.
pub async fn export(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Some(id) = visit.who.viewer.person() else { return Ok(visit.to("/sign-in?to=/account")) };
    let all = app.store.person_export(&visit.who.viewer, id, app.now()).await?;
    let text = serde_json::to_string_pretty(&all).map_err(|_| Failure::inner())?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"account.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}
