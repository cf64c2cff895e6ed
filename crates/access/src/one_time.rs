//! One-time passwords by the clock, RFC 6238 over RFC 4226: SHA-1, six digits, steps of 30 seconds.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::secret::same;

/// Seconds for which one code holds.
pub const STEP_SECONDS: i64 = 30;
/// How many steps the person's clock may be away.
const DRIFT: i64 = 1;

/// The code of a step (RFC 4226, section 5.3), as six digits.
#[must_use]
pub fn code(secret: &[u8], step: i64) -> String {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last().copied().unwrap_or(0) & 15);
    let four = digest.iter().skip(offset).take(4).fold(0u32, |value, byte| value << 8 | u32::from(*byte));
    format!("{:06}", (four & 0x7fff_ffff) % 1_000_000)
}

/// The step for which a code holds, where it does: within one step of `seconds`, and after the step that was used last,
/// so that a code works once (RFC 6238, section 5.2).
#[must_use]
pub fn proves(secret: &[u8], given: &str, seconds: i64, last_step: i64) -> Option<i64> {
    let now = seconds.div_euclid(STEP_SECONDS);
    (now - DRIFT..=now + DRIFT).filter(|step| *step > last_step).find(|step| same(&code(secret, *step), given))
}
