//! An operator's own list of codes: comma-separated values with the columns `code`, `en`, `fr`.

use std::collections::BTreeSet;

use basis::Text;
use csv::{ByteRecord, ReaderBuilder};
use declaration::lists::Entry;

use super::Kind;

/// The most codes of one list.
const MOST_CODES: usize = 20_000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 300;

/// A row that was not taken: its line and why.
pub(crate) type Refused = (u64, String);

/// The list and the rows that were not taken. A missing French name is a problem of its row: nothing falls back
/// silently.
///
/// # Errors
/// A sentence, when the header lacks a column or there are too many rows.
pub(crate) fn read(bytes: &[u8], kind: Kind) -> Result<(Vec<Entry>, Vec<Refused>), String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.byte_headers().map_err(|error| error.to_string())?.clone();
    let column = |wanted: &str| {
        let found = header.iter().position(|name| name.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes()));
        found.ok_or_else(|| format!("the header lacks the column `{wanted}`; `code`, `en` and `fr` are wanted"))
    };
    let places = [column("code")?, column("en")?, column("fr")?];
    let (mut list, mut refused) = (Vec::new(), Vec::new());
    let mut codes = BTreeSet::new();
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
        let line = record.position().map_or(0, csv::Position::line);
        match row(&record, places, kind) {
            Ok(entry) if !codes.insert(entry.code.clone()) => {
                refused.push((line, format!("`{}` stands already in the file", entry.code)));
            }
            Ok(entry) => list.push(entry),
            Err(why) => refused.push((line, why)),
        }
        if list.len() + refused.len() > MOST_CODES {
            return Err(format!("the file has more than {MOST_CODES} rows"));
        }
    }
    Ok((list, refused))
}

fn row(record: &ByteRecord, [code, en, fr]: [usize; 3], kind: Kind) -> Result<Entry, String> {
    let field = |place: usize| {
        let bytes = record.get(place).ok_or("the row has fewer fields than the header")?;
        std::str::from_utf8(bytes).map(str::trim).map_err(|_| "the row is not text in UTF-8")
    };
    let (code, en, fr) = (field(code)?, field(en)?, field(fr)?);
    let length = match kind {
        Kind::Countries => 2..=2,
        Kind::Currencies => 3..=3,
        Kind::Units | Kind::Hs => 2..=4,
    };
    if !length.contains(&code.len()) || !code.chars().all(|letter| matches!(letter, 'A'..='Z' | '0'..='9')) {
        let shown: String = code.chars().take(40).collect();
        return Err(format!("`{shown}` is not a code of {}", kind.as_str()));
    }
    for (language, name) in [("en", en), ("fr", fr)] {
        if name.is_empty() || name.chars().take(LONGEST_NAME + 1).count() > LONGEST_NAME {
            return Err(format!("`{code}`: a name of 1 to {LONGEST_NAME} characters is wanted in `{language}`"));
        }
    }
    Ok(Entry {
        code: code.to_owned(),
        name: Text::owned(en, fr),
        period: None,
        source: "file of the operator".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_taken_or_named() {
        let csv = b"\xef\xbb\xbfcode,fr,en\nKR,Cor\xc3\xa9e,Korea\nFR,France,France\nKR,x,x\nkr,x,x\nJP,,Japan\nDE\nUS,\xff,x\n";
        let (list, refused) = read(csv, Kind::Countries).unwrap();
        let names: Vec<(&str, &str)> = list.iter().map(|entry| (entry.code.as_str(), &*entry.name.fr)).collect();
        assert_eq!(names, [("KR", "Corée"), ("FR", "France")]);
        let lines: Vec<u64> = refused.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [4, 5, 6, 7, 8], "{refused:?}");
        assert!(read(b"code,name\n", Kind::Units).unwrap_err().contains("lacks the column `en`"));
    }
}
