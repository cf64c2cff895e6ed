//! The text of an XLSX: every sheet with its name, a row a line. Cells are read one after the other, never as the
//! rectangle around them, which two cells far apart would make as large as memory.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};

use super::archive::Archive;
use super::gather::Gather;
use super::{ExtractError, Limits};

pub(super) fn read(bytes: &[u8], limits: &Limits, gather: &mut Gather) -> Result<(), ExtractError> {
    Archive::open(bytes, limits)?.check_all()?;
    let damaged = |error: calamine::XlsxError| ExtractError::Damaged("XLSX", error.to_string());
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    for name in book.sheet_names() {
        if gather.is_full() {
            gather.omit();
            break;
        }
        gather.line();
        gather.push(&name);
        // A sheet of charts has no cells.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut row = None;
        while let Some(cell) = cells.next_cell().map_err(damaged)? {
            let value = words(cell.get_value());
            if value.is_empty() {
                continue;
            }
            let (here, _) = cell.get_position();
            match row == Some(here) {
                true => gather.push(" "),
                false => gather.line(),
            }
            row = Some(here);
            gather.push(&value);
            if gather.is_full() {
                gather.omit();
                return Ok(());
            }
        }
    }
    Ok(())
}

fn words(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.replace('\n', " "),
        DataRef::SharedString(text) => text.replace('\n', " "),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(moment) => day(moment),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// A date as `CCYY-MM-DD`, with the time where there is one; a duration in days.
fn day(moment: &calamine::ExcelDateTime) -> String {
    if !moment.is_datetime() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => date,
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
    }
}
