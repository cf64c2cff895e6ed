//! Casework: forms that open cases, queues, cases with their answers and steps, questions and frequent questions.

pub mod amend;
pub mod ask;
pub mod case;
pub mod change;
pub mod decide;
pub mod edit;
pub mod export;
pub mod frequent;
pub mod prove;
pub mod questions;
pub mod queue;
pub mod told;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

/// The routes of casework.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/{language}/request", get(ask::request).post(ask::send_request))
        .route("/{language}/request/sent", get(ask::request_sent))
        .route("/{language}/contact", get(ask::contact).post(ask::send_contact))
        .route("/{language}/contact/sent", get(ask::contact_sent))
        .route("/{language}/prove/{secret}", get(prove::show).post(prove::take))
        .route("/{language}/queue", get(queue::show))
        .route("/{language}/queue/export.csv", get(export::queue))
        .route("/{language}/case/{id}", get(case::show))
        .route("/{language}/case/{id}/answers", post(change::take))
        .route("/{language}/case/{id}/step", post(decide::take))
        .route("/{language}/case/{id}/frequent", post(frequent::add))
        .route("/{language}/case/{id}/export.json", get(export::case))
        .route("/{language}/faq", get(frequent::show))
        .route("/{language}/faq/{id}/edit", get(amend::show).post(amend::take))
}
