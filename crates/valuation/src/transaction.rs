use basis::{Date, Decimal, ExchangeRates, Money, round_half_up};

use crate::{
    ApportionBy, ApportionError, Basis, Cost, CostKind, Incoterm, LineValue, MAX_COSTS, MAX_LINES, Practice, Refusal,
    Sale, SaleLine, Share, Worksheet, apportion,
};

/// The transaction value of every line of a sale (Valuation Agreement, articles 1 and 8), in the Member's currency.
///
/// Prices are converted at the rate of the day. Costs are converted, rounded to the Member's decimals and apportioned
/// by the largest-remainder rule, so that the shares add up to the cost to the cent. A line whose customs value is
/// declared outright keeps it and takes no share. What cannot be determined is refused on its line, never zero.
#[must_use]
pub fn transaction_value(sale: &Sale, practice: Practice, rates: &ExchangeRates, on: Date) -> Worksheet {
    let mut lines: Vec<LineValue> =
        sale.lines.iter().take(MAX_LINES).map(|line| begin(line, sale.terms, practice, rates, on)).collect();
    if sale.lines.len() > MAX_LINES || sale.costs.len() > MAX_COSTS {
        refuse_all(&mut lines, &Refusal::TooMany);
    }
    note_undeclared(&mut lines, sale, practice);
    for cost in &sale.costs {
        if let Err(refusal) = spread(cost, sale, practice, rates, on, &mut lines) {
            refuse_all(&mut lines, &refusal);
        }
    }
    for line in &mut lines {
        finish(line, practice);
    }
    let total = lines.iter().try_fold(Decimal::ZERO, |sum, line| sum.checked_add(*line.value.as_ref().ok()?));
    Worksheet { on, lines, total }
}

/// The transaction value of one line without costs beside its price: the short way for streams. Allocates nothing.
#[must_use]
pub fn line_value(
    line: &SaleLine,
    terms: Option<Incoterm>,
    practice: Practice,
    rates: &ExchangeRates,
    on: Date,
) -> LineValue {
    let mut value = begin(line, terms, practice, rates, on);
    if !value.outright {
        value.undeclared = undeclared(terms, practice, &[]);
    }
    finish(&mut value, practice);
    value
}

/// The line's start: its price, or its value declared outright, converted and not yet rounded.
fn begin(line: &SaleLine, terms: Option<Incoterm>, practice: Practice, rates: &ExchangeRates, on: Date) -> LineValue {
    let outright = line.declared_value.is_some();
    let start = line.declared_value.or(line.price);
    let rate = start.and_then(|money| rates.on(money.currency, on));
    let exact = match start {
        None => Err(Refusal::PriceMissing),
        Some(money) if money.amount.is_zero() && !outright => Err(Refusal::PriceZero),
        Some(money) if money.amount < Decimal::ZERO => Err(Refusal::NegativePrice(money.amount)),
        Some(money) => convert(money, rates, on),
    };
    LineValue {
        start,
        outright,
        rate,
        shares: Vec::new(),
        terms,
        basis: practice.basis,
        undeclared: (false, false),
        exact: exact.as_ref().ok().copied(),
        value: exact,
    }
}

fn convert(money: Money, rates: &ExchangeRates, on: Date) -> Result<Decimal, Refusal> {
    let rate = rates.on(money.currency, on).ok_or(Refusal::NoRate(money.currency, on))?;
    money.amount.checked_mul(rate).ok_or(Refusal::Overflow)
}

/// Rounds the exact value once, half up, after the costs have changed it.
fn finish(line: &mut LineValue, practice: Practice) {
    if line.value.is_err() {
        line.exact = None;
        return;
    }
    let changes = line.shares.iter().map(|share| share.change);
    let exact = line.exact.and_then(|start| changes.into_iter().try_fold(start, Decimal::checked_add));
    line.exact = exact;
    line.value = match exact {
        None => Err(Refusal::Overflow),
        Some(exact) if exact < Decimal::ZERO => Err(Refusal::NegativeValue(exact)),
        Some(exact) => Ok(round_half_up(exact, practice.places)),
    };
}

