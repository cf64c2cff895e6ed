//! The answers as CSV, JSON lines, Arrow IPC or Parquet; rows that could not be read and messages set aside as JSON
//! lines beside them.

mod batch;
mod row;
mod sink;

use std::io::Write as _;

use arrow::array::RecordBatch;
use basis::Language;

use crate::outcome::{Outcome, OutcomeKind};
use crate::pipeline::{Desk, Format, Item};

pub use batch::schema;
pub use row::COLUMNS;
pub use sink::{Sink, SinkError};

/// Writes answers in one form, each worker its own part.
pub struct Scribe {
    format: Format,
    language: Language,
    keep_scores: bool,
}

impl Scribe {
    /// A scribe for a form and, where the form has only one language, that language.
    #[must_use]
    pub fn new(format: Format, language: Language) -> Self {
        Self { format, language, keep_scores: false }
    }

    /// The same scribe, writing nothing but the scores: the first pass of an exact budget.
    #[must_use]
    pub fn scores_only(mut self) -> Self {
        self.keep_scores = true;
        self
    }
}

/// The answers of one chunk in their written form.
#[derive(Default)]
pub struct Sheet {
    /// CSV or JSON lines.
    pub text: Vec<u8>,
    /// Arrow or Parquet rows.
    pub batch: Option<RecordBatch>,
    /// Rows that could not be read, as JSON lines.
    pub errors: Vec<u8>,
    /// Messages set aside, as JSON lines.
    pub skipped: Vec<u8>,
    /// The scores, where they are asked for.
    pub scores: Vec<f64>,
}

/// A sheet while it is written.
pub struct Draft {
    sheet: Sheet,
    rows: batch::Rows,
    line: row::Line,
}

impl Desk for Scribe {
    type Tray = Draft;

    fn tray(&self) -> Draft {
        Draft { sheet: Sheet::default(), rows: batch::Rows::default(), line: row::Line::default() }
    }

    fn lay(&self, draft: &mut Draft, item: Item<'_>) {
        match item {
            Item::Cleared(_, outcome) if self.keep_scores => draft.sheet.scores.extend(outcome.score),
            Item::Cleared(_, outcome) => self.write(draft, outcome),
            Item::Unread(unread) => json_line(&mut draft.sheet.errors, &unread),
            Item::Skipped(skipped) => json_line(&mut draft.sheet.skipped, &skipped),
        }
    }
}

impl Draft {
    /// The finished sheet.
    ///
    /// # Errors
    /// A sentence when the rows cannot be laid out as columns.
    pub fn finish(mut self) -> Result<Sheet, String> {
        if !self.rows.is_empty() {
            self.sheet.batch = Some(self.rows.finish()?);
        }
        Ok(self.sheet)
    }
}

impl Scribe {
    fn write(&self, draft: &mut Draft, outcome: &Outcome) {
        match self.format {
            Format::Csv => row::rows(&mut draft.line, &mut draft.sheet.text, outcome, self.language),
            Format::Arrow | Format::Parquet => {
                draft.rows.push(outcome, self.language);
                // An unreadable message has no row of its own among columns of items: it is named with the errors too.
            }
            Format::JsonLines | Format::DecXml => json_line(&mut draft.sheet.text, outcome),
        }
        if outcome.kind == OutcomeKind::Unreadable && self.format != Format::JsonLines {
            json_line(&mut draft.sheet.errors, &outcome);
        }
    }
}

fn json_line(into: &mut Vec<u8>, value: &impl serde::Serialize) {
    let start = into.len();
    if serde_json::to_writer(&mut *into, value).is_err() {
        // Serializing our own plain types fails only if a map key is not text, which none is; leave no half line.
        into.truncate(start);
        return;
    }
    let _never_fails = into.write_all(b"\n");
}
