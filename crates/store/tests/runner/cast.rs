//! The cast: bodies, people and log-ins that the tests of the ground stand on.

use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};

use access::{
    AccountKind, AppointmentId, BodyKind, Key, Level, PersonId, PersonName, Record, RecordId, RecordKind, RecordState,
    Service,
};
use basis::Language;
use store::{Body, NewAppointment, NewPerson, NewSession, Session, Store, Viewer};

use crate::ground::NOW;

pub const SECOND: i64 = 1_000_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

static NUMBERS: AtomicU64 = AtomicU64::new(1);

/// A number that no other call gets.
pub fn number() -> u64 {
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

/// A digest that no other call gets.
pub fn digest() -> String {
    access::secret::digest(&format!("secret {}", number()))
}

/// A person with a log-in session.
#[derive(Clone, Debug)]
pub struct LoggedIn {
    pub person: PersonId,
    pub viewer: Viewer,
    pub session: Session,
    pub digest: String,
}

pub fn body(code: &str, kind: BodyKind) -> Body {
    Body {
        code: code.parse().unwrap(),
        kind,
        name_en: code.to_owned(),
        name_fr: code.to_owned(),
        region: None,
        joined: None,
        source: "made for a test".to_owned(),
        as_of: "2026-01-15".to_owned(),
    }
}

/// Two Members, a partner, a company and a working body, beside the Secretariat.
pub async fn found(store: &Store) {
    let bodies = [
        body("MD", BodyKind::Member),
        body("OS", BodyKind::Member),
        body("PARTNER-1", BodyKind::Partner),
        body("TRADER-1", BodyKind::Company),
        body("HSC", BodyKind::Body),
    ];
    store.put_bodies(&Viewer::program(), &bodies, NOW).await.unwrap();
}

/// A person about to be added, with an address made of their name.
pub fn new_person(name: &str, owner: Option<&str>) -> NewPerson {
    let number = number();
    NewPerson {
        name: PersonName::read(name).unwrap(),
        email: format!("{}.{number}@meridia.example", name.replace(' ', ".")),
        language: Language::En,
        kind: AccountKind::Member,
        owner: owner.map(|code| code.parse().unwrap()),
        handle: format!("{number:0128x}"),
    }
}

pub async fn add(store: &Store, name: &str, owner: Option<&str>) -> PersonId {
    store.add_person(&Viewer::program(), &new_person(name, owner), NOW).await.unwrap()
}

pub fn to_role(person: &PersonId, role: &str, body: &str) -> NewAppointment {
    let (role, body) = (role.parse().unwrap(), body.parse().unwrap());
    NewAppointment { person: person.clone(), body, role, from: NOW, until: None }
}

/// Appoints by the program, from `NOW` on.
pub async fn appoint(store: &Store, person: &PersonId, role: &str, body: &str) -> AppointmentId {
    store.appoint(&Viewer::program(), &to_role(person, role, body), NOW).await.unwrap()
}

pub fn new_session(person: &PersonId, second_factor: bool) -> NewSession {
    NewSession {
        person: person.clone(),
        digest: digest(),
        way: if second_factor { "passkey" } else { "password" }.to_owned(),
        second_factor,
        proved_at: Some(NOW),
        persistent: false,
        agent: "a browser".to_owned(),
        address: "192.0.2.7".to_owned(),
    }
}

pub async fn begin(store: &Store, new: &NewSession, now: i64) -> LoggedIn {
    let new = &NewSession { proved_at: Some(now), ..new.clone() };
    store.begin_session(&Viewer::visitor(), new, &[], now).await.unwrap();
    again(store, &new.digest, now).await
}

/// The person of a secret as they are seen now.
pub async fn again(store: &Store, digest: &str, now: i64) -> LoggedIn {
    let (viewer, session) = store.viewer_by_session(digest, now).await.unwrap().expect("an open session");
    LoggedIn { person: session.person.clone(), viewer, session, digest: digest.to_owned() }
}

/// Logs a person in by two factors.
pub async fn log_in(store: &Store, person: &PersonId, now: i64) -> LoggedIn {
    begin(store, &new_session(person, true), now).await
}

/// Adds a person, appoints them and logs them in.
pub async fn hire(store: &Store, name: &str, role: &str, body: &str) -> LoggedIn {
    let person = add(store, name, Some(body)).await;
    appoint(store, &person, role, body).await;
    log_in(store, &person, NOW).await
}

pub async fn administrator(store: &Store, name: &str) -> LoggedIn {
    hire(store, name, "administration.administrator", "SECRETARIAT").await
}

/// A published document for whoever holds a key.
pub fn document(level: Level, audience: &str) -> Record {
    let id = RecordId::kept(format!("00000000-0000-7000-8000-{:012}", number()));
    let mut record = Record::draft(id, RecordKind::Document, Service::Documents);
    record.state = RecordState::Published;
    record.level = level;
    record.audience = [Key::kept(audience.to_owned())].into();
    record
}

/// Saves a record that came into being at a moment.
pub async fn put(store: &Store, record: &Record, moment: i64) {
    store::testing::put_records(store, std::slice::from_ref(record), moment).await.unwrap();
}

/// Runs as many tasks as there are, side by side, and gives what they answered.
pub async fn side_by_side<T, F>(tasks: impl IntoIterator<Item = F>) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let started: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
    let mut answers = Vec::new();
    for task in started {
        answers.push(task.await.unwrap());
    }
    answers
}
