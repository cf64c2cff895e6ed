//! A message as a tree in three flat lists over the text that was read.

use std::borrow::Cow;
use std::fmt;

use basis::{CompactString, Place, Pointer, Text};

use crate::{Name, fault, markup, pointer};

/// A range of the document's text, or of the text that had to be put together (references, CDATA, line ends).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) length: u32,
    pub(crate) composed: bool,
}

/// No element.
pub(crate) const NONE: u32 = u32::MAX;

/// An element in the list; elements stand in document order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) start: u32,
    pub(crate) parent: u32,
    pub(crate) child: u32,
    pub(crate) next: u32,
    pub(crate) text: Span,
    pub(crate) first_attribute: u32,
    pub(crate) attributes: u16,
    pub(crate) name: Name,
}

/// An attribute in the list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Held {
    pub(crate) name: Span,
    pub(crate) value: Span,
}

/// The lists of a message that was read to its end.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) slots: Vec<Slot>,
    pub(crate) attributes: Vec<Held>,
    pub(crate) composed: String,
}

/// A well-formed message. It borrows the bytes it was read from where they could be used as they are.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// The root's local name, for example `MetaData`.
    pub root: CompactString,
    /// The local name of what the message carries: inside `MetaData` the first element that has children, for example
    /// `Declaration`; otherwise the root's.
    pub payload: CompactString,
    source: Cow<'a, str>,
    composed: String,
    slots: Vec<Slot>,
    attributes: Vec<Held>,
}

impl<'a> Message<'a> {
    pub(crate) fn new(source: Cow<'a, str>, tree: Tree) -> Self {
        let Tree { slots, attributes, composed } = tree;
        let (root, payload) = (CompactString::default(), CompactString::default());
        let mut message = Self { root, payload, source, composed, slots, attributes };
        if let Some(root) = message.root_element() {
            let carried = match root.name() {
                Name::MetaData => root.children().find(|child| child.children().next().is_some()),
                _ => None,
            };
            let names = (root.local_name().into(), carried.unwrap_or(root).local_name().into());
            (message.root, message.payload) = names;
        }
        message
    }
}

impl Message<'_> {
    /// The root element; `None` never, for a message that `xml::read` gave.
    #[must_use]
    pub fn root_element(&self) -> Option<Element<'_>> {
        self.element(0)
    }

    /// The declaration inside `MetaData`; `None` when the message is something else.
    #[must_use]
    pub fn declaration(&self) -> Option<Element<'_>> {
        let root = self.root_element()?;
        match root.name() {
            Name::MetaData => root.child(Name::Declaration),
            _ => None,
        }
    }

    /// What kind of message this is, as a part of a sentence: `a MetaData message that carries `Response`, not
    /// `Declaration``.
    #[must_use]
    pub fn describe(&self) -> Text {
        let (root, payload) = (&self.root, &self.payload);
        match self.root_element().map(|root| root.name()) {
            Some(Name::MetaData) if payload == "Declaration" => Text::fixed(
                "a MetaData message that carries `Declaration`",
                "un message MetaData qui porte `Declaration`",
            ),
            Some(Name::MetaData) if payload == root => {
                Text::fixed("a MetaData message that carries nothing", "un message MetaData qui ne porte rien")
            }
            Some(Name::MetaData) => Text::owned(
                format!("a MetaData message that carries `{payload}`, not `Declaration`"),
                format!("un message MetaData qui porte `{payload}` et non `Declaration`"),
            ),
            _ => Text::owned(
                format!("a message `{root}`, not a MetaData message with `Declaration`"),
                format!("un message `{root}` et non un message MetaData avec `Declaration`"),
            ),
        }
    }

    /// How many elements the message has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether there is no element: never, for a message that `xml::read` gave.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Every element, in document order.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        (0..self.slots.len() as u32).filter_map(|index| self.element(index))
    }

    /// The element that a pointer leads to, or the nearest above it that exists; `None` for a pointer that does not
    /// begin at the declaration.
    #[must_use]
    pub fn find(&self, pointer: &Pointer) -> Option<Element<'_>> {
        pointer::find(self, &pointer.0)
    }

    pub(crate) fn element(&self, index: u32) -> Option<Element<'_>> {
        let slot = self.slots.get(index as usize)?;
        Some(Element { message: self, slot, index })
    }

    fn span(&self, span: Span) -> &str {
        let text = if span.composed { self.composed.as_str() } else { &self.source };
        let start = span.start as usize;
        text.get(start..start + span.length as usize).unwrap_or_default()
    }

    /// The qualified name of the tag that begins at a byte.
    fn tag(&self, start: u32) -> &str {
        let rest = self.source.get(start as usize + 1..).unwrap_or_default();
        rest.get(..markup::word_length(rest.as_bytes())).unwrap_or_default()
    }
}

