//! A crate may use only crates above it: the list of the design, with `basis` at the top of it.

use std::collections::BTreeSet;

use crate::runner::manifest::{dependencies, manifests};
use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

/// Every crate with the crates of ours that it may use. `*`: all that stand before it.
const MAY_USE: [(&str, &[&str]); 15] = [
    ("basis", &[]),
    ("datamodel", &["basis"]),
    ("nomenclature", &["basis"]),
    ("tariff", &["basis", "nomenclature"]),
    ("valuation", &["basis"]),
    ("declaration", &["basis", "datamodel"]),
    ("risk", &["basis", "declaration"]),
    ("clearance", &["*"]),
    ("answer", &["basis", "nomenclature", "tariff", "valuation", "declaration", "clearance"]),
    ("secretariat", &["basis"]),
    ("access", &["basis"]),
    ("store", &["*"]),
    ("server", &["*"]),
    ("opencustoms", &["*"]),
    ("tidy", &[]),
];

/// What a shell alone may depend on.
const OWNED: [(&str, &[&str]); 9] = [
    ("sqlx", &["store"]),
    ("axum", &["server"]),
    ("askama", &["server"]),
    ("tower-http", &["server"]),
    ("utoipa", &["server"]),
    ("tower", &["server"]),
    ("tokio", &["store", "server", "opencustoms"]),
    ("clap", &["opencustoms"]),
    ("rand", &[]),
];

fn upward(files: &[File]) -> Vec<Problem> {
    let names: Vec<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    let mut problems = Vec::new();
    for (file, manifest) in manifests(files) {
        let name = file.path.split('/').nth(1).unwrap_or_default();
        let Some(position) = names.iter().position(|known| *known == name) else {
            problems.push(Problem::at(&file.path, 0, format!("`{name}` has no place in the list of directions")));
            continue;
        };
        let listed = MAY_USE.get(position).map_or(&[][..], |(_, listed)| *listed);
        let above: BTreeSet<&str> = match listed {
            ["*"] => names.iter().take(position).copied().collect(),
            listed => listed.iter().copied().collect(),
        };
        let used = dependencies(&manifest, &["dependencies", "dev-dependencies", "build-dependencies"]);
        let wrong = |used: &&String| names.contains(&used.as_str()) && !above.contains(used.as_str()) && *used != name;
        for used in used.iter().filter(wrong) {
            problems.push(Problem::at(&file.path, 0, format!("`{name}` may not use `{used}`")));
        }
    }
    problems
}

fn shared_out(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, manifest) in manifests(files) {
        let name = file.path.split('/').nth(1).unwrap_or_default();
        let used = dependencies(&manifest, &["dependencies", "build-dependencies"]);
        for (library, owners) in OWNED {
            if used.contains(library) && !owners.contains(&name) {
                problems.push(Problem::at(&file.path, 0, format!("`{name}` may not know `{library}`")));
            }
        }
    }
    problems
}

fn manifest(name: &str, body: &str) -> File {
    File::sample(&format!("crates/{name}/Cargo.toml"), body)
}

#[test]
fn crates_use_only_crates_above_them() {
    assert_none(&upward(files()));
    assert_says(&upward(&[manifest("tariff", "[dependencies]\nrisk.workspace = true")]), "`tariff` may not use `risk`");
    assert_says(&upward(&[manifest("risk", "[build-dependencies]\nclearance = {}")]), "may not use `clearance`");
    assert_says(&upward(&[manifest("store", "[target.x.dependencies]\nserver = {}")]), "may not use `server`");
    assert_says(&upward(&[manifest("helpers", "")]), "no place in the list");
    assert_none(&upward(&[manifest("clearance", "[dependencies]\nrisk = {}\ntariff = {}")]));
}

#[test]
fn shells_keep_their_libraries_to_themselves() {
    assert_none(&shared_out(files()));
    assert_says(&shared_out(&[manifest("server", "[dependencies]\nsqlx.workspace = true")]), "may not know `sqlx`");
    assert_says(&shared_out(&[manifest("store", "[dependencies]\naxum = \"0.8\"")]), "may not know `axum`");
    assert_says(&shared_out(&[manifest("risk", "[dependencies]\nrand = \"0.9\"")]), "may not know `rand`");
}

#[test]
fn every_crate_of_the_list_exists() {
    let seen: BTreeSet<&str> = files().iter().filter_map(File::source_of).collect();
    let listed: BTreeSet<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    assert_eq!(seen, listed);
}
