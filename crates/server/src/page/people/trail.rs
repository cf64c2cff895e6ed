//! The trail of what was done, for auditors.

use std::collections::BTreeSet;

use access::audit::Entry;
use access::{PersonId, RecordKind};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::TrailFilter;

use super::log_in_first;
use super::search::place_of;
use super::shown::Names;
use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::{Frame, Service};
use crate::page::view::ask::query;
use crate::page::view::part::Chip;
use crate::page::visit::{Visit, page};

/// Entries on one page.
const ROWS: u32 = 50;

/// Which entries.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    /// The identifier of a record; empty for all.
    pub record: String,
    /// The identifier of a person, `program` or `visitor`; empty for all.
    pub actor: String,
    /// What was done; empty for all.
    pub action: String,
    /// Only entries before this number.
    pub before: Option<i64>,
}

struct Row {
    number: String,
    at: String,
    actor: String,
    actor_link: Option<String>,
    action: String,
    kind: String,
    record: String,
    record_link: Option<String>,
    allowed: Chip,
    policies: Vec<String>,
    detail: String,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Trail {
    f: Frame,
    entries: String,
    standing: String,
    checkpoint: Vec<(&'static str, String)>,
    which: Which,
    filtered: bool,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}

/// The entries of the trail, the latest first.
///
/// # Errors
/// `refused` for whoever is no auditor, or what the store says.
pub async fn show(State(app): State<App>, visit: Visit, Asked(asked): Asked<Which>) -> Result<Response, Failure> {
    if let Some(log_in) = log_in_first(&visit, "/audit") {
        return Ok(log_in);
    }
    let (words, viewer, now) = (visit.words, &visit.who.viewer, app.now());
    let word = |text: &str| text.trim().to_owned();
    let filter = TrailFilter { record: word(&asked.record), actor: word(&asked.actor), action: word(&asked.action) };
    let mut entries = app.store.trail(viewer, &filter, asked.before, ROWS + 1, now).await?;
    let more = entries.len() > ROWS as usize;
    entries.truncate(ROWS as usize);
    let (checkpoint, count) = app.store.trail_standing(viewer, now).await?;
    let actors: BTreeSet<PersonId> = entries.iter().filter_map(|entry| entry.event.actor.parse().ok()).collect();
    let names = Names::of(&app, viewer, &actors).await?;
    let place = |before: &str| {
        let fields =
            [("record", &*filter.record), ("actor", &*filter.actor), ("action", &*filter.action), ("before", before)];
        format!("/audit{}", query(&fields))
    };
    let standing = match &checkpoint {
        Some(last) if last.number >= count => words.t("audit-signed-all").to_owned(),
        Some(last) => words.count("audit-unsigned", u64::try_from(count - last.number).unwrap_or(0)),
        None => words.t("audit-unsigned-all").to_owned(),
    };
    let facts = checkpoint.map(|last| {
        let number = words.number(u64::try_from(last.number).unwrap_or(0));
        vec![("audit-number", number), ("audit-signed", words.moment(last.at)), ("audit-hash", last.hash)]
    });
    page(&Trail {
        f: visit.frame(&app, words.t("audit-title"), Service::People),
        entries: words.count("audit-entries", u64::try_from(count).unwrap_or(0)),
        standing,
        checkpoint: facts.unwrap_or_default(),
        filtered: filter != TrailFilter::default(),
        first: asked.before.is_some().then(|| place("")),
        next: entries.last().filter(|_| more).map(|last| place(&last.number.to_string())),
        rows: entries.iter().map(|entry| row(words, &names, entry)).collect(),
        which: asked,
    })
}

fn row(words: Words, names: &Names, entry: &Entry) -> Row {
    let event = &entry.event;
    let person: Option<PersonId> = event.actor.parse().ok();
    let (key, colour) = if event.allowed { ("audit-allowed", "") } else { ("audit-refused", "red") };
    let policies = event.policies.split_whitespace().map(|policy| of_another(words, policy));
    Row {
        number: words.number(u64::try_from(entry.number).unwrap_or(0)),
        at: words.short_moment(event.at),
        actor: match &person {
            Some(person) => names.person(words, person),
            None => words.word("trail-actor", &event.actor).to_owned(),
        },
        actor_link: person.filter(|person| names.knows(person)).map(|person| format!("/person/{person}")),
        action: words.word("trail-act", &event.action).to_owned(),
        kind: words.word("record-kind", &event.kind).to_owned(),
        record: event.record.clone(),
        record_link: RecordKind::of_word(&event.kind)
            .filter(|_| !event.record.is_empty())
            .and_then(|kind| place_of(kind, &event.record)),
        allowed: Chip::new(words.t(key), colour),
        policies: policies.collect(),
        detail: if event.detail == "{}" { String::new() } else { event.detail.clone() },
    }
}

/// A policy in words that speak of another person than the reader; its name where it has none.
#[must_use]
pub fn of_another(words: Words, policy: &str) -> String {
    let key = format!("policy-{policy}");
    if words.knows(&key) { words.t(&key).to_owned() } else { in_words(words, policy) }
}

/// A policy in words that speak to the reader; its name where it has none.
#[must_use]
pub fn in_words(words: Words, policy: &str) -> String {
    access::reason(policy).map_or_else(|| policy.to_owned(), |reason| words.sentence(words.of(&reason.text)))
}
