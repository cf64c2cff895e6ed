//! The customs value of each item, from what the declaration says of prices, charges and delivery terms.

use basis::{Date, Decimal, Text, round_half_up};
use declaration::{Adjustment, Declaration, GoodsItem};
use valuation::{Cost, CostKind, Incoterm, LineValue, Sale, SaleLine, line_value, transaction_value};

use crate::books::Books;

/// The customs value of an item: its share of the whole sale, and what its own charges change.
pub(crate) struct Value {
    /// Price and charges of the whole declaration.
    pub(crate) sale: LineValue,
    /// The same line alone with its own charges, where it has any.
    pub(crate) own: Option<LineValue>,
    amount: Option<Decimal>,
}

impl Value {
    fn new(sale: LineValue, own: Option<LineValue>, places: u32) -> Self {
        let amount = match (&sale.value, &own) {
            (Ok(value), None) => Some(*value),
            (Ok(value), Some(own)) => own_change(own).map(|change| round_half_up(*value + change, places)),
            (Err(_), _) => None,
        };
        Self { sale, own, amount }
    }

    /// The amount in the Member's currency; `None` when it is not determined.
    pub(crate) fn amount(&self) -> Option<Decimal> {
        self.amount
    }

    /// Why the value is not determined: a code for the finding, and words.
    pub(crate) fn refusal(&self) -> Option<(&'static str, Text)> {
        let refusal = match (&self.sale.value, &self.own) {
            (Err(refusal), _) => refusal,
            (Ok(_), Some(LineValue { value: Err(refusal), .. })) => refusal,
            _ => return None,
        };
        let code = match refusal {
            valuation::Refusal::NoRate(..) => "rate-not-loaded",
            _ => "value-not-determined",
        };
        Some((code, refusal.text()))
    }
}

/// What a line's own charges change, in the Member's currency.
fn own_change(own: &LineValue) -> Option<Decimal> {
    own.value.as_ref().ok()?;
    own.shares.iter().try_fold(Decimal::ZERO, |sum, share| sum.checked_add(share.change))
}

/// The values of all items, in order. A value that cannot be determined says why; it is never zero.
pub(crate) fn values(declaration: &Declaration, books: &Books, on: Date) -> Vec<Value> {
    let rates = books.tariff.rates();
    let practice = books.practice;
    let terms: Option<Incoterm> = declaration.terms.condition.parse().ok();
    let costs = costs(&declaration.adjustments);
    if costs.is_empty() {
        let one = |item: &GoodsItem| line_value(&line(item), terms, practice, rates, on);
        return declaration
            .items
            .iter()
            .map(|item| Value::new(one(item), own(item, books, on), practice.places))
            .collect();
    }
    let lines = declaration.items.iter().map(line).collect();
    let sale = Sale { lines, terms, costs, ..Sale::default() };
    let worksheet = transaction_value(&sale, practice, rates, on);
    let values = worksheet.lines.into_iter().zip(&declaration.items);
    values.map(|(value, item)| Value::new(value, own(item, books, on), practice.places)).collect()
}

fn line(item: &GoodsItem) -> SaleLine {
    SaleLine {
        price: item.price,
        net_mass: item.net_mass,
        gross_mass: item.gross_mass,
        declared_value: item.customs_value,
    }
}

fn own(item: &GoodsItem, books: &Books, on: Date) -> Option<LineValue> {
    let costs = costs(&item.adjustments);
    if costs.is_empty() {
        return None;
    }
    let sale = Sale { lines: vec![line(item)], terms: None, costs, ..Sale::default() };
    transaction_value(&sale, books.practice, books.tariff.rates(), on).lines.pop()
}

fn costs(adjustments: &[Adjustment]) -> Vec<Cost> {
    let counted = adjustments.iter().filter_map(|adjustment| Some((kind(&adjustment.code)?, adjustment)));
    counted.map(|(kind, adjustment)| Cost { kind, amount: adjustment.amount, included: false }).collect()
}

/// What a charge is by its code (Commission Implementing Regulation (EU) 2015/2447, annex B, data element 4/9).
/// `None` for a code that does not bear on the customs value.
pub(crate) fn kind(code: &str) -> Option<CostKind> {
    match code {
        "AK" => Some(CostKind::Freight),
        "AB" | "AD" | "AE" | "AF" | "AG" | "AH" | "AI" | "AJ" | "AL" | "AN" => Some(CostKind::Addition(code.into())),
        "BA" | "BB" | "BC" | "BD" | "BE" | "BF" | "BG" => Some(CostKind::Deduction(code.into())),
        _ => None,
    }
}
