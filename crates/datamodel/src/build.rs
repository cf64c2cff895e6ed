//! Builds the tree while events arrive.

use std::borrow::Cow;

use crate::Name;
use crate::fault::{Fault, shown};
use crate::markup::{self, Pair, Pairs};
use crate::tree::{Held, NONE, Slot, Span, Tree};
use crate::xml::{Limits, inner, outside_root};

/// An element whose end has not come.
struct Open {
    index: u32,
    last_child: u32,
    /// The qualified name as a range of the document, for the end tag.
    name: (usize, usize),
    /// Text made of several pieces; most elements have one piece and need none.
    pieces: Option<String>,
}

pub(crate) struct Builder<'s> {
    source: &'s str,
    limits: Limits,
    slots: Vec<Slot>,
    attributes: Vec<Held>,
    composed: String,
    open: Vec<Open>,
    rooted: bool,
}

impl<'s> Builder<'s> {
    pub(crate) fn new(source: &'s str, limits: Limits) -> Self {
        // One element for about 64 bytes: comments are half of most messages.
        let room = (source.len() / 64).min(limits.elements) + 8;
        Self {
            source,
            limits,
            slots: Vec::with_capacity(room),
            attributes: Vec::new(),
            composed: String::new(),
            open: Vec::with_capacity(16),
            rooted: false,
        }
    }

    pub(crate) fn start(&mut self, at: usize, raw: &str, empty: bool) -> Result<(), Fault> {
        if self.open.is_empty() && self.rooted {
            return Err(Fault::not_well_formed(
                at,
                "a second element stands behind the root element",
                "un second élément suit l'élément racine",
            ));
        }
        let body = inner(raw, 1, if empty { 2 } else { 1 });
        let length = body.bytes().position(|b| markup::is_space(b) || b == b'/').unwrap_or(body.len());
        let (name, rest) = body.split_at_checked(length).unwrap_or((body, ""));
        if !markup::is_name(name) {
            return Err(bad_name(at, body));
        }
        self.within_limits(at)?;
        let index = self.slots.len() as u32;
        let parent = self.open.last().map_or(NONE, |open| open.index);
        self.slots.push(Slot {
            start: at as u32,
            parent,
            child: NONE,
            next: NONE,
            text: Span::default(),
            first_attribute: self.attributes.len() as u32,
            attributes: 0,
            name: Name::of(markup::local(name)),
        });
        self.link(index);
        if !rest.is_empty() {
            self.read_attributes(index, rest, at + 1 + length)?;
        }
        self.rooted = true;
        if !empty {
            self.open.push(Open { index, last_child: NONE, name: (at + 1, at + 1 + length), pieces: None });
        }
        Ok(())
    }

    fn within_limits(&self, at: usize) -> Result<(), Fault> {
        let Limits { depth, elements, .. } = self.limits;
        if self.open.len() >= depth {
            return Err(Fault::too_large(
                at,
                format!("more than {depth} elements stand inside each other"),
                format!("plus de {depth} éléments sont imbriqués"),
            ));
        }
        if self.slots.len() >= elements {
            return Err(Fault::too_large(
                at,
                format!("the message has more than {elements} elements"),
                format!("le message a plus de {elements} éléments"),
            ));
        }
        Ok(())
    }

    /// Hangs a new element under the one that is open.
    fn link(&mut self, index: u32) {
        let Some(open) = self.open.last_mut() else { return };
        let before = if open.last_child == NONE { open.index } else { open.last_child };
        let first = open.last_child == NONE;
        open.last_child = index;
        if let Some(slot) = self.slots.get_mut(before as usize) {
            if first { slot.child = index } else { slot.next = index }
        }
    }

    fn read_attributes(&mut self, index: u32, text: &str, base: usize) -> Result<(), Fault> {
        let mut pairs = Pairs::new(text, base);
        let first = self.attributes.len();
        // Names of all attributes, those of namespaces among them: duplicates are looked for among all.
        let mut seen: Vec<&str> = Vec::new();
        while let Some(pair) = pairs.next()? {
            let name = self.source.get(pair.name.clone()).unwrap_or_default();
            if seen.contains(&name) {
                let name = shown(name);
                return Err(Fault::not_well_formed(
                    pair.name.start,
                    format!("attribute `{name}` stands twice in one tag"),
                    format!("l'attribut `{name}` figure deux fois dans une balise"),
                ));
            }
            seen.push(name);
            self.attribute_limits(&pair, seen.len())?;
            let value = self.attribute_value(&pair)?;
            if name != "xmlns" && !name.starts_with("xmlns:") {
                let span = Span { start: pair.name.start as u32, length: name.len() as u32, composed: false };
                self.attributes.push(Held { name: span, value });
            }
        }
        if let Some(slot) = self.slots.get_mut(index as usize) {
            slot.attributes = u16::try_from(self.attributes.len() - first).unwrap_or(u16::MAX);
        }
        Ok(())
    }

