//! One cleared file: on its way, failed, or its results.

use axum::extract::{Path, State};
use axum::response::Response;
use basis::Text;
use nomenclature::Code;
use store::{Batch, BatchState, Page, Tallies};

use crate::App;
use crate::api::outcomes::OutcomeQuery;
use crate::api::take::{self, batch_id};
use crate::error::Failure;
use crate::job::{Stage, Standing};
use crate::language::Words;
use crate::look;
use crate::page::clear::state_chip;
use crate::page::frame::Service;
use crate::page::sheet::{FilterForm, Finished, Running};
use crate::page::view::ask::{choices, query};
use crate::page::view::batch::{self as view, OutcomeRow, Pace, Progress, Tallied};
use crate::page::visit::{Visit, page};
use crate::posted::Posted;
use crate::upload;

/// Rows on one page.
const ROWS: u32 = 50;

/// The page of a batch: its progress while it is open, its results once it is finished.
///
/// # Errors
/// `not-found`, what the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    take::Asked(asked): take::Asked<OutcomeQuery>,
) -> Result<Response, Failure> {
    let batch = app.store.batch(&visit.who.viewer, &batch_id(&id)?).await?;
    if batch.state != BatchState::Finished {
        return running(&app, &visit, &batch).await;
    }
    let tallies = app.store.tallies(&visit.who.viewer, &batch.id).await?;
    let rows = app.store.outcomes(&visit.who.viewer, &batch.id, &asked.filter(), asked.after, ROWS).await?;
    finished(&app, &visit, &batch, &tallies, &rows, &asked)
}

/// Puts a batch in line again that was interrupted, cancelled or failed.
///
/// # Errors
/// `state` when it is open or finished, `too-many`, or what the store says.
pub async fn again(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Posted { who, .. }: Posted,
) -> Result<Response, Failure> {
    let id = batch_id(&id)?;
    upload::again(&app, &who.viewer, &id).await?;
    Ok(visit.to(&format!("/batch/{id}")))
}

/// Stops a batch that waits or runs; nothing of it is saved.
///
/// # Errors
/// `not-found` for a text that is no identifier, or what the store says.
pub async fn stop(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Posted { who, .. }: Posted,
) -> Result<Response, Failure> {
    let id = batch_id(&id)?;
    match app.jobs.cancel(&app, &who.viewer, &id).await {
        // It ended by itself meanwhile: its page says how.
        Err(failure) if failure.code != "state" => Err(failure),
        _ => Ok(visit.to(&format!("/batch/{id}"))),
    }
}

async fn running(app: &App, visit: &Visit, batch: &Batch) -> Result<Response, Failure> {
    let words = visit.words;
    let open = batch.state.is_open();
    let standing = app.jobs.standing(app, batch).await?;
    let seconds = u64::try_from(app.now().saturating_sub(batch.created_at) / 1_000_000).unwrap_or_default();
    let pace = standing.map(|at| Pace { bytes: at.bytes, size: at.size, records: at.records, seconds });
    let mut f = visit.frame(app, batch.name.clone(), Service::Clearance);
    f.refresh = open.then_some(2);
    f.script = open.then_some("batch.js");
    page(&Running {
        f,
        id: batch.id.to_string(),
        name: batch.name.clone(),
        state: state_chip(words, batch.state),
        stage: standing.map(|at| stage(words, at)).unwrap_or_default(),
        stop: format!("/batch/{}/stop", batch.id),
        progress: Progress::of(words, pace.unwrap_or_default()),
        failure: failure(words, batch),
        again: format!("/batch/{}/again", batch.id),
        can_again: batch.upload.is_some(),
        books: books_line(words, batch),
    })
}

fn stage(words: Words, standing: Standing) -> String {
    match standing.stage {
        Stage::Waiting => words.count("stage-waiting", standing.before),
        Stage::Clearing => words.t("stage-clearing").to_owned(),
        Stage::Closing => words.t("stage-closing").to_owned(),
    }
}

/// Why a batch ended without results, as HTML; empty while it is open.
fn failure(words: Words, batch: &Batch) -> String {
    let told = batch.problem.as_deref().and_then(|json| serde_json::from_str::<Text>(json).ok());
    match (batch.state, told) {
        (BatchState::Queued | BatchState::Running | BatchState::Finished, _) => String::new(),
        (_, Some(text)) => look::marked(&words.sentence(words.of(&text))),
        (BatchState::Cancelled, None) => words.t("failure-cancelled").to_owned(),
        (_, None) => words.t("failure-interrupted").to_owned(),
    }
}

fn books_line(words: Words, batch: &Batch) -> String {
    words.say("books-line", &[("digest", &look::short_digest(&batch.books_digest))])
}

fn finished(
    app: &App,
    visit: &Visit,
    batch: &Batch,
    tallies: &Tallies,
    rows: &Page,
    asked: &OutcomeQuery,
) -> Result<Response, Failure> {
    let words = visit.words;
    let tail = format!("/batch/{}", batch.id);
    let filter = filter_query(asked, None);
    let tallied = tallied(app, words, tallies);
    let lane = asked.lane.as_deref().unwrap_or_default();
    let currency = app.books.tariff.currency().to_string();
    page(&Finished {
        f: visit.frame(app, batch.name.clone(), Service::Clearance),
        name: batch.name.clone(),
        summary: words.say(
            "batch-summary",
            &[("records", &words.number(batch.outcome_count + batch.unread_count)), ("date", &words.date(batch.on))],
        ),
        downloads: downloads(words, batch, &filter),
        left_out: left_out(words, batch, tallies),
        tiles: view::tiles(words, &tallied, lane),
        charts: view::charts(words, &tallied, &currency),
        filter: filter_form(words, &tallied, asked),
        found: found(words, rows),
        rows: rows.rows.iter().map(|row| OutcomeRow::of(words, &tail, &filter, row)).collect(),
        currency,
        page_note: page_note(words, rows),
        first: asked.after.map(|_| format!("{tail}{filter}")),
        next: rows.next.map(|next| format!("{tail}{}", filter_query(asked, Some(next)))),
        books: books_line(words, batch),
        tail,
    })
}

