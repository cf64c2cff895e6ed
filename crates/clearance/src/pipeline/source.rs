use std::io::{Read, Seek};
use std::sync::Arc;

use basis::Text;

/// A reader that can go back, which Parquet and Arrow files need.
pub trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

/// The form of an input or output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A table with a header line, its columns told by a mapping file.
    Csv,
    /// One declaration a line, in our own JSON form, or a flat object under a mapping file.
    JsonLines,
    /// WCO Declaration messages (DEC).
    DecXml,
    /// Arrow IPC: a stream, or a file.
    Arrow,
    /// Parquet.
    Parquet,
}

impl Format {
    /// The form that a file's name promises.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Some(Self::Csv),
            "jsonl" | "ndjson" | "json" => Some(Self::JsonLines),
            "xml" => Some(Self::DecXml),
            "arrow" | "arrows" | "ipc" => Some(Self::Arrow),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// The form by the word used on the command line: `csv`, `jsonl`, `xml`, `arrow`, `parquet`.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::of_name(&format!(".{word}"))
    }
}

/// The bytes of an input.
pub enum Content {
    /// Bytes that can only be read forward.
    Stream(Box<dyn Read + Send>),
    /// Bytes in which one can go back.
    File(Box<dyn ReadSeek>),
    /// The input could not be opened; the reason.
    Failed(std::io::Error),
    /// A file that is not read at all; the reason.
    Aside(Text),
}

/// One input: a name for people, a form, and the bytes.
pub struct Source {
    /// The name, as it was given; `-` for standard input.
    pub name: Arc<str>,
    /// The form.
    pub format: Format,
    /// The bytes.
    pub content: Content,
}
