//! A worker's part: reads the records of a job and has each cleared.

use std::sync::Arc;

use basis::{Finding, Notice, Severity, Text};
use datamodel::xml::{self, Limits};
use declaration::mapping::Binder;
use declaration::{Declaration, Record, message};

use super::columns::{as_text, cell};
use super::cut::Chunk;
use super::read::{Found, Job, Message};
use super::table::{self, Reading, Refusal, Shape, broken_text};
use super::{Desk, Item, Options, Skipped, Summary, Unread};
use crate::clerk::Clerk;

/// Declarations that are cleared together: twice as many as the model scores side by side, and few enough to stay in the
/// cache.
const TOGETHER: usize = 64;

/// A desk with its tray, the clerk who answers, and the declarations that wait to be cleared together.
struct Pile<'t, 'b, D: Desk> {
    clerk: &'t mut Clerk<'b>,
    options: &'t Options,
    desk: &'t D,
    tray: &'t mut D::Tray,
    waiting: Vec<Declaration>,
    counts: Summary,
}

impl<D: Desk> Pile<'_, '_, D> {
    fn clear(&mut self, declaration: Declaration) {
        self.waiting.push(declaration);
        if self.waiting.len() == TOGETHER {
            self.clear_waiting();
        }
    }

    fn clear_waiting(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let outcomes = self.clerk.clear_all(&self.waiting, self.options.on, self.options.steps);
        for (declaration, outcome) in self.waiting.iter().zip(&outcomes) {
            let item = Item::Cleared(declaration, outcome);
            self.counts.count(&item);
            self.desk.lay(self.tray, item);
        }
        self.waiting.clear();
    }

    /// Lays an answer after those that wait.
    fn lay(&mut self, item: Item<'_>) {
        self.clear_waiting();
        self.counts.count(&item);
        self.desk.lay(self.tray, item);
    }

    fn unread(&mut self, source: &Arc<str>, line: u64, code: &str, text: Text) {
        self.lay(Item::Unread(Unread { source: Arc::clone(source), line, code: code.to_owned(), text }));
    }

    /// Binds the fields of a row; says why where they are no declaration.
    fn bind(&mut self, source: &Arc<str>, binder: &Binder, fields: &[&str], line: u64) -> Result<(), Refusal> {
        let record = Record { name: Arc::clone(source), line };
        let declaration = binder.declaration(fields, record).map_err(|problem| (problem.code, problem.text))?;
        self.clear(declaration);
        Ok(())
    }
}

pub(super) fn work<D: Desk>(
    clerk: &mut Clerk<'_>,
    options: &Options,
    job: Job,
    desk: &D,
    tray: &mut D::Tray,
) -> Summary {
    let mut pile = Pile { clerk, options, desk, tray, waiting: Vec::new(), counts: Summary::default() };
    match job {
        Job::Table { shape, chunk } => table::rows(&shape, &chunk, &mut Rows { shape: &shape, pile: &mut pile }),
        Job::Lines { source, binder, chunk } => lines(&mut pile, &source, binder.as_deref(), &chunk),
        Job::Messages(messages) => messages.into_iter().for_each(|found| one_message(&mut pile, found)),
        Job::Rows { source, binder, batch, first } => match as_text(&batch) {
            Err(text) => pile.unread(&source, first, "column-type", Text::owned(text.clone(), text)),
            Ok(columns) => {
                let mut fields = Vec::with_capacity(columns.len());
                for row in 0..batch.num_rows() {
                    fields.clear();
                    fields.extend(columns.iter().map(|column| cell(column, row)));
                    bound(&mut pile, &source, &binder, &fields, first + row as u64);
                }
            }
        },
    }
    pile.clear_waiting();
    pile.counts
}

/// Has a row cleared, or reports it.
fn bound<D: Desk>(pile: &mut Pile<'_, '_, D>, source: &Arc<str>, binder: &Binder, fields: &[&str], line: u64) {
    if let Err((code, text)) = pile.bind(source, binder, fields, line) {
        pile.unread(source, line, code, text);
    }
}

