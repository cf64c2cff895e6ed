//! The form of a new document.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use store::{NewPaper, PaperKind};

use super::keeps;
use super::list::{kind_words, series_choices};
use super::marks::{MarksForm, Problems, Typed};
use super::sheet::NewDocument;
use super::words::Names;
use crate::App;
use crate::error::Failure;
use crate::page::frame::Service;
use crate::page::view::ask::choices;
use crate::page::view::field::Field;
use crate::page::visit::{Visit, page};
use crate::posted::Posted;

/// The form, for whoever keeps the documents.
///
/// # Errors
/// `refused`, what the store says, or `internal`.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    if !keeps(&visit.who.viewer) {
        return Err(Failure::refused(&[]));
    }
    sheet(&app, &visit, ("", ""), &Typed::fresh(), &Problems::new()).await
}

/// Makes the document and goes on to its text.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn take(State(app): State<App>, visit: Visit, posted: Posted) -> Result<Response, Failure> {
    let viewer = &posted.who.viewer;
    if !keeps(viewer) {
        return Err(Failure::refused(&[]));
    }
    let names = Names::of(&app, viewer).await?;
    let typed = Typed::sent(&posted.fields);
    let (kind, series) = (posted.fields.one("kind"), posted.fields.one("series"));
    let known = app.store.series(viewer).await?;
    let mut problems = Problems::new();
    if !series.is_empty() && !known.iter().any(|kept| kept.series.code() == series) {
        problems.insert("series", "document-problem-series");
    }
    let made = PaperKind::of_word(kind);
    if made.is_none() {
        problems.insert("kind", "document-problem-kind");
    }
    let marks = typed.read(&names, &BTreeSet::new(), app.today()).map_err(|wrong| problems.extend(wrong));
    let (Some(made), Ok(marks), true) = (made, marks, problems.is_empty()) else {
        let mut response = sheet(&app, &visit, (kind, series), &typed, &problems).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let series = (!series.is_empty()).then(|| series.to_owned());
    let id = app.store.add_paper(viewer, &NewPaper { kind: made, series, marks }, app.now()).await?;
    Ok(visit.to(&format!("/document/{id}/edit/{}", visit.words.code())))
}

async fn sheet(
    app: &App,
    visit: &Visit,
    (kind, series): (&str, &str),
    typed: &Typed,
    problems: &Problems,
) -> Result<Response, Failure> {
    let words = visit.words;
    let names = Names::of(app, &visit.who.viewer).await?;
    let known = app.store.series(&visit.who.viewer).await?;
    let wrong = |name: &str| problems.get(name).map_or("", |key| words.t(key));
    let kinds = PaperKind::ALL.into_iter().map(|kind| (kind.as_str().to_owned(), kind_words(words, kind)));
    let none = Some(words.t("document-series-none"));
    page(&NewDocument {
        f: visit.frame(app, words.t("document-new"), Service::Documents),
        problem: if problems.is_empty() { String::new() } else { words.t("document-problem").to_owned() },
        kind: Field::new("kind", "select", words.t("document-kind"))
            .choices(choices(None, kinds, kind))
            .problem(wrong("kind")),
        series: Field::new("series", "select", words.t("document-series"))
            .hint(words.t("document-series-hint"))
            .choices(choices(none, series_choices(words, &known), series))
            .problem(wrong("series")),
        marks: MarksForm::of(words, &names, typed, problems),
    })
}
