//! One-time passwords by the clock, and recovery codes for the day on which the device is lost.

use access::{PersonId, one_time, secret};
use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::error::Failure;
use crate::look;
use crate::page::account::prove;
use crate::page::frame::{Frame, Service};
use crate::page::view::field::Field;
use crate::page::visit::{Visit, page};
use crate::posted::Posted;
use crate::{chance, log_in, notice, seal};

/// How many recovery codes are given at once.
const CODES: usize = 10;
/// The page, after the language.
const HERE: &str = "/account/one-time";

/// The page that sets one-time passwords up.
#[derive(Template)]
#[template(path = "one_time.html")]
struct OneTime {
    f: Frame,
    problem: String,
    confirmed: bool,
    key: String,
    link: String,
    code: Field,
}

/// The page that shows recovery codes, once.
#[derive(Template)]
#[template(path = "recovery.html")]
struct Recovery {
    f: Frame,
    codes: Vec<String>,
}

fn purpose(person: &PersonId) -> String {
    format!("one-time {person}")
}

/// RFC 4648's base 32 without padding, as devices take it.
fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    let (mut held, mut count) = (0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            let place = usize::try_from(held >> count & 31).unwrap_or(0);
            text.push(char::from(*LETTERS.get(place).unwrap_or(&b'A')));
        }
        held &= (1 << count) - 1;
    }
    text
}

/// Shows the key of one-time passwords; a new one where none is confirmed.
///
/// # Errors
/// What the store says.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    if let Some(elsewhere) = prove::first(&app, &visit, HERE).await? {
        return Ok(elsewhere);
    }
    sheet(&app, &visit, "").await
}

async fn sheet(app: &App, visit: &Visit, problem: &str) -> Result<Response, Failure> {
    let (viewer, words) = (&visit.who.viewer, visit.words);
    let Some(id) = viewer.person() else { return Ok(visit.to("/sign-in")) };
    let account = app.store.account(viewer, id).await?;
    let mut key = Vec::new();
    if !account.one_time_confirmed {
        let kept = account.one_time.as_deref().and_then(|sealed| seal::open(&app.site, &purpose(id), sealed));
        key = match kept {
            Some(key) => key,
            None => fresh(app, visit, id).await?,
        };
    }
    let text = base32(&key);
    let groups: Vec<String> =
        text.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four).into_owned()).collect();
    page(&OneTime {
        f: visit.frame(app, words.t("one-time-title"), Service::Nowhere),
        problem: look::marked(problem),
        confirmed: account.one_time_confirmed,
        key: groups.join(" "),
        link: format!("otpauth://totp/OpenCustoms?secret={text}&issuer=OpenCustoms&algorithm=SHA1&digits=6&period=30"),
        code: Field::new("code", "text", words.t("field-one-time")).complete("one-time-code").required(),
    })
}

async fn fresh(app: &App, visit: &Visit, id: &PersonId) -> Result<Vec<u8>, Failure> {
    let key = chance::bytes::<20>()?;
    let sealed = seal::seal(&app.site, &purpose(id), &key)?;
    app.store.set_one_time(&visit.who.viewer, id, Some(&sealed), None, &[], app.now()).await?;
    Ok(key.to_vec())
}

/// Confirms the key by a code, or takes it away.
///
/// # Errors
/// What the store says.
pub async fn take(State(app): State<App>, visit: Visit, Posted { fields, who }: Posted) -> Result<Response, Failure> {
    if let Some(elsewhere) = prove::first(&app, &visit, HERE).await? {
        return Ok(elsewhere);
    }
    let Some(id) = who.viewer.person() else { return Ok(visit.to("/sign-in")) };
    let now = app.now();
    if fields.ticked("remove") {
        let mails = notice::changed(&app, id, "changed-one-time-removed").await?;
        app.store.set_one_time(&who.viewer, id, None, None, &mails, now).await?;
        return Ok(visit.to("/account"));
    }
    let account = app.store.account(&who.viewer, id).await?;
    let sealed = account.one_time.as_deref().filter(|_| !account.one_time_confirmed);
    let key = sealed.and_then(|sealed| seal::open(&app.site, &purpose(id), sealed));
    let digits: String = fields.one("code").chars().filter(char::is_ascii_digit).collect();
    let step = key.and_then(|key| one_time::proves(&key, &digits, now.div_euclid(1_000_000), account.one_time_step));
    match (step, sealed, &who.session) {
        (Some(step), Some(sealed), Some(session)) => {
            let (codes, digests) = fresh_codes()?;
            let mails = notice::changed(&app, id, "changed-one-time-added").await?;
            let confirmed = Some((step, digests.as_slice()));
            app.store.set_one_time(&who.viewer, id, Some(sealed), confirmed, &mails, now).await?;
            // The code that was just given is a second factor, for this session too.
            let (cookie, who) = log_in::prove_here(&app, &who, session).await?;
            Ok(([(header::SET_COOKIE, cookie)], codes_page(&app, &Visit { who, ..visit }, codes)?).into_response())
        }
        _ => {
            let mut response = sheet(&app, &visit, visit.words.t("code-refused")).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

/// Gives new recovery codes; the old ones are gone.
///
/// # Errors
/// What the store says.
pub async fn recovery(State(app): State<App>, visit: Visit, Posted { who, .. }: Posted) -> Result<Response, Failure> {
    if let Some(elsewhere) = prove::first(&app, &visit, HERE).await? {
        return Ok(elsewhere);
    }
    let Some(id) = who.viewer.person() else { return Ok(visit.to("/sign-in")) };
    let (codes, digests) = fresh_codes()?;
    let mails = notice::changed(&app, id, "changed-recovery").await?;
    app.store.set_recovery(&who.viewer, id, &digests, &mails, app.now()).await?;
    codes_page(&app, &visit, codes)
}

/// New recovery codes, and the digests by which they are kept.
fn fresh_codes() -> Result<(Vec<String>, Vec<String>), Failure> {
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        codes.push(secret::recovery(&chance::bytes()?));
    }
    let digests = codes.iter().map(|code| secret::digest(&secret::recovery_typed(code))).collect();
    Ok((codes, digests))
}

fn codes_page(app: &App, visit: &Visit, codes: Vec<String>) -> Result<Response, Failure> {
    page(&Recovery { f: visit.frame(app, visit.words.t("recovery-title"), Service::Nowhere), codes })
}
