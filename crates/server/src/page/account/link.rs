//! Links that work once: a forgotten password, the first log-in, the first administrator. Opening one changes nothing, for
//! mail programs open links to look at them; its form does.

use access::{AccountKind, PersonId, PersonName, Role, email, password, secret};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::{Link, NewPerson, Purpose, Viewer};

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::log_in::{self, Client, Proof};
use crate::page::frame::Service;
use crate::page::short::{Said, Short};
use crate::page::view::field::Field;
use crate::page::visit::{Visit, page};
use crate::posted::{Fields, Posted};
use crate::{chance, letters, look, notice};

/// How long a link to set a new password works: 30 minutes.
const RESET_MICROS: i64 = 30 * 60 * 1_000_000;

/// No second link is sent to an address within five minutes: the first is good for longer.
const PAUSE_MICROS: i64 = 5 * 60 * 1_000_000;
/// Addresses that one client may ask for in a quarter of an hour.
const MOST_BY_CLIENT: u64 = 20;
const WINDOW_MICROS: i64 = 15 * 60 * 1_000_000;

/// The first administrator looks after documents and requests too, until others are appointed.
const FIRST_ROLES: [&str; 4] =
    ["administration.administrator", "documents.officer", "access.officer", "contact.officer"];

/// Asks for the address of a forgotten password.
///
/// # Errors
/// `internal` when the page cannot be written.
pub async fn forgotten(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let words = visit.words;
    let field = Field::new("email", "email", words.t("field-email")).complete("email").required();
    let form = Short {
        f: visit.frame(&app, words.t("forgotten-title"), Service::Nowhere),
        lede: words.t("forgotten-lede").to_owned(),
        problem: String::new(),
        fields: vec![field],
        hidden: Vec::new(),
        action: "/forgotten".to_owned(),
        button: words.t("forgotten-do").to_owned(),
    };
    form.answer()
}

/// Sends a link to the address, if an account has it, and none was sent to it minutes ago. The page says the same either
/// way, in the same time.
///
/// # Errors
/// What the store says.
pub async fn ask(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    Posted { fields, .. }: Posted,
) -> Result<Response, Failure> {
    let address = fields.one("email");
    let from = log_in::tried(&app, &format!("reset from {}", client.0), WINDOW_MICROS).await?;
    if let Ok(address) = email::read(address) {
        let name = format!("reset to {}", email::folded(&address));
        let to = log_in::tried(&app, &name, PAUSE_MICROS).await?;
        if from <= MOST_BY_CLIENT && to == 1 {
            let app = app.clone();
            notice::afterwards(async move { send_reset(&app, &address).await });
        }
    }
    let words = visit.words;
    page(&Said {
        f: visit.frame(&app, words.t("forgotten-title"), Service::Nowhere),
        words: words.t("forgotten-sent").to_owned(),
    })
}

async fn send_reset(app: &App, address: &str) -> Result<(), Failure> {
    let viewer = Viewer::visitor();
    let Some(person) = app.store.person_by_email(&viewer, address).await? else { return Ok(()) };
    if app.store.account(&viewer, &person.id).await?.closed_at.is_some() {
        return Ok(());
    }
    let (text, digest) = chance::secret("reset")?;
    let link = Link { person: Some(person.id.clone()), subject: address.to_owned() };
    let now = app.now();
    app.store.add_link(&viewer, Purpose::Reset, &digest, &link, now.saturating_add(RESET_MICROS), now).await?;
    let place = letters::address(app, person.language, &format!("/reset/{text}"));
    let (site, name) = (letters::site(app), person.name.clone());
    let values = [("link", place.as_str()), ("minutes", "30"), ("name", &name), ("site", &site)];
    let mail = letters::to(&person, "password-reset", &values);
    app.store.post(&viewer, mail.as_slice(), now).await?;
    Ok(())
}

/// The form behind a link to set a new password.
///
/// # Errors
/// `not-found` for a link that is over.
pub async fn reset(
    State(app): State<App>,
    visit: Visit,
    Path((_, text)): Path<(String, String)>,
) -> Result<Response, Failure> {
    choose(&app, &visit, Purpose::Reset, &text, "").await
}

/// The form behind a link for the first log-in.
///
/// # Errors
/// `not-found` for a link that is over.
pub async fn welcome(
    State(app): State<App>,
    visit: Visit,
    Path((_, text)): Path<(String, String)>,
) -> Result<Response, Failure> {
    choose(&app, &visit, Purpose::Welcome, &text, "").await
}

fn over() -> Failure {
    Failure {
        status: StatusCode::GONE,
        ..Failure::not_found(
            "the link was used, or is over; ask for a new one",
            "le lien a déjà servi ou n'est plus valable ; demandez-en un nouveau",
        )
    }
}

async fn choose(app: &App, visit: &Visit, purpose: Purpose, text: &str, problem: &str) -> Result<Response, Failure> {
    let found = app.store.look_at_link(&visit.who.viewer, purpose, &secret::digest(text), app.now()).await?;
    found.ok_or_else(over)?;
    let words = visit.words;
    let form = Short {
        f: visit.frame(app, words.t("choose-title"), Service::Nowhere),
        lede: words.t("choose-lede").to_owned(),
        problem: look::marked(problem),
        fields: vec![new_password(words)],
        hidden: Vec::new(),
        action: format!("/{}/{text}", purpose.as_str()),
        button: words.t("choose-do").to_owned(),
    };
    form.answer()
}

fn new_password(words: Words) -> Field {
    let field = Field::new("password", "password", words.t("field-new-password"));
    field.hint(words.t("field-new-password-hint")).complete("new-password").required()
}