    fn attribute_limits(&self, pair: &Pair, count: usize) -> Result<(), Fault> {
        let Limits { attributes, attribute, .. } = self.limits;
        if count > attributes {
            return Err(Fault::too_large(
                pair.name.start,
                format!("an element has more than {attributes} attributes"),
                format!("un élément a plus de {attributes} attributs"),
            ));
        }
        if pair.value.len() > attribute {
            return Err(Fault::too_large(
                pair.value.start,
                format!("the value of an attribute is longer than {attribute} bytes"),
                format!("la valeur d'un attribut dépasse {attribute} octets"),
            ));
        }
        Ok(())
    }

    /// An attribute's value with references resolved and white space made plain (XML 1.0, section 3.3.3).
    fn attribute_value(&mut self, pair: &Pair) -> Result<Span, Fault> {
        let raw = self.source.get(pair.value.clone()).unwrap_or_default();
        if !raw.bytes().any(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r')) {
            return Ok(Span { start: pair.value.start as u32, length: raw.len() as u32, composed: false });
        }
        let from = self.composed.len();
        let mut rest = raw;
        let mut at = pair.value.start;
        while let Some(found) = rest.bytes().position(|byte| matches!(byte, b'&' | b'\t' | b'\n' | b'\r')) {
            let (plain, marked) = rest.split_at_checked(found).unwrap_or((rest, ""));
            self.composed.push_str(plain);
            at += found;
            let used = if let Some(reference) = marked.strip_prefix('&') {
                let Some((body, _)) = reference.split_once(';') else { return Err(unclosed_reference(at)) };
                self.composed.push(markup::resolve(body, at)?);
                body.len() + 2
            } else {
                self.composed.push(' ');
                if marked.starts_with("\r\n") { 2 } else { 1 }
            };
            at += used;
            rest = marked.get(used..).unwrap_or_default();
        }
        self.composed.push_str(rest);
        Ok(Span { start: from as u32, length: (self.composed.len() - from) as u32, composed: true })
    }

    pub(crate) fn end(&mut self, at: usize, raw: &str) -> Result<(), Fault> {
        let name = inner(raw, 2, 1).trim_ascii_end();
        let Some(open) = self.open.pop() else {
            let name = shown(name);
            return Err(Fault::not_well_formed(
                at,
                format!("`</{name}>` closes an element that is not open"),
                format!("`</{name}>` ferme un élément qui n'est pas ouvert"),
            ));
        };
        let expected = self.source.get(open.name.0..open.name.1).unwrap_or_default();
        if name != expected {
            let line = crate::fault::place(self.source, open.name.0).line;
            let (name, expected) = (shown(name), shown(expected));
            return Err(Fault::not_well_formed(
                at,
                format!("`</{expected}>` is expected, for the element begun on line {line}, and not `</{name}>`"),
                format!("`</{expected}>` est attendu, pour l'élément ouvert à la ligne {line}, et non `</{name}>`"),
            ));
        }
        if let Some(pieces) = open.pieces {
            self.settle(open.index, &pieces);
        }
        Ok(())
    }

    fn settle(&mut self, index: u32, pieces: &str) {
        let text = trimmed(pieces);
        let span = Span { start: self.composed.len() as u32, length: text.len() as u32, composed: true };
        self.composed.push_str(text);
        if let Some(slot) = self.slots.get_mut(index as usize) {
            slot.text = span;
        }
    }