/// The rows of a text table on their way to the clerk.
struct Rows<'r, 't, 'b, D: Desk> {
    shape: &'r Shape,
    pile: &'r mut Pile<'t, 'b, D>,
}

impl<D: Desk> Reading for Rows<'_, '_, '_, D> {
    fn fields(&mut self, line: u64, fields: &[&str]) -> Result<(), Refusal> {
        self.pile.bind(&self.shape.source, &self.shape.binder, fields, line)
    }

    fn unread(&mut self, line: u64, (code, text): Refusal) {
        self.pile.unread(&self.shape.source, line, code, text);
    }
}

fn lines<D: Desk>(
    pile: &mut Pile<'_, '_, D>,
    source: &Arc<str>,
    binder: Option<&(Binder, Vec<String>)>,
    chunk: &Chunk,
) {
    if let Some(broken) = chunk.broken {
        return pile.unread(source, chunk.line, "record-not-closed", broken_text(broken));
    }
    for (at, bytes) in chunk.bytes.split(|byte| *byte == b'\n').enumerate() {
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let line = chunk.line + at as u64;
        match binder {
            None => match serde_json::from_slice::<Declaration>(bytes) {
                Ok(mut declaration) => {
                    declaration.record = Record { name: Arc::clone(source), line };
                    pile.clear(declaration);
                }
                Err(error) => not_json(pile, source, line, &error),
            },
            Some((binder, columns)) => match serde_json::from_slice::<serde_json::Map<_, _>>(bytes) {
                Ok(object) => {
                    let texts: Vec<String> = columns.iter().map(|name| scalar(object.get(name))).collect();
                    let fields: Vec<&str> = texts.iter().map(String::as_str).collect();
                    bound(pile, source, binder, &fields, line);
                }
                Err(error) => not_json(pile, source, line, &error),
            },
        }
    }
}

fn not_json<D: Desk>(pile: &mut Pile<'_, '_, D>, source: &Arc<str>, line: u64, error: &serde_json::Error) {
    let en = format!("not a declaration in JSON: {error}");
    let fr = format!("ce n'est pas une déclaration en JSON : {error}");
    pile.unread(source, line, "json", Text::owned(en, fr));
}

fn scalar(value: Option<&serde_json::Value>) -> String {
    match value {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn one_message<D: Desk>(pile: &mut Pile<'_, '_, D>, found: Message) {
    let (on, steps) = (pile.options.on, pile.options.steps);
    let source = found.source;
    let bytes = match found.found {
        Found::Bytes(bytes) => bytes,
        Found::Aside(reason) => return pile.lay(Item::Skipped(Skipped { source, reason })),
        Found::Failed(error) => {
            let en = format!("the file cannot be read: {error}");
            let fr = format!("le fichier ne peut pas être lu : {error}");
            return pile.unread(&source, 0, "input", Text::owned(en, fr));
        }
        Found::TooLarge => {
            let text = Text::fixed("the message is larger than 64 MiB", "le message dépasse 64 Mio");
            return pile.unread(&source, 0, "message-size", text);
        }
    };
    let read = match xml::read(&bytes, &Limits::default()) {
        Ok(read) => read,
        Err(error) => {
            let notice = Notice {
                code: error.code.to_owned(),
                severity: Severity::Error,
                text: error.text,
                source: "Extensible Markup Language (XML) 1.0, fifth edition".to_owned(),
            };
            let finding = Finding::new(Arc::new(notice)).in_place(error.place);
            let declaration = Declaration { record: Record { name: source, line: 0 }, ..Declaration::default() };
            let outcome = pile.clerk.unreadable(&declaration, on, finding);
            return pile.lay(Item::Cleared(&declaration, &outcome));
        }
    };
    match message::from_message(&read, Record { name: Arc::clone(&source), line: 0 }) {
        None => pile.lay(Item::Skipped(Skipped { source, reason: read.describe() })),
        Some((declaration, places)) => {
            let outcome = pile.clerk.clear_message(&declaration, &places, on, steps);
            pile.lay(Item::Cleared(&declaration, &outcome));
        }
    }
}
