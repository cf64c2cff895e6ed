//! The page of a document: the text in the reader's language, or the other one with a notice; all its editions.

use std::collections::BTreeMap;

use access::RecordId;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use basis::Language;
use secretariat::extract::MediaType;
use secretariat::paper::{Series, Version, shown};
use serde::Deserialize;
use store::{Authorized, Blob, Draft, Edition, Paper};

use super::desk::{self, Desks};
use super::list::kind_words;
use super::marks::{Problems, Typed};
use super::sheet::{DocumentSheet, EditionRow};
use super::words::{Names, day_of, language_name, level_chip, level_words, state_chip};
use crate::App;
use crate::api::documents::document_id;
use crate::api::take;
use crate::error::Failure;
use crate::language::Words;
use crate::look;
use crate::page::frame::Service;
use crate::page::visit::{Visit, page};

/// What was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Told {
    /// A word for it.
    pub told: String,
}

/// What the page says beside the document itself.
#[derive(Debug, Default)]
pub struct Aside {
    /// The key of what was just done, or empty.
    pub told: String,
    /// What went wrong.
    pub failure: Option<Failure>,
    /// Marks that were typed, and what is wrong with them.
    pub marks: Option<(Typed, Problems)>,
}

/// The page of a document.
///
/// # Errors
/// `not-found`, `refused`, what the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    take::Asked(told): take::Asked<Told>,
) -> Result<Response, Failure> {
    let paper = app.store.paper(&visit.who.viewer, &document_id(&id)?, app.now()).await?;
    // Links to the other language do not repeat what was just done.
    let visit = Visit { here: format!("/document/{id}"), ..visit };
    sheet(&app, &visit, &paper, Aside { told: told.told, ..Aside::default() }).await
}

