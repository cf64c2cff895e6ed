use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use basis::Text;
use clearance::pipeline::{Content, Format, Source};

use crate::failure::Failure;

/// How deep folders are followed.
const DEEPEST: usize = 32;

/// A file found, and whether it was named outright or met inside a folder.
struct Found {
    path: PathBuf,
    named: bool,
}

/// Every input in order: files as named, folders by their sorted names. Each is opened only when its turn comes.
pub(super) fn sources(
    inputs: &[PathBuf],
    format: Option<Format>,
) -> Result<Box<dyn Iterator<Item = Source> + Send>, Failure> {
    let mut found = Vec::new();
    for input in inputs {
        if input.as_os_str() == "-" {
            found.push(Found { path: input.clone(), named: true });
        } else if fs::metadata(input).map_err(Failure::file(input))?.is_dir() {
            walk(input, 0, &mut found)?;
        } else {
            found.push(Found { path: input.clone(), named: true });
        }
    }
    for one in &found {
        if one.named && format.or_else(|| form(&one.path)).is_none() {
            return Err(Failure::Misuse(format!(
                "the name `{}` does not tell its form: add `--format csv|jsonl|xml|arrow|parquet`",
                one.path.display()
            )));
        }
    }
    Ok(Box::new(found.into_iter().map(move |one| open(&one.path, format))))
}

fn form(path: &Path) -> Option<Format> {
    Format::of_name(&path.to_string_lossy())
}

fn walk(folder: &Path, depth: usize, found: &mut Vec<Found>) -> Result<(), Failure> {
    if depth > DEEPEST {
        return Err(Failure::content(folder, "folders are nested more than 32 deep"));
    }
    let entries = fs::read_dir(folder).map_err(Failure::file(folder))?;
    let mut paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>();
    let paths = paths.as_mut().map_err(|error| Failure::content(folder, error))?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(path, depth + 1, found)?;
        } else {
            found.push(Found { path: path.clone(), named: false });
        }
    }
    Ok(())
}

fn open(path: &Path, format: Option<Format>) -> Source {
    let name: Arc<str> = path.to_string_lossy().into();
    if path.as_os_str() == "-" {
        let format = format.unwrap_or(Format::JsonLines);
        return Source { name, format, content: Content::Stream(Box::new(io::stdin())) };
    }
    let Some(format) = format.or_else(|| form(path)) else {
        let reason = Text::fixed(
            "the file's name does not end in .xml, .csv, .jsonl, .arrow or .parquet",
            "le nom du fichier ne finit pas par .xml, .csv, .jsonl, .arrow ou .parquet",
        );
        return Source { name, format: Format::DecXml, content: Content::Aside(reason) };
    };
    let content = match File::open(path) {
        Ok(file) => Content::File(Box::new(file)),
        Err(error) => Content::Failed(error),
    };
    Source { name, format, content }
}

/// The bytes of all named files, for the progress bar; 0 when one of them is not a file.
pub(super) fn size(inputs: &[PathBuf]) -> u64 {
    let size = |path: &PathBuf| fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|file| file.len());
    inputs.iter().map(size).sum::<Option<u64>>().unwrap_or(0)
}