fn refuse_all(lines: &mut [LineValue], refusal: &Refusal) {
    for line in lines.iter_mut().filter(|line| !line.outright && line.value.is_ok()) {
        line.value = Err(refusal.clone());
    }
}

/// What a cost does to the value: added, taken off, or nothing.
fn effect(cost: &Cost, terms: Option<Incoterm>, basis: Basis) -> Decimal {
    let in_price = cost.included || terms.is_some_and(|terms| terms.covers(&cost.kind));
    let wanted = match &cost.kind {
        CostKind::Precarriage | CostKind::Addition(_) => true,
        CostKind::Freight | CostKind::Insurance => basis == Basis::Cif,
        CostKind::Deduction(_) => return Decimal::NEGATIVE_ONE,
    };
    match (wanted, in_price) {
        (true, false) => Decimal::ONE,
        (false, true) => Decimal::NEGATIVE_ONE,
        _ => Decimal::ZERO,
    }
}

/// Spreads one cost over the lines that take shares.
fn spread(
    cost: &Cost,
    sale: &Sale,
    practice: Practice,
    rates: &ExchangeRates,
    on: Date,
    lines: &mut [LineValue],
) -> Result<(), Refusal> {
    if cost.amount.amount < Decimal::ZERO {
        return Err(Refusal::NegativeCost(cost.amount.amount));
    }
    let total = round_half_up(convert(cost.amount, rates, on)?, practice.places);
    let effect = effect(cost, sale.terms, practice.basis);
    let shares = if effect.is_zero() || total.is_zero() {
        vec![Decimal::ZERO; lines.len()]
    } else {
        let weights = weights(sale, lines)?;
        apportion(total, &weights, practice.places).map_err(|error| match error {
            ApportionError::Overflow | ApportionError::Finer(_) => Refusal::Overflow,
            ApportionError::NoWeight => Refusal::NoWeight(sale.apportion_by, 1),
            ApportionError::NegativeWeight(line) => Refusal::NoWeight(sale.apportion_by, line),
        })?
    };
    for (line, share) in lines.iter_mut().zip(shares).filter(|(line, _)| !line.outright) {
        let total = Money::new(total, rates.home());
        line.shares.push(Share { kind: cost.kind.clone(), total, change: share * effect, by: sale.apportion_by });
    }
    Ok(())
}

/// The weights of the lines: zero for a line with a value declared outright. A line that alone takes shares takes all,
/// whatever it weighs.
fn weights(sale: &Sale, lines: &[LineValue]) -> Result<Vec<Decimal>, Refusal> {
    let alone = lines.iter().filter(|line| !line.outright).count() == 1;
    let weight = |(number, (line, given)): (usize, (&LineValue, &SaleLine))| {
        if line.outright {
            return Ok(Decimal::ZERO);
        }
        if alone {
            return Ok(Decimal::ONE);
        }
        let weight = match sale.apportion_by {
            ApportionBy::Value => line.exact,
            ApportionBy::NetMass => given.net_mass,
            ApportionBy::GrossMass => given.gross_mass,
        };
        weight.filter(|weight| *weight > Decimal::ZERO).ok_or(Refusal::NoWeight(sale.apportion_by, number + 1))
    };
    lines.iter().zip(&sale.lines).enumerate().map(weight).collect()
}

fn note_undeclared(lines: &mut [LineValue], sale: &Sale, practice: Practice) {
    let missing = undeclared(sale.terms, practice, &sale.costs);
    for line in lines.iter_mut().filter(|line| !line.outright) {
        line.undeclared = missing;
    }
}

/// Whether freight and insurance are on the wrong side by the terms (out of the price under CIF practice, in it under
/// FOB practice) while no amount is declared for them.
fn undeclared(terms: Option<Incoterm>, practice: Practice, costs: &[Cost]) -> (bool, bool) {
    let Some(terms) = terms else { return (false, false) };
    let wrong_side = |kind: &CostKind| terms.covers(kind) == (practice.basis == Basis::Fob);
    let missing = |kind: &CostKind| wrong_side(kind) && costs.iter().all(|cost| cost.kind != *kind);
    (missing(&CostKind::Freight), missing(&CostKind::Insurance))
}
