//! The grammar of tags, attributes, references and declarations that an event reader leaves to its user
//! (XML 1.0, sections 2.2 to 2.8, 3.1, 4.1).

use std::ops::Range;

use crate::fault::{Fault, shown};

/// Whether a character may stand in a document (production 2), for the characters that decoding lets through.
pub(crate) fn allowed(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => true,
        '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => false,
        _ => true,
    }
}

/// The first character that may not stand in any document, by its byte.
pub(crate) fn first_forbidden(text: &str) -> Option<usize> {
    let mut start = 0;
    for block in text.as_bytes().chunks(256) {
        // No early exit inside a block, so that the compiler may look at many bytes at once.
        let doubtful = block.iter().fold(false, |seen, byte| {
            seen | (*byte == 0xEF) | ((*byte < 0x20) & (*byte != b'\t') & (*byte != b'\n') & (*byte != b'\r'))
        });
        if doubtful && let Some(at) = forbidden_in(text, start, start + block.len()) {
            return Some(at);
        }
        start += block.len();
    }
    None
}

fn forbidden_in(text: &str, start: usize, end: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (start..end).find(|&at| match bytes.get(at) {
        // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
        Some(0xEF) => matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])),
        Some(byte) => !allowed(char::from(*byte)),
        None => false,
    })
}

pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Production 4, NameStartChar.
fn starts_name(c: char) -> bool {
    matches!(c, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// Production 4a, NameChar.
fn continues_name(c: char) -> bool {
    starts_name(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Whether a text is a name (production 5).
pub(crate) fn is_name(text: &str) -> bool {
    match text.as_bytes() {
        [b'A'..=b'Z' | b'a'..=b'z' | b'_', rest @ ..]
            if rest.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':')) =>
        {
            true
        }
        _ => {
            let mut characters = text.chars();
            characters.next().is_some_and(starts_name) && characters.all(continues_name)
        }
    }
}

/// The length of the leading run that is neither white space nor one of `= / >`.
pub(crate) fn word_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|b| is_space(*b) || matches!(b, b'=' | b'/' | b'>')).unwrap_or(bytes.len())
}

/// The local part of a qualified name.
pub(crate) fn local(name: &str) -> &str {
    let colon = memchr::memrchr(b':', name.as_bytes());
    colon.and_then(|colon| name.get(colon + 1..)).unwrap_or(name)
}

/// Reads `name="value"` pairs: a pull reader over the part of a tag behind its name.
pub(crate) struct Pairs<'t> {
    text: &'t str,
    base: usize,
    at: usize,
}

/// One attribute as ranges of the document.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
}

impl<'t> Pairs<'t> {
    /// Pairs of `text`, which begins at byte `base` of the document.
    pub(crate) fn new(text: &'t str, base: usize) -> Self {
        Self { text, base, at: 0 }
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) -> usize {
        let spaces = self.rest().iter().take_while(|byte| is_space(**byte)).count();
        self.at += spaces;
        spaces
    }

