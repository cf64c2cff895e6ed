//! A small mail server for tests: it takes mails, or does what it is told to do at one place of the conversation.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What one connection meets, at a place: `greeting`, a command, or `text` after the text of the mail.
#[derive(Clone, Copy)]
pub enum Act {
    /// This reply instead of the usual one.
    Say(&'static str, &'static str),
    /// No reply.
    Hang(&'static str),
    /// The end of the connection.
    Cut(&'static str),
}

/// A mail whose text came in whole, whatever was answered.
#[derive(Clone, Debug, Default)]
pub struct Received {
    pub from: String,
    pub to: String,
    pub data: String,
}

#[derive(Default)]
struct Kept {
    acts: VecDeque<Act>,
    calls: usize,
    said: Vec<String>,
    mails: Vec<Received>,
}

pub struct Postbox {
    address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

impl Postbox {
    pub async fn open() -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    pub fn on(listener: TcpListener) -> Self {
        let address = listener.local_addr().unwrap();
        let kept: Arc<Mutex<Kept>> = Arc::default();
        let inner = Arc::clone(&kept);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let act = {
                    let mut kept = inner.lock().unwrap();
                    kept.calls += 1;
                    kept.acts.pop_front()
                };
                // A connection that the other side gave up is over.
                tokio::spawn(converse(stream, act, Arc::clone(&inner)));
            }
        });
        Self { address, kept }
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// What the next connections meet, one after the other.
    pub fn will(&self, acts: &[Act]) {
        self.kept.lock().unwrap().acts.extend(acts);
    }

    /// How many connections there were.
    pub fn calls(&self) -> usize {
        self.kept.lock().unwrap().calls
    }

    /// All commands of all connections.
    pub fn said(&self) -> Vec<String> {
        self.kept.lock().unwrap().said.clone()
    }

    pub fn mails(&self) -> Vec<Received> {
        self.kept.lock().unwrap().mails.clone()
    }

    /// The text of a body by its encoding.
    pub fn text_of(&self, encoding: &str, body: &str) -> String {
        let bytes = match encoding {
            "quoted-printable" => quoted(&body.replace("=\r\n", "")),
            "base64" => base64(body),
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    }
}

async fn converse(stream: TcpStream, act: Option<Act>, kept: Arc<Mutex<Kept>>) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    let mut mail = Received::default();
    let (mut at, mut usual) = ("greeting".to_owned(), "220 mail.example ESMTP");
    loop {
        let reply = match act {
            Some(Act::Say(place, reply)) if place == at => reply,
            Some(Act::Hang(place)) if place == at => std::future::pending().await,
            Some(Act::Cut(place)) if place == at => return Ok(()),
            _ => usual,
        };
        write.write_all(format!("{reply}\r\n").as_bytes()).await?;
        if at == "QUIT" {
            return Ok(());
        }
        if at == "DATA" && reply.starts_with("354") {
            mail.data = text(&mut lines).await?;
            kept.lock().unwrap().mails.push(mail.clone());
            (at, usual) = ("text".to_owned(), "250 2.0.0 taken");
            continue;
        }
        let mut line = String::new();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        kept.lock().unwrap().said.push(line.to_owned());
        at = line.split([' ', ':']).next().unwrap_or_default().to_owned();
        let path =
            || line.split_once(':').map_or("", |(_, path)| path).split(' ').next().unwrap_or_default().to_owned();
        usual = match at.as_str() {
            "EHLO" => "250-mail.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN",
            "AUTH" => "235 2.7.0 known",
            "MAIL" => {
                mail.from = path();
                "250 2.1.0 fine"
            }
            "RCPT" => {
                mail.to = path();
                "250 2.1.5 fine"
            }
            "DATA" => "354 go on",
            "QUIT" => "221 2.0.0 farewell",
            _ => "500 5.5.1 unknown",
        };
    }
}

/// The lines of a mail to its single dot, with the doubled dots taken back.
async fn text(lines: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<String> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(text);
        }
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// The fields of a head, each on one line (RFC 5322, 2.2.3).
pub fn unfolded(head: &str) -> Vec<String> {
    head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n").map(ToOwned::to_owned).collect()
}

/// A field with its encoded words read (RFC 2047); the space between two of them is none.
pub fn decoded(field: &str) -> String {
    let (mut out, mut rest) = (String::new(), field);
    let mut after_word = false;
    while let Some((before, after)) = rest.split_once("=?") {
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        let mut parts = after.splitn(4, '?');
        let (charset, way, word) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        assert_eq!(charset.to_lowercase(), "utf-8");
        let bytes = if way.eq_ignore_ascii_case("b") { base64(word) } else { quoted(&word.replace('_', " ")) };
        out.push_str(&String::from_utf8(bytes).unwrap());
        rest = parts.next().unwrap().strip_prefix('=').unwrap();
        after_word = true;
    }
    out + rest
}

fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values: Vec<u32> = text
        .bytes()
        .filter_map(|byte| LETTERS.iter().position(|letter| *letter == byte))
        .map(|value| u32::try_from(value).unwrap())
        .collect();
    let bytes = |four: &[u32]| {
        let whole = four.iter().enumerate().fold(0, |sum, (place, value)| sum | value << (18 - 6 * place));
        whole.to_be_bytes()[1..four.len()].to_vec()
    };
    values.chunks(4).flat_map(bytes).collect()
}

fn quoted(text: &str) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), text);
    while let Some((before, after)) = rest.split_once('=') {
        out.extend_from_slice(before.as_bytes());
        let (digits, after) = after.split_at(2);
        out.push(u8::from_str_radix(digits, 16).unwrap());
        rest = after;
    }
    out.extend_from_slice(rest.as_bytes());
    out
}
