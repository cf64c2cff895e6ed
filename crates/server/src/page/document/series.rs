//! The series of symbols: which there are, how far each has come, and the form that begins another.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use basis::{Language, Text};
use secretariat::paper::{PaperError, Series};
use store::{SeriesKept, StoreError};

use super::keeps;
use crate::App;
use crate::error::Failure;
use crate::page::frame::{Frame, Service};
use crate::page::view::field::Field;
use crate::page::visit::{Visit, page};
use crate::posted::{Fields, Posted};

/// The longest title, in characters.
const LONGEST_TITLE: usize = 120;

/// A pattern to begin with.
const EXAMPLE: &str = "PC{number:04}{language}{version}";

/// The fields of the form, in their order.
const FIELDS: [&str; 4] = ["code", "title-en", "title-fr", "pattern"];

struct Row {
    code: String,
    title: String,
    latest: String,
    next: String,
}

#[derive(Template)]
#[template(path = "document_series.html")]
struct Sheet {
    f: Frame,
    rows: Vec<Row>,
    problem: String,
    fields: Vec<Field>,
}

/// All series, for whoever keeps the documents.
///
/// # Errors
/// `refused`, what the store says, or `internal`.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    sheet(&app, &visit, &Fields::default(), None).await
}

/// Begins a series.
///
/// # Errors
/// As [`show`].
pub async fn take(State(app): State<App>, visit: Visit, Posted { fields, who }: Posted) -> Result<Response, Failure> {
    let problem = match read(&fields) {
        Err(problem) => problem,
        Ok(series) => match app.store.add_series(&who.viewer, &series, app.now()).await {
            Ok(()) => return Ok(visit.to("/documents/series")),
            Err(StoreError::Taken(_)) => ("code", "series-problem-taken"),
            Err(error) => return Err(error.into()),
        },
    };
    let mut response = sheet(&app, &visit, &fields, Some(problem)).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// The series of a form, or the field that is wrong and the key of the words that say so.
fn read(fields: &Fields) -> Result<Series, (&'static str, &'static str)> {
    let title = |name| {
        let title = fields.one(name).trim();
        let fits = !title.is_empty() && title.chars().count() <= LONGEST_TITLE && !title.chars().any(char::is_control);
        fits.then(|| title.to_owned()).ok_or((name, "series-problem-title"))
    };
    let text = Text::owned(title("title-en")?, title("title-fr")?);
    Series::new(fields.one("code").trim(), text, fields.one("pattern").trim()).map_err(|error| match error {
        PaperError::Code(_) => ("code", "series-problem-code"),
        PaperError::Pattern(..) | PaperError::Zero => ("pattern", "series-problem-pattern"),
    })
}

async fn sheet(app: &App, visit: &Visit, sent: &Fields, problem: Option<(&str, &str)>) -> Result<Response, Failure> {
    let (words, viewer) = (visit.words, &visit.who.viewer);
    if !keeps(viewer) {
        return Err(Failure::refused(&[]));
    }
    let row = |kept: &SeriesKept| Row {
        code: kept.series.code().to_owned(),
        title: words.of(kept.series.title()).to_owned(),
        latest: words.number(u64::try_from(kept.latest).unwrap_or(0)),
        next: next(kept, words.0),
    };
    let field = |name: &str| {
        let wrong = problem.filter(|(field, _)| *field == name).map_or("", |(_, key)| words.t(key));
        let field = Field::new(name, "text", words.t(&format!("series-{name}"))).value(sent.one(name)).required();
        let hint = match name {
            "code" => words.t("series-code-hint").to_owned(),
            "pattern" => words.say("series-pattern-hint", &[("example", EXAMPLE)]),
            _ => String::new(),
        };
        let field = if hint.is_empty() { field } else { field.hint(&hint) };
        field.problem(wrong)
    };
    page(&Sheet {
        f: visit.frame(app, words.t("series-title").to_owned(), Service::Documents),
        rows: app.store.series(viewer).await?.iter().map(row).collect(),
        problem: problem.map_or("", |_| words.t("document-problem")).to_owned(),
        fields: FIELDS.into_iter().map(field).collect(),
    })
}

/// The symbol that the next document of a series will have.
fn next(kept: &SeriesKept, language: Language) -> String {
    let number = u32::try_from(kept.latest.saturating_add(1)).unwrap_or(u32::MAX);
    kept.series.symbol(number, language, 1).unwrap_or_default()
}
