use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// The random draw: a declaration is chosen when the keyed hash of its identifier falls under the share. Whoever does
/// not hold the key cannot steer it; whoever holds it afterwards can check every choice.
#[derive(Clone)]
pub struct Draw {
    keyed: Option<Hmac<Sha256>>,
    commitment: String,
    share: f64,
}

/// Why a draw cannot be set up.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum DrawError {
    /// The share is not between 0 and 1.
    #[error("the random share `{0}` is not between 0 and 1")]
    Share(f64),
    /// The key is too short to be secret.
    #[error("the key of the draw has {0} bytes and needs at least 16")]
    Key(usize),
}

impl Draw {
    /// No draw: nothing is chosen at random.
    #[must_use]
    pub fn none() -> Self {
        Self { keyed: None, commitment: "none".to_owned(), share: 0.0 }
    }

    /// A draw of `share` of all declarations under a secret `key`.
    ///
    /// # Errors
    /// `DrawError` when the share is outside 0 to 1 or the key has fewer than 16 bytes.
    pub fn new(key: &[u8], share: f64) -> Result<Self, DrawError> {
        if !(0.0..=1.0).contains(&share) {
            return Err(DrawError::Share(share));
        }
        if key.len() < 16 {
            return Err(DrawError::Key(key.len()));
        }
        let keyed = Hmac::<Sha256>::new_from_slice(key).map_err(|_| DrawError::Key(key.len()))?;
        let hash: String = Sha256::digest(key).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { keyed: Some(keyed), commitment: format!("{hash}:{share}"), share })
    }

    /// What may be published before the day: the SHA-256 of the key, and the share.
    #[must_use]
    pub fn commitment(&self) -> String {
        self.commitment.clone()
    }

    /// The share of declarations that the draw chooses in the long run.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.share
    }

    /// Whether the draw chooses the declaration with this identifier: HMAC-SHA-256 (RFC 2104), its first 8 bytes as a
    /// fraction of one. The answer depends on nothing else. A declaration without an identifier is never chosen.
    #[must_use]
    pub fn chooses(&self, id: &str) -> bool {
        let Some(keyed) = &self.keyed else { return false };
        if id.is_empty() {
            return false;
        }
        let mut mac = keyed.clone();
        mac.update(id.as_bytes());
        let hash = mac.finalize().into_bytes();
        let head = hash.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        (head as f64) < self.share * (u64::MAX as f64)
    }
}
