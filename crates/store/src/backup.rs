//! The whole content as one text that is the same whichever database it comes from, and back into either.
//!
//! One line for the head, one for each table with its columns, one for each row as a JSON list in the order of the key,
//! one for the end with the SHA-256 of all before it. Whole numbers and texts stand as they are, bytes in hexadecimal,
//! floating numbers by their bits, so that nothing is rounded.

use std::future::poll_fn;
use std::io::Write;
use std::pin::Pin;

use access::Viewer;
use access::audit::hex;
use futures_core::Stream;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Row, query};

use crate::database::Database;
use crate::{Column, Store, StoreError, migration};

/// All tables, each after those that it refers to, with its key. What is made from others stands not here: the ledger of
/// migrations, the words of the search. Nor does what belongs to a site that runs: open log-ins and ceremonies, so that a
/// backup opens nothing to whoever holds it and an ended log-in does not come back with it; leases, and counts of tries.
const TABLES: [(&str, &[&str]); 36] = [
    ("meta", &["name"]),
    ("body", &["code"]),
    ("person", &["id"]),
    ("account", &["person"]),
    ("passkey", &["id"]),
    ("recovery_code", &["digest"]),
    ("link", &["digest"]),
    ("token", &["id"]),
    ("appointment", &["id"]),
    ("proposal", &["id"]),
    ("record", &["id"]),
    ("record_key", &["record", "way", "term"]),
    ("audit_entry", &["number"]),
    ("audit_head", &["only_one"]),
    ("audit_checkpoint", &["number"]),
    ("blob", &["hash"]),
    ("blob_piece", &["blob", "start"]),
    ("series", &["code"]),
    ("paper", &["id"]),
    ("paper_language", &["paper", "language"]),
    ("paper_edition", &["paper", "language", "edition"]),
    ("download", &["id"]),
    ("search_text", &["code"]),
    ("form", &["id", "version"]),
    ("casework", &["id"]),
    ("answer", &["casework", "question"]),
    ("answer_past", &["casework", "question", "version", "author", "at"]),
    ("case_step", &["casework", "number"]),
    ("faq", &["id"]),
    ("mail", &["id"]),
    ("job", &["id"]),
    ("upload", &["id"]),
    ("upload_chunk", &["upload", "start"]),
    ("batch", &["code"]),
    ("outcome", &["batch", "number"]),
    ("outcome_finding", &["batch", "code", "number"]),
];
/// The rest of the tables, which refer to batches too.
const LAST_TABLES: [(&str, &[&str]); 2] =
    [("outcome_document", &["batch", "number"]), ("unread", &["batch", "number"])];

/// How much was written or read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BackedUp {
    /// Tables.
    pub tables: u64,
    /// Rows.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
}

/// The tables of a backup in their order.
pub(crate) fn tables() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    TABLES.into_iter().chain(LAST_TABLES)
}

/// Writes lines and digests them.
struct Sink<'w> {
    into: &'w mut dyn Write,
    digest: Sha256,
    done: BackedUp,
}

impl Sink<'_> {
    fn line(&mut self, value: &Value) -> Result<(), StoreError> {
        let mut line = value.to_string();
        line.push('\n');
        self.digest.update(line.as_bytes());
        self.done.bytes += line.len() as u64;
        self.into.write_all(line.as_bytes()).map_err(|cause| refused(&cause))
    }
}

fn refused(cause: &std::io::Error) -> StoreError {
    match cause.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::Unreadable(cause.to_string()),
    }
}

/// The columns of a table in the order of their names.
pub(crate) fn columns_of<'c>(columns: &'c [Column], table: &str) -> Vec<&'c Column> {
    // PostgreSQL's generated column is made from others.
    columns.iter().filter(|column| column.table == table && column.kind != "tsvector").collect()
}

/// One value of a row as JSON.
macro_rules! value {
    ($row:expr, $place:expr, $kind:expr) => {
        match $kind {
            "whole number" => $row.try_get::<Option<i64>, _>($place)?.map_or(Value::Null, Value::from),
            "floating number" => {
                let float = $row.try_get::<Option<f64>, _>($place)?;
                float.map_or(Value::Null, |float| Value::from(format!("{:016x}", float.to_bits())))
            }
            "bytes" => {
                $row.try_get::<Option<Vec<u8>>, _>($place)?.map_or(Value::Null, |bytes| Value::from(hex(&bytes)))
            }
            _ => $row.try_get::<Option<String>, _>($place)?.map_or(Value::Null, Value::from),
        }
    };
}

/// All rows of a table in the order of its key.
macro_rules! rows {
    ($tx:ident, $sql:expr, $columns:expr, $sink:expr) => {{
        let run = query(AssertSqlSafe($sql));
        let mut stream = run.fetch(&mut *$tx);
        while let Some(row) = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
            let row = row?;
            let mut values = Vec::with_capacity($columns.len());
            for (place, column) in $columns.iter().enumerate() {
                values.push(value!(row, place, column.kind.as_str()));
            }
            $sink.line(&Value::Array(values))?;
            $sink.done.rows += 1;
        }
    }};
}

/// The question for a table. Texts are in the order of their bytes, whatever the database would think of them.
fn question(table: &str, key: &[&str], columns: &[&Column], postgres: bool) -> String {
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let text = |name: &str| columns.iter().any(|column| column.name == name && column.kind == "text");
    let order = |name: &&str| match postgres && text(name) {
        true => format!("\"{name}\" COLLATE \"C\""),
        false => format!("\"{name}\""),
    };
    let order: Vec<String> = key.iter().map(order).collect();
    format!("SELECT {} FROM \"{table}\" ORDER BY {}", names.join(", "), order.join(", "))
}

impl Store {
    /// Writes the whole content, as it stands at one moment, in bounded memory.
    ///
    /// # Errors
    /// `Refused` for anybody but the program, `Full` when there is no room for it, or what the database says.
    pub async fn backup(&self, viewer: &Viewer, into: &mut dyn Write) -> Result<BackedUp, StoreError> {
        self.program_alone(viewer)?;
        let columns = self.columns().await?;
        let mut sink = Sink { into, digest: Sha256::new(), done: BackedUp::default() };
        sink.line(&json!({ "opencustoms": "backup", "schema": migration::known() }))?;
        match self.database() {
            Database::Sqlite(file) => {
                let mut tx = file.read.begin().await?;
                for (table, key) in tables() {
                    let columns = columns_of(&columns, table);
                    begin_table(&mut sink, table, &columns)?;
                    rows!(tx, question(table, key, &columns, false), columns, sink);
                }
            }
            Database::Postgres(pool) => {
                let mut tx = pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
                for (table, key) in tables() {
                    let columns = columns_of(&columns, table);
                    begin_table(&mut sink, table, &columns)?;
                    rows!(tx, question(table, key, &columns, true), columns, sink);
                }
            }
        }
        let digest = hex(&sink.digest.clone().finalize());
        sink.line(&json!({ "sha256": digest }))?;
        sink.into.flush().map_err(|cause| refused(&cause))?;
        Ok(sink.done)
    }
}

fn begin_table(sink: &mut Sink<'_>, table: &str, columns: &[&Column]) -> Result<(), StoreError> {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    sink.done.tables += 1;
    sink.line(&json!({ "table": table, "columns": names }))
}
