//! The server killed while questions come in: each that was acknowledged is there, and none is there by halves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use super::serve::Server;
use super::support::{Desk, code, said};

const SITE: [&str; 2] = ["--url", "https://customs.example"];
const ROUNDS: u64 = 4;
const SENDERS: u64 = 3;

/// An identifier of a form as the page gives it.
fn once(number: u64) -> String {
    format!("0198c0de-0000-7000-8000-{number:012}")
}

/// Sends a question; the status of the answer, none where the server died before it came.
fn send(server: &Server, once: &str) -> Option<u16> {
    // Each comes from an address of its own, as the proxy in front of the site says: one may send five within an hour.
    let last = once.trim_start_matches("0198c0de-0000-7000-8000-").trim_start_matches('0');
    let body =
        format!("once={once}&topic=other&name=Bo&email=bo%2B{once}%40x.example&question=Where+does+{once}+belong%3F");
    let more = format!(
        "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n\
         X-Forwarded-For: 2001:db8::{last}\r\n"
    );
    server.try_ask("POST", "/en/contact", &more, body.as_bytes()).map(|(status, _)| status)
}

/// The rows of a backup by their tables, each as a map of its columns.
fn tables(desk: &Desk) -> BTreeMap<String, Vec<BTreeMap<String, Value>>> {
    let output = desk.run(&["backup", "--data", "data", "-o", "site.backup"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let text = desk.read("site.backup");
    std::fs::remove_file(desk.path("site.backup")).unwrap();
    let (mut tables, mut table, mut columns) = (BTreeMap::<String, Vec<_>>::new(), String::new(), Vec::new());
    for line in text.lines() {
        match serde_json::from_str(line).unwrap() {
            Value::Array(row) => {
                let row = columns.iter().cloned().zip(row).collect();
                tables.entry(table.clone()).or_default().push(row);
            }
            head if head["table"].is_string() => {
                head["table"].as_str().unwrap().clone_into(&mut table);
                columns =
                    head["columns"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
            }
            _ => {}
        }
    }
    tables
}

/// Every case in the database has all that belongs to it; which there are.
fn whole(desk: &Desk) -> BTreeSet<String> {
    let tables = tables(desk);
    let with = |table: &str, column: &str, id: &str, more: &dyn Fn(&BTreeMap<String, Value>) -> bool| {
        let rows = tables.get(table).into_iter().flatten();
        rows.filter(|row| row[column] == id && more(row)).count()
    };
    let any = |_: &BTreeMap<String, Value>| true;
    let ids = tables.get("casework").into_iter().flatten().map(|row| row["id"].as_str().unwrap().to_owned());
    let ids: BTreeSet<String> = ids.collect();
    let records = tables["record"].iter().filter(|row| row["kind"] == "case").count();
    assert_eq!(records, ids.len(), "a record without its case");
    for id in &ids {
        assert!(with("answer", "casework", id, &any) >= 4, "{id}");
        assert_eq!(with("search_text", "record", id, &any), 1, "{id}");
        assert_eq!(with("record_key", "record", id, &|row| row["way"] == "queue"), 1, "{id}");
        assert_eq!(with("audit_entry", "record", id, &|row| row["action"] == "lodge"), 1, "{id}");
        let address = format!("bo+{id}@x.example");
        assert_eq!(with("mail", "address", &address, &|row| row["template"] == "contact-received"), 1, "{id}");
    }
    ids
}

#[test]
fn a_server_killed_while_questions_come_in_keeps_each_that_it_acknowledged() {
    let desk = Desk::new();
    let (acknowledged, tried) = (Mutex::new(BTreeSet::new()), Mutex::new(BTreeSet::new()));
    for round in 0..ROUNDS {
        let server = Server::start_with(&desk, &SITE);
        thread::scope(|scope| {
            for sender in 0..SENDERS {
                let (server, acknowledged, tried) = (&server, &acknowledged, &tried);
                scope.spawn(move || {
                    for number in 0..3 {
                        let id = once(1_000 + round * 100 + sender * 10 + number);
                        tried.lock().unwrap().insert(id.clone());
                        match send(server, &id) {
                            Some(303) => acknowledged.lock().unwrap().insert(id),
                            None => return,
                            Some(status) => panic!("{status}"),
                        };
                    }
                });
            }
            let before = acknowledged.lock().unwrap().len();
            while acknowledged.lock().unwrap().len() <= before + usize::try_from(round).unwrap() {
                thread::sleep(Duration::from_micros(200));
            }
            server.kill_now();
        });
        drop(server);
        let there = whole(&desk);
        let (acknowledged, tried) = (acknowledged.lock().unwrap(), tried.lock().unwrap());
        assert!(acknowledged.is_subset(&there) && there.is_subset(&tried), "{acknowledged:?} {there:?}");
    }
    // Whoever got no answer sends the same form again: it is one question.
    let server = Server::start_with(&desk, &SITE);
    let open: Vec<String> =
        tried.into_inner().unwrap().difference(&acknowledged.into_inner().unwrap()).cloned().collect();
    assert!(!open.is_empty());
    for id in open.iter().take(3) {
        assert_eq!(send(&server, id), Some(303));
        assert_eq!(send(&server, id), Some(303));
    }
    drop(server);
    let there = whole(&desk);
    assert!(open.iter().take(3).all(|id| there.contains(id)));
    let output = desk.run(&["audit", "verify", "--data", "data"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
}
