//! `opencustoms serve`: pages and API on this machine, with an embedded database by default.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clearance::Books;
use server::{App, Maps};
use store::{NewUpload, Place, Store};
use tokio::net::TcpListener;

use crate::books::{self, DataFolder, Loaded, Sources};
use crate::example;
use crate::failure::Failure;
use crate::terminal::say;

/// Start the server.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The port on the loopback address; 0 takes a free one
    #[arg(long, default_value_t = 8080, env = "PORT")]
    port: u16,
    /// The loopback address to serve on; others are refused until accounts exist
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// A PostgreSQL database instead of the embedded one: postgres://...
    #[arg(long, value_name = "URL", env = "OPENCUSTOMS_DATABASE")]
    database: Option<String>,
    /// The risk model to score with; by default the demonstration model fitted on the example set
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The share of declarations that the random draw puts in the red lane
    #[arg(long, default_value_t = 0.01, value_name = "SHARE")]
    random_share: f64,
    /// Start without the example set of the fictional Member
    #[arg(long)]
    no_example: bool,
    #[command(flatten)]
    data: DataFolder,
}

/// The file that holds the embedded database in the data folder.
const DATABASE: &str = "opencustoms.db";

/// The demonstration model in the data folder.
const MODEL: &str = "models/demonstration.model";

/// Example declarations that the demonstration model learns from, and those that are shown.
const LEARNED: u64 = 3_000;
const SHOWN: u64 = 400;

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    if !arguments.host.is_loopback() {
        return Err(Failure::Misuse(format!(
            "`{}` can be reached from other machines: until accounts exist the server stays on this one (127.0.0.1)",
            arguments.host
        )));
    }
    let started = Instant::now();
    let folder = &arguments.data.path;
    std::fs::create_dir_all(folder.join("models")).map_err(Failure::file(folder))?;
    let model = match (&arguments.model, arguments.no_example) {
        (Some(model), _) => Some(model.clone()),
        (None, true) => None,
        (None, false) => Some(demonstration_model(folder)?),
    };
    let Loaded { books, messages } = books::load(&Sources {
        data: arguments.data.clone(),
        model,
        random_share: arguments.random_share,
        random_key: None,
    })?;
    messages.iter().for_each(|message| say(message));
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Serve(error.to_string()))?;
    runtime.block_on(serve(&arguments, books, started))?;
    Ok(ExitCode::SUCCESS)
}

/// The model that scores where none is named: fitted once on example declarations, kept in the data folder.
fn demonstration_model(folder: &Path) -> Result<PathBuf, Failure> {
    let path = folder.join(MODEL);
    if path.is_file() {
        return Ok(path);
    }
    say("fitting the demonstration model on the example set of the fictional Member (once)");
    crate::risk::fit_example(&example::csv(1, LEARNED), &path)?;
    Ok(path)
}

async fn serve(arguments: &Arguments, books: Books, started: Instant) -> Result<(), Failure> {
    let place = match &arguments.database {
        Some(url) => url.parse().map_err(Failure::Misuse)?,
        None => Place::Sqlite(arguments.data.path.join(DATABASE)),
    };
    let failed = |error: &dyn std::fmt::Display| Failure::Serve(format!("{place}: {error}"));
    let store = Store::open(&place, now()).await.map_err(|error| failed(&error))?;
    let wanted = SocketAddr::new(arguments.host, arguments.port);
    let refused =
        |error| Failure::Serve(format!("cannot serve on {wanted}: {error}; choose another port with `--port`"));
    let listener = TcpListener::bind(wanted).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let app = App::new(store, Arc::new(books), maps()?, Arc::new(now));
    if !arguments.no_example {
        first_example(&app).await.map_err(|error| Failure::Serve(error.text.en.into_owned()))?;
    }
    greet(&app, address, &place, started);
    server::serve(app, listener, stopped()).await.map_err(|error| Failure::Serve(error.to_string()))
}

/// The example set is put in line once, on the first start over an empty database.
async fn first_example(app: &App) -> Result<(), server::Failure> {
    let viewer = app.viewer();
    if !app.store.batches(&viewer, 1, None).await?.is_empty() {
        return Ok(());
    }
    let text = example::csv(LEARNED + 1, SHOWN);
    let size = Some(text.len() as u64);
    let name = "meridia-example.csv".to_owned();
    let new = NewUpload { name, size, map: "meridia".to_owned() };
    let id = app.store.begin_upload(&viewer, &new, app.now()).await?;
    app.store.append_upload(&viewer, &id, 0, text.as_bytes(), app.now()).await?;
    let upload = app.store.complete_upload(&viewer, &id, app.now()).await?;
    server::upload::clear(app, &upload, "meridia", books::today()).await?;
    Ok(())
}

fn maps() -> Result<Maps, Failure> {
    let named = crate::embedded::MAPS
        .iter()
        .map(|(name, _)| Ok(((*name).to_owned(), Arc::new(books::mapping(Path::new(name))?))));
    named.collect()
}

fn greet(app: &App, address: SocketAddr, place: &Place, started: Instant) {
    say(&format!("database {place}, books {}", app.books.digest().get(..16).unwrap_or_default()));
    if app.books.tariff.demonstration() {
        say("demonstration tariff of the fictional Member Meridia: no figure is the law of any country");
    }
    say(&format!("ready in {:.2} s", started.elapsed().as_secs_f64()));
    say(&format!("open http://{address}/ (English: /en/, français : /fr/; API: /en/api; stop with Ctrl-C)"));
}

/// Microseconds since 1970-01-01 UTC: the shell's clock, handed down.
fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

/// Waits for Ctrl-C or a request to end.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _interrupted = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
