//! The text of documents and workbooks made in code.

use secretariat::extract::{ExtractError, Limits, MediaType, text_of};

use super::samples::{docx, xlsx, zipped};

fn document(body: &str, more: &[(&str, &[u8])]) -> Result<String, ExtractError> {
    text_of(MediaType::Docx, &docx(body, more), &Limits::default()).map(|found| found.text)
}

fn book(rows: &str, strings: &str) -> Result<String, ExtractError> {
    text_of(MediaType::Xlsx, &xlsx(rows, strings), &Limits::default()).map(|found| found.text)
}

#[test]
fn a_document_gives_its_paragraphs() {
    let body = "<w:p><w:r><w:t>One</w:t><w:tab/><w:t xml:space=\"preserve\"> two &amp; &#233;&lt;</w:t></w:r></w:p>\
        <w:p><w:r><w:t>three</w:t><w:br/><w:t>four</w:t></w:r></w:p>\
        <w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t><![CDATA[five]]></w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert_eq!(document(body, &[]).unwrap(), "One  two & é<\nthree\nfour\nfive");
}

#[test]
fn headers_and_notes_follow_the_body() {
    let part = |text: &str| format!("<w:hdr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:hdr>").into_bytes();
    let (head, note, theme) = (part("head"), part("note"), part("theme"));
    let more: [(&str, &[u8]); 4] = [
        ("word/header1.xml", &head),
        ("word/footnotes.xml", &note),
        ("word/theme/header9.xml", &theme),
        ("word/settings.xml", &theme),
    ];
    assert_eq!(document("<w:p><w:r><w:t>body</w:t></w:r></w:p>", &more).unwrap(), "body\nnote\nhead");
}

#[test]
fn what_old_readers_see_is_not_told_twice() {
    let body = "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice>\
        <mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>";
    assert_eq!(document(body, &[]).unwrap(), "box");
}

#[test]
fn a_document_that_is_none_is_damaged() {
    let limits = Limits::default();
    for bytes in [zipped(&[("a", b"b")]), b"PK\x03\x04".to_vec(), b"nothing".to_vec(), Vec::new()] {
        assert!(matches!(text_of(MediaType::Docx, &bytes, &limits), Err(ExtractError::Damaged(..))));
        assert!(text_of(MediaType::Xlsx, &bytes, &limits).is_err());
    }
    assert!(document("<w:p><w:t>a</w:p>", &[]).is_err());
    let latin = zipped(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"<w:t>\xe9</w:t>")]);
    assert!(text_of(MediaType::Docx, &latin, &limits).is_err());
}

#[test]
fn a_workbook_gives_its_rows() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
        <row r=\"2\"><c r=\"A2\"><v>12.5</v></c><c r=\"B2\" t=\"b\"><v>1</v></c><c r=\"C2\" t=\"inlineStr\"><is><t>in &amp; line</t></is></c></row>\
        <row r=\"9\"><c r=\"Z9\" t=\"str\"><v>far</v></c><c r=\"AA9\" t=\"e\"><v>#N/A</v></c></row>";
    let strings =
        "<sst count=\"2\" uniqueCount=\"2\"><si><t>Code</t></si><si><r><t>Du</t></r><r><t>ty</t></r></si></sst>";
    assert_eq!(book(rows, strings).unwrap(), "Duties\nCode Duty\n12.5 true in & line\nfar");
}

#[test]
fn two_cells_far_apart_take_no_more_than_two_cells() {
    let rows = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    assert_eq!(book(rows, "<sst/>").unwrap(), "Duties\n1\n2");
}

#[test]
fn a_workbook_is_cut_off() {
    let rows: String = (1..1000).map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>{n}</v></c></row>")).collect();
    let limits = Limits { characters: 20, ..Limits::default() };
    let found = text_of(MediaType::Xlsx, &xlsx(&rows, "<sst/>"), &limits).unwrap();
    assert!(found.truncated && found.text.starts_with("Duties\n1\n2\n") && found.text.len() <= 20);
}
