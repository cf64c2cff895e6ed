//! What a file is: its first bytes and its name have to agree.

use secretariat::extract::{ExtractError, MediaType, media_type};

use super::samples::{docx, pages, xlsx, zipped};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0....";

fn book() -> Vec<u8> {
    xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "<sst/>")
}

#[test]
fn each_kind_is_known_by_bytes_and_name() {
    let (pdf, document, book) = (pages(&["x"], "", &[]), docx("<w:p/>", &[]), book());
    for (bytes, name, kind) in [
        (pdf.as_slice(), "a.pdf", MediaType::Pdf),
        (&pdf, "Report 2026.PDF", MediaType::Pdf),
        (&document, "a.b.docx", MediaType::Docx),
        (&book, "a.xlsx", MediaType::Xlsx),
        (PNG, "a.png", MediaType::Png),
        (JPEG, "a.jpg", MediaType::Jpeg),
        (JPEG, "a.jpeg", MediaType::Jpeg),
        ("été\r\n\tx".as_bytes(), "a.txt", MediaType::Text),
        (b"\xef\xbb\xbfa,b", "a.csv", MediaType::Csv),
        (b"# a", "a.md", MediaType::Markdown),
        (b"<!doctype html><p>a", "a.html", MediaType::Html),
        (b"<p>a", "a.htm", MediaType::Html),
    ] {
        assert_eq!(media_type(bytes, name), Ok(kind), "{name}");
        assert_eq!(MediaType::of_name(kind.name()), Some(kind));
    }
}

#[test]
fn name_and_content_have_to_agree() {
    let document = docx("<w:p/>", &[]);
    for (bytes, name) in [
        (PNG, "a.pdf"),
        (b"plain" as &[u8], "a.pdf"),
        (b"%PDF-1.4", "a.txt"),
        (&document, "a.xlsx"),
        (JPEG, "a.png"),
        (b"<html>", "a.txt"),
        (b"\n <SVG onload=x>", "a.md"),
        (b"<?xml version='1.0'?>", "a.csv"),
    ] {
        let found = media_type(bytes, name).unwrap_err();
        assert!(matches!(found, ExtractError::Mismatch { .. }), "{name}: {found}");
        assert!(!found.text().fr.is_empty());
    }
}

#[test]
fn what_is_not_on_the_list_is_not_taken() {
    let archive = zipped(&[("a.txt", b"a")]);
    let untyped = zipped(&[("word/document.xml", b"<x/>")]);
    let both = docx("", &[("xl/workbook.xml", b"<x/>")]);
    for (bytes, name) in [
        (b"MZ\x90\0" as &[u8], "a.exe"),
        (b"<svg/>", "a.svg"),
        (b"plain", "noending"),
        (b"plain", ".txt\u{0}.exe"),
        (b"a\0b", "a.txt"),
        (b"\xff\xfea\0", "a.txt"),
        (b"\xd0\xcf\x11\xe0", "a.docx"),
        (&archive, "a.docx"),
        (&untyped, "a.docx"),
        (&both, "a.docx"),
    ] {
        assert_eq!(media_type(bytes, name), Err(ExtractError::NotTaken), "{name}");
    }
    assert_eq!(media_type(b"", "a.txt"), Err(ExtractError::Empty));
}

#[test]
fn macros_are_refused() {
    let document = docx("<w:p/>", &[("word/vbaProject.bin", b"x")]);
    assert_eq!(media_type(&document, "a.docx"), Err(ExtractError::Macros));
}

#[test]
fn a_broken_archive_is_damaged() {
    let document = docx("<w:p/>", &[]);
    let found = media_type(&document[..document.len() - 30], "a.docx");
    assert!(matches!(found, Err(ExtractError::Damaged(..))), "{found:?}");
}
