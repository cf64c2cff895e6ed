//! All bodies for which people act: Members, partners, companies, working bodies, the Secretariat.

use std::collections::BTreeSet;

use access::BodyKind;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::shown::region_name;
use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::{Frame, Service};
use crate::page::view::part::Choice;
use crate::page::visit::{Visit, page};

/// Which bodies.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    /// The kind, as a word of the data; empty for all.
    pub kind: String,
    /// The region; empty for all.
    pub region: String,
}

struct Row {
    link: String,
    code: String,
    name: String,
    kind: String,
    region: String,
    joined: String,
    people: String,
}

#[derive(Template)]
#[template(path = "members.html")]
struct Members {
    f: Frame,
    kinds: Vec<Choice>,
    regions: Vec<Choice>,
    filtered: bool,
    note: String,
    counted: bool,
    rows: Vec<Row>,
    sources: Vec<(String, String)>,
}

/// All bodies, filtered.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn show(State(app): State<App>, visit: Visit, Asked(which): Asked<Which>) -> Result<Response, Failure> {
    let (words, viewer) = (visit.words, &visit.who.viewer);
    let bodies = app.store.bodies(viewer).await?;
    let people = app.store.people_by_body(viewer, app.now()).await?;
    let regions: BTreeSet<String> = bodies.iter().filter_map(|body| body.region.clone()).collect();
    let kept = bodies.iter().filter(|body| which.kind.is_empty() || body.kind.as_str() == which.kind);
    let kept = kept.filter(|body| which.region.is_empty() || body.region.as_deref() == Some(which.region.as_str()));
    let kept: Vec<_> = kept.collect();
    let sources: BTreeSet<(String, String)> =
        kept.iter().map(|body| (body.source.clone(), day(words, &body.as_of))).collect();
    let row = |body: &&store::Body| Row {
        link: format!("/member/{}", body.code),
        code: body.code.to_string(),
        name: body.name(words.0).to_owned(),
        kind: words.word("body-kind", body.kind.as_str()).to_owned(),
        region: body.region.as_deref().map(|region| region_name(words, region)).unwrap_or_default(),
        joined: body.joined.as_deref().map(|joined| day(words, joined)).unwrap_or_default(),
        people: people.get(&body.code).map(|count| words.number(*count)).unwrap_or_default(),
    };
    page(&Members {
        f: visit.frame(&app, words.t("members-title"), Service::People),
        kinds: kinds(words, &which.kind),
        regions: region_choices(words, &regions, &which.region),
        filtered: !which.kind.is_empty() || !which.region.is_empty(),
        note: words.count("members-shown", kept.len() as u64),
        counted: !people.is_empty(),
        rows: kept.iter().map(row).collect(),
        sources: sources.into_iter().collect(),
    })
}

fn kinds(words: Words, chosen: &str) -> Vec<Choice> {
    let any = Choice { value: String::new(), words: words.t("people-any").to_owned(), chosen: chosen.is_empty() };
    let kind = |kind: BodyKind| Choice {
        value: kind.as_str().to_owned(),
        words: words.word("body-kind", kind.as_str()).to_owned(),
        chosen: kind.as_str() == chosen,
    };
    std::iter::once(any).chain(BodyKind::ALL.into_iter().map(kind)).collect()
}

fn region_choices(words: Words, regions: &BTreeSet<String>, chosen: &str) -> Vec<Choice> {
    let any = Choice { value: String::new(), words: words.t("people-any").to_owned(), chosen: chosen.is_empty() };
    let region =
        |region: &String| Choice { value: region.clone(), words: region_name(words, region), chosen: region == chosen };
    std::iter::once(any).chain(regions.iter().map(region)).collect()
}

/// A day of the register in words; as it stands there where it is no full day.
#[must_use]
pub fn day(words: Words, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |day| words.short_date(day))
}
