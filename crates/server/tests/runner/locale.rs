//! English and French hold the same keys with the same variables, and every key that a page uses exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use basis::Language;
use server::language::Words;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The messages of a language: key to the variables in it, by name.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(root().join("locales").join(language.code())).unwrap() {
        let file = entry.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        let resource = fluent_bundle::FluentResource::try_new(text.clone());
        assert!(resource.is_ok(), "{}: {:?}", file.display(), resource.err().map(|(_, faults)| faults));
        let mut key = String::new();
        for line in text.lines() {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                let name = line.split(" =").next().unwrap().to_owned();
                assert!(!out.contains_key(&name), "{}: `{name}` stands twice", file.display());
                out.insert(name.clone(), BTreeSet::new());
                key = name;
            }
            for part in line.split('$').skip(1) {
                let variable = part.chars().take_while(char::is_ascii_alphanumeric).collect();
                out.get_mut(&key).unwrap().insert(variable);
            }
        }
    }
    out
}

fn texts(folder: &Path, out: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, out);
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "html") {
            out.push(fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn both_languages_hold_the_same_keys_and_variables() {
    let (english, french) = (messages(Language::En), messages(Language::Fr));
    assert_eq!(english, french);
}

#[test]
fn every_key_used_exists() {
    let known = messages(Language::En);
    let mut sources = Vec::new();
    texts(&root().join("crates/server/src"), &mut sources);
    texts(&root().join("crates/server/templates"), &mut sources);
    for source in sources {
        for call in ["t(\"", "around(\"", "say(\"", "count(\"", "refuse(\""] {
            for part in source.split(&format!(".{call}")).skip(1) {
                let key = part.split('"').next().unwrap();
                assert!(known.contains_key(key), "no text for `{key}`");
            }
        }
    }
}

#[test]
fn arabic_says_only_what_stands_around_the_content() {
    let known = messages(Language::En);
    let text = fs::read_to_string(root().join("locales/ar/common.ftl")).unwrap();
    let keys =
        text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key).filter(|key| !key.starts_with('#'));
    for key in keys {
        assert!(known.contains_key(key), "`{key}` is no English text");
        assert!(server::language::arabic(key).is_some(), "`{key}` has no Arabic text");
    }
    let mut sources = Vec::new();
    texts(&root().join("crates/server/templates"), &mut sources);
    for source in sources {
        for part in source.split(".around(\"").skip(1) {
            let key = part.split('"').next().unwrap();
            assert!(server::language::arabic(key).is_some(), "no Arabic text for `{key}`");
        }
    }
}

#[test]
fn a_text_is_found_in_its_language_and_a_missing_one_is_seen() {
    assert_eq!(Words(Language::Fr).t("skip"), "Aller au contenu");
    assert_eq!(Words(Language::En).t("no-such-key"), "no-such-key");
    assert_eq!(Words(Language::En).count("findings-errors", 1), "one error");
    assert_eq!(Words(Language::Fr).count("findings-errors", 1_200), "1\u{202f}200 erreurs");
}

#[test]
fn the_reader_s_language_is_preferred() {
    assert_eq!(Words::preferred("fr-CA,fr;q=0.8,en;q=0.5").0, Language::Fr);
    assert_eq!(Words::preferred("de, en;q=0.2, fr;q=0.1").0, Language::En);
    assert_eq!(Words::preferred("").0, Language::En);
}
