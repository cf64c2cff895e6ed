//! Pages for people, in English and French. A handler asks the store or an engine, makes a view of the answer and fills
//! a sheet with it; every page works without scripts.

pub mod account;
pub mod answer;
pub mod api;
pub mod batch;
pub mod casework;
pub mod clear;
pub mod declaration;
pub mod document;
pub mod error;
pub mod frame;
pub mod home;
pub mod hs;
pub mod offer;
pub mod people;
pub mod reference;
pub mod sheet;
pub mod short;
pub mod view;
pub mod visit;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::{App, assets};

pub use error::error;
pub(crate) use visit::{is_arabic, parted};

/// The routes of all pages.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(document::routes())
        .route("/", get(home::choose))
        .route("/assets/{hash}/{name}", get(assets::serve))
        .route("/{language}", get(home::complete))
        .route("/{language}/", get(home::show))
        .route("/{language}/answer", get(answer::show))
        // The form's file is measured while it comes in, against the server's own limit.
        .route("/{language}/clear", get(clear::show).post(clear::take).layer(DefaultBodyLimit::disable()))
        .route("/{language}/batch/{id}", get(batch::show))
        .route("/{language}/batch/{id}/again", post(batch::again))
        .route("/{language}/batch/{id}/stop", post(batch::stop))
        .route("/{language}/batch/{id}/{number}", get(declaration::show))
        .route("/{language}/reference", get(reference::show))
        .route("/{language}/reference/hs/{code}", get(hs::show))
        .route("/{language}/api", get(api::show))
        .merge(account::routes())
        .merge(people::routes())
        .merge(casework::routes())
}
