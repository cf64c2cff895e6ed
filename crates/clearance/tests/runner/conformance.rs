//! The shared samples of real declarations.

use std::fs;
use std::path::{Path, PathBuf};

use clearance::pipeline::{Content, Format, Source};
use serde_json::Value;

use super::support::{books, options, run, shared};

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

fn samples() -> Option<Vec<Source>> {
    let Some(shared) = shared() else {
        println!("OPENCUSTOMS_SHARED is not set: the sample declarations did not run");
        return None;
    };
    let mut paths = Vec::new();
    walk(&shared.join("data/datamodel/hmrc-cds/samples"), &mut paths);
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "xml"));
    let open = |path: PathBuf| {
        let content = Content::File(Box::new(fs::File::open(&path).unwrap()));
        Source { name: path.to_string_lossy().into(), format: Format::DecXml, content }
    };
    Some(paths.into_iter().map(open).collect())
}

#[test]
fn every_sample_is_answered_or_set_aside_with_a_reason() {
    let Some(sources) = samples() else { return };
    let files = sources.len() as u64;
    let written = run(sources, &books(), &options(None, 2), Format::JsonLines).unwrap();
    assert_eq!((written.summary.answered, written.summary.unreadable), (275, 3));
    assert_eq!(written.summary.records, files);
    assert_eq!(written.skipped.lines().count() as u64, files - 278);
    let outcomes = written.outcomes();
    assert_eq!(outcomes.len(), 278);
    let kind = |kind: &str| outcomes.iter().filter(|outcome| outcome["kind"] == kind).count();
    assert_eq!((kind("amendment"), kind("declaration"), kind("unreadable")), (24, 251, 3));
    for outcome in &outcomes {
        check(outcome);
    }
}

fn check(outcome: &Value) {
    let source = &outcome["source"];
    assert_eq!(outcome["lane"].is_string(), outcome["kind"] == "declaration", "{source}");
    if outcome["kind"] == "unreadable" {
        assert!(outcome["findings"][0]["place"]["column"].is_u64(), "{source}");
    }
    let suspensive = ["inward-processing", "temporary-admission", "warehousing"];
    for line in outcome["lines"].as_array().unwrap() {
        let treatment = line["treatment"].as_str().unwrap();
        if treatment.contains("export") || suspensive.contains(&treatment) {
            assert_ne!(line["duty_state"], "due", "{source}");
            assert_eq!(line["charges"], Value::Array(Vec::new()), "{source}");
        }
        if line["duty_state"] == "not-determined" {
            assert_eq!(line["total"], Value::Null, "{source}");
        }
    }
}
