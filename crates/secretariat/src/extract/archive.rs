//! The parts of a zip archive, within limits: declared and real sizes, the number of parts, no part twice.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{ExtractError, Limits};

/// How an entry of the central directory begins (APPNOTE.TXT, section 4.3.12).
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";

/// Declares a list of strings and their number, for which memory is put aside before one is read.
const COUNT: &str = "uniqueCount";

/// A zip archive that keeps to limits.
pub(super) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Bytes that parts may still unpack to.
    left: u64,
    most: u64,
}

fn damaged(error: &ZipError) -> ExtractError {
    match error {
        ZipError::UnsupportedArchive(why) if why.contains("assword") => ExtractError::Encrypted,
        other => ExtractError::Damaged("an archive", other.to_string()),
    }
}

impl<'b> Archive<'b> {
    /// Looks at the directory of an archive. The entries are counted before the library puts memory aside for them.
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, ExtractError> {
        let entries = bytes.windows(DIRECTORY_ENTRY.len()).filter(|found| *found == DIRECTORY_ENTRY).count();
        if entries > limits.entries {
            return Err(ExtractError::Many("parts", limits.entries));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        let most = limits.unpacked;
        let declared = zip.decompressed_size().unwrap_or(u128::MAX);
        if zip.len() > limits.entries {
            return Err(ExtractError::Many("parts", limits.entries));
        }
        if declared > u128::from(most) {
            return Err(ExtractError::Large("what the file unpacks to", most));
        }
        let twice = zip.has_duplicate_names() || zip.has_overlapping_files().map_err(|error| damaged(&error))?;
        if twice {
            return Err(ExtractError::Damaged("an archive", "two parts share a name or bytes".to_owned()));
        }
        Ok(Self { zip, left: most, most })
    }

    /// Whether there is a part of a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The names of all parts, in the order of the directory.
    pub(super) fn names(&self) -> Vec<String> {
        (0..self.zip.len())
            .filter_map(|index| self.zip.name_for_index(index)?.ok().map(std::borrow::Cow::into_owned))
            .collect()
    }

    /// A part's bytes; `None` where there is none of the name. What it unpacks to counts, whatever it declares.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ExtractError> {
        let Some(index) = self.zip.index_for_name(name) else { return Ok(None) };
        self.at(index).map(Some)
    }

    fn at(&mut self, index: usize) -> Result<Vec<u8>, ExtractError> {
        let file = self.zip.by_index(index).map_err(|error| damaged(&error))?;
        let mut bytes = Vec::new();
        let taken = file.take(self.left.saturating_add(1)).read_to_end(&mut bytes);
        taken.map_err(|error| ExtractError::Damaged("an archive", error.to_string()))?;
        match self.left.checked_sub(bytes.len() as u64) {
            Some(left) => self.left = left,
            None => return Err(ExtractError::Large("what the file unpacks to", self.most)),
        }
        Ok(bytes)
    }

    /// Unpacks every part once, so that a library may do so without counting: the sizes hold, no part of XML declares a
    /// document type, and no list is declared longer than the bytes that declare it.
    pub(super) fn check_all(&mut self) -> Result<(), ExtractError> {
        for index in 0..self.zip.len() {
            let bytes = self.at(index)?;
            if has(&bytes, b"<!DOCTYPE") || has(&bytes, b"<!ENTITY") {
                return Err(ExtractError::Entities);
            }
            let text = String::from_utf8_lossy(&bytes);
            let counts = text.split(COUNT).skip(1).map(|after| {
                let from = after.trim_start_matches(|letter: char| letter.is_whitespace() || "=\"'+".contains(letter));
                from.chars().take_while(char::is_ascii_digit).take(20).collect::<String>()
            });
            let too_many =
                |count: String| !count.is_empty() && count.parse().map_or(true, |count: usize| count > bytes.len());
            if counts.into_iter().any(too_many) {
                return Err(ExtractError::Damaged("XLSX", "it declares more strings than it can hold".to_owned()));
            }
        }
        self.left = self.most;
        Ok(())
    }
}

fn has(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|found| found.eq_ignore_ascii_case(word))
}
