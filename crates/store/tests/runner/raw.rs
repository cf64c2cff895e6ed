//! The database from beside the store, as whoever has the file or the server in hand can write it.

use sqlx::{AssertSqlSafe, PgPool, SqlitePool, query, query_as, raw_sql};
use store::Place;

pub enum Raw {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Raw {
    pub async fn open(place: &Place) -> Self {
        match place {
            Place::Sqlite(path) => {
                let options = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1);
                let file = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let quick = file.synchronous(sqlx::sqlite::SqliteSynchronous::Off);
                Self::Sqlite(options.connect_with(quick).await.unwrap())
            }
            Place::Postgres(url) => Self::Postgres(PgPool::connect(url).await.unwrap()),
        }
    }

    /// Runs statements, all of them or none.
    pub async fn run(&self, text: &str) {
        let text = AssertSqlSafe(format!("BEGIN; {text}; COMMIT"));
        match self {
            Self::Sqlite(pool) => raw_sql(text).execute(pool).await.map(|_| ()).unwrap(),
            Self::Postgres(pool) => raw_sql(text).execute(pool).await.map(|_| ()).unwrap(),
        }
    }

    /// Runs one statement with one text; how many rows it touched.
    pub async fn run_with(&self, text: &str, value: &str) -> u64 {
        let text = AssertSqlSafe(text.to_owned());
        match self {
            Self::Sqlite(pool) => query(text).bind(value).execute(pool).await.unwrap().rows_affected(),
            Self::Postgres(pool) => query(text).bind(value).execute(pool).await.unwrap().rows_affected(),
        }
    }

    /// The texts that a question answers.
    pub async fn texts(&self, text: &str) -> Vec<String> {
        let text = AssertSqlSafe(text.to_owned());
        let lines: Vec<(String,)> = match self {
            Self::Sqlite(pool) => query_as(text).fetch_all(pool).await.unwrap(),
            Self::Postgres(pool) => query_as(text).fetch_all(pool).await.unwrap(),
        };
        lines.into_iter().map(|(value,)| value).collect()
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
