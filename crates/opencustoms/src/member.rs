//! `opencustoms member`: the register of Members, partners, companies and working bodies.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use access::{BodyCode, BodyKind};
use basis::Date;
use secretariat::register::{self, Entry};
use store::{Body, Store, Viewer};

use crate::database::{Database, now};
use crate::failure::Failure;
use crate::lines::{show, table};
use crate::terminal::say;

/// The columns of the register, as `member import` reads and `member list` writes them.
const COLUMNS: [&str; 8] = ["code", "kind", "name_en", "name_fr", "region", "joined", "source", "as_of"];

/// The register of bodies.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    database: Database,
}

#[derive(clap::Subcommand)]
enum Act {
    /// List Members, partners, companies and working bodies
    List(Listed),
    /// Add what a table holds, or change what is known: all of it or nothing
    Import(Import),
    /// Add one, or change what is known of it
    Add(Box<Add>),
}

#[derive(clap::Args)]
struct Listed {
    /// Those that had joined by this day, and those of which it is not known
    #[arg(long, value_name = "DAY")]
    as_of: Option<Date>,
    /// Those of one kind: member, partner, company, body or secretariat
    #[arg(long, value_parser = kind)]
    kind: Option<BodyKind>,
    /// The form for programs; `csv` is what `member import` reads
    #[arg(long, value_enum)]
    format: Option<Format>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Csv,
    Json,
}

#[derive(clap::Args)]
struct Import {
    /// A table with the columns code, kind, name_en, name_fr, region, joined, source, as_of; `-` is standard input
    #[arg(value_name = "CSV")]
    file: PathBuf,
}

#[derive(clap::Args)]
struct Add {
    /// The code: 2 to 12 capitals, digits and hyphens; a Member's is that of ISO 3166-1
    code: String,
    /// What it is: member, partner, company, body or secretariat
    #[arg(long, value_parser = kind)]
    kind: BodyKind,
    /// Its name in English
    #[arg(long, value_name = "NAME")]
    name_en: String,
    /// Its name in French
    #[arg(long, value_name = "NAME")]
    name_fr: String,
    /// A Member's region: ams, eur, esa, name, wca or ap
    #[arg(long, default_value = "", hide_default_value = true)]
    region: String,
    /// The day on which it joined
    #[arg(long, value_name = "DAY", default_value = "", hide_default_value = true)]
    joined: String,
    /// Where this is known from
    #[arg(long, value_name = "WORDS")]
    source: String,
    /// The day on which it was looked at there; today by default
    #[arg(long, value_name = "DAY")]
    as_of: Option<Date>,
}

fn kind(word: &str) -> Result<BodyKind, String> {
    let wrong = || format!("`{word}` is not `member`, `partner`, `company`, `body` or `secretariat`");
    BodyKind::of_word(word).ok_or_else(wrong)
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let database = arguments.database;
    match arguments.act {
        Act::List(listed) => database.run(async |store| list(store, &listed).await),
        Act::Import(import) => {
            let bytes = read(&import.file)?;
            let bodies = bodies(&import.file, &bytes, "")?;
            database.run_or_make(async |store| put(store, &bodies).await)
        }
        Act::Add(add) => {
            let bytes = row(&add)?;
            let bodies = bodies(Path::new(&add.code), &bytes, "line 2, ")?;
            database.run_or_make(async |store| put(store, &bodies).await)
        }
    }?;
    Ok(ExitCode::SUCCESS)
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    if file != Path::new("-") {
        return std::fs::read(file).map_err(Failure::file(file));
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(Failure::file(Path::new("standard input")))?;
    Ok(bytes)
}

/// One body as the table that the register reads: one set of rules for both.
fn row(add: &Add) -> Result<Vec<u8>, Failure> {
    let as_of = add.as_of.unwrap_or_else(crate::books::today).to_string();
    let cells: [&str; 8] =
        [&add.code, add.kind.as_str(), &add.name_en, &add.name_fr, &add.region, &add.joined, &add.source, &as_of];
    csv_of(&[cells.map(str::to_owned)])
}

fn csv_of(rows: &[[String; 8]]) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let broken = |error: &dyn std::fmt::Display| Failure::Serve(error.to_string());
    writer.write_record(COLUMNS).map_err(|error| broken(&error))?;
    for row in rows {
        writer.write_record(row).map_err(|error| broken(&error))?;
    }
    writer.into_inner().map_err(|error| broken(&error))
}

/// The bodies of a table; every fault of it is said, with its place less what nobody wrote.
fn bodies(file: &Path, bytes: &[u8], unwritten: &str) -> Result<Vec<Body>, Failure> {
    let entries = register::read(bytes).map_err(|faults| {
        faults.0.iter().for_each(|fault| say(fault.to_string().trim_start_matches(unwritten)));
        Failure::content(file, format!("{} faults: nothing of it was taken", faults.0.len()))
    })?;
    entries.into_iter().map(|entry| body(file, entry)).collect()
}

fn body(file: &Path, entry: Entry) -> Result<Body, Failure> {
    let wrong = |why: String| Failure::content(file, why);
    Ok(Body {
        code: entry.code.parse::<BodyCode>().map_err(wrong)?,
        kind: entry.kind,
        name_en: entry.name.en.into_owned(),
        name_fr: entry.name.fr.into_owned(),
        region: entry.region.map(|region| region.as_str().to_owned()),
        joined: entry.joined.map(|day| day.to_string()),
        source: entry.source,
        as_of: entry.as_of.to_string(),
    })
}

async fn put(store: &Store, bodies: &[Body]) -> Result<(), Failure> {
    store.put_bodies(&Viewer::program(), bodies, now()).await?;
    let known = store.bodies(&Viewer::program()).await?.len();
    say(&format!("{} taken, {known} in the register", bodies.len()));
    Ok(())
}

async fn list(store: &Store, listed: &Listed) -> Result<(), Failure> {
    let as_of = listed.as_of.map(|day| day.to_string());
    let mut bodies = store.bodies(&Viewer::program()).await?.to_vec();
    bodies.retain(|body| {
        // Days of one form are in the order of their texts.
        let joined = as_of.as_ref().zip(body.joined.as_ref()).is_none_or(|(as_of, joined)| joined <= as_of);
        joined && listed.kind.is_none_or(|kind| body.kind == kind)
    });
    match listed.format {
        None => {
            let rows: Vec<Vec<String>> = bodies.into_iter().map(|body| cells(body).into()).collect();
            show(&table(&COLUMNS.map(str::to_uppercase).each_ref().map(String::as_str), &rows))
        }
        Some(Format::Csv) => {
            let rows: Vec<[String; 8]> = bodies.into_iter().map(cells).collect();
            show(&String::from_utf8_lossy(&csv_of(&rows)?))
        }
        Some(Format::Json) => {
            let text = serde_json::to_string_pretty(&bodies).map_err(|error| Failure::Serve(error.to_string()))?;
            show(&format!("{text}\n"))
        }
    }
}

fn cells(body: Body) -> [String; 8] {
    let (code, kind) = (body.code.to_string(), body.kind.as_str().to_owned());
    let (region, joined) = (body.region.unwrap_or_default(), body.joined.unwrap_or_default());
    [code, kind, body.name_en, body.name_fr, region, joined, body.source, body.as_of]
}
