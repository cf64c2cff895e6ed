//! Documents that cannot drift: the glossary speaks both languages, links lead somewhere, the map shows every crate.

use std::collections::BTreeSet;

use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

const TERMS: usize = 60;

/// Documents that every clone must hold.
const HELD: [&str; 10] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "GLOSSARY.md",
    "LICENSE",
    "Makefile",
    "Cargo.lock",
    ".ci/run",
    "docs/measures.md",
    "docs/decisions/0001-basis-crate.md",
];

/// The rows of the glossary's tables, without heads and rules.
fn glossary_rows(text: &str) -> Vec<(usize, Vec<&str>)> {
    let is_row = |line: &str| line.starts_with('|') && !line.starts_with("|-") && !line.starts_with("| English");
    let rows = text.lines().enumerate().filter(|(_, line)| is_row(line));
    rows.map(|(index, line)| (index + 1, line.trim_matches('|').split('|').map(str::trim).collect())).collect()
}

fn glossary(file: &File) -> Vec<Problem> {
    let rows = glossary_rows(&file.text);
    let mut problems = Vec::new();
    let (mut english, mut french) = (BTreeSet::new(), BTreeSet::new());
    for (line, cells) in &rows {
        match cells.as_slice() {
            [en, fr, meaning, ..] if !en.is_empty() && !fr.is_empty() && !meaning.is_empty() => {
                if !english.insert(en.to_lowercase()) || !french.insert(fr.to_lowercase()) {
                    problems.push(Problem::at(&file.path, *line, format!("`{en}` or `{fr}` stands twice")));
                }
            }
            _ => problems.push(Problem::at(&file.path, *line, "a term needs English, French and a meaning")),
        }
    }
    if rows.len() < TERMS {
        problems.push(Problem::at(&file.path, 0, format!("{} terms; at least {TERMS}", rows.len())));
    }
    problems
}

/// Links inside the tree that lead nowhere.
fn dead_links(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.is(&["md"])) {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (index, line) in file.text.lines().enumerate() {
            let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next());
            for target in targets.filter(|target| !target.is_empty() && !target.contains("://")) {
                let path = resolved(folder, target);
                if !files.iter().any(|other| other.path == path || other.path.starts_with(&format!("{path}/"))) {
                    problems.push(Problem::at(&file.path, index + 1, format!("`{target}` leads nowhere")));
                }
            }
        }
    }
    problems
}

fn resolved(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn missing(files: &[File]) -> Vec<Problem> {
    let held = |path: &str| files.iter().any(|file| file.path == path && file.bytes > 0);
    HELD.iter().filter(|path| !held(path)).map(|path| Problem::at(path, 0, "is missing or empty")).collect()
}

/// Crates that the architecture page does not show.
fn unmapped(files: &[File]) -> Vec<Problem> {
    let page = files.iter().find(|file| file.path == "ARCHITECTURE.md").map_or("", |file| file.text.as_str());
    let crates: BTreeSet<&str> = files.iter().filter_map(File::source_of).collect();
    let absent = crates.into_iter().filter(|name| !page.contains(&format!("`{name}`")));
    absent.map(|name| Problem::at("ARCHITECTURE.md", 0, format!("does not show the crate `{name}`"))).collect()
}

fn sample(path: &str, text: &str) -> [File; 1] {
    [File::sample(path, text)]
}

#[test]
fn the_glossary_speaks_both_languages() {
    let found = files().iter().find(|file| file.path == "GLOSSARY.md");
    assert_none(&found.map_or_else(Vec::new, glossary));
    assert_says(&glossary(&File::sample("GLOSSARY.md", "| duty |  | x |")), "needs English, French");
    assert_says(&glossary(&File::sample("GLOSSARY.md", "| a | b | c |\n| A | d | e |")), "stands twice");
    assert_says(&glossary(&File::sample("GLOSSARY.md", "| a | b | c |")), "1 terms; at least 60");
}

#[test]
fn links_lead_somewhere() {
    assert_none(&dead_links(files()));
    assert_says(&dead_links(&sample("docs/a.md", "see [b](../b.md#c)")), "`../b.md` leads nowhere");
    assert_none(&dead_links(&[File::sample("docs/a.md", "[b](../b.md)"), File::sample("b.md", "x")]));
}

#[test]
fn every_document_is_there() {
    assert_none(&missing(files()));
    assert_says(&missing(&[]), "README.md:0: is missing");
}

#[test]
fn the_map_shows_every_crate() {
    assert_none(&unmapped(files()));
    assert_says(&unmapped(&sample("crates/new/src/lib.rs", "")), "`new`");
}
