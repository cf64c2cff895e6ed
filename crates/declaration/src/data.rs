//! What the readers of our data files share: problems with their line and column, digests, dated rows.

use std::fmt;
use std::ops::Range;

use basis::{Date, Period, Text};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// What is wrong with a data file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1; 0 where the problem is of the file as a whole.
    pub line: u64,
    /// The column in characters, from 1; 0 where the problem is of the file as a whole.
    pub column: u64,
    /// What is wrong and what would be right.
    pub text: Text,
}

impl Problem {
    /// A problem at a byte of the file's text.
    pub(crate) fn at(source: &str, byte: usize, en: impl Into<String>, fr: impl Into<String>) -> Self {
        let before = source.get(..byte).unwrap_or(source);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1;
        let start = before.rfind('\n').map_or(0, |position| position + 1);
        let column = before.get(start..).map_or(0, |line| line.chars().count()) as u64 + 1;
        Self { line, column, text: Text::owned(en, fr) }
    }

    /// A problem of the file as a whole.
    pub(crate) fn whole(en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self { line: 0, column: 0, text: Text::owned(en, fr) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}, column {}: ", self.line, self.column)?;
        }
        f.write_str(&self.text.en)
    }
}

impl std::error::Error for Problem {}

/// Reads a TOML file; what the format itself refuses is a problem with its place.
pub(crate) fn toml<'de, T: Deserialize<'de>>(source: &'de str) -> Result<T, Problem> {
    toml::from_str(source).map_err(|error| {
        let words = error.message().trim().to_owned();
        match error.span() {
            Some(Range { start, .. }) => {
                Problem::at(source, start, words.clone(), format!("le fichier n'a pas la forme attendue : {words}"))
            }
            None => Problem::whole(words.clone(), format!("le fichier n'a pas la forme attendue : {words}")),
        }
    })
}

/// SHA-256 in hexadecimal.
pub(crate) fn digest(text: &str) -> String {
    use std::fmt::Write as _;
    let hash = Sha256::digest(text.as_bytes());
    let mut written = String::with_capacity(64);
    for byte in hash {
        let _never_fails = write!(written, "{byte:02x}");
    }
    written
}

/// The days of a dated row as a data file writes them.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Days {
    pub(crate) valid_from: String,
    #[serde(default)]
    pub(crate) valid_to: Option<String>,
}

impl Days {
    pub(crate) fn period(&self) -> Result<Period, String> {
        let day = |text: &str| -> Result<Date, String> {
            text.parse().map_err(|_| format!("`{text}` is not a day of the form CCYY-MM-DD"))
        };
        let to = self.valid_to.as_deref().map(day).transpose()?;
        Period::new(day(&self.valid_from)?, to).map_err(|error| error.to_string())
    }
}

/// A text in both languages as a data file writes it; both must be there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) en: String,
    pub(crate) fr: String,
}

impl From<Words> for Text {
    fn from(words: Words) -> Self {
        Text::owned(words.en, words.fr)
    }
}
