//! Both languages say everything: the same messages, with the same figures in them.

use std::collections::{BTreeMap, BTreeSet};

use crate::runner::tree::{File, Problem, assert_none, assert_says, files};

/// A message's line and the variables it shows.
type Messages = BTreeMap<String, (usize, BTreeSet<String>, String)>;

/// The messages and attributes of one Fluent file.
fn messages(text: &str) -> Messages {
    let (mut found, mut message, mut current) = (Messages::new(), String::new(), String::new());
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let (name, value) = line.split_once('=').map_or(("", line), |(name, value)| (name.trim(), value));
        let starts = !line.starts_with([' ', '\t', '}']) && is_name(name);
        let attribute = line.starts_with(' ') && name.strip_prefix('.').is_some_and(is_name);
        if starts {
            message = name.to_owned();
        }
        if starts || attribute {
            current = if starts { name.to_owned() } else { format!("{message}{name}") };
            found.insert(current.clone(), (index + 1, variables(value), value.trim().to_owned()));
        } else if let Some((_, known, words)) = found.get_mut(&current) {
            known.extend(variables(line));
            words.push_str(line.trim());
        }
    }
    found
}

fn is_name(name: &str) -> bool {
    let name = name.strip_prefix('-').unwrap_or(name);
    name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_')
}

fn variables(value: &str) -> BTreeSet<String> {
    let name = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    value.split('$').skip(1).map(name).collect()
}

fn differences(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (from, to) in [("locales/en/", "locales/fr/"), ("locales/fr/", "locales/en/")] {
        for file in files.iter().filter(|file| file.path.starts_with(from) && file.is(&["ftl"])) {
            let other = file.path.replace(from, to);
            let Some(other) = files.iter().find(|candidate| candidate.path == other) else {
                problems.push(Problem::at(&file.path, 0, format!("there is no `{other}`")));
                continue;
            };
            let others = messages(&other.text);
            for (key, (line, used, words)) in messages(&file.text) {
                let text = match others.get(&key) {
                    None => format!("`{key}` is missing in `{}`", other.path),
                    Some((_, theirs, _)) if *theirs != used => {
                        format!("`{key}` shows other figures in `{}`", other.path)
                    }
                    Some(_) if words.is_empty() => format!("`{key}` says nothing"),
                    Some(_) => continue,
                };
                problems.push(Problem::at(&file.path, line, text));
            }
        }
    }
    problems
}

/// Keys written twice: Fluent keeps one of them in silence.
fn repeated(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<(String, String), String> = BTreeMap::new();
    for file in files.iter().filter(|file| file.path.starts_with("locales/") && file.is(&["ftl"])) {
        let language = file.path.split('/').nth(1).unwrap_or_default().to_owned();
        for (index, line) in file.text.lines().enumerate() {
            let Some(name) = line.split_once('=').map(|(name, _)| name.trim_end()).filter(|name| is_name(name)) else {
                continue;
            };
            if let Some(first) = seen.insert((language.clone(), name.to_owned()), file.path.clone()) {
                problems.push(Problem::at(&file.path, index + 1, format!("`{name}` stands already in `{first}`")));
            }
        }
    }
    problems
}

/// Keys that a page asks for by name and no locale holds. A key put together while running cannot be seen here.
fn unknown(files: &[File]) -> Vec<Problem> {
    let english = files.iter().filter(|file| file.path.starts_with("locales/en/"));
    let known: BTreeSet<String> = english.flat_map(|file| messages(&file.text).into_keys()).collect();
    let mut problems = Vec::new();
    let asks = |file: &&File| file.path.starts_with("crates/server/") && file.is(&["rs", "html"]) && file.is_page();
    for file in files.iter().filter(asks) {
        for (index, line) in file.text.lines().enumerate() {
            for call in [".t(\"", ".say(\"", ".count(\""] {
                let keys = line.split(call).skip(1).filter_map(|rest| rest.split_once('"'));
                for (key, _) in keys.filter(|(key, rest)| rest.starts_with([')', ',']) && !known.contains(*key)) {
                    problems.push(Problem::at(&file.path, index + 1, format!("`{key}` stands in no locale")));
                }
            }
        }
    }
    problems
}

fn pair(en: &str, fr: &str) -> [File; 2] {
    [File::sample("locales/en/a.ftl", en), File::sample("locales/fr/a.ftl", fr)]
}

#[test]
fn both_languages_have_the_same_messages() {
    assert_none(&differences(files()));
    assert_says(&differences(&pair("a = A\nb = B", "a = A")), "`b` is missing in `locales/fr/a.ftl`");
    assert_says(&differences(&pair("a = A", "a = A\nb =\n    B")), "`b` is missing in `locales/en/a.ftl`");
    assert_says(&differences(&pair("a = { $n } rows", "a = lignes")), "shows other figures");
    assert_says(&differences(&pair("a = A\n    .title = T", "a = A")), "`a.title` is missing");
    assert_says(&differences(&pair("a =", "a =")), "says nothing");
    assert_says(&differences(&[File::sample("locales/en/b.ftl", "a = A")]), "there is no");
    let plural = "a = { $n ->\n    [one] { $n } row\n   *[other] { $n } rows\n}";
    assert_none(&differences(&pair(plural, "# why\na =\n    { $n ->\n    [one] ligne\n   *[other] lignes\n}")));
}

#[test]
fn no_message_is_written_twice() {
    assert_none(&repeated(files()));
    assert_says(&repeated(&[File::sample("locales/en/a.ftl", "a = A\na = B")]), "stands already");
}

#[test]
fn pages_ask_for_known_messages() {
    assert_none(&unknown(files()));
    let page = File::sample("crates/server/templates/a.html", "{{ f.t(\"gone\") }} {{ w.count(\"rows\", n) }}");
    let locale = File::sample("locales/en/a.ftl", "rows = { $n }");
    assert_says(&unknown(&[page.clone(), locale.clone()]), "`gone` stands in no locale");
    assert_eq!(unknown(&[page, locale]).len(), 1);
}
