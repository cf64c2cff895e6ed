use basis::{Currency, Text};

use crate::Unit;

/// Why an amount is not determined. It is never taken as zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// No measure covers the code on the day.
    NoMeasure,
    /// The code is too short: lines below it carry different rates.
    CodeTooShort,
    /// A quantity in a unit is needed and not declared.
    MissingQuantity(Unit),
    /// The customs value is not known.
    MissingValue,
    /// No rate of exchange is loaded for a currency on the day.
    NoRate(Currency),
    /// The state of a quota on the day is not known.
    QuotaUnknown,
    /// The non-preferential origin is not known, and an anti-dumping duty depends on it.
    MissingOrigin,
    /// The expression refers to an agricultural component, whose tables are not loaded.
    AgriculturalComponent,
    /// The amount is built on another charge that is not determined.
    Depends,
    /// The amount exceeds 28 digits.
    Overflow,
}

impl Why {
    /// The identifier used in data, for example `missing-quantity`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoMeasure => "no-measure",
            Self::CodeTooShort => "code-too-short",
            Self::MissingQuantity(_) => "missing-quantity",
            Self::MissingValue => "missing-value",
            Self::NoRate(_) => "no-rate",
            Self::QuotaUnknown => "quota-unknown",
            Self::MissingOrigin => "missing-origin",
            Self::AgriculturalComponent => "agricultural-component",
            Self::Depends => "depends",
            Self::Overflow => "overflow",
        }
    }

    /// What is missing and what would be right, in English and French.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::NoMeasure => Text::fixed(
                "not determined: no measure covers the code on this day",
                "non déterminé : aucune mesure ne couvre le code à cette date",
            ),
            Self::CodeTooShort => Text::fixed(
                "not determined: the lines under this code carry different rates; a longer code is needed",
                "non déterminé : les lignes de ce code portent des taux différents ; un code plus long est nécessaire",
            ),
            Self::MissingQuantity(unit) => {
                let name = unit.name();
                Text::owned(
                    format!("not determined: the quantity in `{unit}` is needed ({})", name.en),
                    format!("non déterminé : la quantité en `{unit}` est nécessaire ({})", name.fr),
                )
            }
            Self::MissingValue => Text::fixed(
                "not determined: the customs value is not known",
                "non déterminé : la valeur en douane n’est pas connue",
            ),
            Self::NoRate(currency) => Text::owned(
                format!("not determined: no rate of exchange for `{currency}` on this day"),
                format!("non déterminé : aucun taux de change pour `{currency}` à cette date"),
            ),
            Self::QuotaUnknown => Text::fixed(
                "not determined: the state of the quota on this day is not known",
                "non déterminé : l’état du contingent à cette date n’est pas connu",
            ),
            Self::MissingOrigin => Text::fixed(
                "not determined: an anti-dumping duty depends on the non-preferential origin, which is not declared",
                "non déterminé : un droit antidumping dépend de l’origine non préférentielle, qui n’est pas déclarée",
            ),
            Self::AgriculturalComponent => Text::fixed(
                "not determined: the tables of agricultural components are not loaded",
                "non déterminé : les tables des éléments agricoles ne sont pas chargées",
            ),
            Self::Depends => Text::fixed(
                "not determined: it is computed on another charge that is not determined",
                "non déterminé : le calcul repose sur une autre imposition qui n’est pas déterminée",
            ),
            Self::Overflow => Text::fixed(
                "not determined: the amount has more than 28 digits",
                "non déterminé : le montant compte plus de 28 chiffres",
            ),
        }
    }
}
