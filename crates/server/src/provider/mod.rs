//! The provider of log-ins that whoever runs the site named (OpenID Connect Core 1.0): where a browser is sent, and what
//! the provider says of whoever comes back. A library proves the answers; nothing of it leaves this folder. The document
//! and the keys of the provider are kept for an hour.

mod caller;

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use openidconnect::core::{
    CoreClient, CoreClientAuthMethod, CoreIdToken, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreResponseType,
};
use openidconnect::url::Url;
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, TokenResponse as _,
};
use thiserror::Error;
use tokio::sync::Mutex;

use caller::{Caller, is_this_machine};

/// How long the provider's document and keys are kept: an hour.
const HOUR: i64 = 3_600_000_000;
/// After a signature by an unknown key they are asked for anew, but not within a minute.
const MINUTE: i64 = 60_000_000;
/// How long it is remembered that the provider did not answer: ten seconds.
const SILENCE: i64 = 10_000_000;
/// By how much the provider's clock may be ahead: two minutes.
const AHEAD: i64 = 2 * MINUTE;
/// The provider is asked to have its user log in anew after twelve hours, and so says when they did.
const AGE: Duration = Duration::from_secs(12 * 3_600);
/// The most bytes of a subject (OpenID Connect Core 1.0, 2).
const SUBJECT: usize = 255;

/// What is agreed with the provider.
#[derive(Clone)]
pub struct Settings {
    /// The provider's name for itself, an address; its document stands below it.
    pub issuer: String,
    /// Its name for this site.
    pub client: String,
    /// The secret by which this site proves to be that.
    pub secret: String,
    /// What people call the provider.
    pub name: String,
    /// How long one call may take.
    pub patience: Duration,
}

/// Why nobody could be logged in.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// The provider cannot be reached, or says nothing that can be understood.
    #[error("the provider gives no answer: {0}")]
    Silent(String),
    /// What it says does not hold.
    #[error("what the provider says does not hold: {0}")]
    Untrusted(String),
}

/// A browser that is about to be sent to the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// Where to.
    pub address: String,
    /// What it will bring back.
    pub state: String,
    /// What the provider's token must name.
    pub nonce: String,
    /// What proves to the provider that the code comes back to whoever asked for it (RFC 7636).
    pub verifier: String,
}

/// What the provider says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Issuer and subject, with a space between.
    pub subject: String,
    /// The address, where the provider says that it was proved.
    pub email: Option<String>,
    /// When the person proved to the provider who they are, in microseconds since 1970-01-01 UTC; none where it does not
    /// say.
    pub proved_at: Option<i64>,
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What was found out about the provider, and when.
struct Found {
    at: i64,
    client: Result<Arc<Client>, Trouble>,
}

impl Found {
    fn holds(&self, age: i64, now: i64) -> bool {
        let age = if self.client.is_ok() { age } else { SILENCE };
        (self.at..self.at.saturating_add(age)).contains(&now)
    }
}

/// The provider.
pub struct Provider {
    settings: Settings,
    caller: Caller,
    found: Mutex<Option<Found>>,
}

impl fmt::Debug for Provider {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.settings.issuer).finish_non_exhaustive()
    }
}

