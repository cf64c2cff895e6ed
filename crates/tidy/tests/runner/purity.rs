//! The pure crates know no clock, environment, file, network or chance; SQL stays in `store`, HTTP in `server`, and
//! the rules stay out of the binary.

use crate::runner::source::{Source, is_word};
use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

const PURE: [&str; 11] = [
    "basis",
    "datamodel",
    "nomenclature",
    "tariff",
    "valuation",
    "declaration",
    "risk",
    "clearance",
    "answer",
    "secretariat",
    "access",
];

/// Paths that no pure crate may name.
const IMPURE: [&str; 22] = [
    "tokio",
    "axum",
    "sqlx",
    "rand",
    "getrandom",
    "fastrand",
    "rayon",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::os",
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "RandomState",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
];

/// HTTP by any of its libraries.
const HTTP: [&str; 6] = ["axum", "hyper", "http", "tower", "tower_http", "reqwest"];

/// How SQL begins, each with a word that has to follow it in the same text.
const SQL: [(&str, &str); 9] = [
    ("SELECT ", " FROM "),
    ("INSERT INTO ", ""),
    ("UPDATE ", " SET "),
    ("DELETE FROM ", ""),
    ("CREATE TABLE", ""),
    ("CREATE INDEX", ""),
    ("ALTER TABLE", ""),
    ("DROP TABLE", ""),
    ("PRAGMA ", ""),
];

/// Words by which a rule would be stated; the binary only carries answers to people.
const RULES: [&str; 2] = ["Notice {", "Finding::new"];

fn impure(files: &[File]) -> Vec<Problem> {
    let is_pure = |file: &&File| file.source_of().is_some_and(|name| PURE.contains(&name));
    files.iter().filter(is_pure).flat_map(|file| named(file, &IMPURE, "a pure crate may not know")).collect()
}

fn http_in_store(files: &[File]) -> Vec<Problem> {
    let stores = files.iter().filter(|file| file.source_of() == Some("store"));
    stores.flat_map(|file| named(file, &HTTP, "`store` knows no HTTP, so not")).collect()
}

fn sql_outside_store(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.source_of().is_some_and(|name| name != "store" && name != "tidy")) {
        for (index, line) in Source::product(&file.text).string_lines().iter().enumerate() {
            let upper = line.to_uppercase();
            let shouted = |(first, second): &&(&str, &str)| {
                let found = upper.split_once(first);
                found.is_some_and(|(_, after)| second.is_empty() || after.contains(second)) && line.contains(first)
            };
            if let Some((first, _)) = SQL.iter().find(shouted) {
                problems.push(Problem::at(&file.path, index + 1, format!("SQL (`{}`) outside `store`", first.trim())));
            }
        }
        problems.extend(named(file, &["sqlx"], "only `store` knows"));
    }
    problems
}

fn rules_in_shells(files: &[File]) -> Vec<Problem> {
    let is_shell = |file: &&File| matches!(file.source_of(), Some("opencustoms" | "server"));
    let mut problems = Vec::new();
    for file in files.iter().filter(is_shell) {
        for (index, line) in Source::product(&file.text).code_lines().iter().enumerate() {
            for word in RULES.iter().filter(|word| line.contains(**word)) {
                problems.push(Problem::at(&file.path, index + 1, format!("`{word}` states a rule in a shell")));
            }
        }
    }
    problems
}

/// Every place in the code of a file that names one of the paths, spelled out or through a nested `use`.
fn named(file: &File, paths: &[&str], words: &str) -> Vec<Problem> {
    let source = Source::product(&file.text);
    let mut problems = Vec::new();
    for (index, line) in source.code_lines().iter().enumerate() {
        for path in paths.iter().filter(|path| stands_in(line, path)) {
            problems.push(Problem::at(&file.path, index + 1, format!("{words} `{path}`")));
        }
    }
    for used in used_paths(&source.code.iter().collect::<String>()) {
        let within = |path: &&&str| used == ***path || used.starts_with(&format!("{path}::"));
        if let Some(path) = paths.iter().find(within) {
            problems.push(Problem::at(&file.path, 0, format!("{words} `{path}` (`use {used}`)")));
        }
    }
    problems
}

