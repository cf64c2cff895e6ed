//! Every viewer against every record in every way: the policies and the oracle agree, and each policy is needed.

use std::collections::BTreeSet;

use access::{Action, Circumstances, Policies, Record, Viewer, reason};

use crate::runner::oracle;
use crate::runner::people::{NOW, person, records, uuid, viewers};

const SCHEMA: &str = include_str!("../../policies/schema.cedarschema");

fn circumstances() -> Vec<Circumstances> {
    vec![
        Circumstances { now: NOW, asked: None },
        Circumstances { now: NOW, asked: Some((person(9_999), uuid(8))) },
        Circumstances { now: NOW, asked: Some((person(9_999), uuid(7))) },
    ]
}

/// All questions, in an order that soon meets every kind of them.
struct Questions {
    viewers: Vec<Viewer>,
    records: Vec<Record>,
    circumstances: Vec<Circumstances>,
}

impl Questions {
    fn new() -> Self {
        Self { viewers: viewers(), records: records(), circumstances: circumstances() }
    }

    fn count(&self) -> usize {
        self.viewers.len() * self.records.len() * Action::ALL.len() * self.circumstances.len()
    }

    /// Whether the policies and the oracle differ on a question.
    fn differs(&self, policies: &Policies, number: usize) -> bool {
        // A prime that divides none of the lengths: every question comes once.
        let mut place = number.wrapping_mul(1_000_000_007) % self.count();
        let mut next = |length: usize| {
            let index = place % length;
            place /= length;
            index
        };
        let viewer = &self.viewers[next(self.viewers.len())];
        let record = &self.records[next(self.records.len())];
        let action = Action::ALL[next(Action::ALL.len())];
        let circumstances = &self.circumstances[next(self.circumstances.len())];
        let allowed = policies.decide(viewer, action, record, circumstances).allowed;
        allowed != oracle::allows(viewer, action, record, circumstances)
    }
}

#[test]
fn policies_and_oracle_agree() {
    let (policies, questions) = (Policies::shipped().unwrap(), Questions::new());
    assert!(questions.viewers.len() >= 200, "{}", questions.viewers.len());
    let differences = (0..60_000).filter(|number| questions.differs(&policies, *number)).count();
    assert_eq!(differences, 0);
}

/// The texts of the single policies, each with what stands before the next.
fn pieces() -> Vec<&'static str> {
    let text = Policies::text();
    let starts: Vec<usize> = text.match_indices("@id(").map(|(place, _)| place).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| text.get(start..end).unwrap()).collect()
}

fn with(replaced: usize, by: &str) -> Policies {
    let pieces = pieces();
    let text: Vec<&str> =
        pieces.iter().enumerate().map(|(place, piece)| if place == replaced { by } else { piece }).collect();
    Policies::read(&text.concat(), SCHEMA).unwrap()
}

/// Whether a piece is one policy, and the pieces are all of them, so that none is left out of what follows.
#[test]
fn each_piece_is_one_policy() {
    let one = |piece: &str| piece.matches("\npermit (").count() + piece.matches("\nforbid (").count();
    assert!(pieces().iter().all(|piece| one(piece) == 1), "{:?}", pieces());
    let named = pieces().into_iter().map(|piece| piece.split('"').nth(1).unwrap().to_owned());
    assert_eq!(named.collect::<BTreeSet<_>>(), *Policies::shipped().unwrap().names());
    assert!(pieces().len() >= 20, "{}", pieces().len());
}

#[test]
fn each_policy_that_is_removed_shows() {
    let questions = Questions::new();
    for (place, piece) in pieces().into_iter().enumerate() {
        let policies = with(place, "");
        assert!((0..questions.count()).any(|number| questions.differs(&policies, number)), "not without\n{piece}");
    }
}

#[test]
fn each_policy_that_is_inverted_shows() {
    let questions = Questions::new();
    for (place, piece) in pieces().into_iter().enumerate() {
        let inverted = match piece.contains("\npermit (") {
            true => piece.replacen("\npermit (", "\nforbid (", 1),
            false => piece.replacen("\nforbid (", "\npermit (", 1),
        };
        assert_ne!(inverted, piece);
        let policies = with(place, &inverted);
        assert!((0..questions.count()).any(|number| questions.differs(&policies, number)), "not with\n{inverted}");
    }
}

