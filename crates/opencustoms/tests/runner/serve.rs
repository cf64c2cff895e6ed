//! The server as a process: killed in the middle of an upload and in the middle of a clearance, then started again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::{Desk, table};

/// A server on a port of the system's choice. Dropping it kills it.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(desk: &Desk) -> Self {
        let mut command = desk.command(&["serve", "--data", "data", "--port", "0", "--no-example"]);
        let process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut server = Self { process, port: 0 };
        let words = BufReader::new(server.process.stderr.take().unwrap());
        let mut said = String::new();
        for line in words.lines() {
            let line = line.unwrap();
            if let Some(address) = line.strip_prefix("open http://127.0.0.1:") {
                server.port = address.split('/').next().unwrap().parse().unwrap();
                return server;
            }
            said.push_str(&line);
        }
        panic!("the server did not start: {said}");
    }

    fn send(&self, method: &str, path: &str, more: &str, announced: usize, body: &[u8]) -> TcpStream {
        let mut line = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let port = self.port;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{more}Content-Length: {announced}\r\n\r\n"
        );
        line.write_all(head.as_bytes()).unwrap();
        line.write_all(body).unwrap();
        line.flush().unwrap();
        line
    }

    fn ask(&self, method: &str, path: &str, more: &str, body: &[u8]) -> (u16, Value) {
        let mut text = String::new();
        self.send(method, path, more, body.len(), body).read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    fn get(&self, path: &str) -> Value {
        self.ask("GET", path, "", b"").1
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.ask("POST", path, "Content-Type: application/json\r\n", body.to_string().as_bytes())
    }

    /// Kills the process as the system does when memory runs out: nothing of it can clean up.
    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn state(&self, batch: &str) -> String {
        self.get(&format!("/api/v1/batches/{batch}"))["state"].as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a batch is in one of some states.
    fn wait(&self, batch: &str, wanted: &[&str]) -> String {
        let start = Instant::now();
        loop {
            let state = self.state(batch);
            if wanted.contains(&state.as_str()) {
                return state;
            }
            assert!(start.elapsed() < Duration::from_secs(120), "the batch stays `{state}`");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_dead = self.process.kill();
        let _already_reaped = self.process.wait();
    }
}

fn text_of(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("no `{key}` in {value}")).to_owned()
}

#[test]
fn a_server_killed_while_a_piece_comes_in_keeps_what_it_acknowledged_and_goes_on() {
    let desk = Desk::new();
    let file = table(400);
    let (first, second) = file.as_bytes().split_at(file.len() / 2);
    let server = Server::start(&desk);
    let (status, upload) =
        server.post("/api/v1/uploads", &json!({"name": "day.csv", "size": file.len(), "map": "kcs"}));
    assert_eq!(status, 201, "{upload}");
    let path = format!("/api/v1/uploads/{}", text_of(&upload, "id"));
    assert_eq!(server.ask("PATCH", &path, "Upload-Offset: 0\r\n", first).0, 200);
    // The second piece is announced whole, and breaks off in the middle with the server.
    let half = second.len() / 2;
    let under_way = server.send(
        "PATCH",
        &path,
        &format!("Upload-Offset: {}\r\n", first.len()),
        second.len(),
        second.get(..half).unwrap(),
    );
    server.kill();
    drop(under_way);

    let server = Server::start(&desk);
    let kept = server.get(&path);
    assert_eq!(kept["offset"], first.len(), "{kept}");
    assert_eq!(kept["state"], "receiving");
    assert_eq!(server.get("/api/v1/batches"), json!([]));
    assert_eq!(server.ask("PATCH", &path, &format!("Upload-Offset: {}\r\n", first.len()), second).0, 200);
    let (status, batch) = server.post("/api/v1/batches", &json!({"upload": text_of(&upload, "id")}));
    assert_eq!(status, 202, "{batch}");
    let batch = text_of(&batch, "id");
    server.wait(&batch, &["finished"]);
    assert_eq!(server.get(&format!("/api/v1/batches/{batch}"))["tallies"]["outcomes"], 400);
}

#[test]
fn a_server_killed_while_it_clears_saves_nothing_by_halves_and_clears_again() {
    let desk = Desk::new();
    let file = table(5_000);
    let server = Server::start(&desk);
    let (_, upload) = server.post("/api/v1/uploads", &json!({"name": "day.csv", "size": file.len(), "map": "kcs"}));
    let path = format!("/api/v1/uploads/{}", text_of(&upload, "id"));
    assert_eq!(server.ask("PATCH", &path, "Upload-Offset: 0\r\n", file.as_bytes()).0, 200);
    let (_, batch) = server.post("/api/v1/batches", &json!({"upload": text_of(&upload, "id")}));
    let batch = text_of(&batch, "id");
    server.wait(&batch, &["running", "finished"]);
    server.kill();

    let server = Server::start(&desk);
    // On a fast machine it may have finished before it died; otherwise not one outcome of it is there.
    if server.wait(&batch, &["interrupted", "finished"]) == "interrupted" {
        assert_eq!(server.get(&format!("/api/v1/batches/{batch}/outcomes"))["outcomes"], json!([]));
        assert_eq!(server.ask("POST", &format!("/api/v1/batches/{batch}/again"), "", b"").0, 202);
    }
    server.wait(&batch, &["finished"]);
    assert_eq!(server.get(&format!("/api/v1/batches/{batch}"))["tallies"]["outcomes"], 5_000);
}
