//! The trail: a whole chain holds; whatever is done to one shows.

use access::audit::{Checkpoint, Entry, Event, Fault, FaultKind, Seal, Signet, Walk, origin};
use proptest::prelude::*;

fn event(number: i64) -> Event {
    Event {
        at: 1_000_000 * number,
        actor: format!("person-{}", number % 7),
        session: String::new(),
        action: ["view", "publish", "appoint"][usize::try_from(number % 3).unwrap()].to_owned(),
        kind: "document".to_owned(),
        record: format!("record-{number}"),
        allowed: number % 5 != 0,
        policies: "own-record".to_owned(),
        detail: "{}".to_owned(),
    }
}

fn chain(length: i64) -> Vec<Entry> {
    let mut previous = origin();
    (1..=length)
        .map(|number| {
            let entry = Entry::after(number, &previous, event(number));
            previous.clone_from(&entry.hash);
            entry
        })
        .collect()
}

fn signet() -> Signet {
    Signet::new(&[7; 32])
}

fn checkpoints(chain: &[Entry], every: usize) -> Vec<Checkpoint> {
    let signed = |entry: &Entry| signet().sign(entry.number, &entry.hash, entry.event.at);
    let mut list: Vec<Checkpoint> = chain.iter().skip(every - 1).step_by(every).map(signed).collect();
    list.extend(chain.last().map(signed));
    list.dedup_by_key(|checkpoint| checkpoint.number);
    list
}

fn walk(chain: &[Entry], checkpoints: &[Checkpoint]) -> Vec<Fault> {
    let seal = signet().seal();
    let mut walk = Walk::new(checkpoints, Some(&seal));
    chain.iter().for_each(|entry| walk.step(entry));
    walk.finish(None)
}

/// As somebody would who can write the database: all hashes made anew from a place on.
fn rehash(chain: &mut [Entry]) {
    let mut previous = origin();
    for (place, entry) in chain.iter_mut().enumerate() {
        *entry = Entry::after(i64::try_from(place).unwrap() + 1, &previous, entry.event.clone());
        previous.clone_from(&entry.hash);
    }
}

#[test]
fn a_whole_chain_holds() {
    let chain = chain(100);
    assert_eq!(walk(&chain, &checkpoints(&chain, 10)), []);
    assert_eq!(walk(&[], &[]), []);
    let last = chain.last().unwrap();
    let mut whole = Walk::new(&[], None);
    chain.iter().for_each(|entry| whole.step(entry));
    assert_eq!(whole.finish(Some((100, &last.hash))), []);
}

#[test]
fn the_head_tells_of_a_tail_that_is_gone() {
    let chain = chain(10);
    let mut walk = Walk::new(&[], None);
    chain.iter().take(8).for_each(|entry| walk.step(entry));
    let faults = walk.finish(Some((10, &chain[9].hash)));
    assert_eq!(faults, [Fault { number: 8, kind: FaultKind::Truncated }]);
}

proptest! {
    #[test]
    fn whatever_is_changed_shows(length in 2_i64..60, place: prop::sample::Index, field in 0..9_usize) {
        let mut chain = chain(length);
        let points = checkpoints(&chain, 7);
        let entry = place.get(&chain).number;
        let at = usize::try_from(entry - 1).unwrap();
        let event = &mut chain[at].event;
        match field {
            0 => event.at += 1,
            1 => event.actor.push('x'),
            2 => event.session.push('x'),
            3 => event.action.push('x'),
            4 => event.kind.push('x'),
            5 => event.record.push('x'),
            6 => event.allowed = !event.allowed,
            7 => event.policies.push('x'),
            _ => event.detail = "{\"x\":1}".to_owned(),
        }
        let expected = Fault { number: entry, kind: FaultKind::Content };
        prop_assert!(walk(&chain, &points).contains(&expected));
        // The same with every hash made anew: the signed checkpoint does not fit any more.
        rehash(&mut chain);
        prop_assert!(walk(&chain, &points).iter().any(|fault| fault.kind == FaultKind::Checkpoint));
    }

    #[test]
    fn whatever_is_removed_inserted_or_moved_shows(length in 3_i64..60, place: prop::sample::Index, way in 0..4_usize) {
        let whole = chain(length);
        let points = checkpoints(&whole, 7);
        // What is added after the last checkpoint is an entry like any other: only what stands before it is sworn to.
        let at = place.index(whole.len() - usize::from(way == 1));
        let mut broken = whole.clone();
        match way {
            0 => drop(broken.remove(at)),
            1 => broken.insert(at, whole[at].clone()),
            2 => broken.swap(at, (at + 1) % whole.len()),
            _ => broken.truncate(at),
        }
        prop_assert!(!walk(&broken, &points).is_empty());
        rehash(&mut broken);
        prop_assert!(!walk(&broken, &points).is_empty());
    }

    #[test]
    fn fields_cannot_be_shifted_into_each_other(one in "[a-z]{0,6}", other in "[a-z]{1,6}") {
        let mut left = event(1);
        (left.kind, left.record) = (one.clone(), other.clone());
        let mut right = event(1);
        let (first, rest) = other.split_at(1);
        (right.kind, right.record) = (format!("{one}{first}"), rest.to_owned());
        prop_assert_ne!(Entry::after(1, &origin(), left).hash, Entry::after(1, &origin(), right).hash);
    }
}

#[test]
fn a_checkpoint_of_another_signet_does_not_hold() {
    let chain = chain(5);
    let forged = Signet::new(&[8; 32]).sign(5, &chain[4].hash, 1);
    assert_eq!(walk(&chain, &[forged]), [Fault { number: 5, kind: FaultKind::Signature }]);
    let mut moved = signet().sign(5, &chain[4].hash, 1);
    moved.at += 1;
    assert_eq!(walk(&chain, &[moved]), [Fault { number: 5, kind: FaultKind::Signature }]);
    let mut broken = signet().sign(5, &chain[4].hash, 1);
    broken.signature = "zz".to_owned();
    assert_eq!(walk(&chain, &[broken]), [Fault { number: 5, kind: FaultKind::Signature }]);
}

#[test]
fn a_seal_is_read_back() {
    let seal = signet().seal();
    assert_eq!(Seal::read(&seal.to_string()), Some(seal));
    assert_eq!(Seal::read("00"), None);
    assert_eq!(Seal::read(&"é".repeat(32)), None);
}
