//! Appointments from the page of a person: making one, ending one, confirming one.

use access::{AppointmentId, PersonId};
use axum::extract::{Path, State};
use axum::response::Response;
use store::{Act, NewAppointment, StoreError};

use super::person::{Wrong, sheet};
use super::shown::begin_of;
use super::{named, prove_first};
use crate::App;
use crate::error::Failure;
use crate::page::visit::Visit;
use crate::posted::{Fields, Posted};
use crate::upload::day;
use crate::{letters, notice};

/// Appoints the person; where two persons are needed, it is proposed.
///
/// # Errors
/// What the store says.
pub async fn appoint(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Posted { fields, .. }: Posted,
) -> Result<Response, Failure> {
    let id: PersonId = named(&id)?;
    let tail = format!("/person/{id}");
    if let Some(prove) = prove_first(&app, &visit, &tail) {
        return Ok(prove);
    }
    let (viewer, now) = (&visit.who.viewer, app.now());
    let new = match read(&app, &id, &fields) {
        Ok(new) => new,
        Err((field, failure)) => return again(&app, &visit, &id, field, &failure, fields).await,
    };
    match app.store.appoint(viewer, &new, now).await {
        Ok(_) => Ok(visit.to(&format!("{tail}?told=appointed"))),
        Err(StoreError::TwoPersons) => {
            let NewAppointment { person, body, role, from, until } = new;
            app.store.propose(viewer, &Act::Appoint { person, body, role, from, until }, now).await?;
            Ok(visit.to(&format!("{tail}?told=proposed")))
        }
        Err(error) => {
            let field = match &error {
                StoreError::Role(_) => "role",
                StoreError::NotFound { what: "body", .. } => "body",
                _ => "",
            };
            again(&app, &visit, &id, field, &Failure::from(error), fields).await
        }
    }
}

async fn again(
    app: &App,
    visit: &Visit,
    id: &PersonId,
    field: &'static str,
    failure: &Failure,
    fields: Fields,
) -> Result<Response, Failure> {
    sheet(app, visit, id, "", &Wrong::of(visit.words, field, failure, fields)).await
}

/// The appointment of a form; the field that cannot be read, with what is wrong.
fn read(app: &App, person: &PersonId, fields: &Fields) -> Result<NewAppointment, (&'static str, Failure)> {
    let role = fields
        .one("role")
        .parse()
        .map_err(|_| ("role", Failure::misuse("role", "choose a role", "choisissez un rôle")))?;
    let body = fields
        .one("body")
        .parse()
        .map_err(|_| ("body", Failure::misuse("body", "choose a body", "choisissez un organe")))?;
    let from = day(fields.one("from")).map_err(|failure| ("from", failure))?;
    let until = day(fields.one("until")).map_err(|failure| ("until", failure))?;
    let now = app.now();
    // An appointment from today on holds at once, not since midnight.
    let from = from.filter(|from| *from != app.today()).and_then(begin_of).unwrap_or(now);
    // The last day belongs to it.
    let until = until.and_then(|last| last.tomorrow().ok()).and_then(begin_of);
    if until.is_some_and(|until| until <= from) {
        let failure = Failure::misuse("day", "the last day is before the first", "le dernier jour précède le premier");
        return Err(("until", failure));
    }
    Ok(NewAppointment { person: person.clone(), body, role, from, until })
}

/// The person and the appointment that a form names, once whoever sends it has proved who they are; else the page that
/// asks for the proof.
fn asked(
    app: &App,
    visit: &Visit,
    id: &str,
    fields: &Fields,
) -> Result<Result<(PersonId, AppointmentId), Response>, Failure> {
    let (id, one): (PersonId, AppointmentId) = (named(id)?, named(fields.one("appointment"))?);
    let prove = prove_first(app, visit, &format!("/person/{id}"));
    Ok(prove.map_or(Ok((id, one)), Err))
}

/// Ends an appointment now.
///
/// # Errors
/// What the store says.
pub async fn end(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Posted { fields, .. }: Posted,
) -> Result<Response, Failure> {
    let (id, one) = match asked(&app, &visit, &id, &fields)? {
        Ok(asked) => asked,
        Err(prove) => return Ok(prove),
    };
    let (viewer, now) = (&visit.who.viewer, app.now());
    let ended = app.store.appointment(viewer, &one, now).await?;
    app.store.end_appointment(viewer, &one, now).await?;
    notice::appointment_ended(&app.store, &letters::site(&app), &ended, now).await?;
    Ok(visit.to(&format!("/person/{id}?told=ended")))
}

/// Confirms that an appointment is still right.
///
/// # Errors
/// What the store says.
pub async fn certify(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Posted { fields, .. }: Posted,
) -> Result<Response, Failure> {
    let (id, one) = match asked(&app, &visit, &id, &fields)? {
        Ok(asked) => asked,
        Err(prove) => return Ok(prove),
    };
    app.store.certify(&visit.who.viewer, &one, app.now()).await?;
    Ok(visit.to(&format!("/person/{id}?told=certified")))
}
