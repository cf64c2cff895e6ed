//! What the readers of our data files share: texts in two languages, names, limits, places in a file.

use basis::Text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Faults;

/// The longest data file that is read, in bytes.
const FILE_BYTES: usize = 1024 * 1024;

/// The longest text for people in a data file, in characters.
const TEXT_CHARACTERS: usize = 5_000;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Words<T> {
    en: T,
    fr: T,
}

/// Reads a text that has both languages and no third.
pub(crate) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
    let words: Words<String> = Words::deserialize(from)?;
    Ok(Text::owned(words.en, words.fr))
}

/// The same for a text that may be left out.
pub(crate) fn maybe_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Text>, D::Error> {
    text(from).map(Some)
}

/// Writes a text that may be left out; the pair of `maybe_text`.
pub(crate) fn write_maybe_text<S: Serializer>(text: &Option<Text>, to: S) -> Result<S::Ok, S::Error> {
    text.as_ref().map(|text| Words { en: &text.en, fr: &text.fr }).serialize(to)
}

/// Reads a TOML file of at most a megabyte; what the format refuses is a fault with its line and column.
pub(crate) fn toml<'de, T: Deserialize<'de>>(source: &'de str) -> Result<T, Faults> {
    bounded(source)?;
    toml::from_str(source).map_err(|error| {
        let at = error.span().map(|span| place(source, span.start)).unwrap_or_default();
        Faults::one(at, error.message().trim())
    })
}

/// Reads our own JSON, of at most a megabyte.
pub(crate) fn json<'de, T: Deserialize<'de>>(source: &'de str) -> Result<T, Faults> {
    bounded(source)?;
    serde_json::from_str(source).map_err(|error| Faults::one("", error.to_string()))
}

/// Writes JSON whose bytes follow from the value alone: the order is that of the fields, and of sorted keys.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, Faults> {
    serde_json::to_string(value).map_err(|error| Faults::one("", error.to_string()))
}

fn bounded(source: &str) -> Result<(), Faults> {
    let mut faults = Faults::default();
    faults.need(source.len() <= FILE_BYTES, "", || format!("{} bytes; at most {FILE_BYTES} are read", source.len()));
    faults.or(())
}

fn place(source: &str, byte: usize) -> String {
    let before = source.get(..byte).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    format!("line {line}, column {column}")
}

/// Notes where a text is empty, too long or padded in one of the languages.
pub(crate) fn check_text(text: &Text, at: &str, what: &str, faults: &mut Faults) {
    for (language, words) in [("en", &text.en), ("fr", &text.fr)] {
        faults.need(!words.trim().is_empty(), at, || format!("the {what} has no words in `{language}`"));
        let length = words.chars().count();
        faults.need(length <= TEXT_CHARACTERS, at, || {
            format!("the {what} in `{language}` has {length} characters; at most {TEXT_CHARACTERS}")
        });
        let clean = !words.chars().any(|letter| letter.is_control() && letter != '\n');
        faults.need(clean, at, || format!("the {what} in `{language}` holds a control character"));
    }
}

/// Whether a word may name a form, question, state, step or template: a small letter, then up to 49 small letters,
/// digits and hyphens, the last no hyphen.
pub(crate) fn is_name(word: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    word.len() <= 50
        && word.starts_with(|first: char| first.is_ascii_lowercase())
        && !word.ends_with('-')
        && word.bytes().all(letters)
}

/// Notes a name that is no name.
pub(crate) fn check_name(word: &str, at: &str, what: &str, faults: &mut Faults) {
    faults.need(is_name(word), at, || {
        format!("`{word}` cannot name a {what}: small letters, digits and hyphens, at most 50, a letter first")
    });
}

/// Notes the names that stand more than once.
pub(crate) fn check_once<'a>(names: impl Iterator<Item = &'a str>, what: &str, faults: &mut Faults) {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        faults.need(seen.insert(name), &format!("{what} `{name}`"), || "stands more than once".to_owned());
    }
}

/// A text without what no person typed: control characters become nothing, a tab a space, line ends `\n`. `lines` says
/// whether line ends may stay; where not, they are spaces.
pub(crate) fn plain(text: &str, lines: bool) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let text = if lines { text } else { text.replace('\n', " ") };
    text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect()
}
