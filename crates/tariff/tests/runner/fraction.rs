//! Exact rationals of 128 bits: the oracle that expressions are held against. Written apart from the evaluator, from
//! the words of the rule: split at the last MIN or MAX, then again on its left side.

use basis::Decimal;
use tariff::expression::{Component, Joint, Term};
use tariff::{Expression, Unit};

#[derive(Clone, Copy, Debug)]
pub struct Fraction {
    over: i128,
    under: i128,
}

fn divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs().max(1) } else { divisor(b, a % b) }
}

impl Fraction {
    pub fn new(over: i128, under: i128) -> Self {
        let common = divisor(over, under);
        let sign = under.signum();
        Self { over: sign * over / common, under: sign * under / common }
    }

    pub fn of(decimal: Decimal) -> Self {
        Self::new(decimal.mantissa(), 10_i128.pow(decimal.scale()))
    }

    pub fn times(self, other: Self) -> Self {
        Self::new(self.over * other.over, self.under * other.under)
    }

    pub fn plus(self, other: Self) -> Self {
        Self::new(self.over * other.under + other.over * self.under, self.under * other.under)
    }

    pub fn minus(self, other: Self) -> Self {
        self.plus(Self::new(-other.over, other.under))
    }

    pub fn is_less(self, other: Self) -> bool {
        self.over * other.under < other.over * self.under
    }

    pub fn equals(self, other: Self) -> bool {
        self.over * other.under == other.over * self.under
    }
}

/// What an expression comes to, with percentages of `value` and the mass in kilograms; one currency.
pub fn oracle(expression: &Expression, value: Decimal, kilograms: Decimal) -> Fraction {
    let first = Term { joint: Joint::Plus, component: expression.first };
    let terms: Vec<Term> = std::iter::once(first).chain(expression.rest.iter().copied()).collect();
    split(&terms, value, kilograms)
}

fn split(terms: &[Term], value: Decimal, kilograms: Decimal) -> Fraction {
    let is_bound = |term: &Term| matches!(term.joint, Joint::Min | Joint::Max);
    let Some(place) = terms.iter().skip(1).rposition(is_bound).map(|place| place + 1) else {
        return terms.iter().fold(Fraction::new(0, 1), |sum, term| match term.joint {
            Joint::Minus => sum.minus(component(term.component, value, kilograms)),
            _ => sum.plus(component(term.component, value, kilograms)),
        });
    };
    let left = split(&terms[..place], value, kilograms);
    let mut after = terms[place..].to_vec();
    let joint = after[0].joint;
    after[0].joint = Joint::Plus;
    let right = split(&after, value, kilograms);
    let left_is_less = left.is_less(right);
    if (joint == Joint::Min) == left_is_less { right } else { left }
}

fn component(component: Component, value: Decimal, kilograms: Decimal) -> Fraction {
    match component {
        Component::AdValorem(rate) => Fraction::of(value).times(Fraction::of(rate)).times(Fraction::new(1, 100)),
        Component::Specific { amount, unit, .. } => {
            let quantity = match unit {
                None => Fraction::new(1, 1),
                Some(Unit::Kilogram) => Fraction::of(kilograms),
                Some(Unit::HundredKilograms) => Fraction::of(kilograms).times(Fraction::new(1, 100)),
                Some(Unit::Tonne) => Fraction::of(kilograms).times(Fraction::new(1, 1000)),
                Some(Unit::Gram) => Fraction::of(kilograms).times(Fraction::new(1000, 1)),
                Some(other) => panic!("the oracle knows no {other}"),
            };
            Fraction::of(amount).times(quantity)
        }
        Component::Element(..) => panic!("the oracle knows no agricultural component"),
    }
}
