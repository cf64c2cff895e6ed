//! The log-in by address and password; a passkey goes another way.

use access::{PersonId, email};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use store::Account;

use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::log_in::{self, Client, Proof, Trying};
use crate::look;
use crate::page::account::code;
use crate::page::frame::{Frame, Service};
use crate::page::view::field::Field;
use crate::page::visit::{Visit, page};
use crate::posted::{Fields, Posted};

/// Where to go after the log-in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Onward {
    /// An address of this site after the language.
    pub to: String,
}

impl Onward {
    /// The address, if it is one of this site; the account otherwise. Nobody is sent elsewhere by a log-in.
    #[must_use]
    pub fn address(&self) -> &str {
        let own = self.to.starts_with('/') && !self.to.starts_with("//") && !self.to.contains('\\');
        if own && !self.to.chars().any(char::is_control) { &self.to } else { "/account" }
    }
}

/// The page of the log-in.
#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    f: Frame,
    problem: String,
    email: Field,
    password: Field,
    provider: Option<Elsewhere>,
    to: String,
}

/// The way to the provider of log-ins.
struct Elsewhere {
    words: String,
    query: String,
}

/// The form.
///
/// # Errors
/// `internal` when the page cannot be written.
pub async fn show(State(app): State<App>, visit: Visit, Asked(onward): Asked<Onward>) -> Result<Response, Failure> {
    if visit.who.viewer.person().is_some() {
        return Ok(visit.to(onward.address()));
    }
    sheet(&app, &visit, "", "", onward.address())
}

fn sheet(app: &App, visit: &Visit, problem: &str, address: &str, to: &str) -> Result<Response, Failure> {
    let words = visit.words;
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("to", to).finish();
    let say = |name: &str| words.say("provider-do", &[("name", name)]);
    let provider = app.site.provider.as_ref().map(|one| Elsewhere { words: say(one.name()), query });
    let mut f = visit.frame(app, words.t("sign-in-title"), Service::Nowhere);
    f.script = Some("passkey.js");
    page(&SignIn {
        f,
        problem: look::marked(problem),
        email: Field::new("email", "email", words.t("field-email"))
            .value(address)
            .complete("username webauthn")
            .required(),
        password: Field::new("password", "password", words.t("field-password")).complete("current-password").required(),
        provider,
        to: to.to_owned(),
    })
}

/// The account of an address, if one is open.
async fn account(app: &App, visit: &Visit, address: &str) -> Result<Option<(PersonId, Account)>, Failure> {
    let viewer = &visit.who.viewer;
    let Ok(address) = email::read(address) else { return Ok(None) };
    let Some(person) = app.store.person_by_email(viewer, &address).await? else { return Ok(None) };
    let account = app.store.account(viewer, &person.id).await?;
    Ok(account.closed_at.is_none().then_some((person.id, account)))
}

/// Takes address and password. Whatever is wrong, the words are the same: nobody learns here whether an account exists.
///
/// # Errors
/// `too-many`, or what the store says.
pub async fn take(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    headers: HeaderMap,
    Posted { fields, .. }: Posted,
) -> Result<Response, Failure> {
    let typed = fields.one("email").to_owned();
    let onward = Onward { to: fields.one("to").to_owned() };
    log_in::not_too_often(&app, &format!("log-in from {}", client.0), 100).await?;
    let address = email::read(&typed).unwrap_or_default();
    let found = account(&app, &visit, &address).await?;
    let (kept, trying) = (found.as_ref().map(|(_, account)| account), Trying::Stranger(&client, &address));
    let proved = log_in::password_holds(&app, &visit.who.viewer, trying, kept, fields.typed("password")).await?;
    match found {
        Some((person, account)) if proved => entered(&app, &visit, &client, &headers, &fields, person, account).await,
        _ => refused(&app, &visit, &typed, onward.address()),
    }
}

fn refused(app: &App, visit: &Visit, address: &str, to: &str) -> Result<Response, Failure> {
    let mut response = sheet(app, visit, visit.words.t("sign-in-refused"), address, to)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// The password held: the log-in session begins, or the code is asked for.
async fn entered(
    app: &App,
    visit: &Visit,
    client: &Client,
    headers: &HeaderMap,
    fields: &Fields,
    person: PersonId,
    account: Account,
) -> Result<Response, Failure> {
    let onward = Onward { to: fields.one("to").to_owned() };
    let persistent = fields.ticked("remember");
    let proof = Proof { person, way: "password", second_factor: false, proved_at: Some(app.now()), persistent };
    if account.one_time_confirmed {
        return code::ask(app, visit, &proof, onward.address()).await;
    }
    let cookie = log_in::begin(app, headers, client, &proof).await?;
    Ok(([(header::SET_COOKIE, cookie)], visit.to(onward.address())).into_response())
}
