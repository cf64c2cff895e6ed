//! Secrets that a person carries (a log-in session, a link, a token, a recovery code): only their digest is kept.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::audit::hex;

/// Bytes of chance in a secret: 256 bits.
pub const BYTES: usize = 32;

const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";

/// The digest by which a secret is kept and found: SHA-256 in hexadecimal. A secret has 256 bits of chance, so no salt
/// and no slow hash is needed.
#[must_use]
pub fn digest(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}

/// A secret as text, from bytes of chance: a word that tells what it is, then hexadecimal digits.
#[must_use]
pub fn text(kind: &str, chance: &[u8; BYTES]) -> String {
    format!("{kind}_{}", hex(chance))
}

/// A recovery code of 20 letters and digits in groups of five, from bytes of chance: 100 bits of it, no letters that look
/// alike.
#[must_use]
pub fn recovery(chance: &[u8; 20]) -> String {
    let mut code = String::with_capacity(23);
    for (index, byte) in chance.iter().enumerate() {
        if index > 0 && index % 5 == 0 {
            code.push('-');
        }
        // 31 letters: the hyphen that pads the alphabet is never reached.
        code.push(char::from(*ALPHABET.get(usize::from(*byte) % 31).unwrap_or(&b'a')));
    }
    code
}

/// A recovery code as it was typed, in the form that is digested: small letters and digits alone.
#[must_use]
pub fn recovery_typed(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Whether two texts are the same, in a time that does not tell how far they agree.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// What stands in a text where a secret stood.
pub const GONE: &str = "[…]";

/// The secrets of links in a text: a word, an underline and the hexadecimal digits of its chance.
#[must_use]
pub fn within(text: &str) -> Vec<&str> {
    let words = text.split(|mark: char| !mark.is_ascii_alphanumeric() && mark != '_');
    let is_secret = |word: &&str| {
        word.rsplit_once('_').is_some_and(|(kind, chance)| {
            let hex = |mark: u8| matches!(mark, b'0'..=b'9' | b'a'..=b'f');
            !kind.is_empty() && chance.len() == 2 * BYTES && chance.bytes().all(hex)
        })
    };
    words.filter(is_secret).collect()
}

/// A text without the secrets of its links.
#[must_use]
pub fn blanked(text: &str) -> String {
    within(text).into_iter().fold(text.to_owned(), |left, secret| left.replace(secret, GONE))
}
