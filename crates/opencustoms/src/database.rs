//! The database that a command works on, beside a server or without one.

use std::path::{Path, PathBuf};

use store::{Place, Store};
use tokio::runtime::Runtime;

use crate::failure::Failure;

/// The file that holds the embedded database in the data folder.
const FILE: &str = "opencustoms.db";

/// Where the data are. A server may be serving them meanwhile.
#[derive(Clone, clap::Args)]
pub(crate) struct Database {
    /// The folder with the embedded database and the keys
    #[arg(long = "data", value_name = "FOLDER", default_value = "data", env = "OPENCUSTOMS_DATA", global = true)]
    data_folder: PathBuf,
    /// A PostgreSQL database instead of the embedded one: postgres://...
    #[arg(long = "database", value_name = "URL", env = "OPENCUSTOMS_DATABASE", global = true)]
    database_url: Option<String>,
}

/// Microseconds since 1970-01-01 UTC: the shell's clock, handed down.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

/// The place of a database: the address given, or the file in the data folder.
pub(crate) fn place(folder: &Path, url: Option<&str>) -> Result<Place, Failure> {
    match url {
        Some(url) => url.parse().map_err(Failure::Misuse),
        None => Ok(Place::Sqlite(folder.join(FILE))),
    }
}

impl Database {
    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.data_folder
    }

    /// Does some work on a database that is there.
    pub(crate) fn run<T>(&self, work: impl AsyncFnOnce(&Store) -> Result<T, Failure>) -> Result<T, Failure> {
        match place(&self.data_folder, self.database_url.as_deref())? {
            Place::Sqlite(file) if !file.is_file() => {
                let text = "no database is here: start `opencustoms serve` once, or name its folder with `--data`";
                Err(Failure::content(&file, text))
            }
            place => on(&place, work),
        }
    }

    /// Does some work on a database that is made where there is none.
    pub(crate) fn run_or_make<T>(&self, work: impl AsyncFnOnce(&Store) -> Result<T, Failure>) -> Result<T, Failure> {
        let place = place(&self.data_folder, self.database_url.as_deref())?;
        if matches!(place, Place::Sqlite(_)) {
            std::fs::create_dir_all(&self.data_folder).map_err(Failure::file(&self.data_folder))?;
        }
        on(&place, work)
    }
}

fn on<T>(place: &Place, work: impl AsyncFnOnce(&Store) -> Result<T, Failure>) -> Result<T, Failure> {
    let runtime = Runtime::new().map_err(|error| Failure::Serve(error.to_string()))?;
    runtime.block_on(async {
        let opened = Store::open_beside(place, now()).await;
        let store = opened.map_err(|error| Failure::Serve(format!("{place}: {error}")))?;
        let done = work(&store).await;
        store.close().await;
        done
    })
}
