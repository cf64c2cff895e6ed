//! Passkeys: the page of one's own, and the two ceremonies that a browser goes through.

use access::PersonId;
use askama::Template;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use store::{Passkey, Viewer};

use crate::App;
use crate::error::Failure;
use crate::log_in::{self, Client, Proof};
use crate::notice;
use crate::page::account::own::moment;
use crate::page::account::prove;
use crate::page::frame::{Frame, Service};
use crate::page::visit::{Visit, page};
use crate::passkey::{Begun, Kept, LogInAnswer, NewAnswer, Party};
use crate::posted::{Posted, check_mark};
use crate::who::Who;

/// How long a ceremony may take: five minutes, as the browser is told.
const PATIENCE_MICROS: i64 = 300_000_000;

/// A passkey as its page shows it.
struct PasskeyRow {
    id: String,
    name: String,
    made: String,
    used: String,
}

/// The page of one's passkeys.
#[derive(Template)]
#[template(path = "passkeys.html")]
struct Passkeys {
    f: Frame,
    passkeys: Vec<PasskeyRow>,
    fresh: bool,
}

/// One's passkeys.
///
/// # Errors
/// What the store says.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let (viewer, words) = (&visit.who.viewer, visit.words);
    let Some(id) = viewer.person() else { return Ok(visit.to("/sign-in?to=/account/passkeys")) };
    let row = |one: Passkey| PasskeyRow {
        id: one.id,
        name: one.name,
        made: moment(words, one.made_at),
        used: one.used_at.map(|at| moment(words, at)).unwrap_or_default(),
    };
    let mut f = visit.frame(&app, words.t("passkeys-title"), Service::Nowhere);
    f.script = Some("passkey.js");
    let second = app.store.has_second_factor(viewer, id).await?;
    let passkeys = app.store.passkeys(viewer, id).await?.into_iter().map(row).collect();
    page(&Passkeys { f, passkeys, fresh: viewer.lacks_for_proofs(second, app.now()).is_none() })
}

/// Removes one of one's passkeys.
///
/// # Errors
/// What the store says.
pub async fn remove(State(app): State<App>, visit: Visit, Posted { fields, who }: Posted) -> Result<Response, Failure> {
    let Some(id) = who.viewer.person() else { return Ok(visit.to("/sign-in")) };
    if let Some(elsewhere) = prove::first(&app, &visit, "/account/passkeys").await? {
        return Ok(elsewhere);
    }
    let mails = notice::changed(&app, id, "changed-passkey-removed").await?;
    app.store.remove_passkey(&who.viewer, id, fields.one("passkey"), &mails, app.now()).await?;
    Ok(visit.to("/account/passkeys"))
}

/// The party for which the browser makes passkeys: the site, or the name and port of this machine that it asked.
fn party(app: &App, headers: &HeaderMap) -> Result<Party, Failure> {
    Party::new(&log_in::origin(app, headers)).map_err(|_| refused())
}

fn refused() -> Failure {
    Failure::misuse(
        "passkey",
        "the passkey could not be proved; try again, or log in by password",
        "la clé d'accès n'a pu être vérifiée ; réessayez, ou connectez-vous par mot de passe",
    )
}

fn unreadable() -> Failure {
    Failure::misuse("passkey", "this is no answer of a passkey", "ceci n'est pas la réponse d'une clé d'accès")
}

async fn keep(app: &App, who: &Who, purpose: &str, begun: Begun) -> Result<Json<Value>, Failure> {
    let ends_at = app.now().saturating_add(PATIENCE_MICROS);
    let person = who.viewer.person();
    app.store.keep_ceremony(&who.viewer, &begun.challenge, purpose, person, &begun.state, ends_at).await?;
    Ok(Json(begun.options))
}

/// Asks for a log-in by a passkey: what the browser is to be asked.
///
/// # Errors
/// `too-many`, or what the store says.
pub async fn ask_log_in(
    State(app): State<App>,
    who: Who,
    client: Client,
    headers: HeaderMap,
) -> Result<Json<Value>, Failure> {
    log_in::not_too_often(&app, &format!("passkey from {}", client.0), 200).await?;
    let begun = party(&app, &headers)?.ask_log_in().map_err(|_| refused())?;
    keep(&app, &who, "passkey-log-in", begun).await
}

