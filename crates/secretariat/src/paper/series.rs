use basis::{Language, Text};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::words;

/// A numbered series of documents: `PC{number:04}{language}{version}` gives `PC0042E1`, the first version of the English
/// text of document 42.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Raw", into = "Raw")]
pub struct Series {
    code: String,
    title: Text,
    pattern: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Fixed(String),
    /// The number, with zeros in front up to this width.
    Number(usize),
    /// `E` or `F`.
    Language,
    Version,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    code: String,
    #[serde(deserialize_with = "words::text")]
    title: Text,
    pattern: String,
}

impl TryFrom<Raw> for Series {
    type Error = PaperError;

    fn try_from(raw: Raw) -> Result<Self, PaperError> {
        Self::new(raw.code, raw.title, raw.pattern)
    }
}

impl From<Series> for Raw {
    fn from(series: Series) -> Self {
        Self { code: series.code, title: series.title, pattern: series.pattern }
    }
}

/// What a symbol says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Symbol {
    /// The document's number within its series, from 1.
    pub number: u32,
    /// The language of the text.
    pub language: Language,
    /// The version of the text, from 1.
    pub version: u32,
}

/// Why a series or symbol is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PaperError {
    /// A code that is none.
    #[error("`{0}` is no code of a series: 1 to 12 capitals, digits and hyphens, a capital first")]
    Code(String),
    /// A pattern that is none, and why.
    #[error("the pattern `{0}` {1}")]
    Pattern(String, &'static str),
    /// A number or version that is zero.
    #[error("numbers and versions begin at 1")]
    Zero,
}

impl Series {
    /// A series whose pattern gives every text a symbol of its own: `{number}` or `{number:04}`, `{language}` and
    /// `{version}`, each once, around capitals, digits, `-`, `.` and `/`. Two figures never stand side by side.
    ///
    /// # Errors
    /// `PaperError` for a code or pattern that is none.
    pub fn new(code: impl Into<String>, title: Text, pattern: impl Into<String>) -> Result<Self, PaperError> {
        let (code, pattern) = (code.into(), pattern.into());
        let letters = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        let begins = code.starts_with(|first: char| first.is_ascii_uppercase());
        if !begins || code.len() > 12 || !code.bytes().all(letters) {
            return Err(PaperError::Code(code));
        }
        let parts = parts(&pattern).map_err(|why| PaperError::Pattern(pattern.clone(), why))?;
        Ok(Self { code, title, pattern, parts })
    }

    /// The code, for example `PC`.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What people call the series.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.title
    }

    /// The pattern of its symbols.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The symbol of a text. Two different texts of a series never have one symbol.
    ///
    /// # Errors
    /// `PaperError::Zero` for a number or version of 0.
    pub fn symbol(&self, number: u32, language: Language, version: u32) -> Result<String, PaperError> {
        if number == 0 || version == 0 {
            return Err(PaperError::Zero);
        }
        let part = |part: &Part| match part {
            Part::Fixed(text) => text.clone(),
            Part::Number(width) => format!("{number:0width$}"),
            Part::Language => letter(language).to_owned(),
            Part::Version => version.to_string(),
        };
        Ok(self.parts.iter().map(part).collect())
    }

    /// What a symbol of this series says; `None` for any other text, another way to write a number included.
    #[must_use]
    pub fn parse(&self, symbol: &str) -> Option<Symbol> {
        let (mut rest, mut number, mut version, mut language) = (symbol, None, None, None);
        for part in &self.parts {
            match part {
                Part::Fixed(text) => rest = rest.strip_prefix(text.as_str())?,
                Part::Number(_) => number = Some(figure(&mut rest)?),
                Part::Version => version = Some(figure(&mut rest)?),
                Part::Language => {
                    let found = Language::ALL.into_iter().find(|language| rest.starts_with(letter(*language)))?;
                    rest = rest.strip_prefix(letter(found))?;
                    language = Some(found);
                }
            }
        }
        let (number, language, version) = (number?, language?, version?);
        (self.symbol(number, language, version).ok()? == symbol).then_some(Symbol { number, language, version })
    }
}

/// The letter by which symbols name a language.
fn letter(language: Language) -> &'static str {
    match language {
        Language::En => "E",
        Language::Fr => "F",
    }
}

/// Takes the digits at the beginning of a text.
fn figure(rest: &mut &str) -> Option<u32> {
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at_checked(end)?;
    *rest = after;
    if digits.len() <= 20 { digits.parse().ok() } else { None }
}

fn parts(pattern: &str) -> Result<Vec<Part>, &'static str> {
    if pattern.len() > 60 {
        return Err("is longer than 60 characters");
    }
    let mut parts = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let (fixed, after) = rest.split_once('{').unwrap_or((rest, ""));
        let letters = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"-./".contains(&byte);
        if !fixed.bytes().all(letters) {
            return Err("may hold capitals, digits, `-`, `.` and `/` around its braces");
        }
        if !fixed.is_empty() {
            parts.push(Part::Fixed(fixed.to_owned()));
        }
        if fixed.len() == rest.len() {
            break;
        }
        let (slot, after) = after.split_once('}').ok_or("does not close a brace")?;
        parts.push(part(slot).ok_or("knows only `{number}`, `{number:04}`, `{language}` and `{version}`")?);
        rest = after;
    }
    sound(&parts).map(|()| parts)
}

fn part(slot: &str) -> Option<Part> {
    match slot {
        "number" => Some(Part::Number(1)),
        "language" => Some(Part::Language),
        "version" => Some(Part::Version),
        slot => {
            let width = slot.strip_prefix("number:0")?;
            let width: usize = if width.len() == 1 { width.parse().ok()? } else { return None };
            (width > 0).then_some(Part::Number(width))
        }
    }
}

/// Whether every symbol can be read back: each part once, and no two figures that would run into each other.
fn sound(parts: &[Part]) -> Result<(), &'static str> {
    let once = |is: fn(&Part) -> bool| parts.iter().filter(|part| is(part)).count() == 1;
    let numbers = once(|part| matches!(part, Part::Number(_)));
    if !(numbers && once(|part| *part == Part::Language) && once(|part| *part == Part::Version)) {
        return Err("needs `{number}`, `{language}` and `{version}`, each once");
    }
    let is_figure = |part: &Part| matches!(part, Part::Number(_) | Part::Version);
    let begins = |part: &Part| match part {
        Part::Fixed(text) => text.starts_with(|first: char| first.is_ascii_digit()),
        part => is_figure(part),
    };
    let runs = |(before, after): (&Part, &Part)| is_figure(before) && begins(after);
    match parts.iter().zip(parts.iter().skip(1)).any(runs) {
        true => Err("has two figures side by side, so that its symbols could be read in two ways"),
        false => Ok(()),
    }
}
