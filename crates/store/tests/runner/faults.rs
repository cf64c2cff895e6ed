//! A thousand faults in the trail, made by whoever can write the database: each is found.

use access::audit::{Checkpoint, Entry, Event, Signet};
use serde_json::json;
use store::{Place, Store, Viewer};

use crate::ground::{NOW, on_both_places};
use crate::raw::Raw;

/// Numbers that look like chance and are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % limit
    }
}

const LENGTH: i64 = 300;

fn event(number: i64) -> Event {
    Event {
        at: NOW + number,
        actor: format!("person-{}", number % 7),
        session: format!("session-{}", number % 5),
        action: ["view", "publish", "appoint"][usize::try_from(number % 3).unwrap()].to_owned(),
        kind: "document".to_owned(),
        record: format!("record-{number}"),
        allowed: number % 5 != 0,
        policies: "own-record".to_owned(),
        detail: format!("{{\"n\":{number}}}"),
    }
}

/// A chain of 300 entries with checkpoints in the database and their copies in a file of witnesses.
struct Scene {
    store: Store,
    raw: Raw,
    signet: Signet,
    witnesses: Vec<Checkpoint>,
    whole: Vec<Entry>,
}

const COLUMNS: &str = "number, at, actor, session, action, kind, record, allowed, policies, detail, previous, hash";

impl Scene {
    async fn set(place: &Place) -> Self {
        let store = Store::open(place, NOW).await.unwrap();
        let (signet, mut witnesses) = (Signet::new(&[7; 32]), Vec::new());
        for part in 0..3 {
            let events: Vec<Event> = (1..=LENGTH / 3).map(|number| event(part * LENGTH / 3 + number)).collect();
            store.enter(&events).await.unwrap();
            witnesses.extend(store.checkpoint(&signet, NOW + part).await.unwrap());
        }
        let whole = store.trail_after(&Viewer::program(), 0, 1_000, NOW).await.unwrap();
        assert_eq!((whole.len(), witnesses.len()), (300, 3));
        let raw = Raw::open(place).await;
        raw.run(
            "CREATE TABLE kept_entry AS SELECT * FROM audit_entry; CREATE TABLE kept_head AS SELECT * FROM audit_head; \
                 CREATE TABLE kept_checkpoint AS SELECT * FROM audit_checkpoint",
        )
        .await;
        Self { store, raw, signet, witnesses, whole }
    }

    async fn restore(&self) {
        self.raw
            .run(
                "DELETE FROM audit_entry; INSERT INTO audit_entry SELECT * FROM kept_entry; \
                 DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept_head; \
                 DELETE FROM audit_checkpoint; INSERT INTO audit_checkpoint SELECT * FROM kept_checkpoint",
            )
            .await;
    }

    /// Writes a chain over the one that is there, with its head.
    async fn overwrite(&self, chain: &[Entry]) {
        let lines: Vec<_> = chain.iter().map(line).collect();
        let lines = serde_json::to_string(&lines).unwrap();
        let fields: Vec<String> = COLUMNS
            .split(", ")
            .map(|name| match (&self.raw, name) {
                (Raw::Sqlite(_), name) => format!("value ->> '{name}'"),
                (Raw::Postgres(_), "number" | "at" | "allowed") => format!("(value ->> '{name}')::bigint"),
                (Raw::Postgres(_), name) => format!("value ->> '{name}'"),
            })
            .collect();
        let each = match &self.raw {
            Raw::Sqlite(_) => "json_each($1)",
            Raw::Postgres(_) => "json_array_elements($1::json) AS one (value)",
        };
        self.raw.run("DELETE FROM audit_entry").await;
        let text = format!("INSERT INTO audit_entry ({COLUMNS}) SELECT {} FROM {each}", fields.join(", "));
        assert_eq!(self.raw.run_with(&text, &lines).await, chain.len() as u64);
        let head = chain.last().unwrap();
        self.raw.run(&format!("UPDATE audit_head SET number = {}, hash = '{}'", head.number, head.hash)).await;
    }

    async fn is_found(&self, witnesses: &[Checkpoint]) -> bool {
        let seal = self.signet.seal();
        !self.store.verify_trail(witnesses, Some(&seal)).await.unwrap().faults.is_empty()
    }
}

fn line(entry: &Entry) -> serde_json::Value {
    let event = &entry.event;
    json!({
        "number": entry.number, "at": event.at, "actor": event.actor, "session": event.session, "action": event.action,
        "kind": event.kind, "record": event.record, "allowed": i64::from(event.allowed), "policies": event.policies,
        "detail": event.detail, "previous": entry.previous, "hash": entry.hash,
    })
}

/// As somebody would who covers the traces: the numbers without a gap, and every hash made anew.
fn rehash(chain: &mut [Entry]) {
    let mut previous = access::audit::origin();
    for (number, entry) in (1..).zip(chain) {
        *entry = Entry::after(number, &previous, entry.event.clone());
        previous.clone_from(&entry.hash);
    }
}