#[test]
fn every_policy_has_its_words() {
    for name in Policies::shipped().unwrap().names() {
        let reason = reason(name).unwrap_or_else(|| panic!("`{name}` has no words"));
        assert!(!reason.text.en.is_empty() && !reason.text.fr.is_empty() && reason.text.en != reason.text.fr);
    }
    assert!(reason("no-such-policy").is_none());
}

#[test]
fn a_decision_names_its_policies() {
    let policies = Policies::shipped().unwrap();
    let (viewers, records) = (viewers(), records());
    let now = Circumstances { now: NOW, asked: None };
    let mut allowed = 0;
    for viewer in &viewers {
        for record in records.iter().step_by(17) {
            let answer = policies.decide(viewer, Action::View, record, &now);
            allowed += usize::from(answer.allowed);
            assert!(!answer.allowed || !answer.policies.is_empty());
            assert!(answer.policies.is_sorted());
        }
    }
    assert!(allowed > 100, "{allowed}");
}

/// Before each policy is asked of, its first tests are looked at without the engine. Behind a condition that is no such
/// test none is found, and the engine is asked of all.
#[test]
fn policies_that_are_passed_over_say_nothing() {
    let all = Policies::text().replace("\nwhen {", "\nwhen { true }\nwhen {");
    assert_eq!(all.matches("{ true }").count(), Policies::shipped().unwrap().names().len());
    let (some, all) = (Policies::shipped().unwrap(), Policies::read(&all, SCHEMA).unwrap());
    let (viewers, records) = (viewers(), records());
    let now = Circumstances { now: NOW, asked: None };
    let mut named = 0;
    for (number, viewer) in viewers.iter().enumerate() {
        let (some, all) = (some.sitting(viewer, &now), all.sitting(viewer, &now));
        for record in records.iter().skip(number % 7).step_by(7) {
            for action in Action::ALL.into_iter().skip(number % 5).step_by(5) {
                let answer = all.decide(action, record);
                assert_eq!(some.decide(action, record), answer, "{viewer:?} {action:?} {record:?}");
                named += answer.policies.len();
            }
        }
    }
    assert!(named > 1_000, "{named}");
}

/// What is remembered for one viewer is nothing that another is told, and is what would be decided anew.
#[test]
fn what_is_remembered_is_what_would_be_decided() {
    let (remembering, anew) = (Policies::shipped().unwrap(), Policies::shipped().unwrap());
    let (viewers, records) = (viewers(), records());
    let late = circumstances().into_iter().map(|now| Circumstances { now: now.now + 3_600_000_000, ..now });
    let circumstances: Vec<Circumstances> = circumstances().into_iter().chain(late).collect();
    for round in 0..2 {
        for (number, viewer) in viewers.iter().enumerate() {
            for (place, now) in circumstances.iter().enumerate() {
                for record in records.iter().skip((number + place) % 23).step_by(23) {
                    let action = Action::ALL[(number + place) % Action::ALL.len()];
                    anew.forget();
                    let answer = anew.decide(viewer, action, record, now);
                    let said = remembering.decide(viewer, action, record, now);
                    assert_eq!(said, answer, "{round} {viewer:?} {action:?} {record:?} {now:?}");
                }
            }
        }
    }
}

#[test]
fn a_policy_that_is_no_policy_is_refused() {
    let nameless = "permit (principal, action, resource);";
    assert!(Policies::read(nameless, SCHEMA).is_err());
    let unknown = "@id(\"x\") permit (principal, action, resource) when { resource.colour == \"red\" };";
    assert!(Policies::read(unknown, SCHEMA).is_err());
    assert!(Policies::read("@id(\"x\") permit (principal", SCHEMA).is_err());
    let twice = "@id(\"x\") permit (principal, action, resource); @id(\"x\") forbid (principal, action, resource);";
    assert!(Policies::read(twice, SCHEMA).is_err());
}
