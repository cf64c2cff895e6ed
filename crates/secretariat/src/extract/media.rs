//! What a file is, by its first bytes and by the ending of its name: both have to say the same.

use super::archive::Archive;
use super::{ExtractError, Limits};

/// A kind of file that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MediaType {
    /// PDF.
    Pdf,
    /// A document of Office Open XML, without macros.
    Docx,
    /// A workbook of Office Open XML, without macros.
    Xlsx,
    /// A PNG image.
    Png,
    /// A JPEG image.
    Jpeg,
    /// Plain text in UTF-8.
    Text,
    /// A table of text.
    Csv,
    /// Text with marks.
    Markdown,
    /// A page of HTML.
    Html,
}

impl MediaType {
    /// Every kind.
    pub const ALL: [Self; 9] =
        [Self::Pdf, Self::Docx, Self::Xlsx, Self::Png, Self::Jpeg, Self::Text, Self::Csv, Self::Markdown, Self::Html];

    /// The registered media type, for example `application/pdf`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
        }
    }

    /// The endings that a name may have, the usual one first.
    #[must_use]
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Text => &["txt"],
            Self::Csv => &["csv"],
            Self::Markdown => &["md"],
            Self::Html => &["html", "htm"],
        }
    }

    /// The kind of a registered media type.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    fn of_ending(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.endings().contains(&ending))
    }

    /// Whether it is text by itself, which only the ending tells apart.
    fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Csv | Self::Markdown | Self::Html)
    }
}

/// What a file is. Only the ending of the name is looked at, never a folder.
///
/// # Errors
/// `ExtractError` where content and ending differ, the file is empty or damaged, holds macros, or is of no kind that is
/// taken.
pub fn media_type(bytes: &[u8], name: &str) -> Result<MediaType, ExtractError> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let ending: String = ending.chars().filter(|letter| !letter.is_control()).take(20).collect();
    if bytes.is_empty() {
        return Err(ExtractError::Empty);
    }
    let named = MediaType::of_ending(&ending).ok_or(ExtractError::NotTaken)?;
    let found = sniffed(bytes)?;
    let same = if found == MediaType::Text { named.is_text() } else { named == found };
    if !same || (named != MediaType::Html && found == MediaType::Text && looks_like_markup(bytes)) {
        let found = if same { MediaType::Html.name() } else { found.name() };
        return Err(ExtractError::Mismatch { ending, found });
    }
    Ok(named)
}

/// What the bytes say; all texts are `Text`.
fn sniffed(bytes: &[u8]) -> Result<MediaType, ExtractError> {
    if bytes.starts_with(b"%PDF-") {
        return Ok(MediaType::Pdf);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(MediaType::Png);
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Ok(MediaType::Jpeg);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return office(bytes);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ExtractError::NotTaken)?;
    let is_strange = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{C}');
    if text.chars().any(is_strange) { Err(ExtractError::NotTaken) } else { Ok(MediaType::Text) }
}

/// Which document of Office Open XML an archive is (ECMA-376, part 2): its parts tell.
fn office(bytes: &[u8]) -> Result<MediaType, ExtractError> {
    let archive = Archive::open(bytes, &Limits::default())?;
    if archive.names().iter().any(|name| name.to_ascii_lowercase().ends_with("vbaproject.bin")) {
        return Err(ExtractError::Macros);
    }
    let types = archive.has("[Content_Types].xml");
    match (types, archive.has("word/document.xml"), archive.has("xl/workbook.xml")) {
        (true, true, false) => Ok(MediaType::Docx),
        (true, false, true) => Ok(MediaType::Xlsx),
        _ => Err(ExtractError::NotTaken),
    }
}

/// Whether a text would be run or drawn by a browser that looks at the content.
fn looks_like_markup(bytes: &[u8]) -> bool {
    let head: String = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
    let head = head.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    ["<!doctype", "<html", "<script", "<svg", "<?xml", "<body", "<iframe"].iter().any(|mark| head.starts_with(mark))
}
