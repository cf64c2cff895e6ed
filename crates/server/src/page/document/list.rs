//! The list of documents, and the way from a symbol to its document.

use axum::extract::{Path, State};
use axum::response::Response;
use basis::Language;
use serde::Deserialize;
use store::{Count, PaperFilter, PaperKind, PaperRow, SeriesKept, Viewer};

use super::keeps;
use super::sheet::{Documents, Row};
use super::words::{best_title, day_of, level_chip, state_chip};
use crate::App;
use crate::api::documents::{found_of, found_text};
use crate::api::take;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::Service;
use crate::page::view::ask::{choices, query};
use crate::page::view::part::Chip;
use crate::page::visit::{Visit, page};

/// Documents on one page.
const ROWS: u32 = 30;
/// The states that a document can be in.
const STATES: [&str; 3] = ["draft", "published", "withdrawn"];

/// Which documents.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Those of one series.
    pub series: String,
    /// Those of one kind.
    pub kind: String,
    /// Those of one state.
    pub state: String,
    /// Those after a place in the list.
    pub after: String,
}

impl ListQuery {
    fn filter(&self) -> PaperFilter {
        PaperFilter { series: self.series.clone(), kind: self.kind.clone(), state: self.state.clone() }
    }

    fn link(&self, after: &str) -> String {
        let fields = [("series", self.series.as_str()), ("kind", &self.kind), ("state", &self.state), ("after", after)];
        format!("/documents{}", query(&fields))
    }
}

/// The documents that the visitor may see, the newest first.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    take::Asked(asked): take::Asked<ListQuery>,
) -> Result<Response, Failure> {
    let (words, viewer) = (visit.words, &visit.who.viewer);
    let after = found_of(&asked.after)?;
    let papers = app.store.papers(viewer, &asked.filter(), after.as_ref(), ROWS, app.now()).await?;
    let series = app.store.series(viewer).await?;
    let any = Some(words.t("document-any"));
    let kinds = PaperKind::ALL.into_iter().map(|kind| (kind.as_str().to_owned(), kind_words(words, kind)));
    let states = STATES.into_iter().map(|state| (state.to_owned(), words.word("document-state", state).to_owned()));
    page(&Documents {
        f: visit.frame(&app, words.t("documents-title"), Service::Documents),
        keeps: keeps(viewer),
        series: choices(any, series_choices(words, &series), &asked.series),
        kinds: choices(any, kinds, &asked.kind),
        states: choices(any, states, &asked.state),
        filtered: asked.filter() != PaperFilter::default(),
        // A later page does not know how many came before.
        found: if after.is_none() { counted(words, papers.count) } else { String::new() },
        rows: papers.rows.iter().map(|row| self::row(words, row)).collect(),
        first: after.is_some().then(|| asked.link("")),
        next: papers.next.as_ref().map(|next| asked.link(&found_text(next))),
    })
}

/// How many there are, or that there are more than were counted.
#[must_use]
pub fn counted(words: Words, count: Count) -> String {
    match count.exact {
        true => words.count("documents-found", count.value),
        false => words.say("documents-found-more", &[("shown", &words.number(count.value.saturating_sub(1)))]),
    }
}

/// What a document is, in words.
#[must_use]
pub fn kind_words(words: Words, kind: PaperKind) -> String {
    words.word("document-kind", kind.as_str()).to_owned()
}

/// The series to choose from: code and words.
pub fn series_choices(words: Words, series: &[SeriesKept]) -> impl Iterator<Item = (String, String)> {
    series.iter().map(move |kept| {
        let code = kept.series.code();
        (code.to_owned(), format!("{code} – {}", words.of(kept.series.title())))
    })
}

/// The chips of the languages that a document has.
fn languages(words: Words, titles: &[(Language, String)]) -> Vec<Chip> {
    titles.iter().map(|(language, _)| Chip::new(words.word("document-short", language.code()), "")).collect()
}

fn row(words: Words, row: &PaperRow) -> Row {
    let title = best_title(&row.titles, words.0);
    let shown = title.map_or_else(|| words.t("document-untitled").to_owned(), |(_, title)| title.clone());
    Row {
        link: format!("/document/{}", row.id),
        symbol: row.symbol.clone().unwrap_or_default(),
        title: shown,
        lang: title.map_or(words.0, |(language, _)| *language).code(),
        kind: words.word("document-kind", &row.kind).to_owned(),
        state: state_chip(words, &row.state),
        level: level_chip(words, row.level),
        languages: languages(words, &row.titles),
        day: day_of(row.moment).map(|day| words.short_date(day)).unwrap_or_default(),
    }
}

/// Goes from a symbol, in whatever language and version, to its document.
///
/// # Errors
/// `not-found` where there is none, or none that the visitor may see.
pub async fn by_symbol(
    State(app): State<App>,
    visit: Visit,
    Path((_, symbol)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let viewer = &visit.who.viewer;
    let missing = || {
        let (en, fr) = ("no document has the symbol", "aucun document ne porte la cote");
        Failure::not_found(format!("{en} `{symbol}`"), format!("{fr} `{symbol}`"))
    };
    let canonical = first_symbol(&app, viewer, &symbol).await?.unwrap_or_else(|| symbol.clone());
    let id = app.store.paper_by_symbol(viewer, &canonical).await?.ok_or_else(missing)?;
    // That a symbol is in use is told only to those who may see its document.
    app.store.paper(viewer, &id, app.now()).await.map_err(|_| missing())?;
    Ok(visit.to(&format!("/document/{id}")))
}

/// The symbol by which the document of a symbol is kept: the one of its first English text.
async fn first_symbol(app: &App, viewer: &Viewer, symbol: &str) -> Result<Option<String>, Failure> {
    let series = app.store.series(viewer).await?;
    let first = |kept: &SeriesKept| {
        let said = kept.series.parse(symbol)?;
        kept.series.symbol(said.number, Language::En, 1).ok()
    };
    Ok(series.iter().find_map(first))
}
