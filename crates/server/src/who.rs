//! Who asks: the open log-in session of a browser, the person of a token, or a visitor.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use store::{Session, Viewer};

use crate::App;
use crate::calls::network;
use crate::error::Failure;
use crate::log_in::Client;

/// Who asks, as the policies see them, with the log-in session where there is one.
#[derive(Clone, Debug)]
pub struct Who {
    /// The person as the policies see them.
    pub viewer: Viewer,
    /// Their log-in session; none for a visitor and for a token.
    pub session: Option<Session>,
    /// The digest of the session's or the token's secret; empty for a visitor.
    pub digest: String,
}

/// The value of a cookie by its name.
#[must_use]
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.into_iter().find_map(|(key, value)| (key == name).then_some(value))
}

/// The token of a request of a program, where it brings one.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let line = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = line.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

impl Who {
    /// Whoever a request comes from. A cookie that opens nothing makes a visitor; a token that opens nothing is refused,
    /// for a program must learn that its token is over.
    ///
    /// # Errors
    /// `token` for a token that opens nothing, or what the store says.
    pub async fn of(app: &App, headers: &HeaderMap) -> Result<Self, Failure> {
        if let Some(token) = bearer(headers) {
            return Self::by_token(app, access::secret::digest(token)).await;
        }
        if let Some(secret) = cookie(headers, app.site.session_cookie()) {
            return Self::by_session(app, access::secret::digest(secret)).await;
        }
        Ok(Self::visitor(app))
    }

    fn visitor(app: &App) -> Self {
        let viewer = if app.site.desk { Viewer::desk() } else { Viewer::visitor() };
        Self { viewer, session: None, digest: String::new() }
    }

    async fn by_token(app: &App, digest: String) -> Result<Self, Failure> {
        let found = app.store.viewer_by_token(&digest, app.now()).await?;
        let over = || {
            Failure::fixed(
                StatusCode::UNAUTHORIZED,
                "token",
                "the token opens nothing: it is over, was ended, or never was",
                "le jeton n'ouvre rien : il est échu, révoqué ou inconnu",
            )
        };
        Ok(Self { viewer: found.ok_or_else(over)?, session: None, digest })
    }

    async fn by_session(app: &App, digest: String) -> Result<Self, Failure> {
        let found = app.store.viewer_by_session(&digest, app.now()).await?;
        Ok(match found {
            Some((viewer, session)) => {
                let viewer = if app.site.desk { viewer.at_desk() } else { viewer };
                Self { viewer, session: Some(session), digest }
            }
            None => Self::visitor(app),
        })
    }

    /// The same as they stand now: what takes long asks again and again, so that it ends with the right to it.
    ///
    /// # Errors
    /// `token` when the token is over, or what the store says.
    pub async fn renewed(self, app: &App) -> Result<Self, Failure> {
        match (&self.session, self.digest.is_empty()) {
            (_, true) => Ok(self),
            (Some(_), false) => Self::by_session(app, self.digest).await,
            (None, false) => Self::by_token(app, self.digest).await,
        }
    }
}

impl FromRequestParts<App> for Who {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if let Some(who) = parts.extensions.get::<Self>() {
            return Ok(who.clone());
        }
        // Whatever else of the request asks who it is from need not look again.
        let who = Self::of(app, &parts.headers).await?;
        if !app.site.desk {
            let source = match who.viewer.person() {
                Some(person) => person.to_string(),
                None => network(&Client::from_request_parts(parts, app).await?.0),
            };
            app.calls.take(source)?;
        }
        parts.extensions.insert(who.clone());
        Ok(who)
    }
}
