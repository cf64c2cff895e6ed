//! Code lists: countries, currencies, units, Incoterms, procedures.

use basis::{Date, Period, Text};
use serde::Deserialize;

pub use crate::data::Problem;
use crate::data::{self, Days};
use crate::procedure::Procedures;

/// The longest code that a list takes, in bytes: so long a code is one number, and a list is searched as numbers.
const LONGEST: usize = 8;

/// One entry of a code list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: String,
    /// Its name in English and French.
    pub name: Text,
    /// The days on which it is valid.
    pub period: Option<Period>,
    /// Where it comes from.
    pub source: String,
}

/// A code list, sorted. An empty list is one that is not loaded: rules do not judge by it.
#[derive(Clone, Debug, Default)]
pub struct CodeList {
    keys: Vec<u64>,
    entries: Vec<Entry>,
}

/// A code as one number: its bytes, the first one highest. `None` for a code that no list can hold.
fn key(code: &str) -> Option<u64> {
    // A zero byte would stand for the end of a shorter code.
    if code.is_empty() || code.len() > LONGEST || code.contains('\0') {
        return None;
    }
    Some(code.bytes().fold(0, |key, byte| key << 8 | u64::from(byte)) << (8 * (LONGEST - code.len())))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The day the list was put together.
    #[serde(rename = "as_of", default)]
    _as_of: Option<Date>,
    entry: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    code: String,
    en: String,
    fr: String,
    source: String,
    valid_from: Option<String>,
    valid_to: Option<String>,
}

impl CodeList {
    /// A list of entries, in any order.
    ///
    /// # Errors
    /// `Problem` for a code that is empty, longer than eight bytes, or listed twice.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Result<Self, Problem> {
        let mut keyed = Vec::new();
        for entry in entries {
            let Some(key) = key(&entry.code) else {
                let code = &entry.code;
                return Err(Problem::whole(
                    format!("code `{code}` is empty or longer than {LONGEST} characters"),
                    format!("le code `{code}` est vide ou dépasse {LONGEST} caractères"),
                ));
            };
            keyed.push((key, entry));
        }
        keyed.sort_by_key(|(key, _)| *key);
        let twice = keyed.iter().zip(keyed.iter().skip(1)).find(|((one, _), (next, _))| one == next);
        if let Some(((_, entry), _)) = twice {
            let code = &entry.code;
            return Err(Problem::whole(
                format!("code `{code}` is listed twice"),
                format!("le code `{code}` figure deux fois"),
            ));
        }
        let (keys, entries) = keyed.into_iter().unzip();
        Ok(Self { keys, entries })
    }

    /// A list of codes with their names, all from one source and without days.
    ///
    /// # Errors
    /// As [`CodeList::new`].
    pub fn named(pairs: impl IntoIterator<Item = (String, Text)>, source: &str) -> Result<Self, Problem> {
        Self::new(pairs.into_iter().map(|(code, name)| Entry { code, name, period: None, source: source.to_owned() }))
    }

    /// A list from a TOML file of ours: rows `entry` with `code`, `en`, `fr`, `source` and, where they are known,
    /// `valid_from` and `valid_to`.
    ///
    /// # Errors
    /// `Problem` with its place for what the format refuses, or a code or day that cannot be read.
    pub fn from_toml(source: &str) -> Result<Self, Problem> {
        let file: File = data::toml(source)?;
        let mut entries = Vec::with_capacity(file.entry.len());
        for row in file.entry {
            let Row { code, en, fr, source, valid_from, valid_to } = row;
            let period = match valid_from {
                None => None,
                Some(valid_from) => {
                    let wrong = |words: String| {
                        Problem::whole(format!("code `{code}`: {words}"), format!("code `{code}` : {words}"))
                    };
                    Some(Days { valid_from, valid_to }.period().map_err(wrong)?)
                }
            };
            entries.push(Entry { code, name: Text::owned(en, fr), period, source });
        }
        Self::new(entries)
    }

    /// A list from CSV with the columns `code`, `en` and `fr` (others are left alone; `fr` may be missing or empty and
    /// then the English name stands for both). `source` says where the file comes from.
    ///
    /// # Errors
    /// `Problem` with the line for a row that is no CSV, or a header without `code` or `en`.
    pub fn from_csv(bytes: &[u8], source: &str) -> Result<Self, Problem> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let wrong = |error: csv::Error| {
            let line = error.position().map_or(0, csv::Position::line);
            let text = Text::owned(format!("{error}"), format!("CSV illisible : {error}"));
            Problem { line, column: u64::from(line > 0), text }
        };
        let headers = reader.headers().map_err(wrong)?.clone();
        let column = |name: &str| headers.iter().position(|header| header == name);
        let (Some(code), Some(en)) = (column("code"), column("en")) else {
            return Err(Problem::whole(
                "columns `code` and `en` are expected",
                "les colonnes `code` et `en` sont attendues",
            ));
        };
        let fr = column("fr");
        let mut entries = Vec::new();
        for row in reader.records() {
            let row = row.map_err(wrong)?;
            let field = |at: usize| row.get(at).unwrap_or_default().to_owned();
            let french = fr.map(field).filter(|name| !name.is_empty()).unwrap_or_else(|| field(en));
            let name = Text::owned(field(en), french);
            entries.push(Entry { code: field(code), name, period: None, source: source.to_owned() });
        }
        Self::new(entries)
    }

    /// Whether the list has a code, exactly as written.
    #[must_use]
    pub fn contains(&self, code: &str) -> bool {
        key(code).is_some_and(|key| self.keys.binary_search(&key).is_ok())
    }

    /// Whether the list has a code that is valid on a day.
    #[must_use]
    pub fn contains_on(&self, code: &str, on: Date) -> bool {
        self.get(code).is_some_and(|entry| entry.period.is_none_or(|period| period.contains(on)))
    }

    /// The entry of a code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Entry> {
        self.entries.get(self.keys.binary_search(&key(code)?).ok()?)
    }

    /// Every entry, in the order of the codes.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// How many codes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no code is loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// The code lists that rules and pages ask.
