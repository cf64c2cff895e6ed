//! The words of mails as data: a subject and a body in both languages, with names in braces where values go.

use std::collections::{BTreeMap, BTreeSet};

use basis::{Language, Text};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Faults, words};

/// The longest value that is put into a mail, in characters.
const VALUE_CHARACTERS: usize = 20_000;
const SUBJECT_CHARACTERS: usize = 200;

/// The words of one mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its name, for example `request-received`.
    pub id: String,
    /// The names of the values that go into it.
    pub slots: BTreeSet<String>,
    /// The subject.
    #[serde(deserialize_with = "words::text")]
    pub subject: Text,
    /// The text, its lines as they are sent.
    #[serde(deserialize_with = "words::text")]
    pub body: Text,
}

/// A mail whose values are in their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line without control characters.
    pub subject: String,
    /// Plain text; its only control character is the line end.
    pub body: String,
}

/// Why a mail cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MailError {
    /// A value is missing.
    #[error("the mail `{template}` needs a value for `{slot}`")]
    Missing {
        /// The template.
        template: String,
        /// The name of the value.
        slot: String,
    },
    /// A value is too long.
    #[error("the value for `{slot}` of the mail `{template}` is longer than {VALUE_CHARACTERS} characters")]
    Long {
        /// The template.
        template: String,
        /// The name of the value.
        slot: String,
    },
}

/// A piece of a text: words, or the name of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'t> {
    Words(&'t str),
    Slot(&'t str),
}

/// The pieces of a text; a brace that opens or closes nothing is refused.
fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}').ok_or("a brace is not closed")?;
        let is_slot = !slot.is_empty() && slot.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if before.contains('}') || !is_slot {
            return Err(format!("`{{{slot}}}` is no name of a value: small letters and `_`"));
        }
        found.extend([Piece::Words(before), Piece::Slot(slot)]);
        rest = after;
    }
    if rest.contains('}') {
        return Err("a brace closes nothing".to_owned());
    }
    found.push(Piece::Words(rest));
    Ok(found)
}

impl Template {
    /// Reads and checks a template written in TOML.
    ///
    /// # Errors
    /// All faults of a template that reads; where TOML itself is wrong, that one with line and column.
    pub fn read(source: &str) -> Result<Self, Faults> {
        let template: Self = words::toml(source)?;
        template.check().or(template)
    }

    /// All that is wrong with the template: each language has to name exactly the values of the template.
    #[must_use]
    pub fn check(&self) -> Faults {
        let mut faults = Faults::default();
        let at = format!("mail `{}`", self.id);
        words::check_name(&self.id, &at, "mail", &mut faults);
        words::check_text(&self.subject, &at, "subject", &mut faults);
        words::check_text(&self.body, &at, "body", &mut faults);
        for language in Language::ALL {
            let code = language.code();
            let subject = self.subject.in_language(language);
            let short = subject.chars().count() <= SUBJECT_CHARACTERS && !subject.contains('\n');
            faults.need(short, &at, || format!("the subject in `{code}` is one line of at most {SUBJECT_CHARACTERS}"));
            let mut named = BTreeSet::new();
            for text in [subject, self.body.in_language(language)] {
                match pieces(text) {
                    Err(why) => faults.say(&at, format!("in `{code}` {why}")),
                    Ok(pieces) => named.extend(pieces.into_iter().filter_map(|piece| match piece {
                        Piece::Slot(slot) => Some(slot.to_owned()),
                        Piece::Words(_) => None,
                    })),
                }
            }
            for slot in named.difference(&self.slots) {
                faults.say(&at, format!("`{{{slot}}}` in `{code}` is none of the template's values"));
            }
            for slot in self.slots.difference(&named) {
                faults.say(&at, format!("`{{{slot}}}` does not stand in `{code}`"));
            }
        }
        faults
    }

    /// The values of the template that nobody who sends it knows: what a program checks when it starts.
    #[must_use]
    pub fn check_values(&self, known: &[&str]) -> Faults {
        let mut faults = Faults::default();
        for slot in &self.slots {
            let at = format!("mail `{}`", self.id);
            faults.need(known.contains(&slot.as_str()), &at, || format!("nobody gives a value for `{{{slot}}}`"));
        }
        faults
    }

    /// The mail in a language with its values. Values are plain text: a brace in one is a brace, and in the subject a
    /// line end is a space, so that no value can add a header. Values that have no place in it are left alone.
    ///
    /// # Errors
    /// `MailError` where a value is missing or too long.
    pub fn fill(&self, language: Language, values: &BTreeMap<String, String>) -> Result<Letter, MailError> {
        let long = |slot: &&String| values.get(*slot).is_some_and(|value| value.chars().count() > VALUE_CHARACTERS);
        if let Some(slot) = self.slots.iter().find(long) {
            return Err(MailError::Long { template: self.id.clone(), slot: slot.clone() });
        }
        let subject = self.put(self.subject.in_language(language), values, false)?;
        let body = self.put(self.body.in_language(language), values, true)?;
        Ok(Letter { subject: subject.trim().to_owned(), body })
    }

    fn put(&self, text: &str, values: &BTreeMap<String, String>, lines: bool) -> Result<String, MailError> {
        let missing = |slot: &str| MailError::Missing { template: self.id.clone(), slot: slot.to_owned() };
        let mut put = String::with_capacity(text.len());
        // A template that was never checked may hold a stray brace: then it is a word.
        for piece in pieces(text).unwrap_or_else(|_| vec![Piece::Words(text)]) {
            match piece {
                Piece::Words(words) => put.push_str(words),
                Piece::Slot(slot) => put.push_str(values.get(slot).ok_or_else(|| missing(slot))?),
            }
        }
        Ok(words::plain(&put, lines))
    }
}
