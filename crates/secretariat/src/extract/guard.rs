//! What is looked at in the bytes of a PDF before a library reads it: libraries unpack streams and put memory aside as
//! the file tells them to.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::{ExtractError, Limits};

/// The most packed streams.
const STREAMS: usize = 200_000;

/// Widths of the fields of a cross-reference stream (ISO 32000-1, table 17): their sum is at least this, or a few bytes
/// would stand for endless entries, and none is wider than this.
const NARROWEST: i64 = 3;
const WIDEST: i64 = 65_535;

/// Refuses a PDF that is encrypted, that unpacks to more than the limit, whose streams are packed more than once, or
/// that declares more objects than it has bytes.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), ExtractError> {
    names(bytes)?;
    unpacked(bytes, limits)
}

fn refused(why: &str) -> ExtractError {
    ExtractError::Damaged("PDF", why.to_owned())
}

fn names(bytes: &[u8]) -> Result<(), ExtractError> {
    let (mut indexed, mut other_filter) = (false, false);
    let objects = i64::try_from(bytes.len().max(1_000_000)).unwrap_or(i64::MAX);
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
        let (name, after) = name(rest.get(at + 1..).unwrap_or_default());
        rest = after;
        match name.as_slice() {
            b"Encrypt" => return Err(ExtractError::Encrypted),
            b"XRef" | b"ObjStm" => indexed = true,
            b"LZWDecode" | b"ASCII85Decode" => other_filter = true,
            b"FlateDecode" => {
                let next = blank(after).strip_prefix(b"/").map(|next| self::name(next).0).unwrap_or_default();
                if matches!(next.as_slice(), b"FlateDecode" | b"LZWDecode" | b"ASCII85Decode") {
                    return Err(refused("a stream is packed more than once"));
                }
            }
            b"W" => {
                if let [a, b, c, ..] = integers(after).as_slice() {
                    let widths = [*a, *b, *c];
                    let sum: i64 = widths.iter().fold(0, |sum, width| sum.saturating_add(*width));
                    if sum < NARROWEST || widths.iter().any(|width| !(0..=WIDEST).contains(width)) {
                        return Err(refused("its index has fields of no width"));
                    }
                }
            }
            b"Size" | b"Index" if integers(after).iter().any(|number| *number > objects) => {
                return Err(refused("it declares more objects than it has bytes"));
            }
            _ => {}
        }
    }
    // The index is unpacked before anything can be looked at, so its packing has to be of the kind that is measured.
    if indexed && other_filter { Err(refused("it is packed in a way that cannot be measured")) } else { Ok(()) }
}

/// A name without its slash, its `#xx` read (ISO 32000-1, section 7.3.5), and what follows.
fn name(bytes: &[u8]) -> (Vec<u8>, &[u8]) {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0 || b"()<>[]{}/%".contains(byte);
    let end = bytes.iter().position(is_end).unwrap_or(bytes.len());
    let (raw, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    let mut name = Vec::new();
    let mut left = raw.get(..100).unwrap_or(raw);
    while let [first, after @ ..] = left {
        left = after;
        match (first, after) {
            (b'#', [high, low, beyond @ ..]) if digit(high).is_some() && digit(low).is_some() => {
                let value = digit(high).unwrap_or(0) * 16 + digit(low).unwrap_or(0);
                name.push(u8::try_from(value).unwrap_or(0));
                left = beyond;
            }
            _ => name.push(*first),
        }
    }
    (name, rest)
}

/// Past white space and comments.
fn blank(mut bytes: &[u8]) -> &[u8] {
    loop {
        let start = bytes.iter().position(|byte| !(byte.is_ascii_whitespace() || *byte == 0)).unwrap_or(bytes.len());
        bytes = bytes.get(start..).unwrap_or_default();
        if bytes.first() != Some(&b'%') {
            return bytes;
        }
        let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len());
        bytes = bytes.get(end..).unwrap_or_default();
    }
}

/// The whole numbers that follow, in an array or not; at most a thousand.
fn integers(bytes: &[u8]) -> Vec<i64> {
    let mut rest = blank(bytes);
    rest = rest.strip_prefix(b"[").unwrap_or(rest);
    let mut found = Vec::new();
    while found.len() < 1_000 {
        rest = blank(rest);
        let is_part = |(at, byte): (usize, &u8)| byte.is_ascii_digit() || at == 0 && (*byte == b'-' || *byte == b'+');
        let end = rest.iter().enumerate().position(|part| !is_part(part)).unwrap_or(rest.len());
        let (digits, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        let Ok(text) = std::str::from_utf8(digits) else { break };
        if text.trim_start_matches(['-', '+']).is_empty() {
            break;
        }
        found.push(text.parse().unwrap_or(i64::MAX));
        rest = after;
    }
    found
}

/// Unpacks every stream that can be, and counts.
fn unpacked(bytes: &[u8], limits: &Limits) -> Result<(), ExtractError> {
    const WORD: &[u8] = b"stream";
    let mut left = limits.unpacked;
    let starts = bytes.windows(WORD.len()).enumerate().filter(|(_, found)| *found == WORD).map(|(at, _)| at);
    for (count, at) in starts.enumerate() {
        if count >= STREAMS {
            return Err(ExtractError::Many("streams", STREAMS));
        }
        let after = bytes.get(at + WORD.len()..).unwrap_or_default();
        let end = after.iter().take(3).position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
        let content = after.get(end..).unwrap_or_default();
        let mut size = drained(ZlibDecoder::new(content), left);
        if size == 0 {
            size = drained(DeflateDecoder::new(content.get(2..).unwrap_or_default()), left);
        }
        left = left.checked_sub(size).ok_or(ExtractError::Large("what the file unpacks to", limits.unpacked))?;
    }
    Ok(())
}

/// How many bytes come out, counted to one beyond the limit. Damage ends the count, as it ends the reading.
fn drained(mut from: impl Read, limit: u64) -> u64 {
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0;
    while size <= limit {
        match from.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) => size += read as u64,
        }
    }
    size
}
