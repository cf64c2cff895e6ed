//! The jobs of the server, for administrators.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::log_in_first;
use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::{Frame, Service};
use crate::page::view::part::Chip;
use crate::page::visit::{Visit, page};

/// Jobs shown.
const ROWS: u32 = 200;

struct Row {
    kind: String,
    state: Chip,
    attempts: String,
    due: String,
    problem: String,
}

#[derive(Template)]
#[template(path = "jobs.html")]
struct Jobs {
    f: Frame,
    rows: Vec<Row>,
    note: String,
}

/// The latest jobs.
///
/// # Errors
/// `refused` for whoever is no administrator, or what the store says.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    if let Some(log_in) = log_in_first(&visit, "/jobs") {
        return Ok(log_in);
    }
    let (words, now) = (visit.words, app.now());
    let jobs = app.store.jobs(&visit.who.viewer, ROWS, now).await?;
    let row = |job: &store::JobStanding| Row {
        kind: words.word("job-kind", &job.kind).to_owned(),
        state: state(words, &job.state),
        attempts: words.number(u64::try_from(job.attempts).unwrap_or(0)),
        due: words.short_moment(job.run_at),
        problem: job.problem.clone().unwrap_or_default(),
    };
    page(&Jobs {
        f: visit.frame(&app, words.t("jobs-title"), Service::People),
        note: words.count("jobs-shown", jobs.len() as u64),
        rows: jobs.iter().map(row).collect(),
    })
}

/// The chip of a state of a job or a mail.
#[must_use]
pub fn state(words: Words, state: &str) -> Chip {
    let colour = match state {
        "done" | "sent" => "green",
        "waiting" | "running" => "blue",
        "failed" => "red",
        _ => "",
    };
    Chip::new(words.word("line-state", state), colour)
}
