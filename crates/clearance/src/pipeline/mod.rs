//! The streaming pipeline: bytes in, outcomes out, in the order of the input, on all cores, in bounded memory.
//!
//! One thread reads and cuts the input into chunks of whole records; workers read the records of a chunk and clear
//! them; the calling thread takes the results in the order of the chunks. At most a fixed number of chunks is under
//! way, whatever the size of the input.

mod columns;
mod cut;
mod order;
mod read;
mod source;
mod table;
mod work;

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use basis::{Date, Language, Text};
use declaration::Declaration;
use declaration::mapping::Mapping;
use thiserror::Error;

use crate::books::Books;
use crate::outcome::{Lane, Outcome};

pub use source::{Content, Format, ReadSeek, Source};

/// How a run is made.
#[derive(Clone)]
pub struct Options {
    /// The day the answers speak of, where a record carries no acceptance date of its own.
    pub on: Date,
    /// How many workers clear; at least 1. No answer depends on it.
    pub threads: usize,
    /// Whether each line carries its steps in words.
    pub steps: bool,
    /// The one language in which the model's reasons are wanted; both where none is named. A table needs only one.
    pub language: Option<Language>,
    /// How the columns of a table map to the data model; needed for CSV, Arrow and Parquet.
    pub map: Option<Arc<Mapping>>,
}

/// How far a run has come; read by whoever shows progress.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes read from the input.
    pub bytes: AtomicU64,
    /// Records answered.
    pub records: AtomicU64,
}

/// A record that could not be read. It goes to the errors file, never into silence.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Unread {
    /// The file.
    pub source: Arc<str>,
    /// The line (or row) on which the record begins.
    pub line: u64,
    /// What kind of problem, for example `column-count`.
    pub code: String,
    /// What is wrong, in both languages.
    pub text: Text,
}

/// A message that is not a declaration, set aside with the reason.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Skipped {
    /// The file.
    pub source: Arc<str>,
    /// Why it is set aside.
    pub reason: Text,
}

/// What became of one record.
pub enum Item<'a> {
    /// A declaration with its answer. What is not well-formed is answered too: by an outcome of kind `unreadable`.
    Cleared(&'a Declaration, &'a Outcome),
    /// A row that could not be read.
    Unread(Unread),
    /// A message of another kind.
    Skipped(Skipped),
}

/// Where workers lay their answers: one tray a chunk, handed over in the order of the input.
pub trait Desk: Sync {
    /// The answers of one chunk.
    type Tray: Send;

    /// An empty tray.
    fn tray(&self) -> Self::Tray;

    /// Lays an answer on the tray. Runs on the workers.
    fn lay(&self, tray: &mut Self::Tray, item: Item<'_>);
}

/// The counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Summary {
    /// Records read, of every kind.
    pub records: u64,
    /// Declarations and amendments answered.
    pub answered: u64,
    /// Answers of kind `unreadable`: a message that is not well-formed.
    pub unreadable: u64,
    /// Rows that could not be read.
    pub unread: u64,
    /// Messages of other kinds, set aside.
    pub skipped: u64,
    /// Declarations in the red lane.
    pub red: u64,
    /// In the yellow lane.
    pub yellow: u64,
    /// In the blue lane.
    pub blue: u64,
    /// In the green lane.
    pub green: u64,
    /// Chosen by the random draw.
    pub random: u64,
    /// Lines whose duty is not determined.
    pub not_determined: u64,
}

impl Summary {
    fn count(&mut self, item: &Item<'_>) {
        self.records += 1;
        match item {
            Item::Cleared(_, outcome) => self.count_outcome(outcome),
            Item::Unread(_) => self.unread += 1,
            Item::Skipped(_) => self.skipped += 1,
        }
    }

    fn count_outcome(&mut self, outcome: &Outcome) {
        if outcome.kind == crate::outcome::OutcomeKind::Unreadable {
            self.unreadable += 1;
        } else {
            self.answered += 1;
        }
        match outcome.lane {
            Some(Lane::Red) => self.red += 1,
            Some(Lane::Yellow) => self.yellow += 1,
            Some(Lane::Blue) => self.blue += 1,
            Some(Lane::Green) => self.green += 1,
            None => {}
        }
        self.random += u64::from(outcome.random);
        let open = |line: &&crate::LineOutcome| line.duty_state == crate::DutyState::NotDetermined;
        self.not_determined += outcome.lines.iter().filter(open).count() as u64;
    }

    fn add(&mut self, other: &Self) {
        self.records += other.records;
        self.answered += other.answered;
        self.unreadable += other.unreadable;
        self.unread += other.unread;
        self.skipped += other.skipped;
        self.red += other.red;
        self.yellow += other.yellow;
        self.blue += other.blue;
        self.green += other.green;
        self.random += other.random;
        self.not_determined += other.not_determined;
    }

    /// Whether every record was answered or set aside with a reason.
    #[must_use]
    pub fn all_read(&self) -> bool {
        self.unread == 0 && self.unreadable == 0
    }
}

/// Why a run stopped.
#[derive(Debug, Error)]
pub enum PipelineError {
    /// The input could not be read.
    #[error("cannot read `{name}`: {error}")]
    Input {
        /// The file.
        name: String,
        /// What the system says.
        error: io::Error,
    },
    /// The input does not have the shape that was promised.
    #[error("`{name}`: {text}")]
    Shape {
        /// The file.
        name: String,
        /// What is wrong and what would be right.
        text: String,
    },
    /// The answers could not be written.
    #[error("cannot write the answers: {0}")]
    Output(#[from] io::Error),
}

/// Clears every record of the sources and hands the trays to `deliver` in the order of the input.
///
/// # Errors
/// `PipelineError` when the input cannot be read, has another shape than promised, or `deliver` fails. What was
/// delivered before stands.
pub fn run<D: Desk>(
    sources: &mut (dyn Iterator<Item = Source> + Send),
    books: &Books,
    options: &Options,
    progress: &Progress,
    desk: &D,
    deliver: &mut dyn FnMut(D::Tray) -> io::Result<()>,
) -> Result<Summary, PipelineError> {
    order::run(sources, books, options, progress, desk, deliver)
}
