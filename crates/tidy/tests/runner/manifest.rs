//! Manifests of crates, read as TOML.

use std::collections::BTreeSet;

use crate::runner::tree::File;

/// The manifest of every crate that can be read.
pub fn manifests(files: &[File]) -> Vec<(&File, toml::Table)> {
    let is_manifest = |file: &&File| file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml");
    files.iter().filter(is_manifest).filter_map(|file| Some((file, file.text.parse().ok()?))).collect()
}

/// The names under the given sections, and under the same sections of `target.*`.
pub fn dependencies(manifest: &toml::Table, sections: &[&str]) -> BTreeSet<String> {
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let per_target = targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table);
    let tables = std::iter::once(manifest).chain(per_target);
    let wanted = tables.flat_map(|table| sections.iter().filter_map(|section| table.get(*section)?.as_table()));
    wanted.flat_map(toml::Table::keys).cloned().collect()
}

#[test]
fn dependencies_are_found_in_every_form() {
    let text = "[dependencies]\na.workspace = true\n[dependencies.b]\nversion = \"1\"\n[target.x.dependencies]\nc = {}";
    let manifest: toml::Table = text.parse().expect("a manifest");
    let found = dependencies(&manifest, &["dependencies"]);
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
}

#[test]
fn every_manifest_is_read() {
    let files = crate::runner::tree::files();
    let all = files.iter().filter(|file| file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml"));
    assert_eq!(manifests(files).len(), all.count());
}
