//! The text inside files, for search: PDF, DOCX, XLSX, and plain text in several forms; and what a file is by its bytes.
//!
//! Every file is hostile. Sizes are limited as declared and as they turn out, nesting and counts too, entities are
//! refused, and a panic of a library is an answer. What these limits cannot hold is a library that asks for more memory
//! than there is: a caller that reads files of strangers does so in a process of its own with bounded memory.

mod archive;
mod cmap;
mod docx;
mod gather;
mod guard;
mod markup;
mod media;
mod pdf;
mod xlsx;

use std::panic::{AssertUnwindSafe, catch_unwind};

use basis::Text;
use thiserror::Error;

pub use media::{MediaType, media_type};

use gather::Gather;

/// How much is taken from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub bytes: usize,
    /// The most characters of text; what comes after is cut off.
    pub characters: usize,
    /// The most bytes that all packed parts may unpack to.
    pub unpacked: u64,
    /// The most parts of an archive.
    pub entries: usize,
    /// How deep elements of a document may stand in each other.
    pub depth: usize,
    /// The most pages that are read; those after are cut off.
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 * 1024 * 1024,
            characters: 1_000_000,
            unpacked: 256 * 1024 * 1024,
            entries: 5_000,
            depth: 200,
            pages: 5_000,
        }
    }
}

/// The text of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extract {
    /// The text; its only control character is the line end.
    pub text: String,
    /// Whether something of the file is not in the text: it was too long, or a part could not be read safely.
    pub truncated: bool,
    /// The number of pages, for a PDF.
    pub pages: Option<usize>,
}

/// Why a file gives no text, or is no file that is taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ExtractError {
    /// The file is empty.
    #[error("the file is empty")]
    Empty,
    /// The file, or what it unpacks to, is too large.
    #[error("{0} is larger than {1} bytes")]
    Large(&'static str, u64),
    /// The file has more parts, or parts deeper in each other, than a document has.
    #[error("the file has more than {1} {0}")]
    Many(&'static str, usize),
    /// The file is encrypted.
    #[error("the file is encrypted")]
    Encrypted,
    /// The file declares entities or a document type.
    #[error("the file declares a document type or entities, which no document of this kind needs")]
    Entities,
    /// The file runs commands.
    #[error("the file holds macros")]
    Macros,
    /// The file is damaged, or not what it says it is.
    #[error("the file cannot be read as {0}: {1}")]
    Damaged(&'static str, String),
    /// The ending of the name says something else than the content.
    #[error("the name ends in `{ending}` but the content is {found}")]
    Mismatch {
        /// The ending of the name, in small letters.
        ending: String,
        /// What the content is.
        found: &'static str,
    },
    /// The kind of file is not taken.
    #[error("files of this kind are not taken")]
    NotTaken,
}

impl ExtractError {
    /// The same in words for the person who sent the file.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Empty => Text::fixed("The file is empty.", "Le fichier est vide."),
            Self::Large(..) | Self::Many(..) => Text::fixed(
                "The file is too large, or unpacks to too much.",
                "Le fichier est trop volumineux, ou le devient une fois décompressé.",
            ),
            Self::Encrypted => Text::fixed(
                "The file is protected by a password. Send it without.",
                "Le fichier est protégé par un mot de passe. Envoyez-le sans protection.",
            ),
            Self::Entities | Self::Damaged(..) => Text::fixed(
                "The file is damaged, or not what its name says.",
                "Le fichier est endommagé, ou n’est pas ce que son nom indique.",
            ),
            Self::Macros => Text::fixed(
                "The file holds macros. Send it without.",
                "Le fichier contient des macros. Envoyez-le sans macros.",
            ),
            Self::Mismatch { .. } => Text::fixed(
                "The ending of the file’s name does not fit its content.",
                "L’extension du nom du fichier ne correspond pas à son contenu.",
            ),
            Self::NotTaken => Text::fixed(
                "Files of this kind are not taken. Send PDF, DOCX, XLSX, PNG, JPEG, or plain text.",
                "Les fichiers de ce type ne sont pas acceptés. Envoyez un PDF, DOCX, XLSX, PNG, JPEG ou du texte brut.",
            ),
        }
    }
}

/// The text of a file whose kind is known. An image has none.
///
/// # Errors
/// `ExtractError` where the file is too large, encrypted, damaged, or made to do harm.
pub fn text_of(kind: MediaType, bytes: &[u8], limits: &Limits) -> Result<Extract, ExtractError> {
    if bytes.len() > limits.bytes {
        return Err(ExtractError::Large("the file", limits.bytes as u64));
    }
    let mut gather = Gather::new(limits.characters);
    let mut pages = None;
    match kind {
        MediaType::Png | MediaType::Jpeg => {}
        MediaType::Pdf => pages = Some(contained("PDF", || pdf::read(bytes, limits, &mut gather))?),
        MediaType::Docx => contained("DOCX", || docx::read(bytes, limits, &mut gather))?,
        MediaType::Xlsx => contained("XLSX", || xlsx::read(bytes, limits, &mut gather))?,
        MediaType::Text | MediaType::Csv | MediaType::Markdown => gather.push(plain(bytes)?),
        MediaType::Html => markup::read(plain(bytes)?, &mut gather),
    }
    let (text, truncated) = gather.finish();
    Ok(Extract { text, truncated, pages })
}

fn plain(bytes: &[u8]) -> Result<&str, ExtractError> {
    let text = std::str::from_utf8(bytes).map_err(|error| ExtractError::Damaged("text", error.to_string()))?;
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// Runs a reader whose libraries panic on files that are not as they expect. All that is shared with it is the text
/// gathered so far, which is thrown away with the error, so nothing half-changed is ever seen: hence `AssertUnwindSafe`.
fn contained<T>(name: &'static str, read: impl FnOnce() -> Result<T, ExtractError>) -> Result<T, ExtractError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(ExtractError::Damaged(name, "its parts do not fit together".to_owned())))
}
