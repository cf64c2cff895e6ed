//! Why the viewer can see something; and, for those who keep it, who else can.

use std::collections::BTreeSet;

use access::{PersonId, Record, RecordKind};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use store::{Audience, Holding, Seer};

use super::search::{how_many, place_of};
use super::shown::{Names, role_name};
use super::trail::{in_words, of_another};
use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::{Frame, Service};
use crate::page::visit::{Visit, page};

struct KeyRow {
    way: String,
    key: String,
    people: String,
}

struct SeerRow {
    name: String,
    link: Option<String>,
    acts: Vec<String>,
    policies: Vec<String>,
}

#[derive(Template)]
#[template(path = "why.html")]
struct Why {
    f: Frame,
    back: Option<String>,
    facts: Vec<(&'static str, String)>,
    reasons: Vec<(String, String)>,
    kept: bool,
    keys: Vec<KeyRow>,
    seers: Vec<SeerRow>,
    more: bool,
}

/// The policies that let the viewer see something, and who else can.
///
/// # Errors
/// `not-found` for what the viewer may not see, or what the store says.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, kind, id)): Path<(String, String, String)>,
) -> Result<Response, Failure> {
    let (words, viewer, now) = (visit.words, &visit.who.viewer, app.now());
    let unknown = || {
        Failure::not_found(format!("`{kind}` is no kind of record"), format!("`{kind}` n’est pas une sorte de dossier"))
    };
    let kind = RecordKind::of_word(&kind).ok_or_else(unknown)?;
    let seen = app.store.explained(viewer, kind, &id, now).await?;
    let audience = app.store.who_can_see(viewer, &seen, now).await?;
    let names = Names::of(&app, viewer, &people_of(seen.value(), audience.as_ref())).await?;
    let reasons = seen.policies().iter().map(|policy| (in_words(words, policy), policy.clone())).collect();
    let f = visit.frame(&app, words.t("why-title"), Service::Nowhere);
    let facts = facts(&app, words, &names, seen.value());
    let back = place_of(kind, &id);
    let mut sheet =
        Why { f, back, facts, reasons, kept: audience.is_some(), keys: Vec::new(), seers: Vec::new(), more: false };
    if let Some(audience) = audience {
        sheet.keys = audience.keys.iter().map(|one| key_row(&app, words, &names, one)).collect();
        sheet.seers = audience.people.iter().map(|one| seer_row(&app, words, &names, one)).collect();
        sheet.more = audience.more;
    }
    page(&sheet)
}

/// All people whose names the page shows.
fn people_of(record: &Record, audience: Option<&Audience>) -> BTreeSet<PersonId> {
    let keys = audience.into_iter().flat_map(|audience| &audience.keys);
    let named = keys.filter_map(|one| one.key.as_str().strip_prefix("person:")).map(|id| PersonId::kept(id.to_owned()));
    let seers = audience.into_iter().flat_map(|audience| &audience.people).map(|one| one.person.clone());
    record.author.clone().into_iter().chain(named).chain(seers).collect()
}

fn facts(app: &App, words: Words, names: &Names, record: &Record) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("why-kind", words.word("record-kind", record.kind.as_str()).to_owned()),
        ("why-service", words.word("access-service", record.service.as_str()).to_owned()),
        ("why-state", words.word("why-state", record.state.as_str()).to_owned()),
        ("why-level", words.word("why-level", record.level.as_str()).to_owned()),
    ];
    facts.extend(record.owner.as_ref().map(|body| ("why-owner", names.body(words, body))));
    facts.extend(record.author.as_ref().map(|person| ("why-author", names.person(words, person))));
    facts.extend(record.compartment.as_ref().map(|key| ("why-group", names.key(app, words, key))));
    if record.publish_from > app.now() {
        facts.push(("why-from", words.moment(record.publish_from)));
    }
    if record.retain_until < i64::MAX {
        facts.push(("why-until", words.moment(record.retain_until)));
    }
    facts
}

fn key_row(app: &App, words: Words, names: &Names, one: &Holding) -> KeyRow {
    KeyRow {
        way: words.word("why-way", one.way).to_owned(),
        key: names.key(app, words, &one.key),
        people: one.people.map_or_else(|| words.t("key-anyone").to_owned(), |people| how_many(words, people)),
    }
}

fn seer_row(app: &App, words: Words, names: &Names, one: &Seer) -> SeerRow {
    let acts = one.acts.iter().map(|(role, body)| {
        let (role, body) = (role_name(app, words, role), names.body(words, body));
        words.say("key-role-for", &[("body", &body), ("role", &role)])
    });
    SeerRow {
        name: names.person(words, &one.person),
        link: names.knows(&one.person).then(|| format!("/person/{}", one.person)),
        acts: acts.collect(),
        policies: one.policies.iter().map(|policy| of_another(words, policy)).collect(),
    }
}
