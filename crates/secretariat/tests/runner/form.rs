//! Forms as data: what reads, what is refused and with which words, and the frozen form.

use proptest::prelude::*;
use secretariat::Faults;
use secretariat::form::{Form, Kind};

use super::samples::FORM;

/// A form of one section with these questions, each as TOML.
fn form(questions: &[&str]) -> Result<Form, Faults> {
    let head = "id = \"f\"\nservice = \"test\"\nversion = 1\ntitle = { en = \"a\", fr = \"b\" }\nintro = { en = \"a\", fr = \"b\" }\n[[section]]\nid = \"s\"\ntitle = { en = \"a\", fr = \"b\" }\nquestion = [";
    Form::read(&format!("{head}{}]", questions.join(",\n")))
}

fn words(questions: &[&str]) -> String {
    form(questions).unwrap_err().to_string()
}

const LABEL: &str = "label = { en = \"a\", fr = \"b\" }";

#[test]
fn a_form_of_every_kind_reads() {
    let form = Form::read(FORM).unwrap();
    let kinds: std::collections::BTreeSet<Kind> = form.questions().map(|question| question.kind).collect();
    assert_eq!(kinds.len(), Kind::ALL.len());
    assert_eq!(form.question("text").map(|question| question.max_length()), Some(5_000));
    assert!(form.question("nobody").is_none());
}

