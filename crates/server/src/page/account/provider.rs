//! The log-in by the provider that the site names: away with a question that only this browser brings back, and back with
//! an answer that is proved. Nobody gets an account by it, and a tie to the provider is made once.

use access::{PersonId, email, secret};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use basis::Language;
use serde::{Deserialize, Serialize};
use store::{Account, StoreError, Viewer};

use crate::App;
use crate::api::take::Asked;
use crate::error::{self, Failure};
use crate::language::Words;
use crate::log_in::{self, Client, Proof, origin};
use crate::page::account::code;
use crate::page::account::enter::Onward;
use crate::page::frame::{ARABIC, Frame, Service};
use crate::page::visit::{Visit, page};
use crate::posted::Posted;
use crate::provider::{Leaving, Provider, Told, Trouble};
use crate::who::{Who, cookie};
use crate::{chance, seal};

/// Where the provider sends browsers back to: one address for all languages, for providers want it named beforehand.
pub const BACK: &str = "/sign-in/provider";
/// How long the way to the provider and back may take: ten minutes.
const PATIENCE_MICROS: i64 = 600_000_000;
const PURPOSE: &str = "provider";

/// What is kept, sealed, while somebody is away.
#[derive(Serialize, Deserialize)]
struct Kept {
    browser: String,
    nonce: String,
    verifier: String,
    language: String,
    to: String,
}

/// What a browser brings back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Brought {
    state: String,
    code: String,
    error: String,
    iss: String,
}

/// Why nobody is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// Not begun in this browser, over, or brought back before.
    Over,
    /// The provider says that it was broken off.
    BrokenOff,
    /// The provider gives no answer.
    Silent,
    /// What it says does not hold.
    Untrusted,
    /// It does not say that the address was proved.
    Unproved,
    /// Nobody here has the address.
    Unknown,
    /// The account is closed or locked.
    Closed,
    /// The account is tied to somebody else at the provider.
    Tied,
}

impl Refusal {
    fn says(self) -> (&'static str, StatusCode) {
        match self {
            Self::Over => ("provider-over", StatusCode::BAD_REQUEST),
            Self::BrokenOff => ("provider-broken-off", StatusCode::UNPROCESSABLE_ENTITY),
            Self::Silent => ("provider-silent", StatusCode::BAD_GATEWAY),
            Self::Untrusted => ("provider-untrusted", StatusCode::BAD_GATEWAY),
            Self::Unproved => ("provider-unproved", StatusCode::FORBIDDEN),
            Self::Unknown => ("provider-unknown", StatusCode::FORBIDDEN),
            Self::Closed => ("provider-closed", StatusCode::FORBIDDEN),
            Self::Tied => ("provider-tied", StatusCode::FORBIDDEN),
        }
    }
}

impl From<&Trouble> for Refusal {
    fn from(trouble: &Trouble) -> Self {
        match trouble {
            Trouble::Silent(_) => Self::Silent,
            Trouble::Untrusted(_) => Self::Untrusted,
        }
    }
}

/// The page that says why nobody is let in, and what to do instead.
#[derive(Template)]
#[template(path = "provider.html")]
struct Refused {
    f: Frame,
    words: String,
}

fn refused(app: &App, visit: &Visit, provider: &Provider, refusal: Refusal) -> Result<Response, Failure> {
    let (key, status) = refusal.says();
    let words = visit.words;
    let mut f = visit.frame(app, words.say("provider-title", &[("name", provider.name())]), Service::Nowhere);
    "/sign-in".clone_into(&mut f.here);
    let mut response = page(&Refused { f, words: words.say(key, &[("name", provider.name())]) })?;
    *response.status_mut() = status;
    Ok(response)
}

/// Tells whoever runs the site what is wrong with the provider.
fn troubled(app: &App, visit: &Visit, provider: &Provider, trouble: &Trouble) -> Result<Response, Failure> {
    tracing::warn!(provider = provider.issuer(), "{trouble}");
    refused(app, visit, provider, trouble.into())
}

fn nothing_here() -> Failure {
    Failure::not_found("this site names no provider of log-ins", "ce site ne connaît aucun fournisseur d’identité")
}

fn browser_cookie(app: &App) -> &'static str {
    if app.site.is_secure() { "__Host-provider" } else { "provider" }
}

