//! The work that waits: published documents that lack a language.

use axum::extract::State;
use axum::response::Response;
use basis::Language;
use secretariat::paper::Lack;
use serde::Deserialize;
use store::Lacking;

use super::sheet::{LackingRow, LackingSheet};
use super::words::{day_of, language_name};
use crate::App;
use crate::api::take;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::Service;
use crate::page::visit::{Visit, page};

/// Documents on the list.
const ROWS: u32 = 30;
const DAY_MICROS: i64 = 86_400_000_000;

/// Which language.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LackingQuery {
    /// The language that is lacking: `fr` where none is named.
    pub language: String,
    /// How many come before.
    pub skip: Option<u32>,
}

/// What lacks a language, those that wait longest first; for whoever keeps the documents.
///
/// # Errors
/// `refused`, what the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    take::Asked(asked): take::Asked<LackingQuery>,
) -> Result<Response, Failure> {
    let words = visit.words;
    let language = Language::of_code(&asked.language).unwrap_or(Language::Fr);
    let skip = asked.skip.unwrap_or(0);
    let mut lacking = app.store.lacking(&visit.who.viewer, language, skip, ROWS + 1, app.now()).await?;
    let more = lacking.len() > ROWS as usize;
    lacking.truncate(ROWS as usize);
    let met = u64::from(skip).saturating_add(lacking.len() as u64);
    let at = |skip: u32| format!("/documents/lacking?language={}&skip={skip}", language.code());
    let name = language_name(words, language);
    let title = words.say("lacking-title", &[("language", &name)]);
    let list = |other: Language| {
        let link = format!("/documents/lacking?language={}", other.code());
        (language_name(words, other), link, other == language)
    };
    page(&LackingSheet {
        f: visit.frame(&app, title.clone(), Service::Documents),
        title,
        found: match more {
            true => words.say("documents-found-more", &[("shown", &words.number(met))]),
            false => words.count("documents-found", met),
        },
        first: (skip > 0).then(|| at(0)),
        next: more.then(|| at(skip.saturating_add(ROWS))),
        rows: lacking.iter().map(|one| row(words, one, language, app.now())).collect(),
        lists: Language::ALL.into_iter().map(list).collect(),
    })
}

fn row(words: Words, one: &Lacking, language: Language, now: i64) -> LackingRow {
    let lack = match one.state.as_str() {
        "draft" => Lack::Draft(language),
        "outdated" => Lack::Older(language),
        _ => Lack::None(language),
    };
    let other = if language == Language::En { Language::Fr } else { Language::En };
    let days = u64::try_from(now.saturating_sub(one.since) / DAY_MICROS).unwrap_or(0);
    LackingRow {
        link: format!("/document/{}", one.id),
        edit: format!("/document/{}/edit/{}", one.id, language.code()),
        symbol: one.symbol.clone().unwrap_or_default(),
        title: one.title.clone(),
        lang: other.code(),
        reason: words.sentence(words.of(&lack.text())),
        since: day_of(one.since).map(|day| words.short_date(day)).unwrap_or_default(),
        waiting: words.count("lacking-days", days),
    }
}
