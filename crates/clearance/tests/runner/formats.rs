//! One table in four forms gives one answer.

use std::io::Cursor;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use clearance::pipeline::{Format, Source};

use super::support::{books, file, map, options, run, stream, table};

fn batch(text: &str) -> RecordBatch {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let fields: Vec<Field> = headers.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
    let column = |at: usize| Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row[at]))) as ArrayRef;
    RecordBatch::try_new(Arc::new(Schema::new(fields)), (0..headers.len()).map(column).collect()).unwrap()
}

fn arrow_file(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = arrow::ipc::writer::FileWriter::try_new(&mut bytes, &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

fn arrow_stream(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = arrow::ipc::writer::StreamWriter::try_new(&mut bytes, &batch.schema()).unwrap();
    writer.write(batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    bytes
}

fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn json_lines(text: &str) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let line = |row: csv::StringRecord| {
        let object: serde_json::Map<String, serde_json::Value> =
            headers.iter().zip(row.iter()).map(|(name, value)| (name.to_owned(), value.into())).collect();
        serde_json::to_string(&object).unwrap() + "\n"
    };
    reader.records().map(|row| line(row.unwrap())).collect::<String>().into_bytes()
}

fn answers(source: Source) -> Vec<serde_json::Value> {
    let written = run(vec![source], &books(), &options(Some(map("kcs.toml")), 2), Format::JsonLines).unwrap();
    assert_eq!(written.errors, "");
    let mut outcomes = written.outcomes();
    for outcome in &mut outcomes {
        outcome["line"] = 0.into();
        for finding in outcome["findings"].as_array_mut().unwrap() {
            finding.as_object_mut().unwrap().remove("place");
        }
    }
    outcomes
}

#[test]
fn every_form_of_input_gives_the_same_answers() {
    let text = table(700);
    let batch = batch(&text);
    let expected = answers(stream("t", Cursor::new(text.clone().into_bytes()), Format::Csv));
    assert_eq!(expected.len(), 700);
    assert_eq!(answers(stream("t", Cursor::new(json_lines(&text)), Format::JsonLines)), expected);
    assert_eq!(answers(file("t", arrow_file(&batch), Format::Arrow)), expected);
    assert_eq!(answers(stream("t", Cursor::new(arrow_stream(&batch)), Format::Arrow)), expected);
    assert_eq!(answers(file("t", parquet(&batch), Format::Parquet)), expected);
}

#[test]
fn answers_in_columns_hold_what_the_table_holds() {
    let text = super::support::run_csv(&table(300), Format::Csv).lines();
    let bytes = super::support::run_csv(&table(300), Format::Parquet).text;
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes));
    let batches: Vec<RecordBatch> = reader.unwrap().build().unwrap().map(Result::unwrap).collect();
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), text.len() - 1);
    let names: Vec<String> = batches[0].schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names.join(","), text[0]);
}
