//! Mapping files: what the columns of a table mean in the terms of a declaration. One row is a declaration of one item.

mod bind;
mod file;
mod target;

use std::fmt;
use std::sync::Arc;

use basis::{CompactString, Currency, Decimal, Text};

pub use self::bind::{Binder, RowProblem};
pub use crate::data::Problem;
use target::Target;

/// A mapping file, read and checked, not yet bound to the header of a table.
#[derive(Clone, Debug)]
pub struct Mapping {
    name: Text,
    source: String,
    values: Vec<Value>,
    form: Form,
    digest: String,
}

/// How numbers and days are written in the table.
#[derive(Clone, Copy, Debug)]
struct Form {
    comma: bool,
    date: DateForm,
}

/// The order of year, month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DateForm {
    YearMonthDay,
    Compact,
    DayMonthYear,
    MonthDayYear,
}

/// Where a value comes from: a column by its name (or, once bound, its number), or the same for every row.
#[derive(Clone, Debug)]
enum Taken<C> {
    Column(C),
    Constant(CompactString),
}

/// One value of the declaration.
#[derive(Clone, Debug)]
struct Value {
    target: Target,
    from: Taken<String>,
    option: Arc<Options>,
    /// The currency's column, for an amount whose currency is no constant; the unit's, for a quantity.
    beside: Option<String>,
}

/// What is done to a value on the way.
#[derive(Clone, Debug, Default)]
struct Options {
    /// The column's name, or `constant`, for messages.
    label: String,
    required: bool,
    /// Left-padding with zeros up to this many characters.
    width: usize,
    /// Translations of codes, sorted; empty where codes are kept.
    codes: Vec<(CompactString, CompactString)>,
    /// Whether a code without a translation is refused.
    strict: bool,
    /// What a mass is multiplied by to be in kilograms.
    factor: Option<Decimal>,
    currency: Option<Currency>,
    unit: CompactString,
    /// The kind of charge of an adjustment.
    charge: CompactString,
}

/// Columns that a mapping names and a table does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingColumns {
    /// The columns that are missing, in the order of the mapping.
    pub missing: Vec<String>,
    /// The columns that the table has.
    pub present: Vec<String>,
}

impl fmt::Display for MissingColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |columns: &[String]| {
            let shown: Vec<String> = columns.iter().take(40).map(|column| format!("`{column}`")).collect();
            shown.join(", ")
        };
        write!(f, "the table has no column {}; it has {}", named(&self.missing), named(&self.present))
    }
}

impl std::error::Error for MissingColumns {}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// `Problem` with line and column: an element, option or unit that is not known, an element mapped twice, an amount
    /// without a currency, a value with neither column nor constant.
    pub fn read(source: &str) -> Result<Self, Problem> {
        file::read(source)
    }

    /// Binds the mapping to the header of a table. Columns that the mapping does not name are left alone.
    ///
    /// # Errors
    /// `MissingColumns`, naming every column that is not there.
    pub fn bind(&self, headers: &[&str]) -> Result<Binder, MissingColumns> {
        bind::bind(self, headers)
    }

    /// What the mapping is for, in words.
    #[must_use]
    pub fn name(&self) -> &Text {
        &self.name
    }

    /// Where the description of the table comes from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The columns that the mapping reads, without repetition, in its order.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        let mut columns: Vec<&str> = Vec::new();
        for value in &self.values {
            let own = match &value.from {
                Taken::Column(name) => Some(name.as_str()),
                Taken::Constant(_) => None,
            };
            for column in own.into_iter().chain(value.beside.as_deref()) {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        columns
    }

    /// SHA-256 of the file, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }
}
