//! The records: of every kind, in every state, with chosen marks. Each carries a word that stands nowhere else.

use access::{Key, Level, Record, RecordId, RecordKind, RecordState, Service};

use super::cast::{Cast, DAY, Someone};
use crate::ground::NOW;

/// When most records came into being, and when the others did: after some appointments had ended.
pub const EARLY: i64 = NOW - 3 * DAY;
pub const LATE: i64 = NOW - DAY / 2;
/// Words by which things are sought: few enough things have each that one answer holds them all.
pub const SHARDS: usize = 16;

/// The word of a record: of a document `d`, of its working copy `w`, of a case `c`, a question `q`, a batch `b`, a
/// person `p`, a mail `m`.
pub fn marker(letter: char, number: usize) -> String {
    format!("zq{letter}{number:04}x")
}

/// The word by which a thing is sought, with others.
pub fn shard(number: usize) -> String {
    format!("shard{:02}end", number % SHARDS)
}

/// A record, and what is known of what it stands for.
#[derive(Clone)]
pub struct Thing {
    pub record: Record,
    pub moment: i64,
    pub letter: char,
    pub number: usize,
    /// Whether there is a published English edition, a French one, a newer working copy, a file.
    pub edition: bool,
    pub french: bool,
    pub copy: bool,
    pub file: bool,
    pub symbol: Option<String>,
}

impl Thing {
    pub fn new(record: Record, letter: char, number: usize) -> Self {
        let moment = if number % 8 == 5 { LATE } else { EARLY };
        Self { record, moment, letter, number, edition: false, french: false, copy: false, file: false, symbol: None }
    }

    pub fn id(&self) -> &str {
        self.record.id.as_str()
    }

    pub fn marker(&self) -> String {
        marker(self.letter, self.number)
    }
}

/// Chance from a seed (SplitMix64): the same records in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: usize) -> Self {
        Self(seed as u64)
    }

    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    pub fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    pub fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

const AUDIENCES: [&[&str]; 10] = [
    &[],
    &["anyone"],
    &["members"],
    &["body:MD"],
    &["body:HSC", "partners"],
    &["role:documents.officer"],
    &["body:TRADER-1"],
    &["account"],
    &["role:members.delegate@OS", "officers:access"],
    &["body:TRADER-1", "body:PARTNER-1"],
];
const GROUPS: [&str; 3] = ["body:HSC", "members", "role:access.officer"];
const QUEUES: [&str; 3] = ["role:members.focal-point@MD", "officers:access", "role:contact.officer"];

fn key(text: &str) -> Key {
    Key::kept(text.to_owned())
}

/// Gives a record marks by chance: whom it is for, how closely it is kept, until when, who works on it.
pub fn marked(record: &mut Record, dice: &mut Dice, people: &[Someone]) {
    record.audience = dice.of(&AUDIENCES).iter().copied().map(key).collect();
    if dice.one_in(3) {
        record.audience.insert(Key::person(&dice.of(people).id));
    }
    record.level = *dice.of(&Level::ALL);
    record.owner = dice.one_in(3).then(|| dice.of(&["MD", "OS"]).parse().unwrap());
    record.author = dice.one_in(5).then(|| dice.of(people).id.clone());
    record.compartment = dice.one_in(7).then(|| key(dice.of::<&str>(&GROUPS)));
    record.publish_from = *dice.of(&[0, 0, 0, 0, 0, 0, 0, 0, NOW, NOW + 1]);
    record.retain_until = *dice.of(&[i64::MAX, i64::MAX, i64::MAX, i64::MAX, i64::MAX, i64::MAX, NOW + 1, NOW]);
    record.handlers =
        if dice.one_in(4) { [key("body:MD"), Key::person(&dice.of(people).id)].into() } else { [].into() };
    record.queue = if dice.one_in(3) { [key(dice.of::<&str>(&QUEUES))].into() } else { [].into() };
}

/// The record of a person: their own, their focal point's, the administrators'.
fn person(one: &Someone) -> Thing {
    let mut record = Record::draft(RecordId::kept(one.id.to_string()), RecordKind::Person, Service::Administration);
    record.author = Some(one.id.clone());
    record.owner = one.owner.map(|code| code.parse().unwrap());
    record.queue = [key("role:administration.administrator")].into();
    Thing { moment: NOW - 9 * DAY, ..Thing::new(record, 'p', one.number) }
}

/// The records of people and of their appointments.
pub fn people(cast: &Cast) -> Vec<Thing> {
    let mut things: Vec<Thing> = cast.people.iter().map(person).collect();
    for (one, held) in cast.people.iter().flat_map(|one| one.appointments.iter().map(move |held| (one, held))) {
        let id = RecordId::kept(held.id.to_string());
        let mut record = Record::draft(id, RecordKind::Appointment, Service::Administration);
        record.owner = Some(held.body.clone());
        record.handlers = [Key::person(&one.id)].into();
        things.push(Thing { moment: NOW - 9 * DAY, ..Thing::new(record, 'a', one.number) });
    }
    things
}

/// Records of kinds that no page lists one by one; the page of reasons answers for each of them.
pub fn bare(count: usize, cast: &Cast) -> Vec<Thing> {
    let kinds = [
        (RecordKind::Body, Service::Members),
        (RecordKind::Form, Service::Documents),
        (RecordKind::Trail, Service::Administration),
        (RecordKind::Job, Service::Administration),
        (RecordKind::Mail, Service::Administration),
    ];
    let one = |number: usize| {
        let (kind, service) = kinds[number % kinds.len()];
        let mut dice = Dice::new(number + 90_000);
        let id = RecordId::kept(format!("00000000-0000-7000-8000-{number:012}"));
        let mut record = Record::draft(id, kind, service);
        marked(&mut record, &mut dice, &cast.people);
        record.state = *dice.of(&RecordState::ALL);
        Thing::new(record, 'n', number)
    };
    (1..=count).map(one).collect()
}
