//! Arrow IPC and Parquet: rows of columns, each column read as the text that the mapping expects.

use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Schema};
use arrow::error::ArrowError;
use arrow::ipc::reader::{FileReader, StreamReader};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};

use super::read::{Job, Outbox, bind};
use super::source::{Content, ReadSeek};
use super::{Options, PipelineError};

/// Rows travel in batches of this many.
const ROWS: usize = 4096;

/// The first bytes of an Arrow IPC file, as against a stream.
const ARROW_FILE: &[u8; 6] = b"ARROW1";

fn shape(name: &str, text: impl ToString) -> PipelineError {
    PipelineError::Shape { name: name.to_owned(), text: text.to_string() }
}

pub(super) fn arrow(
    name: &Arc<str>,
    content: Content,
    options: &Options,
    outbox: &mut Outbox<'_>,
) -> Result<(), PipelineError> {
    let unreadable = |error: ArrowError| shape(name, format!("not readable as Arrow IPC: {error}"));
    let input = |error: io::Error| PipelineError::Input { name: name.to_string(), error };
    match content {
        Content::File(mut file) => {
            let mut head = Vec::new();
            file.by_ref().take(6).read_to_end(&mut head).map_err(input)?;
            file.seek(SeekFrom::Start(0)).map_err(input)?;
            if head == ARROW_FILE {
                let reader = FileReader::try_new(BufReader::new(file), None).map_err(unreadable)?;
                let schema = reader.schema();
                return rows(name, &schema, reader, options, outbox);
            }
            let reader = StreamReader::try_new(BufReader::new(file), None).map_err(unreadable)?;
            let schema = reader.schema();
            rows(name, &schema, reader, options, outbox)
        }
        Content::Stream(stream) => {
            let reader = StreamReader::try_new(BufReader::new(stream), None).map_err(unreadable)?;
            let schema = reader.schema();
            rows(name, &schema, reader, options, outbox)
        }
        Content::Failed(_) | Content::Aside(_) => Ok(()),
    }
}

pub(super) fn parquet(
    name: &Arc<str>,
    content: Content,
    options: &Options,
    outbox: &mut Outbox<'_>,
) -> Result<(), PipelineError> {
    let Content::File(file) = content else {
        return Err(shape(name, "Parquet cannot be read from standard input: name the file"));
    };
    let unreadable = |error: ParquetError| shape(name, format!("not readable as Parquet: {error}"));
    let file = Shared::new(file).map_err(|error| PipelineError::Input { name: name.to_string(), error })?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(unreadable)?;
    let schema = Arc::clone(builder.schema());
    let reader = builder.with_batch_size(ROWS).build().map_err(unreadable)?;
    rows(name, &schema, reader, options, outbox)
}

fn rows(
    name: &Arc<str>,
    schema: &Schema,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    options: &Options,
    outbox: &mut Outbox<'_>,
) -> Result<(), PipelineError> {
    let headers: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let binder = bind(name, &headers, options)?;
    let mut first = 1;
    for batch in batches {
        let batch = batch.map_err(|error| shape(name, format!("not readable after row {}: {error}", first - 1)))?;
        let mut offset = 0;
        while offset < batch.num_rows() {
            let part = batch.slice(offset, ROWS.min(batch.num_rows() - offset));
            let (count, bytes) = (part.num_rows(), part.get_array_memory_size() / batch.num_rows().max(1));
            let job = Job::Rows { source: Arc::clone(name), binder: Arc::clone(&binder), batch: part, first };
            if !outbox.send(job, bytes * count) {
                return Ok(());
            }
            first += count as u64;
            offset += count;
        }
    }
    Ok(())
}

/// Each column of a batch as text; what has no text form is named.
pub(super) fn as_text(batch: &RecordBatch) -> Result<Vec<StringArray>, String> {
    let mut columns = Vec::with_capacity(batch.num_columns());
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let text = cast(column, &DataType::Utf8)
            .map_err(|error| format!("column `{}` cannot be read as text: {error}", field.name()))?;
        let text = text.as_any().downcast_ref::<StringArray>().cloned();
        columns.push(text.ok_or_else(|| format!("column `{}` cannot be read as text", field.name()))?);
    }
    Ok(columns)
}

/// The text of a cell; empty where there is none.
pub(super) fn cell(column: &StringArray, row: usize) -> &str {
    if row < column.len() && column.is_valid(row) { column.value(row) } else { "" }
}

/// A reader that Parquet may read at several places: each read goes to its place under one lock.
#[derive(Clone)]
struct Shared {
    file: Arc<Mutex<Box<dyn ReadSeek>>>,
    length: u64,
}

impl Shared {
    fn new(mut file: Box<dyn ReadSeek>) -> io::Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        Ok(Self { file: Arc::new(Mutex::new(file)), length })
    }

    fn read_at(&self, start: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read(into)
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Shared {
    type T = BufReader<At>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(At { shared: self.clone(), position: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes, ParquetError> {
        let mut bytes = Vec::new();
        let at = At { shared: self.clone(), position: start };
        at.take(length as u64).read_to_end(&mut bytes).map_err(|error| ParquetError::External(Box::new(error)))?;
        if bytes.len() < length {
            return Err(ParquetError::EOF(format!("{} of {length} bytes at {start}", bytes.len())));
        }
        Ok(bytes.into())
    }
}

/// A position in a shared reader.
struct At {
    shared: Shared,
    position: u64,
}

impl Read for At {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.shared.read_at(self.position, into)?;
        self.position += read as u64;
        Ok(read)
    }
}
