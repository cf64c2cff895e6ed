//! `opencustoms backup` and `restore`: the whole content as one text, the same from either database.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use indicatif::ProgressBar;
use store::{BackedUp, Viewer};
use tempfile::NamedTempFile;

use crate::database::Database;
use crate::failure::Failure;
use crate::lines::refused;
use crate::terminal::{bar, say};

/// Write a backup.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file to write; standard output by default
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

/// Read a backup.
#[derive(clap::Args)]
pub(crate) struct RestoreArguments {
    /// The file to read; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    database: Database,
}

/// Passes bytes on and shows how many.
struct Shown<T> {
    inner: T,
    bar: ProgressBar,
}

impl<T: Write> Write for Shown<T> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.bar.inc(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for Shown<T> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(bytes)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.output {
        Some(path) => to_file(&arguments.database, path)?,
        None => {
            let done = write(&arguments.database, std::io::stdout().lock())?;
            say(&words("backed up", &done));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn write(database: &Database, into: impl Write) -> Result<BackedUp, Failure> {
    let shown = Shown { inner: into, bar: bar(0) };
    let progress = shown.bar.clone();
    let mut writer = BufWriter::with_capacity(1 << 20, shown);
    let done = database.run(async |store| Ok(store.backup(&Viewer::program(), &mut writer).await?));
    progress.finish_and_clear();
    writer.flush().map_err(refused())?;
    done
}

/// A file gets its name when it is whole and on the disk; before that there is only the earlier one, or none. It is for
/// its owner alone, because it holds everything.
fn to_file(database: &Database, path: &Path) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(Failure::file(folder))?;
    let done = write(database, file.as_file_mut())?;
    file.as_file().sync_all().map_err(Failure::file(path))?;
    file.persist(path).map_err(|refused| Failure::file(path)(refused.error))?;
    // The name is safe too once the folder is; where a folder cannot be synced, nothing is lost but the name.
    let _not_synced = File::open(folder).and_then(|folder| folder.sync_all());
    say(&words(&format!("backed up to `{}`", path.display()), &done));
    Ok(())
}

fn words(what: &str, done: &BackedUp) -> String {
    format!("{what}: {} tables, {} rows, {} bytes", done.tables, done.rows, done.bytes)
}

pub(crate) fn restore(arguments: &RestoreArguments) -> Result<ExitCode, Failure> {
    let path = &arguments.file;
    let done = if path == Path::new("-") {
        read(&arguments.database, std::io::stdin().lock(), 0)?
    } else {
        let file = File::open(path).map_err(Failure::file(path))?;
        let size = file.metadata().map_err(Failure::file(path))?.len();
        read(&arguments.database, file, size)?
    };
    say(&words("restored", &done));
    say("the keys are not in a backup: put back `site.key`, `audit.key` and `draw.key` before you start the server");
    Ok(ExitCode::SUCCESS)
}

fn read(database: &Database, from: impl Read, size: u64) -> Result<BackedUp, Failure> {
    let shown = Shown { inner: from, bar: bar(size) };
    let progress = shown.bar.clone();
    let mut reader = BufReader::with_capacity(1 << 20, shown);
    // Nothing is made for what is no backup.
    let begins =
        reader.fill_buf().map_err(Failure::file(Path::new("the backup")))?.starts_with(b"{\"opencustoms\":\"backup\"");
    if !begins {
        return Err(Failure::Serve("this is no backup of opencustoms: nothing was done".to_owned()));
    }
    let done = database.run_or_make(async |store| Ok(store.restore(&Viewer::program(), &mut reader).await?));
    progress.finish_and_clear();
    done
}