impl Provider {
    /// The provider as it was agreed. Nothing is asked of it yet.
    ///
    /// # Errors
    /// Where the issuer is no address, or one without TLS that is not this machine; or where TLS cannot be set up.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let url = Url::parse(&settings.issuer).map_err(|error| format!("`{}`: {error}", settings.issuer))?;
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let open = url.scheme() == "http" && is_this_machine(&host);
        if url.scheme() != "https" && !open || host.is_empty() {
            return Err(format!("`{}` is no issuer: give an address that begins with `https://`", settings.issuer));
        }
        let caller = Caller::new(open, settings.patience)?;
        Ok(Self { settings, caller, found: Mutex::new(None) })
    }

    /// What people call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Its name for itself.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// The provider's document and keys, asked for anew where they are older than so many microseconds. Whoever comes
    /// while they are asked for waits for the same answer.
    async fn client(&self, age: i64, now: i64) -> Result<Arc<Client>, Trouble> {
        let mut found = self.found.lock().await;
        if let Some(kept) = found.as_ref().filter(|kept| kept.holds(age, now)) {
            return kept.client.clone();
        }
        let client = self.discover().await.map(Arc::new);
        *found = Some(Found { at: now, client: client.clone() });
        client
    }

    async fn discover(&self) -> Result<Client, Trouble> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(silent)?;
        let document = CoreProviderMetadata::discover_async(issuer, &self.caller).await.map_err(silent)?;
        let ways = document.token_endpoint_auth_methods_supported().cloned().unwrap_or_default();
        let basic = ways.is_empty() || ways.contains(&CoreClientAuthMethod::ClientSecretBasic);
        let id = ClientId::new(self.settings.client.clone());
        let secret = ClientSecret::new(self.settings.secret.clone());
        let client = CoreClient::from_provider_metadata(document, id, Some(secret));
        Ok(client.set_auth_type(if basic { AuthType::BasicAuth } else { AuthType::RequestBody }))
    }

    /// Where to send a browser that will come back to an address of this site.
    ///
    /// # Errors
    /// `Silent` where the provider does not say where.
    pub async fn leave(&self, back: &str, now: i64) -> Result<Leaving, Trouble> {
        let client = self.client(HOUR, now).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let (url, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .set_redirect_uri(Cow::Owned(RedirectUrl::new(back.to_owned()).map_err(silent)?))
            .add_scope(Scope::new("email".to_owned()))
            .set_max_age(AGE)
            .set_pkce_challenge(challenge)
            .url();
        let open = url.scheme() == "http" && self.settings.issuer.starts_with("http://");
        if url.scheme() != "https" && !open {
            return Err(Trouble::Silent(format!("browsers are not sent to `{}`", url.scheme())));
        }
        Ok(Leaving {
            address: url.into(),
            state: state.secret().clone(),
            nonce: nonce.secret().clone(),
            verifier: verifier.secret().clone(),
        })
    }

    /// Who came back with a code. It is given to the provider, and its token proved: signature, issuer, audience, nonce,
    /// time.
    ///
    /// # Errors
    /// `Silent` or `Untrusted`.
    pub async fn prove(&self, code: &str, left: &Leaving, back: &str, now: i64) -> Result<Told, Trouble> {
        let client = self.client(HOUR, now).await?;
        let answer = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(silent)?
            .set_pkce_verifier(PkceCodeVerifier::new(left.verifier.clone()))
            .set_redirect_uri(Cow::Owned(RedirectUrl::new(back.to_owned()).map_err(silent)?))
            .request_async(&self.caller)
            .await
            .map_err(|error| match &error {
                RequestTokenError::ServerResponse(_) => untrusted(error),
                _ => silent(error),
            })?;
        let token = answer.id_token().ok_or_else(|| Trouble::Untrusted("there is no ID token".to_owned()))?;
        let nonce = Nonce::new(left.nonce.clone());
        match told(&client, token, &nonce, now) {
            // The provider may have changed its keys.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                let client = self.client(MINUTE, now).await?;
                told(&client, token, &nonce, now).map_err(untrusted)
            }
            told => told.map_err(untrusted),
        }
    }
}

/// What a token says, once it is proved.
fn told(client: &Client, token: &CoreIdToken, nonce: &Nonce, now: i64) -> Result<Told, ClaimsVerificationError> {
    let at = UNIX_EPOCH + Duration::from_micros(u64::try_from(now).unwrap_or(0));
    let verifier = client
        .id_token_verifier()
        // Keys that the provider alone has: neither `none`, nor one made of the secret that this site knows as well.
        .set_allowed_algs([
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            CoreJwsSigningAlgorithm::EcdsaP384Sha384,
            CoreJwsSigningAlgorithm::EdDsa,
        ])
        .set_time_fn(move || at.into())
        .set_issue_time_verifier_fn(move |issued| match issued.timestamp_micros() {
            issued if issued > now.saturating_add(AHEAD) => Err("it was issued in the future".to_owned()),
            _ => Ok(()),
        });
    let claims = token.claims(&verifier, nonce)?;
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > SUBJECT || subject.chars().any(char::is_control) {
        return Err(ClaimsVerificationError::InvalidSubject("it is of no form that is kept".to_owned()));
    }
    let email = claims.email().filter(|_| claims.email_verified() == Some(true));
    Ok(Told {
        subject: format!("{} {subject}", claims.issuer().as_str()),
        email: email.map(|email| email.as_str().to_owned()),
        proved_at: claims.auth_time().map(|at| at.timestamp_micros().min(now)),
    })
}

/// An error with its causes: the libraries say what went wrong in the last of them.
fn whole(error: impl Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let _ = write!(text, ": {inner}");
        cause = inner.source();
    }
    text
}

fn silent(error: impl Error) -> Trouble {
    Trouble::Silent(whole(error))
}

fn untrusted(error: impl Error) -> Trouble {
    Trouble::Untrusted(whole(error))
}
