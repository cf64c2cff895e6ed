//! The office in which the tests of casework play: a Member and a company in the register, people with appointments, a
//! request for an account and the mails about it.

use access::{AccountKind, BodyCode, BodyKind, PersonName, RecordId, secret};
use basis::Language;
use server::App;
use store::{Body, Mail, NewAppointment, NewPerson, NewSession, QueueFilter, Viewer};

use crate::ground::{NOW, Server};
use crate::visitor::Visitor;

/// The identifier that the form of a request carries.
pub const ONCE: &str = "6b1f7a52-0c3f-4e2a-9d6a-1f2e3d4c5b6a";

pub async fn program_mails(app: &App) -> Vec<Mail> {
    app.store.mails(&Viewer::program(), None, 100, NOW).await.unwrap()
}

/// The last mail written by a template.
pub async fn mail(app: &App, template: &str) -> Mail {
    let mails = program_mails(app).await;
    let written: Vec<String> = mails.iter().map(|mail| mail.new.template.clone()).collect();
    mails
        .into_iter()
        .find(|mail| mail.new.template == template)
        .unwrap_or_else(|| panic!("no {template} in {written:?}"))
}

/// The tail of the first address of a text that leads to a page of this kind.
pub fn link(text: &str, kind: &str) -> String {
    let begin = text.find(kind).unwrap_or_else(|| panic!("no {kind} in {text}"));
    text.get(begin - 3..).unwrap().split_whitespace().next().unwrap().to_owned()
}

pub async fn person(app: &App, name: &str, roles: &[(&str, &str)]) -> Visitor {
    let program = Viewer::program();
    let new = NewPerson {
        name: PersonName::read(name).unwrap(),
        email: format!("{}@customs.example", name.to_lowercase()),
        language: Language::En,
        kind: AccountKind::Member,
        owner: None,
        handle: secret::digest(name).repeat(2),
    };
    let person = app.store.add_person(&program, &new, NOW).await.unwrap();
    for (role, body) in roles {
        let new = NewAppointment {
            person: person.clone(),
            body: body.parse::<BodyCode>().unwrap(),
            role: role.parse().unwrap(),
            from: NOW - 1,
            until: None,
        };
        app.store.appoint(&program, &new, NOW).await.unwrap();
    }
    let token = format!("session-{name}");
    let session = NewSession {
        person,
        digest: secret::digest(&token),
        way: "passkey".to_owned(),
        second_factor: true,
        proved_at: Some(NOW),
        persistent: false,
        agent: String::new(),
        address: String::new(),
    };
    app.store.begin_session(&program, &session, &[], NOW).await.unwrap();
    Visitor { app: app.clone(), cookie: format!("session={token}") }
}

/// Puts a Member and a company into the register.
pub async fn register(app: &App) {
    let body = |code: &str, kind, en: &str, fr: &str| Body {
        code: code.parse().unwrap(),
        kind,
        name_en: en.to_owned(),
        name_fr: fr.to_owned(),
        region: None,
        joined: None,
        source: "a test".to_owned(),
        as_of: "2026-01-01".to_owned(),
    };
    let bodies = [body("XB", BodyKind::Member, "Boreal", "Boréal"), body("ACME", BodyKind::Company, "Acme", "Acme")];
    app.store.put_bodies(&Viewer::program(), &bodies, NOW).await.unwrap();
}

/// A server with a Member and a company in its register.
pub async fn server() -> Server {
    let server = Server::new().await;
    register(&server.app).await;
    server
}

pub fn request<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("once", ONCE),
        ("name", "Ada Example"),
        ("email", "ada@boreal.example"),
        ("language", "en"),
        ("account", "member"),
        ("body", "XB"),
        ("affiliation", "Boreal Customs"),
        ("function", "Officer"),
        ("services", "documents"),
        ("reason", "Working documents of the committee"),
        ("consent", "agreed"),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

pub async fn cases(app: &App) -> Vec<store::CaseRow> {
    app.store.cases(&Viewer::program(), &QueueFilter::default(), 0, 100, NOW).await.unwrap().0
}

pub async fn state(app: &App, id: &str) -> String {
    app.store.case(&Viewer::program(), &RecordId::kept(id.to_owned()), NOW).await.unwrap().into_value().state
}

/// Sends a request and proves its address.
pub async fn proved(app: &App, fields: &[(&str, &str)]) {
    let mut visitor = Visitor::new(app);
    let sent = visitor.send("/en/request", fields).await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (303, "/en/request/sent"), "{}", sent.text());
    let prove = link(&mail(app, "request-received").await.new.content, "/prove/");
    let done = visitor.send(&prove, &[]).await;
    assert_eq!(done.status, 200, "{}", done.text());
}
