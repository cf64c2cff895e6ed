//! Reference data: every fact carries the days on which it holds and its source, in words of both languages. A row that
//! is dated by its own rows (the periods of a rate) is dated; a source at the head of a file speaks for all its rows. A
//! code list whose entries began on days that nobody wrote down says at its head on which day it was looked at: `as_of`.

use toml::{Table, Value};

use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

/// Files that describe forms, not facts that begin on a day: columns of a table, packages, how a Member's declarations
/// claim.
const UNDATED: [&str; 7] = [
    "reference/maps/",
    "reference/packages.toml",
    "reference/tariff/member.toml",
    "reference/roles.toml",
    "reference/forms/",
    "reference/casework/",
    "reference/mail/",
];

/// Walks one file; `path` of keys says where a row stands.
struct Walk<'a> {
    file: &'a File,
    dated_file: bool,
    problems: Vec<Problem>,
}

/// What a row has from the tables around it.
#[derive(Clone, Copy)]
struct Inherited {
    dated: bool,
    sourced: bool,
}

impl Walk<'_> {
    fn say(&mut self, at: &str, text: &str) {
        let at = if at.is_empty() { "the file" } else { at };
        self.problems.push(Problem::at(&self.file.path, 0, format!("{at}: {text}")));
    }

    fn is_looked_at(&self, table: &Table, at: &str) -> bool {
        at.is_empty() && self.file.path.starts_with("reference/lists/") && table.contains_key("as_of")
    }

    fn table(&mut self, table: &Table, at: &str, from: Inherited) {
        let here = Inherited {
            dated: from.dated || table.contains_key("valid_from") || self.is_looked_at(table, at),
            sourced: from.sourced || is_filled(table, "source"),
        };
        if table.contains_key("source") && !is_filled(table, "source") {
            self.say(at, "the source is empty");
        }
        if table.contains_key("valid_from") && !here.sourced && self.dated_file {
            self.say(at, "holds from a day but has no source");
        }
        self.period(table, at);
        self.languages(table, at);
        for (key, value) in table {
            let below = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
            match value {
                Value::Table(inner) => self.table(inner, &below, here),
                Value::Array(rows) => self.rows(rows, &below, here, at.is_empty()),
                _ => {}
            }
        }
    }

    fn rows(&mut self, rows: &[Value], at: &str, from: Inherited, top: bool) {
        for (index, row) in rows.iter().enumerate() {
            let Value::Table(row) = row else { continue };
            let at = format!("{at}[{}] {}", index + 1, name(row));
            if top && self.dated_file && !(from.dated || every_leaf_has(row, "valid_from")) {
                self.say(&at, "has no valid_from");
            }
            if top && !(from.sourced || every_leaf_has(row, "source")) && self.dated_file {
                self.say(&at, "has no source");
            }
            self.table(row, &at, from);
        }
    }

    fn period(&mut self, table: &Table, at: &str) {
        let day =
            |key: &str| table.get(key).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        for key in ["valid_from", "valid_to", "as_of"] {
            if day(key).is_some_and(|day| !is_day(&day)) {
                self.say(at, &format!("`{key}` is not a day such as 2026-01-15"));
            }
        }
        if let (Some(from), Some(to)) = (day("valid_from"), day("valid_to"))
            && to < from
        {
            self.say(at, "ends before it begins");
        }
    }

    fn languages(&mut self, table: &Table, at: &str) {
        let spoken = ["en", "fr"].map(|language| is_filled(table, language));
        let named = table.contains_key("en") || table.contains_key("fr");
        if named && spoken != [true, true] && !table.values().any(Value::is_array) {
            self.say(at, "needs both `en` and `fr`");
        }
    }
}

fn is_filled(table: &Table, key: &str) -> bool {
    table.get(key).and_then(Value::as_str).is_some_and(|text| text.trim().len() > 1)
}

/// Whether a row has a key, or each of the rows below it has.
fn every_leaf_has(row: &Table, key: &str) -> bool {
    if row.contains_key(key) {
        return true;
    }
    let tables = row.values().filter_map(Value::as_array).flatten().filter_map(Value::as_table);
    let below: Vec<bool> = tables.map(|inner| every_leaf_has(inner, key)).collect();
    !below.is_empty() && below.into_iter().all(|has| has)
}

