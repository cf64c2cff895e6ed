//! One integration-test binary a crate, and no test file forgotten in it: linking is what costs on two cores.

use std::collections::BTreeSet;

use crate::runner::manifest::manifests;
use crate::runner::source::Source;
use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

fn binaries(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, manifest) in manifests(files) {
        let tests = manifest.get("test").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
        let named = |test: &toml::Value| test.get("path").and_then(toml::Value::as_str) == Some("tests/runner.rs");
        if tests.len() != 1 || !tests.iter().all(named) {
            problems.push(Problem::at(&file.path, 0, "has to name one test binary, tests/runner.rs"));
        }
        let folder = file.path.trim_end_matches("Cargo.toml");
        for other in files.iter().filter(|other| is_second_binary(other, folder)) {
            problems.push(Problem::at(&other.path, 0, "is a second test binary; name it in tests/runner.rs"));
        }
    }
    problems
}

/// A Rust file directly under the `tests` of a crate, other than the runner.
fn is_second_binary(file: &File, folder: &str) -> bool {
    let inside = file.path.strip_prefix(folder).and_then(|rest| rest.strip_prefix("tests/"));
    inside.is_some_and(|name| name.ends_with(".rs") && !name.contains('/') && name != "runner.rs")
}

/// Files under `tests/` that no `mod` brings in.
fn forgotten(files: &[File]) -> Vec<Problem> {
    let tests: Vec<&File> = files.iter().filter(|file| file.is(&["rs"]) && file.path.contains("/tests/")).collect();
    let mut problems = Vec::new();
    for file in tests.iter().filter(|file| !file.path.ends_with("/tests/runner.rs")) {
        let Some((folder, name)) = file.path.rsplit_once('/') else { continue };
        let stem = name.trim_end_matches(".rs");
        let (folder, module) = match (stem, folder.rsplit_once('/')) {
            ("mod", Some((above, folder))) => (above, folder),
            _ => (folder, stem),
        };
        let parents = [format!("{folder}.rs"), format!("{folder}/mod.rs"), format!("{folder}/runner.rs")];
        let named = tests.iter().filter(|other| parents.contains(&other.path)).any(|parent| names(parent, module));
        if !named {
            problems.push(Problem::at(&file.path, 0, "no `mod` names it, so its tests never run"));
        }
    }
    problems
}

fn names(parent: &File, module: &str) -> bool {
    let code = Source::read(&parent.text).code_lines().join("\n");
    let modules: BTreeSet<&str> =
        code.split("mod ").skip(1).filter_map(|rest| rest.split(';').next()).map(str::trim).collect();
    modules.contains(module)
}

/// Crates whose runner brings no test at all.
fn without_tests(files: &[File]) -> Vec<Problem> {
    let has_test = |file: &File| file.text.contains("#[test]") || file.text.contains("::test]");
    let mut problems = Vec::new();
    for (file, _) in manifests(files) {
        let tests = file.path.replace("Cargo.toml", "tests/");
        if !files.iter().filter(|other| other.path.starts_with(&tests)).any(has_test) {
            problems.push(Problem::at(&file.path, 0, "the crate has no test"));
        }
    }
    problems
}

/// Modules of tests that would be built into the product.
fn tests_in_product(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.path.contains("/src/")) {
        let Some(module) = file.test_module() else { continue };
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let marks = [format!("#[cfg(test)]\nmod {module};"), format!("#[cfg(test)]\n#[path = \"{module}.rs\"]")];
        let guards = |other: &File| marks.iter().any(|mark| other.text.contains(mark));
        if !files.iter().filter(|other| other.path.starts_with(folder) && other.is_product()).any(guards) {
            problems.push(Problem::at(&file.path, 0, "a module of tests without `#[cfg(test)]`"));
        }
    }
    problems
}

const MANIFEST: &str = "[[test]]\nname = \"runner\"\npath = \"tests/runner.rs\"";

#[test]
fn every_crate_has_one_test_binary() {
    assert_none(&binaries(files()));
    let manifest = File::sample("crates/a/Cargo.toml", MANIFEST);
    assert_says(&binaries(&[File::sample("crates/a/Cargo.toml", "")]), "has to name one");
    assert_says(&binaries(&[manifest, File::sample("crates/a/tests/other.rs", "")]), "second test binary");
}

#[test]
fn no_test_is_forgotten() {
    assert_none(&forgotten(files()));
    let runner = File::sample("crates/a/tests/runner.rs", "mod runner {\n    mod duty;\n    // mod value;\n}");
    let value = File::sample("crates/a/tests/runner/value.rs", "");
    assert_says(&forgotten(&[runner.clone(), value]), "no `mod` names it");
    assert_none(&forgotten(&[runner, File::sample("crates/a/tests/runner/duty.rs", "")]));
}

#[test]
fn every_crate_is_tested() {
    assert_none(&without_tests(files()));
    let sample = [File::sample("crates/a/Cargo.toml", MANIFEST), File::sample("crates/a/tests/runner.rs", "//! None.")];
    assert_says(&without_tests(&sample), "has no test");
}

#[test]
fn tests_stay_out_of_the_product() {
    assert_none(&tests_in_product(files()));
    let module = File::sample("crates/a/src/duty_test.rs", "");
    let open = File::sample("crates/a/src/lib.rs", "mod duty_test;");
    assert_says(&tests_in_product(&[module.clone(), open]), "without `#[cfg(test)]`");
    let guarded = File::sample("crates/a/src/lib.rs", "#[cfg(test)]\nmod duty_test;");
    assert_none(&tests_in_product(&[module, guarded]));
}
