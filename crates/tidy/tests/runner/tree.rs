//! The files of the tree, and what a check says about them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Files that git tracks or would track, by their path from the root of the tree.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    /// The text; empty where the file is not UTF-8.
    pub text: String,
    pub bytes: u64,
}

impl File {
    /// A sample for a test of a check.
    pub fn sample(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), bytes: text.len() as u64 }
    }

    /// Whether the path ends in one of these extensions.
    pub fn is(&self, extensions: &[&str]) -> bool {
        let found = Path::new(&self.path).extension().and_then(|extension| extension.to_str());
        found.is_some_and(|extension| extensions.contains(&extension))
    }

    /// The crate whose `src` holds the file; none for a module of tests.
    pub fn source_of(&self) -> Option<&str> {
        let (name, rest) = self.path.strip_prefix("crates/")?.split_once('/')?;
        (rest.starts_with("src/") && self.is_product()).then_some(name)
    }

    /// The name of a module of tests beside the code: `look_test.rs`. Its `mod` stands under `#[cfg(test)]`.
    pub fn test_module(&self) -> Option<&str> {
        let stem = self.path.rsplit('/').next()?.strip_suffix(".rs")?;
        stem.ends_with("_test").then_some(stem)
    }

    /// Whether the file is a template, or code outside tests.
    pub fn is_page(&self) -> bool {
        self.is(&["html"]) || self.is_product()
    }

    /// Whether the file is Rust that runs outside tests: a crate's `src` or build script, or a benchmark.
    pub fn is_product(&self) -> bool {
        self.is(&["rs"]) && !self.path.contains("/tests/") && self.test_module().is_none()
    }
}

/// One thing a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub path: String,
    /// From 1; 0 where the whole file is meant.
    pub line: usize,
    pub text: String,
}

impl Problem {
    pub fn at(path: &str, line: usize, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, text: text.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.text)
    }
}

/// The root of the tree: two folders above this crate.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Every file of the tree, read once.
pub fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| {
        let root = root();
        let paths = listed_by_git(&root).unwrap_or_else(|| walked(&root));
        paths.into_iter().filter_map(|path| read(&root, path)).collect()
    })
}

/// Tracked files and new ones that are not ignored; `None` where the tree is no git checkout.
fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let listed = Command::new("git").args(arguments).current_dir(root).output().ok()?;
    let paths: Vec<String> =
        String::from_utf8(listed.stdout).ok()?.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    (listed.status.success() && !paths.is_empty()).then_some(paths)
}

/// An unpacked archive: everything but what is built, fetched or made.
fn walked(root: &Path) -> Vec<String> {
    const MADE: [&str; 7] = [".git", "target", "node_modules", "data", "screenshots", "results", "work"];
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            if path.is_dir() {
                if !MADE.iter().any(|made| name == *made) {
                    folders.push(path);
                }
            } else if let Some(path) = path.strip_prefix(root).ok().and_then(Path::to_str) {
                found.push(path.to_owned());
            }
        }
    }
    found.sort();
    found
}

fn read(root: &Path, path: String) -> Option<File> {
    let content = std::fs::read(root.join(&path)).ok()?;
    let bytes = content.len() as u64;
    Some(File { path, text: String::from_utf8(content).unwrap_or_default(), bytes })
}

/// Fails with every problem on a line of its own.
#[track_caller]
pub fn assert_none(problems: &[Problem]) {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    assert!(lines.is_empty(), "{} found:\n{}", lines.len(), lines.join("\n"));
}

/// Shows that a check can fail: on the bad sample it says something that contains `words`.
#[track_caller]
pub fn assert_says(problems: &[Problem], words: &str) {
    assert!(problems.iter().any(|problem| problem.to_string().contains(words)), "no `{words}` in {problems:?}");
}

#[test]
fn the_tree_is_seen() {
    let seen = |path: &str| files().iter().any(|file| file.path == path);
    assert!(seen("Cargo.toml") && seen("crates/tidy/tests/runner/tree.rs"));
    assert!(!files().iter().any(|file| file.path.starts_with("target/")));
}

#[test]
fn an_unpacked_archive_is_seen_too() {
    let walked = walked(&root());
    assert!(walked.iter().any(|path| path == "Cargo.toml"));
    assert!(!walked.iter().any(|path| path.starts_with("target/")));
}

#[test]
#[should_panic(expected = "1 found")]
fn a_problem_fails() {
    assert_none(&[Problem::at("a.rs", 1, "wrong")]);
}
