//! How a person gets in: what they prove, the log-in session that begins with it, and its cookie.

use std::net::SocketAddr;
use std::sync::LazyLock;

use access::{PersonId, SessionId, email, password};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use store::{Account, NewSession, PERSISTENT_MICROS, Session, Viewer};
use tokio::sync::Semaphore;

use crate::App;
use crate::error::Failure;
use crate::who::{self, Who};
use crate::{chance, notice, seal};

/// Passwords proved at once: each takes 19 MiB and tens of milliseconds of a core.
static PROVING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));
/// Characters of what a browser says of itself that are kept.
const AGENT: usize = 160;

/// From which address a request comes, as far as the server can know.
#[derive(Clone, Debug)]
pub struct Client(pub String);

impl FromRequestParts<App> for Client {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
        let behind = app.site.url.is_some() && peer.is_none_or(|peer| peer.is_loopback());
        let lines = parts.headers.get_all("x-forwarded-for");
        let forwarded = lines.into_iter().next_back().and_then(|value| value.to_str().ok());
        // The proxy in front adds the address that it saw at the end; what stands before it anybody may have written.
        let last = forwarded.and_then(|list| list.rsplit(',').next()).map(|last| last.trim().to_owned());
        let told = last.filter(|address| behind && address.parse::<std::net::IpAddr>().is_ok());
        Ok(Self(told.or_else(|| peer.map(|peer| peer.to_string())).unwrap_or_else(|| "unknown".to_owned())))
    }
}

/// What somebody proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Who they are.
    pub person: PersonId,
    /// By which way: `passkey`, `password`, `password+code`, `provider`, `provider+code`, `link`.
    pub way: &'static str,
    /// Whether two factors were proved.
    pub second_factor: bool,
    /// When, in microseconds since 1970-01-01 UTC; none where another provider does not say.
    pub proved_at: Option<i64>,
    /// Whether the session goes on after the browser is closed.
    pub persistent: bool,
}

/// The origin under which a browser asks: the site's own address, or the name of this machine that it asked.
#[must_use]
pub fn origin(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    app.site.url.clone().unwrap_or_else(|| format!("http://{host}"))
}

/// Whether a password is the one that was kept, off the threads that answer requests.
///
/// # Errors
/// `internal` where the work was broken off.
pub async fn proves(password: String, kept: Option<String>) -> Result<bool, Failure> {
    let _turn = PROVING.acquire().await.map_err(|_| Failure::inner())?;
    let proving = tokio::task::spawn_blocking(move || password::proves(&password, kept.as_deref()));
    proving.await.map_err(|_| Failure::inner())
}

/// The Argon2id form of a new password, off the threads that answer requests.
///
/// # Errors
/// `internal` where it cannot be made.
pub async fn hash(password: String) -> Result<String, Failure> {
    let _turn = PROVING.acquire().await.map_err(|_| Failure::inner())?;
    let salt = chance::bytes::<16>()?;
    let hashing = tokio::task::spawn_blocking(move || password::hash(&password, &salt).ok());
    hashing.await.ok().flatten().ok_or_else(Failure::inner)
}

fn agent(headers: &HeaderMap) -> String {
    let told = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    told.chars().filter(|character| !character.is_control()).take(AGENT).collect()
}

fn cookie(app: &App, secret: &str, persistent: bool) -> Result<HeaderValue, Failure> {
    let name = app.site.session_cookie();
    let secure = if app.site.is_secure() { "; Secure" } else { "" };
    let kept = if persistent { format!("; Max-Age={}", PERSISTENT_MICROS / 1_000_000) } else { String::new() };
    let line = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}{kept}");
    HeaderValue::from_str(&line).map_err(|_| Failure::inner())
}

/// The cookie that takes a log-in session out of the browser.
///
/// # Errors
/// `internal` where it cannot be written.
pub fn no_cookie(app: &App) -> Result<HeaderValue, Failure> {
    let secure = if app.site.is_secure() { "; Secure" } else { "" };
    let line = format!("{}=; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age=0", app.site.session_cookie());
    HeaderValue::from_str(&line).map_err(|_| Failure::inner())
}

/// Begins a log-in session for what was proved; the cookie that opens it.
///
/// # Errors
/// What the store says.
pub async fn begin(app: &App, headers: &HeaderMap, client: &Client, proof: &Proof) -> Result<HeaderValue, Failure> {
    let (secret, digest) = chance::secret("session")?;
    let new = NewSession {
        person: proof.person.clone(),
        digest,
        way: proof.way.to_owned(),
        second_factor: proof.second_factor,
        proved_at: proof.proved_at,
        persistent: proof.persistent,
        agent: agent(headers),
        address: client.0.clone(),
    };
    let mails = notice::new_device(app, &proof.person, &new.agent).await?;
    leave(app, headers).await?;
    app.store.begin_session(&Viewer::visitor(), &new, &mails, app.now()).await?;
    cookie(app, &secret, proof.persistent)
}

