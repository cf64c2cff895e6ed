//! The leak matrix: for every viewer the predicate in SQL opens exactly those records that the policies allow, and there
//! is no policy about reading and no clause of the predicate without which the two would still agree.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use access::{
    Action, Appointment, AppointmentId, BodyKind, Circumstances, Key, Level, LogIn, PersonId, Policies, Record,
    RecordId, RecordKind, RecordState, Roles, Scope, Service, SessionId, Viewer,
};
use store::testing::{predicate, put_records, visible_by};
use store::{Place, Store};

use crate::ground::{NOW, on_both, on_sqlite};

const SCHEMA: &str = include_str!("../../../access/policies/schema.cedarschema");

/// The policies that speak of reading; the others speak of writing alone.
const READING: [&str; 15] = [
    "published-to-audience",
    "own-record",
    "works-on-it",
    "in-my-queue",
    "officer-of-the-service",
    "focal-point-of-the-body",
    "administrator",
    "auditor",
    "second-factor",
    "closed-group",
    "withdrawn",
    "not-yet",
    "retention-over",
    "outside-the-membership",
    "token-reads-in-scope",
];
const WRITING: [&str; 6] = [
    "anyone-may-ask",
    "declarations-by-declarants",
    "token-writes-in-scope",
    "step-up",
    "own-appointment",
    "two-persons",
];

fn uuid(number: usize) -> String {
    format!("00000000-0000-7000-8000-{number:012}")
}

fn person(number: usize) -> PersonId {
    uuid(number).parse().unwrap()
}

