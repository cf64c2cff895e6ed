use sqlx::query_as;

use crate::database::Database;
use crate::{Store, StoreError};

/// A column of the schema in neutral words, the same for both databases.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// The table.
    pub table: String,
    /// The column.
    pub name: String,
    /// `whole number`, `text`, `floating number`, `bytes`, or the database's own word for anything else.
    pub kind: String,
    /// Whether it may be empty.
    pub nullable: bool,
}

const COLUMNS_SQLITE: &str = "SELECT m.name, c.name, c.type, 1 - c.\"notnull\" FROM sqlite_master m \
     JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2";
const COLUMNS_POSTGRES: &str = "SELECT table_name::text, column_name::text, data_type::text, \
     CASE is_nullable WHEN 'YES' THEN 1::bigint ELSE 0::bigint END \
     FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2";
const INDEXES_SQLITE: &str = "SELECT m.name, i.name, group_concat(c.name, ' ') FROM sqlite_master m \
     JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c \
     WHERE m.type = 'table' AND i.origin = 'c' GROUP BY 1, 2 ORDER BY 1, 2";
const INDEXES_POSTGRES: &str = "SELECT t.relname::text, i.relname::text, \
     string_agg(a.attname::text, ' ' ORDER BY array_position(x.indkey::int2[], a.attnum)) \
     FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid \
     JOIN pg_namespace n ON n.oid = t.relnamespace \
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey::int2[]) \
     WHERE n.nspname = current_schema() AND NOT x.indisunique GROUP BY 1, 2 ORDER BY 1, 2";

fn neutral(kind: &str) -> String {
    match kind.to_ascii_lowercase().as_str() {
        "bigint" | "integer" => "whole number",
        "text" => "text",
        "double precision" => "floating number",
        "bytea" => "bytes",
        other => other,
    }
    .to_owned()
}

impl Store {
    /// Every column of every table, from the database's own catalogue.
    ///
    /// # Errors
    /// What the database says.
    pub async fn columns(&self) -> Result<Vec<Column>, StoreError> {
        let lines: Vec<(String, String, String, i64)> = match self.database() {
            Database::Sqlite(file) => query_as(COLUMNS_SQLITE).fetch_all(&file.read).await?,
            Database::Postgres(pool) => query_as(COLUMNS_POSTGRES).fetch_all(pool).await?,
        };
        let column = |(table, name, kind, nullable): (String, String, String, i64)| Column {
            table,
            name,
            kind: neutral(&kind),
            nullable: nullable != 0,
        };
        let mut columns: Vec<Column> = lines.into_iter().map(column).collect();
        columns.sort();
        Ok(columns)
    }

    /// Every index that a migration made: table, name, and its columns in order, with a space between.
    ///
    /// # Errors
    /// What the database says.
    pub async fn indexes(&self) -> Result<Vec<(String, String, String)>, StoreError> {
        let mut indexes: Vec<(String, String, String)> = match self.database() {
            Database::Sqlite(file) => query_as(INDEXES_SQLITE).fetch_all(&file.read).await?,
            Database::Postgres(pool) => query_as(INDEXES_POSTGRES).fetch_all(pool).await?,
        };
        indexes.sort();
        Ok(indexes)
    }
}
