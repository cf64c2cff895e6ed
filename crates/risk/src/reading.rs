//! What the features need of one declaration and one of its items, read once.

use basis::{Currency, Decimal};
use declaration::{Declaration, Field, GoodsItem};

use crate::hash;
use crate::plan::{KEYS_MAX, Layout};

/// Powers of ten for the scale of an exact decimal; 28 is its largest.
const TENS: [f64; 29] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28,
];

/// The values of one item before any table is asked. A number that is missing is NaN.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// The hash of each key's value, `hash::MISSING` where nothing is declared.
    pub(crate) keys: [u64; KEYS_MAX],
    /// Net mass in kilograms.
    pub(crate) mass: f64,
    /// The item's price in the currency of the model.
    pub(crate) price: f64,
    /// The rate of duty as declared, in per cent.
    pub(crate) rate: f64,
    /// The day of the week of acceptance, Monday 1.
    pub(crate) weekday: f64,
    /// 1 when the country exported from differs from the origin, 0 when not.
    pub(crate) differs: f64,
}

impl Reading {
    /// Nothing declared.
    pub(crate) fn empty() -> Self {
        let nothing = f64::NAN;
        let keys = [hash::MISSING; KEYS_MAX];
        Self { keys, mass: nothing, price: nothing, rate: nothing, weekday: nothing, differs: nothing }
    }

    /// Reads an item. A price in another currency than the model's is missing: no rate of exchange is known here.
    pub(crate) fn fill(
        &mut self,
        layout: &Layout,
        currency: Option<Currency>,
        declaration: &Declaration,
        item: &GoodsItem,
    ) {
        for (hash, (field, digits)) in self.keys.iter_mut().zip(&layout.keys) {
            let value = field.of(declaration, item);
            *hash = hash::of_text(digits.map_or(Some(value), |digits| value.get(..digits)).unwrap_or(""));
        }
        let price = item.price.filter(|price| Some(price.currency) == currency);
        self.price = price.map_or(f64::NAN, |price| number(price.amount));
        self.mass = item.net_mass.map_or(f64::NAN, number);
        self.rate = item.declared_rate.map_or(f64::NAN, number);
        self.weekday = declaration.acceptance.map_or(f64::NAN, |day| f64::from(day.weekday().to_monday_one_offset()));
        let (from, origin) = (Field::ExportCountry.of(declaration, item), Field::Origin.of(declaration, item));
        self.differs = match (from, origin) {
            ("", _) | (_, "") => f64::NAN,
            _ => f64::from(u8::from(from != origin)),
        };
    }

    /// Price for one kilogram; missing where the mass is zero or below.
    pub(crate) fn unit_price(&self) -> f64 {
        if self.mass > 0.0 { self.price / self.mass } else { f64::NAN }
    }

    /// The numbers that every plan has, in the order of `plan::NUMBERS`.
    pub(crate) fn measures(&self) -> [f64; crate::plan::NUMBERS] {
        [
            self.mass,
            self.price,
            self.unit_price(),
            self.price * self.rate / 100.0,
            self.rate,
            self.weekday,
            self.differs,
        ]
    }
}

/// The nearest binary number, by one division: the same on every machine.
fn number(exact: Decimal) -> f64 {
    exact.mantissa() as f64 / TENS.get(exact.scale() as usize).copied().unwrap_or(1e28)
}
