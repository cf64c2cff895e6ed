//! What every handler shares: the store, the books, the mappings, the jobs, the clock.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use basis::Date;
use clearance::Books;
use declaration::mapping::Mapping;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use secretariat::Faults;
use store::Store;

use crate::calls::Calls;
use crate::casework::Library;
use crate::job::Jobs;
use crate::metrics::Metrics;
use crate::site::Site;

/// Tells the time, in microseconds since 1970-01-01 UTC. Handlers never ask the machine, so that tests choose the day.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The mappings that a table can be read with, by name.
pub type Maps = BTreeMap<String, Arc<Mapping>>;

/// How much one request or one file may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub file_bytes: u64,
    /// The largest piece of a resumable upload, in bytes.
    pub piece_bytes: usize,
    /// The largest body of any other request, in bytes.
    pub body_bytes: usize,
    /// How long an ordinary request may take.
    pub request: Duration,
    /// How long the clearance of one file may take.
    pub job: Duration,
    /// How many files may wait for their clearance; one is cleared at a time.
    pub waiting: usize,
    /// How many workers clear a file.
    pub threads: usize,
    /// Calls a second that one account, or one address of visitors, may make of a site that the world reaches; 0 for no
    /// limit.
    pub calls: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 4 << 30,
            piece_bytes: 8 << 20,
            body_bytes: 4 << 20,
            request: Duration::from_secs(30),
            job: Duration::from_secs(6 * 3_600),
            waiting: 20,
            threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            calls: 100,
        }
    }
}

/// The state behind every route; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The books that every answer rests on.
    pub books: Arc<Books>,
    /// The mappings that a table can be read with, by name.
    pub maps: Arc<Maps>,
    /// Files that are being cleared or wait for it.
    pub jobs: Jobs,
    /// What is counted for whoever runs the server.
    pub metrics: Arc<Metrics>,
    /// How much may be asked for.
    pub limits: Limits,
    /// Who called how often.
    pub calls: Arc<Calls>,
    /// The clock.
    pub clock: Clock,
    /// What this site is to the world.
    pub site: Arc<Site>,
    /// The forms, procedures and mail templates.
    pub library: Arc<Library>,
}

impl App {
    /// The state over an open store and closed books, with the limits that suit one machine.
    ///
    /// # Errors
    /// Never with the forms, procedures and mails as they are committed; a test reads them.
    pub fn new(store: Store, books: Arc<Books>, maps: Maps, clock: Clock, site: Site) -> Result<Self, Faults> {
        Self::with_limits(store, books, maps, clock, site, Limits::default())
    }

    /// The state with limits of one's own.
    ///
    /// # Errors
    /// As [`App::new`].
    pub fn with_limits(
        store: Store,
        books: Arc<Books>,
        maps: Maps,
        clock: Clock,
        site: Site,
        limits: Limits,
    ) -> Result<Self, Faults> {
        let jobs = Jobs::new(limits.waiting);
        Ok(Self {
            store,
            books,
            maps: Arc::new(maps),
            jobs,
            metrics: Arc::default(),
            calls: Arc::new(Calls::new(limits.calls)),
            limits,
            clock,
            site: Arc::new(site),
            library: Arc::new(Library::shipped()?),
        })
    }

    /// The moment, in microseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// The day, in UTC.
    #[must_use]
    pub fn today(&self) -> Date {
        Timestamp::from_microsecond(self.now()).unwrap_or_default().to_zoned(TimeZone::UTC).date()
    }
}
