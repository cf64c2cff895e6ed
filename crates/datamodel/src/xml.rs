//! Reading a message: events of `quick-xml`, every rule of well-formedness on top, and limits.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::Event;

use crate::build::Builder;
use crate::fault::{Fault, ReadError};
use crate::tree::{Message, Tree};
use crate::{encoding, markup};

/// How large a message may be. Whoever feeds a reader must not read more than `bytes` from a stranger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole message.
    pub bytes: usize,
    /// Elements inside each other.
    pub depth: usize,
    /// Elements of the whole message.
    pub elements: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Bytes of one attribute's value.
    pub attribute: usize,
    /// Bytes of one element's own text.
    pub text: usize,
}

impl Default for Limits {
    /// Room for a declaration of 10,000 goods items with comments; a message of the samples has 54 KB and depth 9.
    fn default() -> Self {
        Self { bytes: 256 << 20, depth: 64, elements: 4_000_000, attributes: 64, attribute: 64 << 10, text: 1 << 20 }
    }
}

/// Reads one message.
///
/// # Errors
/// `ReadError` with line and column: not well-formed by XML 1.0 (Fifth Edition), in an encoding that is not read,
/// with a document type declaration (refused, so that no entity can be declared), or over a limit.
pub fn read<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Message<'a>, ReadError> {
    if bytes.len() > limits.bytes.min(u32::MAX as usize / 2) {
        return Err(oversize(limits).in_text(""));
    }
    let source = encoding::decode(bytes).map_err(|(text, fault)| fault.in_text(&text))?;
    match parse(&source, limits) {
        Ok(tree) => Ok(Message::new(source, tree)),
        Err(fault) => Err(fault.in_text(&source)),
    }
}

fn oversize(limits: &Limits) -> Fault {
    let most = limits.bytes;
    Fault::too_large(0, format!("the message is larger than {most} bytes"), format!("le message dépasse {most} octets"))
}

/// Reads the events and, should a character stand that no document may hold, whichever fault comes first.
fn parse(source: &str, limits: &Limits) -> Result<Tree, Fault> {
    let forbidden = markup::first_forbidden(source);
    let outcome = match source.starts_with('\u{FEFF}') {
        true => Err(outside_root(0)),
        false => events(source, limits),
    };
    match (forbidden, outcome) {
        (None, outcome) => outcome,
        (Some(at), Err(fault)) if fault.at < at && fault.code != crate::fault::NOT_WELL_FORMED => Err(fault),
        (Some(at), Err(fault)) if fault.at < at && !ends_early(source, &fault) => Err(fault),
        (Some(at), _) => {
            let number = source.get(at..).and_then(|rest| rest.chars().next()).map_or(0, u32::from);
            Err(Fault::not_well_formed(
                at,
                format!("the character U+{number:04X} may not stand in a document"),
                format!("le caractère U+{number:04X} ne peut figurer dans un document"),
            ))
        }
    }
}

/// Whether a fault says that markup is not closed: a forbidden character inside it is then the nearer cause.
fn ends_early(source: &str, fault: &Fault) -> bool {
    source.as_bytes().get(fault.at) == Some(&b'<')
}

fn events(source: &str, limits: &Limits) -> Result<Tree, Fault> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.trim_markup_names_in_closing_tags = false;
    let mut builder = Builder::new(source, *limits);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(at);
                return Err(syntax(&error, at.min(source.len()), source));
            }
        };
        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let raw = source.get(at..end).unwrap_or_default();
        match event {
            Event::Start(_) => builder.start(at, raw, false)?,
            Event::Empty(_) => builder.start(at, raw, true)?,
            Event::End(_) => builder.end(at, raw)?,
            Event::Text(_) => builder.text(at, raw)?,
            Event::GeneralRef(_) => builder.reference(at, raw)?,
            Event::CData(_) => builder.cdata(at, raw)?,
            Event::Comment(_) => comment(at, raw)?,
            Event::Decl(_) if at == 0 => markup::check_declaration(inner(raw, 2, 2), 2)?,
            Event::Decl(_) => return Err(misplaced_declaration(at)),
            Event::PI(_) => instruction(at, raw)?,
            Event::DocType(_) => return Err(declares(at)),
            Event::Eof => break,
        }
    }
    builder.close(source.len())
}

