use basis::{Country, Date, Decimal, Money};
use serde::{Deserialize, Serialize};

/// What a trader asks: this, exported from there, made there, brought here, on that day, for so much.
///
/// Exported from, preferential origin and non-preferential origin are three things; a question names the country of
/// export and the country in which the goods were made, and the answer says which meaning it used where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// The goods in words, or a code.
    pub goods: String,
    /// A code chosen from the candidates; digits with or without dots. Empty where none is chosen yet.
    pub code: String,
    /// The country exported from.
    pub exported_from: Option<Country>,
    /// The country in which the goods were made.
    pub made_in: Option<Country>,
    /// The price of the goods with its currency.
    pub price: Option<Money>,
    /// The delivery terms, three letters; empty where not said.
    pub terms: String,
    /// Freight to the border.
    pub freight: Option<Money>,
    /// Insurance.
    pub insurance: Option<Money>,
    /// Net mass in kilograms.
    pub net_mass: Option<Decimal>,
    /// A quantity in the tariff's own unit, such as pieces or litres.
    pub quantity: Option<Decimal>,
    /// The unit of the quantity: a code such as `NAR` or `LTR`.
    pub unit: String,
    /// The day; the shell sets it to today where the person says nothing.
    pub on: Option<Date>,
}
