//! What waits for a second person.

use std::collections::BTreeSet;

use access::{Marks, PersonId, RecordId, WAIT_MICROS};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::{Act, ProposalId, Proposed};

use super::shown::{Names, role_name};
use super::{log_in_first, named, prove_first};
use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::language::Words;
use crate::look;
use crate::page::frame::{Frame, Service};
use crate::page::visit::{Visit, page};
use crate::posted::Posted;

/// What was just decided.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Told {
    /// The word for it.
    pub told: String,
}

struct Row {
    id: String,
    act: &'static str,
    words: String,
    link: String,
    by: String,
    asked: String,
    until: String,
    own: bool,
}

#[derive(Template)]
#[template(path = "proposals.html")]
struct Proposals {
    f: Frame,
    told: String,
    problem: String,
    rows: Vec<Row>,
}

/// What waits, the longest waiting first.
///
/// # Errors
/// What the store says.
pub async fn show(State(app): State<App>, visit: Visit, Asked(told): Asked<Told>) -> Result<Response, Failure> {
    if let Some(log_in) = log_in_first(&visit, "/proposals") {
        return Ok(log_in);
    }
    let told = if told.told.is_empty() { "" } else { visit.words.word("people-told", &told.told) };
    sheet(&app, &visit, told, "").await
}

async fn sheet(app: &App, visit: &Visit, told: &str, problem: &str) -> Result<Response, Failure> {
    let (words, viewer, now) = (visit.words, &visit.who.viewer, app.now());
    let waiting = app.store.proposals(viewer, now).await?;
    let mut people: BTreeSet<PersonId> = waiting.iter().map(|one| one.proposal.asked_by.clone()).collect();
    people.extend(waiting.iter().filter_map(|one| match &one.act {
        Act::Appoint { person, .. } | Act::Erase { person } => Some(person.clone()),
        Act::Release { .. } => None,
    }));
    let names = Names::of(app, viewer, &people).await?;
    let rows = waiting.iter().map(|one| row(app, visit, &names, one)).collect();
    page(&Proposals {
        f: visit.frame(app, words.t("proposals-title"), Service::People),
        told: told.to_owned(),
        problem: look::marked(problem),
        rows,
    })
}

fn row(app: &App, visit: &Visit, names: &Names, one: &Proposed) -> Row {
    let words = visit.words;
    let (said, link) = match &one.act {
        Act::Appoint { person, body, role, from, until } => {
            let (person_name, body) = (names.person(words, person), names.body(words, body));
            let (role, from) = (role_name(app, words, role), words.day_of(*from));
            let until = until.map_or_else(|| words.t("people-open-end").to_owned(), |until| words.day_of(until - 1));
            let values =
                [("body", &*body), ("from", &from), ("person", &person_name), ("role", &role), ("until", &until)];
            (words.say("proposal-appoint", &values), format!("/person/{person}"))
        }
        Act::Erase { person } => {
            (words.say("proposal-erase", &[("person", &names.person(words, person))]), format!("/person/{person}"))
        }
        Act::Release { record, marks, .. } => {
            (release(app, words, names, record, marks), format!("/why/document/{record}"))
        }
    };
    Row {
        id: one.id.to_string(),
        act: one.act.as_str(),
        words: said,
        link,
        by: names.person(words, &one.proposal.asked_by),
        asked: words.ago(app.now(), one.proposal.asked_at),
        until: words.short_moment(one.proposal.asked_at.saturating_add(WAIT_MICROS)),
        own: visit.who.viewer.person() == Some(&one.proposal.asked_by),
    }
}

/// All that a release sets, so that whoever approves it sees what they approve.
fn release(app: &App, words: Words, names: &Names, record: &RecordId, marks: &Marks) -> String {
    let none = || words.t("proposal-release-none").to_owned();
    let audience: Vec<String> = marks.audience.iter().map(|key| names.key(app, words, key)).collect();
    let audience = if audience.is_empty() { none() } else { audience.join(", ") };
    let group = marks.compartment.as_ref().map_or_else(none, |key| names.key(app, words, key));
    let from = if marks.publish_from == 0 { none() } else { words.day_of(marks.publish_from) };
    let until = match marks.retain_until {
        i64::MAX => none(),
        until => words.day_of(until - 1),
    };
    let values = [
        ("audience", audience.as_str()),
        ("from", &from),
        ("group", &group),
        ("level", words.word("why-level", marks.level.as_str())),
        ("record", record.as_str()),
        ("until", &until),
    ];
    words.say("proposal-release", &values)
}

/// Approves one, or turns it down.
///
/// # Errors
/// What the store says.
pub async fn decide(State(app): State<App>, visit: Visit, Posted { fields, .. }: Posted) -> Result<Response, Failure> {
    let id: ProposalId = named(fields.one("proposal"))?;
    if let Some(prove) = prove_first(&app, &visit, "/proposals") {
        return Ok(prove);
    }
    let approved = fields.one("decision") == "approve";
    match app.store.decide_proposal(&visit.who.viewer, &id, approved, app.now()).await {
        Ok(_) => Ok(visit.to(if approved { "/proposals?told=approved" } else { "/proposals?told=turned-down" })),
        Err(error) => {
            let failure = Failure::from(error);
            let problem = visit.words.sentence(failure.text.in_language(visit.words.0));
            let mut response = sheet(&app, &visit, "", &problem).await?;
            *response.status_mut() = failure.status;
            Ok(response)
        }
    }
}
