//! `opencustoms serve`: pages and API on this machine, with an embedded database by default.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clearance::Books;
use server::work::Mailer;
use server::{App, Limits, Maps, Site};
use store::{NewUpload, Place, Store, UploadPurpose};
use tokio::net::TcpListener;

use crate::books::{self, DataFolder, Loaded, Sources};
use crate::database::{now, place};
use crate::failure::Failure;
use crate::provider::LogInProvider;
use crate::relay::MailServer;
use crate::terminal::say;
use crate::witness::Witness;
use crate::{example, keys, log, setup};

/// Start the server.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The port to serve on; 0 takes a free one
    #[arg(long, default_value_t = 8080, env = "PORT")]
    port: u16,
    /// The address of this machine to serve on; one that others reach needs `--url`
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), env = "OPENCUSTOMS_HOST")]
    host: IpAddr,
    /// The address under which the world reaches the site, as https://customs.example; with it nobody clears files
    /// without an account
    #[arg(long, env = "OPENCUSTOMS_URL", value_parser = crate::address::read)]
    url: Option<String>,
    /// A PostgreSQL database instead of the embedded one: postgres://...
    #[arg(long, value_name = "URL", env = "OPENCUSTOMS_DATABASE")]
    database: Option<String>,
    /// The risk model to score with; by default the demonstration model fitted on the example set
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The share of declarations that the random draw puts in the red lane
    #[arg(long, default_value_t = 0.01, value_name = "SHARE")]
    random_share: f64,
    /// A virus scanner: a command that gets each file on its standard input, and ends with 0 for clean, 1 for infected
    #[arg(long, value_name = "COMMAND", env = "OPENCUSTOMS_SCANNER")]
    scanner: Option<String>,
    /// Calls a second that one account, or one address of visitors, may make; five seconds' calls may come at once. Only
    /// with `--url`; 0 for no limit
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().calls, env = "OPENCUSTOMS_CALLS")]
    calls: u32,
    #[command(flatten)]
    mail: MailServer,
    #[command(flatten)]
    provider: LogInProvider,
    /// Make keys that are missing although the database was made with them: everybody sets up one-time codes anew, and
    /// checkpoints of before are proved with the old seal
    #[arg(long)]
    new_keys: bool,
    /// Start without the example set of the fictional Member
    #[arg(long)]
    no_example: bool,
    /// The form of the log on standard error
    #[arg(long, value_enum, default_value = "text", env = "OPENCUSTOMS_LOG")]
    log: log::Form,
    /// What is logged: error, warn, info, or by its part as warn,server=info
    #[arg(long, value_name = "LEVEL", default_value = "warn,sqlx=error", env = "OPENCUSTOMS_LOG_LEVEL")]
    log_level: String,
    #[command(flatten)]
    data: DataFolder,
}

/// The demonstration model in the data folder.
const MODEL: &str = "models/demonstration.model";

/// Example declarations that the demonstration model learns from, and those that are shown.
const LEARNED: u64 = 3_000;
const SHOWN: u64 = 400;

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    if !arguments.host.is_loopback() && arguments.url.is_none() {
        return Err(Failure::Misuse(format!(
            "`{}` can be reached from other machines: give the address of the site with `--url https://...`",
            arguments.host
        )));
    }
    let mailer = arguments.mail.mailer()?;
    log::begin(arguments.log, &arguments.log_level)?;
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
    runtime.block_on(serve(&arguments, books, mailer, started))?;
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

async fn serve(arguments: &Arguments, books: Books, mailer: Option<Mailer>, started: Instant) -> Result<(), Failure> {
    let folder = &arguments.data.path;
    let place = place(folder, arguments.database.as_deref())?;
    let failed = |error: &dyn std::fmt::Display| Failure::Serve(format!("{place}: {error}"));
    let store = Store::open(&place, now()).await.map_err(|error| failed(&error))?;
    let wanted = SocketAddr::new(arguments.host, arguments.port);
    let refused =
        |error| Failure::Serve(format!("cannot serve on {wanted}: {error}; choose another port with `--port`"));
    let listener = TcpListener::bind(wanted).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let (url, scanner) = (arguments.url.clone(), arguments.scanner.clone());
    let provider = arguments.provider.provider()?;
    if !arguments.new_keys {
        keys::expect(folder, store.reliance().await.map_err(|error| failed(&error))?)?;
    }
    let (key, port) = (keys::site(folder)?, address.port());
    let site = Site { desk: url.is_none(), url, port, key, scanner, mailer, provider };
    let signet = keys::signet(folder)?;
    let setup = setup::link(&store, &site.base(), now()).await?;
    let limits = Limits { calls: arguments.calls, ..Limits::default() };
    let app = App::with_limits(store, Arc::new(books), maps()?, Arc::new(now), site, limits);
    let app = app.map_err(|faults| Failure::Serve(faults.to_string()))?;
    if !arguments.no_example {
        first_example(&app).await?;
    }
    if let Some(link) = setup {
        say(&format!("no administrator yet: make the first one within a day at {link}"));
    }
    greet(&app, address, &place, started);
    let witness = Witness::begin(app.store.clone(), signet, folder.join(keys::WITNESS));
    let stop = async {
        stopped().await;
        witness.end().await;
    };
    server::serve(app, listener, stop).await.map_err(|error| Failure::Serve(error.to_string()))
}

/// The example set is put in line once, on the first start over an empty database.
async fn first_example(app: &App) -> Result<(), server::Failure> {
    let viewer = store::Viewer::desk();
    if !app.store.batches(&viewer, 1, None).await?.is_empty() {
        return Ok(());
    }
    let text = example::csv(LEARNED + 1, SHOWN);
    let size = Some(text.len() as u64);
    let name = "meridia-example.csv".to_owned();
    let new = NewUpload { name, size, map: "meridia".to_owned(), purpose: UploadPurpose::Declarations };
    let id = app.store.begin_upload(&viewer, &new, app.now()).await?;
    app.store.append_upload(&viewer, &id, 0, text.as_bytes(), app.now()).await?;
    let upload = app.store.complete_upload(&viewer, &id, app.now()).await?;
    server::upload::clear(app, &viewer, &upload, "meridia", books::today()).await?;
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
