//! Tokens by which programs act for a person.

use access::{Scope, Scopes, secret};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use store::Token;

use crate::App;
use crate::chance;
use crate::error::Failure;
use crate::look;
use crate::page::account::own::moment;
use crate::page::account::prove;
use crate::page::frame::{Frame, Service};
use crate::page::view::field::Field;
use crate::page::view::part::{Chip, Choice};
use crate::page::visit::{Visit, page};
use crate::posted::{Fields, Posted};

const DAY_MICROS: i64 = 86_400_000_000;
/// A token lasts a year at most.
const LONGEST_DAYS: i64 = 366;

/// A token as its page shows it.
struct TokenRow {
    id: String,
    name: String,
    scopes: String,
    ends: String,
    used: String,
    state: Chip,
    open: bool,
}

/// The page of one's tokens.
#[derive(Template)]
#[template(path = "tokens.html")]
struct Tokens {
    f: Frame,
    problem: String,
    made: String,
    name: Field,
    days: Field,
    scopes: Field,
    tokens: Vec<TokenRow>,
}

/// One's tokens.
///
/// # Errors
/// What the store says.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    if visit.who.viewer.person().is_none() {
        return Ok(visit.to("/sign-in?to=/account/tokens"));
    }
    sheet(&app, &visit, "", "", &Fields::default()).await
}

async fn sheet(app: &App, visit: &Visit, problem: &str, made: &str, fields: &Fields) -> Result<Response, Failure> {
    let (viewer, words, now) = (&visit.who.viewer, visit.words, app.now());
    let Some(id) = viewer.person() else { return Ok(visit.to("/sign-in")) };
    let tokens = app.store.tokens(viewer, id, now).await?;
    let scope = |scope: Scope| Choice {
        value: scope.to_string(),
        words: scope.to_string(),
        chosen: fields.all("scope").contains(&scope.to_string()),
    };
    let scopes = Scope::all().into_iter().map(scope).collect();
    let days = if fields.one("days").is_empty() { "90" } else { fields.one("days") };
    page(&Tokens {
        f: visit.frame(app, words.t("tokens-title"), Service::Nowhere),
        problem: look::marked(problem),
        made: made.to_owned(),
        name: Field::new("name", "text", words.t("field-token-name")).value(fields.one("name")).required(),
        days: Field::new("days", "number", words.t("field-days")).value(days).required(),
        scopes: Field::new("scope", "checkbox", words.t("field-scopes"))
            .hint(words.t("field-scopes-hint"))
            .choices(scopes),
        tokens: tokens.into_iter().map(|token| row(visit, token, now)).collect(),
    })
}

fn row(visit: &Visit, token: Token, now: i64) -> TokenRow {
    let words = visit.words;
    let open = token.ended_at.is_none() && token.ends_at > now;
    let scopes: Vec<String> = token.scopes.iter().map(ToString::to_string).collect();
    TokenRow {
        id: token.id.to_string(),
        name: token.name,
        scopes: scopes.join(", "),
        ends: moment(words, token.ends_at),
        used: token.used_at.map(|at| moment(words, at)).unwrap_or_default(),
        state: Chip::new(words.t(if open { "token-open" } else { "token-over" }), if open { "green" } else { "" }),
        open,
    }
}

/// Makes a token, which is shown once, or ends one.
///
/// # Errors
/// What the store says.
pub async fn take(State(app): State<App>, visit: Visit, Posted { fields, who }: Posted) -> Result<Response, Failure> {
    let Some(id) = who.viewer.person() else { return Ok(visit.to("/sign-in?to=/account/tokens")) };
    let now = app.now();
    if let Ok(token) = fields.one("end").parse() {
        app.store.end_token(&who.viewer, id, &token, now).await?;
        return Ok(visit.to("/account/tokens"));
    }
    if let Some(elsewhere) = prove::first(&app, &visit, "/account/tokens").await? {
        return Ok(elsewhere);
    }
    let scopes: Result<Scopes, String> = fields.all("scope").iter().map(|scope| scope.parse()).collect();
    let days = fields.one("days").parse::<i64>().ok().filter(|days| (1..=LONGEST_DAYS).contains(days));
    let name: String = fields.one("name").chars().filter(|letter| !letter.is_control()).take(60).collect();
    let (Ok(scopes), Some(days), false) = (scopes, days, name.is_empty()) else {
        let mut response = sheet(&app, &visit, visit.words.t("token-refused"), "", &fields).await?;
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    };
    let text = secret::text("oc", &chance::bytes()?);
    let ends_at = now.saturating_add(days * DAY_MICROS);
    app.store.add_token(&who.viewer, &secret::digest(&text), &name, &scopes, ends_at, now).await?;
    sheet(&app, &visit, "", &text, &Fields::default()).await
}
