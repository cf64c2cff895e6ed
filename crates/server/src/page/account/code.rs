//! The second factor after a password or another provider: a one-time password, or a recovery code.

use access::{PersonId, one_time, secret};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::App;
use crate::error::Failure;
use crate::log_in::{self, Client, Proof};
use crate::look;
use crate::page::account::enter::Onward;
use crate::page::frame::{Frame, Service};
use crate::page::view::field::Field;
use crate::page::visit::{Visit, page};
use crate::posted::Posted;
use crate::{chance, seal};

/// How long the code may take: five minutes.
const PATIENCE_MICROS: i64 = 300_000_000;
const PURPOSE: &str = "code";

/// What is kept between the first factor and the code.
#[derive(Serialize, Deserialize)]
struct Between {
    way: String,
    proved_at: Option<i64>,
    persistent: bool,
    to: String,
}

impl Between {
    /// The way that both factors together are.
    fn way(&self) -> &'static str {
        if self.way == "provider" { "provider+code" } else { "password+code" }
    }
}

/// The page that asks for the code.
#[derive(Template)]
#[template(path = "sign_in_code.html")]
struct Code {
    f: Frame,
    problem: String,
    code: Field,
    ceremony: String,
}

/// Asks for the code after a first factor that held.
///
/// # Errors
/// What the store says.
pub async fn ask(app: &App, visit: &Visit, proof: &Proof, to: &str) -> Result<Response, Failure> {
    let (way, proved_at, persistent) = (proof.way.to_owned(), proof.proved_at, proof.persistent);
    let between = Between { way, proved_at, persistent, to: to.to_owned() };
    begin(app, visit, &proof.person, &between, "").await
}

/// Each page has a ceremony of its own: a code is tried once for each.
async fn begin(
    app: &App,
    visit: &Visit,
    person: &PersonId,
    between: &Between,
    problem: &str,
) -> Result<Response, Failure> {
    let (text, digest) = chance::secret("code")?;
    let state = serde_json::to_string(between).map_err(|_| Failure::inner())?;
    let ends_at = app.now().saturating_add(PATIENCE_MICROS);
    app.store.keep_ceremony(&visit.who.viewer, &digest, PURPOSE, Some(person), &state, ends_at).await?;
    let words = visit.words;
    let code = Field::new("code", "text", words.t("field-one-time")).hint(words.t("field-one-time-hint"));
    page(&Code {
        f: visit.frame(app, words.t("code-title"), Service::Nowhere),
        problem: look::marked(problem),
        code: code.complete("one-time-code").required(),
        ceremony: text,
    })
}

/// Takes the code.
///
/// # Errors
/// `too-late` when the ceremony is over, or what the store says.
pub async fn take(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    headers: HeaderMap,
    Posted { fields, .. }: Posted,
) -> Result<Response, Failure> {
    let viewer = &visit.who.viewer;
    let digest = secret::digest(fields.one("ceremony"));
    let found = app.store.take_ceremony(viewer, &digest, PURPOSE, app.now()).await?;
    let Some((Some(person), state)) = found else { return Ok(visit.to("/sign-in")) };
    let between: Between = serde_json::from_str(&state).map_err(|_| Failure::inner())?;
    let account = app.store.account(viewer, &person).await?;
    let locked = account.locked_until > app.now() || account.closed_at.is_some();
    let name = format!("code of {person}");
    let few = log_in::is_one_of_few(&app, &name).await?;
    if !locked && few && holds(&app, &visit, &person, fields.one("code")).await? {
        log_in::forget(&app, &name).await?;
        app.store.forget_failures(viewer, &person).await?;
        let (way, proved_at) = (between.way(), between.proved_at);
        let proof = Proof { person, way, second_factor: true, proved_at, persistent: between.persistent };
        let cookie = log_in::begin(&app, &headers, &client, &proof).await?;
        let onward = Onward { to: between.to };
        return Ok(([(header::SET_COOKIE, cookie)], visit.to(onward.address())).into_response());
    }
    if !locked && few {
        app.store.count_failure(viewer, Some(&person), "code", app.now()).await?;
    }
    let mut response = begin(&app, &visit, &person, &between, visit.words.t("code-refused")).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Whether a code is the one-time password of now, which is used up by it, or a recovery code, which is too.
///
/// # Errors
/// What the store says.
pub async fn holds(app: &App, visit: &Visit, person: &PersonId, typed: &str) -> Result<bool, Failure> {
    let viewer = &visit.who.viewer;
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let account = app.store.account(viewer, person).await?;
    if digits.len() == 6 && typed.chars().all(|letter| letter.is_ascii_digit() || letter == ' ') {
        let sealed = account.one_time.as_deref().filter(|_| account.one_time_confirmed).unwrap_or_default();
        let Some(key) = seal::open(&app.site, &format!("one-time {person}"), sealed) else { return Ok(false) };
        let seconds = app.now().div_euclid(1_000_000);
        let Some(step) = one_time::proves(&key, &digits, seconds, account.one_time_step) else { return Ok(false) };
        return Ok(app.store.use_step(viewer, person, step).await?);
    }
    let plain = secret::recovery_typed(typed);
    if plain.len() != 20 {
        return Ok(false);
    }
    Ok(app.store.use_recovery(viewer, person, &secret::digest(&plain), app.now()).await?)
}
