//! Reads and checks a mapping file.

use std::collections::BTreeMap;
use std::sync::Arc;

use basis::{CompactString, Currency, Decimal};
use serde::Deserialize;
use toml::Spanned;

use super::target::{Form as Kind, Target};
use super::{DateForm, Form, Mapping, Options, Taken, Value};
use crate::data::{self, Problem, Words};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Words,
    source: String,
    #[serde(default)]
    decimal: Point,
    #[serde(default)]
    date: DateName,
    value: Vec<Spanned<Entry>>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Point {
    #[default]
    Point,
    Comma,
}

#[derive(Clone, Copy, Default, Deserialize)]
enum DateName {
    #[default]
    #[serde(rename = "CCYY-MM-DD")]
    YearMonthDay,
    #[serde(rename = "CCYYMMDD")]
    Compact,
    #[serde(rename = "DD/MM/CCYY")]
    DayMonthYear,
    #[serde(rename = "MM/DD/CCYY")]
    MonthDayYear,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    to: Spanned<String>,
    column: Option<String>,
    constant: Option<String>,
    #[serde(default)]
    required: bool,
    width: Option<usize>,
    codes: Option<BTreeMap<String, String>>,
    #[serde(default)]
    other: Other,
    unit: Option<Spanned<String>>,
    unit_column: Option<String>,
    currency: Option<Spanned<String>>,
    currency_column: Option<String>,
    charge: Option<String>,
    /// Remarks for the reader of the file.
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// What happens to a code that the translations do not name.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Other {
    #[default]
    Keep,
    Refuse,
}

pub(super) fn read(source: &str) -> Result<Mapping, Problem> {
    let file: File = data::toml(source)?;
    let mut values: Vec<Value> = Vec::new();
    for entry in file.value {
        let at = entry.span().start;
        let entry = entry.into_inner();
        let value = entry.value(source, at)?;
        let again = values.iter().any(|known| known.target == value.target);
        if again && !matches!(value.target, Target::Adjustment | Target::ItemAdjustment) {
            let name = entry.to.get_ref();
            return Err(Problem::at(
                source,
                entry.to.span().start,
                format!("`{name}` is mapped twice"),
                format!("`{name}` est associé deux fois"),
            ));
        }
        values.push(value);
    }
    let form = Form {
        comma: matches!(file.decimal, Point::Comma),
        date: match file.date {
            DateName::YearMonthDay => DateForm::YearMonthDay,
            DateName::Compact => DateForm::Compact,
            DateName::DayMonthYear => DateForm::DayMonthYear,
            DateName::MonthDayYear => DateForm::MonthDayYear,
        },
    };
    Ok(Mapping { name: file.name.into(), source: file.source, values, form, digest: data::digest(source) })
}

impl Entry {
    fn value(&self, source: &str, at: usize) -> Result<Value, Problem> {
        let name = self.to.get_ref();
        let problem = |en: String, fr: String| Problem::at(source, self.to.span().start, en, fr);
        let Some(target) = Target::of(name) else {
            let known = Target::NAMES.join("`, `");
            return Err(problem(
                format!("`{name}` is not an element of a declaration; known are `{known}` and `national.<name>`"),
                format!("`{name}` n'est pas un élément de déclaration ; sont connus `{known}` et `national.<nom>`"),
            ));
        };
        let from = match (&self.column, &self.constant) {
            (Some(column), None) => Taken::Column(column.clone()),
            (None, Some(constant)) => Taken::Constant(constant.as_str().into()),
            _ => {
                return Err(Problem::at(
                    source,
                    at,
                    format!("`{name}` needs either `column` or `constant`"),
                    format!("`{name}` exige soit `column`, soit `constant`"),
                ));
            }
        };
        self.fits(target.form()).map_err(|option| {
            problem(format!("`{option}` does not go with `{name}`"), format!("`{option}` ne convient pas à `{name}`"))
        })?;
        let option = self.options(source, &target)?;
        let beside = self.currency_column.clone().or_else(|| self.unit_column.clone());
        if target.form() == Kind::Money && option.currency.is_none() && beside.is_none() {
            return Err(problem(
                format!("`{name}` is an amount and needs `currency` or `currency_column`"),
                format!("`{name}` est un montant et exige `currency` ou `currency_column`"),
            ));
        }
        Ok(Value { target, from, option: Arc::new(option), beside })
    }

    /// Whether each option given has a meaning for the kind of value; otherwise the option's name.
    fn fits(&self, kind: Kind) -> Result<(), &'static str> {
        let textual = matches!(kind, Kind::Text | Kind::Code | Kind::National);
        let amount = kind == Kind::Money;
        let measured = matches!(kind, Kind::Mass | Kind::Quantity);
        let adjusts = self.to.get_ref().ends_with("adjustment");
        let given = [
            ("codes", self.codes.is_some(), textual),
            ("width", self.width.is_some(), textual),
            ("unit", self.unit.is_some(), measured),
            ("unit_column", self.unit_column.is_some(), kind == Kind::Quantity),
            ("currency", self.currency.is_some(), amount),
            ("currency_column", self.currency_column.is_some(), amount),
            ("charge", self.charge.is_some(), adjusts),
        ];
        match given.into_iter().find(|(_, given, fits)| *given && !*fits) {
            Some((name, _, _)) => Err(name),
            None if adjusts && self.charge.is_none() => Err("an adjustment without `charge`"),
            None => Ok(()),
        }
    }

    fn options(&self, source: &str, target: &Target) -> Result<Options, Problem> {
        let codes = self.codes.iter().flatten();
        let currency = self.currency.as_ref().map(|currency| {
            currency.get_ref().parse::<Currency>().map_err(|words| {
                Problem::at(
                    source,
                    currency.span().start,
                    words,
                    format!("`{}` n'est pas un code de devise à trois lettres", currency.get_ref()),
                )
            })
        });
        let factor = match (&self.unit, target.form()) {
            (Some(unit), Kind::Mass) => factor(source, unit)?,
            _ => None,
        };
        let unit = self.unit.as_ref().map(|unit| CompactString::from(unit.get_ref().as_str()));
        Ok(Options {
            label: self.column.clone().unwrap_or_else(|| "constant".to_owned()),
            required: self.required,
            width: self.width.unwrap_or_default().min(64),
            codes: codes.map(|(from, to)| (from.as_str().into(), to.as_str().into())).collect(),
            strict: self.other == Other::Refuse,
            factor,
            currency: currency.transpose()?,
            unit: unit.unwrap_or_default(),
            charge: self.charge.as_deref().unwrap_or_default().into(),
        })
    }
}

/// What a mass in a unit is multiplied by; `None` for kilograms.
fn factor(source: &str, unit: &Spanned<String>) -> Result<Option<Decimal>, Problem> {
    match unit.get_ref().as_str() {
        "kg" => Ok(None),
        "g" => Ok(Some(Decimal::new(1, 3))),
        "t" => Ok(Some(Decimal::ONE_THOUSAND)),
        // The international avoirdupois pound: exactly 0.45359237 kg.
        "lb" => Ok(Some(Decimal::new(45_359_237, 8))),
        other => Err(Problem::at(
            source,
            unit.span().start,
            format!("`{other}` is not a unit of mass; known are `kg`, `g`, `t` and `lb`"),
            format!("`{other}` n'est pas une unité de masse ; sont connues `kg`, `g`, `t` et `lb`"),
        )),
    }
}
