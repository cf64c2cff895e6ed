//! Why a request was not answered: one shape for programs, and the page of an error for people.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use basis::{Language, Text};
use clearance::pipeline::PipelineError;
use serde::{Deserialize, Serialize};
use store::StoreError;
use utoipa::ToSchema;

use crate::App;
use crate::calls::TOO_MANY_CALLS;
use crate::page::frame::Visitor;
use crate::who::Who;

/// A request that was not answered: what is wrong and what would be right, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status.
    pub status: StatusCode,
    /// A stable word for programs, for example `not-found`.
    pub code: &'static str,
    /// The words for a person.
    pub text: Text,
}

/// The one shape of an error in the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErrorBody {
    /// What went wrong.
    pub error: ErrorDetail,
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ErrorDetail {
    /// A stable word for programs, for example `not-found`.
    pub code: String,
    /// What is wrong and what would be right.
    pub message: Message,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

impl From<&Text> for Message {
    fn from(text: &Text) -> Self {
        Self { en: text.en.to_string(), fr: text.fr.to_string() }
    }
}

impl Failure {
    /// A failure with a text known when the program is built.
    #[must_use]
    pub const fn fixed(status: StatusCode, code: &'static str, en: &'static str, fr: &'static str) -> Self {
        Self { status, code, text: Text::fixed(en, fr) }
    }

    /// A request that asks for something that cannot be: 400.
    #[must_use]
    pub fn misuse(code: &'static str, en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, text: Text::owned(en, fr) }
    }

    /// Nothing is known under this name: 404.
    #[must_use]
    pub fn not_found(en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: "not-found", text: Text::owned(en, fr) }
    }

    /// Something that the policies do not let this person do: 403, with what they say.
    #[must_use]
    pub fn refused(policies: &[String]) -> Self {
        let reason = policies.iter().find_map(|policy| access::reason(policy));
        let text = match reason {
            Some(reason) => Text::owned(
                format!("this is not for you to do: {}", reason.text.en),
                format!("cela ne vous est pas permis : {}", reason.text.fr),
            ),
            None => Text::fixed("this is not for you to do", "cela ne vous est pas permis"),
        };
        Self { status: StatusCode::FORBIDDEN, code: "refused", text }
    }

    /// Something that should not happen, said without its inner parts: 500.
    #[must_use]
    pub const fn inner() -> Self {
        Self::fixed(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "the server could not answer; nothing was changed",
            "le serveur n'a pas pu répondre ; rien n'a été modifié",
        )
    }

    /// What stands for an answer that has only a status.
    fn of_status(status: StatusCode) -> Self {
        let (code, en, fr) = match status {
            StatusCode::NOT_FOUND => ("not-found", "there is nothing at this address", "rien à cette adresse"),
            StatusCode::METHOD_NOT_ALLOWED => (
                "method-not-allowed",
                "this address does not take this method",
                "cette adresse n'accepte pas cette méthode",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("too-large", "the request is larger than allowed", "la requête dépasse la taille admise")
            }
            StatusCode::UNSUPPORTED_MEDIA_TYPE => (
                "media-type",
                "the content type is not one that this address takes",
                "le type de contenu n'est pas admis à cette adresse",
            ),
            StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => {
                ("too-slow", "the request took longer than allowed", "la requête a dépassé le temps admis")
            }
            status if status.is_client_error() => {
                ("misuse", "the request cannot be understood", "la requête est incompréhensible")
            }
            _ => return Self { status, ..Self::inner() },
        };
        Self::fixed(status, code, en, fr)
    }

    fn body(&self) -> ErrorBody {
        let message = Message::from(&self.text);
        ErrorBody { error: ErrorDetail { code: self.code.to_owned(), message } }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        if self.code == TOO_MANY_CALLS {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let (status, code) = match &error {
            StoreError::NotFound { .. } => (StatusCode::NOT_FOUND, "not-found"),
            StoreError::Full => (StatusCode::INSUFFICIENT_STORAGE, "disk-full"),
            StoreError::Offset { .. } => (StatusCode::CONFLICT, "offset"),
            StoreError::TooLong { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            StoreError::State { .. } => (StatusCode::CONFLICT, "state"),
            StoreError::Busy | StoreError::Unrecorded => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            StoreError::Refused { policies } => return Self::refused(policies),
            StoreError::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too-many"),
            StoreError::Taken(_) => (StatusCode::CONFLICT, "taken"),
            StoreError::Changed { .. } => (StatusCode::CONFLICT, "changed"),
            StoreError::TwoPersons => (StatusCode::CONFLICT, "two-persons"),
            StoreError::Proposal(_) => (StatusCode::CONFLICT, "proposal"),
            StoreError::Role(_) => (StatusCode::BAD_REQUEST, "role"),
            StoreError::Apart { .. } => (StatusCode::CONFLICT, "apart"),
            StoreError::Marks(_) => (StatusCode::BAD_REQUEST, "marks"),
            // What the database says may name tables and values: it goes to the log, not to whoever asked.
            _ => {
                tracing::error!(error = %error, "the store could not answer");
                return Self::inner();
            }
        };
        Self { status, code, text: error.text() }
    }
}

impl From<PipelineError> for Failure {
    fn from(error: PipelineError) -> Self {
        let words = error.to_string();
        let fr = match &error {
            PipelineError::Shape { name, text } => format!("`{name}` : {text}"),
            PipelineError::Input { name, error } => format!("impossible de lire `{name}` : {error}"),
            PipelineError::Output(error) => format!("impossible d'écrire les réponses : {error}"),
        };
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, code: "file", text: Text::owned(words, fr) }
    }
}

fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || ["/openapi.json", "/health", "/metrics"].contains(&path)
}

