//! A batch's outcomes as one file, streamed out of the store in bounded memory.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use basis::Language;
use clearance::Outcome;
use clearance::pipeline::{Desk, Format, Item};
use clearance::write::{COLUMNS, Scribe};
use declaration::Declaration;
use futures_core::Stream;
use serde::Deserialize;
use store::{Batch, Filter, Stored};
use tokio::sync::mpsc;
use utoipa::IntoParams;

use super::take::{Asked, batch_id};
use crate::App;
use crate::error::{ErrorBody, Failure};
use crate::who::Who;

/// Outcomes read from the store at a time.
const PORTION: u32 = 500;
/// Portions that may wait for the network.
const WAITING: usize = 2;

/// Which outcomes, in which form.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct DownloadQuery {
    /// `csv` (one line a goods item) or `jsonl` (one outcome a line).
    pub format: Option<String>,
    /// The language of reasons and names in a CSV: `en` or `fr`.
    pub language: Option<String>,
    /// A lane: `red`, `yellow`, `blue`, `green`, or `none`.
    pub lane: Option<String>,
    /// The code of a finding that the outcome carries.
    pub finding: Option<String>,
    /// A state of duty.
    pub duty_state: Option<String>,
    /// The two digits of a chapter, by the first goods item.
    pub chapter: Option<String>,
    /// The beginning of an identifier or of a commodity code.
    pub text: Option<String>,
}

/// Portions of the file as they are ready.
pub(crate) struct Portions(pub(crate) mpsc::Receiver<io::Result<Bytes>>);

impl Stream for Portions {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

#[derive(Clone, Copy)]
enum Form {
    Csv(Language),
    JsonLines,
}

impl DownloadQuery {
    fn form(&self) -> Result<Form, Failure> {
        let language = self.language.as_deref().and_then(Language::of_code).unwrap_or_default();
        match self.format.as_deref().unwrap_or("csv") {
            "csv" => Ok(Form::Csv(language)),
            "jsonl" => Ok(Form::JsonLines),
            other => Err(Failure::misuse(
                "format",
                format!("`{other}` is not a form of downloads: csv or jsonl"),
                format!("`{other}` n'est pas une forme de téléchargement : csv ou jsonl"),
            )),
        }
    }
}

impl Form {
    fn head(self) -> String {
        match self {
            Self::Csv(_) => format!("{}\n", COLUMNS.join(",")),
            Self::JsonLines => String::new(),
        }
    }

    fn write(self, portion: Vec<Stored>) -> io::Result<Vec<u8>> {
        let Self::Csv(language) = self else {
            let lines = portion.into_iter().map(|stored| stored.outcome + "\n");
            return Ok(lines.collect::<String>().into_bytes());
        };
        let scribe = Scribe::new(Format::Csv, language);
        let mut sheet = scribe.tray();
        // A table of answers holds nothing of the declarations themselves.
        let declaration = Declaration::default();
        for stored in portion {
            let outcome: Outcome = serde_json::from_str(&stored.outcome).map_err(io::Error::other)?;
            scribe.lay(&mut sheet, Item::Cleared(&declaration, &outcome));
        }
        Ok(sheet.finish().map_err(io::Error::other)?.text)
    }

    fn kind_and_ending(self) -> (&'static str, &'static str) {
        match self {
            Self::Csv(_) => ("text/csv; charset=utf-8; header=present", "csv"),
            Self::JsonLines => ("application/x-ndjson; charset=utf-8", "jsonl"),
        }
    }
}

/// Reads portion after portion; ends when all is sent, or nobody listens any more.
async fn feed(app: App, mut who: Who, batch: Batch, filter: Filter, form: Form, out: mpsc::Sender<io::Result<Bytes>>) {
    let mut after = 0;
    let mut next = Ok(form.head().into_bytes());
    loop {
        let failed = next.is_err();
        if out.send(next.map(Bytes::from)).await.is_err() || failed {
            return;
        }
        // A long download ends with the right to it.
        let Ok(renewed) = who.renewed(&app).await else { return };
        who = renewed;
        let portion = app.store.documents(&who.viewer, &batch.id, &filter, after, PORTION).await;
        next = match portion {
            Ok(portion) => match portion.last().map(|stored| stored.number) {
                Some(last) => {
                    after = last;
                    form.write(portion)
                }
                None => return,
            },
            Err(error) => Err(io::Error::other(error)),
        };
    }
}

/// A name for the file on the person's machine, of plain characters.
fn file_name(batch: &Batch, ending: &str) -> String {
    let stem = batch.name.rsplit_once('.').map_or(batch.name.as_str(), |(stem, _)| stem);
    let plain = |character: char| if character.is_ascii_alphanumeric() { character } else { '-' };
    let stem: String = stem.chars().take(60).map(plain).collect();
    format!("{stem}-outcomes.{ending}")
}

/// All outcomes of a batch that a filter leaves, as one file.
#[utoipa::path(get, path = "/api/v1/batches/{id}/download", tag = "outcomes",
    params(("id" = String, Path, description = "The batch"), DownloadQuery),
    responses((status = 200, description = "The file", content_type = "text/csv", body = String),
        (status = 404, description = "No such batch", body = ErrorBody)))]
pub async fn download(
    State(app): State<App>,
    who: Who,
    Path(id): Path<String>,
    Asked(asked): Asked<DownloadQuery>,
) -> Result<Response, Failure> {
    let batch = app.store.batch(&who.viewer, &batch_id(&id)?).await?;
    let form = asked.form()?;
    let (kind, ending) = form.kind_and_ending();
    let disposition = format!("attachment; filename=\"{}\"", file_name(&batch, ending));
    let DownloadQuery { lane, finding, duty_state, chapter, text, .. } = asked;
    let (out, portions) = mpsc::channel(WAITING);
    tokio::spawn(feed(app, who, batch, Filter { lane, finding, duty_state, chapter, text }, form, out));
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, Body::from_stream(Portions(portions))).into_response())
}
