//! Plain text, tables, marks and pages of HTML.

use proptest::prelude::*;
use secretariat::extract::{Extract, ExtractError, Limits, MediaType, text_of};

fn text(kind: MediaType, content: &str) -> Extract {
    text_of(kind, content.as_bytes(), &Limits::default()).unwrap()
}

fn html(content: &str) -> String {
    text(MediaType::Html, content).text
}

#[test]
fn text_is_taken_as_it_is_without_control_characters() {
    let found = text(MediaType::Text, "\u{FEFF}one\r\n\ttwo\u{0}\u{7}\u{1b}[31m three\n");
    assert_eq!(found.text, "one\n two[31m three");
    assert_eq!((found.truncated, found.pages), (false, None));
    assert_eq!(text(MediaType::Csv, "a,b\n1,2\n").text, "a,b\n1,2");
    assert_eq!(text(MediaType::Markdown, "# A\n*b*").text, "# A\n*b*");
    assert!(matches!(text_of(MediaType::Text, b"\xff", &Limits::default()), Err(ExtractError::Damaged(..))));
    assert_eq!(text_of(MediaType::Png, b"x", &Limits::default()), Ok(Extract::default()));
}

#[test]
fn text_is_cut_off_at_its_limit() {
    let limits = Limits { characters: 5, ..Limits::default() };
    let found = text_of(MediaType::Text, "éééééé".as_bytes(), &limits).unwrap();
    assert_eq!((found.text.as_str(), found.truncated), ("ééééé", true));
    assert!(!text_of(MediaType::Text, b"abcde\n", &limits).unwrap().truncated);
    let limits = Limits { bytes: 5, ..Limits::default() };
    assert_eq!(text_of(MediaType::Text, b"abcdef", &limits), Err(ExtractError::Large("the file", 5)));
}

#[test]
fn tags_are_left_out() {
    for (page, expected) in [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("a<br>b", "a\nb"),
        ("<td>a</td><td>b</td>", "a b"),
        ("<a title=\"x > y\" href='>'>link</a>", "link"),
        ("a<!-- b <p> --> c", "a c"),
        ("a<script>if (1<2) alert('</p>')</script>b", "ab"),
        ("<STYLE>p{}</Style>b", "b"),
        ("<head><title>t</title></head><body>b", "b"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("a&amp;b &lt;i&gt; &#233; &#xE9; &eacute;", "a&b <i> é é é"),
        ("&unknown; &#0; &#xD800; &#99999999999;", "&unknown;  &#xD800; &#99999999999;"),
        ("<script>never closed", ""),
        ("<!-- never closed", ""),
        ("text <p", "text"),
        ("<!doctype html>x<?php echo ?>y", "xy"),
    ] {
        assert_eq!(html(page), expected, "{page}");
    }
}

#[test]
fn a_long_page_ends() {
    let page = "<p>a ".repeat(300_000);
    let found = text(MediaType::Html, &page);
    assert!(found.text.chars().count() <= 1_000_000);
    assert_eq!(html(&"<".repeat(200_000)).len(), 200_000);
    assert_eq!(html(&"&".repeat(200_000)).len(), 200_000);
}

proptest! {
    #[test]
    fn any_page_gives_text_without_control_characters(page in "(<|>|/|p|script|&|;|#|!--|\\PC|\\n){0,60}") {
        let found = html(&page);
        prop_assert!(!found.chars().any(|letter| letter.is_control() && letter != '\n'));
    }

    #[test]
    fn words_between_tags_are_all_there(words in prop::collection::vec("[a-z]{1,8}", 1..10)) {
        let page: String = words.iter().map(|word| format!("<div class=\"x\">{word}</div>")).collect();
        prop_assert_eq!(html(&page), words.join("\n"));
    }
}
