//! `audit`: a whole trail is said to be whole, and every way of breaking it is seen.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::serve::Server;
use super::support::{Desk, code, said};

/// A desk with a trail that a server signed.
fn signed() -> Desk {
    let desk = Desk::new();
    let output = desk.run(&["user", "add", "ada@example.org", "Ada Lovelace"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let server = Server::start(&desk);
    let begun = Instant::now();
    while !std::fs::read_to_string(desk.path("data/audit.witness.jsonl")).is_ok_and(|text| text.ends_with('\n')) {
        assert!(begun.elapsed() < Duration::from_secs(30), "no checkpoint was written");
        std::thread::sleep(Duration::from_millis(20));
    }
    server.kill();
    desk
}

fn verify(desk: &Desk, more: &[&str]) -> (i32, String) {
    let output = desk.run(&[&["audit", "verify"][..], more].concat());
    (code(&output), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_trail_that_was_signed_is_whole() {
    let desk = signed();
    let (ended, words) = verify(&desk, &[]);
    assert_eq!(ended, 0, "{words}");
    assert!(words.contains("1 checkpoints (signatures proved): the trail is whole"), "{words}");
    let output = desk.run(&["audit", "seal"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), desk.read("data/audit.seal"));
    assert_eq!(verify(&desk, &["--seal", "data/audit.seal"]).0, 0);
    assert_eq!(verify(&desk, &["--seal", desk.read("data/audit.seal").trim()]).0, 0);
}

#[test]
fn the_stream_goes_on_after_a_number() {
    let desk = signed();
    let output = desk.run(&["user", "add", "grace@example.org", "Grace Hopper"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let stream = |after: &str| -> Vec<Value> {
        let output = desk.run(&["audit", "stream", "--after", after]);
        assert_eq!(code(&output), 0, "{}", said(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains("Ada") && !text.contains("example.org"), "a trail names nobody: {text}");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let all = stream("0");
    let numbers: Vec<i64> = all.iter().map(|entry| entry["number"].as_i64().unwrap()).collect();
    let last = i64::try_from(all.len()).unwrap();
    assert_eq!(numbers, (1..=last).collect::<Vec<_>>());
    let added = all.last().unwrap();
    assert_eq!((&added["action"], &added["actor"]), (&Value::from("add"), &Value::from("program")));
    assert_eq!(stream("1"), all[1..].to_vec());
    assert!(stream(&last.to_string()).is_empty());
}

#[test]
fn what_does_not_fit_the_witnesses_is_a_fault_and_ends_with_1() {
    let desk = signed();
    let line = desk.read("data/audit.witness.jsonl");
    let mut other: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    other["hash"] = Value::from("0".repeat(64));
    desk.write("other.jsonl", &format!("{other}\n"));
    let (ended, words) = verify(&desk, &["--witness", "other.jsonl"]);
    assert_eq!(ended, 1, "{words}");
    assert!(words.contains(": checkpoint: ") && words.contains(": signature: "), "{words}");

    other["number"] = Value::from(99);
    desk.write("later.jsonl", &format!("{other}\n"));
    let (ended, words) = verify(&desk, &["--witness", "later.jsonl"]);
    assert_eq!(ended, 1, "{words}");
    assert!(words.contains("truncated: "), "{words}");

    // A key of somebody else proves nothing.
    let strange = Desk::new();
    Server::start(&strange).kill();
    let (ended, words) = verify(&desk, &["--seal", strange.path("data/audit.seal").to_str().unwrap()]);
    assert_eq!(ended, 1, "{words}");
    assert!(words.contains(": signature: "), "{words}");
}

#[test]
fn a_witness_that_was_cut_off_is_said_and_one_that_is_none_is_refused() {
    let desk = signed();
    let line = desk.read("data/audit.witness.jsonl");
    desk.write("cut.jsonl", &format!("{line}{{\"number\":2,\"ha"));
    let output = desk.run(&["audit", "verify", "--witness", "cut.jsonl"]);
    assert_eq!(code(&output), 0);
    assert!(said(&output).contains("line 2"), "{}", said(&output));
    desk.write("none.jsonl", "{\"number\":\"one\"}\n");
    let output = desk.run(&["audit", "verify", "--witness", "none.jsonl"]);
    assert_eq!(code(&output), 1);
    assert!(said(&output).contains("none.jsonl"), "{}", said(&output));
}
