use basis::Text;
use declaration::Field;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The largest number of keys, and the largest number of pairs, in one plan.
pub(crate) const KEYS_MAX: usize = 48;
/// The largest number of columns: a column's number is one byte, and one value of it stays free.
pub(crate) const COLUMNS_MAX: usize = 255;
/// The columns of numbers that every plan has: net mass, price, unit price, duty proxy, rate, weekday, and whether the
/// country exported from differs from the origin. The ratios to median unit prices follow them.
pub(crate) const NUMBERS: usize = 7;

/// A coded field whose fraud rate and frequency are features.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The field's name (`origin`, `national.import_use`), or `code.2`, `code.4`, `code.6` for the first digits of the
    /// commodity code (chapter, heading, subheading).
    pub name: String,
    /// What a reason calls it, in both languages.
    pub label: Text,
    /// Whether the value itself is a feature too, numbered in the order in which values appear.
    #[serde(default)]
    pub numbered: bool,
}

/// Which features a model is made of. It is data and stands in the model's card.
///
/// For each key and each pair of keys: the smoothed fraud rate and the number of cases. From mass, price and rate: the
/// unit price, its ratio to the median of each reference key, the duty proxy. From the declaration: the weekday, and
/// whether the country exported from differs from the origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeaturePlan {
    /// The keys.
    pub keys: Vec<Key>,
    /// The pairs of keys, by the names of the keys.
    pub pairs: Vec<[String; 2]>,
    /// The keys whose median unit price is a reference, by name.
    pub references: Vec<String>,
}

/// Why a plan cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PlanError {
    /// A key's name is not a field of a declaration.
    #[error("`{0}` is not a field of a declaration; the digits of a code are `code.2`, `code.4` or `code.6`")]
    Field(String),
    /// A pair or a reference names a key that the plan does not have.
    #[error("`{0}` is not among the plan's keys")]
    Key(String),
    /// A key stands twice.
    #[error("the key `{0}` stands twice")]
    Twice(String),
    /// More keys, pairs or columns than a model holds.
    #[error("the plan has {keys} keys, {pairs} pairs and {columns} columns; at most 48, 48 and 255 can be used")]
    Size {
        /// Keys in the plan.
        keys: usize,
        /// Pairs in the plan.
        pairs: usize,
        /// Columns they make.
        columns: usize,
    },
}

/// Name, English label, French label of the keys of the default plan.
const FIELDS: [(&str, &str, &str); 18] = [
    ("office", "office", "bureau"),
    ("national.process_type", "process type", "type de traitement"),
    ("national.import_type", "import type", "type d’importation"),
    ("national.import_use", "import use", "usage à l’importation"),
    ("payment", "payment method", "mode de paiement"),
    ("mode", "mode of transport", "mode de transport"),
    ("declarant", "declarant", "déclarant"),
    ("importer", "importer", "importateur"),
    ("seller", "seller", "vendeur"),
    ("carrier", "carrier", "transporteur"),
    ("export_country", "country exported from", "pays d’exportation"),
    ("origin", "origin", "origine"),
    ("national.tax_rate", "declared rate", "taux déclaré"),
    ("preference", "preference", "préférence"),
    ("national.origin_indicator", "origin indicator", "indicateur d’origine"),
    ("code.6", "code", "code"),
    ("code.4", "heading", "position"),
    ("code.2", "chapter", "chapitre"),
];

const PAIRS: [[&str; 2]; 9] = [
    ["origin", "code.6"],
    ["origin", "code.4"],
    ["origin", "national.tax_rate"],
    ["export_country", "code.6"],
    ["code.6", "national.tax_rate"],
    ["code.4", "national.tax_rate"],
    ["preference", "code.6"],
    ["national.import_use", "code.6"],
    ["importer", "code.4"],
];

