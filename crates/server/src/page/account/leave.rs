//! Log-out: here, elsewhere, everywhere.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::error::Failure;
use crate::log_in;
use crate::page::visit::Visit;
use crate::posted::Posted;

/// Ends the session of this browser.
///
/// # Errors
/// What the store says.
pub async fn out(State(app): State<App>, visit: Visit, Posted { who, .. }: Posted) -> Result<Response, Failure> {
    if let Some(session) = &who.session {
        app.store.end_session(&who.viewer, &session.person, &session.id, app.now()).await?;
    }
    let headers = [
        (header::SET_COOKIE, log_in::no_cookie(&app)?),
        (
            header::HeaderName::from_static("clear-site-data"),
            header::HeaderValue::from_static("\"cache\", \"storage\""),
        ),
    ];
    Ok((headers, visit.to("/")).into_response())
}

/// Ends another session, or all others.
///
/// # Errors
/// What the store says.
pub async fn end(State(app): State<App>, visit: Visit, Posted { fields, who }: Posted) -> Result<Response, Failure> {
    let Some(session) = &who.session else { return Ok(visit.to("/sign-in?to=/account")) };
    match fields.one("session").parse() {
        Ok(other) => app.store.end_session(&who.viewer, &session.person, &other, app.now()).await?,
        Err(_) => {
            app.store.end_sessions(&who.viewer, &session.person, Some(&session.id), app.now()).await?;
        }
    }
    Ok(visit.to("/account#sessions"))
}
