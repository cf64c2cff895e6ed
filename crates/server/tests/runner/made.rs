//! Made outcomes and answers (`tests/made/*.json`), so that pages are tested without the parts that compute them.

use answer::TradeAnswer;
use basis::{Date, Decimal};
use clearance::Outcome;
use declaration::Declaration;
use jiff::civil::date;

/// The day on which the made outcomes speak.
pub const DAY: Date = date(2026, 11, 22);

/// An exact decimal.
pub fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap()
}

/// A red declaration of two items, the second without a value, with reasons of every kind and three findings.
pub fn red() -> (Outcome, Declaration) {
    (read(include_str!("../made/red.json")), read(include_str!("../made/red-declaration.json")))
}

/// A message that is not well-formed.
pub fn unreadable() -> Outcome {
    read(include_str!("../made/unreadable.json"))
}

/// The answer about bicycles: a preference that needs one fact, a quota that is used up, the third-country duty.
pub fn bicycles() -> TradeAnswer {
    read(include_str!("../made/bicycles.json"))
}
