use sqlx::{AssertSqlSafe, query, query_as, raw_sql};

use crate::database::Database;
use crate::{Store, StoreError};

/// One step of the schema: a common text, and what only one database needs after it.
struct Migration {
    version: i64,
    name: &'static str,
    common: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const MIGRATIONS: [Migration; 7] = [
    Migration {
        version: 1,
        name: "batches",
        common: include_str!("../migrations/0001_batches.sql"),
        sqlite: "",
        postgres: include_str!("../migrations/0001_batches.postgres.sql"),
    },
    Migration {
        version: 2,
        name: "ground",
        common: include_str!("../migrations/0002_ground.sql"),
        sqlite: include_str!("../migrations/0002_ground.sqlite.sql"),
        postgres: include_str!("../migrations/0002_ground.postgres.sql"),
    },
    Migration {
        version: 3,
        name: "speed",
        common: include_str!("../migrations/0003_speed.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 4,
        name: "order",
        common: include_str!("../migrations/0004_order.sql"),
        sqlite: include_str!("../migrations/0004_order.sqlite.sql"),
        postgres: include_str!("../migrations/0004_order.postgres.sql"),
    },
    Migration {
        version: 5,
        name: "turns",
        common: include_str!("../migrations/0005_turns.sql"),
        sqlite: "",
        postgres: "",
    },
    Migration {
        version: 6,
        name: "titles",
        common: include_str!("../migrations/0006_titles.sql"),
        sqlite: include_str!("../migrations/0006_titles.sqlite.sql"),
        postgres: "",
    },
    Migration {
        version: 7,
        name: "purposes",
        common: include_str!("../migrations/0007_purposes.sql"),
        sqlite: "",
        postgres: "",
    },
];

/// The newest schema that this program knows.
pub(crate) fn known() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS migration (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)";
const LATEST: &str = "SELECT coalesce(max(version), 0) FROM migration";
const RECORD: &str = "INSERT INTO migration (version, name, at) VALUES ($1, $2, $3)";
/// Two servers that start together on one PostgreSQL change the schema one after the other.
const ADVISORY: &str = "SELECT pg_advisory_xact_lock(7305824463)";

/// Runs what the ledger does not name yet, within a transaction.
macro_rules! steps {
    ($tx:ident, $own:ident, $now:expr) => {{
        let known = known();
        raw_sql(LEDGER).execute(&mut *$tx).await?;
        let (found,): (i64,) = query_as(LATEST).fetch_one(&mut *$tx).await?;
        if found > known {
            return Err(StoreError::Newer { found, known });
        }
        for step in MIGRATIONS.iter().filter(|step| step.version > found) {
            for text in [step.common, step.$own].into_iter().filter(|text| !text.is_empty()) {
                raw_sql(AssertSqlSafe(text)).execute(&mut *$tx).await?;
            }
            query(RECORD).bind(step.version).bind(step.name).bind($now).execute(&mut *$tx).await?;
        }
    }};
}

/// Brings the schema up to date, all steps in one transaction.
pub(crate) async fn run(store: &Store, now: i64) -> Result<(), StoreError> {
    match store.database() {
        Database::Sqlite(file) => {
            let mut tx = file.begin().await?;
            steps!(tx, sqlite, now);
            tx.commit().await?;
        }
        Database::Postgres(pool) => {
            let mut tx = pool.begin().await?;
            query(ADVISORY).execute(&mut *tx).await?;
            steps!(tx, postgres, now);
            tx.commit().await?;
        }
    }
    Ok(())
}
