//! The yearly confirmation: a focal point goes through the appointments of the own bodies.

use std::collections::BTreeSet;

use access::{Appointment, AppointmentId, BodyCode};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::portion::Portion;
use super::shown::{AppointmentRow, Names, is_urgent};
use super::{log_in_first, named, prove_first};
use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::look;
use crate::page::frame::{Frame, Service};
use crate::page::view::part::Chip;
use crate::page::visit::{Visit, page};
use crate::posted::Posted;

/// Appointments confirmed with one form.
const MOST: usize = 300;

/// Of which body, and what was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    /// The body; empty for all that the viewer looks after.
    pub body: String,
    /// How many rows are passed over.
    pub skip: Option<u32>,
    /// How many were just confirmed.
    pub confirmed: Option<u64>,
}

struct Row {
    row: AppointmentRow,
    urgent: Chip,
    confirmed: String,
}

#[derive(Template)]
#[template(path = "certify.html")]
struct Certify {
    f: Frame,
    told: String,
    problem: String,
    more: String,
    rows: Vec<Row>,
    note: String,
    body: String,
    first: Option<String>,
    next: Option<String>,
}

/// The appointments of the bodies that the viewer looks after, those that lapse first at the top.
///
/// # Errors
/// What the store says.
pub async fn show(State(app): State<App>, visit: Visit, Asked(which): Asked<Which>) -> Result<Response, Failure> {
    // The reminder leads here with the body that it is about.
    let of_body = which.body.parse::<BodyCode>().map(|body| format!("/certify?body={body}"));
    if let Some(log_in) = log_in_first(&visit, of_body.as_deref().unwrap_or("/certify")) {
        return Ok(log_in);
    }
    sheet(&app, &visit, &which, "").await
}

async fn sheet(app: &App, visit: &Visit, which: &Which, problem: &str) -> Result<Response, Failure> {
    let (words, viewer, now) = (visit.words, &visit.who.viewer, app.now());
    let asked: Option<BodyCode> = if which.body.is_empty() { None } else { Some(named(&which.body)?) };
    let mut open: Vec<Appointment> = Vec::new();
    let bodies: Vec<BodyCode> = match &asked {
        Some(body) => vec![body.clone()],
        None => viewer.focal_of().iter().cloned().collect(),
    };
    for body in &bodies {
        let found = app.store.appointments_for(viewer, body, now).await?;
        open.extend(found.into_iter().filter(|one| one.over_at().is_none_or(|over| over > now)));
    }
    let mut more = false;
    if bodies.is_empty() {
        let due = app.store.due_for_certification(viewer, now, now).await?;
        (open, more) = (due.first, due.more);
    }
    open.retain(|one| app.store.looks_after(viewer, one));
    more &= !open.is_empty();
    open.sort_by_key(Appointment::lapses_at);
    let (portion, of) = (Portion::of(which.skip, open.len()), ("body", which.body.as_str()));
    let shown = portion.cut(&open);
    let people: BTreeSet<_> = shown.iter().map(|one| one.person.clone()).collect();
    let names = Names::of(app, viewer, &people).await?;
    let row = |one: &Appointment| Row {
        row: names.row(app, words, one),
        urgent: if is_urgent(one, now) { Chip::new(words.t("certify-urgent"), "amber") } else { Chip::new("", "") },
        confirmed: words.day_of(one.certified_at),
    };
    page(&Certify {
        f: visit.frame(app, words.t("certify-title"), Service::People),
        told: which.confirmed.map(|count| words.count("certify-done", count)).unwrap_or_default(),
        problem: look::marked(problem),
        more: if more { words.t("certify-more").to_owned() } else { String::new() },
        note: portion.note(words, "appointments-shown"),
        rows: shown.iter().map(row).collect(),
        body: which.body.clone(),
        first: portion.first("/certify", of),
        next: portion.next("/certify", of),
    })
}

/// Confirms the appointments that were ticked.
///
/// # Errors
/// What the store says.
pub async fn confirm(State(app): State<App>, visit: Visit, Posted { fields, .. }: Posted) -> Result<Response, Failure> {
    let body = fields.one("body").to_owned();
    let place = if body.is_empty() { "/certify".to_owned() } else { format!("/certify?body={body}") };
    if let Some(prove) = prove_first(&app, &visit, &place) {
        return Ok(prove);
    }
    let ticked = fields.all("appointment");
    if ticked.is_empty() {
        let which = Which { body, ..Which::default() };
        let mut response = sheet(&app, &visit, &which, visit.words.t("certify-none-ticked")).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    let ticked = ticked.iter().take(MOST).map(|id| named(id)).collect::<Result<Vec<AppointmentId>, _>>()?;
    app.store.certify_all(&visit.who.viewer, &ticked, app.now()).await?;
    let confirmed = ticked.len();
    let join = if body.is_empty() { '?' } else { '&' };
    Ok(visit.to(&format!("{place}{join}confirmed={confirmed}")))
}