fn appointment(person: &PersonId, body: &str, kind: BodyKind, role: &str) -> Appointment {
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

fn ways() -> Vec<LogIn> {
    let session =
        |second_factor| LogIn::Session { id: SessionId::kept(uuid(7)), second_factor, proved_at: Some(NOW - 1) };
    let token = |scopes: Vec<Scope>| LogIn::Token { scopes: scopes.into_iter().collect(), second_factor: true };
    let some = [Scope::read(Service::Documents), Scope::read(Service::Administration), Scope::write(Service::Access)];
    vec![session(true), session(false), token(some.to_vec())]
}

const BODIES: [(&str, BodyKind); 8] = [
    ("MD", BodyKind::Member),
    ("OS", BodyKind::Member),
    ("SD", BodyKind::Member),
    ("PARTNER-1", BodyKind::Partner),
    ("TRADER-1", BodyKind::Company),
    ("TRADER-2", BodyKind::Company),
    ("HSC", BodyKind::Body),
    ("SECRETARIAT", BodyKind::Secretariat),
];

/// People of one shape: the same appointments, and logged in the same way.
type Shape = Vec<Viewer>;

/// Every shape of viewer that the roles allow, in each way of logging in, and four people of each.
fn shapes() -> Vec<Shape> {
    let roles = Roles::shipped().unwrap();
    let mut held: Vec<Option<(&str, BodyKind, String)>> = vec![None];
    for (code, kind) in BODIES {
        let of_kind = roles.iter().filter(|facts| facts.bodies.contains(&kind));
        held.extend(of_kind.map(|facts| Some((code, kind, facts.id.to_string()))));
    }
    let mut shapes = vec![vec![Viewer::visitor()], vec![Viewer::desk()], vec![Viewer::program()]];
    for (way, held) in ways().iter().flat_map(|way| held.iter().map(move |held| (way, held))) {
        let one = |number: usize| {
            let id = person(shapes.len() * 4 + number);
            let held = held.iter().map(|(code, kind, role)| appointment(&id, code, *kind, role)).collect::<Vec<_>>();
            Viewer::of(id, &held, &roles, way.clone(), NOW)
        };
        let shape = (0..4).map(one).collect();
        shapes.push(shape);
    }
    // Who made things in a role that is over.
    let over = [
        ("SECRETARIAT", BodyKind::Secretariat, "documents.officer"),
        ("MD", BodyKind::Member, "clearance.officer"),
        ("TRADER-1", BodyKind::Company, "clearance.declarant"),
    ];
    for (code, kind, role) in over {
        let one = |number: usize| {
            let id = person(shapes.len() * 4 + number);
            let held = [Appointment { ended_at: Some(NOW - 1), ..appointment(&id, code, kind, role) }];
            Viewer::of(id, &held, &roles, ways()[0].clone(), NOW)
        };
        let shape = (0..4).map(one).collect();
        shapes.push(shape);
    }
    shapes
}

fn viewers() -> Vec<Viewer> {
    shapes().into_iter().flatten().collect()
}

const KINDS: [(RecordKind, Service); 10] = [
    (RecordKind::Batch, Service::Clearance),
    (RecordKind::Document, Service::Documents),
    (RecordKind::Case, Service::Access),
    (RecordKind::Person, Service::Administration),
    (RecordKind::Trail, Service::Administration),
    (RecordKind::Appointment, Service::Administration),
    (RecordKind::Mail, Service::Administration),
    (RecordKind::Question, Service::Contact),
    (RecordKind::Body, Service::Members),
    (RecordKind::Form, Service::Documents),
];
const AUDIENCES: [&[&str]; 10] = [
    &[],
    &["anyone"],
    &["members"],
    &["body:MD"],
    &["body:HSC", "partners"],
    &["role:documents.officer"],
    &["person:00000000-0000-7000-8000-000000000011", "body:TRADER-1"],
    &["account"],
    &["role:members.delegate@OS", "officers:access"],
    &["body:TRADER-1", "body:PARTNER-1"],
];

/// 2,000 records of every kind, state, level and audience that matter; what is rarer is spread by their number.
fn records() -> Vec<Record> {
    let key = |text: &str| Key::kept(text.to_owned());
    let mut records = Vec::new();
    for number in 0..KINDS.len() * RecordState::ALL.len() * Level::ALL.len() * AUDIENCES.len() {
        let (audience, rest) = (AUDIENCES[number % 10], number / 10);
        let (level, rest) = (Level::ALL[rest % 4], rest / 4);
        let (kind, service) = KINDS[rest / 5];
        let mut record = Record::draft(RecordId::kept(uuid(number + 100_000)), kind, service);
        (record.state, record.level) = (RecordState::ALL[rest % 5], level);
        record.audience = audience.iter().copied().map(key).collect();
        record.owner = (number % 3 == 0).then(|| ["MD", "OS"][number % 2].parse().unwrap());
        record.author = (number % 5 == 0).then(|| person(number % 307 + 1));
        record.compartment = (number % 7 == 0).then(|| key(["body:HSC", "members"][number % 2]));
        record.publish_from = [NOW + 1, NOW, 0][(number % 11).min(2)];
        record.retain_until = [NOW, NOW + 1, i64::MAX][(number % 13).min(2)];
        if number % 4 == 0 {
            record.handlers = [key("body:MD"), Key::person(&person(number % 97 + 1))].into();
        }
        if number % 6 == 0 {
            record.queue = [key("role:members.focal-point@MD"), key("officers:access")].into();
        }
        records.push(record);
    }
    records
}

/// Whether a record names a person.
fn concerns(record: &Record, viewer: &Viewer) -> bool {
    let own = viewer.person().map(Key::person);
    let named = |keys: &BTreeSet<Key>| own.as_ref().is_some_and(|own| keys.contains(own));
    viewer.person() == record.author.as_ref()
        || [&record.audience, &record.handlers, &record.queue].into_iter().any(named)
}

/// What the people of a shape may list, by the policies. They differ in nothing that a policy can know but in who they
/// are: of a record that names neither of two, what was decided for one holds for the other.
fn allowed_to(policies: &Policies, shape: &Shape, records: &[Record]) -> Vec<BTreeSet<String>> {
    let circumstances = Circumstances { now: NOW, asked: None };
    let first = policies.sitting(&shape[0], &circumstances);
    let decided: Vec<bool> = records.iter().map(|record| first.decide(Action::List, record).allowed).collect();
    let one = |viewer: &Viewer| {
        let own = policies.sitting(viewer, &circumstances);
        let open = records.iter().zip(&decided).filter(|(record, decided)| {
            let shared = !concerns(record, viewer) && !concerns(record, &shape[0]);
            if shared { **decided } else { own.decide(Action::List, record).allowed }
        });
        open.map(|(record, _)| record.id.to_string()).collect()
    };
    shape.iter().map(one).collect()
}

/// What every viewer may list, by the policies, record by record.
fn allowed(shapes: &[Shape], records: &[Record]) -> Vec<BTreeSet<String>> {
    let policies = Policies::shipped().unwrap();
    std::thread::scope(|scope| {
        let each =
            |some: &[Shape]| some.iter().flat_map(|shape| allowed_to(&policies, shape, records)).collect::<Vec<_>>();
        let started: Vec<_> =
            shapes.chunks(shapes.len().div_ceil(4)).map(|some| scope.spawn(move || each(some))).collect();
        started.into_iter().flat_map(|share| share.join().unwrap()).collect()
    })
}

#[test]
fn lists_and_policies_open_the_same() {
    static ALLOWED: OnceLock<Vec<BTreeSet<String>>> = OnceLock::new();
    on_both(async |store| {
        let (viewers, records) = (viewers(), records());
        assert!(viewers.len() >= 200 && records.len() == 2_000, "{} and {}", viewers.len(), records.len());
        put_records(&store, &records, NOW).await.unwrap();
        let allowed = ALLOWED.get_or_init(|| allowed(&shapes(), &records));
        let (mut shown, mut leaks, mut denials) = (0, Vec::new(), Vec::new());
        for (viewer, allowed) in viewers.iter().zip(allowed) {
            let seen: BTreeSet<String> =
                visible_by(&store, predicate(), viewer, NOW).await.unwrap().into_iter().collect();
            shown += seen.len();
            leaks.extend(seen.difference(allowed).map(|id| format!("{} sees {id}", viewer.actor())));
            denials.extend(allowed.difference(&seen).map(|id| format!("{} misses {id}", viewer.actor())));
        }
        assert_eq!((leaks, denials), (vec![], vec![]));
        assert!(shown > 20_000, "{shown}");
    });
}

/// What the predicate opens to every viewer, on SQLite.
async fn seen(store: &Store, viewers: &[Viewer], predicate: &str) -> Vec<BTreeSet<String>> {
    let mut seen = Vec::new();
    for viewer in viewers {
        seen.push(visible_by(store, predicate, viewer, NOW).await.unwrap().into_iter().collect());
    }
    seen
}

/// The texts of the single policies by their names, each with what stands before the next.
fn pieces() -> Vec<(&'static str, &'static str)> {
    let text = Policies::text();
    let starts: Vec<usize> = text.match_indices("@id(").map(|(place, _)| place).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let pieces = starts.iter().copied().zip(ends).map(|(start, end)| text.get(start..end).unwrap());
    pieces.map(|piece| (piece.split('"').nth(1).unwrap(), piece)).collect()
}

fn with(name: &str, by: &str) -> Policies {
    let pieces = pieces();
    let text: Vec<&str> = pieces.iter().map(|(one, piece)| if *one == name { by } else { piece }).collect();
    Policies::read(&text.concat(), SCHEMA).unwrap()
}

/// Whether some viewer sees a record that these policies refuse, or the other way round.
fn differ(policies: &Policies, viewers: &[Viewer], records: &[Record], seen: &[BTreeSet<String>]) -> bool {
    let count = viewers.len() * records.len();
    // A prime that divides neither length: every pair comes once, the different ones soon.
    (0..count).map(|number| number * 1_000_003 % count).any(|place| {
        let (viewer, record) = (place % viewers.len(), &records[place / viewers.len()]);
        let circumstances = Circumstances { now: NOW, asked: None };
        let allowed = policies.decide(&viewers[viewer], Action::List, record, &circumstances).allowed;
        allowed != seen[viewer].contains(record.id.as_str())
    })
}

#[test]
fn each_policy_about_reading_that_is_removed_or_inverted_shows() {
    let names: BTreeSet<&str> = pieces().iter().map(|(name, _)| *name).collect();
    assert_eq!(names, READING.into_iter().chain(WRITING).collect(), "say of a new policy whether it speaks of reading");
    on_sqlite(async |path| {
        let store = Store::open(&Place::Sqlite(path), NOW).await.unwrap();
        let (viewers, records) = (viewers(), records());
        put_records(&store, &records, NOW).await.unwrap();
        let seen = seen(&store, &viewers, predicate()).await;
        for (name, piece) in pieces().into_iter().filter(|(name, _)| READING.contains(name)) {
            let inverted = match piece.contains("\npermit (") {
                true => piece.replacen("\npermit (", "\nforbid (", 1),
                false => piece.replacen("\nforbid (", "\npermit (", 1),
            };
            assert_ne!(inverted, piece);
            assert!(differ(&with(name, ""), &viewers, &records, &seen), "not without `{name}`");
            assert!(differ(&with(name, &inverted), &viewers, &records, &seen), "not with `{name}` inverted");
        }
    });
}

/// The parts of a text between a word that stands outside all parentheses.
fn parts<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let (mut parts, mut begun, mut depth) = (Vec::new(), 0, 0);
    for (place, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 && place >= begun && text.get(place..).unwrap().starts_with(word) => {
                parts.push(text.get(begun..place).unwrap());
                begun = place + word.len();
            }
            _ => {}
        }
    }
    parts.push(text.get(begun..).unwrap());
    parts
}

