//! Cuts a stream of text records into chunks of whole records, with the number of the line each chunk begins on.

use std::io::{self, Read};

use memchr::{memchr, memchr_iter, memrchr};

/// A chunk aims at this many bytes.
const BLOCK: usize = 512 * 1024;

/// No record is longer than this.
pub(crate) const LONGEST_RECORD: usize = 1024 * 1024;

/// A chunk of whole records.
pub(crate) struct Chunk {
    /// The bytes; the last record may lack its line end.
    pub(crate) bytes: Vec<u8>,
    /// The line on which the first record begins, from 1.
    pub(crate) line: u64,
    /// Set when the chunk is one record that is longer than a record may be, or whose quote is never closed: only its
    /// first line is here, and reading went on with the next line.
    pub(crate) broken: Option<Broken>,
}

/// Why a record cannot be cut out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// A quote is opened and not closed before the input ends or the longest record is reached.
    Quote,
    /// A line is longer than a record may be.
    Long,
}

/// Cuts a reader.
pub(crate) struct Cutter<R> {
    reader: R,
    /// Bytes read and not yet handed out.
    held: Vec<u8>,
    line: u64,
    ended: bool,
    quoted: bool,
    delimiter: u8,
}

impl<R: Read> Cutter<R> {
    /// A cutter for lines; with `quoted`, a line end inside quotes (RFC 4180) does not end the record.
    pub(crate) fn new(reader: R, quoted: bool) -> Self {
        Self { reader, held: Vec::with_capacity(2 * BLOCK), line: 1, ended: false, quoted, delimiter: b',' }
    }

    /// The byte between fields; a quote opens a field only after it or at the start of a record.
    pub(crate) fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// Bytes held that were read and not handed out.
    fn fill(&mut self, want: usize) -> io::Result<()> {
        while !self.ended && self.held.len() < want {
            let before = self.held.len();
            let more = (want - before).max(64 * 1024);
            let got = self.reader.by_ref().take(more as u64).read_to_end(&mut self.held)?;
            self.ended = got < more;
        }
        Ok(())
    }

    /// The next record alone, such as a header. `None` at the end.
    pub(crate) fn record(&mut self) -> io::Result<Option<Chunk>> {
        self.fill(LONGEST_RECORD)?;
        if self.held.is_empty() {
            return Ok(None);
        }
        match self.first_end(&self.held) {
            Some(end) => Ok(Some(self.take(end, None))),
            None if self.ended && !self.open_at_end() => Ok(Some(self.take(self.held.len(), None))),
            None => Ok(Some(self.take_broken())),
        }
    }

    /// The next chunk. `None` at the end.
    pub(crate) fn chunk(&mut self) -> io::Result<Option<Chunk>> {
        self.fill(BLOCK)?;
        if self.held.is_empty() {
            return Ok(None);
        }
        if let Some(end) = self.last_end(&self.held) {
            return Ok(Some(self.take(end, None)));
        }
        self.fill(LONGEST_RECORD)?;
        if let Some(end) = self.last_end(&self.held) {
            return Ok(Some(self.take(end, None)));
        }
        if self.ended && self.held.len() < LONGEST_RECORD && !self.open_at_end() {
            return Ok(Some(self.take(self.held.len(), None)));
        }
        Ok(Some(self.take_broken()))
    }

    fn take(&mut self, end: usize, broken: Option<Broken>) -> Chunk {
        let rest = self.held.split_off(end.min(self.held.len()));
        let bytes = std::mem::replace(&mut self.held, rest);
        let line = self.line;
        self.line += memchr_iter(b'\n', &bytes).count() as u64;
        Chunk { bytes, line, broken }
    }

    /// Takes the first line of a record that cannot be cut out; where the line itself is too long, all of the line is
    /// read away, so that the next record begins on a line of its own.
    fn take_broken(&mut self) -> Chunk {
        if let Some(end) = memchr(b'\n', &self.held) {
            return self.take(end + 1, Some(Broken::Quote));
        }
        let broken = if self.held.len() >= LONGEST_RECORD { Broken::Long } else { Broken::Quote };
        let mut chunk = self.take(self.held.len(), Some(broken));
        chunk.bytes.truncate(256);
        while !self.ended {
            if self.fill(BLOCK).is_err() {
                break;
            }
            let end = memchr(b'\n', &self.held).map(|end| end + 1);
            self.held.drain(..end.unwrap_or(self.held.len()));
            if end.is_some() {
                self.line += 1;
                break;
            }
        }
        chunk
    }

