//! One body: what is known of it and where from, and who acts for it, as far as the viewer may see that.

use std::collections::BTreeSet;

use access::BodyCode;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::members::day;
use super::named;
use super::portion::Portion;
use super::shown::{AppointmentRow, Names, region_name};
use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::page::frame::{Frame, Service};
use crate::page::visit::{Visit, page};

#[derive(Template)]
#[template(path = "member.html")]
struct Member {
    f: Frame,
    name: String,
    code: String,
    facts: Vec<(&'static str, String)>,
    source: String,
    as_of: String,
    appointments: Vec<AppointmentRow>,
    note: String,
    first: Option<String>,
    next: Option<String>,
    certify: Option<String>,
}

/// Which of its people.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    /// How many rows are passed over.
    pub skip: Option<u32>,
}

/// One body.
///
/// # Errors
/// `not-found` for a code that is no body's, or what the store says.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, code)): Path<(String, String)>,
    Asked(which): Asked<Which>,
) -> Result<Response, Failure> {
    let code: BodyCode = named(&code)?;
    let (words, viewer, now) = (visit.words, &visit.who.viewer, app.now());
    let body = app.store.body(viewer, &code).await?;
    let mut appointments = app.store.appointments_for(viewer, &code, now).await?;
    appointments.retain(|one| one.over_at().is_none_or(|over| over > now));
    let portion = Portion::of(which.skip, appointments.len());
    let shown = portion.cut(&appointments);
    let people: BTreeSet<_> = shown.iter().map(|one| one.person.clone()).collect();
    let names = Names::of(&app, viewer, &people).await?;
    let name = body.name(words.0).to_owned();
    let region = body.region.as_deref().map(|region| region_name(words, region));
    let mut facts = vec![("members-kind", words.word("body-kind", body.kind.as_str()).to_owned())];
    facts.extend(region.map(|region| ("members-region", region)));
    facts.extend(body.joined.as_deref().map(|joined| ("members-joined", day(words, joined))));
    facts.push(("members-name-en", body.name_en.clone()));
    facts.push(("members-name-fr", body.name_fr.clone()));
    let here = format!("/member/{code}");
    page(&Member {
        f: visit.frame(&app, name.clone(), Service::People),
        name,
        code: body.code.to_string(),
        facts,
        source: body.source.clone(),
        as_of: day(words, &body.as_of),
        appointments: shown.iter().map(|one| names.row(&app, words, one)).collect(),
        note: portion.note(words, "appointments-shown"),
        first: portion.first(&here, ("", "")),
        next: portion.next(&here, ("", "")),
        certify: viewer.focal_of().contains(&code).then(|| format!("/certify?body={code}")),
    })
}
