//! Small people: viewers and records made for the tests.

use std::collections::BTreeSet;

use access::{
    Appointment, AppointmentId, BodyKind, Key, Level, LogIn, PersonId, Record, RecordId, RecordKind, RecordState,
    Roles, Service, SessionId, Viewer,
};

/// An administrator and a focal point whose own appointments are among the records.
const ADMINISTRATOR: usize = 900;
const FOCAL: usize = 901;

/// The moment of the tests: 2026-11-22 12:00 UTC.
pub const NOW: i64 = 1_795_348_800_000_000;

pub fn roles() -> Roles {
    Roles::read(include_str!("../../../../reference/roles.toml")).unwrap()
}

pub fn uuid(number: usize) -> String {
    format!("00000000-0000-7000-8000-{number:012}")
}

pub fn person(number: usize) -> PersonId {
    uuid(number).parse().unwrap()
}

pub fn appointment(person: &PersonId, body: &str, kind: BodyKind, role: &str) -> Appointment {
    Appointment {
        id: AppointmentId::kept(uuid(1)),
        person: person.clone(),
        body: body.parse().unwrap(),
        body_kind: kind,
        role: role.parse().unwrap(),
        from: 0,
        until: None,
        appointed_by: "program".to_owned(),
        certified_at: NOW - 1,
        ended_at: None,
    }
}

pub fn session(second_factor: bool, proved: bool) -> LogIn {
    let proved_at = proved.then_some(NOW - 1_000_000);
    LogIn::Session { id: SessionId::kept(uuid(7)), second_factor, proved_at }
}

/// Every shape of viewer that the roles allow, in three ways of logging in, with tokens beside.
pub fn viewers() -> Vec<Viewer> {
    let roles = roles();
    let mut viewers = vec![Viewer::visitor(), Viewer::desk()];
    let mut number = 0;
    let ways = |second| {
        let token =
            |scopes: Vec<access::Scope>| LogIn::Token { scopes: scopes.into_iter().collect(), second_factor: second };
        vec![
            session(second, true),
            session(second, false),
            token(vec![]),
            token(vec![access::Scope::read(Service::Documents)]),
            token(access::Scope::all()),
        ]
    };
    let bodies = [
        ("MD", BodyKind::Member),
        ("OS", BodyKind::Member),
        ("SD", BodyKind::Member),
        ("PARTNER-1", BodyKind::Partner),
        ("TRADER-1", BodyKind::Company),
        ("TRADER-2", BodyKind::Company),
        ("HSC", BodyKind::Body),
        ("SECRETARIAT", BodyKind::Secretariat),
    ];
    let held = |kind: BodyKind| roles.iter().filter(move |facts| facts.bodies.contains(&kind));
    for second in [true, false] {
        for way in ways(second) {
            number += 1;
            viewers.push(Viewer::of(person(number), &[], &roles, way, NOW));
        }
        // Who made things as officers and are none any more.
        for (way, role) in ways(second).into_iter().zip(["documents.officer", "access.officer"].into_iter().cycle()) {
            number += 1;
            let id = person(number);
            let over =
                Appointment { ended_at: Some(NOW - 1), ..appointment(&id, "SECRETARIAT", BodyKind::Secretariat, role) };
            viewers.push(Viewer::of(id, &[over], &roles, way, NOW));
        }
        for (code, kind) in bodies {
            for facts in held(kind) {
                for way in ways(second) {
                    number += 1;
                    let id = person(number);
                    let held = [appointment(&id, code, kind, &facts.id.to_string())];
                    viewers.push(Viewer::of(id, &held, &roles, way, NOW));
                }
            }
        }
    }
    for (number, code, kind, role) in [
        (ADMINISTRATOR, "SECRETARIAT", BodyKind::Secretariat, "administration.administrator"),
        (FOCAL, "MD", BodyKind::Member, "members.focal-point"),
    ] {
        let id = person(number);
        let held = [appointment(&id, code, kind, role)];
        viewers.push(Viewer::of(id, &held, &roles, session(true, true), NOW));
    }
    viewers
}

/// Records of every state, level and audience that matter, of several kinds.
pub fn records() -> Vec<Record> {
    let mut records = Vec::new();
    let audiences: [&[&str]; 7] = [
        &[],
        &["anyone"],
        &["members"],
        &["body:MD"],
        &["body:HSC", "partners"],
        &["role:documents.officer"],
        &["person:00000000-0000-7000-8000-000000000003", "body:TRADER-1"],
    ];
    let kinds = [
        (RecordKind::Batch, Service::Clearance),
        (RecordKind::Document, Service::Documents),
        (RecordKind::Case, Service::Access),
        (RecordKind::Person, Service::Administration),
        (RecordKind::Trail, Service::Administration),
        (RecordKind::Appointment, Service::Administration),
    ];
    for (kind, service) in kinds {
        for state in RecordState::ALL {
            for level in Level::ALL {
                for audience in audiences {
                    let number = records.len();
                    let mut record = Record::draft(RecordId::kept(uuid(number + 100_000)), kind, service);
                    record.state = state;
                    record.level = level;
                    record.audience = audience.iter().map(|key| Key::kept((*key).to_owned())).collect();
                    vary(&mut record, number);
                    records.push(record);
                }
            }
        }
    }
    records
}

/// What is rarer is spread over the records by their number.
fn vary(record: &mut Record, number: usize) {
    let key = |text: &str| Key::kept(text.to_owned());
    record.owner = (number.is_multiple_of(3)).then(|| "MD".parse().unwrap());
    record.author = (number.is_multiple_of(5)).then(|| person(number % 40 + 1));
    record.compartment = (number.is_multiple_of(7)).then(|| key("body:HSC"));
    record.publish_from = if number.is_multiple_of(11) { NOW + 1 } else { 0 };
    record.retain_until = if number.is_multiple_of(13) { NOW } else { i64::MAX };
    if number.is_multiple_of(4) {
        record.handlers = BTreeSet::from([key("body:MD")]);
    }
    if record.kind == RecordKind::Appointment {
        record.handlers.insert(Key::person(&person(if number.is_multiple_of(3) { FOCAL } else { ADMINISTRATOR })));
    }
    if number.is_multiple_of(6) {
        record.queue = BTreeSet::from([key("role:members.focal-point@MD"), key("officers:access")]);
    }
}