    fn last_end(&self, bytes: &[u8]) -> Option<usize> {
        if !self.quoted || memchr(b'"', bytes).is_none() {
            return memrchr(b'\n', bytes).map(|end| end + 1);
        }
        let mut scan = Scan::new(self.delimiter);
        let mut last = None;
        for (at, byte) in bytes.iter().enumerate() {
            if scan.ends_record(*byte) {
                last = Some(at + 1);
            }
        }
        last
    }

    fn first_end(&self, bytes: &[u8]) -> Option<usize> {
        let mut scan = Scan::new(self.delimiter);
        if !self.quoted {
            return memchr(b'\n', bytes).map(|end| end + 1);
        }
        bytes.iter().position(|byte| scan.ends_record(*byte)).map(|at| at + 1)
    }

    fn open_at_end(&self) -> bool {
        let mut scan = Scan::new(self.delimiter);
        self.quoted && {
            self.held.iter().for_each(|byte| {
                scan.ends_record(*byte);
            });
            scan.state == State::Quoted
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// After a quote inside a quoted field: the field is closed, unless a second quote follows.
    Closing,
}

/// The quotes of RFC 4180, as the reader of records sees them: a quote inside a plain field is an ordinary byte.
struct Scan {
    state: State,
    delimiter: u8,
}

impl Scan {
    fn new(delimiter: u8) -> Self {
        Self { state: State::FieldStart, delimiter }
    }

    fn ends_record(&mut self, byte: u8) -> bool {
        let quoted = self.state == State::Quoted;
        self.state = match (self.state, byte) {
            (State::Quoted, b'"') => State::Closing,
            (State::Quoted, _) => State::Quoted,
            (State::FieldStart | State::Closing, b'"') => State::Quoted,
            (_, b'\n') => State::FieldStart,
            (_, other) if other == self.delimiter => State::FieldStart,
            _ => State::Plain,
        };
        byte == b'\n' && !quoted
    }
}

#[cfg(test)]
mod tests {
    use super::{Broken, Cutter};

    fn cut(text: &str) -> Vec<(u64, String, Option<Broken>)> {
        let mut cutter = Cutter::new(text.as_bytes(), true);
        let mut all = Vec::new();
        while let Some(chunk) = cutter.chunk().unwrap() {
            all.push((chunk.line, String::from_utf8(chunk.bytes).unwrap(), chunk.broken));
        }
        all
    }

    #[test]
    fn a_line_end_inside_quotes_does_not_end_a_record() {
        assert_eq!(cut("a,\"b\nc\"\nd,e"), [(1, "a,\"b\nc\"\n".to_owned(), None), (3, "d,e".to_owned(), None)]);
    }

    #[test]
    fn a_quote_that_is_never_closed_costs_its_own_line_only() {
        let parts = cut("a,\"b\nc,d\ne,f\n");
        assert_eq!(parts.first(), Some(&(1, "a,\"b\n".to_owned(), Some(Broken::Quote))));
        assert_eq!(parts.get(1), Some(&(2, "c,d\ne,f\n".to_owned(), None)));
    }

    #[test]
    fn a_quote_inside_a_plain_field_is_an_ordinary_byte() {
        assert_eq!(cut("5\" pipe,1\nb,2\n").len(), 1);
    }

    #[test]
    fn a_line_that_never_ends_is_read_away() {
        let long = format!("{}\nb,2\n", "x".repeat(3 * 1024 * 1024));
        let parts = cut(&long);
        assert_eq!(parts.first().map(|part| (part.0, part.2)), Some((1, Some(Broken::Long))));
        assert_eq!(parts.get(1), Some(&(2, "b,2\n".to_owned(), None)));
    }
}
