//! The register of Members, partners, companies and bodies, as it is read from a table.

use std::collections::BTreeMap;

use basis::{BodyKind, Date, Text};
use csv::{ReaderBuilder, StringRecord};
use serde::{Deserialize, Serialize};

use crate::{Fault, Faults};

/// The columns, in any order; all of them are there and no others.
const COLUMNS: [&str; 8] = ["code", "kind", "name_en", "name_fr", "region", "joined", "source", "as_of"];
const BYTES: usize = 4 * 1024 * 1024;
const ROWS: usize = 20_000;
const CHARACTERS: usize = 300;
/// More faults than anyone reads at once.
const FAULTS: usize = 500;

/// One of the six regions of the organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// The Americas and the Caribbean.
    Ams,
    /// Europe.
    Eur,
    /// East and Southern Africa.
    Esa,
    /// North of Africa, Near and Middle East.
    Name,
    /// West and Central Africa.
    Wca,
    /// Asia and the Pacific.
    Ap,
}

impl Region {
    /// Every region.
    pub const ALL: [Self; 6] = [Self::Ams, Self::Eur, Self::Esa, Self::Name, Self::Wca, Self::Ap];

    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ams => "ams",
            Self::Eur => "eur",
            Self::Esa => "esa",
            Self::Name => "name",
            Self::Wca => "wca",
            Self::Ap => "ap",
        }
    }

    /// The region of a word used in data, in small letters or capitals.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|region| region.as_str().eq_ignore_ascii_case(word))
    }

    /// What people call it.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Ams => Text::fixed(
                "South America, North America, Central America and the Caribbean",
                "Amérique du Sud, Amérique du Nord, Amérique centrale et Caraïbes",
            ),
            Self::Eur => Text::fixed("Europe", "Europe"),
            Self::Esa => Text::fixed("East and Southern Africa", "Afrique orientale et australe"),
            Self::Name => {
                Text::fixed("North of Africa, Near and Middle East", "Afrique du Nord, Proche et Moyen-Orient")
            }
            Self::Wca => Text::fixed("West and Central Africa", "Afrique occidentale et centrale"),
            Self::Ap => Text::fixed(
                "Far East, South and South East Asia, Australasia and the Pacific Islands",
                "Extrême-Orient, Asie du Sud et du Sud-Est, Australasie et îles du Pacifique",
            ),
        }
    }
}

/// One entry of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its code, unique in the register: `FR`, `EU`, `PTC`.
    pub code: String,
    /// What it is.
    pub kind: BodyKind,
    /// Its name in both languages.
    pub name: Text,
    /// Its region; every Member has one.
    pub region: Option<Region>,
    /// The day on which it joined; `None` where that is not recorded.
    pub joined: Option<Date>,
    /// Where this was read.
    pub source: String,
    /// The day on which it was looked at there.
    pub as_of: Date,
}

/// Whether a text is a code of the register: 2 to 12 capitals, digits and hyphens, no hyphen at either end.
#[must_use]
pub fn is_code(text: &str) -> bool {
    (2..=12).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Reads a register from CSV in UTF-8, its columns named in the first line.
///
/// # Errors
/// All faults with their line and column name, the first 500 of them; nothing is taken from a table with a fault.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Faults> {
    if bytes.len() > BYTES {
        return Err(Faults::one("", format!("{} bytes; at most {BYTES} are read", bytes.len())));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes.iter().take(error.valid_up_to()).filter(|byte| **byte == b'\n').count() + 1;
        Faults::one(format!("line {line}"), "is not UTF-8")
    })?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut reader = ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let head = reader.headers().map_err(|error| Faults::one("line 1", error.to_string()))?.clone();
    check_head(&head)?;
    let mut table = Table { head, entries: Vec::new(), lines: BTreeMap::new(), faults: Faults::default() };
    for (index, record) in reader.records().enumerate() {
        if index >= ROWS || table.faults.0.len() >= FAULTS {
            table
                .faults
                .say("", format!("reading stopped after {index} rows; at most {ROWS} rows and {FAULTS} faults"));
            break;
        }
        match record {
            Ok(record) => table.row(&record),
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                table.faults.say(format!("line {line}"), "is no row of a table");
            }
        }
    }
    table.faults.or(table.entries)
}

