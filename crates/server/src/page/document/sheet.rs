//! The sheets of the pages of documents.

use askama::Template;

use super::marks::MarksForm;
use crate::page::frame::Frame;
use crate::page::view::field::Field;
use crate::page::view::part::{Chip, Choice};

/// A document in the list.
pub struct Row {
    /// The tail of its address.
    pub link: String,
    /// Its symbol, or empty.
    pub symbol: String,
    /// Its title.
    pub title: String,
    /// The language of the title.
    pub lang: &'static str,
    /// What it is.
    pub kind: String,
    /// How far it is.
    pub state: Chip,
    /// How closely it is kept.
    pub level: Chip,
    /// The languages that it has.
    pub languages: Vec<Chip>,
    /// When it was published last, or made.
    pub day: String,
}

/// The list of documents.
#[derive(Template)]
#[template(path = "documents.html")]
pub struct Documents {
    /// The frame.
    pub f: Frame,
    /// Whether whoever reads keeps the documents.
    pub keeps: bool,
    /// The series to choose from.
    pub series: Vec<Choice>,
    /// The kinds.
    pub kinds: Vec<Choice>,
    /// The states; for those who keep the documents.
    pub states: Vec<Choice>,
    /// Whether a filter is on.
    pub filtered: bool,
    /// How many there are.
    pub found: String,
    /// The documents.
    pub rows: Vec<Row>,
    /// The first page, where another is shown.
    pub first: Option<String>,
    /// The next page.
    pub next: Option<String>,
}

/// A document that lacks a language.
pub struct LackingRow {
    /// The tail of its address.
    pub link: String,
    /// Where what is lacking is written.
    pub edit: String,
    /// Its symbol, or empty.
    pub symbol: String,
    /// Its title in the language that it has.
    pub title: String,
    /// The language of the title.
    pub lang: &'static str,
    /// What is lacking.
    pub reason: String,
    /// Since when.
    pub since: String,
    /// How long it has been waiting.
    pub waiting: String,
}

/// What lacks a language.
#[derive(Template)]
#[template(path = "document_lacking.html")]
pub struct LackingSheet {
    /// The frame.
    pub f: Frame,
    /// The heading.
    pub title: String,
    /// How many there are.
    pub found: String,
    /// The documents, those that wait longest first.
    pub rows: Vec<LackingRow>,
    /// The lists by language: words, address, whether it is this one.
    pub lists: Vec<(String, String, bool)>,
    /// The beginning of the list, on a later page.
    pub first: Option<String>,
    /// The next page, where there is one.
    pub next: Option<String>,
}

/// The form of a new document.
#[derive(Template)]
#[template(path = "document_new.html")]
pub struct NewDocument {
    /// The frame.
    pub f: Frame,
    /// What is wrong, as HTML, or empty.
    pub problem: String,
    /// What it is.
    pub kind: Field,
    /// In which series.
    pub series: Field,
    /// Whom it is for.
    pub marks: MarksForm,
}

/// An edition in the table.
pub struct EditionRow {
    /// Its symbol, or its number.
    pub symbol: String,
    /// The language.
    pub language: String,
    /// The language's code.
    pub lang: &'static str,
    /// Its title.
    pub title: String,
    /// When it was published.
    pub published: String,
    /// Where its content is, or empty.
    pub link: String,
    /// What its content is: kind and size.
    pub file: String,
}

/// A working copy.
pub struct WorkingCopy {
    /// The language.
    pub language: String,
    /// The language's code.
    pub lang: &'static str,
    /// How far it is.
    pub state: Chip,
    /// Its title.
    pub title: String,
    /// Its file with its size, or empty.
    pub file: String,
    /// What the scanner said.
    pub scan: Chip,
    /// When it was changed last.
    pub changed: String,
    /// Where it is written.
    pub edit: String,
    /// Where it is published; empty where it cannot be.
    pub publish: String,
}

/// What an officer does with a document.
pub struct Desk {
    /// The version that is looked at.
    pub version: i64,
    /// The working copies.
    pub copies: Vec<WorkingCopy>,
    /// The form of its marks.
    pub marks: MarksForm,
    /// The tail of the document's address.
    pub tail: String,
    /// Whether it can be withdrawn.
    pub withdraws: bool,
}

/// A document.
#[derive(Template)]
#[template(path = "document.html")]
pub struct DocumentSheet {
    /// The frame.
    pub f: Frame,
    /// What went wrong, as HTML, or empty.
    pub problem: String,
    /// What was just done, or empty.
    pub told: String,
    /// Its title.
    pub title: String,
    /// The language of title and summary.
    pub lang: &'static str,
    /// Its symbol, or empty.
    pub symbol: String,
    /// How far it is.
    pub state: Chip,
    /// How closely it is kept.
    pub level: Chip,
    /// What is said above a text that is not quite the one asked for, or empty.
    pub notice: String,
    /// What it is about, paragraph by paragraph.
    pub summary: Vec<String>,
    /// Where its content is: address, words.
    pub content: Option<(String, String)>,
    /// What is known of it: what, words.
    pub facts: Vec<(String, String)>,
    /// The tail of the page that says why it can be seen.
    pub why: String,
    /// The editions, the newest first.
    pub editions: Vec<EditionRow>,
    /// What an officer does with it.
    pub desk: Option<Desk>,
}

/// The text of another language, beside which a translation is written.
pub struct Beside {
    /// What it is.
    pub heading: String,
    /// Its language's code.
    pub lang: &'static str,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// Its file, or empty.
    pub file: String,
}

/// The form of a working copy.
#[derive(Template)]
#[template(path = "document_edit.html")]
pub struct EditSheet {
    /// The frame.
    pub f: Frame,
    /// The heading.
    pub heading: String,
    /// What is wrong, as HTML, or empty.
    pub problem: String,
    /// The tail of the document's address.
    pub tail: String,
    /// What the document is called.
    pub name: String,
    /// Where the form goes.
    pub action: String,
    /// The language's code.
    pub lang: &'static str,
    /// The version that is looked at.
    pub version: i64,
    /// The title.
    pub title: Field,
    /// The summary.
    pub summary: Field,
    /// The file.
    pub file: Field,
    /// The files that were sent in pieces, to choose from; none where there are none.
    pub upload: Field,
    /// The file that is there, or empty.
    pub has: String,
    /// Other texts to look at: what somebody else wrote meanwhile, what the other language says.
    pub beside: Vec<Beside>,
}

/// Who took a document away.
#[derive(Template)]
#[template(path = "document_downloads.html")]
pub struct Downloads {
    /// The frame.
    pub f: Frame,
    /// The tail of the document's address.
    pub tail: String,
    /// What the document is called.
    pub name: String,
    /// When, by whom, in which language, which edition.
    pub rows: Vec<(String, String, String, String)>,
    /// How many are shown.
    pub found: String,
}