/// One fault by raw SQL, the hashes left as they were.
fn by_hand(kind: i64, chance: &mut Chance) -> String {
    let (n, field) = (chance.below(LENGTH - 1) + 1, chance.below(11));
    let shift = |by: i64| {
        format!(
            "UPDATE audit_entry SET number = -(number + {by}) WHERE number > {n}; \
             UPDATE audit_entry SET number = -number WHERE number < 0"
        )
    };
    match (kind, chance.below(2)) {
        (0, _) => {
            let names = [
                "at", "actor", "session", "action", "kind", "record", "allowed", "policies", "detail", "previous",
                "hash",
            ];
            let name = names[usize::try_from(field).unwrap()];
            let value = match name {
                "at" => "at + 1",
                "allowed" => "1 - allowed",
                "previous" | "hash" => "(SELECT k.hash FROM kept_entry k WHERE k.number = 150)",
                name => &format!("{name} || 'x'"),
            };
            // The hash of 150 itself would be no change.
            let n = if n == 150 || n == 151 { 152 } else { n };
            format!("UPDATE audit_entry SET {name} = {value} WHERE number = {n}")
        }
        (1, 0) => format!("DELETE FROM audit_entry WHERE number = {n}"),
        (1, _) => format!(
            "DELETE FROM audit_entry WHERE number = {n}; {}; UPDATE audit_head SET number = number - 1",
            shift(-1)
        ),
        (2, 0) => format!(
            "{}; INSERT INTO audit_entry SELECT {} FROM kept_entry WHERE number = {n}; UPDATE audit_head SET number = number + 1",
            shift(1),
            COLUMNS.replacen("number", &format!("{}", n + 1), 1)
        ),
        // Behind the head, where the chain has ended.
        (2, _) => format!(
            "INSERT INTO audit_entry SELECT {} FROM kept_entry WHERE number = {n}",
            COLUMNS.replacen("number", &format!("{}", LENGTH + n), 1)
        ),
        (3, _) => {
            let other = n % LENGTH + 1 + chance.below(LENGTH - n);
            format!(
                "UPDATE audit_entry SET number = -1 WHERE number = {n}; UPDATE audit_entry SET number = {n} WHERE \
                 number = {other}; UPDATE audit_entry SET number = {other} WHERE number = -1"
            )
        }
        (_, head) => {
            let cut = format!("DELETE FROM audit_entry WHERE number > {n}");
            let moved =
                format!("UPDATE audit_head SET number = {n}, hash = (SELECT hash FROM kept_entry WHERE number = {n})");
            // The checkpoints go too: only the witnesses still know.
            let gone = format!("DELETE FROM audit_checkpoint WHERE number > {n}");
            if head == 0 { cut } else { format!("{cut}; {moved}; {gone}") }
        }
    }
}

/// The same kinds of fault, with every hash made anew.
fn by_program(kind: i64, whole: &[Entry], chance: &mut Chance) -> Vec<Entry> {
    let mut chain = whole.to_vec();
    let place = usize::try_from(chance.below(LENGTH - 1)).unwrap();
    match kind {
        0 => chain[place].event.actor.push('x'),
        1 => drop(chain.remove(place)),
        2 => chain.insert(place, Entry::after(0, "", event(1_000))),
        3 => {
            let after = place + 1 + usize::try_from(chance.below(LENGTH - 1)).unwrap() % (whole.len() - place - 1);
            chain.swap(place, after);
        }
        _ => chain.truncate(place + 1),
    }
    rehash(&mut chain);
    chain
}

#[test]
fn a_thousand_faults_are_found() {
    on_both_places(async |place| {
        let scene = Scene::set(&place).await;
        assert!(!scene.is_found(&scene.witnesses).await && !scene.is_found(&[]).await);
        let (count, mut chance, mut missed) = (if scene.store.is_single() { 1_000 } else { 60 }, Chance(1), Vec::new());
        for number in 0..count {
            let (kind, rehashed) = (number % 5, number / 5 % 2 == 1);
            let fault = if rehashed {
                let chain = by_program(kind, &scene.whole, &mut chance);
                scene.overwrite(&chain).await;
                // Whoever writes the database takes the checkpoints out of it as well.
                if number / 10 % 2 == 1 {
                    scene.raw.run("DELETE FROM audit_checkpoint").await;
                }
                format!("rehashed, kind {kind}")
            } else {
                let text = by_hand(kind, &mut chance);
                scene.raw.run(&text).await;
                text
            };
            if !scene.is_found(&scene.witnesses).await {
                missed.push(fault);
            }
            scene.restore().await;
        }
        assert_eq!((missed.len(), missed.first()), (0, None), "of {count}");
        assert!(!scene.is_found(&scene.witnesses).await, "the chain is whole again");
        scene.raw.close().await;
        scene.store.close().await;
    });
}

#[test]
fn checkpoints_in_the_database_are_proved_by_their_seal() {
    on_both_places(async |place| {
        let scene = Scene::set(&place).await;
        let verdict = scene.store.verify_trail(&scene.witnesses, Some(&scene.signet.seal())).await.unwrap();
        assert_eq!((verdict.entries, verdict.checkpoints, verdict.faults), (300, 3, vec![]));
        assert_eq!(scene.store.checkpoint(&scene.signet, NOW + 9).await.unwrap(), None, "nothing happened since");
        // A whole chain made anew, with checkpoints of the forger's own: the seal does not prove them.
        let mut forged = scene.whole.clone();
        forged[17].event.record = "another".to_owned();
        rehash(&mut forged);
        scene.overwrite(&forged).await;
        let forger = Signet::new(&[8; 32]);
        let last = forged.last().unwrap();
        let point = forger.sign(last.number, &last.hash, NOW);
        scene
            .raw
            .run(&format!(
                "DELETE FROM audit_checkpoint; INSERT INTO audit_checkpoint (number, hash, at, signature) \
                 VALUES ({}, '{}', {}, '{}')",
                point.number, point.hash, point.at, point.signature
            ))
            .await;
        assert!(scene.is_found(&[]).await, "by the signature");
        let without_seal = scene.store.verify_trail(&[], None).await.unwrap();
        assert_eq!(without_seal.faults, [], "without the seal and the witnesses nothing can tell");
        assert!(!scene.store.verify_trail(&scene.witnesses, None).await.unwrap().faults.is_empty(), "by the witnesses");
        scene.raw.close().await;
        scene.store.close().await;
    });
}