/// Whether a path stands in a line as a path: `std::fs::read` names `std::fs`, `my_std::fsync` does not. A plain word
/// has to be followed by `::`, so that a field called `rand` is no library.
fn stands_in(line: &str, path: &str) -> bool {
    let is_plain = !path.contains("::") && path.chars().all(|letter| letter.is_lowercase() || letter == '_');
    line.match_indices(path).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let after = rest.strip_prefix(path).unwrap_or_default();
        let free = !before.ends_with(|letter| is_word(letter) || letter == ':');
        let free = free || path.starts_with(char::is_uppercase) && before.ends_with("::");
        free && if is_plain { after.starts_with("::") } else { !after.starts_with(is_word) }
    })
}

/// Every path of every `use`, with nested braces spelled out.
fn used_paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let starts = code.match_indices("use ").filter(|(at, _)| !code.split_at(*at).0.ends_with(is_word));
    for (at, mark) in starts {
        let tree = code.split_at(at + mark.len()).1.split(';').next().unwrap_or_default();
        let tree: String = tree.split_whitespace().collect::<Vec<_>>().join(" ");
        spell_out("", &tree, &mut found);
    }
    found
}

fn spell_out(prefix: &str, tree: &str, found: &mut Vec<String>) {
    let mut depth = 0;
    let branches = tree.split(|letter| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    });
    for branch in branches.map(str::trim).filter(|branch| !branch.is_empty()) {
        match branch.split_once('{') {
            Some((stem, nested)) => {
                let nested = nested.trim_end().strip_suffix('}').unwrap_or(nested);
                spell_out(&format!("{prefix}{}", stem.trim()), nested, found);
            }
            None => {
                let path = branch.split(" as ").next().unwrap_or(branch).trim();
                found.push(format!("{prefix}{path}").trim_end_matches("::self").to_owned());
            }
        }
    }
}

fn pure(text: &str) -> Vec<Problem> {
    impure(&[File::sample("crates/tariff/src/a.rs", text)])
}

#[test]
fn pure_crates_are_pure() {
    assert_none(&impure(files()));
    assert_says(&pure("fn a() { std::fs::read(path); }"), "`std::fs`");
    assert_says(&pure("use std::{collections::BTreeMap, env};"), "`std::env`");
    assert_says(&pure("use std::{io::{self, Read}, net::TcpStream};"), "`std::net`");
    assert_says(&pure("let now = std::time::SystemTime::now();"), "`SystemTime`");
    assert_says(&pure("let now = Instant::now();"), "`Instant::now`");
    assert_says(&pure("let now = jiff::Timestamp::now();"), "`Timestamp::now`");
    assert_says(&pure("use rand::Rng;"), "`rand`");
    assert_says(&pure("tokio::spawn(x);"), "`tokio`");
    assert_says(&pure("use std::fs as files;"), "`std::fs`");
}

#[test]
fn pure_words_are_left_alone() {
    assert_none(&pure(
        "// std::fs is not for us\nlet a = \"std::env\"; let rand = brand::name(operand); use std::fmt;",
    ));
    assert_none(&pure("#[cfg(test)] mod tests { use std::fs; }"));
    assert_none(&impure(&[File::sample("crates/tariff/tests/runner/a.rs", "use std::fs;")]));
}

#[test]
fn store_knows_no_http() {
    assert_none(&http_in_store(files()));
    assert_says(&http_in_store(&[File::sample("crates/store/src/a.rs", "use axum::Router;")]), "`axum`");
}

#[test]
fn sql_stands_only_in_store() {
    assert_none(&sql_outside_store(files()));
    let server = |text: &str| sql_outside_store(&[File::sample("crates/server/src/a.rs", text)]);
    assert_says(&server("let q = \"SELECT id FROM batch\";"), "SQL (`SELECT`)");
    assert_says(&server("let q = r#\"DELETE FROM batch\"#;"), "SQL (`DELETE FROM`)");
    assert_says(&server("sqlx::query(q)"), "`sqlx`");
    assert_none(&server("// SELECT id FROM batch\nlet q = \"select a file from the list\"; f(\"choose\")"));
}

#[test]
fn shells_state_no_rule() {
    assert_none(&rules_in_shells(files()));
    let text = "let f = Finding::new(notice);";
    assert_says(&rules_in_shells(&[File::sample("crates/opencustoms/src/a.rs", text)]), "states a rule");
}
