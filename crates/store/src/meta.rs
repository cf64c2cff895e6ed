use sqlx::{query, query_as};

use crate::database::{Database, reading};
use crate::{Store, StoreError};

const RELIANCE: &str = "SELECT (SELECT count(*) FROM account WHERE one_time IS NOT NULL), \
     (SELECT count(*) FROM audit_checkpoint)";
const PING: &str = "SELECT coalesce(max(version), 0) FROM migration";
const SIZE_SQLITE: &str = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
const SIZE_POSTGRES: &str = "SELECT pg_database_size(current_database())";

/// Which keys beside the database its content cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reliance {
    /// Secrets are sealed with the site's key.
    pub sealed: bool,
    /// Checkpoints of the trail are signed.
    pub signed: bool,
}

impl Store {
    /// Which keys the content was made with, so that a lost one is told instead of made anew.
    ///
    /// # Errors
    /// What the database says.
    pub async fn reliance(&self) -> Result<Reliance, StoreError> {
        let (sealed, signed): (i64, i64) = reading!(self, pool => query_as(RELIANCE).fetch_one(pool))?;
        Ok(Reliance { sealed: sealed > 0, signed: signed > 0 })
    }

    /// Whether the database answers; the version of its schema.
    ///
    /// # Errors
    /// What the database says.
    pub async fn ping(&self) -> Result<i64, StoreError> {
        let (version,): (i64,) = reading!(self, pool => query_as(PING).fetch_one(pool))?;
        Ok(version)
    }

    /// The size of the database in bytes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn size(&self) -> Result<u64, StoreError> {
        let (size,): (i64,) = match self.database() {
            Database::Sqlite(file) => query_as(SIZE_SQLITE).fetch_one(&file.read).await?,
            Database::Postgres(pool) => query_as(SIZE_POSTGRES).fetch_one(pool).await?,
        };
        Ok(u64::try_from(size).unwrap_or(0))
    }

    /// After a batch is saved: SQLite gives back the memory of its pages, PostgreSQL learns how the outcomes are spread,
    /// so that the first page after it is fast. Nothing depends on it, so nothing is said when it fails.
    pub(crate) async fn settle(&self) {
        let _ = match self.database() {
            Database::Sqlite(file) => query("PRAGMA shrink_memory").execute(&file.write).await.map(|_| ()),
            Database::Postgres(pool) => query("ANALYZE outcome, outcome_finding").execute(pool).await.map(|_| ()),
        };
    }
}
