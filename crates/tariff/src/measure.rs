use std::fmt;
use std::str::FromStr;

use basis::{Decimal, Period, Text, round_half_up};

use crate::Expression;

/// What a measure is. Anti-dumping duty, excise and value-added tax come on top of whichever option applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MeasureKind {
    /// The duty on goods of every origin, without condition (most-favoured-nation duty).
    ThirdCountry,
    /// A preference under a scheme, by preferential origin.
    Preference,
    /// An autonomous suspension.
    Suspension,
    /// A tariff quota.
    Quota,
    /// Anti-dumping duty, by non-preferential origin.
    AntiDumping,
    /// Excise.
    Excise,
    /// Value-added tax.
    Vat,
}

static NAMES: [(MeasureKind, &str, Text); 7] = [
    (MeasureKind::ThirdCountry, "third-country", Text::fixed("third-country duty", "droit pays tiers")),
    (MeasureKind::Preference, "preference", Text::fixed("preference", "préférence tarifaire")),
    (MeasureKind::Suspension, "suspension", Text::fixed("autonomous suspension", "suspension autonome")),
    (MeasureKind::Quota, "quota", Text::fixed("tariff quota", "contingent tarifaire")),
    (MeasureKind::AntiDumping, "anti-dumping", Text::fixed("anti-dumping duty", "droit antidumping")),
    (MeasureKind::Excise, "excise", Text::fixed("excise duty", "accise")),
    (MeasureKind::Vat, "vat", Text::fixed("value-added tax", "taxe sur la valeur ajoutée")),
];

impl MeasureKind {
    /// Whether the kind is one of the options of which exactly one applies to a line.
    #[must_use]
    pub fn is_option(self) -> bool {
        matches!(self, Self::ThirdCountry | Self::Preference | Self::Suspension | Self::Quota)
    }

    /// The word used in data, for example `third-country`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, word, _)| word)
    }

    /// The name for people.
    #[must_use]
    pub fn name(self) -> Text {
        NAMES.iter().find(|(kind, ..)| *kind == self).map_or_else(Text::default, |(.., name)| name.clone())
    }
}

impl FromStr for MeasureKind {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = NAMES.iter().find(|(_, known, _)| *known == word);
        found.map(|(kind, ..)| *kind).ok_or_else(|| {
            let known: Vec<&str> = NAMES.iter().map(|(_, known, _)| *known).collect();
            format!("`{word}` is not a kind of measure; one of {} is wanted", known.join(", "))
        })
    }
}

impl fmt::Display for MeasureKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How an amount is brought to the decimals of the currency: once, at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// Half up, to two decimals.
    #[default]
    HalfUp,
    /// Cut down to two decimals, as some Members do for duties on alcohol.
    Down,
}

impl Rounding {
    /// The rounded amount.
    #[must_use]
    pub fn round(self, exact: Decimal) -> Decimal {
        match self {
            Self::HalfUp => round_half_up(exact, 2),
            Self::Down => exact.trunc_with_scale(2),
        }
    }

    /// What it does, for the trace.
    #[must_use]
    pub fn name(self) -> Text {
        match self {
            Self::HalfUp => Text::fixed("rounded half up to two decimals", "arrondi au plus proche à deux décimales"),
            Self::Down => Text::fixed("cut down to two decimals", "arrondi par défaut à deux décimales"),
        }
    }
}

/// A rate laid down for code prefixes and a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What it is.
    pub kind: MeasureKind,
    /// Its name for people.
    pub name: std::sync::Arc<Text>,
    /// The codes and ranges it is laid down for, as written in the data.
    pub codes: Vec<String>,
    /// The rate.
    pub expression: Expression,
    /// The expression in its canonical form, printed once when the tariff is read.
    pub printed: String,
    /// The days on which it holds.
    pub period: Period,
    /// Where it is laid down.
    pub source: std::sync::Arc<str>,
    /// How its amount is rounded.
    pub rounding: Rounding,
    /// Documents of which one must be produced, by code; empty where none is asked for.
    pub documents: Vec<String>,
    /// The area whose origin it asks for: of the scheme, the quota or the measure itself; `None` for every origin.
    pub area: Option<u16>,
    /// The scheme of a preference.
    pub scheme: Option<u16>,
    /// The quota of a quota rate.
    pub quota: Option<u16>,
}