/// The cookie that ties the way back to the browser that left.
fn tie(app: &App, value: &str, seconds: i64) -> Result<HeaderValue, Failure> {
    let secure = if app.site.is_secure() { "; Secure" } else { "" };
    let name = browser_cookie(app);
    let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age={seconds}");
    HeaderValue::from_str(&line).map_err(|_| Failure::inner())
}

/// Sends the browser to the provider.
///
/// # Errors
/// `not-found` where no provider is named, `too-many`, or what the store says.
pub async fn leave(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    headers: HeaderMap,
    Asked(onward): Asked<Onward>,
) -> Result<Response, Failure> {
    let provider = app.site.provider.clone().ok_or_else(nothing_here)?;
    if visit.who.viewer.person().is_some() {
        return Ok(visit.to(onward.address()));
    }
    log_in::not_too_often(&app, &format!("provider from {}", client.0), 200).await?;
    let back = origin(&app, &headers) + BACK;
    let left = match provider.leave(&back, app.now()).await {
        Ok(left) => left,
        Err(trouble) => return troubled(&app, &visit, &provider, &trouble),
    };
    let (browser, digest) = chance::secret(PURPOSE)?;
    keep(&app, &visit, &left, digest, &onward).await?;
    let headers = [(header::SET_COOKIE, tie(&app, &browser, PATIENCE_MICROS / 1_000_000)?)];
    Ok((headers, Redirect::to(&left.address)).into_response())
}

async fn keep(app: &App, visit: &Visit, left: &Leaving, browser: String, onward: &Onward) -> Result<(), Failure> {
    let kept = Kept {
        browser,
        nonce: left.nonce.clone(),
        verifier: left.verifier.clone(),
        language: if visit.arabic { ARABIC } else { visit.words.code() }.to_owned(),
        to: onward.address().to_owned(),
    };
    let challenge = secret::digest(&left.state);
    let plain = serde_json::to_vec(&kept).map_err(|_| Failure::inner())?;
    let sealed = seal::seal(&app.site, &format!("{PURPOSE} {challenge}"), &plain)?;
    let ends_at = app.now().saturating_add(PATIENCE_MICROS);
    app.store.keep_ceremony(&Viewer::visitor(), &challenge, PURPOSE, None, &sealed, ends_at).await?;
    Ok(())
}

/// What was kept for a state, once; none where another browser brings it.
async fn kept(app: &App, headers: &HeaderMap, state: &str) -> Result<Option<Kept>, Failure> {
    let challenge = secret::digest(state);
    let found = app.store.take_ceremony(&Viewer::visitor(), &challenge, PURPOSE, app.now()).await?;
    let Some((_, sealed)) = found else { return Ok(None) };
    let plain = seal::open(&app.site, &format!("{PURPOSE} {challenge}"), &sealed).unwrap_or_default();
    let kept: Option<Kept> = serde_json::from_slice(&plain).ok();
    let browser = cookie(headers, browser_cookie(app)).map(secret::digest).unwrap_or_default();
    Ok(kept.filter(|kept| secret::same(&kept.browser, &browser)))
}

/// The visit of whoever came back, in the language in which they left.
fn returned(who: Who, kept: Option<&Kept>, headers: &HeaderMap) -> Visit {
    let code = kept.map_or("", |kept| kept.language.as_str());
    let arabic = code == ARABIC;
    let told = if arabic { Some(Language::En) } else { Language::of_code(code) };
    let language = told.unwrap_or_else(|| error::language(BACK, headers));
    Visit { words: Words(language), arabic, here: "/sign-in".to_owned(), who }
}

