//! Worked cases say where they come from, and every one is read by some test.

use serde_yaml_ng::Value;

use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

fn is_case(file: &&File) -> bool {
    file.path.starts_with("cases/") && file.is(&["yaml", "yml"])
}

/// Cases without a source of their own, or of their file.
fn unsourced(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(is_case) {
        match serde_yaml_ng::from_str::<Value>(&file.text) {
            Err(error) => problems.push(Problem::at(&file.path, 0, format!("is not YAML: {error}"))),
            Ok(value) if has_source(&value) => {}
            Ok(value) => match cases(&value) {
                [] => problems.push(Problem::at(&file.path, 0, "has neither a source nor cases with one")),
                cases => {
                    let bare = cases.iter().enumerate().filter(|(_, case)| !has_source(case));
                    problems.extend(bare.map(|(index, case)| {
                        let name = case.get("name").and_then(Value::as_str).unwrap_or("without a name");
                        Problem::at(&file.path, 0, format!("case {} ({name}) has no source", index + 1))
                    }));
                }
            },
        }
    }
    problems
}

fn has_source(value: &Value) -> bool {
    value.get("source").and_then(Value::as_str).is_some_and(|source| source.trim().len() > 3)
}

/// The cases of a file: the file itself as a list, or the list under `cases`.
fn cases(value: &Value) -> &[Value] {
    let listed = value.as_sequence().or_else(|| value.get("cases").and_then(Value::as_sequence));
    listed.map_or(&[], Vec::as_slice)
}

/// Topics that no test names.
fn unread(files: &[File]) -> Vec<Problem> {
    let is_test = |file: &&File| file.is(&["rs"]) && file.path.contains("/tests/") && !file.path.contains("/tidy/");
    let mut topics: Vec<&str> = files.iter().filter(is_case).filter_map(|file| file.path.split('/').nth(1)).collect();
    topics.dedup();
    let named = |topic: &str| files.iter().filter(is_test).any(|file| reads(&file.text, topic));
    let lost = topics.into_iter().filter(|topic| !named(topic));
    lost.map(|topic| Problem::at(&format!("cases/{topic}"), 0, "no test reads these cases")).collect()
}

fn reads(text: &str, topic: &str) -> bool {
    text.contains("cases") && (text.contains(&format!("\"{topic}\"")) || text.contains(&format!("cases/{topic}")))
}

#[test]
fn every_case_has_a_source() {
    assert_none(&unsourced(files()));
    let sample = |text: &str| unsourced(&[File::sample("cases/duty/a.yaml", text)]);
    assert_says(&sample("- name: one\n  duty: 1"), "case 1 (one) has no source");
    assert_says(&sample("cases:\n  - name: two\n    source: ''"), "case 1 (two) has no source");
    assert_says(&sample("name: three"), "neither a source");
    assert_says(&sample("a: [b"), "is not YAML");
    assert_none(&sample("source: Article 8\ncases:\n  - name: four"));
    assert_none(&sample("- name: five\n  source: Article 8"));
}

#[test]
fn every_case_is_read() {
    assert_none(&unread(files()));
    let case = File::sample("cases/duty/a.yaml", "source: Article 8");
    assert_says(&unread(std::slice::from_ref(&case)), "no test reads");
    assert_none(&unread(&[case, File::sample("crates/a/tests/runner/b.rs", "read(\"cases/duty\")")]));
}