    /// The next pair; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Pair>, Fault> {
        let spaces = self.skip_space();
        if self.rest().is_empty() {
            return Ok(None);
        }
        let start = self.at;
        if spaces == 0 {
            return Err(self.fault(
                start,
                "white space is missing before the next attribute",
                "il manque un espace avant l'attribut suivant",
            ));
        }
        let length = word_length(self.rest());
        let name = self.text.get(start..start + length).unwrap_or_default();
        if !is_name(name) {
            let found = shown(self.text.get(start..).unwrap_or_default());
            return Err(self.fault(
                start,
                format!("`{found}` does not begin with the name of an attribute"),
                format!("`{found}` ne commence pas par le nom d'un attribut"),
            ));
        }
        self.at += length;
        self.skip_space();
        if self.rest().first() != Some(&b'=') {
            return Err(self.without_value(name));
        }
        self.at += 1;
        self.skip_space();
        let quote = match self.rest().first() {
            Some(quote @ (b'"' | b'\'')) => *quote,
            _ => return Err(self.without_value(name)),
        };
        self.at += 1;
        let from = self.at;
        let Some(length) = memchr::memchr(quote, self.rest()) else { return Err(self.without_value(name)) };
        self.at += length + 1;
        if let Some(less) = memchr::memchr(b'<', self.text.as_bytes().get(from..from + length).unwrap_or_default()) {
            return Err(self.fault(
                from + less,
                format!("`<` may not stand in the value of attribute `{name}`; write `&lt;`"),
                format!("`<` ne peut figurer dans la valeur de l'attribut `{name}` ; écrivez `&lt;`"),
            ));
        }
        let base = self.base;
        Ok(Some(Pair { name: base + start..base + start + name.len(), value: base + from..base + from + length }))
    }

    fn without_value(&self, name: &str) -> Fault {
        let name = shown(name);
        self.fault(
            self.at,
            format!("attribute `{name}` has no value in quotes"),
            format!("l'attribut `{name}` n'a pas de valeur entre guillemets"),
        )
    }

    fn fault(&self, at: usize, en: impl Into<String>, fr: impl Into<String>) -> Fault {
        Fault::not_well_formed(self.base + at, en, fr)
    }
}

/// What `&body;` stands for: one of the five predefined entities or a character reference; anything else is a fault,
/// since a message may declare no entity.
pub(crate) fn resolve(body: &str, at: usize) -> Result<char, Fault> {
    let character = match body {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => body.strip_prefix('#').and_then(numbered),
    };
    character.ok_or_else(|| {
        let body = shown(body);
        if body.starts_with('#') {
            Fault::not_well_formed(
                at,
                format!("`&{body};` is not a character that a document may hold"),
                format!("`&{body};` n'est pas un caractère admis dans un document"),
            )
        } else {
            Fault::not_well_formed(
                at,
                format!("the entity `&{body};` is not defined; a literal `&` is written `&amp;`"),
                format!("l'entité `&{body};` n'est pas définie ; un `&` littéral s'écrit `&amp;`"),
            )
        }
    })
}

fn numbered(digits: &str) -> Option<char> {
    let number = match digits.strip_prefix('x') {
        Some(hex) if !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16),
        None if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse(),
        _ => return None,
    };
    number.ok().and_then(char::from_u32).filter(|character| allowed(*character))
}

/// Checks an XML declaration (production 23), given without `<?` and `?>`.
pub(crate) fn check_declaration(text: &str, base: usize) -> Result<(), Fault> {
    let wrong = |at: usize| {
        Fault::not_well_formed(
            at,
            "the XML declaration is not of the form `<?xml version=\"1.0\" encoding=\"...\"?>`",
            "la déclaration XML n'est pas de la forme `<?xml version=\"1.0\" encoding=\"...\"?>`",
        )
    };
    let rest = text.strip_prefix("xml").unwrap_or_default();
    let mut pairs = Pairs::new(rest, base + 3);
    let mut expected: &[&str] = &["version", "encoding", "standalone"];
    while let Some(pair) = pairs.next()? {
        let name = text.get(pair.name.start - base..pair.name.end - base).unwrap_or_default();
        let value = text.get(pair.value.start - base..pair.value.end - base).unwrap_or_default();
        let first = expected.len() == 3;
        let skipped = expected.iter().position(|known| *known == name).ok_or_else(|| wrong(pair.name.start))?;
        let good = match name {
            "version" => value.strip_prefix("1.").is_some_and(all_digits),
            "standalone" => matches!(value, "yes" | "no"),
            _ => is_encoding_name(value),
        };
        if !good || (first && name != "version") {
            return Err(wrong(pair.name.start));
        }
        expected = expected.get(skipped + 1..).unwrap_or_default();
    }
    if expected.len() == 3 { Err(wrong(base)) } else { Ok(()) }
}

/// Production 81, EncName.
fn is_encoding_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