/// Whatever a row is called by, for the message.
fn name(row: &Table) -> String {
    let known = ["id", "code", "name", "currency", "column"].iter().find_map(|key| row.get(*key));
    known.map(|value| value.as_str().map_or_else(|| value.to_string(), |text| format!("`{text}`"))).unwrap_or_default()
}

/// Four digits, two, two, with a month and a day that a calendar may have.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |text: &str, length: usize, most: u32| {
        text.len() == length && text.parse::<u32>().is_ok_and(|number| (1..=most).contains(&number))
    };
    number(year, 4, 9999) && number(month, 2, 12) && number(day, 2, 31)
}

fn faults(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with("reference/") && file.is(&["toml"])) {
        let dated_file = !UNDATED.iter().any(|undated| file.path.starts_with(undated));
        match file.text.parse::<Table>() {
            Err(error) => problems.push(Problem::at(&file.path, 0, format!("is not TOML: {error}"))),
            Ok(table) => {
                let mut walk = Walk { file, dated_file, problems: Vec::new() };
                walk.table(&table, "", Inherited { dated: false, sourced: false });
                problems.extend(walk.problems);
            }
        }
    }
    problems
}

/// Tables of text under `reference/` have the columns of a dated fact.
fn tables(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with("reference/") && file.is(&["csv"])) {
        let head: Vec<&str> = file.text.lines().next().unwrap_or_default().split(',').collect();
        for column in ["valid_from", "source"].iter().filter(|column| !head.contains(column)) {
            problems.push(Problem::at(&file.path, 1, format!("has no column `{column}`")));
        }
    }
    problems
}

/// The demonstration tariff belongs to the fictional Member, and every file of it says so.
fn unmarked(files: &[File]) -> Vec<Problem> {
    let tariff = files.iter().filter(|file| file.path.starts_with("reference/tariff/") && file.is(&["toml"]));
    let unmarked = tariff.filter(|file| !file.text.contains("Meridia") || !file.text.contains("emonstration"));
    unmarked.map(|file| Problem::at(&file.path, 0, "does not say that it is Meridia's demonstration tariff")).collect()
}

fn sample(text: &str) -> Vec<Problem> {
    faults(&[File::sample("reference/lists/a.toml", text)])
}

#[test]
fn every_fact_is_dated_and_sourced() {
    assert_none(&faults(files()));
    assert_says(&sample("[[entry]]\ncode = \"A\"\nsource = \"ISO 1\""), "entry[1] `A`: has no valid_from");
    assert_says(&sample("[[entry]]\ncode = \"A\"\nvalid_from = \"2020-01-01\""), "has no source");
    assert_says(&sample("[[entry]]\nvalid_from = \"2020-01-01\"\nsource = \"\""), "the source is empty");
    assert_says(&sample("[[entry]]\nvalid_from = \"2020-13-01\"\nsource = \"ISO 1\""), "is not a day");
    assert_says(
        &sample("[[e]]\nvalid_from = \"2020-01-01\"\nvalid_to = \"2019-01-01\"\nsource = \"x1\""),
        "ends before",
    );
    assert_says(&sample("[[e]]\nen = \"a b\"\nvalid_from = \"2020-01-01\"\nsource = \"x1\""), "both `en` and `fr`");
    assert_says(&sample("a = "), "is not TOML");
}

#[test]
fn dates_and_sources_may_stand_above_or_below() {
    assert_none(&sample("source = \"ISO 1\"\nvalid_from = \"2020-01-01\"\n[[entry]]\ncode = \"A\""));
    assert_none(&sample("as_of = \"2026-11-22\"\n[[entry]]\ncode = \"A\"\nsource = \"ISO 1\""));
    assert_says(&sample("as_of = \"2026\"\n[[entry]]\ncode = \"A\"\nsource = \"ISO 1\""), "is not a day");
    assert_none(&sample("[[rate]]\ncurrency = \"A\"\n[[rate.on]]\nvalid_from = \"2020-01-01\"\nsource = \"ISO 1\""));
}

#[test]
fn tables_have_the_columns_of_a_dated_fact() {
    assert_none(&tables(files()));
    assert_says(&tables(&[File::sample("reference/a.csv", "code,source\n")]), "no column `valid_from`");
}

#[test]
fn the_demonstration_tariff_says_what_it_is() {
    assert_none(&unmarked(files()));
    assert_says(&unmarked(&[File::sample("reference/tariff/a.toml", "")]), "does not say");
}
