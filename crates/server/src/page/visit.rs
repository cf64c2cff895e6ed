//! Who asks for a page in which language, and how a filled sheet becomes an answer.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use basis::Language;

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::look;
use crate::page::frame::{ARABIC, Frame, Service, Visitor};
use crate::who::Who;

/// A visit of a page: its language, and its address after the language.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The words of the page's language.
    pub words: Words,
    /// Whether what stands around the content is in Arabic; the content is then in English.
    pub arabic: bool,
    /// The address after the language, with its query.
    pub here: String,
    /// Who visits.
    pub who: Who,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let (language, here) = parted(&parts.uri).ok_or_else(nothing_here)?;
        Ok(Self {
            words: Words(language),
            arabic: is_arabic(parts.uri.path()),
            here,
            who: Who::from_request_parts(parts, app).await?,
        })
    }
}

/// The language that the content of an address is in, English where the address begins with `ar`, and the address after it with its query.
pub(crate) fn parted(address: &Uri) -> Option<(Language, String)> {
    let path = address.path().trim_start_matches('/');
    let (code, tail) = path.split_once('/').unwrap_or((path, ""));
    let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
    let language = if code == ARABIC { Language::En } else { Language::of_code(code)? };
    Some((language, format!("/{tail}{query}")))
}

/// Whether what stands around the content at an address is in Arabic.
pub(crate) fn is_arabic(path: &str) -> bool {
    path.split('/').nth(1) == Some(ARABIC)
}

/// Nothing stands at an address.
fn nothing_here() -> Failure {
    Failure::not_found("there is nothing at this address", "il n’y a rien à cette adresse")
}

impl Visit {
    /// The frame of a page of this visit.
    #[must_use]
    pub fn frame(&self, app: &App, title: impl Into<String>, service: Service) -> Frame {
        Frame {
            words: self.words,
            arabic: self.arabic,
            title: title.into(),
            service,
            here: self.here.clone(),
            digest: look::short_digest(app.books.digest()),
            demonstration: app.books.tariff.demonstration(),
            dense: matches!(service, Service::Clearance | Service::Casework | Service::People),
            refresh: None,
            script: None,
            visitor: Visitor::of(&self.who),
        }
    }

    /// An address in this visit's language from its tail.
    #[must_use]
    pub fn link(&self, tail: &str) -> String {
        format!("/{}{tail}", if self.arabic { ARABIC } else { self.words.code() })
    }

    /// Sends the reader on after a form, so that going back or asking again does not send the form twice.
    #[must_use]
    pub fn to(&self, tail: &str) -> Response {
        Redirect::to(&self.link(tail)).into_response()
    }
}

/// A filled sheet as an answer. A page is asked for anew at each visit: what it shows may have changed.
///
/// # Errors
/// `internal` when the sheet cannot be written.
pub fn page(sheet: &impl Template) -> Result<Response, Failure> {
    let html = sheet.render().map_err(|_| Failure::inner())?;
    Ok(([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response())
}
