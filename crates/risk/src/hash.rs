//! One stable 64-bit hash of a coded value. It is written into model files, so it may never change.

/// The hash of a value that is not declared.
pub(crate) const MISSING: u64 = 0;

const START: u64 = 0x9e37_79b9_7f4a_7c15;
const SPREAD: u64 = 0xff51_afd7_ed55_8ccd;
const FOLD: u64 = 0xc4ce_b9fe_1a85_ec53;

/// The hash of a text: `MISSING` when it is empty, never `MISSING` otherwise.
#[inline]
pub(crate) fn of_text(value: &str) -> u64 {
    if value.is_empty() {
        return MISSING;
    }
    let (words, rest) = value.as_bytes().as_chunks::<8>();
    let mut state = START ^ (value.len() as u64);
    for word in words {
        state = step(state, u64::from_le_bytes(*word));
    }
    let tail = rest.iter().rev().fold(0_u64, |tail, byte| (tail << 8) | u64::from(*byte));
    finish(step(state, tail))
}

/// The hash of two values in their order; missing when one of them is.
#[inline]
pub(crate) fn of_pair(first: u64, second: u64) -> u64 {
    if first == MISSING || second == MISSING {
        return MISSING;
    }
    finish(step(first, second.rotate_left(32)))
}

#[inline]
fn step(state: u64, word: u64) -> u64 {
    (state ^ word).wrapping_mul(SPREAD).rotate_left(29)
}

#[inline]
fn finish(state: u64) -> u64 {
    let once = (state ^ (state >> 33)).wrapping_mul(FOLD);
    (once ^ (once >> 32)).max(1)
}