/// Takes what the browser brings back from the provider: a log-in session, or the page that says why not.
///
/// # Errors
/// `not-found` where no provider is named, `too-many`, or what the store says.
pub async fn back(
    State(app): State<App>,
    who: Who,
    client: Client,
    headers: HeaderMap,
    Asked(brought): Asked<Brought>,
) -> Result<Response, Failure> {
    let provider = app.site.provider.clone().ok_or_else(nothing_here)?;
    log_in::not_too_often(&app, &format!("provider from {}", client.0), 200).await?;
    let kept = kept(&app, &headers, &brought.state).await?;
    let visit = returned(who, kept.as_ref(), &headers);
    let Some(kept) = kept else { return refused(&app, &visit, &provider, Refusal::Over) };
    if !brought.error.is_empty() {
        return refused(&app, &visit, &provider, Refusal::BrokenOff);
    }
    // Another provider's answer in place of this one's (RFC 9207).
    if !brought.iss.is_empty() && brought.iss != provider.issuer() {
        return refused(&app, &visit, &provider, Refusal::Untrusted);
    }
    let left = Leaving { address: String::new(), state: brought.state, nonce: kept.nonce, verifier: kept.verifier };
    let back = origin(&app, &headers) + BACK;
    let told = match provider.prove(&brought.code, &left, &back, app.now()).await {
        Ok(told) => told,
        Err(trouble) => return troubled(&app, &visit, &provider, &trouble),
    };
    match whose(&app, &provider, &told).await? {
        Ok(account) => entered(&app, &visit, &client, &headers, account, &told, kept.to).await,
        Err(refusal) => refused(&app, &visit, &provider, refusal),
    }
}

/// Whose account it is: of whoever is tied to the subject, or else of whoever has the address, who is tied by it.
async fn whose(app: &App, provider: &Provider, told: &Told) -> Result<Result<Account, Refusal>, Failure> {
    let viewer = Viewer::visitor();
    let is_shut = |account: &Account| account.closed_at.is_some() || account.locked_until > app.now();
    if let Some(account) = app.store.account_by_subject(&viewer, &told.subject).await? {
        return Ok(if is_shut(&account) { Err(Refusal::Closed) } else { Ok(account) });
    }
    let Some(address) = &told.email else { return Ok(Err(Refusal::Unproved)) };
    let Ok(address) = email::read(address) else { return Ok(Err(Refusal::Unknown)) };
    let Some(person) = app.store.person_by_email(&viewer, &address).await? else { return Ok(Err(Refusal::Unknown)) };
    let account = app.store.account(&viewer, &person.id).await?;
    if is_shut(&account) {
        return Ok(Err(Refusal::Closed));
    }
    // An address that was given to somebody else at the same provider opens nothing. A provider that the site no longer
    // names has nothing to say.
    let was = account.subject.as_deref();
    let same = |was: &str| was.split_once(' ').is_some_and(|(issuer, _)| issuer == provider.issuer());
    if was.is_some_and(same) {
        return Ok(Err(Refusal::Tied));
    }
    match app.store.set_subject(&viewer, &person.id, was, Some(&told.subject), app.now()).await {
        Ok(()) => Ok(Ok(account)),
        Err(StoreError::State { .. } | StoreError::Taken(_)) => Ok(Err(Refusal::Tied)),
        Err(error) => Err(error.into()),
    }
}

/// The log-in session begins, or the person's own code is asked for. The provider counts as one factor, whatever it says
/// of its own.
async fn entered(
    app: &App,
    visit: &Visit,
    client: &Client,
    headers: &HeaderMap,
    account: Account,
    told: &Told,
    to: String,
) -> Result<Response, Failure> {
    let onward = Onward { to };
    let (person, proved_at) = (account.person, told.proved_at);
    let proof = Proof { person, way: "provider", second_factor: false, proved_at, persistent: false };
    if account.one_time_confirmed {
        return code::ask(app, visit, &proof, onward.address()).await;
    }
    app.store.forget_failures(&Viewer::visitor(), &proof.person).await?;
    let cookies = [
        (header::SET_COOKIE, log_in::begin(app, headers, client, &proof).await?),
        (header::SET_COOKIE, tie(app, "", 0)?),
    ];
    Ok((AppendHeaders(cookies), visit.to(onward.address())).into_response())
}

/// Unties one's account from the provider.
///
/// # Errors
/// What the store says.
pub async fn untie(State(app): State<App>, visit: Visit, Posted { who, .. }: Posted) -> Result<Response, Failure> {
    let Some(id): Option<&PersonId> = who.viewer.person() else { return Ok(visit.to("/sign-in?to=/account")) };
    if !who.viewer.is_fresh(app.now()) {
        return Ok(visit.to("/step-up?to=/account"));
    }
    let account = app.store.account(&who.viewer, id).await?;
    if account.subject.is_some() {
        app.store.set_subject(&who.viewer, id, account.subject.as_deref(), None, app.now()).await?;
    }
    Ok(visit.to("/account"))
}
