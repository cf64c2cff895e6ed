//! Secrets that must be read back are sealed with the site's key, which is kept beside the database and not in it.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::chance;
use crate::error::Failure;
use crate::site::Site;

/// Bytes of the number that is used once, before the sealed bytes.
const NONCE: usize = 24;

/// A name that says nothing of what it was made of to whoever has the database alone: addresses are counted under it.
#[must_use]
pub fn name(site: &Site, text: &str) -> String {
    access::secret::digest(&format!("name {} {text}", access::audit::hex(&site.key)))
}

/// Seals bytes for a purpose: what was sealed for one person opens for no other.
///
/// # Errors
/// `internal` where the system has no chance to give.
pub fn seal(site: &Site, purpose: &str, plain: &[u8]) -> Result<String, Failure> {
    let nonce = chance::bytes::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new((&site.key).into());
    let payload = Payload { msg: plain, aad: purpose.as_bytes() };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Failure::inner())?;
    Ok(access::audit::hex(&nonce) + &access::audit::hex(&sealed))
}

/// Opens what was sealed for a purpose; none where it was sealed with another key, for another purpose, or changed.
#[must_use]
pub fn open(site: &Site, purpose: &str, sealed: &str) -> Option<Vec<u8>> {
    let pairs = sealed.as_bytes().chunks_exact(2);
    let bytes: Option<Vec<u8>> =
        pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    let bytes = bytes?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE)?;
    let nonce = XNonce::from(<[u8; NONCE]>::try_from(nonce).ok()?);
    let cipher = XChaCha20Poly1305::new((&site.key).into());
    cipher.decrypt(&nonce, Payload { msg: sealed, aad: purpose.as_bytes() }).ok()
}
