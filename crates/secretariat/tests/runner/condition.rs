//! Conditions: what they say of answers, and that they survive being stored.

use std::collections::BTreeMap;

use proptest::prelude::*;
use secretariat::form::{Answer, Answers, Condition, Form, Shown, Test};

use super::samples::FORM;

fn answers(given: &[(&str, Answer)]) -> Answers {
    given.iter().map(|(id, answer)| ((*id).to_owned(), answer.clone())).collect()
}

fn holds(json: &str, answers: &Answers) -> bool {
    let condition: Condition = serde_json::from_str(json).unwrap();
    condition.holds(&mut |id| answers.get(id))
}

#[test]
fn each_kind_of_answer_is_compared_as_what_it_is() {
    let given = answers(&[
        ("number", Answer::Number("1.50".parse().unwrap())),
        ("date", Answer::Date("2026-03-01".parse().unwrap())),
        ("sure", Answer::YesNo(true)),
        ("some", Answer::Choices(["p".to_owned(), "q".to_owned()].into())),
        ("country", Answer::Country("FR".parse().unwrap())),
        ("one", Answer::Choice("x".to_owned())),
    ]);
    for (json, expected) in [
        (r#"{"question":"number","is":"1.5"}"#, true),
        (r#"{"question":"number","is":"1.51"}"#, false),
        (r#"{"question":"date","any-of":["2026-02-01","2026-03-01"]}"#, true),
        (r#"{"question":"sure","is":"yes"}"#, true),
        (r#"{"question":"sure","is-not":"yes"}"#, false),
        (r#"{"question":"some","is":"q"}"#, true),
        (r#"{"question":"some","is":"r"}"#, false),
        (r#"{"question":"country","is":"FR"}"#, true),
        (r#"{"question":"ghost","answered":false}"#, true),
        (r#"{"question":"ghost","is-not":"x"}"#, true),
        (r#"{"question":"ghost","is":"x"}"#, false),
        (r#"{"all":[{"question":"one","is":"x"},{"question":"sure","is":"no"}]}"#, false),
        (r#"{"any":[{"question":"one","is":"x"},{"question":"sure","is":"no"}]}"#, true),
    ] {
        assert_eq!(holds(json, &given), expected, "{json}");
    }
}

#[test]
fn a_condition_says_one_thing() {
    for json in [
        "{}",
        r#"{"question":"a"}"#,
        r#"{"is":"a"}"#,
        r#"{"question":"a","is":"b","is-not":"c"}"#,
        r#"{"question":"a","is":"b","all":[]}"#,
        r#"{"all":[],"any":[]}"#,
        r#"{"question":"a","equals":"b"}"#,
    ] {
        assert!(serde_json::from_str::<Condition>(json).is_err(), "{json}");
    }
}

#[test]
fn a_hidden_question_has_no_answer() {
    let form = Form::read(FORM).unwrap();
    let mut given = answers(&[
        ("one", Answer::Choice("x".to_owned())),
        ("country", Answer::Country("FR".parse().unwrap())),
        ("email", Answer::Email("a@example.org".to_owned())),
    ]);
    assert!(Shown::new(&form, &given).is_shown("email"));
    given.insert("one".to_owned(), Answer::Choice("y".to_owned()));
    let shown = Shown::new(&form, &given);
    assert!(!shown.is_shown("country") && !shown.is_shown("email"), "what hangs on a hidden answer is hidden too");
    assert!(shown.answer("country").is_none() && shown.answer("one").is_some());
    assert_eq!(form.counting(&given).keys().collect::<Vec<_>>(), ["one"]);
}

#[test]
fn a_form_with_a_circle_still_ends() {
    let mut form = Form::read(FORM).unwrap();
    let circle = Condition::One { question: "body".to_owned(), test: Test::Answered(true) };
    form.sections[0].questions.iter_mut().find(|question| question.id == "body").unwrap().shown_if = Some(circle);
    let given = answers(&[("body", Answer::Body("FR".to_owned()))]);
    assert!(!Shown::new(&form, &given).is_shown("body"));
}

fn tree() -> impl Strategy<Value = Condition> {
    let test = prop_oneof![
        "[a-c]".prop_map(Test::Is),
        "[a-c]".prop_map(Test::IsNot),
        prop::collection::vec("[a-c]", 1..3).prop_map(Test::AnyOf),
        any::<bool>().prop_map(Test::Answered),
    ];
    let leaf = ("[p-s]", test).prop_map(|(question, test)| Condition::One { question, test });
    leaf.prop_recursive(3, 20, 3, |inner| {
        let parts = prop::collection::vec(inner, 1..4);
        prop_oneof![parts.clone().prop_map(Condition::All), parts.prop_map(Condition::Any)]
    })
}

/// The same question asked in another way.
fn model(condition: &Condition, given: &BTreeMap<String, String>) -> bool {
    match condition {
        Condition::All(parts) => !parts.iter().any(|part| !model(part, given)),
        Condition::Any(parts) => parts.iter().filter(|part| model(part, given)).count() > 0,
        Condition::One { question, test } => match (test, given.get(question)) {
            (Test::Answered(answered), found) => *answered == found.is_some(),
            (Test::Is(value), found) => found == Some(value),
            (Test::IsNot(value), found) => found != Some(value),
            (Test::AnyOf(values), found) => found.is_some_and(|found| values.contains(found)),
        },
    }
}

proptest! {
    #[test]
    fn a_condition_survives_json_and_means_what_it_says(
        condition in tree(),
        given in prop::collection::btree_map("[p-s]", "[a-c]", 0..4),
    ) {
        let json = serde_json::to_string(&condition).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Condition>(&json).unwrap(), &condition);
        let answers: Answers = given.iter().map(|(id, value)| (id.clone(), Answer::Line(value.clone()))).collect();
        prop_assert_eq!(condition.holds(&mut |id| answers.get(id)), model(&condition, &given));
    }
}
