//! Duty expressions in the form of TARIC: `12.000 % + 0.35 EUR / kg MIN 5.00 EUR / 100 kg MAX 20.000 %`.
//!
//! `+` and `-` bind tighter than `MIN` and `MAX`, which are taken from left to right: the expression is split at its last
//! `MIN` or `MAX`, and what stands before it is an expression again. `MIN` is a floor (the larger side is taken) and
//! `MAX` a cap (the smaller side is taken).

mod evaluate;
mod parse;
mod print;
mod trace;

use basis::{Currency, Decimal};

use crate::Unit;

pub use evaluate::evaluate;
pub use parse::{MAX_LENGTH, MAX_TERMS, ParseError, parse};
pub use trace::{TraceStep, trace};

/// An element of the agricultural component of processed foodstuffs, whose amount stands in tables of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Element {
    /// Agricultural component, `AC`.
    Agricultural,
    /// Additional duty on sugar, `SD`.
    Sugar,
    /// Additional duty on flour, `FD`.
    Flour,
}

/// One part of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Component {
    /// A percentage of the customs value.
    AdValorem(Decimal),
    /// An amount in a currency, for each unit or, without a unit, for the whole line.
    Specific {
        /// The amount.
        amount: Decimal,
        /// Its currency.
        currency: Currency,
        /// For each of this unit; `None` for the whole line.
        unit: Option<Unit>,
    },
    /// An agricultural element, reduced or not.
    Element(Element, bool),
}

/// How a part is joined to what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Joint {
    /// Added.
    Plus,
    /// Taken off.
    Minus,
    /// A floor: not less than what follows.
    Min,
    /// A cap: not more than what follows.
    Max,
}

/// A part with its joint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// How it is joined.
    pub joint: Joint,
    /// The part.
    pub component: Component,
}

/// A duty expression, ready to be evaluated. `Display` prints the canonical form, which parses to the same expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Expression {
    /// The first part.
    pub first: Component,
    /// The parts that follow, each with its joint.
    pub rest: Box<[Term]>,
}

impl Expression {
    /// Free of duty.
    #[must_use]
    pub fn free() -> Self {
        Self { first: Component::AdValorem(Decimal::ZERO), rest: Box::default() }
    }

    /// Whether the expression is plainly free: nothing but 0 %.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.rest.is_empty() && matches!(self.first, Component::AdValorem(rate) if rate.is_zero())
    }

    /// Every part, in order.
    pub fn components(&self) -> impl Iterator<Item = &Component> {
        std::iter::once(&self.first).chain(self.rest.iter().map(|term| &term.component))
    }
}

impl std::str::FromStr for Expression {
    type Err = ParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text)
    }
}
