use basis::{Currency, Date, Decimal, Text};

use crate::ApportionBy;

/// Why the customs value of a line is not determined. It is then said to be unknown, never taken as zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Neither a price nor a customs value is declared.
    PriceMissing,
    /// The price is zero: without a price paid or payable there is no transaction value (article 1).
    PriceZero,
    /// The price, or a customs value declared outright, is below zero.
    NegativePrice(Decimal),
    /// No rate of exchange is loaded for a currency on a day.
    NoRate(Currency, Date),
    /// A cost is below zero.
    NegativeCost(Decimal),
    /// A cost is to be spread by mass or value, and a line (its number from 1) does not say it.
    NoWeight(ApportionBy, usize),
    /// The deductions exceed the price and additions.
    NegativeValue(Decimal),
    /// More lines or costs than a sale may have.
    TooMany,
    /// A figure exceeds 28 digits.
    Overflow,
}

impl Refusal {
    /// What is wrong and what would be right, in English and French.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::PriceMissing => Text::fixed(
                "no price and no customs value is declared; one of them is needed",
                "ni prix ni valeur en douane n’est déclaré ; l’un des deux est nécessaire",
            ),
            Self::PriceZero => Text::fixed(
                "the price is zero: without a price paid or payable there is no transaction value; another method applies",
                "le prix est nul : sans prix payé ou à payer, il n’y a pas de valeur transactionnelle ; une autre méthode s’applique",
            ),
            Self::NegativePrice(amount) => Text::owned(
                format!("the price `{amount}` is below zero; a price is above zero"),
                format!("le prix `{amount}` est négatif ; un prix est supérieur à zéro"),
            ),
            Self::NoRate(currency, on) => Text::owned(
                format!("no rate of exchange for `{currency}` on {on}"),
                format!("aucun taux de change pour `{currency}` au {on}"),
            ),
            Self::NegativeCost(amount) => Text::owned(
                format!("the cost `{amount}` is below zero; a reduction is declared as a deduction"),
                format!("le frais `{amount}` est négatif ; une réduction se déclare comme déduction"),
            ),
            Self::NoWeight(by, line) => no_weight(*by, *line),
            Self::NegativeValue(amount) => Text::owned(
                format!("the deductions exceed the price: the value would be `{amount}`"),
                format!("les déductions dépassent le prix : la valeur serait de `{amount}`"),
            ),
            Self::TooMany => Text::fixed(
                "the sale has more lines or costs than a declaration can hold",
                "la vente compte plus de lignes ou de frais qu’une déclaration n’en peut contenir",
            ),
            Self::Overflow => Text::fixed("a figure has more than 28 digits", "un montant compte plus de 28 chiffres"),
        }
    }
}

fn no_weight(by: ApportionBy, line: usize) -> Text {
    let (en, fr) = match by {
        ApportionBy::Value => ("price", "le prix"),
        ApportionBy::NetMass => ("net mass", "la masse nette"),
        ApportionBy::GrossMass => ("gross mass", "la masse brute"),
    };
    Text::owned(
        format!("the costs are to be spread by {en}, and line {line} does not declare it above zero"),
        format!("les frais sont à répartir selon {fr}, que la ligne {line} ne déclare pas au-dessus de zéro"),
    )
}
