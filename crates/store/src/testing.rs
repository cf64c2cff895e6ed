//! A PostgreSQL cluster of the tests' own: made by `initdb` in a temporary folder, reached by a socket in it, and gone
//! when the tests end, however they end. Beside it, the records and the predicate by themselves, so that a test can hold
//! the predicate against the policies.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use access::{Record, Viewer};
use sqlx::{AssertSqlSafe, Connection, PgConnection, query, query_as, raw_sql};

use crate::database::{reading, transaction};
use crate::record::{Terms, visible, with_terms};
use crate::{Place, Store, StoreError};

/// Lives as long as its standard input is open: when the tests end, by whatever way, it stops the cluster and removes
/// the folder.
const KEEPER: &str = r#"
set -eu
trap '' INT TERM HUP
for bin in /usr/lib/postgresql/*/bin; do [ -d "$bin" ] && PATH="$bin:$PATH"; done
dir=$(mktemp -d /tmp/opencustoms-postgres.XXXXXX)
trap 'pg_ctl -D "$dir/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
initdb -D "$dir/data" -A trust -U opencustoms -N -E UTF8 --locale=C.UTF-8 >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
pg_ctl -D "$dir/data" -l "$dir/log" -w -o "-k $dir -c listen_addresses= -c fsync=off -c full_page_writes=off" start \
  >/dev/null 2>&1 || { cat "$dir/log" >&2; exit 1; }
echo "$dir"
cat >/dev/null || true
"#;

/// The keeper process and the folder with the socket.
struct Cluster {
    folder: String,
    _keeper: Mutex<Child>,
}

static CLUSTER: OnceLock<Result<Cluster, String>> = OnceLock::new();
static DATABASES: AtomicU64 = AtomicU64::new(0);

/// Whether a run without PostgreSQL must fail: in continuous integration, or when it was asked for.
#[must_use]
pub fn postgres_is_required() -> bool {
    let set = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    set("CI", "true") || set("OPENCUSTOMS_REQUIRE_POSTGRES", "1")
}

fn has_initdb() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    folders.extend(versions.map(|version| version.path().join("bin")));
    folders.iter().any(|folder| folder.join("initdb").is_file())
}

/// `initdb` refuses to run as root, so root runs it as the user whom Debian's package made for it.
fn keeper() -> Command {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let mut command = if is_root {
        let mut runuser = Command::new("runuser");
        runuser.args(["-u", "postgres", "--", "sh"]);
        runuser
    } else {
        Command::new("sh")
    };
    command.args(["-c", KEEPER]).current_dir("/tmp");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    command
}

fn start() -> Result<Cluster, String> {
    if !has_initdb() {
        return Err("initdb was not found: install Debian's postgresql".to_owned());
    }
    let mut child = keeper().spawn().map_err(|cause| format!("the cluster's keeper did not start: {cause}"))?;
    let out = child.stdout.take().ok_or("the cluster's keeper has no output")?;
    let mut folder = String::new();
    BufReader::new(out).read_line(&mut folder).map_err(|cause| cause.to_string())?;
    match folder.trim() {
        "" => Err("initdb or pg_ctl failed; see above".to_owned()),
        folder => Ok(Cluster { folder: folder.to_owned(), _keeper: Mutex::new(child) }),
    }
}

/// A fresh, empty database on the tests' own cluster, which starts on the first call.
///
/// # Errors
/// A sentence, when there is no `initdb`, or the cluster or the database could not be made.
pub async fn postgres() -> Result<Place, String> {
    let folder = match CLUSTER.get_or_init(start) {
        Ok(cluster) => cluster.folder.clone(),
        Err(cause) => return Err(cause.clone()),
    };
    let name = format!("t{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let url = |name: &str| format!("postgres://opencustoms@localhost/{name}?host={folder}");
    let mut connection = PgConnection::connect(&url("postgres")).await.map_err(|cause| cause.to_string())?;
    let making = raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await;
    making.map_err(|cause| cause.to_string())?;
    connection.close().await.map_err(|cause| cause.to_string())?;
    Ok(Place::Postgres(url(&name)))
}

static SAID: Mutex<bool> = Mutex::new(false);

/// Says once, loudly, that the PostgreSQL half of the tests did not run; `Err` where it had to.
///
/// # Errors
/// The same sentence, when PostgreSQL is required.
#[expect(clippy::print_stderr, reason = "a test run that leaves half of the tests out must say so to the person")]
pub fn without_postgres(cause: &str) -> Result<(), String> {
    let sentence = format!("THE POSTGRESQL HALF OF THE STORE TESTS DID NOT RUN: {cause}");
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if !std::mem::replace(&mut *said, true) {
        eprintln!("{sentence}");
    }
    if postgres_is_required() { Err(sentence) } else { Ok(()) }
}

/// What is fixed when a record comes into being, and its state, which has its own ways of changing.
const OVERWRITE: &str = "UPDATE record SET kind = $2, service = $3, state = $4 WHERE id = $1";

/// Saves what the policies know of some records, all at once, each with the moment that orders lists; whatever was known
/// of them is overwritten.
///
/// # Errors
/// What the database says.
pub async fn put_records(store: &Store, records: &[Record], moment: i64) -> Result<(), StoreError> {
    transaction!(store, tx => {
        for record in records {
            crate::record::put_record!(tx, record, moment);
            query(OVERWRITE)
                .bind(record.id.as_str())
                .bind(record.kind.as_str())
                .bind(record.service.as_str())
                .bind(record.state.as_str())
                .execute(&mut *tx)
                .await?;
        }
    })
}

/// The predicate by which lists are asked for, as it stands in every question about records.
#[must_use]
pub fn predicate() -> &'static str {
    visible!()
}

/// The identifiers of all records that a predicate opens to a viewer, in their order.
///
/// # Errors
/// What the database says.
pub async fn visible_by(store: &Store, predicate: &str, viewer: &Viewer, now: i64) -> Result<Vec<String>, StoreError> {
    let terms = Terms::of(viewer, now);
    // All twelve values are named, so that a predicate that lost one of them can still be asked.
    let question = format!(
        "SELECT r.id FROM record r WHERE {predicate} AND $1 || $2 || $3 || $4 || $7 || $9 IS NOT NULL \
         AND $5 + $6 + $8 + $10 + $11 + $12 IS NOT NULL ORDER BY r.id"
    );
    let lines: Vec<(String,)> = reading!(store, pool =>
        with_terms!(query_as(AssertSqlSafe(question.clone())), &terms).fetch_all(pool))?;
    Ok(lines.into_iter().map(|(id,)| id).collect())
}