#[derive(Clone, Debug, Default)]
pub struct CodeLists {
    /// Countries and territories (ISO 3166-1 alpha-2 and a Member's own).
    pub countries: CodeList,
    /// Currencies (ISO 4217).
    pub currencies: CodeList,
    /// Units of measure.
    pub units: CodeList,
    /// Delivery terms.
    pub incoterms: CodeList,
    /// Procedures that may be asked for.
    pub procedures: CodeList,
    digest: String,
}

impl CodeLists {
    /// Closes the lists and takes their digest. The procedures that may be asked for are taken from `procedures`.
    ///
    /// # Errors
    /// `Problem` where a procedure's code fits no list.
    pub fn new(
        countries: CodeList,
        currencies: CodeList,
        units: CodeList,
        incoterms: CodeList,
        procedures: &Procedures,
    ) -> Result<Self, Problem> {
        let asked = procedures.codes().map(|code| Entry {
            code: code.to_owned(),
            name: Text::default(),
            period: None,
            source: "reference/procedures.toml".to_owned(),
        });
        let procedures = CodeList::new(asked)?;
        let mut content = String::new();
        for list in [&countries, &currencies, &units, &incoterms, &procedures] {
            for entry in list.iter() {
                let period = entry.period.map(|period| format!("{}-{:?}", period.valid_from, period.valid_to));
                let name = &entry.name;
                content.push_str(&format!("{}\t{}\t{}\t{period:?}\t{}\n", entry.code, name.en, name.fr, entry.source));
            }
            content.push('\u{1D}');
        }
        Ok(Self { countries, currencies, units, incoterms, procedures, digest: data::digest(&content) })
    }

    /// SHA-256 of the content of all lists, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }
}
