//! The page of an error.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use basis::Language;

use crate::language::{self, Words};
use crate::look;
use crate::page::frame::{Frame, Service, Visitor};
use crate::page::sheet::Lost;

/// The page of an error for a person: what the status means, and in `detail` what exactly is wrong. `here` is the
/// address after the language at which the other language can be asked for.
#[must_use]
pub fn error(
    status: StatusCode,
    spoken: Language,
    arabic: bool,
    here: String,
    visitor: Visitor,
    detail: &str,
) -> Response {
    let words = Words(spoken);
    let known = [status.as_u16(), if status.is_server_error() { 500 } else { 400 }];
    let number = known.into_iter().find(|number| words.knows(&format!("error-{number}"))).unwrap_or(500);
    let key = number.to_string();
    let title = language::arabic(&format!("error-{number}")).filter(|_| arabic);
    let told = words.t(&format!("error-{number}-words")).to_owned();
    let frame = Frame {
        words,
        arabic,
        title: title.unwrap_or_else(|| words.word("error", &key)).to_owned(),
        service: Service::Nowhere,
        here,
        digest: String::new(),
        demonstration: false,
        dense: false,
        refresh: None,
        script: None,
        visitor,
    };
    let sheet = Lost { f: frame, status: status.as_u16(), words: told, detail: look::marked(&words.sentence(detail)) };
    match sheet.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, detail.to_owned()).into_response(),
    }
}
