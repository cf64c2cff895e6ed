//! The forms that open a case: the request for an account, and a question to the Secretariat.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use secretariat::form::Refusal;

use crate::App;
use crate::casework::{self, Lodged, Lodging};
use crate::chance;
use crate::error::Failure;
use crate::log_in::Client;
use crate::page::casework::questions::{Questions, SectionView, summary};
use crate::page::frame::{Frame, Service};
use crate::page::visit::{Visit, page};
use crate::posted::{Fields, Posted};

/// A form as a page.
#[derive(Template)]
#[template(path = "ask_form.html")]
struct Sheet {
    f: Frame,
    title: String,
    intro: String,
    problem: String,
    tail: &'static str,
    once: String,
    sections: Vec<SectionView>,
    send: &'static str,
    frequent: bool,
}

/// What is said once a form was sent.
#[derive(Template)]
#[template(path = "ask_sent.html")]
struct Sent {
    f: Frame,
    title: &'static str,
    told: &'static str,
    next: &'static str,
}

/// A form that opens cases, and where it stands.
#[derive(Clone, Copy)]
struct Opening {
    procedure: &'static str,
    tail: &'static str,
    send: &'static str,
}

const REQUEST: Opening = Opening { procedure: "access-request", tail: "/request", send: "request-send" };
const CONTACT: Opening = Opening { procedure: "contact", tail: "/contact", send: "contact-send" };

/// The request for an account.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn request(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    empty(&app, &visit, REQUEST).await
}

/// Takes the request for an account.
///
/// # Errors
/// `too-many`, what the store says, or `internal`.
pub async fn send_request(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    posted: Posted,
) -> Result<Response, Failure> {
    send(&app, &visit, &client, &posted, REQUEST).await
}

/// What is said once the request was sent.
///
/// # Errors
/// `internal`.
pub async fn request_sent(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    sent(&app, &visit, ["request-sent-title", "request-sent", "request-sent-next"])
}

/// The question to the Secretariat.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn contact(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    empty(&app, &visit, CONTACT).await
}

/// Takes the question.
///
/// # Errors
/// `too-many`, what the store says, or `internal`.
pub async fn send_contact(
    State(app): State<App>,
    visit: Visit,
    client: Client,
    posted: Posted,
) -> Result<Response, Failure> {
    send(&app, &visit, &client, &posted, CONTACT).await
}

/// What is said once the question was sent.
///
/// # Errors
/// `internal`.
pub async fn contact_sent(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    sent(&app, &visit, ["contact-sent-title", "contact-sent", "contact-sent-next"])
}

/// The form with what is known of whoever is logged in.
async fn empty(app: &App, visit: &Visit, opening: Opening) -> Result<Response, Failure> {
    let mut known = BTreeMap::new();
    if let Some(id) = visit.who.viewer.person() {
        let person = app.store.person(&visit.who.viewer, id, app.now()).await?.into_value();
        known.insert("name".to_owned(), vec![person.name]);
        known.insert("email".to_owned(), person.email.into_iter().collect());
    }
    known.insert("language".to_owned(), vec![visit.words.code().to_owned()]);
    sheet(app, visit, opening, &fresh()?, &known, &[]).await
}

async fn send(
    app: &App,
    visit: &Visit,
    client: &Client,
    posted: &Posted,
    opening: Opening,
) -> Result<Response, Failure> {
    let Fields(fields) = &posted.fields;
    let once = posted.fields.one("once");
    let asked = Lodging { procedure: opening.procedure, language: visit.words.0, once, client };
    match casework::lodge(app, &posted.who.viewer, &asked, fields).await? {
        Lodged::Opened(_) => Ok(visit.to(&format!("{}/sent", opening.tail))),
        Lodged::Refused(refusals) => {
            let once = if once.is_empty() { fresh()? } else { once.to_owned() };
            let mut response = sheet(app, visit, opening, &once, fields, &refusals).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}

async fn sheet(
    app: &App,
    visit: &Visit,
    opening: Opening,
    once: &str,
    values: &BTreeMap<String, Vec<String>>,
    refusals: &[Refusal],
) -> Result<Response, Failure> {
    let words = visit.words;
    let procedure = app.library.procedure(opening.procedure)?;
    let form = app.library.form(&procedure.form)?;
    let questions = Questions::of(app, words, form).await?;
    let title = words.of(&form.title).to_owned();
    page(&Sheet {
        f: visit.frame(app, title.clone(), Service::Nowhere),
        title,
        intro: words.of(&form.intro).to_owned(),
        problem: summary(words, form, refusals),
        tail: opening.tail,
        once: once.to_owned(),
        sections: questions.sections(values, refusals),
        send: opening.send,
        frequent: opening.procedure == CONTACT.procedure,
    })
}

fn sent(app: &App, visit: &Visit, [title, told, next]: [&'static str; 3]) -> Result<Response, Failure> {
    page(&Sent { f: visit.frame(app, visit.words.t(title), Service::Nowhere), title, told, next })
}

/// A new identifier for the case that a form may open: a UUID of chance alone (RFC 9562, version 4).
fn fresh() -> Result<String, Failure> {
    let mut bytes = chance::bytes::<16>()?;
    for (place, byte) in bytes.iter_mut().enumerate() {
        match place {
            6 => *byte = (*byte & 0x0f) | 0x40,
            8 => *byte = (*byte & 0x3f) | 0x80,
            _ => {}
        }
    }
    let mut id = String::with_capacity(36);
    for (place, digit) in access::audit::hex(&bytes).chars().enumerate() {
        if matches!(place, 8 | 12 | 16 | 20) {
            id.push('-');
        }
        id.push(digit);
    }
    Ok(id)
}
