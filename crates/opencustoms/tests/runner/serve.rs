//! The server as a process: killed in the middle of an upload and in the middle of a clearance, then started again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::{Desk, code, said, table};

/// A server on a port of the system's choice. Dropping it kills it.
pub struct Server {
    process: Child,
    port: u16,
    /// What it said before it was ready.
    pub said: String,
    /// Reads what it logs from then on.
    log: Option<JoinHandle<Vec<String>>>,
}

impl Server {
    pub fn start(desk: &Desk) -> Self {
        Self::start_with(desk, &[])
    }

    /// A server with more arguments.
    pub fn start_with(desk: &Desk, more: &[&str]) -> Self {
        let mut command = desk.command(&[&["serve", "--data", "data", "--port", "0", "--no-example"], more].concat());
        let process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut server = Self { process, port: 0, said: String::new(), log: None };
        let mut words = BufReader::new(server.process.stderr.take().unwrap()).lines();
        while let Some(line) = words.next() {
            let line = line.unwrap();
            if let Some(address) = line.strip_prefix("open http://127.0.0.1:") {
                server.port = address.split('/').next().unwrap().parse().unwrap();
                // What it logs later is read on, or a server that says much would wait for its reader for ever.
                server.log = Some(std::thread::spawn(move || words.map_while(Result::ok).collect()));
                return server;
            }
            server.said.push_str(&line);
            server.said.push('\n');
        }
        panic!("the server did not start: {}", server.said);
    }

    fn head(&self, method: &str, path: &str, more: &str, announced: usize) -> Vec<u8> {
        let port = self.port;
        format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{more}Content-Length: {announced}\r\n\r\n"
        )
        .into_bytes()
    }

    fn send(&self, method: &str, path: &str, more: &str, announced: usize, body: &[u8]) -> TcpStream {
        let mut line = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        line.write_all(&self.head(method, path, more, announced)).unwrap();
        line.write_all(body).unwrap();
        line.flush().unwrap();
        line
    }

    /// As `ask`; `None` where the server is dead, or died before it answered.
    pub fn try_ask(&self, method: &str, path: &str, more: &str, body: &[u8]) -> Option<(u16, Value)> {
        let mut line = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        line.write_all(&self.head(method, path, more, body.len())).ok()?;
        line.write_all(body).ok()?;
        let mut text = String::new();
        line.read_to_string(&mut text).ok()?;
        answer(&text)
    }

    pub fn try_post(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        self.try_ask("POST", path, "Content-Type: application/json\r\n", body.to_string().as_bytes())
    }

    pub fn ask(&self, method: &str, path: &str, more: &str, body: &[u8]) -> (u16, Value) {
        let mut text = String::new();
        self.send(method, path, more, body.len(), body).read_to_string(&mut text).unwrap();
        answer(&text).unwrap()
    }

    pub fn get(&self, path: &str) -> Value {
        self.ask("GET", path, "", b"").1
    }

    pub fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.ask("POST", path, "Content-Type: application/json\r\n", body.to_string().as_bytes())
    }

    /// Ends the server; what it logged since it was ready.
    pub fn logged(mut self) -> Vec<String> {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.log.take().unwrap().join().unwrap()
    }

    /// Kills the process as the system does when memory runs out: nothing of it can clean up.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// The same while others still speak to it.
    pub fn kill_now(&self) {
        let killed = std::process::Command::new("kill").args(["-9", &self.process.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }

    fn state(&self, batch: &str) -> String {
        self.get(&format!("/api/v1/batches/{batch}"))["state"].as_str().unwrap_or_default().to_owned()
    }

    /// Waits until a batch is in one of some states.
    pub fn wait(&self, batch: &str, wanted: &[&str]) -> String {
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

/// The status and the JSON of an answer that came whole.
fn answer(text: &str) -> Option<(u16, Value)> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_dead = self.process.kill();
        let _already_reaped = self.process.wait();
    }
}

pub fn text_of(value: &Value, key: &str) -> String {
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

    // What it had saved is not shown, and the next server clears the file again by itself, from its beginning.
    let server = Server::start(&desk);
    server.wait(&batch, &["finished"]);
    assert_eq!(server.get(&format!("/api/v1/batches/{batch}"))["tallies"]["outcomes"], 5_000);
}

#[test]
fn a_mail_server_that_cannot_be_used_is_refused_at_the_start() {
    let desk = Desk::new();
    let (from, password) = (["--smtp-from", "office@customs.example"], desk.write("password", "word\n"));
    let empty = desk.write("empty", "\n");
    let (password, empty) = (password.to_str().unwrap(), empty.to_str().unwrap());
    // A server that got past its settings would stop at this database.
    let nowhere =
        ["serve", "--data", "data", "--no-example", "--port", "0", "--database", "postgres://127.0.0.1:1/none"];
    let start = |more: &[&str]| {
        let ended = desk.run(&[&nowhere[..], more].concat());
        (code(&ended), said(&ended))
    };
    for (more, ended, words) in [
        (vec!["--smtp", "smtp://mail.example"], 2, "unencrypted"),
        (vec!["--smtp", "mail.example"], 2, "smtps://mail.example"),
        (vec!["--smtp", "smtps://office:word@mail.example"], 2, "--smtp-password-file"),
        (vec!["--smtp", "smtps://office@mail.example"], 2, "--smtp-password-file"),
        (vec!["--smtp", "smtps://mail.example", "--smtp-password-file", password], 2, "names no user"),
        (vec!["--smtp", "smtps://o@mail.example", "--smtp-password-file", "nowhere"], 1, "nowhere"),
        (vec!["--smtp", "smtps://o@mail.example", "--smtp-password-file", empty], 1, "first line"),
    ] {
        let (found, text) = start(&[&more[..], &from[..]].concat());
        assert_eq!(found, ended, "{more:?}: {text}");
        assert!(text.contains(words) && !text.contains("office:word"), "{more:?}: {text}");
    }
    assert_eq!(start(&["--smtp", "smtp://localhost"]).0, 2, "from whom?");
    assert_eq!(start(&from).0, 2, "by which server?");
    assert_eq!(start(&["--smtp", "smtp://localhost", "--smtp-from", "nobody"]).0, 2);
    let (found, text) =
        start(&[&["--smtp", "smtps://o@mail.example", "--smtp-password-file", password][..], &from[..]].concat());
    assert!(found == 1 && text.contains("postgres"), "{found} {text}");
}
