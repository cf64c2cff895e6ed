//! The viewers: people of every role for every kind of body, in every way of logging in, and what is true of each.

use access::{
    AccountKind, Appointment, BodyKind, LogIn, PersonId, PersonName, Roles, Scope, Scopes, Service, Viewer, secret,
};
use basis::Language;
use server::App;
use store::{Body, NewAppointment, NewPerson, NewSession};

use super::stock::marker;
use crate::ground::NOW;

pub const DAY: i64 = 86_400_000_000;
/// When people were appointed, and when some of them ceased to be.
const APPOINTED: i64 = NOW - 9 * DAY;
const ENDED: i64 = NOW - DAY;

pub const BODIES: [(&str, BodyKind); 8] = [
    ("MD", BodyKind::Member),
    ("OS", BodyKind::Member),
    ("SD", BodyKind::Member),
    ("PARTNER-1", BodyKind::Partner),
    ("TRADER-1", BodyKind::Company),
    ("TRADER-2", BodyKind::Company),
    ("HSC", BodyKind::Body),
    ("SECRETARIAT", BodyKind::Secretariat),
];

/// Body, its kind, role, and whether that is over.
type Held = (&'static str, BodyKind, String, bool);

/// Somebody with an account.
pub struct Someone {
    pub id: PersonId,
    pub number: usize,
    pub owner: Option<&'static str>,
    pub appointments: Vec<Appointment>,
}

/// Somebody who asks, with how they prove it, and as the policies have to see them.
pub struct Seer {
    pub name: String,
    pub viewer: Viewer,
    /// As they stood before an appointment of theirs ended, and when it did.
    pub before: Option<(Viewer, i64)>,
    /// The header that proves who asks.
    pub proof: Option<(&'static str, String)>,
    /// Whether they ask a server that lets its visitor clear files.
    pub at_desk: bool,
}

pub struct Cast {
    pub people: Vec<Someone>,
    pub seers: Vec<Seer>,
}

/// What somebody holds: nothing, each role for each body, two at once, and what is over.
fn holdings() -> Vec<Vec<Held>> {
    let roles = Roles::shipped().unwrap();
    let one = |code, kind, role: &str, over| (code, kind, role.to_owned(), over);
    let mut all = vec![vec![]];
    for (code, kind) in BODIES {
        let of_kind = roles.iter().filter(|facts| facts.bodies.contains(&kind));
        all.extend(of_kind.map(|facts| vec![one(code, kind, &facts.id.to_string(), false)]));
    }
    let (member, office) = (BodyKind::Member, BodyKind::Secretariat);
    all.push(vec![
        one("MD", member, "members.delegate", false),
        one("HSC", BodyKind::Body, "members.participant", false),
    ]);
    all.push(vec![one("OS", member, "members.focal-point", false), one("OS", member, "clearance.officer", false)]);
    all.push(vec![one("SECRETARIAT", office, "documents.officer", true)]);
    all.push(vec![one("SECRETARIAT", office, "administration.administrator", true)]);
    all.push(vec![one("MD", member, "members.delegate", true)]);
    all
}

fn body(code: &str, kind: BodyKind) -> Body {
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

/// Adds a person with their appointments.
async fn someone(app: &App, number: usize, held: &[Held]) -> Someone {
    let (program, name) = (Viewer::program(), marker('p', number));
    let owner = held.first().map(|(code, ..)| *code).filter(|_| !number.is_multiple_of(3));
    let new = NewPerson {
        name: PersonName::read(&format!("{name} Person")).unwrap(),
        email: format!("{name}@customs.example"),
        language: Language::En,
        kind: AccountKind::Member,
        owner: owner.map(|code| code.parse().unwrap()),
        handle: format!("{number:0128x}"),
    };
    let id = app.store.add_person(&program, &new, APPOINTED).await.unwrap();
    let mut appointments = Vec::new();
    for (code, body_kind, role, over) in held {
        let (person, body, role) = (id.clone(), code.parse().unwrap(), role.parse().unwrap());
        let new = NewAppointment { person, body, role, from: APPOINTED, until: None };
        let given = app.store.appoint(&program, &new, APPOINTED).await.unwrap();
        if *over {
            app.store.end_appointment(&program, &given, ENDED).await.unwrap();
        }
        appointments.push(Appointment {
            id: given,
            person: new.person,
            body: new.body,
            body_kind: *body_kind,
            role: new.role,
            from: APPOINTED,
            until: None,
            appointed_by: "program".to_owned(),
            certified_at: APPOINTED,
            ended_at: over.then_some(ENDED),
        });
    }
    Someone { id, number, owner, appointments }
}

fn scopes(number: usize) -> Scopes {
    let some = [Scope::read(Service::Documents), Scope::read(Service::Administration), Scope::write(Service::Access)];
    if number.is_multiple_of(2) { some.into_iter().collect() } else { Scope::all().into_iter().collect() }
}

/// The person in one way of logging in, as the policies have to see them.
fn seer(one: &Someone, roles: &Roles, way: &str, log_in: LogIn, proof: (&'static str, String)) -> Seer {
    let at = |moment| Viewer::of(one.id.clone(), &one.appointments, roles, log_in.clone(), moment);
    let over = one.appointments.iter().find_map(|held| held.ended_at);
    let roles: Vec<String> = one.appointments.iter().map(|held| format!("{}@{}", held.role, held.body)).collect();
    Seer {
        name: format!("{} {way} [{}]", marker('p', one.number), roles.join(" ")),
        viewer: at(NOW),
        before: over.map(|over| (at(over - 1).as_if_proved_twice(), over)),
        proof: Some(proof),
        at_desk: false,
    }
}

/// The ways in which a person logs in: two factors, a password alone, a token.
async fn log_ins(app: &App, one: &Someone, roles: &Roles) -> Vec<Seer> {
    let mut seers = Vec::new();
    for (way, second_factor) in [("passkey", true), ("password", false)] {
        let secret = format!("{way}-{}", one.number);
        let new = NewSession {
            person: one.id.clone(),
            digest: secret::digest(&secret),
            way: way.to_owned(),
            second_factor,
            proved_at: Some(NOW - 1),
            persistent: false,
            agent: String::new(),
            address: String::new(),
        };
        let id = app.store.begin_session(&Viewer::visitor(), &new, &[], NOW - 1).await.unwrap();
        let log_in = LogIn::Session { id, second_factor, proved_at: Some(NOW - 1) };
        seers.push(seer(one, roles, way, log_in, ("cookie", format!("session={secret}"))));
    }
    let (secret, scopes) = (format!("token-{}", one.number), scopes(one.number));
    let digest = secret::digest(&secret);
    app.store.add_token(&seers[0].viewer, &digest, "a program", &scopes, NOW + DAY, NOW).await.unwrap();
    let log_in = LogIn::Token { scopes, second_factor: true };
    seers.push(seer(one, roles, "token", log_in, ("authorization", format!("Bearer {secret}"))));
    seers
}

fn nobody(name: &str, viewer: Viewer, at_desk: bool) -> Seer {
    Seer { name: name.to_owned(), viewer, before: None, proof: None, at_desk }
}

/// So many people of each shape, each in three ways of logging in, and two without an account.
pub async fn cast(app: &App, of_each: usize) -> Cast {
    let bodies: Vec<Body> =
        BODIES.iter().filter(|(code, _)| *code != "SECRETARIAT").map(|(code, kind)| body(code, *kind)).collect();
    app.store.put_bodies(&Viewer::program(), &bodies, APPOINTED).await.unwrap();
    let roles = Roles::shipped().unwrap();
    let (mut people, mut seers) = (Vec::new(), Vec::new());
    for held in holdings() {
        for _ in 0..of_each {
            let one = someone(app, people.len() + 1, &held).await;
            seers.extend(log_ins(app, &one, &roles).await);
            people.push(one);
        }
    }
    seers.push(nobody("visitor", Viewer::visitor(), false));
    seers.push(nobody("desk", Viewer::desk(), true));
    Cast { people, seers }
}
