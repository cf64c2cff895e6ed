//! The only HTTP: pages for people and an API for programs, over one state.
//!
//! `router` gives every route, `serve` answers them until it is told to stop. Until accounts exist the server binds to
//! loopback only and speaks for one viewer, the person at this machine.

pub mod api;
pub mod app;
pub mod assets;
pub mod calls;
pub mod casework;
pub mod certification;
pub mod chance;
pub mod chart;
pub mod child;
pub mod content;
pub mod desk;
pub mod draft;
pub mod error;
pub mod extraction;
pub mod job;
pub mod language;
pub mod letters;
pub mod log_in;
pub mod look;
pub mod metrics;
pub mod notice;
pub mod page;
pub mod passkey;
pub mod posted;
pub mod provider;
pub mod scan;
pub mod seal;
pub mod security;
pub mod site;
pub mod smtp;
pub mod upload;
pub mod who;
pub mod work;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use store::Viewer;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

pub use app::{App, Clock, Limits, Maps};
pub use error::Failure;
pub use job::Standing;
pub use provider::Provider;
pub use site::Site;
pub use who::Who;

/// Uploads in which nothing came in for a day are given up.
const ABANDONED_MICROS: i64 = 86_400_000_000;
/// How long a stop waits for the file that is being cleared.
const PATIENCE: Duration = Duration::from_secs(20);

/// Every route: the pages, the API, health and metrics, behind one guard.
pub fn router(app: App) -> Router {
    let pressed = SizeAbove::new(1_024).and(NotForContentType::const_new("font/")).and(NotForContentType::IMAGES);
    Router::new()
        .merge(page::routes())
        .merge(api::routes(&app))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .method_not_allowed_fallback(|| async { StatusCode::METHOD_NOT_ALLOWED })
        .layer(CatchPanicLayer::custom(|_| axum::response::IntoResponse::into_response(Failure::inner())))
        .layer(from_fn_with_state(app.clone(), error::shape))
        .layer(CompressionLayer::new().compress_when(pressed))
        .layer(from_fn_with_state(app.clone(), security::guard))
        .layer(from_fn_with_state(app.clone(), metrics::count))
        .with_state(app)
}

/// Answers requests on a loopback address until `stop` is done; then lets open requests end, stops the clearance under
/// way (it becomes `interrupted` and can be run again), and closes the database.
///
/// # Errors
/// The system's refusal, or `PermissionDenied` for an address that others could reach.
pub async fn serve(app: App, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let refused = |failure: Failure| io::Error::new(io::ErrorKind::PermissionDenied, failure.text.en.into_owned());
    security::only_loopback(listener.local_addr()?, &app.site).map_err(refused)?;
    casework::install(&app).await.map_err(|failure| io::Error::other(failure.text.en.into_owned()))?;
    let working = work::spawn(app.clone(), app.site.mailer.clone()).map_err(refused)?;
    let cleaning = tokio::spawn(forget_abandoned_uploads(app.clone()));
    let jobs = app.jobs.clone();
    let stopping = async move {
        stop.await;
        jobs.stop(PATIENCE).await;
    };
    let answering = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, answering).with_graceful_shutdown(stopping).await;
    cleaning.abort();
    working.abort();
    app.store.close().await;
    served
}

/// Drops the content of uploads that nobody went on with, so that a killed browser does not fill the disk.
async fn forget_abandoned_uploads(app: App) {
    loop {
        let before = app.now().saturating_sub(ABANDONED_MICROS);
        for id in app.store.abandoned_uploads(&Viewer::program(), before).await.unwrap_or_default() {
            // One that cannot be dropped now is tried again in an hour.
            let _ = app.store.discard_upload(&Viewer::program(), &id, app.now()).await;
        }
        tokio::time::sleep(Duration::from_secs(3_600)).await;
    }
}
