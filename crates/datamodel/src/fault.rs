use std::sync::Arc;

use basis::{Finding, Language, Notice, Place, Severity, Text};

/// Why bytes could not be read as a message: what is wrong, where, and under which code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Where in the bytes; columns are counted in characters.
    pub place: Place,
    /// What is wrong and what would be right.
    pub text: Text,
    /// `xml-not-well-formed`, `xml-encoding`, `xml-declares-entities` or `xml-too-large`.
    pub code: &'static str,
}

impl ReadError {
    /// The clause that is not kept.
    #[must_use]
    pub fn source(&self) -> &'static str {
        match self.code {
            NOT_WELL_FORMED => "W3C XML 1.0 (Fifth Edition), section 2.1 Well-Formed XML Documents",
            ENCODING => "W3C XML 1.0 (Fifth Edition), section 4.3.3 Character Encoding in Entities",
            DECLARES => "OpenCustoms: a message carries no document type declaration",
            _ => "OpenCustoms: limits of one message",
        }
    }

    /// The same as a finding, for the answer that stands for the message.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let notice = Notice {
            code: self.code.to_owned(),
            severity: Severity::Error,
            text: self.text.clone(),
            source: self.source().to_owned(),
        };
        Finding::new(Arc::new(notice)).in_place(self.place)
    }
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = self.text.in_language(Language::En);
        write!(f, "line {}, column {}: {words}", self.place.line, self.place.column)
    }
}

impl std::error::Error for ReadError {}

pub(crate) const NOT_WELL_FORMED: &str = "xml-not-well-formed";
pub(crate) const ENCODING: &str = "xml-encoding";
pub(crate) const DECLARES: &str = "xml-declares-entities";
pub(crate) const TOO_LARGE: &str = "xml-too-large";

/// A fault at a byte of the decoded text; the line and column are worked out only when it is reported.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) code: &'static str,
    pub(crate) text: Text,
}

impl Fault {
    pub(crate) fn not_well_formed(at: usize, en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self { at, code: NOT_WELL_FORMED, text: Text::owned(en, fr) }
    }

    pub(crate) fn too_large(at: usize, en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self { at, code: TOO_LARGE, text: Text::owned(en, fr) }
    }

    pub(crate) fn encoding(at: usize, en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self { at, code: ENCODING, text: Text::owned(en, fr) }
    }

    pub(crate) fn in_text(self, text: &str) -> ReadError {
        ReadError { place: place(text, self.at), text: self.text, code: self.code }
    }
}

/// The line and column of a byte of a text. A line ends with LF, CR LF or a lone CR (XML 1.0, section 2.11).
pub(crate) fn place(text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or(text);
    let bytes = before.as_bytes();
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let lone = memchr::memchr_iter(b'\r', bytes)
        .filter(|&position| text.as_bytes().get(position + 1).is_some_and(|next| *next != b'\n'))
        .count();
    let start = memchr::memrchr2(b'\n', b'\r', bytes).map_or(0, |position| position + 1);
    let column = before.get(start..).map_or(0, |line| line.chars().count());
    Place { line: (feeds + lone) as u64 + 1, column: column as u64 + 1 }
}

/// A piece of the input fit for a message: short, without line breaks.
pub(crate) fn shown(text: &str) -> String {
    let short: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}
