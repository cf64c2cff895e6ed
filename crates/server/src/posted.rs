//! Forms that people send: their fields, who sent them, and that they were sent from a page of ours.

use std::collections::BTreeMap;

use access::secret;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{StatusCode, header};

use crate::App;
use crate::error::Failure;
use crate::who::Who;

/// Fields beyond these are refused.
const MOST_FIELDS: usize = 500;
/// The name of the field that holds the form's mark.
pub const MARK: &str = "mark";

/// The fields of a form; a field may come more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(pub BTreeMap<String, Vec<String>>);

impl Fields {
    /// The fields in the body of a form.
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body).take(MOST_FIELDS) {
            fields.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        Self(fields)
    }

    /// The one value of a field without spaces around it; empty where the field is missing.
    #[must_use]
    pub fn one(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", |value| value.trim())
    }

    /// The one value of a field as it was typed: passwords may begin with a space.
    #[must_use]
    pub fn typed(&self, name: &str) -> &str {
        self.0.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// All values of a field.
    #[must_use]
    pub fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a box was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// The mark that the forms of a log-in session carry: only a page made for this session holds it.
#[must_use]
pub fn mark_of(who: &Who) -> String {
    match who.session {
        Some(_) => secret::digest(&format!("form mark {}", who.digest)).chars().take(32).collect(),
        None => String::new(),
    }
}

/// Whether a form carries the mark of the session that sends it. A visitor's form needs none: its origin was looked at.
///
/// # Errors
/// `mark` where it does not.
pub fn check_mark(who: &Who, given: &str) -> Result<(), Failure> {
    if secret::same(&mark_of(who), given) || who.session.is_none() {
        return Ok(());
    }
    Err(Failure::fixed(
        StatusCode::FORBIDDEN,
        "mark",
        "the form was made for another log-in session; open the page again and send it once more",
        "le formulaire a été établi pour une autre session ; rouvrez la page et renvoyez-le",
    ))
}

/// A form that was sent.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Its fields.
    pub fields: Fields,
    /// Who sent it.
    pub who: Who,
}

impl FromRequest<App> for Posted {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Failure::fixed(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "this address takes a form: application/x-www-form-urlencoded",
                "cette adresse attend un formulaire : application/x-www-form-urlencoded",
            ));
        }
        let (mut parts, body) = request.into_parts();
        let who = Who::from_request_parts(&mut parts, app).await?;
        let request = Request::from_parts(parts, body);
        let body = Bytes::from_request(request, app).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Failure::fixed(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too-large",
                "the form is larger than allowed",
                "le formulaire dépasse la taille admise",
            ),
            _ => Failure::misuse("body", "the body broke off", "le corps de la requête s'est interrompu"),
        })?;
        let fields = Fields::read(&body);
        check_mark(&who, fields.one(MARK))?;
        Ok(Self { fields, who })
    }
}
