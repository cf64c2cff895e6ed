use basis::{Decimal, Money, Text};

use crate::{ApportionBy, Basis, CostKind, Incoterm, Refusal, Share};

/// One step from the price to the customs value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The price actually paid or payable, under the delivery terms where they are declared.
    Price(Money, Option<Incoterm>),
    /// A customs value declared outright.
    Declared(Money),
    /// Conversion into the Member's currency.
    Converted {
        /// The amount converted.
        from: Money,
        /// Units of the Member's currency for one unit.
        rate: Decimal,
    },
    /// A share of a cost that was added, taken off, or found to be in its right place already.
    Cost {
        /// The share.
        share: Share,
        /// The delivery terms.
        terms: Option<Incoterm>,
        /// The Member's choice under article 8.2.
        basis: Basis,
    },
    /// A cost that the terms leave out of the price though it belongs to the value, or the other way round, and for
    /// which nothing is declared.
    NotDeclared(CostKind, Option<Incoterm>, Basis),
    /// The customs value.
    Value {
        /// The exact amount.
        exact: Decimal,
        /// The amount rounded.
        value: Decimal,
    },
    /// The value is not determined.
    Refused(Refusal),
}

impl Step {
    pub(crate) fn of_share(share: &Share, terms: Option<Incoterm>, basis: Basis) -> Self {
        Self::Cost { share: share.clone(), terms, basis }
    }

    /// The figure that the step leads to, in the Member's currency unless it is the price itself.
    #[must_use]
    pub fn figure(&self) -> Option<Decimal> {
        match self {
            Self::Price(money, _) | Self::Declared(money) => Some(money.amount),
            Self::Converted { from, rate } => from.amount.checked_mul(*rate),
            Self::Cost { share, .. } => Some(share.change),
            Self::Value { value, .. } => Some(*value),
            Self::NotDeclared(..) | Self::Refused(_) => None,
        }
    }

    /// The article that the step rests on.
    #[must_use]
    pub fn source(&self) -> &'static str {
        match self {
            Self::Price(..) | Self::Refused(_) | Self::Value { .. } => "Valuation Agreement, article 1",
            Self::Declared(_) => "customs value as declared (WCO Data Model 68A:108)",
            Self::Converted { .. } => "Valuation Agreement, article 9",
            Self::NotDeclared(..) => "Valuation Agreement, article 8.2",
            Self::Cost { share, .. } => match share.kind {
                CostKind::Addition(_) => "Valuation Agreement, article 8.1",
                CostKind::Precarriage | CostKind::Freight | CostKind::Insurance => "Valuation Agreement, article 8.2",
                CostKind::Deduction(_) => "Valuation Agreement, note to article 1",
            },
        }
    }

    /// What was done, in English and French; a summary of ours, not legal text.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Price(money, terms) => price(*money, *terms),
            Self::Declared(money) => Text::owned(
                format!("customs value declared outright: {money}"),
                format!("valeur en douane déclarée directement : {money}"),
            ),
            Self::Converted { from, rate } => Text::owned(
                format!("{from} converted at {rate}, the rate of the day"),
                format!("{from} converti au taux du jour de {rate}"),
            ),
            Self::Cost { share, terms, basis } => cost(share, *terms, *basis),
            Self::NotDeclared(kind, terms, basis) => not_declared(kind, *terms, *basis),
            Self::Value { exact, value } if exact == value => {
                Text::fixed("customs value, method 1", "valeur en douane, méthode 1")
            }
            Self::Value { exact, .. } => Text::owned(
                format!("customs value, method 1: {exact} rounded half up"),
                format!("valeur en douane, méthode 1 : {exact} arrondi au plus proche"),
            ),
            Self::Refused(refusal) => refusal.text(),
        }
    }
}

fn price(money: Money, terms: Option<Incoterm>) -> Text {
    match terms {
        Some(terms) => Text::owned(
            format!("price actually paid or payable: {money}, {terms}"),
            format!("prix effectivement payé ou à payer : {money}, {terms}"),
        ),
        None => Text::owned(
            format!("price actually paid or payable: {money}; no delivery terms declared, taken as it stands"),
            format!(
                "prix effectivement payé ou à payer : {money} ; conditions de livraison non déclarées, pris tel quel"
            ),
        ),
    }
}

fn name(kind: &CostKind) -> (String, String) {
    let both = |en: &str, fr: &str| (en.to_owned(), fr.to_owned());
    match kind {
        CostKind::Precarriage => both("transport to the place of exportation", "transport jusqu’au lieu d’exportation"),
        CostKind::Freight => both("freight", "fret"),
        CostKind::Insurance => both("insurance", "assurance"),
        CostKind::Addition(code) => (format!("addition `{code}`"), format!("élément à ajouter `{code}`")),
        CostKind::Deduction(code) => (format!("deduction `{code}`"), format!("élément à déduire `{code}`")),
    }
}

fn cost(share: &Share, terms: Option<Incoterm>, basis: Basis) -> Text {
    let (en, fr) = name(&share.kind);
    if share.change.is_zero() {
        return unchanged(&en, &fr, share, terms, basis);
    }
    let (by_en, by_fr) = match share.by {
        ApportionBy::Value => ("by value", "selon la valeur"),
        ApportionBy::NetMass => ("by net mass", "selon la masse nette"),
        ApportionBy::GrossMass => ("by gross mass", "selon la masse brute"),
    };
    let (did_en, did_fr) =
        if share.change < Decimal::ZERO { ("taken off", "à déduire") } else { ("added", "à ajouter") };
    let total = share.total;
    Text::owned(
        format!("{en}, {did_en}: this line's share of {total}, apportioned {by_en}"),
        format!("{fr}, {did_fr} : part de cette ligne dans {total}, répartition {by_fr}"),
    )
}

fn unchanged(en: &str, fr: &str, share: &Share, terms: Option<Incoterm>, basis: Basis) -> Text {
    let total = share.total;
    if total.amount.is_zero() || basis == Basis::Cif {
        let (because_en, because_fr) = match terms {
            Some(terms) if terms.covers(&share.kind) => {
                (format!("already in the price under {terms}"), format!("déjà compris dans le prix selon {terms}"))
            }
            _ => ("already in the price, or nil".to_owned(), "déjà compris dans le prix, ou nul".to_owned()),
        };
        return Text::owned(format!("{en} {total}: {because_en}"), format!("{fr} {total} : {because_fr}"));
    }
    Text::owned(format!("{en} {total}: no change to the value"), format!("{fr} {total} : sans effet sur la valeur"))
}

fn not_declared(kind: &CostKind, terms: Option<Incoterm>, basis: Basis) -> Text {
    let (en, fr) = name(kind);
    let terms = terms.map_or("", Incoterm::as_str);
    match basis {
        Basis::Cif => Text::owned(
            format!(
                "{en}: not in the price under {terms} and not declared; nothing is added, the value may be too low"
            ),
            format!(
                "{fr} : non compris dans le prix selon {terms} et non déclaré ; rien n’est ajouté, la valeur peut être trop basse"
            ),
        ),
        Basis::Fob => Text::owned(
            format!(
                "{en}: in the price under {terms} and not shown apart; nothing is taken off, the value may be too high"
            ),
            format!(
                "{fr} : compris dans le prix selon {terms} et non distingué ; rien n’est déduit, la valeur peut être trop haute"
            ),
        ),
    }
}
