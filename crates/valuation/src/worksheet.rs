use basis::{Date, Decimal, Money};

use crate::{ApportionBy, Basis, CostKind, Incoterm, Refusal, Step};

/// What became of one cost on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// What the cost is.
    pub kind: CostKind,
    /// The cost of the whole sale, in the Member's currency.
    pub total: Money,
    /// What is added to the line's value (below zero: taken off), in the Member's currency; zero where the cost is
    /// already in the price and stays there, or is not in it and does not belong to the value.
    pub change: Decimal,
    /// The weight by which it was spread.
    pub by: ApportionBy,
}

/// The customs value of one line and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineValue {
    /// The price, or the customs value where it was declared outright.
    pub start: Option<Money>,
    /// Set when `start` is a customs value declared outright.
    pub outright: bool,
    /// Units of the Member's currency for one unit of the currency of `start`.
    pub rate: Option<Decimal>,
    /// The costs that bear on the line, in the order in which they were declared.
    pub shares: Vec<Share>,
    /// The delivery terms of the sale.
    pub terms: Option<Incoterm>,
    /// The Member's choice under article 8.2.
    pub basis: Basis,
    /// Set when freight (first) or insurance (second) is on the wrong side by the delivery terms, out of the price though
    /// the Member counts it in or the other way round, and no amount is declared.
    pub undeclared: (bool, bool),
    /// The exact value before rounding, in the Member's currency.
    pub exact: Option<Decimal>,
    /// The customs value in the Member's currency, rounded half up once; or why it is not determined.
    pub value: Result<Decimal, Refusal>,
}

impl LineValue {
    /// The steps in order, each with words, figure and source. They are put together here and not while valuing, so
    /// that a stream that shows no steps does not pay for them.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::with_capacity(4 + self.shares.len());
        if let Some(start) = self.start {
            steps.push(if self.outright { Step::Declared(start) } else { Step::Price(start, self.terms) });
            if let Some(rate) = self.rate.filter(|rate| *rate != Decimal::ONE) {
                steps.push(Step::Converted { from: start, rate });
            }
        }
        steps.extend(self.shares.iter().map(|share| Step::of_share(share, self.terms, self.basis)));
        if self.undeclared.0 {
            steps.push(Step::NotDeclared(CostKind::Freight, self.terms, self.basis));
        }
        if self.undeclared.1 {
            steps.push(Step::NotDeclared(CostKind::Insurance, self.terms, self.basis));
        }
        match (&self.value, self.exact) {
            (Ok(value), Some(exact)) => steps.push(Step::Value { exact, value: *value }),
            (Err(refusal), _) => steps.push(Step::Refused(refusal.clone())),
            _ => {}
        }
        steps
    }
}

/// The valuation of a sale: one value a line, and their sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worksheet {
    /// The day whose rates of exchange were used.
    pub on: Date,
    /// The lines, in the order of the sale.
    pub lines: Vec<LineValue>,
    /// The sum of the values; `None` unless every line has one.
    pub total: Option<Decimal>,
}