/// Sets the password that a reset link asks for; every other log-in ends.
///
/// # Errors
/// `not-found` for a link that is over, or what the store says.
pub async fn set_by_reset(
    State(app): State<App>,
    visit: Visit,
    Path((_, text)): Path<(String, String)>,
    Posted { fields, .. }: Posted,
) -> Result<Response, Failure> {
    match set(&app, &visit, Purpose::Reset, &text, &fields).await? {
        Ok(_) => Ok(visit.to("/sign-in")),
        Err(refused) => Ok(refused),
    }
}

/// Sets the first password and logs in.
///
/// # Errors
/// `not-found` for a link that is over, or what the store says.
pub async fn set_by_welcome(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    headers: HeaderMap,
    Path((_, text)): Path<(String, String)>,
    Posted { fields, .. }: Posted,
) -> Result<Response, Failure> {
    match set(&app, &visit, Purpose::Welcome, &text, &fields).await? {
        Ok(person) => into_account(&app, &visit, &client, &headers, person).await,
        Err(refused) => Ok(refused),
    }
}

/// A log-in by a link that was sent to a proved address, on to a passkey.
async fn into_account(
    app: &App,
    visit: &Visit,
    client: &Client,
    headers: &HeaderMap,
    person: PersonId,
) -> Result<Response, Failure> {
    let proved_at = Some(app.now());
    let proof = Proof { person, way: "link", second_factor: false, proved_at, persistent: false };
    let cookie = log_in::begin(app, headers, client, &proof).await?;
    Ok(([(header::SET_COOKIE, cookie)], visit.to("/account/passkeys")).into_response())
}

/// The password is looked at first, so that one that is refused does not use the link up.
async fn set(
    app: &App,
    visit: &Visit,
    purpose: Purpose,
    text: &str,
    fields: &Fields,
) -> Result<Result<PersonId, Response>, Failure> {
    let viewer = Viewer::visitor();
    let digest = secret::digest(text);
    let looked = app.store.look_at_link(&viewer, purpose, &digest, app.now()).await?.ok_or_else(over)?;
    let chosen = fields.typed("password");
    if let Err(weakness) = password::check(chosen, &[&looked.subject]) {
        return choose(app, visit, purpose, text, visit.words.of(&weakness.text())).await.map(Err);
    }
    let hash = log_in::hash(chosen.to_owned()).await?;
    let mails = notice::changed(app, &looked.person.ok_or_else(over)?, "changed-password").await?;
    let link = (purpose, digest.as_str());
    let person = app.store.set_password_by_link(&viewer, link, &hash, &mails, app.now()).await?;
    Ok(Ok(person.ok_or_else(over)?))
}

/// The form of the first start: who administers this site.
///
/// # Errors
/// `not-found` for a link that is over.
pub async fn setup(
    State(app): State<App>,
    visit: Visit,
    Path((_, text)): Path<(String, String)>,
) -> Result<Response, Failure> {
    first(&app, &visit, &text, "", &Fields::default()).await
}

async fn first(app: &App, visit: &Visit, text: &str, problem: &str, fields: &Fields) -> Result<Response, Failure> {
    let found = app.store.look_at_link(&visit.who.viewer, Purpose::Setup, &secret::digest(text), app.now()).await?;
    found.ok_or_else(over)?;
    let words = visit.words;
    let form = Short {
        f: visit.frame(app, words.t("setup-title"), Service::Nowhere),
        lede: words.t("setup-lede").to_owned(),
        problem: look::marked(problem),
        fields: vec![
            Field::new("name", "text", words.t("field-name")).value(fields.one("name")).complete("name").required(),
            Field::new("email", "email", words.t("field-email"))
                .value(fields.one("email"))
                .complete("email")
                .required(),
            new_password(words),
        ],
        hidden: Vec::new(),
        action: format!("/setup/{text}"),
        button: words.t("setup-do").to_owned(),
    };
    form.answer()
}

/// Makes the first administrator and logs in.
///
/// # Errors
/// `not-found` for a link that is over, or what the store says.
pub async fn set_up(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    headers: HeaderMap,
    Path((_, text)): Path<(String, String)>,
    Posted { fields, .. }: Posted,
) -> Result<Response, Failure> {
    let (name, address) = (PersonName::read(fields.one("name")), email::read(fields.one("email")));
    let chosen = fields.typed("password");
    let weak = password::check(chosen, &[fields.one("name"), fields.one("email")]);
    let (name, address) = match (name, address, weak) {
        (Ok(name), Ok(address), Ok(())) => (name, address),
        (Err(fault), ..) | (_, Err(fault), _) => {
            return first(&app, &visit, &text, visit.words.of(&fault.text()), &fields).await;
        }
        (_, _, Err(weak)) => return first(&app, &visit, &text, visit.words.of(&weak.text()), &fields).await,
    };
    let hash = log_in::hash(chosen.to_owned()).await?;
    let (kind, owner) = (AccountKind::Member, Some(access::BodyCode::secretariat()));
    let new = NewPerson { name, email: address, language: visit.words.0, kind, owner, handle: chance::handle()? };
    let roles: Result<Vec<Role>, _> = FIRST_ROLES.iter().map(|role| role.parse()).collect();
    let roles = roles.map_err(|_| Failure::inner())?;
    let made = app.store.make_first_administrator(&secret::digest(&text), &new, &hash, &roles, app.now()).await?;
    into_account(&app, &visit, &client, &headers, made.ok_or_else(over)?).await
}
