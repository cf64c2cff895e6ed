//! Chance from the system, and secrets made of it.

use access::secret;

use crate::error::Failure;

/// So many bytes of chance.
///
/// # Errors
/// `internal` where the system has none to give: then no secret is made.
pub fn bytes<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Failure::inner())?;
    Ok(bytes)
}

/// A new secret of a kind, and the digest by which it is kept.
///
/// # Errors
/// As [`bytes`].
pub fn secret(kind: &str) -> Result<(String, String), Failure> {
    let text = secret::text(kind, &bytes()?);
    let digest = secret::digest(&text);
    Ok((text, digest))
}

/// 64 bytes of chance in hexadecimal: the handle by which passkeys know a person.
///
/// # Errors
/// As [`bytes`].
pub fn handle() -> Result<String, Failure> {
    Ok(access::audit::hex(&bytes::<64>()?))
}