/// The language of a page's address, or else the first of ours that the browser asks for.
#[must_use]
pub fn language(path: &str, headers: &HeaderMap) -> Language {
    let named = path.split('/').nth(1).and_then(Language::of_code);
    let named = named.or_else(|| crate::page::is_arabic(path).then_some(Language::En));
    named.unwrap_or_else(|| {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let code = |part: &str| part.trim().get(..2).map(str::to_ascii_lowercase);
        accepted.split(',').filter_map(code).find_map(|code| Language::of_code(&code)).unwrap_or_default()
    })
}

/// Gives every error its shape: JSON for programs, the page of an error for people.
pub async fn shape(State(app): State<App>, request: Request, next: Next) -> Response {
    let (address, read) = (request.uri().clone(), request.method() == Method::GET);
    let path = address.path();
    let (language, arabic) = (language(path, request.headers()), crate::page::is_arabic(path));
    let cookies = request.headers().get_all(header::COOKIE).iter().filter(|_| !is_for_programs(path)).cloned();
    let cookies: HeaderMap = cookies.map(|cookie| (header::COOKIE, cookie)).collect();
    let response = next.run(request).await;
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return response;
    }
    // What was sent cannot be sent again by a link: from there the other language leads to the home page.
    let here = crate::page::parted(&address).filter(|_| read).map_or_else(|| "/".to_owned(), |(_, here)| here);
    let known = response.extensions().get::<Failure>().cloned();
    // A page that already is one stays as it is.
    if known.is_none() && is_page(&response) {
        return response;
    }
    let failure = match known {
        Some(_) if is_for_programs(path) => return response,
        Some(failure) => failure,
        None => Failure::of_status(response.status()),
    };
    if is_for_programs(path) {
        return failure.into_response();
    }
    // Whoever is logged in stays so on the page of an error. Where the server itself failed, it is not asked again who that
    // is: a database that let one question wait would let the next wait as long.
    let visitor = match failure.status.is_client_error() {
        true => Who::of(&app, &cookies).await.map(|who| Visitor::of(&who)).unwrap_or_default(),
        false => Visitor::default(),
    };
    crate::page::error(failure.status, language, arabic, here, visitor, failure.text.in_language(language))
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}
