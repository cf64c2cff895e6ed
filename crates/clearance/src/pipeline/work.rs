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

/// A desk with its tray and the counts of the job.
struct Pile<'t, D: Desk> {
    desk: &'t D,
    tray: &'t mut D::Tray,
    counts: Summary,
}

impl<D: Desk> Pile<'_, D> {
    fn lay(&mut self, item: Item) {
        self.counts.count(&item);
        self.desk.lay(self.tray, item);
    }

    fn unread(&mut self, source: &Arc<str>, line: u64, code: &str, text: Text) {
        self.lay(Item::Unread(Unread { source: Arc::clone(source), line, code: code.to_owned(), text }));
    }
}

pub(super) fn work<D: Desk>(
    clerk: &mut Clerk<'_>,
    options: &Options,
    job: Job,
    desk: &D,
    tray: &mut D::Tray,
) -> Summary {
    let mut table = Pile { desk, tray, counts: Summary::default() };
    match job {
        Job::Table { shape, chunk } => {
            table::rows(&shape, &chunk, &mut Rows { shape: &shape, clerk, options, pile: &mut table });
        }
        Job::Lines { source, binder, chunk } => lines(clerk, options, &mut table, &source, binder.as_deref(), &chunk),
        Job::Messages(messages) => {
            for found in messages {
                one_message(clerk, options, &mut table, found);
            }
        }
        Job::Rows { source, binder, batch, first } => match as_text(&batch) {
            Err(text) => table.unread(&source, first, "column-type", Text::owned(text.clone(), text)),
            Ok(columns) => {
                let mut fields = Vec::with_capacity(columns.len());
                for row in 0..batch.num_rows() {
                    fields.clear();
                    fields.extend(columns.iter().map(|column| cell(column, row)));
                    bound(clerk, options, &mut table, &source, &binder, &fields, first + row as u64);
                }
            }
        },
    }
    table.counts
}

fn cleared<D: Desk>(clerk: &mut Clerk<'_>, options: &Options, table: &mut Pile<'_, D>, declaration: Declaration) {
    let outcome = clerk.clear(&declaration, options.on, options.steps);
    table.lay(Item::Cleared(Box::new(declaration), Box::new(outcome)));
}

fn bound<D: Desk>(
    clerk: &mut Clerk<'_>,
    options: &Options,
    table: &mut Pile<'_, D>,
    source: &Arc<str>,
    binder: &Binder,
    fields: &[&str],
    line: u64,
) {
    match binder.declaration(fields, Record { name: Arc::clone(source), line }) {
        Ok(declaration) => cleared(clerk, options, table, declaration),
        Err(problem) => table.unread(source, line, problem.code, problem.text),
    }
}

/// The rows of a text table on their way to the clerk.
struct Rows<'r, 'b, 't, D: Desk> {
    shape: &'r Shape,
    clerk: &'r mut Clerk<'b>,
    options: &'r Options,
    pile: &'r mut Pile<'t, D>,
}

impl<D: Desk> Reading for Rows<'_, '_, '_, D> {
    fn fields(&mut self, line: u64, fields: &[&str]) -> Result<(), Refusal> {
        let record = Record { name: Arc::clone(&self.shape.source), line };
        let declaration =
            self.shape.binder.declaration(fields, record).map_err(|problem| (problem.code, problem.text))?;
        cleared(self.clerk, self.options, self.pile, declaration);
        Ok(())
    }

    fn unread(&mut self, line: u64, (code, text): Refusal) {
        self.pile.unread(&self.shape.source, line, code, text);
    }
}

fn lines<D: Desk>(
    clerk: &mut Clerk<'_>,
    options: &Options,
    table: &mut Pile<'_, D>,
    source: &Arc<str>,
    binder: Option<&(Binder, Vec<String>)>,
    chunk: &Chunk,
) {
    if let Some(broken) = chunk.broken {
        return table.unread(source, chunk.line, "record-not-closed", broken_text(broken));
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
                    cleared(clerk, options, table, declaration);
                }
                Err(error) => not_json(table, source, line, &error),
            },
            Some((binder, columns)) => match serde_json::from_slice::<serde_json::Map<_, _>>(bytes) {
                Ok(object) => {
                    let texts: Vec<String> = columns.iter().map(|name| scalar(object.get(name))).collect();
                    let fields: Vec<&str> = texts.iter().map(String::as_str).collect();
                    bound(clerk, options, table, source, binder, &fields, line);
                }
                Err(error) => not_json(table, source, line, &error),
            },
        }
    }
}

fn not_json<D: Desk>(table: &mut Pile<'_, D>, source: &Arc<str>, line: u64, error: &serde_json::Error) {
    let en = format!("not a declaration in JSON: {error}");
    let fr = format!("ce n'est pas une déclaration en JSON : {error}");
    table.unread(source, line, "json", Text::owned(en, fr));
}

fn scalar(value: Option<&serde_json::Value>) -> String {
    match value {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

fn one_message<D: Desk>(clerk: &mut Clerk<'_>, options: &Options, table: &mut Pile<'_, D>, found: Message) {
    let source = found.source;
    let bytes = match found.found {
        Found::Bytes(bytes) => bytes,
        Found::Aside(reason) => return table.lay(Item::Skipped(Skipped { source, reason })),
        Found::Failed(error) => {
            let en = format!("the file cannot be read: {error}");
            let fr = format!("le fichier ne peut pas être lu : {error}");
            return table.unread(&source, 0, "input", Text::owned(en, fr));
        }
        Found::TooLarge => {
            let text = Text::fixed("the message is larger than 64 MiB", "le message dépasse 64 Mio");
            return table.unread(&source, 0, "message-size", text);
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
            let outcome = clerk.unreadable(&declaration, options.on, finding);
            return table.lay(Item::Cleared(Box::new(declaration), Box::new(outcome)));
        }
    };
    match message::from_message(&read, Record { name: Arc::clone(&source), line: 0 }) {
        None => table.lay(Item::Skipped(Skipped { source, reason: read.describe() })),
        Some((declaration, places)) => {
            let outcome = clerk.clear_message(&declaration, &places, options.on, options.steps);
            table.lay(Item::Cleared(Box::new(declaration), Box::new(outcome)));
        }
    }
}
