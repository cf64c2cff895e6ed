use basis::Decimal;

/// A sale in the country of importation: so many units at one unit price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceBreak {
    /// Units sold; above zero.
    pub quantity: Decimal,
    /// The price of one unit.
    pub unit_price: Decimal,
}

/// The unit price at which the greatest aggregate quantity was sold (Valuation Agreement, article 5.1 and its note):
/// quantities at one price are added together first.
///
/// Between two prices with the same aggregate quantity the lower is taken, as article 2.3 does between several values.
/// `None` where nothing was sold or a sum does not fit an exact decimal.
#[must_use]
pub fn greatest_aggregate_price(sales: &[PriceBreak]) -> Option<Decimal> {
    let mut best: Option<PriceBreak> = None;
    for sale in sales {
        let same_price = sales.iter().filter(|other| other.unit_price == sale.unit_price);
        let quantity = same_price.map(|other| other.quantity).try_fold(Decimal::ZERO, Decimal::checked_add)?;
        let better = best.is_none_or(|known| {
            quantity > known.quantity || (quantity == known.quantity && sale.unit_price < known.unit_price)
        });
        if better && quantity > Decimal::ZERO {
            best = Some(PriceBreak { quantity, unit_price: sale.unit_price });
        }
    }
    best.map(|known| known.unit_price)
}