/// The filter as the query of an address, with the place in the list where one is named.
#[must_use]
pub fn filter_query(asked: &OutcomeQuery, after: Option<u64>) -> String {
    let word = |field: &Option<String>| field.clone().unwrap_or_default();
    let after = after.map(|after| after.to_string()).unwrap_or_default();
    query(&[
        ("lane", &word(&asked.lane)),
        ("finding", &word(&asked.finding)),
        ("duty_state", &word(&asked.duty_state)),
        ("chapter", &word(&asked.chapter)),
        ("text", &word(&asked.text)),
        ("after", &after),
    ])
}

fn found(words: Words, rows: &Page) -> String {
    if rows.count.exact {
        return words.count("rows-found", rows.count.value);
    }
    words.say("rows-found-more", &[("shown", &words.number(rows.count.value))])
}

fn page_note(words: Words, rows: &Page) -> String {
    match (rows.rows.first(), rows.rows.last()) {
        (Some(first), Some(last)) => {
            words.say("page-note", &[("from", &words.number(first.number)), ("to", &words.number(last.number))])
        }
        _ => String::new(),
    }
}

/// What the tallies say, with the words of rules and chapters.
fn tallied(app: &App, words: Words, tallies: &Tallies) -> Tallied {
    let rules = app.books.rules.rules();
    let rule_words = |code: &str| {
        let found = rules.iter().find(|rule| rule.notice().code == code);
        found.map(|rule| words.of(&rule.notice().text).replace("{value}", "…")).unwrap_or_default()
    };
    let chapter_words = |chapter: &str| {
        let found = chapter.parse::<Code>().ok().and_then(|code| app.books.nomenclature.get(code));
        found.map(|entry| entry.text.to_owned()).unwrap_or_default()
    };
    let shares = |shares: &[store::Share]| shares.iter().map(|share| (share.name.clone(), share.count)).collect();
    let finding = |share: &store::Share| (share.name.clone(), rule_words(&share.name), share.count);
    let mut findings: Vec<_> = tallies.findings.iter().map(finding).collect();
    findings.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
    let dutiable = tallies.chapters.iter().filter(|chapter| !chapter.duty.is_zero());
    Tallied {
        lanes: shares(&tallies.lanes),
        findings,
        chapters: dutiable.map(|one| (one.chapter.clone(), chapter_words(&one.chapter), one.duty)).collect(),
        states: shares(&tallies.duty_states),
    }
}

fn downloads(words: Words, batch: &Batch, filter: &str) -> Vec<(String, String)> {
    let join = if filter.is_empty() { "?" } else { "&" };
    let address = |format: &str| format!("/api/v1/batches/{}/download{filter}{join}format={format}", batch.id);
    let csv = format!("{}&language={}", address("csv"), words.code());
    vec![(words.t("download-csv").to_owned(), csv), (words.t("download-jsonl").to_owned(), address("jsonl"))]
}

/// What has no outcome: rows that could not be read, messages that are no declarations.
fn left_out(words: Words, batch: &Batch, tallies: &Tallies) -> Vec<(String, String, String)> {
    let summary = batch.summary.as_deref().and_then(|json| serde_json::from_str::<serde_json::Value>(json).ok());
    // The summary and the tallies count the same; a batch of an older form may lack one of them.
    let counted = |field: &str, tally: u64| {
        let told = summary.as_ref().and_then(|summary| summary.get(field)).and_then(serde_json::Value::as_u64);
        told.unwrap_or(tally).max(tally)
    };
    let link = format!("/api/v1/batches/{}/unread", batch.id);
    [("left-out-unread", counted("unread", tallies.unread)), ("left-out-skipped", counted("skipped", tallies.skipped))]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(key, count)| (words.count(key, count), words.t("left-out-note").to_owned(), link.clone()))
        .collect()
}

fn filter_form(words: Words, tallied: &Tallied, asked: &OutcomeQuery) -> FilterForm {
    let any = Some(words.t("filter-any"));
    let chosen = |field: &Option<String>| field.clone().unwrap_or_default();
    let lanes = ["red", "yellow", "blue", "green", "none"];
    let lanes = lanes.into_iter().map(|lane| (lane.to_owned(), words.word("lane", lane).to_owned()));
    let findings = tallied.findings.iter().map(|(code, ..)| (code.clone(), code.clone()));
    let states = tallied.states.iter().filter(|(state, _)| !state.is_empty());
    let states = states.map(|(state, _)| (state.clone(), words.word("duty", state).to_owned()));
    let chapters = tallied.chapters.iter().map(|(chapter, ..)| (chapter.clone(), chapter.clone()));
    FilterForm {
        lanes: choices(any, lanes, &chosen(&asked.lane)),
        findings: choices(any, findings, &chosen(&asked.finding)),
        states: choices(any, states, &chosen(&asked.duty_state)),
        chapters: choices(any, chapters, &chosen(&asked.chapter)),
        text: chosen(&asked.text),
        on: !asked.filter().is_open(),
    }
}
