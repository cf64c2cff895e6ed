//! From bytes to text: UTF-8, UTF-16 and ISO 8859-1 are decoded, every other declared encoding is refused.

use std::borrow::Cow;

use crate::fault::Fault;

/// The text of a document and what is wrong with its encoding, if anything.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, (Cow<'_, str>, Fault)> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, true),
        [0x00, 0x00, 0xFE, 0xFF, ..] | [0xFF, 0xFE, 0x00, 0x00, ..] => Err((
            Cow::Borrowed(""),
            Fault::encoding(
                0,
                "the message is in UTF-32; UTF-8, UTF-16 or ISO-8859-1 is read",
                "le message est en UTF-32 ; UTF-8, UTF-16 ou ISO-8859-1 sont lus",
            ),
        )),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [b'<', 0x00, ..] => utf16(bytes, u16::from_le_bytes),
        [0x00, b'<', ..] => utf16(bytes, u16::from_be_bytes),
        _ => utf8(bytes, false),
    }
}

fn utf8(bytes: &[u8], marked: bool) -> Result<Cow<'_, str>, (Cow<'_, str>, Fault)> {
    let declared = declared(bytes);
    match declared.as_deref() {
        None | Some("utf-8" | "utf8") => {}
        Some("us-ascii" | "ascii") => {
            return match bytes.iter().position(|byte| *byte > 0x7F) {
                None => valid_utf8(bytes),
                Some(at) => Err((latin1(bytes), outside_ascii(at))),
            };
        }
        Some("iso-8859-1" | "latin1" | "latin-1") if !marked => return Ok(latin1(bytes)),
        Some(name) => return Err((String::from_utf8_lossy(bytes), other(name, marked))),
    }
    valid_utf8(bytes)
}

fn valid_utf8(bytes: &[u8]) -> Result<Cow<'_, str>, (Cow<'_, str>, Fault)> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => {
            let at = error.valid_up_to();
            let byte = bytes.get(at).copied().unwrap_or_default();
            let valid = bytes.get(..at).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default();
            let fault = Fault::encoding(
                at,
                format!("byte `{byte:02X}` is not UTF-8; declare the message's encoding or send it in UTF-8"),
                format!("l'octet `{byte:02X}` n'est pas de l'UTF-8 ; déclarez l'encodage ou envoyez de l'UTF-8"),
            );
            Err((Cow::Borrowed(valid), fault))
        }
    }
}

fn latin1(bytes: &[u8]) -> Cow<'_, str> {
    Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect())
}

fn outside_ascii(at: usize) -> Fault {
    Fault::encoding(
        at,
        "the message declares US-ASCII but holds a byte above 7F; declare UTF-8 or ISO-8859-1",
        "le message déclare US-ASCII mais contient un octet supérieur à 7F ; déclarez UTF-8 ou ISO-8859-1",
    )
}

fn other(name: &str, marked: bool) -> Fault {
    let name = crate::fault::shown(name);
    if marked || name.starts_with("utf-16") {
        return Fault::encoding(
            0,
            format!("the message declares `{name}` but its bytes are not in that encoding"),
            format!("le message déclare `{name}` mais ses octets ne sont pas dans cet encodage"),
        );
    }
    Fault::encoding(
        0,
        format!("the encoding `{name}` is not read; send UTF-8, UTF-16 or ISO-8859-1"),
        format!("l'encodage `{name}` n'est pas lu ; envoyez UTF-8, UTF-16 ou ISO-8859-1"),
    )
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, (Cow<'_, str>, Fault)> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok(character) => text.push(character),
            Err(_) => return broken_utf16(text),
        }
    }
    if !rest.is_empty() {
        return broken_utf16(text);
    }
    match declared(text.as_bytes()).as_deref() {
        None | Some("utf-16" | "utf-16le" | "utf-16be" | "utf16") => Ok(Cow::Owned(text)),
        Some(name) => {
            let fault = other(name, true);
            Err((Cow::Owned(text), fault))
        }
    }
}

fn broken_utf16<'a>(text: String) -> Result<Cow<'a, str>, (Cow<'a, str>, Fault)> {
    let fault = Fault::encoding(
        text.len(),
        "the message ends or breaks inside a UTF-16 character",
        "le message s'arrête ou se brise au milieu d'un caractère UTF-16",
    );
    Err((Cow::Owned(text), fault))
}

/// The encoding named by the XML declaration at the start, in lower case. Whether the declaration is well-formed is
/// asked when it is read.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(256))?.strip_prefix(b"<?xml")?;
    let head = head.get(..memchr::memmem::find(head, b"?>")?)?;
    let (_, after) = head.split_at_checked(memchr::memmem::find(head, b"encoding")? + 8)?;
    let after = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, rest) = after.split_first()?;
    if !matches!(quote, b'"' | b'\'') {
        return None;
    }
    let name = rest.get(..memchr::memchr(*quote, rest)?)?;
    Some(String::from_utf8_lossy(name).to_ascii_lowercase())
}