fn check_head(head: &StringRecord) -> Result<(), Faults> {
    let mut faults = Faults::default();
    for column in COLUMNS {
        let found = head.iter().filter(|name| *name == column).count();
        faults.need(found == 1, "line 1", || match found {
            0 => format!("there is no column `{column}`"),
            _ => format!("the column `{column}` stands more than once"),
        });
    }
    for name in head.iter().filter(|name| !COLUMNS.contains(name)) {
        let name: String = name.chars().take(40).collect();
        faults.say("line 1", format!("the column `{name}` is not known"));
    }
    faults.or(())
}

struct Table {
    head: StringRecord,
    entries: Vec<Entry>,
    /// The line of each code.
    lines: BTreeMap<String, u64>,
    faults: Faults,
}

/// One row with its line.
struct Row<'t> {
    head: &'t StringRecord,
    record: &'t StringRecord,
    line: u64,
    faults: Vec<Fault>,
}

impl Row<'_> {
    fn say(&mut self, column: &str, text: String) {
        self.faults.push(Fault { at: format!("line {}, {column}", self.line), text });
    }

    /// The value of a column, without control characters and not too long.
    fn value(&mut self, column: &str) -> String {
        let at = self.head.iter().position(|name| name == column);
        let value = at.and_then(|at| self.record.get(at)).unwrap_or_default().to_owned();
        if value.chars().any(char::is_control) {
            self.say(column, "holds a control character".to_owned());
        }
        if value.chars().count() > CHARACTERS {
            self.say(column, format!("is longer than {CHARACTERS} characters"));
        }
        value
    }

    fn filled(&mut self, column: &str) -> String {
        let value = self.value(column);
        if value.is_empty() {
            self.say(column, "is empty".to_owned());
        }
        value
    }

    /// A value that has to be one of some words; empty is left to `filled`.
    fn word<T>(&mut self, column: &str, of: impl Fn(&str) -> Option<T>, words: &str) -> Option<T> {
        let value = self.value(column);
        let found = of(&value);
        if found.is_none() && !value.is_empty() {
            self.say(column, format!("`{}` is none of {words}", short(&value)));
        }
        found
    }

    fn day(&mut self, column: &str) -> Option<Date> {
        let is_day = |value: &str| value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let value = self.value(column);
        let day = if is_day(&value) { value.parse().ok() } else { None };
        if day.is_none() && !value.is_empty() {
            self.say(column, format!("`{}` is not a day such as 2026-01-15", short(&value)));
        }
        day
    }

    fn entry(&mut self) -> Option<Entry> {
        let (found, named) = (self.record.len(), self.head.len());
        if found != named {
            self.faults
                .push(Fault { at: format!("line {}", self.line), text: format!("{found} values; {named} columns") });
            return None;
        }
        let code = self.filled("code");
        if !code.is_empty() && !is_code(&code) {
            self.say("code", format!("`{}` is no code: 2 to 12 capitals, digits and hyphens", short(&code)));
        }
        self.filled("kind");
        let kind = self.word("kind", BodyKind::of_word, "member, partner, company, body, secretariat");
        let name = Text::owned(self.filled("name_en"), self.filled("name_fr"));
        let region = self.word("region", Region::of_word, "ams, eur, esa, name, wca, ap");
        if kind == Some(BodyKind::Member) && self.value("region").is_empty() {
            self.say("region", "is empty, but every Member has one".to_owned());
        }
        let joined = self.day("joined");
        let source = self.filled("source");
        self.filled("as_of");
        let as_of = self.day("as_of");
        if joined.zip(as_of).is_some_and(|(joined, as_of)| joined > as_of) {
            self.say("joined", "is after `as_of`".to_owned());
        }
        if !self.faults.is_empty() {
            return None;
        }
        Some(Entry { code, kind: kind?, name, region, joined, source, as_of: as_of? })
    }
}

impl Table {
    fn row(&mut self, record: &StringRecord) {
        let line = record.position().map_or(0, csv::Position::line);
        let mut row = Row { head: &self.head, record, line, faults: Vec::new() };
        let code = row.value("code");
        row.faults.clear();
        let entry = row.entry();
        row.faults.sort();
        row.faults.dedup();
        self.faults.0.append(&mut row.faults);
        if let Some(before) = self.lines.get(&code) {
            self.faults.say(format!("line {line}, code"), format!("`{}` stands in line {before} too", short(&code)));
        } else if !code.is_empty() {
            self.lines.insert(code, line);
        }
        self.entries.extend(entry);
    }
}

/// The beginning of a value, for a message.
fn short(value: &str) -> String {
    value.chars().filter(|letter| !letter.is_control()).take(40).collect()
}
