use std::sync::Arc;

use basis::{Date, Decimal, ExchangeRates, Text};

use crate::expression::{TraceStep, evaluate, trace};
use crate::{Measure, MeasureKind, Quantities, Why};

/// An amount in the Member's currency, or why there is none. What is not known is never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Determination {
    /// The amount.
    Amount(Decimal),
    /// Not determined, and why.
    NotDetermined(Why),
}

impl Determination {
    /// The amount, where it is determined.
    #[must_use]
    pub fn amount(self) -> Option<Decimal> {
        match self {
            Self::Amount(amount) => Some(amount),
            Self::NotDetermined(_) => None,
        }
    }

    /// The sum of two amounts; not determined where one of them is not.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Amount(a), Self::Amount(b)) => {
                a.checked_add(b).map_or(Self::NotDetermined(Why::Overflow), Self::Amount)
            }
            (Self::NotDetermined(why), _) | (_, Self::NotDetermined(why)) => Self::NotDetermined(why),
        }
    }
}

/// One charge on a line: under which measure, on what, and how much.
#[derive(Clone, Copy, Debug)]
pub struct Charge<'t> {
    /// What kind of charge: a duty under one of the options, anti-dumping duty, excise or value-added tax.
    pub kind: MeasureKind,
    /// The measure; `None` where none covers the code, or only lines below it do.
    pub measure: Option<&'t Measure>,
    /// The amount, rounded once as the measure names it.
    pub amount: Determination,
    quantities: Quantities,
    rates: &'t ExchangeRates,
    on: Date,
}

impl<'t> Charge<'t> {
    /// The charge under a measure. An exact amount below zero charges nothing.
    pub(crate) fn of(measure: &'t Measure, quantities: Quantities, rates: &'t ExchangeRates, on: Date) -> Self {
        let amount = match evaluate(&measure.expression, &quantities, rates, on) {
            Ok(exact) => Determination::Amount(measure.rounding.round(exact.max(Decimal::ZERO))),
            Err(why) => Determination::NotDetermined(why),
        };
        Self { kind: measure.kind, measure: Some(measure), amount, quantities, rates, on }
    }

    /// A charge that cannot be determined, whatever the quantities.
    pub(crate) fn not_determined(
        kind: MeasureKind,
        measure: Option<&'t Measure>,
        why: Why,
        rates: &'t ExchangeRates,
        on: Date,
    ) -> Self {
        let amount = Determination::NotDetermined(why);
        Self { kind, measure, amount, quantities: Quantities::default(), rates, on }
    }

    /// The name for people: of the measure, or of the kind where there is no measure.
    #[must_use]
    pub fn name(&self) -> Arc<Text> {
        self.measure.map_or_else(|| Arc::new(self.kind.name()), |measure| Arc::clone(&measure.name))
    }

    /// The expression in its canonical form; empty where there is no measure.
    #[must_use]
    pub fn expression(&self) -> &'t str {
        self.measure.map_or("", |measure| &measure.printed)
    }

    /// The source of the measure; empty where there is no measure.
    #[must_use]
    pub fn source(&self) -> &'t str {
        self.measure.map_or("", |measure| &measure.source)
    }

    /// The base of a percentage: the customs value for duties, with duties for excise, with duties and excise for
    /// value-added tax.
    #[must_use]
    pub fn base(&self) -> Option<Decimal> {
        self.quantities.value
    }

    /// The steps from the quantities to the amount, worked out when asked for.
    #[must_use]
    pub fn trace(&self) -> Vec<TraceStep> {
        let (Some(measure), Determination::Amount(rounded)) = (self.measure, self.amount) else {
            let Determination::NotDetermined(why) = self.amount else { return Vec::new() };
            return vec![TraceStep::NotDetermined(why)];
        };
        let mut steps = trace(&measure.expression, &self.quantities, self.rates, self.on);
        let Ok(exact) = evaluate(&measure.expression, &self.quantities, self.rates, self.on) else { return steps };
        if exact < Decimal::ZERO {
            steps.push(TraceStep::NotBelowZero(exact));
        } else if exact != rounded {
            steps.push(TraceStep::Rounded { exact, rounded, rounding: measure.rounding });
        }
        steps
    }
}
