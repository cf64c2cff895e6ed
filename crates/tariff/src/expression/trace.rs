use basis::{Date, Decimal, ExchangeRates, Text};

use super::evaluate::{bound, component};
use super::{Component, Expression, Joint};
use crate::{Quantities, Rounding, Why};

/// One step of the evaluation of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceStep {
    /// A percentage of the value.
    AdValorem {
        /// The rate in per cent.
        rate: Decimal,
        /// The value.
        value: Decimal,
        /// The exact result.
        amount: Decimal,
    },
    /// An amount for each unit, or for the whole line.
    Specific {
        /// The part as printed.
        component: Component,
        /// The quantity in its unit; 1 for the whole line.
        quantity: Decimal,
        /// Units of the Member's currency for one unit of the currency; 1 for its own.
        rate: Decimal,
        /// The exact result.
        amount: Decimal,
    },
    /// Parts added or taken off: the sum so far.
    Sum(Decimal),
    /// A floor was held against the amount.
    Floor {
        /// The amount before.
        amount: Decimal,
        /// The floor.
        floor: Decimal,
    },
    /// A cap was held against the amount.
    Cap {
        /// The amount before.
        amount: Decimal,
        /// The cap.
        cap: Decimal,
    },
    /// The exact amount is below zero, so nothing is charged.
    NotBelowZero(Decimal),
    /// The exact amount was rounded, once.
    Rounded {
        /// Before.
        exact: Decimal,
        /// After.
        rounded: Decimal,
        /// The rounding named by the measure.
        rounding: Rounding,
    },
    /// The amount is not determined.
    NotDetermined(Why),
}

impl TraceStep {
    /// The figure that the step leads to, in the Member's currency.
    #[must_use]
    pub fn figure(&self) -> Option<Decimal> {
        match self {
            Self::AdValorem { amount, .. } | Self::Specific { amount, .. } | Self::Sum(amount) => Some(*amount),
            Self::Floor { amount, floor } => Some((*amount).max(*floor)),
            Self::Cap { amount, cap } => Some((*amount).min(*cap)),
            Self::NotBelowZero(_) => Some(Decimal::ZERO),
            Self::Rounded { rounded, .. } => Some(*rounded),
            Self::NotDetermined(_) => None,
        }
    }

    /// What was done, in English and French.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::AdValorem { rate, value, .. } => {
                let rate = rate.normalize();
                Text::owned(format!("{rate} % of {value}"), format!("{rate} % de {value}"))
            }
            Self::Specific { component, quantity, rate, .. } => specific_text(component, *quantity, *rate),
            Self::Sum(_) => Text::fixed("the parts together", "total des éléments"),
            Self::Floor { amount, floor } => Text::owned(
                format!("not less than {} (against {})", floor.normalize(), amount.normalize()),
                format!("au minimum {} (contre {})", floor.normalize(), amount.normalize()),
            ),
            Self::Cap { amount, cap } => Text::owned(
                format!("not more than {} (against {})", cap.normalize(), amount.normalize()),
                format!("au maximum {} (contre {})", cap.normalize(), amount.normalize()),
            ),
            Self::NotBelowZero(exact) => Text::owned(
                format!("{} is below zero: nothing is charged", exact.normalize()),
                format!("{} est négatif : rien n’est perçu", exact.normalize()),
            ),
            Self::Rounded { exact, rounding, .. } => {
                let (exact, name) = (exact.normalize(), rounding.name());
                Text::owned(format!("{exact} {}", name.en), format!("{exact} {}", name.fr))
            }
            Self::NotDetermined(why) => why.text(),
        }
    }
}

fn specific_text(component: &Component, quantity: Decimal, rate: Decimal) -> Text {
    let quantity = quantity.normalize();
    let unit = match component {
        Component::Specific { unit: Some(unit), .. } => format!(" × {quantity} {unit}"),
        _ => String::new(),
    };
    if rate == Decimal::ONE {
        return Text::owned(format!("{component}{unit}"), format!("{component}{unit}"));
    }
    Text::owned(format!("{component}{unit}, at a rate of {rate}"), format!("{component}{unit}, au taux de {rate}"))
}

/// The steps of an evaluation down to the exact amount; the last one says why where it is not determined.
#[must_use]
pub fn trace(expression: &Expression, quantities: &Quantities, rates: &ExchangeRates, on: Date) -> Vec<TraceStep> {
    let mut steps = Vec::with_capacity(2 * (1 + expression.rest.len()));
    if let Err(why) = walk(expression, quantities, rates, on, &mut steps) {
        steps.push(TraceStep::NotDetermined(why));
    }
    steps
}

fn walk(
    expression: &Expression,
    quantities: &Quantities,
    rates: &ExchangeRates,
    on: Date,
    steps: &mut Vec<TraceStep>,
) -> Result<(), Why> {
    let mut current = step(&expression.first, quantities, rates, on, steps)?;
    let mut before: Option<(Decimal, Joint)> = None;
    for term in &expression.rest {
        let amount = step(&term.component, quantities, rates, on, steps)?;
        match term.joint {
            Joint::Plus | Joint::Minus => {
                let signed = if term.joint == Joint::Plus { amount } else { -amount };
                current = current.checked_add(signed).ok_or(Why::Overflow)?;
                steps.push(TraceStep::Sum(current));
            }
            Joint::Min | Joint::Max => {
                limit(before, current, steps);
                before = Some((bound(before, current), term.joint));
                current = amount;
            }
        }
    }
    limit(before, current, steps);
    Ok(())
}

fn limit(before: Option<(Decimal, Joint)>, limit: Decimal, steps: &mut Vec<TraceStep>) {
    match before {
        Some((amount, Joint::Min)) => steps.push(TraceStep::Floor { amount, floor: limit }),
        Some((amount, _)) => steps.push(TraceStep::Cap { amount, cap: limit }),
        None => {}
    }
}

fn step(
    part: &Component,
    quantities: &Quantities,
    rates: &ExchangeRates,
    on: Date,
    steps: &mut Vec<TraceStep>,
) -> Result<Decimal, Why> {
    let amount = component(part, quantities, rates, on)?;
    steps.push(match part {
        Component::AdValorem(rate) => {
            TraceStep::AdValorem { rate: *rate, value: quantities.value.unwrap_or_default(), amount }
        }
        Component::Specific { currency, unit, .. } => TraceStep::Specific {
            component: *part,
            quantity: unit.and_then(|unit| quantities.amount_in(unit)).unwrap_or(Decimal::ONE),
            rate: rates.on(*currency, on).unwrap_or(Decimal::ONE),
            amount,
        },
        Component::Element(..) => return Err(Why::AgriculturalComponent),
    });
    Ok(amount)
}
