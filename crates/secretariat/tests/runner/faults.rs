//! What all readers of data share: every text in both languages, clean, of bearable length; faults in words.

use proptest::prelude::*;
use secretariat::form::Form;
use secretariat::mail::Template;
use secretariat::{Fault, Faults};

fn titled(en: &str, fr: &str) -> String {
    let source = format!(
        "id = \"a\"\nslots = []\nsubject = {{ en = \"a\", fr = \"b\" }}\nbody = {{ en = \"{en}\", fr = \"{fr}\" }}"
    );
    Template::read(&source).map_err(|faults| faults.to_string()).err().unwrap_or_default()
}

#[test]
fn texts_are_there_in_both_languages() {
    assert_eq!(titled("x", "y"), "");
    assert_eq!(titled("", "y"), "mail `a`: the body has no words in `en`");
    assert_eq!(titled("x", " \\n"), "mail `a`: the body has no words in `fr`");
    assert_eq!(titled("x", "y\\u0007"), "mail `a`: the body in `fr` holds a control character");
    assert!(titled(&"é".repeat(5_001), "y").contains("5001 characters; at most 5000"));
    assert_eq!(titled(&"é".repeat(5_000), "y"), "");
}

#[test]
fn a_third_language_is_a_fault_and_so_is_a_missing_one() {
    let of = |texts: &str| {
        let source = format!("id = \"a\"\nslots = []\nsubject = {{ {texts} }}\nbody = {{ en = \"a\", fr = \"b\" }}");
        Template::read(&source).unwrap_err().to_string()
    };
    assert!(of("en = \"a\", fr = \"b\", de = \"c\"").contains("de"));
    assert!(of("en = \"a\"").contains("fr"));
    assert!(of("en = 3, fr = \"b\"").starts_with("line 3"));
}

#[test]
fn faults_read_as_a_list() {
    let fault = |at: &str, text: &str| Fault { at: at.to_owned(), text: text.to_owned() };
    let faults = Faults(vec![fault("question `a`", "asks nothing"), fault("", "is empty")]);
    assert_eq!(faults.to_string(), "question `a`: asks nothing; is empty");
    assert_eq!(Faults::default().to_string(), "");
}

#[test]
fn a_place_counts_characters() {
    let found = Form::read("id = \"é\" x").unwrap_err();
    assert!(found.0[0].at.starts_with("line 1, column 1"), "{found}");
}

#[test]
fn names_are_small_and_short() {
    for (name, sound) in [
        ("a", true),
        ("a-1-b", true),
        ("A", false),
        ("1a", false),
        ("a-", false),
        ("a_b", false),
        ("é", false),
        ("", false),
        (&"a".repeat(50), true),
        (&"a".repeat(51), false),
    ] {
        let source = format!(
            "id = \"{name}\"\nslots = []\nsubject = {{ en = \"a\", fr = \"b\" }}\nbody = {{ en = \"a\", fr = \"b\" }}"
        );
        assert_eq!(Template::read(&source).is_ok(), sound, "{name}");
    }
}

proptest! {
    #[test]
    fn what_reads_is_clean(en in "\\PC{0,30}", fr in any::<String>()) {
        let quoted = |text: &str| toml_text(text);
        let source = format!("id = \"a\"\nslots = []\nsubject = {{ en = \"a\", fr = \"b\" }}\nbody = {{ en = {}, fr = {} }}", quoted(&en), quoted(&fr));
        if let Ok(template) = Template::read(&source) {
            prop_assert!(!template.body.fr.trim().is_empty() && !template.body.en.trim().is_empty());
            prop_assert!(!template.body.fr.chars().any(|letter| letter.is_control() && letter != '\n'));
        }
    }
}

/// A text as TOML writes it between quotes.
fn toml_text(text: &str) -> String {
    let letter = |letter: char| match letter {
        '"' | '\\' => format!("\\{letter}"),
        letter if letter.is_control() => format!("\\u{:04X}", u32::from(letter)),
        letter => letter.to_string(),
    };
    format!("\"{}\"", text.chars().map(letter).collect::<String>())
}
