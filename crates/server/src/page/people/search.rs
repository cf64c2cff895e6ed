//! One search over all that the viewer may see, and over the nomenclature.

use access::RecordKind;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::{Count, Hit, SOUGHT};

use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::{Frame, Service};
use crate::page::view::ask::query;
use crate::page::view::part::Chip;
use crate::page::visit::{Visit, page};

/// Things shown at first, and to whoever asks for more.
const FOUND: u32 = 20;
const MORE: u32 = 100;
/// Bodies shown.
const BODIES: usize = 6;
/// Codes shown.
const CODES: usize = 8;
/// The longest question, in characters.
pub const ASKED_CHARACTERS: usize = 200;

/// What is sought.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sought {
    /// The words.
    pub q: String,
    /// The kind, as a word of the data; empty for all.
    pub kind: String,
    /// Whether more are to be shown than at first; empty where not.
    pub more: String,
}

struct Facet {
    words: String,
    count: String,
    link: String,
    chosen: bool,
}

struct HitRow {
    link: Option<String>,
    why: String,
    kind: Chip,
    language: &'static str,
    tongue: String,
    title: String,
    passage: String,
    restricted: bool,
}

struct BodyRow {
    link: String,
    name: String,
    kind: String,
}

struct CodeRow {
    code: String,
    text: String,
    link: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Search {
    f: Frame,
    text: String,
    kind: String,
    asked: bool,
    facets: Vec<Facet>,
    note: String,
    hits: Vec<HitRow>,
    more: Option<String>,
    bodies: Vec<BodyRow>,
    codes: Vec<CodeRow>,
}

/// Where something of a kind stands; none where no page shows it.
#[must_use]
pub fn place_of(kind: RecordKind, id: &str) -> Option<String> {
    match kind {
        RecordKind::Document => Some(format!("/document/{id}")),
        RecordKind::Case => Some(format!("/case/{id}")),
        RecordKind::Person => Some(format!("/person/{id}")),
        RecordKind::Body => Some(format!("/member/{id}")),
        RecordKind::Question => Some(format!("/faq?question={id}")),
        RecordKind::Batch => Some(format!("/batch/{id}")),
        RecordKind::Appointment | RecordKind::Form | RecordKind::Mail | RecordKind::Job | RecordKind::Trail => None,
    }
}

/// What is found by some words.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn show(State(app): State<App>, visit: Visit, Asked(sought): Asked<Sought>) -> Result<Response, Failure> {
    let (words, viewer, now) = (visit.words, &visit.who.viewer, app.now());
    let text: String = sought.q.trim().chars().take(ASKED_CHARACTERS).collect();
    let kind = RecordKind::of_word(&sought.kind).filter(|kind| SOUGHT.contains(kind));
    let limit = if sought.more.is_empty() { FOUND } else { MORE };
    let found = app.store.search(viewer, &text, kind, limit, now).await?;
    let kept = kind.map_or("", RecordKind::as_str);
    let more = (limit < MORE && found.count.value > u64::from(limit))
        .then(|| format!("/search{}", query(&[("q", &text), ("kind", kept), ("more", "all")])));
    let mut facets = Vec::new();
    if !text.is_empty() {
        let all = Count::together(found.kinds.values().copied());
        facets.push(facet(words, &text, None, all, kind));
        for one in SOUGHT {
            let count = found.kinds.get(&one).copied().unwrap_or_default();
            facets.push(facet(words, &text, Some(one), count, kind));
        }
    }
    page(&Search {
        f: visit.frame(&app, words.t("search-title"), Service::Nowhere),
        asked: !text.is_empty(),
        facets,
        note: how_many(words, found.count),
        hits: found.hits.iter().map(|hit| row(words, hit)).collect(),
        more,
        bodies: if kind.is_none() { bodies(&app, &visit, &text).await? } else { Vec::new() },
        codes: if kind.is_none() { codes(&app, &text) } else { Vec::new() },
        kind: kept.to_owned(),
        text,
    })
}

/// A number that was counted, or from where it was not counted on.
#[must_use]
pub fn how_many(words: Words, count: Count) -> String {
    match count.exact {
        true => words.number(count.value),
        false => words.say("search-more-than", &[("count", &words.number(count.value.saturating_sub(1)))]),
    }
}

fn facet(words: Words, text: &str, kind: Option<RecordKind>, count: Count, chosen: Option<RecordKind>) -> Facet {
    let word = kind.map_or("", RecordKind::as_str);
    Facet {
        words: match kind {
            Some(_) => words.word("found-kind", word).to_owned(),
            None => words.t("search-all").to_owned(),
        },
        count: how_many(words, count),
        link: format!("/search{}", query(&[("q", text), ("kind", word)])),
        chosen: kind == chosen,
    }
}

fn row(words: Words, hit: &Hit) -> HitRow {
    HitRow {
        link: place_of(hit.kind, &hit.record),
        why: format!("/why/{}/{}", hit.kind.as_str(), hit.record),
        kind: Chip::new(words.word("record-kind", hit.kind.as_str()), "blue"),
        language: hit.language.code(),
        tongue: words.word("language", hit.language.code()).to_owned(),
        title: hit.title.clone(),
        passage: hit.passage.clone(),
        restricted: hit.restricted,
    }
}

/// Members, partners and other bodies by their codes and names, which everybody may know.
async fn bodies(app: &App, visit: &Visit, text: &str) -> Result<Vec<BodyRow>, Failure> {
    let row = |body: &store::Body| BodyRow {
        link: format!("/member/{}", body.code),
        name: body.name(visit.words.0).to_owned(),
        kind: visit.words.word("body-kind", body.kind.as_str()).to_owned(),
    };
    Ok(app.store.bodies(&visit.who.viewer).await?.found(text, BODIES).into_iter().map(row).collect())
}

/// Codes of the nomenclature that may be right for the words.
fn codes(app: &App, text: &str) -> Vec<CodeRow> {
    if text.is_empty() {
        return Vec::new();
    }
    let found = app.books.search.search(text, CODES);
    let row = |candidate: nomenclature::Candidate| {
        let entry = app.books.nomenclature.get(candidate.code)?;
        Some(CodeRow {
            code: candidate.code.dotted(),
            text: entry.text.to_owned(),
            link: format!("/reference/hs/{}", candidate.code),
        })
    };
    found.into_iter().filter_map(row).collect()
}