/// Ends the session that the same browser had open: its cookie is about to be replaced.
async fn leave(app: &App, headers: &HeaderMap) -> Result<(), Failure> {
    let Some(secret) = who::cookie(headers, app.site.session_cookie()) else { return Ok(()) };
    match app.store.viewer_by_session(&access::secret::digest(secret), app.now()).await? {
        Some((viewer, session)) => Ok(app.store.end_session(&viewer, &session.person, &session.id, app.now()).await?),
        None => Ok(()),
    }
}

/// Notes a new proof in an open session; its secret changes with it: the new cookie.
///
/// # Errors
/// What the store says.
pub async fn prove(app: &App, viewer: &Viewer, session: &Session, second: bool) -> Result<HeaderValue, Failure> {
    let (secret, digest) = chance::secret("session")?;
    app.store.prove_session(viewer, session, &digest, second, app.now()).await?;
    cookie(app, &secret, session.persistent)
}

/// As [`prove`], for what this request still does: the new cookie, and who asks from now on.
///
/// # Errors
/// What the store says.
pub async fn prove_here(app: &App, who: &Who, session: &Session) -> Result<(HeaderValue, Who), Failure> {
    let (secret, digest) = chance::secret("session")?;
    app.store.prove_session(&who.viewer, session, &digest, true, app.now()).await?;
    let who = Who { digest, ..who.clone() }.renewed(app).await?;
    Ok((cookie(app, &secret, session.persistent)?, who))
}

/// Who tries a password, and so which tries are counted together.
#[derive(Clone, Copy, Debug)]
pub enum Trying<'t> {
    /// Somebody who is not logged in, from somewhere, for an address. What strangers do is no matter for open sessions.
    Stranger(&'t Client, &'t str),
    /// Whoever has an open session.
    Session(&'t SessionId),
}

/// Tries under one name that are let through within a quarter of an hour.
const MOST: u64 = 10;
const WINDOW: i64 = 15 * 60 * 1_000_000;

/// Whether a password is the one of an account: the one check of log-in, step-up and change of password. Each try is
/// counted before it is looked at, and as much is done where there is no account.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn password_holds(
    app: &App,
    viewer: &Viewer,
    trying: Trying<'_>,
    account: Option<&Account>,
    typed: &str,
) -> Result<bool, Failure> {
    let (name, way, stranger) = match trying {
        Trying::Stranger(client, address) => {
            (format!("password from {} to {}", client.0, email::folded(address)), "password", true)
        }
        Trying::Session(id) => (format!("password in {id}"), "step-up", false),
    };
    let tries = tried(app, &name, WINDOW).await?;
    let is_shut = |account: &&Account| stranger && account.locked_until > app.now();
    let asked = account.filter(|account| tries <= MOST && !is_shut(account));
    let kept = asked.and_then(|account| account.password.clone());
    let held = proves(typed.to_owned(), kept.clone()).await?;
    if let (true, Some(account), Some(kept)) = (held, asked, &kept) {
        forget(app, &name).await?;
        app.store.forget_failures(viewer, &account.person).await?;
        if password::is_dated(kept) {
            app.store.rehash(viewer, &account.person, kept, &hash(typed.to_owned()).await?).await?;
        }
        return Ok(true);
    }
    if tries <= MOST {
        let person = asked.filter(|_| stranger).map(|account| account.person.clone());
        let locked = app.store.count_failure(viewer, person.as_ref(), way, app.now()).await?;
        if let Some(person) = person.filter(|_| locked.is_some() || tries == MOST) {
            let app = app.clone();
            notice::afterwards(async move { notice::locked(&app, &person).await });
        }
    }
    Ok(false)
}

/// Counts a try under a name, which is kept as a digest made with the site's key; how many that makes in the window.
///
/// # Errors
/// What the store says.
pub async fn tried(app: &App, name: &str, window: i64) -> Result<u64, Failure> {
    Ok(app.store.count_try(&Viewer::visitor(), &seal::name(&app.site, name), window, app.now()).await?)
}

/// Counts a try under a name; whether it is one of the few that are let through within a quarter of an hour.
///
/// # Errors
/// What the store says.
pub async fn is_one_of_few(app: &App, name: &str) -> Result<bool, Failure> {
    Ok(tried(app, name, WINDOW).await? <= MOST)
}

/// Forgets the tries under a name: one was right.
///
/// # Errors
/// What the store says.
pub async fn forget(app: &App, name: &str) -> Result<(), Failure> {
    Ok(app.store.forget_tries(&Viewer::visitor(), &seal::name(&app.site, name)).await?)
}

/// Refuses what is tried too often within a quarter of an hour.
///
/// # Errors
/// `too-many` after so many tries under a name, or what the store says.
pub async fn not_too_often(app: &App, name: &str, most: u64) -> Result<(), Failure> {
    if tried(app, name, WINDOW).await? <= most {
        return Ok(());
    }
    Err(Failure::fixed(
        StatusCode::TOO_MANY_REQUESTS,
        "too-many",
        "this was tried too often; wait a quarter of an hour",
        "trop de tentatives ; attendez un quart d'heure",
    ))
}
