//! The link by which an address is proved. Opening it changes nothing, for mail programs open links to look at them; the
//! button on its page does.

use access::{RecordId, secret};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use store::{Purpose, Viewer};

use crate::App;
use crate::casework;
use crate::error::Failure;
use crate::page::frame::{Frame, Service};
use crate::page::visit::{Visit, page};
use crate::posted::Posted;

/// The page of the link: to be pressed, done, or over.
#[derive(Template)]
#[template(path = "ask_prove.html")]
struct Sheet {
    f: Frame,
    state: Stage,
    tail: String,
}

/// How far the proof has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    Done,
    Over,
}

impl Stage {
    fn title(self) -> &'static str {
        match self {
            Self::Open => "prove-title",
            Self::Done => "prove-done-title",
            Self::Over => "prove-over-title",
        }
    }

    fn told(self) -> &'static str {
        match self {
            Self::Open => "prove-told",
            Self::Done => "prove-done",
            Self::Over => "prove-over",
        }
    }
}

impl Sheet {
    fn is_open(&self) -> bool {
        self.state == Stage::Open
    }

    fn is_over(&self) -> bool {
        self.state == Stage::Over
    }
}

/// The button; or that the link is over.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let digest = secret::digest(&secret);
    let link = app.store.look_at_link(&Viewer::visitor(), Purpose::Address, &digest, app.now()).await?;
    let state = if link.is_some() { Stage::Open } else { Stage::Over };
    sheet(&app, &visit, state, &secret)
}

/// Proves the address and lets the request go on.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn take(
    State(app): State<App>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
    _posted: Posted,
) -> Result<Response, Failure> {
    let digest = secret::digest(&secret);
    let visitor = Viewer::visitor();
    let link = app.store.look_at_link(&visitor, Purpose::Address, &digest, app.now()).await?;
    let id: Option<RecordId> = link.and_then(|link| link.subject.parse().ok());
    let Some(id) = id else { return sheet(&app, &visit, Stage::Over, &secret) };
    // The link is used up last: were the server to stop in between, pressing the button again goes on.
    let proved = casework::prove(&app, &id).await?;
    app.store.use_link(&visitor, Purpose::Address, &digest, app.now()).await?;
    sheet(&app, &visit, if proved { Stage::Done } else { Stage::Over }, &secret)
}

fn sheet(app: &App, visit: &Visit, state: Stage, secret: &str) -> Result<Response, Failure> {
    let f = visit.frame(app, visit.words.t(state.title()), Service::Nowhere);
    let mut response = page(&Sheet { f, state, tail: format!("/prove/{secret}") })?;
    if state == Stage::Over {
        *response.status_mut() = StatusCode::GONE;
    }
    Ok(response)
}