/// The page after a form of it was refused.
///
/// # Errors
/// As [`show`].
pub async fn again(app: &App, visit: &Visit, id: &RecordId, aside: Aside) -> Result<Response, Failure> {
    let paper = app.store.paper(&visit.who.viewer, id, app.now()).await?;
    let status = aside.failure.as_ref().map_or(StatusCode::UNPROCESSABLE_ENTITY, |failure| failure.status);
    let visit = Visit { here: format!("/document/{id}"), ..visit.clone() };
    let mut response = sheet(app, &visit, &paper, aside).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// The editions as versions of the text; editions of both languages count the changes of the document.
#[must_use]
pub fn versions(paper: &Paper) -> Vec<Version> {
    let number = |edition: i64| u32::try_from(edition).unwrap_or(u32::MAX);
    let published = |one: &Edition| Version { language: one.language, number: number(one.edition), published: true };
    paper.editions.iter().map(published).collect()
}

/// What a page shows of a document: the edition, or for those who keep it a working copy.
fn text_of(
    paper: &Paper,
    asked: Language,
) -> (Option<&Edition>, Option<(Language, &Draft)>, Option<secretariat::paper::Notice>) {
    if let Some(found) = shown(&versions(paper), asked) {
        let is = |one: &&Edition| {
            one.language == found.version.language && u32::try_from(one.edition) == Ok(found.version.number)
        };
        if let Some(edition) = paper.editions.iter().find(is) {
            return (Some(edition), Some((edition.language, &edition.draft)), found.notice);
        }
    }
    let copies = &paper.languages;
    let copy = copies.iter().find(|copy| copy.language == asked).or_else(|| copies.first());
    (None, copy.map(|copy| (copy.language, &copy.draft)), None)
}

async fn sheet(app: &App, visit: &Visit, paper: &Authorized<Paper>, aside: Aside) -> Result<Response, Failure> {
    let (words, viewer) = (visit.words, &visit.who.viewer);
    let blobs = app.store.contents(viewer, paper).await?;
    let names = Names::of(app, viewer).await?;
    let paper = paper.value();
    let series = app.store.series(viewer).await?.into_iter().map(|kept| kept.series);
    let series = series.into_iter().find(|series| Some(series.code()) == paper.series.as_deref());
    let (edition, text, notice) = text_of(paper, words.0);
    let title = text.map(|(_, draft)| draft.title.clone()).filter(|title| !title.is_empty());
    let title = title.unwrap_or_else(|| words.t("document-untitled").to_owned());
    let desks = Desks { words, names: &names, blobs: &blobs };
    let failure = aside.failure.as_ref().map(|failure| words.sentence(words.of(&failure.text)));
    let wrong = aside.marks.as_ref().map(|_| words.t("document-problem").to_owned());
    let told = format!("document-told-{}", aside.told);
    page(&DocumentSheet {
        f: visit.frame(app, title.clone(), Service::Documents),
        problem: failure.map(|text| look::marked(&text)).or(wrong).unwrap_or_default(),
        told: if words.knows(&told) { words.t(&told).to_owned() } else { String::new() },
        title,
        lang: text.map_or(words.0, |(language, _)| language).code(),
        symbol: edition.map(|one| symbol(paper, series.as_ref(), one)).unwrap_or_default(),
        state: state_chip(words, paper.record.state.as_str()),
        level: level_chip(words, paper.record.level),
        notice: notice.map(|notice| words.of(&notice.text()).to_owned()).unwrap_or_default(),
        summary: text.map(|(_, draft)| paragraphs(&draft.summary)).unwrap_or_default(),
        content: edition.and_then(|one| content(words, paper, one, &blobs)),
        facts: facts(words, &names, paper, edition, series.as_ref()),
        why: format!("/why/document/{}", paper.record.id),
        editions: paper.editions.iter().map(|one| row(words, paper, series.as_ref(), one, &blobs)).collect(),
        desk: paper.editable.then(|| desk::of(&desks, paper, aside.marks.as_ref())),
    })
}

/// The symbol of an edition; empty for a document without one.
#[must_use]
pub fn symbol(paper: &Paper, series: Option<&Series>, edition: &Edition) -> String {
    let number = paper.number.and_then(|number| u32::try_from(number).ok());
    let version = u32::try_from(edition.edition).unwrap_or(0);
    let made = series.zip(number).and_then(|(series, number)| series.symbol(number, edition.language, version).ok());
    made.or_else(|| paper.symbol.clone()).unwrap_or_default()
}

fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// What a content is: its kind and its size.
#[must_use]
pub fn file_words(words: Words, blob: &Blob) -> String {
    let ending = MediaType::of_name(&blob.media).and_then(|media| media.endings().first().copied());
    let kind = ending.map_or_else(|| blob.media.clone(), str::to_uppercase);
    format!("{kind}, {}", words.size(blob.size))
}

fn address(words: Words, paper: &Paper, edition: &Edition) -> String {
    let (code, written) = (words.code(), edition.language.code());
    format!("/{code}/document/{}/content/{written}/{}", paper.record.id, edition.edition)
}

fn content(words: Words, paper: &Paper, edition: &Edition, blobs: &BTreeMap<String, Blob>) -> Option<(String, String)> {
    let blob = edition.draft.blob.as_ref().and_then(|hash| blobs.get(hash))?;
    Some((address(words, paper, edition), words.say("document-download", &[("file", &file_words(words, blob))])))
}

fn row(
    words: Words,
    paper: &Paper,
    series: Option<&Series>,
    edition: &Edition,
    blobs: &BTreeMap<String, Blob>,
) -> EditionRow {
    let blob = edition.draft.blob.as_ref().and_then(|hash| blobs.get(hash));
    EditionRow {
        symbol: Some(symbol(paper, series, edition))
            .filter(|symbol| !symbol.is_empty() && series.is_some())
            .unwrap_or_else(|| edition.edition.to_string()),
        language: language_name(words, edition.language),
        lang: edition.language.code(),
        title: edition.draft.title.clone(),
        published: crate::page::clear::moment(words, edition.published_at),
        link: blob.map(|_| address(words, paper, edition)).unwrap_or_default(),
        file: blob.map(|blob| file_words(words, blob)).unwrap_or_default(),
    }
}

fn facts(
    words: Words,
    names: &Names<'_>,
    paper: &Paper,
    edition: Option<&Edition>,
    series: Option<&Series>,
) -> Vec<(String, String)> {
    let record = &paper.record;
    let day = |micros: i64| day_of(micros).map(|day| words.date(day));
    let audience: Vec<String> = record.audience.iter().map(|key| names.key(words, key)).collect();
    let audience = match audience.is_empty() {
        true => words.t("document-audience-nobody").to_owned(),
        false => audience.join(", "),
    };
    let forever = || words.t("document-kept-forever").to_owned();
    let group = record.compartment.as_ref().map(|key| names.key(words, key));
    let from = (record.publish_from > 0).then(|| day(record.publish_from)).flatten();
    let series = series.map(|series| format!("{} – {}", series.code(), words.of(series.title())));
    let facts = [
        ("document-kind", Some(kind_words(words, paper.kind))),
        ("document-series", series),
        ("document-level", Some(level_words(words, record.level))),
        ("document-audience", Some(audience)),
        ("document-compartment", group),
        ("document-published", edition.and_then(|one| day(one.published_at))),
        ("document-from", from),
        ("document-until", Some(day(record.retain_until.saturating_sub(1)).unwrap_or_else(forever))),
    ];
    facts.into_iter().filter_map(|(key, fact)| Some((words.t(key).to_owned(), fact?))).collect()
}
