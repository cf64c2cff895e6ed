use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clearance::pipeline::Format;
use clearance::write::{Sheet, Sink};

use crate::failure::Failure;
use crate::terminal::say;

/// The answers of a run. A file appears under its name only when it is whole; until then it ends in `.part`.
pub(super) struct Output {
    target: PathBuf,
    part: Option<PathBuf>,
    sink: Sink<Box<dyn Write + Send>>,
    errors: Beside,
    skipped: Beside,
}

impl Output {
    pub(super) fn open(target: &Path, format: Format) -> Result<Self, Failure> {
        let (writer, part): (Box<dyn Write + Send>, _) = if target.as_os_str() == "-" {
            (Box::new(io::stdout()), None)
        } else if fs::metadata(target).is_ok_and(|found| !found.is_file()) {
            // A pipe or a device takes what comes and cannot be renamed.
            (Box::new(File::create(target).map_err(Failure::file(target))?), None)
        } else {
            let part = beside(target, "part");
            (Box::new(File::create(&part).map_err(Failure::file(&part))?), Some(part))
        };
        let sink = Sink::open(format, Box::new(BufWriter::with_capacity(1 << 18, writer)) as Box<dyn Write + Send>)?;
        let file = |kind| part.as_ref().map(|_| named(target, kind));
        let (errors, skipped) = (Beside::new(file("errors"))?, Beside::new(file("skipped"))?);
        Ok(Self { target: target.to_owned(), part, sink, errors, skipped })
    }

    pub(super) fn write(&mut self, sheet: &Sheet) -> Result<(), Failure> {
        self.sink.write(sheet)?;
        self.errors.write(&sheet.errors)?;
        self.skipped.write(&sheet.skipped)
    }

    /// Ends the output and gives it its name.
    pub(super) fn close(self) -> Result<(), Failure> {
        self.sink.close()?;
        if let Some(part) = &self.part {
            fs::rename(part, &self.target).map_err(Failure::file(&self.target))?;
        }
        for (beside, what) in [(self.errors, "rows that could not be read"), (self.skipped, "messages set aside")] {
            if let Some(path) = beside.close()? {
                say(&format!("{what}: {}", path.display()));
            }
        }
        Ok(())
    }

    /// Leaves no half of an answer behind.
    pub(super) fn discard(self) {
        if let Some(part) = &self.part {
            let _gone = fs::remove_file(part);
        }
    }
}

/// `out.csv` -> `out.csv.part`.
fn beside(target: &Path, ending: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// `out.csv` -> `out.errors.jsonl`.
fn named(target: &Path, kind: &str) -> PathBuf {
    target.with_extension(format!("{kind}.jsonl"))
}

/// A file beside the answers that exists only when there is something to say; one left from an earlier run goes away.
struct Beside {
    path: Option<PathBuf>,
    writer: Option<BufWriter<File>>,
}

impl Beside {
    fn new(path: Option<PathBuf>) -> Result<Self, Failure> {
        if let Some(path) = &path
            && path.is_file()
        {
            fs::remove_file(path).map_err(Failure::file(path))?;
        }
        Ok(Self { path, writer: None })
    }

    fn write(&mut self, lines: &[u8]) -> Result<(), Failure> {
        if lines.is_empty() {
            return Ok(());
        }
        let Some(path) = &self.path else {
            let _closed = io::stderr().write_all(lines);
            return Ok(());
        };
        if self.writer.is_none() {
            self.writer = Some(BufWriter::new(File::create(path).map_err(Failure::file(path))?));
        }
        match &mut self.writer {
            Some(writer) => writer.write_all(lines).map_err(Failure::file(path)),
            None => Ok(()),
        }
    }

    fn close(self) -> Result<Option<PathBuf>, Failure> {
        let (Some(path), Some(mut writer)) = (self.path, self.writer) else { return Ok(None) };
        writer.flush().map_err(Failure::file(&path))?;
        Ok(Some(path))
    }
}
