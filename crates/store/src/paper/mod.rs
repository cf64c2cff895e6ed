//! Documents: what the policies know of each is its record; each language has a working copy and its published editions.

pub(crate) mod change;
mod list;
mod open;
mod publish;
mod series;

use access::{BodyCode, Marks, Record, RecordId, RecordKind, Service, Viewer};
use basis::Language;

pub use list::{Found, Lacking, PaperFilter, PaperPage, PaperRow};
pub use open::Reading;
pub use series::SeriesKept;

use crate::{Blob, StoreError};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKind {
    /// Something published: an instrument, a compendium, a brochure.
    Publication,
    /// A paper of a working body.
    Paper,
    /// Something that proves something.
    Evidence,
}

impl PaperKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Publication, Self::Paper, Self::Evidence];

    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Publication => "publication",
            Self::Paper => "paper",
            Self::Evidence => "evidence",
        }
    }

    /// The kind of a word used in data.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A document about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPaper {
    /// What it is.
    pub kind: PaperKind,
    /// The series in which it gets its symbol when it is first published.
    pub series: Option<String>,
    /// Whom it is for.
    pub marks: Marks,
}

/// The working copy of one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its title.
    pub title: String,
    /// What it is about.
    pub summary: String,
    /// The content, by its hash.
    pub blob: Option<String>,
    /// What the file was called.
    pub file: String,
}

/// The working copy of one language, for whoever may change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingCopy {
    /// Counts the changes of the document.
    pub version: i64,
    /// What it says; none before it was first written.
    pub draft: Option<Draft>,
    /// What is known of its content.
    pub blob: Option<Blob>,
}

/// One language of a document as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperLanguage {
    /// The language.
    pub language: Language,
    /// `draft`, `published` or `outdated`.
    pub state: String,
    /// The working copy.
    pub draft: Draft,
    /// The latest edition that was published; 0 where none was.
    pub edition: i64,
    /// When it was last changed, in microseconds since 1970-01-01 UTC.
    pub changed_at: i64,
    /// When the latest edition was published.
    pub published_at: Option<i64>,
}

/// An edition as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The language.
    pub language: Language,
    /// Its number in the language.
    pub edition: i64,
    /// What it says.
    pub draft: Draft,
    /// When it was published, in microseconds since 1970-01-01 UTC.
    pub published_at: i64,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What the policies know of it.
    pub record: Record,
    /// What it is.
    pub kind: PaperKind,
    /// Its series.
    pub series: Option<String>,
    /// Its number in the series.
    pub number: Option<i64>,
    /// Its symbol.
    pub symbol: Option<String>,
    /// When it was made, in microseconds since 1970-01-01 UTC.
    pub made_at: i64,
    /// Counts the changes.
    pub version: i64,
    /// Whether whoever reads it may change it.
    pub editable: bool,
    /// Its languages, by their codes; none for whoever may not change it.
    pub languages: Vec<PaperLanguage>,
    /// The editions that were published, the newest first.
    pub editions: Vec<Edition>,
}

pub(crate) type LanguageLine = (String, String, String, String, Option<String>, String, i64, i64, Option<i64>);

pub(crate) fn read_language(line: LanguageLine) -> Result<PaperLanguage, StoreError> {
    let (language, state, title, summary, blob, file, edition, changed_at, published_at) = line;
    Ok(PaperLanguage {
        language: language_of(&language)?,
        state,
        draft: Draft { title, summary, blob, file },
        edition,
        changed_at,
        published_at,
    })
}

pub(crate) fn language_of(code: &str) -> Result<Language, StoreError> {
    Language::of_code(code).ok_or_else(|| StoreError::Unreadable(format!("language `{code}` of a document")))
}

/// The record of a document about to be made by a viewer.
pub(crate) fn new_record(id: RecordId, viewer: &Viewer, marks: &Marks) -> Record {
    let mut record = Record::draft(id, RecordKind::Document, Service::Documents);
    record.author = viewer.person().cloned();
    record.owner = Some(BodyCode::secretariat());
    marks.set_on(&mut record);
    record
}
