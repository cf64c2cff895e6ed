//! The words of mails: templates as data, values in their places, no value anywhere else.

use std::collections::BTreeMap;

use basis::Language;
use proptest::prelude::*;
use secretariat::mail::{MailError, Template};

fn template(slots: &str, subject: &str, en: &str, fr: &str) -> Result<Template, String> {
    let source = format!(
        "id = \"sample\"\nslots = [{slots}]\nsubject = {{ en = \"{subject}\", fr = \"{subject}\" }}\nbody.en = '''{en}'''\nbody.fr = '''{fr}'''\n"
    );
    Template::read(&source).map_err(|faults| faults.to_string())
}

fn values(given: &[(&str, &str)]) -> BTreeMap<String, String> {
    given.iter().map(|(slot, value)| ((*slot).to_owned(), (*value).to_owned())).collect()
}

fn sample() -> Template {
    template("\"name\", \"link\"", "Hello {name}", "Dear {name},\n{link}\n", "Bonjour {name},\n{link}\n").unwrap()
}

#[test]
fn values_go_to_their_places() {
    let letter =
        sample().fill(Language::Fr, &values(&[("name", "Ada"), ("link", "https://x"), ("more", "y")])).unwrap();
    assert_eq!((letter.subject.as_str(), letter.body.as_str()), ("Hello Ada", "Bonjour Ada,\nhttps://x\n"));
}

#[test]
fn a_value_is_never_a_header_nor_a_name() {
    let name = "Ada\r\nBcc: all@example.org\n{link}\u{0}\u{2028}x";
    let letter = sample().fill(Language::En, &values(&[("name", name), ("link", "L")])).unwrap();
    assert_eq!(letter.subject, "Hello Ada Bcc: all@example.org {link} x");
    assert_eq!(letter.body, "Dear Ada\nBcc: all@example.org\n{link}\nx,\nL\n");
}

#[test]
fn missing_and_endless_values_are_refused() {
    let missing = sample().fill(Language::En, &values(&[("name", "Ada")])).unwrap_err();
    assert_eq!(missing, MailError::Missing { template: "sample".into(), slot: "link".into() });
    let long = "x".repeat(20_001);
    let found = sample().fill(Language::En, &values(&[("name", &long), ("link", "L")])).unwrap_err();
    assert_eq!(found, MailError::Long { template: "sample".into(), slot: "name".into() });
}

#[test]
fn both_languages_name_the_same_values() {
    for (slots, subject, en, fr, says) in [
        ("\"name\"", "a", "{name}", "x", "`{name}` does not stand in `fr`"),
        ("\"name\"", "a", "{name} {nmae}", "{name}", "`{nmae}` in `en` is none"),
        ("", "a", "{", "x", "in `en` a brace is not closed"),
        ("", "a", "x", "y}", "in `fr` a brace closes nothing"),
        ("", "a", "} {name}", "x", "no name of a value"),
        ("", "a", "{Name}", "x", "no name of a value"),
        ("", "a", "{}", "x", "no name of a value"),
        ("", "a", " ", "x", "has no words in `en`"),
        ("", "a\\nb", "x", "y", "one line"),
    ] {
        let found = template(slots, subject, en, fr).unwrap_err();
        assert!(found.contains(says), "{en}: {found}");
    }
    assert!(Template::read("id = \"a\"\nslot = []").is_err());
}

#[test]
fn a_program_knows_at_its_start_what_it_cannot_fill() {
    assert_eq!(sample().check_values(&["name", "link", "more"]).0, []);
    assert!(sample().check_values(&["name"]).to_string().contains("nobody gives a value for `{link}`"));
}

proptest! {
    #[test]
    fn no_value_adds_a_line_to_the_subject(name in any::<String>(), link in any::<String>()) {
        for language in Language::ALL {
            let letter = sample().fill(language, &values(&[("name", &name), ("link", &link)])).unwrap();
            prop_assert!(!letter.subject.chars().any(char::is_control));
            prop_assert!(!letter.body.chars().any(|letter| letter.is_control() && letter != '\n'));
            prop_assert!(letter.subject.starts_with("Hello"));
        }
    }

    #[test]
    fn any_text_is_answered(text in "[ -~\\n]{0,200}") {
        let _ = Template::read(&text).map_err(|faults| faults.to_string());
        let _ = template("", "a", &text.replace("'''", ""), "x");
    }
}
