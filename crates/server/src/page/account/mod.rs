//! Log-in and one's own account.

pub mod code;
pub mod enter;
pub mod leave;
pub mod link;
pub mod one_time;
pub mod own;
pub mod passkey;
pub mod prove;
pub mod provider;
pub mod token;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

/// The routes of log-in and account.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/{language}/sign-in", get(enter::show).post(enter::take))
        .route("/{language}/sign-in/code", post(code::take))
        .route("/{language}/sign-in/provider", get(provider::leave))
        .route(provider::BACK, get(provider::back))
        .route("/{language}/sign-out", post(leave::out))
        .route("/{language}/forgotten", get(link::forgotten).post(link::ask))
        .route("/{language}/reset/{secret}", get(link::reset).post(link::set_by_reset))
        .route("/{language}/welcome/{secret}", get(link::welcome).post(link::set_by_welcome))
        .route("/{language}/setup/{secret}", get(link::setup).post(link::set_up))
        .route("/{language}/step-up", get(prove::show).post(prove::take))
        .route("/{language}/account", get(own::show).post(own::change))
        .route("/{language}/account/password", post(own::password))
        .route("/{language}/account/sessions", post(leave::end))
        .route("/{language}/account/provider", post(provider::untie))
        .route("/{language}/account/one-time", get(one_time::show).post(one_time::take))
        .route("/{language}/account/recovery", post(one_time::recovery))
        .route("/{language}/account/passkeys", get(passkey::show).post(passkey::remove))
        .route("/{language}/account/tokens", get(token::show).post(token::take))
        .route("/{language}/account/export.json", get(own::export))
        .route("/api/v1/passkeys/log-in", post(passkey::ask_log_in))
        .route("/api/v1/passkeys/log-in/answer", post(passkey::log_in))
        .route("/api/v1/passkeys/new", post(passkey::ask_new))
        .route("/api/v1/passkeys/new/answer", post(passkey::add))
}
