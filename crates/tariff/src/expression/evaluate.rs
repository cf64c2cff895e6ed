use basis::{Date, Decimal, ExchangeRates};

use super::{Component, Expression, Joint};
use crate::{Quantities, Why};

/// The amount of a duty in the Member's currency, exact and not rounded. It may be below zero where an expression takes
/// more off than it adds; whoever charges it then charges nothing.
///
/// # Errors
/// `Why` names the first quantity, value or rate that is needed and not known. A part that a floor or cap would make
/// irrelevant is still needed: the comparison cannot be made without it.
pub fn evaluate(
    expression: &Expression,
    quantities: &Quantities,
    rates: &ExchangeRates,
    on: Date,
) -> Result<Decimal, Why> {
    let mut current = component(&expression.first, quantities, rates, on)?;
    let mut before: Option<(Decimal, Joint)> = None;
    for term in &expression.rest {
        let amount = component(&term.component, quantities, rates, on)?;
        match term.joint {
            Joint::Plus => current = current.checked_add(amount).ok_or(Why::Overflow)?,
            Joint::Minus => current = current.checked_sub(amount).ok_or(Why::Overflow)?,
            Joint::Min | Joint::Max => {
                before = Some((bound(before, current), term.joint));
                current = amount;
            }
        }
    }
    Ok(bound(before, current))
}

/// What stands before a floor or cap, held against it.
pub(super) fn bound(before: Option<(Decimal, Joint)>, limit: Decimal) -> Decimal {
    match before {
        Some((amount, Joint::Min)) => amount.max(limit),
        Some((amount, _)) => amount.min(limit),
        None => limit,
    }
}

/// The exact amount of one part.
pub(super) fn component(
    component: &Component,
    quantities: &Quantities,
    rates: &ExchangeRates,
    on: Date,
) -> Result<Decimal, Why> {
    match component {
        Component::AdValorem(rate) if rate.is_zero() => Ok(Decimal::ZERO),
        Component::AdValorem(rate) => {
            let value = quantities.value.ok_or(Why::MissingValue)?;
            let hundredths = value.checked_mul(*rate).ok_or(Why::Overflow)?;
            hundredths.checked_mul(Decimal::new(1, 2)).ok_or(Why::Overflow)
        }
        Component::Specific { amount, currency, unit } => {
            let quantity = match unit {
                Some(unit) => quantities.amount_in(*unit).ok_or(Why::MissingQuantity(*unit))?,
                None => Decimal::ONE,
            };
            let amount = amount.checked_mul(quantity).ok_or(Why::Overflow)?;
            if *currency == rates.home() {
                return Ok(amount);
            }
            let rate = rates.on(*currency, on).ok_or(Why::NoRate(*currency))?;
            amount.checked_mul(rate).ok_or(Why::Overflow)
        }
        Component::Element(..) => Err(Why::AgriculturalComponent),
    }
}
