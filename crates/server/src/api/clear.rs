//! One declaration, cleared at once.

use std::io::Cursor;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use basis::{Date, Text};
use clearance::pipeline::{self, Content, Desk, Format, Item, Options, Progress, Source};
use clearance::{Books, Outcome};
use declaration::Declaration;
use serde::Deserialize;
use utoipa::IntoParams;

use super::schema::OutcomeView;
use super::take::{Asked, Raw};
use crate::App;
use crate::error::{ErrorBody, Failure};
use crate::upload::day;
use crate::who::Who;

/// The day asked about.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ClearQuery {
    /// The day asked about; left out, today. The declaration's own day of acceptance wins over it.
    #[param(example = "2026-01-15")]
    pub on: Option<String>,
}

/// Clear one declaration: a WCO Declaration message (XML), or our own JSON form. Nothing is saved.
#[utoipa::path(post, path = "/api/v1/clear", tag = "clearance", params(ClearQuery),
    request_body(description = "XML or JSON; which one is told by the first character", content(
        (String = "application/xml"), (Object = "application/json"))),
    responses((status = 200, description = "The outcome; findings are answers", body = OutcomeView),
        (status = 403, description = "Not for whoever asks", body = ErrorBody),
        (status = 422, description = "It is not a declaration", body = ErrorBody)))]
pub async fn clear(
    State(app): State<App>,
    who: Who,
    Asked(asked): Asked<ClearQuery>,
    Raw(bytes): Raw,
) -> Result<Json<Outcome>, Failure> {
    app.store.may_clear(&who.viewer, app.now())?;
    let _turn = app.jobs.turn_of_one().await?;
    let on = day(asked.on.as_deref().unwrap_or_default())?.unwrap_or_else(|| app.today());
    let books = Arc::clone(&app.books);
    let cleared = tokio::task::spawn_blocking(move || outcome(bytes, &books, on)).await;
    cleared.map_err(|_| Failure::inner())?.map(Json)
}

fn outcome(bytes: Bytes, books: &Books, on: Date) -> Result<Outcome, Failure> {
    let first = bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace());
    match first {
        Some(b'{') => json(&bytes, books, on),
        Some(_) => message(bytes, books, on),
        None => Err(Failure::misuse("body", "the body is empty", "le corps de la requête est vide")),
    }
}

fn refused(en: String, fr: String) -> Failure {
    Failure { status: StatusCode::UNPROCESSABLE_ENTITY, ..Failure::misuse("declaration", en, fr) }
}

fn json(bytes: &[u8], books: &Books, on: Date) -> Result<Outcome, Failure> {
    let declaration: Declaration = serde_json::from_slice(bytes).map_err(|error| {
        let (en, fr) = ("the JSON is not a declaration", "le JSON n'est pas une déclaration");
        refused(format!("{en}: {error}"), format!("{fr} : {error}"))
    })?;
    Ok(clearance::clear(&declaration, books, on))
}

fn message(bytes: Bytes, books: &Books, on: Date) -> Result<Outcome, Failure> {
    let content = Content::Stream(Box::new(Cursor::new(bytes)));
    let source = Source { name: "-".into(), format: Format::DecXml, content };
    let options = Options { on, threads: 1, steps: true, language: None, map: None };
    let mut answer = None;
    let mut deliver = |tray: Option<Answer>| {
        answer = answer.take().or(tray);
        Ok(())
    };
    pipeline::run(&mut std::iter::once(source), books, &options, &Progress::default(), &First, &mut deliver)?;
    answer
        .unwrap_or_else(|| Err(Text::fixed("there is no declaration in it", "il n'y a pas de déclaration")))
        .map_err(|Text { en, fr }| refused(en.into_owned(), fr.into_owned()))
}

/// What became of the message: its outcome, or why it has none.
type Answer = Result<Outcome, Text>;

/// Keeps the first answer.
struct First;

impl Desk for First {
    type Tray = Option<Answer>;

    fn tray(&self) -> Self::Tray {
        None
    }

    fn lay(&self, tray: &mut Self::Tray, item: Item<'_>) {
        tray.get_or_insert_with(|| match item {
            Item::Cleared(_, outcome) => Ok(outcome.clone()),
            Item::Unread(unread) => Err(unread.text),
            Item::Skipped(skipped) => Err(Text::owned(
                format!("not a declaration: {}", skipped.reason.en),
                format!("ce n'est pas une déclaration : {}", skipped.reason.fr),
            )),
        });
    }
}
