use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use csv::StringRecord;
use declaration::mapping::Mapping;
use declaration::{Declaration, Record};

use crate::failure::Failure;
use crate::terminal::say;

/// At most this many rows that cannot be read are named one by one.
const NAMED: u64 = 20;

/// Reads a table of labelled declarations, row by row. Rows that cannot be read are named and counted.
pub(super) fn read(
    path: &Path,
    map: &Mapping,
    label: &str,
    each: &mut dyn FnMut(&Declaration, bool),
) -> Result<u64, Failure> {
    let file = File::open(path).map_err(Failure::file(path))?;
    from_reader(path, BufReader::new(file), map, label, each)
}

/// As [`read`], from any reader.
pub(super) fn from_reader(
    path: &Path,
    reader: impl Read,
    map: &Mapping,
    label: &str,
    each: &mut dyn FnMut(&Declaration, bool),
) -> Result<u64, Failure> {
    let mut reader = csv::Reader::from_reader(reader);
    let content = |error: csv::Error| Failure::content(path, error);
    let headers = reader.headers().map_err(content)?.clone();
    let names: Vec<&str> = headers.iter().map(|name| name.trim_start_matches('\u{feff}').trim()).collect();
    let column = names.iter().position(|name| *name == label).ok_or_else(|| {
        Failure::Misuse(format!("`{}` has no column `{label}` to take the label from", path.display()))
    })?;
    let binder = map.bind(&names).map_err(|missing| Failure::content(path, missing))?;
    let name: Arc<str> = path.to_string_lossy().into();
    let (mut unread, mut record) = (0, StringRecord::new());
    while reader.read_record(&mut record).map_err(content)? {
        let line = record.position().map_or(0, csv::Position::line);
        let fields: Vec<&str> = record.iter().collect();
        let found = binder.declaration(&fields, Record { name: Arc::clone(&name), line });
        let problem = match (found, truth(record.get(column).unwrap_or_default())) {
            (Ok(declaration), Some(truth)) => {
                each(&declaration, truth);
                continue;
            }
            (Err(problem), _) => problem.text.en.into_owned(),
            (_, None) => format!("the label `{}` is neither 0 nor 1", record.get(column).unwrap_or_default()),
        };
        unread += 1;
        if unread <= NAMED {
            say(&format!("{}:{line}: {problem}", path.display()));
        }
    }
    Ok(unread)
}

/// A label in words or figures.
pub(super) fn truth(label: &str) -> Option<bool> {
    match label.trim().to_ascii_lowercase().as_str() {
        "1" | "1.0" | "true" | "yes" => Some(true),
        "0" | "0.0" | "false" | "no" => Some(false),
        _ => None,
    }
}
