//! The reading thread: opens source after source and cuts it into jobs of whole records.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender};

use arrow::array::RecordBatch;
use basis::Text;
use declaration::mapping::Binder;

use super::columns;
use super::cut::{Chunk, Cutter};
use super::source::{Content, Format, Source};
use super::table::Shape;
use super::{Options, PipelineError, Progress};

/// A message is no larger than this; larger ones are answered as unreadable.
pub(super) const LARGEST_MESSAGE: u64 = 64 * 1024 * 1024;

/// Small messages travel together, up to this many bytes.
const TOGETHER: usize = 256 * 1024;

/// Work for one worker: records that belong together, and what is needed to read them.
pub(super) enum Job {
    /// Records of a table, with the byte between fields and what each column means.
    Table { shape: Arc<Shape>, chunk: Chunk },
    /// JSON, one record a line.
    Lines { source: Arc<str>, binder: Option<Arc<(Binder, Vec<String>)>>, chunk: Chunk },
    /// Messages, each whole.
    Messages(Vec<Message>),
    /// Rows of columns, with the number of the first row.
    Rows { source: Arc<str>, binder: Arc<Binder>, batch: RecordBatch, first: u64 },
}

/// One message as it was found.
pub(super) struct Message {
    pub(super) source: Arc<str>,
    pub(super) found: Found,
}

/// What was found at a message's place.
pub(super) enum Found {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// More bytes than a message may have.
    TooLarge,
    /// The system could not read it.
    Failed(io::Error),
    /// It is not to be read; the reason.
    Aside(Text),
}

/// Sends numbered jobs while the run goes on.
pub(super) struct Outbox<'a> {
    permit: &'a Receiver<()>,
    jobs: &'a SyncSender<(u64, Job)>,
    stop: &'a AtomicBool,
    progress: &'a Progress,
    number: u64,
}

impl Outbox<'_> {
    /// Sends a job; `false` when the run is over and reading may end.
    pub(super) fn send(&mut self, job: Job, bytes: usize) -> bool {
        self.progress.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        if self.stop.load(Ordering::Relaxed) || self.permit.recv().is_err() {
            return false;
        }
        let sent = self.jobs.send((self.number, job)).is_ok();
        self.number += 1;
        sent
    }
}

pub(super) fn read(
    sources: &mut (dyn Iterator<Item = Source> + Send),
    options: &Options,
    progress: &Progress,
    permit: &Receiver<()>,
    jobs: &SyncSender<(u64, Job)>,
    stop: &AtomicBool,
) -> Result<(), PipelineError> {
    let mut outbox = Outbox { permit, jobs, stop, progress, number: 0 };
    let mut together = Vec::new();
    let mut size = 0;
    for source in sources {
        if source.format == Format::DecXml || matches!(source.content, Content::Aside(_)) {
            let message = message(source);
            size += if let Found::Bytes(bytes) = &message.found { bytes.len() } else { 0 };
            together.push(message);
            if size >= TOGETHER && !flush(&mut outbox, &mut together, &mut size) {
                return Ok(());
            }
            continue;
        }
        if !flush(&mut outbox, &mut together, &mut size) {
            return Ok(());
        }
        let name = Arc::clone(&source.name);
        let input = |error| PipelineError::Input { name: name.to_string(), error };
        match (source.format, source.content) {
            (_, Content::Failed(error)) => return Err(input(error)),
            (Format::Csv, content) => table(&name, forward(content), options, &mut outbox)?,
            (Format::JsonLines, content) => lines(&name, forward(content), options, &mut outbox)?,
            (Format::Arrow, content) => columns::arrow(&name, content, options, &mut outbox)?,
            (Format::Parquet, content) => columns::parquet(&name, content, options, &mut outbox)?,
            (Format::DecXml, _) => {}
        }
    }
    flush(&mut outbox, &mut together, &mut size);
    Ok(())
}

fn flush(outbox: &mut Outbox<'_>, together: &mut Vec<Message>, size: &mut usize) -> bool {
    if together.is_empty() {
        return true;
    }
    outbox.send(Job::Messages(std::mem::take(together)), std::mem::take(size))
}

