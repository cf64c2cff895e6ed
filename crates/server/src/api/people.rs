//! People, as far as the one who asks may see them.

use access::{Appointment, PersonId};
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::error::{ErrorBody, Failure};
use crate::page::people::named;
use crate::who::Who;

/// A person with the appointments that the one who asks may see.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonView {
    /// Their identifier.
    pub id: String,
    /// Their name; empty once they are erased.
    pub name: String,
    /// Their address; none once they are erased.
    pub email: Option<String>,
    /// The language in which mail is written to them: `en` or `fr`.
    pub language: &'static str,
    /// What kind of account they asked for: `member`, `partner`, `trader`, `public`.
    pub kind: &'static str,
    /// When they were added, in microseconds since 1970-01-01 UTC.
    pub created_at: i64,
    /// When they were erased.
    pub erased_at: Option<i64>,
    /// Their appointments, past ones too.
    pub appointments: Vec<AppointmentView>,
    /// The policies by which they may be seen.
    pub policies: Vec<String>,
}

/// An appointment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AppointmentView {
    /// Its identifier.
    pub id: String,
    /// The code of the body.
    pub body: String,
    /// The role: its service, a point, its name.
    pub role: String,
    /// From when, in microseconds since 1970-01-01 UTC.
    pub from: i64,
    /// Until when, this moment excluded.
    pub until: Option<i64>,
    /// When it was ended before its time.
    pub ended_at: Option<i64>,
    /// When it lapses unless it is confirmed.
    pub lapses_at: i64,
    /// Whether it holds now.
    pub holds: bool,
}

impl AppointmentView {
    fn of(one: &Appointment, now: i64) -> Self {
        Self {
            id: one.id.to_string(),
            body: one.body.to_string(),
            role: one.role.to_string(),
            from: one.from,
            until: one.until,
            ended_at: one.ended_at,
            lapses_at: one.lapses_at(),
            holds: one.holds(now),
        }
    }
}

/// One person.
#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "people",
    params(("id" = String, Path, description = "The identifier of the person")),
    responses((status = 200, description = "The person", body = PersonView),
        (status = 404, description = "Nobody, or nobody whom you may see", body = ErrorBody)))]
pub async fn show(State(app): State<App>, who: Who, Path(id): Path<String>) -> Result<Json<PersonView>, Failure> {
    let (id, now): (PersonId, _) = (named(&id)?, app.now());
    let found = app.store.person(&who.viewer, &id, now).await?;
    let policies = found.policies().to_vec();
    let person = found.into_value();
    let appointments = app.store.appointments_of(&who.viewer, &id, now).await?;
    Ok(Json(PersonView {
        id: person.id.to_string(),
        name: person.name,
        email: person.email,
        language: person.language.code(),
        kind: person.kind.as_str(),
        created_at: person.created_at,
        erased_at: person.erased_at,
        appointments: appointments.iter().map(|one| AppointmentView::of(one, now)).collect(),
        policies,
    }))
}
