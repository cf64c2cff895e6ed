//! What people post, and what becomes of it.

use std::collections::BTreeMap;

use proptest::prelude::*;
use secretariat::form::{Answer, Answers, Form, is_email, read_answers, write_answers};

use super::samples::FORM;

fn parse(question: &str, raw: &[&str]) -> Result<Option<Answer>, String> {
    let form = Form::read(FORM).unwrap();
    let raw: Vec<String> = raw.iter().map(|value| (*value).to_owned()).collect();
    let question = form.question(question).unwrap();
    question.parse(&raw).map_err(|refusal| {
        assert_eq!(refusal.question, question.id);
        assert!(!refusal.text.fr.is_empty());
        refusal.text.en.into_owned()
    })
}

fn taken(question: &str, raw: &str) -> Answer {
    parse(question, &[raw]).unwrap().unwrap()
}

fn refused(question: &str, raw: &str) -> String {
    parse(question, &[raw]).unwrap_err()
}

#[test]
fn each_kind_reads_what_a_form_posts() {
    assert_eq!(taken("line", "  abc "), Answer::Line("abc".to_owned()));
    assert_eq!(taken("text", "one\r\ntwo\rthree"), Answer::Text("one\ntwo\nthree".to_owned()));
    assert_eq!(taken("number", "12,50"), Answer::Number("12.5".parse().unwrap()));
    assert_eq!(taken("number", "-0.25"), Answer::Number("-0.25".parse().unwrap()));
    assert_eq!(taken("date", "2026-03-29"), Answer::Date("2026-03-29".parse().unwrap()));
    assert_eq!(taken("sure", "no"), Answer::YesNo(false));
    assert_eq!(taken("one", "y"), Answer::Choice("y".to_owned()));
    assert_eq!(parse("some", &["q", "p", "q"]), Ok(Some(Answer::Choices(["p".to_owned(), "q".to_owned()].into()))));
    assert_eq!(taken("country", "fr"), Answer::Country("FR".parse().unwrap()));
    assert_eq!(taken("email", "A.B@Example.ORG"), Answer::Email("A.B@example.org".to_owned()));
    assert_eq!(taken("body", "fr"), Answer::Body("FR".to_owned()));
    assert_eq!(taken("file", "0198f1c2-aa"), Answer::File("0198f1c2-aa".to_owned()));
}

#[test]
fn nothing_entered_is_no_answer() {
    for question in ["line", "number", "some", "email", "date"] {
        assert_eq!(parse(question, &[]), Ok(None));
        assert_eq!(parse(question, &["", " \t\r\n", "\u{200B}\u{FEFF}"]), Ok(None), "{question}");
    }
}

#[test]
fn what_is_refused_says_what_would_be_right() {
    for (question, raw, says) in [
        ("line", "a", "at least 2"),
        ("line", "12345678901", "11 characters; at most 10"),
        ("line", "a\u{7}b", "control character"),
        ("line", "a\nb", "control character"),
        ("line", "a\u{202E}b", "control character"),
        ("text", "hello\0world", "control character"),
        ("number", "1 000", "without separators"),
        ("number", "1e5", "such as 1250"),
        ("number", "0x10", "such as 1250"),
        ("number", ".5", "such as 1250"),
        ("number", "101", "from -5 to 100.5"),
        ("number", "1.234", "3 decimals; at most 2"),
        ("number", "12345678901234567890123456789", "such as 1250"),
        ("date", "29/03/2026", "2026-11-22"),
        ("date", "2026-02-30", "a day that exists"),
        ("date", "2027-01-01", "from 2026-01-01 to 2026-12-31"),
        ("date", "2026-01-01T00:00", "a day that exists"),
        ("sure", "true", "answers offered"),
        ("one", "z", "answers offered"),
        ("country", "FRA", "two letters"),
        ("email", "a@b", "name@example.org"),
        ("body", "../x", "by its code"),
        ("file", "a/../b", "was not uploaded"),
    ] {
        let found = refused(question, raw);
        assert!(found.contains(says), "{question} {raw:?}: {found}");
    }
    assert!(parse("some", &["p", "q", "r"]).unwrap_err().contains("3 answers are chosen; at most 2"));
    assert!(parse("some", &["p", "stranger"]).is_err());
    assert!(parse("line", &["ab", "cd"]).unwrap_err().contains("one answer only"));
    assert!(parse("text", &[&"x".repeat(500_000)]).is_err());
}

#[test]
fn trailing_zeros_are_no_decimals() {
    assert_eq!(taken("number", "1.5000"), Answer::Number("1.5".parse().unwrap()));
}

#[test]
fn what_looks_like_a_command_is_text() {
    for text in [
        "'; DROP TABLE person; --",
        "<script>alert(1)</script>",
        "{{7*7}} ${7*7} %{x}",
        "=HYPERLINK(\"x\")",
        "../../etc/passwd",
        "\u{627}\u{644}\u{639}\u{631}\u{628}\u{64A}\u{629} \u{1F600}",
    ] {
        assert_eq!(taken("text", text), Answer::Text(text.to_owned()));
    }
}

