use std::io::{self, Write};

use arrow::ipc::writer::StreamWriter;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use thiserror::Error;

use super::{Sheet, batch, row};
use crate::pipeline::Format;

/// Why answers cannot be written.
#[derive(Debug, Error)]
pub enum SinkError {
    /// The system refuses; a full disk is said so.
    #[error("{}", full(.0))]
    Io(#[from] io::Error),
    /// The columns cannot be written.
    #[error("the columns cannot be written: {0}")]
    Columns(String),
    /// Answers are not written in this form.
    #[error("answers are written as csv, jsonl, arrow or parquet")]
    Format,
}

fn full(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::StorageFull {
        "the disk is full: nothing more was written, make room and run it again".to_owned()
    } else {
        error.to_string()
    }
}

enum Form<W: Write + Send> {
    Text(W),
    Arrow(Box<StreamWriter<W>>),
    Parquet(Box<ArrowWriter<W>>),
}

/// Takes finished sheets in order and writes them in one form.
pub struct Sink<W: Write + Send> {
    form: Form<W>,
}

impl<W: Write + Send> Sink<W> {
    /// Opens the output: the header of a CSV, the schema of an Arrow stream or Parquet file.
    ///
    /// # Errors
    /// `SinkError` when the form is not one for answers, or the system refuses.
    pub fn open(format: Format, mut writer: W) -> Result<Self, SinkError> {
        let columns = |error: &dyn ToString| SinkError::Columns(error.to_string());
        let form = match format {
            Format::Csv => {
                writer.write_all(row::header().as_bytes())?;
                Form::Text(writer)
            }
            Format::JsonLines => Form::Text(writer),
            Format::Arrow => {
                Form::Arrow(Box::new(StreamWriter::try_new(writer, &batch::schema()).map_err(|error| columns(&error))?))
            }
            Format::Parquet => {
                let properties = WriterProperties::builder()
                    .set_compression(Compression::SNAPPY)
                    .set_max_row_group_row_count(Some(65_536))
                    .build();
                let writer = ArrowWriter::try_new(writer, batch::schema(), Some(properties));
                Form::Parquet(Box::new(writer.map_err(|error| columns(&error))?))
            }
            Format::DecXml => return Err(SinkError::Format),
        };
        Ok(Self { form })
    }

    /// Writes one sheet.
    ///
    /// # Errors
    /// `SinkError` when the system refuses, a full disk for example.
    pub fn write(&mut self, sheet: &Sheet) -> Result<(), SinkError> {
        match (&mut self.form, &sheet.batch) {
            (Form::Text(writer), _) => writer.write_all(&sheet.text)?,
            (Form::Arrow(writer), Some(batch)) => {
                writer.write(batch).map_err(|error| SinkError::Columns(error.to_string()))?;
            }
            (Form::Parquet(writer), Some(batch)) => {
                writer.write(batch).map_err(|error| SinkError::Columns(error.to_string()))?;
            }
            (_, None) => {}
        }
        Ok(())
    }

    /// Ends the output: what was held back is written and flushed.
    ///
    /// # Errors
    /// `SinkError` when the system refuses.
    pub fn close(self) -> Result<(), SinkError> {
        match self.form {
            Form::Text(mut writer) => writer.flush()?,
            Form::Arrow(mut writer) => writer.finish().map_err(|error| SinkError::Columns(error.to_string()))?,
            Form::Parquet(writer) => {
                writer.close().map_err(|error| SinkError::Columns(error.to_string()))?;
            }
        }
        Ok(())
    }
}
