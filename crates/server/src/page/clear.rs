//! Clear a file: the form, and the earlier files.

use axum::extract::{FromRequest, Multipart, Request, State};
use axum::response::Response;
use basis::Date;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::{Batch, BatchState};

use crate::App;
use crate::api::take::{self, batch_id};
use crate::error::Failure;
use crate::language::Words;
use crate::look;
use crate::page::frame::Service;
use crate::page::sheet::{BatchRow, Clear};
use crate::page::view::part::{Chip, Choice};
use crate::page::visit::{Visit, page};
use crate::upload;

/// Earlier files on one page.
const ROWS: u32 = 20;

/// Which earlier files.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Earlier {
    /// Only those older than this batch.
    pub before: Option<String>,
}

/// The form, and the earlier files.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    take::Asked(earlier): take::Asked<Earlier>,
) -> Result<Response, Failure> {
    sheet(&app, &visit, &earlier, String::new()).await
}

/// Takes the form with its file, puts it in line and goes to its page. Where it is refused, the form says why.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn take(State(app): State<App>, visit: Visit, request: Request) -> Result<Response, Failure> {
    let taken = match Multipart::from_request(request, &app).await {
        Ok(form) => upload::from_form(&app, &visit.who.viewer, form).await,
        Err(_) => Err(Failure::misuse("form", "choose a file first", "choisissez d’abord un fichier")),
    };
    match taken {
        Ok(id) => Ok(visit.to(&format!("/batch/{id}"))),
        Err(failure) => {
            let told = look::marked(&visit.words.sentence(failure.text.in_language(visit.words.0)));
            let mut response = sheet(&app, &visit, &Earlier::default(), told).await?;
            *response.status_mut() = failure.status;
            Ok(response)
        }
    }
}

async fn sheet(app: &App, visit: &Visit, earlier: &Earlier, problem: String) -> Result<Response, Failure> {
    let words = visit.words;
    let before = earlier.before.as_deref().map(batch_id).transpose()?;
    let mut batches = app.store.batches(&visit.who.viewer, ROWS + 1, before.as_ref()).await?;
    let more = batches.len() > ROWS as usize;
    batches.truncate(ROWS as usize);
    let older = batches.last().filter(|_| more).map(|last| format!("/clear?before={}", last.id));
    let mut f = visit.frame(app, words.t("clear-title"), Service::Clearance);
    f.script = Some("clear.js");
    page(&Clear {
        f,
        problem,
        maps: maps(app, words),
        on: app.today().to_string(),
        formats: formats(words),
        earlier_note: words.count("earlier-note", batches.len() as u64),
        batches: batches.iter().map(|batch| row(words, batch)).collect(),
        older,
    })
}

/// The mappings; the first is chosen, for most files are tables.
fn maps(app: &App, words: Words) -> Vec<Choice> {
    let named = app.maps.keys().enumerate().map(|(place, name)| Choice {
        value: name.clone(),
        words: name.clone(),
        chosen: place == 0,
    });
    let none = Choice { value: String::new(), words: words.t("map-none").to_owned(), chosen: app.maps.is_empty() };
    std::iter::once(none).chain(named).collect()
}

fn formats(words: Words) -> Vec<(String, &'static str, String)> {
    [
        ("CSV", ".csv", "format-csv"),
        ("JSON", ".jsonl", "format-jsonl"),
        ("DEC XML", ".xml", "format-xml"),
        ("Arrow, Parquet", ".arrow .parquet", "format-arrow"),
    ]
    .into_iter()
    .map(|(name, endings, key)| (name.to_owned(), endings, words.t(key).to_owned()))
    .collect()
}

/// The chip of a batch's state.
#[must_use]
pub fn state_chip(words: Words, state: BatchState) -> Chip {
    let colour = match state {
        BatchState::Finished => "green",
        BatchState::Running | BatchState::Queued => "blue",
        BatchState::Failed => "red",
        BatchState::Interrupted => "amber",
        BatchState::Cancelled => "",
    };
    Chip::new(words.word("batch-state", state.as_str()), colour)
}

fn row(words: Words, batch: &Batch) -> BatchRow {
    let records = batch.outcome_count + batch.unread_count;
    BatchRow {
        link: format!("/batch/{}", batch.id),
        name: batch.name.clone(),
        state: state_chip(words, batch.state),
        records: if batch.state == BatchState::Finished { words.number(records) } else { "–".to_owned() },
        on: words.short_date(batch.on),
        begun: moment(words, batch.created_at),
    }
}

/// A moment in words, in UTC, from microseconds since 1970-01-01.
#[must_use]
pub fn moment(words: Words, micros: i64) -> String {
    let at = Timestamp::from_microsecond(micros).unwrap_or_default().to_zoned(TimeZone::UTC);
    let day: Date = at.date();
    format!("{}, {:02}:{:02}\u{a0}UTC", words.short_date(day), at.hour(), at.minute())
}
