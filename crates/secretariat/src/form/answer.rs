use std::collections::{BTreeMap, BTreeSet};

use basis::{Country, Date, Decimal};
use serde::{Deserialize, Serialize, Serializer};

use super::Kind;
use crate::{Faults, words};

/// The answers to a form, by question.
pub type Answers = BTreeMap<String, Answer>;

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Answer {
    /// One line of text.
    Line(String),
    /// Text of several lines, ended by `\n`.
    Text(String),
    /// An exact number.
    #[serde(serialize_with = "normal")]
    Number(Decimal),
    /// A day.
    Date(Date),
    /// Yes or no.
    YesNo(bool),
    /// The value of an option.
    Choice(String),
    /// The values of options.
    Choices(BTreeSet<String>),
    /// A country.
    Country(Country),
    /// An e-mail address, its domain in small letters.
    Email(String),
    /// The code of a body.
    Body(String),
    /// The reference of an uploaded document.
    File(String),
}

/// Equal numbers are written alike: `1.50` as `1.5`.
fn normal<S: Serializer>(number: &Decimal, to: S) -> Result<S::Ok, S::Error> {
    Serialize::serialize(&number.normalize(), to)
}

impl Answer {
    /// The kind of question it answers.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Line(_) => Kind::Line,
            Self::Text(_) => Kind::Text,
            Self::Number(_) => Kind::Number,
            Self::Date(_) => Kind::Date,
            Self::YesNo(_) => Kind::YesNo,
            Self::Choice(_) => Kind::Choice,
            Self::Choices(_) => Kind::Choices,
            Self::Country(_) => Kind::Country,
            Self::Email(_) => Kind::Email,
            Self::Body(_) => Kind::Body,
            Self::File(_) => Kind::File,
        }
    }

    /// Whether it is the value that a condition names: `yes` or `no`, a day, an equal number, one of several options.
    #[must_use]
    pub fn is(&self, value: &str) -> bool {
        match self {
            Self::Line(own) | Self::Text(own) | Self::Choice(own) | Self::Email(own) => own == value,
            Self::Body(own) | Self::File(own) => own == value,
            Self::Number(own) => value.parse::<Decimal>().is_ok_and(|value| *own == value),
            Self::Date(own) => value.parse::<Date>().is_ok_and(|value| *own == value),
            Self::YesNo(own) => value == if *own { "yes" } else { "no" },
            Self::Choices(own) => own.contains(value),
            Self::Country(own) => own.as_str() == value,
        }
    }

    /// The answer as an HTML form would post it again; options in the order of their values.
    #[must_use]
    pub fn raw(&self) -> Vec<String> {
        match self {
            Self::Line(own) | Self::Text(own) | Self::Choice(own) | Self::Email(own) => vec![own.clone()],
            Self::Body(own) | Self::File(own) => vec![own.clone()],
            Self::Number(own) => vec![own.normalize().to_string()],
            Self::Date(own) => vec![own.to_string()],
            Self::YesNo(own) => vec![if *own { "yes" } else { "no" }.to_owned()],
            Self::Choices(own) => own.iter().cloned().collect(),
            Self::Country(own) => vec![own.to_string()],
        }
    }
}

/// Answers as JSON whose bytes follow from the answers alone.
///
/// # Errors
/// `Faults` where they cannot be written, which answers never meet.
pub fn write_answers(answers: &Answers) -> Result<String, Faults> {
    words::to_json(answers)
}

/// Answers from JSON. Whether they fit a form is another question: `Form::check_answers`.
///
/// # Errors
/// `Faults` where the text is no such JSON.
pub fn read_answers(json: &str) -> Result<Answers, Faults> {
    words::json(json)
}
