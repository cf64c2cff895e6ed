//! Pointers: from an element to its ids and back.

use std::fmt::Write;

use basis::{CompactString, Pointer};

use crate::model::{self, Class};
use crate::{Element, Message, Name};

/// One step of a pointer: an id and the number in its bracket, or the element id behind the colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment<'p> {
    /// A class, with the sequence number (or, where the class has none, the position) that its bracket names.
    Class(&'p str, Option<&'p str>),
    /// The element of the last class.
    Element(&'p str),
}

/// The steps of a pointer, from the root down.
pub fn segments(pointer: &str) -> impl Iterator<Item = Segment<'_>> {
    let (classes, element) = match pointer.split_once(':') {
        Some((classes, element)) => (classes, Some(element)),
        None => (pointer, None),
    };
    let classes = classes.split('/').filter(|part| !part.is_empty()).map(|part| match part.split_once('[') {
        Some((id, number)) => Segment::Class(id, Some(number.trim_end_matches(']'))),
        None => Segment::Class(part, None),
    });
    classes.chain(element.map(Segment::Element))
}

/// The pointer of an element.
pub(crate) fn of(element: Element<'_>) -> Option<Pointer> {
    let mut chain = Vec::new();
    let mut at = Some(element);
    while let Some(step) = at {
        chain.push(step);
        if step.name() == Name::Declaration {
            break;
        }
        at = step.parent();
    }
    if chain.last()?.name() != Name::Declaration {
        return None;
    }
    let mut written = CompactString::default();
    let mut inside: Option<&Class> = None;
    for step in chain.iter().rev() {
        match (model::class(step.name()), inside) {
            (Some(class), _) => {
                let slash = if inside.is_some() { "/" } else { "" };
                write!(written, "{slash}{}", class.id).ok()?;
                if class.repeats {
                    write!(written, "[{}]", number(*step)).ok()?;
                }
                inside = Some(class);
            }
            (None, Some(class)) => match class.element(step.name()) {
                Some(id) => write!(written, ":{id}").ok()?,
                // A date stands in an element of its own inside the one that has the id.
                None if step.name() == Name::DateTimeString => {}
                None => return None,
            },
            (None, None) => return None,
        }
    }
    Some(Pointer(written))
}

/// The number in the bracket: the sequence number (006) as declared where it can be read, otherwise the position.
fn number(element: Element<'_>) -> String {
    let declared = match element.name() {
        // The sequence number inside a pointer (97A) is that of the class it points at.
        Name::Pointer => None,
        _ => element.child(Name::SequenceNumeric).map(|sequence| sequence.text()),
    };
    match declared {
        Some(text) if !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()) => {
            text.to_owned()
        }
        _ => position(element).to_string(),
    }
}

fn position(element: Element<'_>) -> usize {
    let Some(parent) = element.parent() else { return 1 };
    let alike = parent.children().filter(|sibling| sibling.name() == element.name());
    1 + alike.take_while(|sibling| !sibling.is_same(&element)).count()
}

/// The element at a pointer, or the nearest above it.
pub(crate) fn find<'m>(message: &'m Message<'m>, pointer: &str) -> Option<Element<'m>> {
    let mut at: Option<Element<'m>> = None;
    for segment in segments(pointer) {
        let next = match (segment, at) {
            (Segment::Class("42A", _), None) => message.declaration(),
            (_, None) => None,
            (Segment::Class(id, bracket), Some(element)) => class_child(element, id, bracket),
            (Segment::Element(id), Some(element)) => element_child(element, id),
        };
        match next {
            Some(element) => at = Some(element),
            None => return at,
        }
    }
    at
}

fn class_child<'m>(element: Element<'m>, id: &str, bracket: Option<&str>) -> Option<Element<'m>> {
    let class = model::class_of_id(id)?;
    let mut alike = element.children().filter(|child| child.name() == class.name);
    match bracket {
        None => alike.next(),
        Some(wanted) => alike.find(|child| number(*child) == wanted),
    }
}

fn element_child<'m>(element: Element<'m>, id: &str) -> Option<Element<'m>> {
    let class = model::class(element.name())?;
    element.child(class.element_of_id(id)?)
}
