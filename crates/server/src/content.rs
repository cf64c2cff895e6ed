//! The content of a document on its way to its reader, piece by piece out of the store.

use std::io;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use store::Reading;
use tokio::sync::mpsc;

use crate::App;
use crate::api::download::Portions;
use crate::who::Who;

/// Pieces that may wait for the network.
const WAITING: usize = 2;

/// The content as a file to be kept, never to be shown by the browser in our name. It ends with the right of whoever
/// reads it: each piece is asked for anew.
#[must_use]
pub fn answer(app: App, who: Who, reading: Reading) -> Response {
    // A text was taken only where it is UTF-8.
    let charset = if reading.blob.media.starts_with("text/") { "; charset=utf-8" } else { "" };
    let media = HeaderValue::from_str(&format!("{}{charset}", reading.blob.media));
    let media = media.unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let name = HeaderValue::from_str(&disposition(&reading.file)).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, media),
        (header::CONTENT_LENGTH, HeaderValue::from(reading.blob.size)),
        (header::CONTENT_DISPOSITION, name),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let (out, pieces) = mpsc::channel(WAITING);
    tokio::spawn(feed(app, who, reading, out));
    (headers, Body::from_stream(Portions(pieces))).into_response()
}

/// Reads piece after piece; ends when all is sent, nobody listens any more, or the reader may not read on.
async fn feed(app: App, mut who: Who, reading: Reading, out: mpsc::Sender<io::Result<Bytes>>) {
    let mut offset = 0;
    loop {
        who = match who.renewed(&app).await {
            Ok(renewed) => renewed,
            Err(failure) => {
                // The file is broken off: whoever waits for it learns that it is not whole.
                let _ = out.send(Err(io::Error::other(failure.text.en))).await;
                return;
            }
        };
        let next = match reading.piece(&who.viewer, offset, app.now()).await {
            Ok(Some(piece)) => {
                offset += piece.len() as u64;
                Ok(Bytes::from(piece))
            }
            Ok(None) => return,
            Err(error) => Err(io::Error::other(error)),
        };
        let failed = next.is_err();
        if out.send(next).await.is_err() || failed {
            return;
        }
    }
}

/// How a file is called (RFC 6266): in plain characters for old programs, and in full (RFC 5987).
fn disposition(name: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || ".-_ ".contains(letter) { letter } else { '-' };
    let short: String = name.chars().map(plain).collect();
    let mut full = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => full.push(char::from(byte)),
            other => full.push_str(&format!("%{other:02X}")),
        }
    }
    format!("attachment; filename=\"{short}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_in_plain_characters_and_in_full() {
        let line = disposition("Rapport \"été\".pdf");
        assert_eq!(
            line,
            "attachment; filename=\"Rapport --t--.pdf\"; filename*=UTF-8''Rapport%20%22%C3%A9t%C3%A9%22.pdf"
        );
    }
}
