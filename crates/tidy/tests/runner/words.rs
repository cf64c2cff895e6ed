//! Words that have no place in the tree: paths of one machine, hosts of registries, promises of later work.

use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

/// Folders of the machine a file was written on. Each is put together here, so that this file may stand in the tree.
const MACHINE: [&str; 5] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Use", "rs/"),
    concat!("C:", "\\Users"),
];

/// Hosts that a package client knows by itself.
const HOSTS: [&str; 7] = [
    concat!("registry.npm", "js.org"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("static.crates", ".io"),
    concat!("index.crates", ".io"),
    concat!("deb.debian", ".org"),
    concat!("registry.yarn", "pkg.com"),
];

/// Work put off.
const PROMISES: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
    concat!("HA", "CK:"),
    concat!("lorem ", "ipsum"),
    concat!("place", "holder"),
];

/// The one line by which Cargo's own lock file names its registry.
const CARGO_SOURCE: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

fn is_lock(file: &File) -> bool {
    file.path.ends_with("Cargo.lock") || file.path.ends_with("package-lock.json")
}

fn found(files: &[File], words: &[&str], why: &str, locks: bool) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| locks || !is_lock(file)) {
        for (index, line) in file.text.lines().enumerate() {
            for word in words.iter().filter(|word| stands_in(line, word)) {
                problems.push(Problem::at(&file.path, index + 1, format!("`{word}`: {why}")));
            }
        }
    }
    problems
}

/// Whether a word stands in a line by itself: `bench/work/` is a folder of ours, a word behind `::` a selector, a word
/// before `=` an attribute.
fn stands_in(line: &str, word: &str) -> bool {
    let belongs = |before: &str| before.ends_with(|last: char| last.is_alphanumeric() || last == '.' || last == '_');
    line.match_indices(word).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let is_attribute = rest.strip_prefix(word).is_some_and(|after| after.starts_with("=\""));
        !(belongs(before) && word.starts_with('/') || before.ends_with("::") || is_attribute)
    })
}

fn machine_paths(files: &[File]) -> Vec<Problem> {
    found(files, &MACHINE, "a path of one machine", true)
}

fn hosts(files: &[File]) -> Vec<Problem> {
    let mut problems = found(files, &HOSTS, "package clients know their hosts by themselves", true);
    for file in files.iter().filter(|file| is_lock(file)) {
        for (index, line) in file.text.lines().map(str::trim).enumerate() {
            let resolved = line.starts_with("\"resolved\"");
            let sourced = line.starts_with("source = ") && line != CARGO_SOURCE;
            if resolved || sourced {
                problems.push(Problem::at(&file.path, index + 1, "the lock file names where a package came from"));
            }
        }
    }
    let is_npm = |file: &&File| file.path.ends_with("package.json");
    for file in files.iter().filter(is_npm) {
        let settings = file.path.replace("package.json", ".npmrc");
        let omits =
            |other: &File| other.path == settings && other.text.contains("omit-lockfile-registry-resolved=true");
        if !files.iter().any(omits) {
            problems.push(Problem::at(&settings, 0, "has to set omit-lockfile-registry-resolved=true"));
        }
    }
    problems
}

fn promises(files: &[File]) -> Vec<Problem> {
    found(files, &PROMISES, "work is done or is an issue", false)
}

/// Exact versions only: what was tested is what is installed.
fn loose_versions(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with("package.json")) {
        let mut inside = false;
        for (index, line) in file.text.lines().map(str::trim).enumerate() {
            inside = (inside && !line.starts_with('}')) || line.contains("ependencies\": {");
            let version = line.split('"').nth(3).unwrap_or("0");
            if inside && !line.contains('{') && !version.starts_with(|letter: char| letter.is_ascii_digit()) {
                problems.push(Problem::at(&file.path, index + 1, format!("`{version}` is not one version")));
            }
        }
        let lock = file.path.replace("package.json", "package-lock.json");
        if !files.iter().any(|other| other.path == lock) {
            problems.push(Problem::at(&lock, 0, "the lock file is not in the tree"));
        }
    }
    problems
}

fn sample(text: &str) -> [File; 1] {
    [File::sample("a.md", text)]
}

#[test]
fn no_path_of_one_machine() {
    assert_none(&machine_paths(files()));
    assert_says(&machine_paths(&sample(concat!("see /ro", "ot/x"))), "a path of one machine");
}

#[test]
fn no_host_of_a_registry() {
    assert_none(&hosts(files()));
    assert_says(&hosts(&sample(concat!("https://pypi", ".org/x"))), "by themselves");
    assert_says(&hosts(&[File::sample("a/package-lock.json", "  \"resolved\": \"x\",")]), "names where");
    assert_says(&hosts(&[File::sample("Cargo.lock", "source = \"registry+sparse\"")]), "names where");
    assert_says(&hosts(&[File::sample("a/package.json", "{}")]), "has to set");
}

#[test]
fn no_work_is_put_off_in_the_text() {
    assert_none(&promises(files()));
    assert_says(&promises(&sample(concat!("// TO", "DO later"))), "is an issue");
}

#[test]
fn versions_of_node_packages_are_exact() {
    assert_none(&loose_versions(files()));
    let loose = "{\n  \"devDependencies\": {\n    \"a\": \"^1.0.0\"\n  }\n}";
    assert_says(&loose_versions(&[File::sample("a/package.json", loose)]), "`^1.0.0` is not one version");
    assert_says(&loose_versions(&[File::sample("a/package.json", "{}")]), "lock file is not in the tree");
}
