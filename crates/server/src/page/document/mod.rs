//! Documents of the Organization: their list, their pages, and what officers do with them.

pub mod act;
pub mod desk;
pub mod download;
pub mod edit;
pub mod feed;
pub mod intake;
pub mod lacking;
pub mod list;
pub mod marks;
pub mod new;
pub mod series;
pub mod sheet;
pub mod show;
pub mod words;

use access::Service;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use store::Viewer;

use crate::App;

/// The routes of the pages of documents.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/{language}/documents", get(list::show))
        .route("/{language}/documents/lacking", get(lacking::show))
        .route("/{language}/documents/new", get(new::show).post(new::take))
        .route("/{language}/documents/series", get(series::show).post(series::take))
        .route("/{language}/documents/feed.xml", get(feed::show))
        .route("/{language}/documents/{*symbol}", get(list::by_symbol))
        .route("/{language}/document/{id}", get(show::show))
        // The form's file is measured while it comes in.
        .route(
            "/{language}/document/{id}/edit/{written}",
            get(edit::show).post(edit::take).layer(DefaultBodyLimit::disable()),
        )
        .route("/{language}/document/{id}/publish/{written}", post(act::publish))
        .route("/{language}/document/{id}/mark", post(act::mark))
        .route("/{language}/document/{id}/withdraw", post(act::withdraw))
        .route("/{language}/document/{id}/content/{written}/{edition}", get(download::content))
        .route("/{language}/document/{id}/downloads", get(download::show))
}

/// Whether somebody keeps the documents. The store decides on each act; this says which forms are shown.
#[must_use]
pub fn keeps(viewer: &Viewer) -> bool {
    viewer.keeps(Service::Documents)
}
