//! The tables of a data file as they are written.

use std::collections::BTreeMap;

use basis::{Country, Currency, Date};
use serde::Deserialize;
use toml::Spanned;

/// A day as TOML writes it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "toml::value::Datetime")]
pub(super) struct Day(pub Date);

impl TryFrom<toml::value::Datetime> for Day {
    type Error = String;
    fn try_from(written: toml::value::Datetime) -> Result<Self, Self::Error> {
        let toml::value::Datetime { date: Some(day), time: None, offset: None } = written else {
            return Err(format!("`{written}` is not a day; a day is written 2020-01-31"));
        };
        let parts = (i16::try_from(day.year), i8::try_from(day.month), i8::try_from(day.day));
        let (Ok(year), Ok(month), Ok(number)) = parts else {
            return Err(format!("`{written}` is not a day of the calendar"));
        };
        Date::new(year, month, number).map(Self).map_err(|_| format!("`{written}` is not a day of the calendar"))
    }
}

/// A text in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawText {
    pub en: String,
    pub fr: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    pub member: Option<Spanned<RawMember>>,
    #[serde(default)]
    pub claim: Vec<Spanned<RawClaim>>,
    #[serde(default)]
    pub area: Vec<Spanned<RawArea>>,
    #[serde(default)]
    pub scheme: Vec<Spanned<RawScheme>>,
    #[serde(default)]
    pub quota: Vec<Spanned<RawQuota>>,
    #[serde(default)]
    pub exchange: Vec<Spanned<RawExchange>>,
    #[serde(default)]
    pub measure: Vec<Spanned<RawMeasure>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMember {
    pub code: Country,
    pub name: RawText,
    pub notice: RawText,
    pub currency: Currency,
    pub demonstration: bool,
    pub counts_transport: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClaim {
    pub code: String,
    pub option: String,
    #[serde(default)]
    pub schemes: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawArea {
    pub id: String,
    pub name: RawText,
    pub source: String,
    pub members: Vec<RawMembership>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMembership {
    pub country: Country,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub source: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScheme {
    pub id: String,
    pub name: RawText,
    pub area: String,
    pub direct_consignment: bool,
    #[serde(default)]
    pub proofs: Vec<String>,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuota {
    pub order: String,
    pub name: RawText,
    pub area: Option<String>,
    pub periods: Vec<RawQuotaPeriod>,
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuotaPeriod {
    pub valid_from: Day,
    pub valid_to: Day,
    pub volume: String,
    pub unit: String,
    pub exhausted: Option<Day>,
    pub known_to: Option<Day>,
    pub source: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExchange {
    pub valid_from: Day,
    pub valid_to: Day,
    pub source: String,
    pub rates: BTreeMap<Currency, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMeasure {
    pub kind: String,
    pub codes: Vec<Spanned<String>>,
    pub name: Option<RawText>,
    pub scheme: Option<String>,
    pub quota: Option<String>,
    pub area: Option<String>,
    #[serde(default)]
    pub documents: Vec<String>,
    pub rounding: Option<String>,
    pub source: String,
    pub rates: Vec<Spanned<RawRate>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRate {
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub duty: Spanned<String>,
    pub source: Option<String>,
}
