use basis::Decimal;
use thiserror::Error;

/// Why an amount could not be apportioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ApportionError {
    /// There is nothing to apportion over, or every weight is zero.
    #[error("there is no weight above zero to apportion by")]
    NoWeight,
    /// A weight is below zero.
    #[error("the weight of line {0} is below zero")]
    NegativeWeight(usize),
    /// The amount has more decimals than the shares may have, so that they could not add up to it.
    #[error("the amount has more than {0} decimals")]
    Finer(u32),
    /// The amount or the weights are too large to be apportioned exactly.
    #[error("the amount or the weights are too large to be apportioned exactly")]
    Overflow,
}

/// Apportions an amount over lines by their weights, in shares of `places` decimals that add up to the amount exactly.
///
/// Every share is first cut down to `places` decimals; the units that remain go to the lines with the largest
/// remainders, one each, and between equal remainders to the earlier line (largest-remainder rule). A negative amount is
/// apportioned like the positive one, with the sign put back. Line numbers in errors count from 1.
///
/// # Errors
/// `ApportionError` when no weight is above zero, a weight is negative, the amount has more than `places` decimals, or
/// the figures do not fit exact integers of 127 bits.
///
/// # Examples
/// ```
/// use basis::Decimal;
/// let weights = [12_300, 13_275, 17_500].map(Decimal::from);
/// let shares = valuation::apportion(Decimal::from(310), &weights, 2).unwrap();
/// assert_eq!(shares, [8852, 9554, 12594].map(|cents| Decimal::new(cents, 2)));
/// ```
pub fn apportion(total: Decimal, weights: &[Decimal], places: u32) -> Result<Vec<Decimal>, ApportionError> {
    let units = in_units(total, places)?;
    let weights = common_scale(weights)?;
    let sum =
        weights.iter().try_fold(0_i128, |sum, weight| sum.checked_add(*weight)).ok_or(ApportionError::Overflow)?;
    if sum == 0 {
        return Err(ApportionError::NoWeight);
    }
    let magnitude = units.checked_abs().ok_or(ApportionError::Overflow)?;
    let mut shares = Vec::with_capacity(weights.len());
    for (line, weight) in weights.iter().enumerate() {
        let product = magnitude.checked_mul(*weight).ok_or(ApportionError::Overflow)?;
        shares.push(Part { line, units: product / sum, remainder: product % sum });
    }
    give_out(&mut shares, magnitude);
    let sign = units.signum();
    let exact = |part: &Part| Decimal::try_from_i128_with_scale(sign * part.units, places);
    shares.iter().map(|part| exact(part).map_err(|_| ApportionError::Overflow)).collect()
}

/// One line's share in the smallest units, and what cutting it down left over (over the sum of the weights).
struct Part {
    line: usize,
    units: i128,
    remainder: i128,
}

/// Gives the units that cutting down left over to the largest remainders, earlier lines first among equals.
fn give_out(shares: &mut [Part], total: i128) {
    let given: i128 = shares.iter().map(|part| part.units).sum();
    let left = usize::try_from(total - given).unwrap_or(0);
    if left == 0 {
        return;
    }
    shares.sort_by(|a, b| b.remainder.cmp(&a.remainder).then(a.line.cmp(&b.line)));
    for part in shares.iter_mut().take(left) {
        part.units += 1;
    }
    shares.sort_by_key(|part| part.line);
}

/// The amount as a whole number of units of `places` decimals.
fn in_units(total: Decimal, places: u32) -> Result<i128, ApportionError> {
    let total = total.normalize();
    let missing = places.checked_sub(total.scale()).ok_or(ApportionError::Finer(places))?;
    let factor = 10_i128.checked_pow(missing).ok_or(ApportionError::Overflow)?;
    total.mantissa().checked_mul(factor).ok_or(ApportionError::Overflow)
}

/// The weights as whole numbers of one common scale.
fn common_scale(weights: &[Decimal]) -> Result<Vec<i128>, ApportionError> {
    if let Some(line) = weights.iter().position(|weight| weight.is_sign_negative() && !weight.is_zero()) {
        return Err(ApportionError::NegativeWeight(line + 1));
    }
    let scale = weights.iter().map(|weight| weight.normalize().scale()).max().unwrap_or(0);
    weights.iter().map(|weight| in_units(*weight, scale)).collect()
}
