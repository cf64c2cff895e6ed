//! Files and functions stay small enough to be read in one go; what is large is data, and other people's data is
//! fetched, never committed.

use crate::runner::source::Source;
use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 70;
const TRACKED_BYTES: u64 = 300 * 1024;

/// Hand-written text that people read as code.
const WRITTEN: [&str; 9] = ["rs", "html", "css", "js", "mjs", "sh", "py", "sql", "toml"];

/// Formats that arrive by a data package or are made here, and have no place in the tree.
const FOREIGN: [&str; 19] = [
    "arrow", "parquet", "sqlite", "db", "xlsx", "xls", "ods", "zip", "gz", "zst", "woff", "woff2", "ttf", "otf",
    "geojson", "pbf", "pdf", "docx", "model",
];

fn long_files(files: &[File]) -> Vec<Problem> {
    let is_code = |file: &&File| file.is(&WRITTEN) && !(file.path.starts_with("reference/") && file.is(&["toml"]));
    let counted = files.iter().filter(is_code).map(|file| (file, file.text.lines().count()));
    counted
        .filter(|(_, lines)| *lines > FILE_LINES)
        .map(|(file, lines)| Problem::at(&file.path, 0, format!("{lines} lines; at most {FILE_LINES}")))
        .collect()
}

fn long_functions(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.is_product()) {
        for function in Source::product(&file.text).functions() {
            if function.length > FUNCTION_LINES {
                let text = format!("`{}` has {} lines; at most {FUNCTION_LINES}", function.name, function.length);
                problems.push(Problem::at(&file.path, function.line, text));
            }
        }
    }
    problems
}

fn large_files(files: &[File]) -> Vec<Problem> {
    let is_lock = |file: &File| file.path.ends_with("Cargo.lock") || file.path.ends_with("package-lock.json");
    files
        .iter()
        .filter(|file| file.bytes > TRACKED_BYTES && !is_lock(file))
        .map(|file| Problem::at(&file.path, 0, format!("{} bytes; at most {TRACKED_BYTES}", file.bytes)))
        .collect()
}

fn foreign_files(files: &[File]) -> Vec<Problem> {
    let is_ours = |file: &File| file.path.starts_with("reference/") || file.path.starts_with("cases/");
    let is_foreign = |file: &&File| file.is(&FOREIGN) || (file.is(&["csv", "tsv", "xml"]) && !is_ours(file));
    let text = "data of this form is fetched by a data package or made by a test, not committed";
    files.iter().filter(is_foreign).map(|file| Problem::at(&file.path, 0, text)).collect()
}

#[test]
fn files_are_short() {
    assert_none(&long_files(files()));
    assert_says(&long_files(&[File::sample("crates/a/src/b.rs", &"x\n".repeat(501))]), "501 lines");
    assert_none(&long_files(&[File::sample("crates/a/src/b.rs", &"x\n".repeat(500))]));
}

#[test]
fn functions_are_short() {
    assert_none(&long_functions(files()));
    let sample =
        |lines: usize| File::sample("crates/a/src/b.rs", &format!("fn f() {{\n{}}}\n", "x();\n".repeat(lines)));
    assert_says(&long_functions(&[sample(71)]), "`f` has 71 lines");
    assert_none(&long_functions(&[sample(70)]));
}

#[test]
fn tracked_files_are_small() {
    assert_none(&large_files(files()));
    assert_says(&large_files(&[File::sample("a.json", &"x".repeat(310_000))]), "310000 bytes");
}

#[test]
fn data_of_others_is_not_committed() {
    assert_none(&foreign_files(files()));
    assert_says(&foreign_files(&[File::sample("crates/a/hs.parquet", "")]), "data package");
    assert_says(&foreign_files(&[File::sample("web/members.csv", "")]), "data package");
}
