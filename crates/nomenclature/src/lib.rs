//! Harmonized System editions as a dated tree, with text search.
//!
//! A [`Nomenclature`] holds one edition with the national lines that stand under it, in the order of the codes. It is
//! read from rows ([`Importer`], [`Nomenclature::from_csv`]) and then only asked: whether a code exists
//! ([`Nomenclature::contains`]), what it says ([`Nomenclature::get`]), where it stands ([`Nomenclature::path`],
//! [`Nomenclature::children`]). A [`SearchIndex`] finds subheadings by the words of their texts.
//!
//! The texts are those of the file that was imported. Which wording that is (the short texts of the United Nations or
//! the legal text of the Organization) is told by the source of the [`Edition`].

mod code;
mod edition;
mod import;
mod problem;
mod search;
mod tree;

pub use code::{Code, CodeError};
pub use edition::{Edition, UnknownEdition};
pub use import::{ImportError, Importer, Row};
pub use problem::RowProblem;
pub use search::{Candidate, SearchIndex};
pub use tree::{Children, Counts, Entry, Nomenclature};