#[test]
fn a_frozen_form_reads_back_to_the_same_bytes() {
    let form = Form::read(FORM).unwrap();
    let json = form.to_json().unwrap();
    let again = Form::from_json(&json).unwrap();
    assert_eq!(again, form);
    assert_eq!(again.to_json().unwrap(), json);
    assert!(json.starts_with(r#"{"id":"every-kind","service":"test","version":1,"#), "{json}");
}

#[test]
fn a_wrong_word_names_the_question_and_the_place() {
    let found = words(&[&format!("{{ id = \"phone\", kind = \"lin\", {LABEL} }}")]);
    assert!(found.contains("question `phone`") && found.contains("line 9") && found.contains("`lin`"), "{found}");
    let found = words(&[&format!("{{ id = \"phone\", kind = \"line\", {LABEL}, size = 3 }}")]);
    assert!(found.contains("question `phone`") && found.contains("size"), "{found}");
    let found = words(&["{ id = \"phone\", kind = \"line\", label = { en = \"a\" } }"]);
    assert!(found.contains("question `phone`") && found.contains("fr"), "{found}");
    assert!(Form::read("a = ").unwrap_err().to_string().contains("line 1"));
    assert!(Form::read(&"#".repeat(2_000_000)).unwrap_err().to_string().contains("at most"));
}

#[test]
fn all_faults_are_told() {
    let found = form(&[
        &format!("{{ id = \"A b\", kind = \"line\", {LABEL} }}"),
        &format!("{{ id = \"twice\", kind = \"line\", {LABEL} }}"),
        &format!("{{ id = \"twice\", kind = \"line\", {LABEL} }}"),
        &format!("{{ id = \"c\", kind = \"choice\", {LABEL} }}"),
    ]);
    let faults = found.unwrap_err().0;
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(faults.iter().any(|fault| fault.at == "question `c`" && fault.text.contains("0 options")));
    assert!(faults.iter().any(|fault| fault.at == "question `twice`" && fault.text.contains("more than once")));
}

#[test]
fn limits_belong_to_kinds() {
    for (kind, limits, says) in [
        ("line", "min = \"1\"", "no limit `min`"),
        ("date", "max_length = 3", "no limit `max_length`"),
        ("email", "option = [{ value = \"x\", text = { en = \"a\", fr = \"b\" } }]", "no limit `option`"),
        ("number", "min = \"2\", max = \"1\"", "`min` is above `max`"),
        ("number", "scale = 21", "at most 20"),
        ("date", "from = \"2026-02-01\", to = \"2026-01-01\"", "`from` is after `to`"),
        ("line", "max_length = 0", "from 1 to 1000"),
        ("line", "max_length = 5, min_length = 6", "above `max_length`"),
        ("choices", "most = 2, option = [{ value = \"x\", text = { en = \"a\", fr = \"b\" } }]", "`most` is from 1"),
        ("choices", "option = [{ value = \" x\", text = { en = \"a\", fr = \"b\" } }]", "no value of an option"),
    ] {
        let found = words(&[&format!("{{ id = \"q\", kind = \"{kind}\", {LABEL}, limits = {{ {limits} }} }}")]);
        assert!(found.contains(says), "{kind}: {found}");
    }
}

#[test]
fn options_are_told_apart() {
    let option = "{ value = \"x\", text = { en = \"a\", fr = \" \" } }";
    let limits = format!("limits = {{ option = [{option}, {option}] }}");
    let found = words(&[&format!("{{ id = \"q\", kind = \"choice\", {LABEL}, {limits} }}")]);
    assert!(found.contains("`x` stands more than once") && found.contains("no words in `fr`"), "{found}");
}

#[test]
fn conditions_can_be_answered() {
    let line = format!("{{ id = \"a\", kind = \"line\", {LABEL} }}");
    let file = format!("{{ id = \"f\", kind = \"file\", {LABEL} }}");
    let date = format!("{{ id = \"d\", kind = \"date\", {LABEL} }}");
    let sure = format!("{{ id = \"y\", kind = \"yes-no\", {LABEL} }}");
    for (condition, says) in [
        ("{ question = \"ghost\", is = \"x\" }", "does not have"),
        ("{ question = \"f\", is = \"x\" }", "no answer to `f` can be `x`"),
        ("{ question = \"d\", any-of = [\"2026-02-30\"] }", "no answer to `d`"),
        ("{ question = \"y\", is-not = \"maybe\" }", "no answer to `y`"),
        ("{ all = [] }", "empty list"),
        ("{ question = \"y\", any-of = [] }", "empty list"),
    ] {
        let asked = format!("{{ id = \"q\", kind = \"line\", {LABEL}, shown_if = {condition} }}");
        let found = words(&[&line, &file, &date, &sure, &asked]);
        assert!(found.contains(says), "{condition}: {found}");
    }
    let asked =
        format!("{{ id = \"q\", kind = \"line\", {LABEL}, shown_if = {{ question = \"f\", answered = true }} }}");
    assert!(form(&[&file, &asked]).is_ok());
}

#[test]
fn conditions_go_in_no_circle() {
    let shown = |id: &str, by: &str| {
        format!("{{ id = \"{id}\", kind = \"line\", {LABEL}, shown_if = {{ question = \"{by}\", answered = true }} }}")
    };
    let found = words(&[&shown("a", "c"), &shown("b", "a"), &shown("c", "b"), &shown("d", "a")]);
    for id in ["a", "b", "c"] {
        assert!(found.contains(&format!("question `{id}`: whether it is shown depends on its own answer")), "{found}");
    }
    assert!(!found.contains("question `d`: whether"), "{found}");
    assert!(words(&[&shown("a", "a")]).contains("its own answer"));
    let later = format!("{{ id = \"b\", kind = \"line\", {LABEL} }}");
    assert!(form(&[&shown("a", "b"), &later]).is_ok(), "a later question may be looked at");
}

#[test]
fn required_is_said_once_and_of_others() {
    let own =
        format!("{{ id = \"a\", kind = \"line\", {LABEL}, required_if = {{ question = \"a\", answered = true }} }}");
    assert!(words(&[&own]).contains("required depends on its own answer"));
    let both = format!(
        "{{ id = \"a\", kind = \"line\", {LABEL}, required = true, required_if = {{ question = \"b\", answered = true }} }}"
    );
    let other = format!("{{ id = \"b\", kind = \"line\", {LABEL} }}");
    assert!(words(&[&both, &other]).contains("says nothing"));
}

#[test]
fn deep_conditions_are_refused() {
    let mut condition = "{ question = \"b\", answered = true }".to_owned();
    for _ in 0..7 {
        condition = format!("{{ all = [{condition}] }}");
    }
    let deep = format!("{{ id = \"a\", kind = \"line\", {LABEL}, shown_if = {condition} }}");
    let other = format!("{{ id = \"b\", kind = \"line\", {LABEL} }}");
    assert!(words(&[&deep, &other]).contains("at most 6 deep"));
}

#[test]
fn an_empty_form_asks_nothing() {
    assert!(words(&[]).contains("asks nothing"));
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "[ -~\\n]{0,300}") {
        let _ = Form::read(&text).map_err(|faults| faults.to_string());
        let _ = Form::from_json(&text).map_err(|faults| faults.to_string());
    }

    #[test]
    fn a_changed_form_is_answered(at in any::<prop::sample::Index>(), with in "[ -~]{1,3}") {
        let mut letters: Vec<char> = FORM.chars().collect();
        let at = at.index(letters.len());
        letters.splice(at..=at, with.chars());
        let text: String = letters.into_iter().collect();
        if let Ok(form) = Form::read(&text) {
            prop_assert_eq!(&Form::from_json(&form.to_json().unwrap()).unwrap(), &form);
        }
    }
}