#[test]
fn addresses_are_sane() {
    for good in ["a@example.org", "first.last+tag@sub.example.co", "o'neil@example.fr", "x@xn--exmple-cua.org"] {
        assert!(is_email(good), "{good}");
    }
    let long_local = format!("{}@example.org", "a".repeat(65));
    let long = format!("{}@{}.org", "a".repeat(60), "b.".repeat(100));
    for bad in [
        "",
        "a",
        "@",
        "a@",
        "@b.org",
        "a@b",
        "a b@example.org",
        "a@exa mple.org",
        ".a@example.org",
        "a.@example.org",
        "a..b@example.org",
        "a@-example.org",
        "a@example-.org",
        "a@example..org",
        "a@example.1",
        "a@[127.0.0.1]",
        "a@b@example.org",
        "é@example.org",
        "a@exämple.org",
        "a@example.org\r\nBcc: x@example.org",
        &long_local,
        &long,
        "\"a b\"@example.org",
        "a@example.org,b@example.org",
    ] {
        assert!(!is_email(bad), "{bad}");
    }
}

fn posted(fields: &[(&str, &str)]) -> BTreeMap<String, Vec<String>> {
    fields.iter().map(|(id, value)| ((*id).to_owned(), vec![(*value).to_owned()])).collect()
}

#[test]
fn a_whole_form_is_read_and_checked() {
    let form = Form::read(FORM).unwrap();
    let (answers, refusals) = form.parse(&posted(&[("line", "x"), ("sure", "yes"), ("token", "t"), ("body", "FR")]));
    assert_eq!(answers.keys().collect::<Vec<_>>(), ["body", "sure"]);
    assert_eq!(refusals.len(), 1);
    let missing: Vec<String> = form.check_answers(&answers).into_iter().map(|refusal| refusal.question).collect();
    assert_eq!(missing, ["text", "one"], "`text` always, `one` because of `sure`; `email` is hidden");
    let (answers, _) = form.parse(&posted(&[("text", "hello"), ("sure", "no")]));
    assert_eq!(form.check_answers(&answers), []);
}

#[test]
fn stored_answers_are_checked_again() {
    let form = Form::read(FORM).unwrap();
    let mut answers = Answers::from([("text".to_owned(), Answer::Text("hello".to_owned()))]);
    answers.insert("line".to_owned(), Answer::Line("far too long for ten".to_owned()));
    answers.insert("number".to_owned(), Answer::Line("12".to_owned()));
    answers.insert("ghost".to_owned(), Answer::YesNo(true));
    answers.insert("email".to_owned(), Answer::Email("nonsense".to_owned()));
    let found: Vec<String> = form.check_answers(&answers).into_iter().map(|refusal| refusal.question).collect();
    assert_eq!(found, ["line", "number", "ghost"], "the hidden `email` is left alone");
}

#[test]
fn required_questions_that_are_shown_have_to_be_answered() {
    let form = Form::read(FORM).unwrap();
    let (answers, _) = form.parse(&posted(&[("text", "hello"), ("one", "x"), ("country", "BE")]));
    let found = form.check_answers(&answers);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].question.as_str(), &*found[0].text.en), ("email", "give an answer"));
}

#[test]
fn equal_answers_have_equal_bytes() {
    let one = Answers::from([("n".to_owned(), Answer::Number("1.50".parse().unwrap()))]);
    let two = Answers::from([("n".to_owned(), Answer::Number("1.5".parse().unwrap()))]);
    assert_eq!(write_answers(&one).unwrap(), r#"{"n":{"kind":"number","value":"1.5"}}"#);
    assert_eq!(write_answers(&one), write_answers(&two));
    assert!(read_answers(r#"{"n":{"kind":"number","value":"x"}}"#).is_err());
    assert!(read_answers(r#"{"n":{"kind":"ghost","value":"x"}}"#).is_err());
    assert!(read_answers(r#"{"n":{"kind":"country","value":"FRA"}}"#).is_err());
}

proptest! {
    #[test]
    fn whatever_is_posted_is_taken_or_refused(values in prop::collection::vec(any::<String>(), 0..4)) {
        let form = Form::read(FORM).unwrap();
        for question in form.questions() {
            if let Ok(Some(answer)) = question.parse(&values) {
                let again = question.parse(&answer.raw()).unwrap();
                prop_assert_eq!(again.as_ref(), Some(&answer), "what was taken is taken again");
                let answers = Answers::from([(question.id.clone(), answer)]);
                prop_assert_eq!(&read_answers(&write_answers(&answers).unwrap()).unwrap(), &answers);
                let refusals = form.check_answers(&answers);
                prop_assert!(refusals.iter().all(|refusal| refusal.question != question.id));
            }
        }
    }

    #[test]
    fn numbers_are_exact(mantissa in -500_i64..10_050, comma in any::<bool>()) {
        let number = basis::Decimal::new(mantissa, 2);
        let written = if comma { number.to_string().replace('.', ",") } else { number.to_string() };
        prop_assert_eq!(taken("number", &written), Answer::Number(number.normalize()));
    }

    #[test]
    fn an_address_is_one_line_of_ascii(text in "\\PC{0,20}@\\PC{0,20}") {
        if is_email(&text) {
            prop_assert!(text.is_ascii() && !text.contains(char::is_whitespace) && text.matches('@').count() == 1);
        }
    }
}
