//! The lints of the house are on, every crate has them, and nobody steps out of them without a reason. The text is
//! looked at as well, so that a lint switched off by mistake does not go unseen.

use crate::runner::manifest::manifests;
use crate::runner::source::Source;
use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

/// Lints of rustc and of clippy that the workspace must keep, with their level.
const KEPT: [(&str, &str, &str); 15] = [
    ("rust", "unsafe_code", "forbid"),
    ("rust", "missing_docs", "deny"),
    ("clippy", "unwrap_used", "deny"),
    ("clippy", "expect_used", "deny"),
    ("clippy", "panic", "deny"),
    ("clippy", "indexing_slicing", "deny"),
    ("clippy", "string_slice", "deny"),
    ("clippy", "unreachable", "deny"),
    ("clippy", "todo", "deny"),
    ("clippy", "unimplemented", "deny"),
    ("clippy", "too_many_lines", "deny"),
    ("clippy", "allow_attributes_without_reason", "deny"),
    ("clippy", "dbg_macro", "deny"),
    ("clippy", "print_stdout", "deny"),
    ("clippy", "print_stderr", "deny"),
];

/// What may not stand in code outside tests.
const FORBIDDEN: [&str; 9] = [
    ".unwrap()",
    ".expect(\"",
    ".unwrap_err()",
    "panic!(",
    "todo!(",
    "unimplemented!(",
    "unreachable!(",
    "dbg!(",
    "unsafe {",
];

fn workspace_lints(root_manifest: &str) -> Vec<Problem> {
    let Ok(manifest) = root_manifest.parse::<toml::Table>() else {
        return vec![Problem::at("Cargo.toml", 0, "is not TOML")];
    };
    let workspace = manifest.get("workspace");
    let level = |group: &str, lint: &str| {
        let lints = workspace.and_then(|workspace| workspace.get("lints"));
        lints.and_then(|lints| lints.get(group)?.get(lint)?.as_str())
    };
    let missing = KEPT.iter().filter(|(group, lint, kept)| level(group, lint) != Some(kept));
    let missing = missing.map(|(group, lint, kept)| format!("`{group}.{lint}` is not `{kept}`"));
    let checks = manifest.get("profile").and_then(|profile| profile.get("release")?.get("overflow-checks")?.as_bool());
    let overflow = (checks != Some(true)).then(|| "overflow checks are off in release".to_owned());
    missing.chain(overflow).map(|text| Problem::at("Cargo.toml", 0, text)).collect()
}

fn not_inherited(files: &[File]) -> Vec<Problem> {
    let inherits = |manifest: &toml::Table| {
        manifest.get("lints").and_then(|lints| lints.get("workspace")?.as_bool()) == Some(true)
    };
    let without = manifests(files).into_iter().filter(|(_, manifest)| !inherits(manifest));
    without.map(|(file, _)| Problem::at(&file.path, 0, "does not inherit the lints of the workspace")).collect()
}

fn allowed(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.is(&["rs"])) {
        let source = Source::read(&file.text);
        for (index, line) in source.code_lines().iter().enumerate() {
            if line.contains("#[allow(")
                || line.contains("#![allow(")
                || line.contains("cfg_attr(") && line.contains("allow(")
            {
                problems.push(Problem::at(&file.path, index + 1, "`allow` is not used; `expect` with a reason is"));
            }
        }
        let code: String = source.code.iter().collect();
        for mark in ["#[expect(", "#![expect("] {
            for (at, _) in code.match_indices(mark) {
                let (before, after) = code.split_at(at);
                let attribute = after.split(']').next().unwrap_or_default();
                if !attribute.contains("reason") {
                    let line = 1 + before.matches('\n').count();
                    problems.push(Problem::at(&file.path, line, "`expect` without a reason"));
                }
            }
        }
    }
    problems
}

fn panics(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.is_product()) {
        for (index, line) in Source::product(&file.text).code_lines().iter().enumerate() {
            for word in FORBIDDEN.iter().filter(|word| line.contains(**word)) {
                problems.push(Problem::at(&file.path, index + 1, format!("`{word}` outside tests")));
            }
        }
    }
    problems
}

fn sample(text: &str) -> [File; 1] {
    [File::sample("crates/a/src/b.rs", text)]
}

#[test]
fn the_workspace_keeps_its_lints() {
    let manifest = files().iter().find(|file| file.path == "Cargo.toml").map_or("", |file| &file.text);
    assert_none(&workspace_lints(manifest));
    assert_says(&workspace_lints(&manifest.replace("missing_docs = \"deny\"", "")), "`rust.missing_docs` is not");
    assert_says(&workspace_lints(&manifest.replace("overflow-checks = true", "")), "overflow checks are off");
}

#[test]
fn every_crate_inherits_them() {
    assert_none(&not_inherited(files()));
    let without = File::sample("crates/a/Cargo.toml", "[package]\nname = \"a\"");
    assert_says(&not_inherited(&[without]), "does not inherit");
}

#[test]
fn nobody_steps_out_without_a_reason() {
    assert_none(&allowed(files()));
    assert_says(&allowed(&sample("#[allow(dead_code)]\nfn a() {}")), "`allow` is not used");
    assert_says(&allowed(&sample("#![allow(clippy::all, reason = \"x\")]")), "`allow` is not used");
    assert_says(&allowed(&sample("#[expect(dead_code)]\nfn a() {}")), "without a reason");
    assert_none(&allowed(&sample("#[expect(\n    dead_code,\n    reason = \"kept for x\"\n)]\nfn a() {}")));
}

#[test]
fn nothing_panics_outside_tests() {
    assert_none(&panics(files()));
    assert_says(&panics(&sample("fn a() { b.unwrap(); }")), "`.unwrap()`");
    assert_says(&panics(&sample("fn a() { b.expect(\"never\"); }")), "`.expect(\"`");
    assert_says(&panics(&sample("fn a() { panic!(\"x\"); }")), "`panic!(`");
    assert_none(&panics(&sample(
        "/// a.unwrap()\nfn a() { b.unwrap_or(1); }\n#[cfg(test)]\nmod t { fn c() { d.unwrap(); } }",
    )));
}
