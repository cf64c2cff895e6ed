//! WCO Data Model: the XML form of a message, its classes and elements, and the pointer of every value.
//!
//! [`xml::read`] turns bytes into a [`Message`]: a compact tree over the text that was read, checked for
//! well-formedness to the letter of XML 1.0, within [`Limits`]. Namespaces are not resolved: WCO notifications come
//! without them, so elements are known by their local names. [`model`] holds the class and element ids by which a
//! value is pointed at.

mod build;
mod encoding;
mod fault;
mod markup;
pub mod model;
mod name;
mod pointer;
mod tree;
pub mod xml;

pub use fault::ReadError;
pub use name::Name;
pub use pointer::{Segment, segments};
pub use tree::{Attributes, Children, Element, Message};
pub use xml::Limits;
