use basis::{Country, Date, Decimal};
use nomenclature::Code;

use crate::{Quantities, Unit};

/// What is asked about one line of goods.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The commodity code, 2 to 10 digits.
    pub code: Code,
    /// The day whose law is asked about.
    pub on: Date,
    /// The country exported from: direct consignment of a preference.
    pub exported_from: Option<Country>,
    /// Preferential origin: preferences.
    pub preferential_origin: Option<Country>,
    /// Non-preferential origin: anti-dumping duty and quotas.
    pub origin: Option<Country>,
    /// The preference claimed, as the Member's code; empty where none is.
    pub preference: &'a str,
    /// The order number of the quota claimed; empty where none is.
    pub quota: &'a str,
    /// The customs value in the Member's currency.
    pub customs_value: Option<Decimal>,
    /// Net mass in kilograms.
    pub net_mass: Option<Decimal>,
    /// Gross mass in kilograms.
    pub gross_mass: Option<Decimal>,
    /// The quantity in the supplementary unit, with the unit's code.
    pub supplementary: Option<(Decimal, &'a str)>,
    /// Up to three further quantities, with their units' codes: strength, litres of pure alcohol, sucrose content.
    pub further: &'a [(Decimal, &'a str)],
    /// The codes of the documents produced.
    pub documents: &'a [&'a str],
}

impl<'a> Question<'a> {
    /// A question about a code on a day, with nothing else known.
    #[must_use]
    pub fn new(code: Code, on: Date) -> Self {
        Self {
            code,
            on,
            exported_from: None,
            preferential_origin: None,
            origin: None,
            preference: "",
            quota: "",
            customs_value: None,
            net_mass: None,
            gross_mass: None,
            supplementary: None,
            further: &[],
            documents: &[],
        }
    }

    /// The quantities in the form that expressions are evaluated on. Units not known and amounts below zero are left
    /// out: a rate that needs them is then not determined.
    #[must_use]
    pub fn quantities(&self) -> Quantities {
        let mut quantities = Quantities {
            value: self.customs_value.filter(|value| *value >= Decimal::ZERO),
            net_mass: self.net_mass,
            gross_mass: self.gross_mass,
            ..Quantities::default()
        };
        for (amount, code) in self.supplementary.iter().chain(self.further) {
            if let Some(unit) = Unit::of_code(code) {
                quantities = quantities.with(*amount, unit);
            }
        }
        quantities
    }

    /// Whether one of the documents asked for is produced; true where none is asked for.
    pub(crate) fn produces_one_of(&self, wanted: &[String]) -> bool {
        wanted.is_empty() || self.documents.iter().any(|code| wanted.iter().any(|known| known == code))
    }
}
