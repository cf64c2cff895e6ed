//! Messages made to do harm: each is refused, quickly and with a clear word.

use basis::Place;
use datamodel::{Limits, ReadError, xml};

fn refused(document: &str) -> ReadError {
    super::read(document.as_bytes()).unwrap_err()
}

#[test]
fn entities_cannot_be_declared() {
    let bomb = "<?xml version='1.0'?>\n<!DOCTYPE l [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;'>]>\n<l>&b;</l>";
    let error = refused(bomb);
    assert_eq!((error.code, error.place), ("xml-declares-entities", Place { line: 2, column: 1 }));
    assert_eq!(refused("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>").code, "xml-declares-entities");
    assert_eq!(refused("<!DOCTYPE a [").code, "xml-declares-entities");
    assert_eq!(refused("<!doctype a><a/>").code, "xml-declares-entities");
}

#[test]
fn depth_is_limited() {
    let error = refused(&"<a>".repeat(10_000));
    assert_eq!((error.code, error.place), ("xml-too-large", Place { line: 1, column: 64 * 3 + 1 }));
    let fits = "<a>".repeat(64) + &"</a>".repeat(64);
    assert!(super::read(fits.as_bytes()).is_ok());
}

#[test]
fn attributes_are_limited() {
    let long = format!("<a b='{}'/>", "x".repeat(10 << 20));
    assert_eq!(refused(&long).code, "xml-too-large");
    let many: String = (0..100_000).map(|n| format!(" a{n}='x'")).collect();
    assert_eq!(refused(&format!("<a{many}/>")).code, "xml-too-large");
}

#[test]
fn text_elements_and_bytes_are_limited() {
    assert_eq!(refused(&format!("<a>{}</a>", "x".repeat(2 << 20))).code, "xml-too-large");
    assert_eq!(refused(&format!("<a>{}</a>", "x&amp;".repeat(1 << 20))).code, "xml-too-large");
    let small = Limits { elements: 100, bytes: 1000, ..Limits::default() };
    let error = xml::read(format!("<a>{}</a>", "<b/>".repeat(200)).as_bytes(), &small).unwrap_err();
    assert_eq!(error.code, "xml-too-large");
    let error = xml::read(" ".repeat(2000).as_bytes(), &small).unwrap_err();
    assert!(error.text.en.contains("1000 bytes"));
}

#[test]
fn mixed_text_costs_no_more_than_its_length() {
    let pieces = "x<b>&amp;</b>".repeat(100_000);
    let message_text = format!("<a>{pieces}</a>");
    let limits = Limits { text: 1 << 20, ..Limits::default() };
    let message = xml::read(message_text.as_bytes(), &limits).unwrap();
    assert_eq!(message.root_element().unwrap().text().len(), 100_000);
}

#[test]
fn a_truncated_sample_is_refused_with_a_place() {
    let files = super::samples::all();
    let sample = files.iter().find(|(path, _)| path.ends_with("Step1_TT_IM001a.xml"));
    let Some((_, bytes)) = sample else { return };
    let whole = String::from_utf8_lossy(bytes).trim_end().len();
    for length in (0..whole).step_by(97) {
        let error = super::read(&bytes[..length]).expect_err("a part is not the whole");
        assert!(error.place.line >= 1 && error.place.column >= 1);
        assert!(!error.text.fr.is_empty());
    }
}
