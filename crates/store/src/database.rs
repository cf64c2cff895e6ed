use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use access::{Policies, Roles, Viewer};

use crate::appointment::Headcount;
use crate::body::Register;
use crate::ledger::Ledger;
use crate::{Place, StoreError, migration};

/// How long a write waits for others before it answers `Busy`: a large batch is saved in one transaction.
const WRITE_WAIT: Duration = Duration::from_secs(120);
/// How long a read waits for a connection.
const READ_WAIT: Duration = Duration::from_secs(15);
/// Rows that the driver may hold ready: with few, its thread and ours wait for each other at every row.
const SQLITE_ROWS: usize = 1_024;
const SQLITE_READERS: u32 = 4;
/// How much of the file readers look at in memory, in bytes: 2 GiB, the most that SQLite can; what lies behind is read.
const MAPPED: &str = "2147418112";
const POSTGRES_CONNECTIONS: u32 = 8;

/// Choices that few need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The largest number of pages (8,192 bytes each) that a SQLite file may have; beyond it a write answers `Full`.
    pub page_limit: Option<u32>,
}

/// The store: cheap to clone, open until the last clone is gone.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    database: Database,
    policies: Policies,
    roles: Roles,
    ledger: Ledger,
    register: Register,
    headcount: Headcount,
}

/// The two databases with their own pools: no common denominator driver stands between.
#[derive(Debug)]
pub(crate) enum Database {
    Sqlite(SqliteFile),
    Postgres(PgPool),
}

/// One connection writes, a few read: SQLite has one writer, and waiting in our own line is fair.
#[derive(Debug)]
pub(crate) struct SqliteFile {
    pub(crate) read: SqlitePool,
    pub(crate) write: SqlitePool,
    _lock: Option<File>,
}

impl SqliteFile {
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        match self.write.begin_with("BEGIN IMMEDIATE").await {
            // SQLite ends a transaction itself when the disk is full. The driver does not know it and takes the connection
            // to be within one for ever: another connection takes its place.
            Err(sqlx::Error::InvalidSavePointStatement) => {
                self.write.acquire().await?.close().await?;
                Ok(self.write.begin_with("BEGIN IMMEDIATE").await?)
            }
            begun => Ok(begun?),
        }
    }
}

/// A transaction that sees the database as if it were alone, as SQLite's does.
pub(crate) async fn begin_postgres(pool: &PgPool) -> Result<Transaction<'static, Postgres>, StoreError> {
    Ok(pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE").await?)
}

/// The same, in the line of those who lengthen the trail. The line is joined before the transaction looks at anything, or
/// it would look at an old end.
pub(crate) async fn begin_in_line(pool: &PgPool) -> Result<Transaction<'static, Postgres>, StoreError> {
    let mut tx = begin_postgres(pool).await?;
    sqlx::query(JOIN_LINE).execute(&mut *tx).await?;
    Ok(tx)
}

/// Runs one statement on the connections that read.
macro_rules! reading {
    ($store:expr, $pool:ident => $run:expr) => {
        match $store.database() {
            $crate::database::Database::Sqlite(file) => {
                let $pool = &file.read;
                $run.await
            }
            $crate::database::Database::Postgres($pool) => $run.await,
        }
    };
}

/// Runs one statement, which is its own transaction, on a connection that writes; how many rows it touched.
macro_rules! writing {
    ($store:expr, $pool:ident => $run:expr) => {
        match $store.database() {
            $crate::database::Database::Sqlite(file) => {
                let $pool = &file.write;
                $run.await.map(|done| done.rows_affected())
            }
            $crate::database::Database::Postgres($pool) => $run.await.map(|done| done.rows_affected()),
        }
    };
}

/// Runs one statement that changes something and answers, which is its own transaction. In PostgreSQL it waits for those
/// who change the same lines and then goes by what they left, so that however many come at once, none has to repeat it.
macro_rules! answering {
    ($store:expr, $pool:ident => $run:expr) => {
        match $store.database() {
            $crate::database::Database::Sqlite(file) => {
                let $pool = &file.write;
                $run.await
            }
            $crate::database::Database::Postgres($pool) => $run.await,
        }
    };
}

