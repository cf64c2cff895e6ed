use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A SHA-256 in hexadecimal.
pub type Hash = String;

/// The hash before the first entry.
#[must_use]
pub fn origin() -> Hash {
    "0".repeat(64)
}

/// What happened, before it has its place in the chain. It names things by identifiers only: no name, no address, so
/// that a person can be erased and the chain still stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Who: the identifier of a person, `visitor`, or `program`.
    pub actor: String,
    /// In which log-in session; empty where in none.
    pub session: String,
    /// What was done: `view`, `publish`, `appoint`, `sign-in`.
    pub action: String,
    /// To what kind of record.
    pub kind: String,
    /// To which record.
    pub record: String,
    /// Whether it was done, or refused.
    pub allowed: bool,
    /// The policies that decided, in their order, with a space between.
    pub policies: String,
    /// More, as JSON; an empty object where there is no more.
    pub detail: String,
}

/// An entry of the chain: an event, its number, and the hash over it and all before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number; the first is 1, none is left out.
    pub number: i64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
    /// The hash of the entry before it.
    pub previous: Hash,
    /// SHA-256 over the canonical form of this entry.
    pub hash: Hash,
}

/// The canonical form: every field with its length before it, in a fixed order, so that no two entries share one.
fn canonical(number: i64, event: &Event, previous: &str) -> Sha256 {
    let mut sha = Sha256::new();
    let allowed = if event.allowed { "1" } else { "0" };
    let (number, at) = (number.to_string(), event.at.to_string());
    let fields = [
        previous,
        &number,
        &at,
        &event.actor,
        &event.session,
        &event.action,
        &event.kind,
        &event.record,
        allowed,
        &event.policies,
        &event.detail,
    ];
    for field in fields {
        sha.update((field.len() as u64).to_be_bytes());
        sha.update(field.as_bytes());
    }
    sha
}

impl Entry {
    /// The entry that follows the one with the hash `previous`.
    #[must_use]
    pub fn after(number: i64, previous: &str, event: Event) -> Self {
        let hash = hex(&canonical(number, &event, previous).finalize());
        Self { number, event, previous: previous.to_owned(), hash }
    }

    /// Whether the hash is that of the content.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.hash == hex(&canonical(self.number, &self.event, &self.previous).finalize())
    }
}

/// Bytes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(*DIGITS.get(usize::from(nibble)).unwrap_or(&b'0'));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
