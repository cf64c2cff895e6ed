//! The queues: what waits for the viewer, and all cases that they may see.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use secretariat::case::StateKind;
use secretariat::form::Answer;
use serde::Deserialize;
use store::{CaseRow, Count, QueueFilter};

use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::language::Words;
use crate::page::casework::told;
use crate::page::frame::{Frame, Service};
use crate::page::view::ask::{choices, query};
use crate::page::view::part::{Chip, Choice};
use crate::page::visit::{Visit, page};

/// Rows on one page.
const ROWS: u32 = 20;

/// Which cases.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Those of one procedure.
    pub procedure: String,
    /// Those in one state.
    pub state: String,
    /// How many are left out before the first.
    pub skip: Option<u32>,
}

impl Wanted {
    /// As the store takes it.
    #[must_use]
    pub fn filter(&self, mine: bool) -> QueueFilter {
        QueueFilter { procedure: self.procedure.clone(), state: self.state.clone(), mine }
    }
}

/// A case in a list.
pub struct Row {
    /// The tail of its address.
    link: String,
    /// What it is, and from whom.
    title: String,
    kind: String,
    state: Chip,
    body: String,
    waits: String,
    due: Option<Chip>,
}

/// The queues as a page.
#[derive(Template)]
#[template(path = "queue.html")]
struct Sheet {
    f: Frame,
    known: bool,
    mine: Vec<Row>,
    mine_note: String,
    all: Vec<Row>,
    all_note: String,
    procedures: Vec<Choice>,
    states: Vec<Choice>,
    filtered: bool,
    export: String,
    first: Option<String>,
    next: Option<String>,
}

/// The queues.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn show(State(app): State<App>, visit: Visit, Asked(wanted): Asked<Wanted>) -> Result<Response, Failure> {
    let (words, now, viewer) = (visit.words, app.now(), &visit.who.viewer);
    let (mine, mine_count) = app.store.cases(viewer, &wanted.filter(true), 0, ROWS, now).await?;
    let skip = wanted.skip.unwrap_or(0);
    let (all, count) = app.store.cases(viewer, &wanted.filter(false), skip, ROWS, now).await?;
    let more = !count.exact;
    let (procedure, state) = (("procedure", wanted.procedure.as_str()), ("state", wanted.state.as_str()));
    let at = |skip: u32| {
        let skip = if skip == 0 { String::new() } else { skip.to_string() };
        format!("/queue{}", query(&[procedure, state, ("skip", &skip)]))
    };
    let row = |row: &CaseRow| row_of(&app, words, row, now);
    page(&Sheet {
        f: visit.frame(&app, words.t("queue-title"), Service::Casework),
        known: viewer.person().is_some(),
        mine: mine.iter().map(row).collect(),
        mine_note: counted(words, mine_count),
        all: all.iter().map(row).collect(),
        all_note: counted(words, count),
        procedures: procedures(&app, words, &wanted.procedure),
        states: states(&app, words, &wanted),
        filtered: !wanted.procedure.is_empty() || !wanted.state.is_empty(),
        export: format!("/queue/export.csv{}", query(&[procedure, state])),
        first: (skip > 0).then(|| at(0)),
        next: more.then(|| at(skip.saturating_add(ROWS))),
    })
}

fn counted(words: Words, count: Count) -> String {
    match count.exact {
        true => words.count("queue-count", count.value),
        false => words.count("queue-count-more", count.value.saturating_sub(1)),
    }
}

fn procedures(app: &App, words: Words, chosen: &str) -> Vec<Choice> {
    let named = app.library.procedures().map(|one| (one.id.clone(), words.of(&one.title).to_owned()));
    choices(Some(words.t("queue-any")), named, chosen)
}

/// The states of the procedure asked for, or of all; each name once.
fn states(app: &App, words: Words, wanted: &Wanted) -> Vec<Choice> {
    let of_it = app.library.procedures().filter(|one| wanted.procedure.is_empty() || one.id == wanted.procedure);
    let mut named: Vec<(String, String)> = Vec::new();
    for state in of_it.flat_map(|procedure| &procedure.states) {
        if !named.iter().any(|(id, _)| *id == state.id) {
            named.push((state.id.clone(), words.of(&state.title).to_owned()));
        }
    }
    choices(Some(words.t("queue-any")), named.into_iter(), &wanted.state)
}

/// The chip of a state: what it is called, and what it means for the case.
#[must_use]
pub fn state_chip(app: &App, words: Words, procedure: &str, state: &str) -> Chip {
    let found = app.library.procedure(procedure).ok().and_then(|procedure| procedure.state(state));
    match found {
        Some(state) => {
            let colour = match state.kind {
                StateKind::Open => "blue",
                StateKind::Done => "green",
                StateKind::Refused => "",
            };
            Chip::new(words.of(&state.title), colour)
        }
        None => Chip::new(state, ""),
    }
}

/// What a procedure is called; its name in the data where it is not known any more.
#[must_use]
pub fn procedure_title(app: &App, words: Words, procedure: &str) -> String {
    let found = app.library.procedure(procedure);
    found.map_or_else(|_| procedure.to_owned(), |found| words.of(&found.title).to_owned())
}

/// The name that was given in a case's form; empty where there is none.
#[must_use]
pub fn name_of(row: &CaseRow) -> String {
    let answer = row.name.as_deref().and_then(|json| serde_json::from_str::<Option<Answer>>(json).ok()).flatten();
    answer.map(|answer| answer.raw().join(", ")).unwrap_or_default()
}

fn row_of(app: &App, words: Words, row: &CaseRow, now: i64) -> Row {
    let name = name_of(row);
    let short = || row.id.as_str().chars().take(8).collect();
    let ended = app.library.procedure(&row.procedure).ok().and_then(|procedure| procedure.state(&row.state));
    let ended = ended.is_some_and(secretariat::case::State::is_end);
    Row {
        link: format!("/case/{}", row.id),
        title: if name.is_empty() { short() } else { name },
        kind: procedure_title(app, words, &row.procedure),
        state: state_chip(app, words, &row.procedure, &row.state),
        body: row.owner.clone().unwrap_or_default(),
        waits: told::length(words, now.saturating_sub(row.opened_at)),
        due: told::due(words, row.due_at, now).filter(|_| !ended),
    }
}