/// Runs several statements in one transaction that is begun so in PostgreSQL; where two met there it is repeated, at most
/// five times.
macro_rules! repeated {
    ($store:expr, $begin:path, $tx:ident => $body:block) => {{
        let mut tries = 0;
        loop {
            let done: Result<_, $crate::StoreError> = match $store.database() {
                $crate::database::Database::Sqlite(file) => {
                    async {
                        let mut $tx = file.begin().await?;
                        let value = $body;
                        $tx.commit().await?;
                        Ok(value)
                    }
                    .await
                }
                $crate::database::Database::Postgres(pool) => {
                    async {
                        let mut $tx = $begin(pool).await?;
                        let value = $body;
                        $tx.commit().await?;
                        Ok(value)
                    }
                    .await
                }
            };
            match done {
                Err(error) if error.is_conflict() && tries < 5 => tries += 1,
                done => break done,
            }
        }
    }};
}

/// Runs several statements in one transaction.
macro_rules! transaction {
    ($store:expr, $tx:ident => $body:block) => {
        $crate::database::repeated!($store, $crate::database::begin_postgres, $tx => $body)
    };
}

/// As `transaction!`, for what is entered in the trail: the chain has one end, so those who lengthen it stand in line.
macro_rules! recorded {
    ($store:expr, $tx:ident => $body:block) => {
        $crate::database::repeated!($store, $crate::database::begin_in_line, $tx => $body)
    };
}

const JOIN_LINE: &str = "LOCK TABLE audit_head IN EXCLUSIVE MODE";

pub(crate) use {answering, reading, recorded, repeated, transaction, writing};

impl Store {
    /// Opens the database, makes it when it is not there, and brings its schema up to date. Batches that another run
    /// of the program left unfinished become `interrupted`; their jobs still stand in line. `now` is in microseconds since 1970-01-01 UTC.
    ///
    /// # Errors
    /// `Locked` when another program serves the SQLite file, `Newer` when a newer program made the schema, `Full`,
    /// `File`, or what the database says.
    pub async fn open(place: &Place, now: i64) -> Result<Self, StoreError> {
        Self::open_with(place, Settings::default(), now).await
    }

    /// Opens the database with settings.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(place: &Place, settings: Settings, now: i64) -> Result<Self, StoreError> {
        let database = match place {
            Place::Sqlite(path) => Database::Sqlite(open_sqlite(path, settings, Some(lock(path)?)).await?),
            Place::Postgres(url) => {
                let options: PgConnectOptions = url.parse()?;
                let pool = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS).acquire_timeout(READ_WAIT);
                Database::Postgres(pool.connect_with(options).await?)
            }
        };
        let store = Self::over(database)?;
        migration::run(&store, now).await?;
        if store.is_single() {
            store.interrupt_all().await?;
        } else {
            store.interrupt_abandoned(&Viewer::program(), now).await?;
        }
        Ok(store)
    }

    /// Opens a database that a server may be serving meanwhile, for a command beside it: takes no lock, and touches no
    /// batch. A SQLite file that no server holds is brought up to date; one that is held has been.
    ///
    /// # Errors
    /// As [`Store::open`], and `Older` when a server holds a database of an older schema.
    pub async fn open_beside(place: &Place, now: i64) -> Result<Self, StoreError> {
        let Place::Sqlite(path) = place else {
            return Self::open(place, now).await;
        };
        match Self::open(place, now).await {
            Err(StoreError::Locked(_)) => {}
            done => return done,
        }
        let store = Self::over(Database::Sqlite(open_sqlite(path, Settings::default(), None).await?))?;
        // A server that begins just now has not made the schema yet.
        let made = store.columns().await?.iter().any(|column| column.table == "migration");
        match if made { store.ping().await? } else { 0 } {
            found if found < migration::known() => Err(StoreError::Older { found, known: migration::known() }),
            found if found > migration::known() => Err(StoreError::Newer { found, known: migration::known() }),
            _ => Ok(store),
        }
    }

    fn over(database: Database) -> Result<Self, StoreError> {
        let unreadable = |cause: String| StoreError::Unreadable(cause);
        let policies = Policies::shipped().map_err(|cause| unreadable(cause.to_string()))?;
        let roles = Roles::shipped().map_err(|cause| unreadable(cause.to_string()))?;
        Ok(Self {
            inner: Arc::new(Inner {
                database,
                policies,
                roles,
                ledger: Ledger::default(),
                register: Register::default(),
                headcount: Headcount::default(),
            }),
        })
    }

    /// The policies by which the store decides.
    #[must_use]
    pub fn policies(&self) -> &Policies {
        &self.inner.policies
    }

    /// The roles that people can hold.
    #[must_use]
    pub fn roles(&self) -> &Roles {
        &self.inner.roles
    }

    pub(crate) fn register(&self) -> &Register {
        &self.inner.register
    }

    pub(crate) fn headcount(&self) -> &Headcount {
        &self.inner.headcount
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        &self.inner.ledger
    }

    /// Closes the connections, once what waits for the trail is written; the lock on a SQLite file goes with the last clone
    /// of the store.
    pub async fn close(&self) {
        self.write_last().await;
        match self.database() {
            Database::Sqlite(file) => {
                file.read.close().await;
                file.write.close().await;
            }
            Database::Postgres(pool) => pool.close().await,
        }
    }

    /// Whether the database is SQLite, which serves one program at a time.
    #[must_use]
    pub fn is_single(&self) -> bool {
        matches!(self.database(), Database::Sqlite(_))
    }

    pub(crate) fn database(&self) -> &Database {
        &self.inner.database
    }
}