/// The indefinite article before a name.
/// An element of a message.
#[derive(Clone, Copy)]
pub struct Element<'m> {
    message: &'m Message<'m>,
    slot: &'m Slot,
    index: u32,
}

impl<'m> Element<'m> {
    /// The interned local name.
    #[must_use]
    pub fn name(&self) -> Name {
        self.slot.name
    }

    /// The local name as it stands in the message.
    #[must_use]
    pub fn local_name(&self) -> &'m str {
        match self.slot.name {
            Name::Other => markup::local(self.message.tag(self.slot.start)),
            known => known.as_str(),
        }
    }

    /// The element's own text without leading and trailing white space; empty where there is none.
    #[must_use]
    pub fn text(&self) -> &'m str {
        self.message.span(self.slot.text)
    }

    /// The value of an attribute by its local name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'m str> {
        self.attributes().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The attributes as local name and value, in document order; declarations of namespaces are left out.
    #[must_use]
    pub fn attributes(&self) -> Attributes<'m> {
        let start = self.slot.first_attribute as usize;
        let held = self.message.attributes.get(start..start + usize::from(self.slot.attributes));
        Attributes { message: self.message, held: held.unwrap_or_default().iter() }
    }

    /// The children in document order.
    #[must_use]
    pub fn children(&self) -> Children<'m> {
        Children { message: self.message, next: self.slot.child }
    }

    /// The first child with a name.
    #[must_use]
    pub fn child(&self, name: Name) -> Option<Element<'m>> {
        self.children().find(|child| child.slot.name == name)
    }

    /// The element around this one; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Element<'m>> {
        self.message.element(self.slot.parent)
    }

    /// Where the element's tag begins. Counting lines is done here and not while reading.
    #[must_use]
    pub fn place(&self) -> Place {
        fault::place(&self.message.source, self.slot.start as usize)
    }

    /// The element's pointer by class and element ids, for example `42A/67A/68A[2]/23A/65A:128`; `None` where the
    /// element or one around it is not in our table of the model.
    #[must_use]
    pub fn pointer(&self) -> Option<Pointer> {
        pointer::of(*self)
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>{}", self.local_name(), self.text())
    }
}

/// The children of an element.
#[derive(Clone, Debug)]
pub struct Children<'m> {
    message: &'m Message<'m>,
    next: u32,
}

impl<'m> Iterator for Children<'m> {
    type Item = Element<'m>;

    fn next(&mut self) -> Option<Element<'m>> {
        let element = self.message.element(self.next)?;
        self.next = element.slot.next;
        Some(element)
    }
}

/// The attributes of an element.
#[derive(Clone, Debug)]
pub struct Attributes<'m> {
    message: &'m Message<'m>,
    held: std::slice::Iter<'m, Held>,
}

impl<'m> Iterator for Attributes<'m> {
    type Item = (&'m str, &'m str);

    fn next(&mut self) -> Option<Self::Item> {
        let held = self.held.next()?;
        Some((markup::local(self.message.span(held.name)), self.message.span(held.value)))
    }
}
