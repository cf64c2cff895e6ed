//! `opencustoms audit`: whether the trail of what was done is whole, and the trail itself.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use access::audit::{Checkpoint, Fault, FaultKind, Seal};
use store::{Store, Viewer};

use crate::database::{Database, now};
use crate::failure::Failure;
use crate::keys;
use crate::lines::{refused, show};
use crate::terminal::say;

/// The trail.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    database: Database,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Walk the whole trail and say what is wrong with it; ends with 1 where something is
    Verify(Verify),
    /// Print the entries as JSON lines
    Stream(Stream),
    /// Print the public half of the key that signs checkpoints
    Seal,
}

#[derive(clap::Args)]
struct Verify {
    /// Checkpoints kept elsewhere; by default `audit.witness.jsonl` in the data folder, where it is
    #[arg(long, value_name = "FILE")]
    witness: Option<PathBuf>,
    /// The public half kept elsewhere, as 64 digits or a file; by default that of the data folder, where it is
    #[arg(long, value_name = "HEX|FILE")]
    seal: Option<String>,
}

#[derive(clap::Args)]
struct Stream {
    /// Begin after the entry with this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    after: i64,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let database = arguments.database;
    match arguments.act {
        Act::Verify(verify) => {
            let seal = seal(&verify, database.folder())?;
            let witnesses = witnesses(&verify, database.folder())?;
            database.run(async |store| judge(store, &witnesses, seal.as_ref()).await)
        }
        Act::Stream(asked) => {
            database.run(async |store| stream(store, asked.after).await)?;
            Ok(ExitCode::SUCCESS)
        }
        Act::Seal => {
            let text = "no key signs here yet: `opencustoms serve` makes it when it starts";
            let found = keys::seal(database.folder())?;
            let seal = found.ok_or_else(|| Failure::content(database.folder(), text))?;
            show(&format!("{seal}\n"))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn seal(verify: &Verify, folder: &Path) -> Result<Option<Seal>, Failure> {
    let Some(given) = &verify.seal else { return keys::seal(folder) };
    if let Some(seal) = Seal::read(given) {
        return Ok(Some(seal));
    }
    let path = Path::new(given);
    let text = std::fs::read_to_string(path).map_err(Failure::file(path))?;
    let wrong = || Failure::content(path, "this is no seal: the 64 digits that `opencustoms audit seal` prints");
    Seal::read(&text).map(Some).ok_or_else(wrong)
}

fn witnesses(verify: &Verify, folder: &Path) -> Result<Vec<Checkpoint>, Failure> {
    let path = match &verify.witness {
        Some(path) => path.clone(),
        None => folder.join(keys::WITNESS),
    };
    if verify.witness.is_none() && !path.is_file() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let mut witnesses = Vec::new();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        match serde_json::from_str(line) {
            Ok(checkpoint) => witnesses.push(checkpoint),
            // A server that is writing, or died while it wrote: the line was never finished.
            Err(_) if !line.ends_with('\n') => say(&format!("line {} of `{}` is cut off", index + 1, path.display())),
            Err(error) => return Err(Failure::content(&path, format!("line {}: {error}", index + 1))),
        }
    }
    Ok(witnesses)
}

async fn judge(store: &Store, witnesses: &[Checkpoint], seal: Option<&Seal>) -> Result<ExitCode, Failure> {
    let verdict = store.verify_trail(witnesses, seal).await?;
    let mut text = String::new();
    for fault in &verdict.faults {
        text.push_str(&format!("entry {}: {}\n", fault.number, words(fault)));
    }
    let proved = if seal.is_some() { "signatures proved" } else { "signatures not proved: no seal" };
    let ended = match verdict.faults.len() {
        0 => "the trail is whole".to_owned(),
        faults => format!("{faults} faults"),
    };
    text.push_str(&format!("{} entries, {} checkpoints ({proved}): {ended}\n", verdict.entries, verdict.checkpoints));
    show(&text)?;
    Ok(ExitCode::from(u8::from(!verdict.faults.is_empty())))
}

fn words(fault: &Fault) -> &'static str {
    match fault.kind {
        FaultKind::Order => "order: an entry is missing, doubled or in another place",
        FaultKind::Content => "content: it is not what was written down",
        FaultKind::Link => "link: it does not follow the entry before it",
        FaultKind::Checkpoint => "checkpoint: the trail was another when this was signed",
        FaultKind::Signature => "signature: the checkpoint was not signed with this seal",
        FaultKind::Truncated => "truncated: later entries are known and are gone",
    }
}

async fn stream(store: &Store, after: i64) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut after = after;
    loop {
        let entries = store.trail_after(&Viewer::program(), after, 1_000, now()).await?;
        let Some(last) = entries.last() else { break };
        after = last.number;
        for entry in &entries {
            let line = serde_json::to_string(entry).map_err(|error| Failure::Serve(error.to_string()))?;
            writeln!(out, "{line}").map_err(refused())?;
        }
    }
    out.flush().map_err(refused())
}
