//! A backup read back.

use std::io::{BufRead, Read};

use access::Viewer;
use access::audit::hex;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, query, query_as};

use crate::backup::{BackedUp, columns_of, tables};
use crate::database::{Database, begin_postgres};
use crate::{Column, Store, StoreError, migration};

/// The longest line that is read back: a piece of a file in hexadecimal, and some.
const LONGEST_LINE: u64 = 64 << 20;

/// What a database holds in which nothing was done yet.
const HOLDS: &str = "SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM upload) + (SELECT count(*) FROM batch) \
     + (SELECT number FROM audit_head)";
/// What a new database holds is in the backup too.
const CLEAR: [&str; 3] = ["DELETE FROM body", "DELETE FROM audit_head", "DELETE FROM meta"];

/// Reads lines and digests them.
struct Source<'r> {
    from: &'r mut dyn BufRead,
    digest: Sha256,
    line: u64,
    done: BackedUp,
}

fn broken(line: u64, what: &str) -> StoreError {
    StoreError::Backup { line, cause: what.to_owned() }
}

impl Source<'_> {
    /// The next line as JSON. The digest before it is that of all lines above.
    fn next(&mut self) -> Result<(String, Value), StoreError> {
        let before = hex(&self.digest.clone().finalize());
        let mut line = String::new();
        self.line += 1;
        let read = (&mut *self.from).take(LONGEST_LINE).read_line(&mut line);
        read.map_err(|cause| broken(self.line, &cause.to_string()))?;
        if !line.ends_with('\n') {
            return Err(broken(self.line, "the backup is cut off"));
        }
        self.digest.update(line.as_bytes());
        self.done.bytes += line.len() as u64;
        let value = serde_json::from_str(&line).map_err(|cause| broken(self.line, &cause.to_string()))?;
        Ok((before, value))
    }

    fn head(&mut self) -> Result<(), StoreError> {
        let (_, head) = self.next()?;
        if head.get("opencustoms").and_then(Value::as_str) != Some("backup") {
            return Err(broken(1, "this is no backup of opencustoms"));
        }
        let (found, known) = (head.get("schema").and_then(Value::as_i64), migration::known());
        match found {
            Some(found) if found == known => Ok(()),
            _ => Err(broken(1, &format!("the backup has schema {}, this program knows {known}", found.unwrap_or(0)))),
        }
    }

    /// The head of a table: its columns must be those that this database has.
    fn table(&mut self, head: &Value, table: &str, columns: &[&Column]) -> Result<(), StoreError> {
        let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
        if head.get("table").and_then(Value::as_str) != Some(table) || head.get("columns") != Some(&Value::from(names))
        {
            return Err(broken(self.line, &format!("the table `{table}` with its columns should begin here")));
        }
        self.done.tables += 1;
        Ok(())
    }
}

/// A value as it is bound.
enum Bound {
    Number(Option<i64>),
    Float(Option<f64>),
    Bytes(Option<Vec<u8>>),
    Text(Option<String>),
}

fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn bound(value: &Value, kind: &str) -> Option<Bound> {
    let text = || value.as_str();
    Some(match (kind, value.is_null()) {
        ("whole number", true) => Bound::Number(None),
        ("whole number", false) => Bound::Number(Some(value.as_i64()?)),
        ("floating number", true) => Bound::Float(None),
        ("floating number", false) => Bound::Float(Some(f64::from_bits(u64::from_str_radix(text()?, 16).ok()?))),
        ("bytes", true) => Bound::Bytes(None),
        ("bytes", false) => Bound::Bytes(Some(bytes_of(text()?)?)),
        (_, true) => Bound::Text(None),
        (_, false) => Bound::Text(Some(text()?.to_owned())),
    })
}

fn insertion(table: &str, columns: &[&Column]) -> String {
    let names: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let marks: Vec<String> = (1..=columns.len()).map(|number| format!("${number}")).collect();
    format!("INSERT INTO \"{table}\" ({}) VALUES ({})", names.join(", "), marks.join(", "))
}

/// All tables with their rows, and the digest at the end, within a transaction.
macro_rules! take_all {
    ($tx:ident, $columns:ident, $source:ident) => {{
        let (holds,): (i64,) = query_as(HOLDS).fetch_one(&mut *$tx).await?;
        if holds > 0 {
            return Err(broken(0, "the database holds something already: give an empty one"));
        }
        for statement in CLEAR {
            query(statement).execute(&mut *$tx).await?;
        }
        let mut line = $source.next()?;
        for (table, _) in tables() {
            let columns = columns_of(&$columns, table);
            $source.table(&line.1, table, &columns)?;
            let insertion = insertion(table, &columns);
            line = $source.next()?;
            while let Value::Array(values) = &line.1 {
                if values.len() != columns.len() {
                    return Err(broken(
                        $source.line,
                        "the row has another number of values than its table has columns",
                    ));
                }
                let mut run = query(AssertSqlSafe(insertion.as_str()));
                for (value, column) in values.iter().zip(&columns) {
                    let bound = bound(value, &column.kind);
                    run = match bound
                        .ok_or_else(|| broken($source.line, &format!("`{}` is of another kind", column.name)))?
                    {
                        Bound::Number(number) => run.bind(number),
                        Bound::Float(float) => run.bind(float),
                        Bound::Bytes(bytes) => run.bind(bytes),
                        Bound::Text(text) => run.bind(text),
                    };
                }
                run.execute(&mut *$tx).await?;
                $source.done.rows += 1;
                line = $source.next()?;
            }
        }
        if line.1.get("sha256").and_then(Value::as_str) != Some(line.0.as_str()) {
            return Err(broken($source.line, "the digest is not that of the lines above: the backup was changed"));
        }
    }};
}

impl Store {
    /// Reads a backup into a database that holds nothing yet, all of it or nothing.
    ///
    /// # Errors
    /// `Refused` for anybody but the program; `Backup` when the database holds something, the text is no backup, is of
    /// another schema, or was changed or cut off; `Full`, `Busy`.
    pub async fn restore(&self, viewer: &Viewer, from: &mut dyn BufRead) -> Result<BackedUp, StoreError> {
        self.program_alone(viewer)?;
        let columns = self.columns().await?;
        let mut source = Source { from, digest: Sha256::new(), line: 0, done: BackedUp::default() };
        source.head()?;
        match self.database() {
            Database::Sqlite(file) => {
                let mut tx = file.begin().await?;
                take_all!(tx, columns, source);
                // The indexes of words grew in many pieces, of which each search would look at every one.
                for join in crate::search::JOIN_PIECES {
                    query(join).execute(&mut *tx).await?;
                }
                tx.commit().await?;
            }
            Database::Postgres(pool) => {
                let mut tx = begin_postgres(pool).await?;
                take_all!(tx, columns, source);
                tx.commit().await?;
            }
        }
        Ok(source.done)
    }
}
