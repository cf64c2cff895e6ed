use basis::Decimal;

use crate::{Dimension, Unit};

/// What an expression is evaluated on: the value for a percentage, masses and further quantities for specific rates.
/// Small and without allocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quantities {
    /// The base of a percentage, in the Member's currency.
    pub value: Option<Decimal>,
    /// Net mass in kilograms.
    pub net_mass: Option<Decimal>,
    /// Gross mass in kilograms.
    pub gross_mass: Option<Decimal>,
    /// Up to four further quantities in their units.
    pub declared: [Option<(Decimal, Unit)>; 4],
}

impl Quantities {
    /// The same with one more quantity; ignored beyond four and for a negative amount.
    #[must_use]
    pub fn with(mut self, amount: Decimal, unit: Unit) -> Self {
        if let Some(free) = self.declared.iter_mut().find(|place| place.is_none()) {
            *free = Some((amount, unit)).filter(|(amount, _)| *amount >= Decimal::ZERO);
        }
        self
    }

    /// The same with another base for percentages.
    #[must_use]
    pub fn on_value(mut self, value: Option<Decimal>) -> Self {
        self.value = value;
        self
    }

    /// The quantity in a unit, exact; `None` where neither it nor what it follows from is known.
    ///
    /// Mass follows from the declared masses; litres of pure alcohol from strength and volume; the sucrose base from net
    /// mass and sucrose content. Pieces, pairs, areas and lengths follow from nothing else.
    #[must_use]
    pub fn amount_in(&self, unit: Unit) -> Option<Decimal> {
        self.base(unit.dimension())?.checked_mul(unit.per_base())
    }

    /// The quantity in the base unit of a dimension.
    fn base(&self, dimension: Dimension) -> Option<Decimal> {
        match dimension {
            Dimension::NetMass => self.net_mass.filter(not_negative).or_else(|| self.stated(dimension)),
            Dimension::GrossMass => self.gross_mass.filter(not_negative).or_else(|| self.stated(dimension)),
            Dimension::Alcohol => self.stated(dimension).or_else(|| {
                let hundredths = self.base(Dimension::Strength)?.checked_mul(self.base(Dimension::Volume)?)?;
                hundredths.checked_mul(Decimal::new(1, 2))
            }),
            Dimension::SucroseMass => self.stated(dimension).or_else(|| {
                let hundreds = self.amount_in(Unit::HundredKilograms)?;
                hundreds.checked_mul(self.base(Dimension::Sucrose)?)
            }),
            _ => self.stated(dimension),
        }
    }

    /// The first declared quantity of a dimension, in its base unit.
    fn stated(&self, dimension: Dimension) -> Option<Decimal> {
        let found = self.declared.iter().flatten().find(|(_, unit)| unit.dimension() == dimension);
        found.and_then(|(amount, unit)| amount.checked_div(unit.per_base()))
    }
}

fn not_negative(amount: &Decimal) -> bool {
    *amount >= Decimal::ZERO
}