async fn open_sqlite(path: &Path, settings: Settings, lock: Option<File>) -> Result<SqliteFile, StoreError> {
    let mut options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        // A declaration with its outcome is 2 kB and more: small pages would hold one each and waste the rest.
        .page_size(8_192)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .row_buffer_size(SQLITE_ROWS)
        // A command beside the server waits for its writes, and the server for the command's.
        .busy_timeout(Duration::from_secs(20))
        // What is deleted within a page is overwritten; an erasure overwrites whole pages too.
        .pragma("secure_delete", "FAST")
        .pragma("journal_size_limit", "67108864");
    if let Some(pages) = settings.page_limit {
        options = options.pragma("max_page_count", pages.to_string());
    }
    let pool = || SqlitePoolOptions::new().test_before_acquire(false).idle_timeout(None).max_lifetime(None);
    // 64 MiB of pages for the writer (the indexes of a large batch; given back after it). Readers look at the file where
    // the system has it in memory: pages of their own would be read anew after each write of another.
    let write = pool().max_connections(1).acquire_timeout(WRITE_WAIT);
    let write =
        write.connect_with(options.clone().pragma("cache_size", "-65536")).await.map_err(|e| unusable(path, e))?;
    let read = pool().max_connections(SQLITE_READERS).acquire_timeout(READ_WAIT);
    let read = read
        .connect_lazy_with(options.pragma("cache_size", "-4096").pragma("mmap_size", MAPPED).pragma("query_only", "1"));
    Ok(SqliteFile { read, write, _lock: lock })
}

/// Takes the lock file beside the database, which the system gives back whenever and however the program ends.
fn lock(path: &Path) -> Result<File, StoreError> {
    let refused = |cause: std::io::Error| match cause.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full,
        _ => StoreError::File { path: path.display().to_string(), cause: cause.to_string() },
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(refused)?;
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let file = File::options().create(true).truncate(false).write(true).open(beside).map_err(refused)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked(path.display().to_string())),
        Err(TryLockError::Error(cause)) => Err(refused(cause)),
    }
}

/// A file that SQLite cannot use is told by its path, a full disk as such.
fn unusable(path: &Path, error: sqlx::Error) -> StoreError {
    match StoreError::from(error) {
        StoreError::Database(sqlx::Error::Database(cause)) => {
            StoreError::File { path: path.display().to_string(), cause: cause.message().to_owned() }
        }
        other => other,
    }
}
