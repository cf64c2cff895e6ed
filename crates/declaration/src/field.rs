//! The fields of a declaration that features, profiles and mappings name.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::{Declaration, GoodsItem};

/// A coded field of a declaration or of one of its items, by the name used in data files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// `office`: 42A:065.
    Office,
    /// `type`: 42A:D013.
    Type,
    /// `mode`: 15A:T022.
    Mode,
    /// `declarant`: 57B id.
    Declarant,
    /// `importer`: 74A id.
    Importer,
    /// `exporter`: 57A id.
    Exporter,
    /// `seller`: 09B id.
    Seller,
    /// `carrier`: 18A id.
    Carrier,
    /// `code`: the commodity code as declared.
    Code,
    /// `procedure`: the current procedure.
    Procedure,
    /// `export_country`: the country exported from.
    ExportCountry,
    /// `origin`: non-preferential origin.
    Origin,
    /// `preference`: 50A:164.
    Preference,
    /// `payment`: 94A:107.
    Payment,
    /// `national.<name>`: a value that only one Member's declarations carry.
    National(Arc<str>),
}

const PLAIN: [(Field, &str); 14] = [
    (Field::Office, "office"),
    (Field::Type, "type"),
    (Field::Mode, "mode"),
    (Field::Declarant, "declarant"),
    (Field::Importer, "importer"),
    (Field::Exporter, "exporter"),
    (Field::Seller, "seller"),
    (Field::Carrier, "carrier"),
    (Field::Code, "code"),
    (Field::Procedure, "procedure"),
    (Field::ExportCountry, "export_country"),
    (Field::Origin, "origin"),
    (Field::Preference, "preference"),
    (Field::Payment, "payment"),
];

impl Field {
    /// The value in a declaration and one of its items; empty where nothing is declared.
    #[must_use]
    pub fn of<'a>(&self, declaration: &'a Declaration, item: &'a GoodsItem) -> &'a str {
        match self {
            Self::Office => &declaration.office,
            Self::Type => &declaration.type_code,
            Self::Mode => &declaration.mode,
            Self::Declarant => &declaration.declarant.id,
            Self::Importer => &declaration.importer.id,
            Self::Exporter => &declaration.exporter.id,
            Self::Seller => &declaration.seller.id,
            Self::Carrier => &declaration.carrier.id,
            Self::Code => &item.code,
            Self::Procedure => &item.procedure.current,
            Self::ExportCountry if item.export_country.is_empty() => &declaration.export_country,
            Self::ExportCountry => &item.export_country,
            Self::Origin => &item.origin.non_preferential,
            Self::Preference => &item.preference,
            Self::Payment => &item.payment,
            Self::National(name) => {
                let found = declaration.national.iter().find(|national| national.name == *name);
                found.map_or("", |national| &national.value)
            }
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::National(name) => write!(f, "national.{name}"),
            plain => {
                let found = PLAIN.iter().find(|(field, _)| field == plain);
                f.write_str(found.map_or("", |(_, name)| name))
            }
        }
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if let Some(national) = name.strip_prefix("national.") {
            return Ok(Self::National(national.into()));
        }
        let found = PLAIN.iter().find(|(_, known)| *known == name);
        found.map(|(field, _)| field.clone()).ok_or_else(|| format!("`{name}` is not a field of a declaration"))
    }
}