    pub(crate) fn text(&mut self, at: usize, raw: &str) -> Result<(), Fault> {
        let text = trimmed(raw);
        if let Some(closing) = closing(text) {
            return Err(Fault::not_well_formed(
                at + (text.as_ptr() as usize - raw.as_ptr() as usize) + closing,
                "`]]>` may not stand in text; write `]]&gt;`",
                "`]]>` ne peut figurer dans du texte ; écrivez `]]&gt;`",
            ));
        }
        let Some(open) = self.open.last_mut() else {
            let start = at + raw.len() - raw.trim_ascii_start().len();
            return if text.is_empty() { Ok(()) } else { Err(outside_root(start)) };
        };
        let Some(slot) = self.slots.get_mut(open.index as usize) else { return Ok(()) };
        let begun = open.pieces.is_some() || slot.text.length > 0;
        if text.is_empty() && !begun {
            return Ok(());
        }
        if !begun && !text.contains('\r') {
            if text.len() > self.limits.text {
                return Err(long_text(at, self.limits.text));
            }
            let start = at + (text.as_ptr() as usize - raw.as_ptr() as usize);
            slot.text = Span { start: start as u32, length: text.len() as u32, composed: false };
            return Ok(());
        }
        self.piece(at, &line_ends(raw))
    }

    /// Adds a piece to the open element's text.
    fn piece(&mut self, at: usize, piece: &str) -> Result<(), Fault> {
        let Some(open) = self.open.last_mut() else { return Err(outside_root(at)) };
        let pieces = match &mut open.pieces {
            Some(pieces) => pieces,
            none => {
                // The first piece was kept as a trimmed range; its trailing white space is now inner and comes back.
                let first = self.slots.get(open.index as usize).map(|slot| slot.text).unwrap_or_default();
                let start = first.start as usize;
                let kept = if first.length == 0 {
                    ""
                } else {
                    let rest = self.source.get(start..).unwrap_or_default();
                    rest.get(..memchr::memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len())).unwrap_or_default()
                };
                none.insert(line_ends(kept).into_owned())
            }
        };
        pieces.push_str(piece);
        if pieces.len() > self.limits.text {
            return Err(long_text(at, self.limits.text));
        }
        Ok(())
    }

    pub(crate) fn reference(&mut self, at: usize, raw: &str) -> Result<(), Fault> {
        let character = markup::resolve(inner(raw, 1, 1), at)?;
        self.piece(at, character.encode_utf8(&mut [0; 4]))
    }

    pub(crate) fn cdata(&mut self, at: usize, raw: &str) -> Result<(), Fault> {
        self.piece(at, &line_ends(inner(raw, 9, 3)))
    }

    /// The end of the input.
    pub(crate) fn close(self, at: usize) -> Result<Tree, Fault> {
        if let Some(open) = self.open.last() {
            let name = shown(self.source.get(open.name.0..open.name.1).unwrap_or_default());
            let line = crate::fault::place(self.source, open.name.0).line;
            return Err(Fault::not_well_formed(
                at,
                format!("the message ends before `</{name}>`, for the element begun on line {line}"),
                format!("le message s'arrête avant `</{name}>`, pour l'élément ouvert à la ligne {line}"),
            ));
        }
        if !self.rooted {
            return Err(Fault::not_well_formed(at, "the message has no element", "le message n'a aucun élément"));
        }
        Ok(Tree { slots: self.slots, attributes: self.attributes, composed: self.composed })
    }
}

/// A text without the white space of XML at its ends. Form feed, which ASCII counts as white space too, may stand in no
/// document.
fn trimmed(text: &str) -> &str {
    text.trim_ascii()
}

/// Where `]]>` stands in a text.
fn closing(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'>', bytes).find_map(|at| {
        let before = at.checked_sub(2)?;
        (bytes.get(before..at) == Some(b"]]")).then_some(before)
    })
}

/// A text whose line ends are all LF (XML 1.0, section 2.11).
fn line_ends(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn bad_name(at: usize, body: &str) -> Fault {
    let found = shown(body);
    Fault::not_well_formed(
        at,
        format!("`<{found}` does not begin with the name of an element; a literal `<` is written `&lt;`"),
        format!("`<{found}` ne commence pas par le nom d'un élément ; un `<` littéral s'écrit `&lt;`"),
    )
}

fn unclosed_reference(at: usize) -> Fault {
    Fault::not_well_formed(
        at,
        "a reference is not closed by `;`; a literal `&` is written `&amp;`",
        "une référence n'est pas fermée par `;` ; un `&` littéral s'écrit `&amp;`",
    )
}

fn long_text(at: usize, most: usize) -> Fault {
    Fault::too_large(
        at,
        format!("the text of an element is longer than {most} bytes"),
        format!("le texte d'un élément dépasse {most} octets"),
    )
}
