//! Rows of a text table: each row is bound, refused with its line and reason, or, where its quotes are wrong, given up
//! for its first line alone so that no later line is swallowed by it.

use std::sync::Arc;

use basis::Text;
use declaration::mapping::Binder;

use super::cut::{Broken, Chunk};

/// After this many rows with wrong quotes in one chunk, quotes count as ordinary bytes for the rest of it: reading
/// again and again from the next line has to end.
const MOST_RESTARTS: usize = 64;

/// What a table's rows mean.
pub(super) struct Shape {
    pub(super) source: Arc<str>,
    pub(super) binder: Arc<Binder>,
    pub(super) columns: usize,
    pub(super) delimiter: u8,
}

/// A row as it was found: its line, and its fields or why it has none.
pub(super) enum Row<'r> {
    Fields(&'r [&'r str]),
    Unread(&'static str, Text),
}

/// Goes through the rows of a chunk.
pub(super) fn rows(shape: &Shape, chunk: &Chunk, each: &mut dyn FnMut(u64, Row<'_>)) {
    if let Some(broken) = chunk.broken {
        return each(chunk.line, Row::Unread("record-not-closed", broken_text(broken)));
    }
    let mut rest = chunk.bytes.as_slice();
    let mut line = chunk.line;
    let mut restarts = 0;
    while let Some((bytes, skipped)) = part(shape, rest, line, restarts < MOST_RESTARTS, each) {
        rest = rest.get(bytes..).unwrap_or_default();
        line += skipped;
        restarts += 1;
    }
}

/// Reads rows until the end, or until a row whose quotes run over its line: then says where to go on, in bytes and
/// lines from the start of this part.
fn part(
    shape: &Shape,
    bytes: &[u8],
    first: u64,
    quoting: bool,
    each: &mut dyn FnMut(u64, Row<'_>),
) -> Option<(usize, u64)> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(quoting)
        .delimiter(shape.delimiter)
        .from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let (start, before) = record.position().map_or((0, 0), |at| (at.byte() as usize, at.line().saturating_sub(1)));
        let line = first + before;
        if record.len() != shape.columns {
            let text = bytes.get(start..reader.position().byte() as usize).unwrap_or_default();
            let end = memchr::memchr(b'\n', text).map_or(text.len(), |end| end + 1);
            if quoting && end < text.len() && !text.get(end..).unwrap_or_default().trim_ascii().is_empty() {
                each(line, Row::Unread("record-not-closed", broken_text(Broken::Quote)));
                let lead = leading_lines(bytes, start, before);
                return Some((start + end, lead + 1));
            }
            each(line, Row::Unread("column-count", count_text(record.len(), shape.columns)));
            continue;
        }
        let mut wrong = None;
        let fields: Vec<&str> = record
            .iter()
            .enumerate()
            .map(|(at, field)| {
                std::str::from_utf8(field).unwrap_or_else(|_| {
                    wrong.get_or_insert(at + 1);
                    ""
                })
            })
            .collect();
        match wrong {
            None => each(line, Row::Fields(&fields)),
            Some(column) => each(line, Row::Unread("encoding", encoding_text(column))),
        }
    }
    None
}

/// The lines before a record: the reader's own count, which leaves out nothing.
fn leading_lines(bytes: &[u8], start: usize, counted: u64) -> u64 {
    bytes.get(..start).map_or(counted, |lead| memchr::memchr_iter(b'\n', lead).count() as u64)
}

fn count_text(found: usize, expected: usize) -> Text {
    Text::owned(
        format!("the row has {found} fields, the header has {expected}"),
        format!("la ligne compte {found} champs, l'en-tête en compte {expected}"),
    )
}

fn encoding_text(column: usize) -> Text {
    Text::owned(
        format!("column {column} is not UTF-8: save the file as UTF-8"),
        format!("la colonne {column} n'est pas en UTF-8 : enregistrez le fichier en UTF-8"),
    )
}

pub(super) fn broken_text(broken: Broken) -> Text {
    match broken {
        Broken::Quote => Text::fixed(
            "a quote is opened on this line and not closed where the row should end",
            "un guillemet est ouvert sur cette ligne et n'est pas fermé où la ligne devrait finir",
        ),
        Broken::Long => Text::fixed("the line is longer than 1 MiB", "la ligne dépasse 1 Mio"),
    }
}