fn within(text: &str) -> &str {
    text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap()
}

#[test]
fn each_clause_of_the_predicate_that_is_removed_or_inverted_shows() {
    let [program, rest] = parts(within(predicate()), " OR ")[..] else { panic!("{}", predicate()) };
    let clauses = parts(within(rest), " AND ");
    let (permits, forbids) = (parts(within(clauses[0]), " OR "), &clauses[1..]);
    assert_eq!((program, permits.len() + forbids.len()), ("$12 = 1", READING.len()));
    let mut broken = Vec::new();
    for clause in permits.iter().chain(forbids) {
        let neutral = if permits.contains(clause) { "1 = 0" } else { "1 = 1" };
        broken.push(predicate().replacen(clause, neutral, 1));
        broken.push(predicate().replacen(clause, &format!("NOT coalesce({clause}, 1 = 0)"), 1));
    }
    broken.push(predicate().replacen(program, "1 = 0", 1));
    on_sqlite(async |path| {
        let store = Store::open(&Place::Sqlite(path), NOW).await.unwrap();
        let (viewers, records) = (viewers(), records());
        put_records(&store, &records, NOW).await.unwrap();
        let whole = seen(&store, &viewers, predicate()).await;
        for broken in &broken {
            let mut shows = false;
            for (viewer, whole) in viewers.iter().zip(&whole) {
                let seen = visible_by(&store, broken, viewer, NOW).await.unwrap();
                shows = seen.len() != whole.len() || seen.iter().any(|id| !whole.contains(id));
                if shows {
                    break;
                }
            }
            assert!(shows, "the same with\n{broken}");
        }
    });
}
