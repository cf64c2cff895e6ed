use std::fmt;
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use crate::{Language, Text};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Information,
    /// A doubt: the declaration stands, an officer may ask.
    Warning,
    /// The declaration cannot be accepted as it is.
    Error,
}

impl Severity {
    /// The word used in data and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// The place of a value in a message by the class and element ids of the WCO Data Model, from the root down:
/// `42A/67A/68A[2]/23A/65A:128` is the net mass of the second goods item.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pointer(pub CompactString);

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where something stands in the bytes that were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
}

/// What every finding of one kind shares: its code, weight, words and source. `{value}` in the words stands for the
/// value that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The identifier, stable across versions, for example `net-mass-above-gross`.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong and what would be right, in English and French.
    pub text: Text,
    /// The article, standard or rule it comes from.
    pub source: String,
}

/// Something found about a declaration. A finding is an answer, never an error of the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What is shared by all findings of this kind.
    #[serde(flatten)]
    pub notice: Arc<Notice>,
    /// The value's place in the data model, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pointer: Option<Pointer>,
    /// The value's place in the bytes, where it is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
    /// The value that was found; empty where something is missing.
    #[serde(skip_serializing_if = "CompactString::is_empty", default)]
    pub value: CompactString,
}

impl Finding {
    /// A finding without pointer, place or value.
    #[must_use]
    pub fn new(notice: Arc<Notice>) -> Self {
        Self { notice, pointer: None, place: None, value: CompactString::default() }
    }

    /// The same finding at a pointer.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<CompactString>) -> Self {
        self.pointer = Some(Pointer(pointer.into()));
        self
    }

    /// The same finding at a place in the bytes.
    #[must_use]
    pub fn in_place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The same finding with the value that was found.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<CompactString>) -> Self {
        self.value = value.into();
        self
    }

    /// The words for a person, with the value in its place.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        self.notice.text.in_language(language).replace("{value}", &self.value)
    }
}
