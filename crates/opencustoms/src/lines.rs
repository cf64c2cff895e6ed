//! Words on standard output: tables, moments, days.

use std::io::Write;
use std::path::Path;

use basis::{Date, Language};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::failure::Failure;

/// Writes a text on standard output.
pub(crate) fn show(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(refused())
}

/// What is said when standard output takes no more.
pub(crate) fn refused() -> impl FnOnce(std::io::Error) -> Failure {
    Failure::file(Path::new("standard output"))
}

/// Rows below their head, each column as wide as its widest value. What a terminal would take for a command is a space.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let clean =
        |cell: &str| -> String { cell.chars().map(|mark| if mark.is_control() { ' ' } else { mark }).collect() };
    let head: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| clean(cell)).collect()).collect();
    let width = |column: usize| {
        let cells = std::iter::once(&head).chain(&rows).filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut text = String::new();
    for row in std::iter::once(&head).chain(&rows) {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// A moment to the second, in UTC; a hyphen where there is none.
pub(crate) fn moment(at: impl Into<Option<i64>>) -> String {
    let at = at.into().and_then(|at| Timestamp::from_microsecond(at).ok());
    at.map_or_else(|| "-".to_owned(), |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The moment at which a day begins in UTC, for the command line.
pub(crate) fn day(text: &str) -> Result<i64, String> {
    let wrong = || format!("`{text}` is not a day such as 2026-01-15");
    let day: Date = text.parse().map_err(|_| wrong())?;
    Ok(day.to_zoned(TimeZone::UTC).map_err(|_| wrong())?.timestamp().as_microsecond())
}

/// A language by its code, for the command line.
pub(crate) fn language(code: &str) -> Result<Language, String> {
    Language::of_code(code).ok_or_else(|| format!("`{code}` is not `en` or `fr`"))
}