/// Takes the answer of a passkey: a new log-in session, or a new proof in the one that is open.
///
/// # Errors
/// `passkey` where it does not hold, or what the store says.
pub async fn log_in(
    State(app): State<App>,
    who: Who,
    client: Client,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let answer = LogInAnswer::read(&body).map_err(|_| unreadable())?;
    let visitor = Viewer::visitor();
    let found = app.store.take_ceremony(&visitor, &answer.challenge, "passkey-log-in", app.now()).await?;
    let (_, state) = found.ok_or_else(refused)?;
    let kept = app.store.passkey(&visitor, &answer.passkey).await?.ok_or_else(refused)?;
    let account = app.store.account(&visitor, &kept.person).await?;
    if account.closed_at.is_some() || account.handle != answer.handle {
        return Err(refused());
    }
    let held = Kept { id: kept.id.clone(), transports: 0, fixed: kept.fixed.clone(), moving: kept.moving.clone() };
    let moving = party(&app, &headers)?.take_log_in(&state, &answer, &account.handle, &held).map_err(|_| refused())?;
    app.store.passkey_used(&visitor, &kept.id, &moving, app.now()).await?;
    app.store.forget_failures(&visitor, &kept.person).await?;
    let cookie = match &who.session {
        Some(session) if session.person == kept.person => log_in::prove(&app, &who.viewer, session, true).await?,
        _ => {
            let (person, proved_at) = (kept.person, Some(app.now()));
            let proof = Proof { person, way: "passkey", second_factor: true, proved_at, persistent: false };
            log_in::begin(&app, &headers, &client, &proof).await?
        }
    };
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({ "done": true }))).into_response())
}

/// The mark of the page that asks, which scripts send as a header.
fn marked(who: &Who, headers: &HeaderMap) -> Result<(), Failure> {
    check_mark(who, headers.get("x-mark").and_then(|value| value.to_str().ok()).unwrap_or_default())
}

fn stale() -> Failure {
    Failure {
        status: StatusCode::FORBIDDEN,
        ..Failure::misuse(
            "step-up",
            "prove first who you are, by both factors where you have two; then add the passkey",
            "prouvez d'abord votre identité, par les deux facteurs si vous en avez deux ; ajoutez ensuite la clé d'accès",
        )
    }
}

/// The person, where they proved enough for another passkey.
async fn proved<'w>(app: &App, who: &'w Who) -> Result<&'w PersonId, Failure> {
    let id = who.viewer.person().ok_or_else(stale)?;
    let second = app.store.has_second_factor(&who.viewer, id).await?;
    who.viewer.lacks_for_proofs(second, app.now()).map_or(Ok(id), |_| Err(stale()))
}

/// Asks for a new passkey: what the browser is to be asked.
///
/// # Errors
/// `step-up` for a log-in of long ago, or what the store says.
pub async fn ask_new(State(app): State<App>, who: Who, headers: HeaderMap) -> Result<Json<Value>, Failure> {
    marked(&who, &headers)?;
    let id = proved(&app, &who).await?;
    let person = app.store.person(&who.viewer, id, app.now()).await?.into_value();
    let account = app.store.account(&who.viewer, id).await?;
    let held = app.store.passkeys(&who.viewer, id).await?.into_iter().map(|one| Kept {
        id: one.id,
        transports: u8::try_from(one.transports).unwrap_or(0),
        fixed: one.fixed,
        moving: one.moving,
    });
    let address = person.email.unwrap_or_default();
    let asked = party(&app, &headers)?.ask_new(&account.handle, &address, &person.name, &held.collect::<Vec<_>>());
    keep(&app, &who, "passkey-new", asked.map_err(|_| refused())?).await
}

/// Takes a new passkey. It proves two factors at once, and the open session with it.
///
/// # Errors
/// `passkey` where it does not hold, `step-up`, or what the store says.
pub async fn add(State(app): State<App>, who: Who, headers: HeaderMap, body: Bytes) -> Result<Response, Failure> {
    marked(&who, &headers)?;
    let now = app.now();
    let id = proved(&app, &who).await?;
    let answer = NewAnswer::read(&body).map_err(|_| unreadable())?;
    let found = app.store.take_ceremony(&who.viewer, &answer.challenge, "passkey-new", now).await?;
    let (person, state) = found.ok_or_else(refused)?;
    if person.as_ref() != Some(id) {
        return Err(refused());
    }
    let made = party(&app, &headers)?.take_new(&state, &answer).map_err(|_| refused())?;
    let named = headers.get("x-name").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name: String = named.chars().filter(|letter| !letter.is_control()).take(60).collect();
    let new = Passkey {
        id: made.id,
        person: id.clone(),
        name: if name.is_empty() { "passkey".to_owned() } else { name },
        transports: i64::from(made.transports),
        fixed: made.fixed,
        moving: made.moving,
        made_at: now,
        used_at: None,
    };
    let mails = notice::changed(&app, id, "changed-passkey-added").await?;
    app.store.add_passkey(&who.viewer, &new, &mails, now).await?;
    let Some(session) = &who.session else { return Err(stale()) };
    let cookie = log_in::prove(&app, &who.viewer, session, true).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({ "done": true }))).into_response())
}
