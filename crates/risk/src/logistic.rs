//! Probability and log-odds by additions, multiplications and divisions alone: a platform's own `exp` and `ln` may
//! differ in the last bit, and a score must be the same everywhere.

use std::f64::consts::{LN_2, LOG2_E};

/// Above this distance from zero a probability is 0 or 1 to the last bit that matters.
const FAR: f64 = 700.0;
/// The upper bits of ln 2: a multiple by a small whole number is exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
/// What is missing from `LN_2_HIGH` to ln 2.
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// The probability of log-odds.
#[inline]
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + exp(-log_odds))
}

/// The log-odds of a probability strictly between 0 and 1.
pub(crate) fn log_odds(probability: f64) -> f64 {
    ln(probability / (1.0 - probability))
}

/// Adding and taking away this number rounds to a whole number: its last digit is worth 1.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// The terms of the series of e^r, from the 13th to the first; for |r| <= ln 2 / 2 the rest is below 2^-57.
const SERIES: [f64; 13] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
];

/// The nearest whole number, of two equally near ones the even one; for numbers below 2^51.
#[inline]
pub(crate) fn whole(x: f64) -> f64 {
    (x + ROUND) - ROUND
}

/// e to the power of `x`, held between e^-700 and e^700.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    let x = x.clamp(-FAR, FAR);
    let power = whole(x * LOG2_E);
    let rest = (x - power * LN_2_HIGH) - power * LN_2_LOW;
    let series = SERIES.iter().fold(0.0, |sum, term| (sum + term) * rest);
    (1.0 + series) * f64::from_bits(((power as i64 + 1023) as u64) << 52)
}

/// The natural logarithm of a finite number above zero (subnormal numbers lose digits), by Halley's iteration on `exp`.
pub(crate) fn ln(x: f64) -> f64 {
    let exponent = ((x.to_bits() >> 52) & 0x7ff) as f64 - 1023.0;
    let mut guess = exponent * LN_2;
    for _ in 0..6 {
        let power = exp(guess);
        guess += 2.0 * (x - power) / (x + power);
    }
    guess
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_platform_to_a_few_units_in_the_last_place() {
        for step in -3_000..3_000 {
            let x = f64::from(step) * 0.011;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-14, "exp {x}");
            assert!((ln(x.exp()) - x).abs() < 1e-13, "ln {x}");
        }
        assert!((log_odds(probability(1.75)) - 1.75).abs() < 1e-13);
        assert!(probability(1e9) <= 1.0 && probability(-1e9) >= 0.0);
    }
}
