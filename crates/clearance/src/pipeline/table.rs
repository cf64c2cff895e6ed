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

/// Why a row is not read: a code and words.
pub(super) type Refusal = (&'static str, Text);

/// Who takes the rows: fields are answered or refused, refusals are reported.
pub(super) trait Reading {
    /// Takes the fields of a row; says why it cannot be read where it cannot.
    fn fields(&mut self, line: u64, fields: &[&str]) -> Result<(), Refusal>;

    /// Reports a row that is not read.
    fn unread(&mut self, line: u64, refusal: Refusal);
}

/// Goes through the rows of a chunk.
pub(super) fn rows(shape: &Shape, chunk: &Chunk, reading: &mut dyn Reading) {
    if let Some(broken) = chunk.broken {
        return reading.unread(chunk.line, ("record-not-closed", broken_text(broken)));
    }
    let mut rest = chunk.bytes.as_slice();
    let mut line = chunk.line;
    let mut restarts = 0;
    while let Some((bytes, skipped)) = part(shape, rest, line, restarts < MOST_RESTARTS, reading) {
        rest = rest.get(bytes..).unwrap_or_default();
        line += skipped;
        restarts += 1;
    }
}

/// Reads rows until the end, or until a row that cannot be read and whose quotes run over its line: then says where to
/// go on, in bytes and lines from the start of this part.
fn part(shape: &Shape, bytes: &[u8], first: u64, quoting: bool, reading: &mut dyn Reading) -> Option<(usize, u64)> {
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
        let Err(refusal) = fields(shape, &record, line, reading) else { continue };
        let text = bytes.get(start..reader.position().byte() as usize).unwrap_or_default();
        let end = memchr::memchr(b'\n', text).map_or(text.len(), |end| end + 1);
        let over_its_line = !text.get(end..).unwrap_or_default().trim_ascii().is_empty();
        if quoting && over_its_line {
            reading.unread(line, ("record-not-closed", broken_text(Broken::Quote)));
            return Some((start + end, leading_lines(bytes, start, before) + 1));
        }
        reading.unread(line, refusal);
    }
    None
}

fn fields(shape: &Shape, record: &csv::ByteRecord, line: u64, reading: &mut dyn Reading) -> Result<(), Refusal> {
    if record.len() != shape.columns {
        return Err(("column-count", count_text(record.len(), shape.columns)));
    }
    let mut fields = Vec::with_capacity(record.len());
    match std::str::from_utf8(record.as_slice()) {
        // The usual case: all fields are checked in one go, and a field that begins or ends within a character is none.
        Ok(text) => fields.extend((0..record.len()).map_while(|at| text.get(record.range(at)?))),
        Err(_) => fields.extend(record.iter().map_while(|field| std::str::from_utf8(field).ok())),
    }
    match fields.len() {
        read if read == record.len() => reading.fields(line, &fields),
        read => Err(("encoding", encoding_text(read + 1))),
    }
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
