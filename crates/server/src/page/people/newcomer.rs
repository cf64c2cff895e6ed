//! A person whom an administrator adds: they get a mail with a link to log in for the first time.

use access::{AccountKind, BodyCode, PersonName, email};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use basis::Language;
use store::{Invitation, NewPerson, StoreError};

use super::{list, log_in_first, prove_first};
use crate::App;
use crate::error::Failure;
use crate::page::frame::{Frame, Service};
use crate::page::view::field::Field;
use crate::page::view::part::Choice;
use crate::page::visit::{Visit, page};
use crate::posted::{Fields, Posted};
use crate::{chance, letters, look};

/// How long the link to log in for the first time works: three days.
const WELCOME_HOURS: i64 = 72;

#[derive(Template)]
#[template(path = "person_new.html")]
struct Newcomer {
    f: Frame,
    problem: String,
    fields: Vec<Field>,
}

/// What is wrong with the form: the field, empty for the whole, and the words.
type Wrong = (&'static str, Failure);

/// The form.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    if let Some(log_in) = log_in_first(&visit, "/people/new") {
        return Ok(log_in);
    }
    // Before anything is typed, so that nothing typed is lost.
    if let Some(prove) = prove_first(&app, &visit, "/people/new") {
        return Ok(prove);
    }
    sheet(&app, &visit, &Fields::default(), None).await
}

/// Adds the person and posts the mail.
///
/// # Errors
/// What the store says.
pub async fn add(State(app): State<App>, visit: Visit, Posted { fields, .. }: Posted) -> Result<Response, Failure> {
    if let Some(prove) = prove_first(&app, &visit, "/people/new") {
        return Ok(prove);
    }
    let new = match read(&fields) {
        Ok(new) => new,
        Err(wrong) => return sheet(&app, &visit, &fields, Some(wrong)).await,
    };
    let (viewer, now) = (&visit.who.viewer, app.now());
    let invitation = invitation(&app, &new, now)?;
    let id = match app.store.invite(viewer, &new, &invitation, now).await {
        Ok(id) => id,
        Err(error) => {
            let field = if matches!(error, StoreError::Taken(_)) { "email" } else { "" };
            return sheet(&app, &visit, &fields, Some((field, error.into()))).await;
        }
    };
    Ok(visit.to(&format!("/person/{id}?told=added")))
}

fn invitation(app: &App, new: &NewPerson, now: i64) -> Result<Invitation, Failure> {
    let (text, digest) = chance::secret("welcome")?;
    let place = letters::address(app, new.language, &format!("/welcome/{text}"));
    let (site, hours) = (letters::site(app), WELCOME_HOURS.to_string());
    let values = [("hours", hours.as_str()), ("link", &place), ("name", new.name.as_str()), ("site", &site)];
    let mail = letters::addressed(new.email.clone(), new.language, "account-made", &values);
    let ends_at = now.saturating_add(WELCOME_HOURS * 3_600_000_000);
    Ok(Invitation { digest, ends_at, mails: mail.into_iter().collect() })
}

fn read(fields: &Fields) -> Result<NewPerson, Wrong> {
    let named = |field, fault: access::NameError| {
        let text = fault.text();
        (field, Failure { status: StatusCode::UNPROCESSABLE_ENTITY, code: "name", text })
    };
    let body = fields.one("body");
    let owner: Option<BodyCode> = match body {
        "" => None,
        code => Some(code.parse().map_err(|_| {
            ("body", Failure::misuse("body", "choose a body of the list", "choisissez un organe de la liste"))
        })?),
    };
    Ok(NewPerson {
        name: PersonName::read(fields.one("name")).map_err(|fault| named("name", fault))?,
        email: email::read(fields.one("email")).map_err(|fault| named("email", fault))?,
        language: Language::of_code(fields.one("language")).unwrap_or_default(),
        kind: AccountKind::of_word(fields.one("kind")).ok_or_else(|| {
            ("kind", Failure::misuse("kind", "choose a kind of account", "choisissez une sorte de compte"))
        })?,
        owner,
        handle: chance::handle().map_err(|failure| ("", failure))?,
    })
}

async fn sheet(app: &App, visit: &Visit, typed: &Fields, wrong: Option<Wrong>) -> Result<Response, Failure> {
    let (words, viewer) = (visit.words, &visit.who.viewer);
    if !super::shown::is_administrator(viewer) {
        return Err(Failure::refused(&[]));
    }
    let problem = |field: &str| match &wrong {
        Some((at, failure)) if *at == field => look::unmarked(&words.sentence(failure.text.in_language(words.0))),
        _ => String::new(),
    };
    let whole =
        wrong.as_ref().map(|(_, failure)| words.sentence(failure.text.in_language(words.0))).unwrap_or_default();
    let language = |one: Language| Choice {
        value: one.code().to_owned(),
        words: words.word("language", one.code()).to_owned(),
        chosen: typed.one("language") == one.code(),
    };
    let none = Choice { value: String::new(), words: words.t("people-no-body").to_owned(), chosen: false };
    let bodies = app.store.bodies(viewer).await?;
    let body = |body: &store::Body| Choice {
        value: body.code.to_string(),
        words: body.name(words.0).to_owned(),
        chosen: typed.one("body") == body.code.as_str(),
    };
    let text =
        |name, kind, label| Field::new(name, kind, label).value(typed.one(name)).problem(&problem(name)).required();
    let fields = vec![
        text("name", "text", words.t("people-name")),
        text("email", "email", words.t("people-email")),
        Field::new("language", "select", words.t("people-language"))
            .choices(Language::ALL.into_iter().map(language).collect())
            .hint(words.t("people-language-hint")),
        Field::new("kind", "select", words.t("people-kind"))
            .choices(list::kinds(words, typed.one("kind")).into_iter().filter(|one| !one.value.is_empty()).collect())
            .problem(&problem("kind")),
        Field::new("body", "select", words.t("people-owner"))
            .choices(std::iter::once(none).chain(bodies.iter().map(body)).collect())
            .hint(words.t("people-owner-hint"))
            .problem(&problem("body")),
    ];
    let f = visit.frame(app, words.t("people-new"), Service::People);
    let mut response = page(&Newcomer { f, problem: look::marked(&whole), fields })?;
    if let Some((field, failure)) = wrong {
        let status = if field.is_empty() { failure.status } else { StatusCode::UNPROCESSABLE_ENTITY };
        *response.status_mut() = status;
    }
    Ok(response)
}
