//! The table in docs/security.md cannot rot: the tests and files that it names are there, no requirement is left out or
//! stands twice, each says where it is met or why not, and the summary counts what stands below it.

use std::collections::{BTreeMap, BTreeSet};

use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

const TABLE: &str = "docs/security.md";
/// The requirements of ASVS 5.0.0 that are answered: levels 1 and 2, and of some chapters level 3.
const REQUIREMENTS: usize = 277;
/// What can be said of a requirement, in the order of the summary.
const STATES: [&str; 4] = ["met", "not applicable", "operator's", "not met"];
/// What a name ends in that is the name of a file.
const ENDINGS: [&str; 8] = [".rs", ".cedar", ".toml", ".html", ".js", ".sql", ".service", ".lock"];

/// What stands between backticks, with its line.
fn quoted(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate();
    lines.flat_map(|(index, line)| line.split('`').skip(1).step_by(2).map(move |name| (index + 1, name)))
}

/// Whether a test is there: `store/trail.rs::name` is a function in some `trail.rs` of the crate `store`, and
/// `e2e/pages.test.mjs::title` a test of the browser.
fn has_test(files: &[File], place: &str, test: &str) -> bool {
    let Some((folder, name)) = place.split_once('/') else { return false };
    let (begin, mark) = match folder {
        "e2e" => ("e2e/tests/".to_owned(), format!("test(\"{test}\"")),
        _ => (format!("crates/{folder}/"), format!("fn {test}(")),
    };
    let end = format!("/{name}");
    files.iter().any(|file| {
        let found = file.text.split_once(&mark).filter(|(before, _)| folder == "e2e" || is_test(before));
        file.path.starts_with(&begin) && file.path.ends_with(&end) && found.is_some()
    })
}

/// Whether a text ends in the attributes of a test, perhaps with the words that stand before `fn`.
fn is_test(before: &str) -> bool {
    let whole = before.lines().rev().skip(usize::from(!before.ends_with('\n')));
    whole.take_while(|line| line.trim_start().starts_with("#[")).any(|line| line.contains("test"))
}

fn missing(files: &[File], table: &File) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (line, name) in quoted(&table.text) {
        let is_file = || name.contains('/') && ENDINGS.iter().any(|ending| name.ends_with(ending));
        let there = match name.split_once("::") {
            Some((place, test)) if place.ends_with(".rs") || place.ends_with(".mjs") => has_test(files, place, test),
            None if is_file() => {
                let inside = format!("crates/{name}");
                files.iter().any(|file| file.path == name || file.path == inside)
            }
            _ => true,
        };
        if !there {
            problems.push(Problem::at(&table.path, line, format!("`{name}` is not there")));
        }
    }
    problems
}

/// The cells of a row of a table.
fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}

/// Whether a word is the number of a requirement: `6.3.1`.
fn is_number(word: &str) -> bool {
    word.split('.').count() == 3 && word.split('.').all(|part| part.parse::<u8>().is_ok())
}

/// What is wrong with the rows, and how many each chapter has of each state.
fn rows(table: &File) -> (Vec<Problem>, BTreeMap<&str, Vec<usize>>) {
    let (mut problems, mut counts, mut seen) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
    for (index, line) in table.text.lines().enumerate() {
        let cells = cells(line);
        let Some(number) = cells.first().filter(|word| line.starts_with('|') && is_number(word)) else { continue };
        let mut fault = |text: String| problems.push(Problem::at(&table.path, index + 1, format!("{number} {text}")));
        let [_, level, asks, state, place] = cells.as_slice() else {
            fault("has not five cells".to_owned());
            continue;
        };
        if !seen.insert(*number) {
            fault("stands twice".to_owned());
        }
        let says = if *state == "met" { place.contains('`') || place.contains("](#") } else { place.len() > 5 };
        if !["1", "2", "3"].contains(level) || asks.is_empty() || !says {
            fault("says neither a test nor a place nor a reason".to_owned());
        }
        match (number.split('.').next(), STATES.iter().position(|known| known == state)) {
            (Some(chapter), Some(at)) => {
                let counted: &mut Vec<usize> = counts.entry(chapter).or_insert_with(|| vec![0; STATES.len()]);
                counted.iter_mut().skip(at).take(1).for_each(|count| *count += 1);
            }
            _ => fault(format!("is `{state}`, which is none of the states")),
        }
    }
    if seen.len() != REQUIREMENTS {
        let text = format!("{} requirements; {REQUIREMENTS} are asked for", seen.len());
        problems.push(Problem::at(&table.path, 0, text));
    }
    (problems, counts)
}

/// Chapters whose line in the summary is not what their rows add up to.
fn miscounted(table: &File, counts: &BTreeMap<&str, Vec<usize>>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (chapter, counted) in counts {
        let line = table.text.lines().find(|line| line.starts_with(&format!("| V{chapter} ")));
        let told: Vec<usize> = cells(line.unwrap_or_default()).iter().filter_map(|cell| cell.parse().ok()).collect();
        let mut right = vec![counted.iter().sum::<usize>()];
        right.extend(counted.iter().copied());
        if told != right {
            problems.push(Problem::at(&table.path, 0, format!("V{chapter} is told as {told:?} and is {right:?}")));
        }
    }
    problems
}

/// The table; an empty one where it is gone, which then answers nothing.
fn table() -> File {
    files().iter().find(|file| file.path == TABLE).cloned().unwrap_or_else(|| File::sample(TABLE, ""))
}

#[test]
fn named_tests_and_files_are_there() {
    assert_none(&missing(files(), &table()));
    let here = File::sample("crates/a/tests/runner/b.rs", "#[test]\nfn one() {}\n\nfn helper() {}\n");
    let pages = File::sample("e2e/tests/c.test.mjs", "test(\"a page, whole\", async () => {});");
    let says = |text: &str| missing(&[here.clone(), pages.clone()], &File::sample(TABLE, text));
    assert_none(&says("`a/b.rs::one` `e2e/c.test.mjs::a page, whole` `a/tests/runner/b.rs` `user link`"));
    for gone in ["`a/b.rs::two`", "`b/b.rs::one`", "`a/b.rs::helper`", "`e2e/c.test.mjs::a page`", "`a/src/gone.rs`"] {
        assert_says(&says(gone), "is not there");
    }
}

#[test]
fn every_requirement_is_answered_once_and_counted() {
    let table = table();
    let (problems, counts) = rows(&table);
    assert_none(&problems);
    assert_none(&miscounted(&table, &counts));
    let sample = |text: &str| File::sample(TABLE, text);
    let says = |text: &str, words: &str| assert_says(&rows(&sample(text)).0, words);
    says("| 1.1.1 | 2 | decode once | met | we do |", "neither a test nor a place");
    says("| 1.1.1 | 2 | decode once | not met | |", "neither a test nor a place");
    says("| 1.1.1 | 2 | decode once | done | `a.rs` |", "none of the states");
    says("| 1.1.1 | 2 | a | met | `a.rs` |\n| 1.1.1 | 2 | a | met | `a.rs` |", "stands twice");
    says("| 1.1.1 | 2 | a | met | `a.rs` |", "1 requirements; 277");
    let wrong = sample("| V1 Encoding | 2 | 1 | 0 | 0 | 1 |\n| 1.1.1 | 2 | a | met | `a.rs` |");
    assert_says(&miscounted(&wrong, &rows(&wrong).1), "V1 is told as");
}
