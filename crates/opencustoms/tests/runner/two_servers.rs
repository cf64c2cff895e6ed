//! Two servers on one PostgreSQL, under load: each file is cleared once, and what a server acknowledged outlives it.

use std::sync::Mutex;
use std::thread;

use serde_json::{Value, json};
use store::Place;
use store::testing::{postgres, without_postgres};

use super::serve::{Server, text_of};
use super::support::{Desk, code, said, table};

const ROWS: u64 = 2_000;
const SENDERS: u64 = 4;
const FILES: u64 = 3;

fn database() -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match runtime.block_on(postgres()) {
        Ok(Place::Postgres(url)) => Some(url),
        Ok(place) => panic!("no PostgreSQL: {place}"),
        Err(cause) => {
            without_postgres(&cause).unwrap();
            None
        }
    }
}

/// Sends one file and asks for it to be cleared; the batch, or `None` where the server died meanwhile.
fn send(server: &Server, name: &str, file: &str) -> Option<String> {
    let (status, upload) =
        server.try_post("/api/v1/uploads", &json!({"name": name, "size": file.len(), "map": "kcs"}))?;
    assert_eq!(status, 201, "{upload}");
    let path = format!("/api/v1/uploads/{}", text_of(&upload, "id"));
    assert_eq!(server.try_ask("PATCH", &path, "Upload-Offset: 0\r\n", file.as_bytes())?.0, 200);
    let (status, batch) = server.try_post("/api/v1/batches", &json!({"upload": text_of(&upload, "id")}))?;
    assert_eq!(status, 202, "{batch}");
    Some(text_of(&batch, "id"))
}

#[test]
fn a_file_is_cleared_once_and_outlives_the_server_that_took_it() {
    let Some(url) = database() else { return };
    let desk = Desk::new();
    let serve = || Server::start_with(&desk, &["--database", &url]);
    let (first, second) = (serve(), serve());
    let file = table(ROWS);
    let acknowledged = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (acknowledged, file) = (&acknowledged, &file);
            let server = if sender.is_multiple_of(2) { &first } else { &second };
            scope.spawn(move || {
                for number in 0..FILES {
                    let Some(batch) = send(server, &format!("day-{sender}-{number}.csv"), file) else { return };
                    acknowledged.lock().unwrap().push(batch);
                }
            });
        }
        // Killed as soon as something was acknowledged, in the middle of the rest.
        while acknowledged.lock().unwrap().len() < 4 {
            thread::yield_now();
        }
        first.kill_now();
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= 4);

    // What the dead server held is free a minute after its last sign of life; nobody restarts it.
    for batch in &acknowledged {
        second.wait(batch, &["finished"]);
        let shown = second.get(&format!("/api/v1/batches/{batch}"));
        assert_eq!(shown["tallies"]["outcomes"], ROWS, "{shown}");
    }
    // What was taken in by a server that died before it could say so is cleared as well.
    let finished = cleared(&desk, &url);
    assert!(acknowledged.iter().all(|batch| finished.contains(batch)), "{acknowledged:?} {finished:?}");
    let output = desk.run(&["audit", "verify", "--data", "data", "--database", &url]);
    assert_eq!(code(&output), 0, "{}", said(&output));
}

/// The batches of which the trail says that they were finished; of each at most once.
fn cleared(desk: &Desk, url: &str) -> Vec<String> {
    let output = desk.run(&["audit", "stream", "--data", "data", "--database", url]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    let entries = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let finished = entries.filter(|entry| entry["kind"] == "batch" && entry["action"] == "finish");
    let mut batches: Vec<String> = finished.map(|entry| text_of(&entry, "record")).collect();
    batches.sort();
    let all = batches.len();
    batches.dedup();
    assert_eq!(batches.len(), all, "a batch was finished twice");
    batches
}

#[test]
fn a_second_server_on_one_sqlite_file_is_refused_in_words() {
    let desk = Desk::new();
    let _first = Server::start(&desk);
    let output = desk.run(&["serve", "--data", "data", "--port", "0", "--no-example"]);
    assert_eq!(code(&output), 1);
    assert!(said(&output).contains("another opencustoms"), "{}", said(&output));
}
