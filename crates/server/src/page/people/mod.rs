//! People, appointments, Members; what waits for a second person; the trail, the outbox, the jobs; search, and reasons.

pub mod account;
pub mod appoint;
pub mod certify;
pub mod jobs;
pub mod list;
pub mod member;
pub mod members;
pub mod newcomer;
pub mod outbox;
pub mod person;
mod portion;
pub mod proposals;
pub mod search;
pub mod shown;
pub mod trail;
pub mod why;

use std::fmt::Display;
use std::str::FromStr;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};

use crate::App;
use crate::error::Failure;
use crate::page::visit::Visit;

/// The routes of people, search and reasons.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/{language}/people", get(list::show))
        .route("/{language}/people/new", get(newcomer::show).post(newcomer::add))
        .route("/{language}/person/{id}", get(person::show))
        .route("/{language}/person/{id}/export.json", get(person::export))
        .route("/{language}/person/{id}/appoint", post(appoint::appoint))
        .route("/{language}/person/{id}/end", post(appoint::end))
        .route("/{language}/person/{id}/certify", post(appoint::certify))
        .route("/{language}/person/{id}/account", post(account::act))
        .route("/{language}/members", get(members::show))
        .route("/{language}/member/{code}", get(member::show))
        .route("/{language}/certify", get(certify::show).post(certify::confirm))
        .route("/{language}/proposals", get(proposals::show).post(proposals::decide))
        .route("/{language}/audit", get(trail::show))
        .route("/{language}/mail", get(outbox::show).post(outbox::again))
        .route("/{language}/jobs", get(jobs::show))
        .route("/{language}/search", get(search::show))
        .route("/{language}/why/{kind}/{id}", get(why::show))
}

/// What an address or a form names.
///
/// # Errors
/// `not-found` for a text that is no identifier of its kind.
pub fn named<T: FromStr<Err: Display>>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| {
        Failure::not_found(format!("nothing is known as `{text}`"), format!("rien n’est connu sous `{text}`"))
    })
}

/// Where whoever acts proves first who they are, where that is long ago. Afterwards they come back to the page.
#[must_use]
pub fn prove_first(app: &App, visit: &Visit, tail: &str) -> Option<Response> {
    let viewer = &visit.who.viewer;
    let long_ago = viewer.session().is_some() && !viewer.is_fresh(app.now());
    long_ago.then(|| visit.to(&format!("/step-up?to={tail}")))
}

/// Where a visitor logs in before a page that is for people with an account.
#[must_use]
pub fn log_in_first(visit: &Visit, tail: &str) -> Option<Response> {
    visit.who.viewer.person().is_none().then(|| visit.to(&format!("/sign-in?to={tail}")))
}
