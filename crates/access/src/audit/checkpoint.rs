use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::entry::{Hash, hex};

/// A signed statement that the chain stood at an entry at a moment. It is kept in the database and, where nobody with
/// access to the database alone can change it, in a file of witnesses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The number of the latest entry.
    pub number: i64,
    /// Its hash.
    pub hash: Hash,
    /// When it was signed, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// The Ed25519 signature over the three, in hexadecimal.
    pub signature: String,
}

fn statement(number: i64, hash: &str, at: i64) -> String {
    format!("opencustoms audit checkpoint\n{number}\n{hash}\n{at}\n")
}

/// The private half: signs checkpoints. It is kept outside the database.
#[derive(Clone, Debug)]
pub struct Signet(SigningKey);

impl Signet {
    /// A signet from 32 secret bytes.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// Signs that the chain stands at an entry.
    #[must_use]
    pub fn sign(&self, number: i64, hash: &str, at: i64) -> Checkpoint {
        let signature = self.0.sign(statement(number, hash, at).as_bytes());
        Checkpoint { number, hash: hash.to_owned(), at, signature: hex(&signature.to_bytes()) }
    }

    /// The public half.
    #[must_use]
    pub fn seal(&self) -> Seal {
        Seal(self.0.verifying_key())
    }
}

/// The public half: proves checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal(VerifyingKey);

impl Seal {
    /// A seal from its 64 hexadecimal digits; none where they are not the point of a key.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        VerifyingKey::from_bytes(&bytes::<32>(text.trim())?).ok().map(Self)
    }

    /// Whether a checkpoint was signed by the private half.
    #[must_use]
    pub fn proves(&self, checkpoint: &Checkpoint) -> bool {
        let statement = statement(checkpoint.number, &checkpoint.hash, checkpoint.at);
        let signature = bytes::<64>(&checkpoint.signature).map(|bytes| Signature::from_bytes(&bytes));
        signature.is_some_and(|signature| self.0.verify(statement.as_bytes(), &signature).is_ok())
    }
}

impl std::fmt::Display for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(self.0.as_bytes()))
    }
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut out = [0; N];
    for (place, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        *place = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(out)
}
