//! Lists read as one JSON text. The driver hands each row of SQLite over to another thread value by value, which costs
//! more than finding it; a list that is put together in the database crosses once.

use serde::de::DeserializeOwned;

use crate::StoreError;

/// One question in the forms of both databases; its rows come as a JSON list of lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gathered {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// A question whose rows come as one JSON text: first the columns by the names that the question gives them, then the
/// question in its parts. The order of the question is kept.
macro_rules! gathered {
    ($columns:literal, $($part:expr),+ $(,)?) => {
        $crate::gathered::Gathered {
            sqlite: concat!("SELECT json_group_array(json_array(", $columns, ")) FROM (", $($part),+, ") gathered"),
            postgres: concat!(
                "SELECT coalesce(json_agg(json_build_array(", $columns, ")), '[]')::text FROM (", $($part),+, ") gathered"
            ),
        }
    };
}

/// Asks such a question on the connections that read: `$ask` binds the values to the query `$run`.
macro_rules! gathering {
    ($store:expr, $question:expr, $run:ident => $bound:expr) => {{
        let question: $crate::gathered::Gathered = $question;
        let (text,): (String,) = match $store.database() {
            $crate::database::Database::Sqlite(file) => {
                let $run = sqlx::query_as(question.sqlite);
                $bound.fetch_one(&file.read).await?
            }
            $crate::database::Database::Postgres(pool) => {
                let $run = sqlx::query_as(question.postgres);
                $bound.fetch_one(pool).await?
            }
        };
        $crate::gathered::rows(&text)
    }};
}

pub(crate) use {gathered, gathering};

/// The rows of a gathered text.
pub(crate) fn rows<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, StoreError> {
    serde_json::from_str(text).map_err(|cause| StoreError::Unreadable(format!("a gathered list: {cause}")))
}