impl Default for FeaturePlan {
    /// The plan of the Korean yardstick data, columns AB: 18 keys, 9 pairs, two references, 63 columns. A declaration
    /// that lacks one of the national fields has a missing value there.
    ///
    /// AB has 18 columns more that bring a tree nothing: the logarithms of mass and price split as mass and price do,
    /// and the bare numbers of 16 codes (`numbered`) left the held-out precision as it was.
    fn default() -> Self {
        let key = |(name, en, fr): &(&str, &str, &str)| Key {
            name: (*name).to_owned(),
            label: Text::owned(*en, *fr),
            numbered: false,
        };
        let keys = FIELDS.iter().map(key).collect();
        let pairs = PAIRS.iter().map(|pair| pair.map(str::to_owned)).collect();
        Self { keys, pairs, references: vec!["code.6".to_owned(), "code.4".to_owned()] }
    }
}

/// A plan whose names are resolved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layout {
    /// For each key its field and, for the code, how many digits.
    pub(crate) keys: Vec<(Field, Option<usize>)>,
    /// For each pair the places of its keys.
    pub(crate) pairs: Vec<(usize, usize)>,
    /// For each reference the place of its key.
    pub(crate) references: Vec<usize>,
    /// For each column what it holds, in the order of the columns.
    pub(crate) columns: Vec<Column>,
}

/// What one column holds. Groups are the keys, then the pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// The smoothed fraud rate of a group.
    Rate(usize),
    /// The number of cases of a group.
    Cases(usize),
    /// The number of a key's value, in the order of appearance.
    Number(usize),
    /// One of the numbers, the ratios last.
    Measure(usize),
}

impl Layout {
    /// Resolves a plan's names.
    pub(crate) fn of(plan: &FeaturePlan) -> Result<Self, PlanError> {
        let (keys_count, pairs_count) = (plan.keys.len(), plan.pairs.len());
        let too_long = |columns| PlanError::Size { keys: keys_count, pairs: pairs_count, columns };
        if keys_count > KEYS_MAX || pairs_count > KEYS_MAX || plan.references.len() > KEYS_MAX {
            return Err(too_long(0));
        }
        let mut keys = Vec::with_capacity(keys_count);
        for (place, key) in plan.keys.iter().enumerate() {
            if plan.keys.iter().take(place).any(|other| other.name == key.name) {
                return Err(PlanError::Twice(key.name.clone()));
            }
            keys.push(resolve(&key.name)?);
        }
        let place = |name: &String| {
            plan.keys.iter().position(|key| key.name == *name).ok_or_else(|| PlanError::Key(name.clone()))
        };
        let pairs: Vec<_> =
            plan.pairs.iter().map(|[a, b]| Ok((place(a)?, place(b)?))).collect::<Result<_, PlanError>>()?;
        let references: Vec<_> = plan.references.iter().map(place).collect::<Result<_, _>>()?;
        let mut columns = Vec::new();
        for (group, key) in plan.keys.iter().enumerate() {
            columns.extend([Column::Rate(group), Column::Cases(group)]);
            columns.extend(key.numbered.then_some(Column::Number(group)));
        }
        for group in keys_count..keys_count + pairs_count {
            columns.extend([Column::Rate(group), Column::Cases(group)]);
        }
        columns.extend((0..NUMBERS + references.len()).map(Column::Measure));
        if columns.len() > COLUMNS_MAX {
            return Err(too_long(columns.len()));
        }
        Ok(Self { keys, pairs, references, columns })
    }

    /// Keys and pairs together.
    pub(crate) fn groups(&self) -> usize {
        self.keys.len() + self.pairs.len()
    }

    /// Numbers and ratios together.
    pub(crate) fn measures(&self) -> usize {
        NUMBERS + self.references.len()
    }

    /// The factor under which a column's contribution is told: its group, or its number after all groups.
    pub(crate) fn factor(&self, column: Column) -> usize {
        match column {
            Column::Rate(group) | Column::Cases(group) | Column::Number(group) => group,
            Column::Measure(measure) => self.groups() + measure,
        }
    }
}

fn resolve(name: &str) -> Result<(Field, Option<usize>), PlanError> {
    match name {
        "code.2" => Ok((Field::Code, Some(2))),
        "code.4" => Ok((Field::Code, Some(4))),
        "code.6" => Ok((Field::Code, Some(6))),
        _ => Ok((name.parse().map_err(|_| PlanError::Field(name.to_owned()))?, None)),
    }
}
