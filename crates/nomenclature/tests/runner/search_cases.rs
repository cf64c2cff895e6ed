//! The worked cases of `cases/nomenclature`: everyday goods and the heading that must be among the first ten.

use std::collections::BTreeMap;
use std::path::Path;

use nomenclature::{Code, SearchIndex};
use serde::Deserialize;

use crate::shared;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    #[serde(rename = "about")]
    _about: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    goods: String,
    heading: Code,
    source: String,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/nomenclature");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| -> Vec<Case> {
        let cases: Cases = serde_yaml_ng::from_slice(&std::fs::read(path).unwrap()).unwrap();
        cases.cases
    };
    paths.iter().flat_map(read).collect()
}

#[test]
fn everyday_goods_find_their_heading() {
    let Some(tree) = shared::hs2022() else { return };
    let index = SearchIndex::build(tree);
    let cases = cases();
    assert!(cases.len() >= 25, "{} cases", cases.len());
    let mut missed = Vec::new();
    for case in cases {
        assert!(!case.source.is_empty() && tree.contains(case.heading), "{}", case.goods);
        let found = index.search(&case.goods, 10);
        if !found.iter().any(|candidate| candidate.code.heading() == Some(case.heading)) {
            missed.push((case.goods, case.heading, found.iter().map(|candidate| candidate.code).collect::<Vec<_>>()));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// The share of 4,006 search terms of a national tariff whose heading is among the first ten. The bar is what the index
/// reaches today, so that a change of the index that loses ground is seen.
#[test]
fn search_references_find_their_heading() {
    let (Some(tree), Some(bytes)) = (shared::hs2022(), shared::file("uk_search_references.json")) else { return };
    let references: BTreeMap<String, String> = serde_yaml_ng::from_slice(&bytes).unwrap();
    let index = SearchIndex::build(tree);
    let rank = |(goods, code): (&String, &String)| {
        let heading = code.parse::<Code>().unwrap().heading();
        index.search(goods, 10).iter().position(|candidate| candidate.code.heading() == heading)
    };
    let ranks: Vec<Option<usize>> = references.iter().map(rank).collect();
    let share = |within: usize| {
        let hits = ranks.iter().filter(|rank| rank.is_some_and(|rank| rank < within)).count();
        100 * hits / ranks.len()
    };
    println!("headings of {} search references: @1 {} % @5 {} % @10 {} %", ranks.len(), share(1), share(5), share(10));
    assert!(share(10) >= 60, "{}", share(10));
}
