use std::fmt;

use basis::{Date, Decimal, Text};
use serde::{Deserialize, Serialize};

use super::Condition;
use crate::words;

/// What kind of answer a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One line of text.
    Line,
    /// Text of several lines.
    Text,
    /// An exact number, in the unit of the limits.
    Number,
    /// A day.
    Date,
    /// Yes or no.
    YesNo,
    /// One of the options.
    Choice,
    /// Any of the options.
    Choices,
    /// A country by its two letters.
    Country,
    /// An e-mail address.
    Email,
    /// A Member, partner, company or other body by its code in the register.
    Body,
    /// An uploaded document by its reference.
    File,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Line,
        Self::Text,
        Self::Number,
        Self::Date,
        Self::YesNo,
        Self::Choice,
        Self::Choices,
        Self::Country,
        Self::Email,
        Self::Body,
        Self::File,
    ];

    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::YesNo => "yes-no",
            Self::Choice => "choice",
            Self::Choices => "choices",
            Self::Country => "country",
            Self::Email => "email",
            Self::Body => "body",
            Self::File => "file",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One of the answers that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown.
    #[serde(deserialize_with = "words::text")]
    pub text: Text,
}

/// What an answer has to keep to. Which limits a kind may have is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// `line`, `text`: the fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u32>,
    /// `line`, `text`: the most characters; 200 and 5,000 where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// `number`: the smallest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// `number`: the largest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// `number`: the most decimals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<u32>,
    /// `number`: the unit it is in.
    #[serde(
        skip_serializing_if = "Option::is_none",
        deserialize_with = "words::maybe_text",
        serialize_with = "words::write_maybe_text"
    )]
    pub unit: Option<Text>,
    /// `date`: the first day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// `date`: the last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// `choices`: the most options that may be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// `choice`, `choices`: the options, in order.
    #[serde(rename = "option", skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
}

impl Limits {
    /// The most characters of a line where the form does not say.
    pub const LINE: u32 = 200;
    /// The most characters of a text where the form does not say.
    pub const TEXT: u32 = 5_000;

    /// The names of the limits that are set, as data writes them, with the kinds they belong to.
    pub(crate) fn set(&self) -> Vec<(&'static str, &'static [Kind])> {
        const WORDS: &[Kind] = &[Kind::Line, Kind::Text];
        const NUMBER: &[Kind] = &[Kind::Number];
        const DATE: &[Kind] = &[Kind::Date];
        const OPTIONS: &[Kind] = &[Kind::Choice, Kind::Choices];
        let all: [(bool, &'static str, &'static [Kind]); 10] = [
            (self.min_length.is_some(), "min_length", WORDS),
            (self.max_length.is_some(), "max_length", WORDS),
            (self.min.is_some(), "min", NUMBER),
            (self.max.is_some(), "max", NUMBER),
            (self.scale.is_some(), "scale", NUMBER),
            (self.unit.is_some(), "unit", NUMBER),
            (self.from.is_some(), "from", DATE),
            (self.to.is_some(), "to", DATE),
            (self.most.is_some(), "most", &[Kind::Choices]),
            (!self.options.is_empty(), "option", OPTIONS),
        ];
        all.into_iter().filter(|(set, ..)| *set).map(|(_, name, kinds)| (name, kinds)).collect()
    }

    /// Whether a value is one of the options.
    #[must_use]
    pub fn offers(&self, value: &str) -> bool {
        self.options.iter().any(|option| option.value == value)
    }
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name within the form.
    pub id: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The question.
    #[serde(deserialize_with = "words::text")]
    pub label: Text,
    /// What helps to answer it; nothing where it needs no help.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "words::maybe_text",
        serialize_with = "words::write_maybe_text"
    )]
    pub help: Option<Text>,
    /// Whether it has to be answered wherever it is shown.
    #[serde(default)]
    pub required: bool,
    /// When it has to be answered, where that depends on other answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_if: Option<Condition>,
    /// When it is shown; always where nothing is said. What is hidden has no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_if: Option<Condition>,
    /// Whether its answer stands once the form was sent, because the way of the case follows from it.
    #[serde(default)]
    pub fixed: bool,
    /// What its answer has to keep to.
    #[serde(default)]
    pub limits: Limits,
}

impl Question {
    /// Whether its answer can be changed after the form was sent. An address was proved, or a mail went there: it never
    /// can.
    #[must_use]
    pub fn is_editable(&self) -> bool {
        !self.fixed && self.kind != Kind::Email
    }

    /// The most characters of its answer, for `line` and `text`.
    #[must_use]
    pub fn max_length(&self) -> u32 {
        let usual = if self.kind == Kind::Text { Limits::TEXT } else { Limits::LINE };
        self.limits.max_length.unwrap_or(usual)
    }
}