fn forward(content: Content) -> Box<dyn Read + Send> {
    match content {
        Content::Stream(reader) => reader,
        Content::File(file) => Box::new(file),
        Content::Failed(_) | Content::Aside(_) => Box::new(io::empty()),
    }
}

fn message(source: Source) -> Message {
    let found = match source.content {
        Content::Failed(error) => Found::Failed(error),
        Content::Aside(reason) => Found::Aside(reason),
        content => {
            let mut bytes = Vec::new();
            match forward(content).take(LARGEST_MESSAGE + 1).read_to_end(&mut bytes) {
                Err(error) => Found::Failed(error),
                Ok(read) if read as u64 > LARGEST_MESSAGE => Found::TooLarge,
                Ok(_) => Found::Bytes(bytes),
            }
        }
    };
    Message { source: source.name, found }
}

/// What each column means under the mapping.
///
/// # Errors
/// `PipelineError::Shape` without a mapping, or naming the columns that are missing.
pub(super) fn bind(name: &str, headers: &[&str], options: &Options) -> Result<Arc<Binder>, PipelineError> {
    let shape = |text: String| PipelineError::Shape { name: name.to_owned(), text };
    let map = options.map.as_ref().ok_or_else(|| {
        shape("a table needs a mapping file that tells what its columns mean (`--map FILE`)".to_owned())
    })?;
    map.bind(headers).map(Arc::new).map_err(|missing| shape(missing.to_string()))
}

fn table(
    name: &Arc<str>,
    reader: Box<dyn Read + Send>,
    options: &Options,
    outbox: &mut Outbox<'_>,
) -> Result<(), PipelineError> {
    let input = |error| PipelineError::Input { name: name.to_string(), error };
    let shape = |text: &str| PipelineError::Shape { name: name.to_string(), text: text.to_owned() };
    let mut cutter = Cutter::new(reader, true);
    let Some(header) = cutter.record().map_err(input)? else {
        return Err(shape("the file is empty: a header line is expected"));
    };
    if header.broken.is_some() {
        return Err(shape("the header line is longer than 1 MiB or opens a quote that is never closed"));
    }
    let text = std::str::from_utf8(header.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&header.bytes))
        .map_err(|_| shape("the header line is not UTF-8: save the file as UTF-8"))?;
    let delimiter = delimiter(text);
    cutter.set_delimiter(delimiter);
    let mut headers = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    let headers = headers.records().next().and_then(Result::ok).unwrap_or_default();
    let headers: Vec<&str> = headers.iter().map(str::trim).collect();
    let binder = bind(name, &headers, options)?;
    let shape_of_rows = Arc::new(Shape { source: Arc::clone(name), binder, columns: headers.len(), delimiter });
    while let Some(chunk) = cutter.chunk().map_err(input)? {
        let bytes = chunk.bytes.len();
        if !outbox.send(Job::Table { shape: Arc::clone(&shape_of_rows), chunk }, bytes) {
            break;
        }
    }
    Ok(())
}

/// The byte between fields: of comma, semicolon and tab, the one that the header line has most of.
fn delimiter(header: &str) -> u8 {
    let count = |byte: &u8| header.bytes().filter(|other| other == byte).count();
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn lines(
    name: &Arc<str>,
    reader: Box<dyn Read + Send>,
    options: &Options,
    outbox: &mut Outbox<'_>,
) -> Result<(), PipelineError> {
    let binder = match &options.map {
        None => None,
        Some(map) => {
            let headers: Vec<String> = map.columns().iter().map(ToString::to_string).collect();
            let names: Vec<&str> = headers.iter().map(String::as_str).collect();
            let shape = |text: String| PipelineError::Shape { name: name.to_string(), text };
            let binder = map.bind(&names).map_err(|missing| shape(missing.to_string()))?;
            Some(Arc::new((binder, headers)))
        }
    };
    let mut cutter = Cutter::new(reader, false);
    while let Some(chunk) = cutter.chunk().map_err(|error| PipelineError::Input { name: name.to_string(), error })? {
        let bytes = chunk.bytes.len();
        if !outbox.send(Job::Lines { source: Arc::clone(name), binder: binder.clone(), chunk }, bytes) {
            break;
        }
    }
    Ok(())
}