/// What stands between the delimiters of a piece of markup.
pub(crate) fn inner(raw: &str, open: usize, close: usize) -> &str {
    raw.get(open..raw.len().saturating_sub(close)).unwrap_or_default()
}

fn comment(at: usize, raw: &str) -> Result<(), Fault> {
    let body = inner(raw, 4, 3);
    let bytes = body.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'-', bytes.get(from..).unwrap_or_default()) {
        let hyphen = from + found;
        // A hyphen before the closing `-->` is as wrong as two inside.
        if hyphen + 1 == bytes.len() || bytes.get(hyphen + 1) == Some(&b'-') {
            return Err(Fault::not_well_formed(
                at + 4 + hyphen,
                "`--` may not stand inside a comment; is an earlier comment not closed by `-->`?",
                "`--` ne peut figurer dans un commentaire ; un commentaire précédent n'est-il pas fermé par `-->` ?",
            ));
        }
        from = hyphen + 1;
    }
    Ok(())
}

fn instruction(at: usize, raw: &str) -> Result<(), Fault> {
    let body = inner(raw, 2, 2);
    let length = body.bytes().position(markup::is_space).unwrap_or(body.len());
    let target = body.get(..length).unwrap_or_default();
    if target.eq_ignore_ascii_case("xml") {
        return Err(misplaced_declaration(at));
    }
    if markup::is_name(target) {
        return Ok(());
    }
    Err(Fault::not_well_formed(
        at + 2,
        "a processing instruction does not begin with a name",
        "une instruction de traitement ne commence pas par un nom",
    ))
}

fn misplaced_declaration(at: usize) -> Fault {
    Fault::not_well_formed(
        at,
        "the XML declaration may only stand at the very start of the message",
        "la déclaration XML ne peut figurer qu'au tout début du message",
    )
}

fn declares(at: usize) -> Fault {
    Fault {
        at,
        code: crate::fault::DECLARES,
        text: basis::Text::fixed(
            "a document type declaration is refused: a message may declare no entities",
            "une déclaration de type de document est refusée : un message ne peut déclarer d'entités",
        ),
    }
}

pub(crate) fn outside_root(at: usize) -> Fault {
    Fault::not_well_formed(at, "text stands outside the root element", "du texte figure hors de l'élément racine")
}

/// The words for what `quick-xml` itself refuses.
fn syntax(error: &Error, at: usize, source: &str) -> Fault {
    let (en, fr): (Cow<'static, str>, Cow<'static, str>) = match error {
        Error::Syntax(SyntaxError::UnclosedDoctype) => return declares(at),
        Error::Syntax(SyntaxError::UnclosedComment) => {
            ("a comment is not closed by `-->`".into(), "un commentaire n'est pas fermé par `-->`".into())
        }
        Error::Syntax(SyntaxError::UnclosedCData) => {
            ("a CDATA section is not closed by `]]>`".into(), "une section CDATA n'est pas fermée par `]]>`".into())
        }
        Error::Syntax(SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl) => (
            "a processing instruction is not closed by `?>`".into(),
            "une instruction de traitement n'est pas fermée par `?>`".into(),
        ),
        Error::Syntax(SyntaxError::InvalidBangMarkup) => (
            "`<!` begins neither a comment nor a CDATA section".into(),
            "`<!` n'ouvre ni un commentaire ni une section CDATA".into(),
        ),
        Error::Syntax(_) => ("a tag is not closed by `>`".into(), "une balise n'est pas fermée par `>`".into()),
        Error::IllFormed(_) if source.as_bytes().get(at) == Some(&b'&') => (
            "a reference is not closed by `;`; a literal `&` is written `&amp;`".into(),
            "une référence n'est pas fermée par `;` ; un `&` littéral s'écrit `&amp;`".into(),
        ),
        other => (format!("{other}").into(), format!("XML mal formé ({other})").into()),
    };
    Fault::not_well_formed(at, en, fr)
}
