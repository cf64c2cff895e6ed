//! The text of PDFs made in code, well-meant and not.

use secretariat::extract::{Extract, ExtractError, Limits, MediaType, text_of};

use super::samples::{drawn, packed, pages, pdf, stream};

fn read(bytes: &[u8]) -> Result<Extract, ExtractError> {
    text_of(MediaType::Pdf, bytes, &Limits::default())
}

/// A content stream that shows a text.
fn showing(text: &str) -> Vec<u8> {
    format!("BT /F1 12 Tf 72 720 Td ({text}) Tj ET").into_bytes()
}

#[test]
fn pages_give_their_words_in_order() {
    let found = read(&pages(&["Hello customs", "Second page"], "", &[])).unwrap();
    assert_eq!(found.pages, Some(2));
    assert!(!found.truncated);
    let (first, second) = (found.text.find("Hello customs").unwrap(), found.text.find("Second page").unwrap());
    assert!(first < second, "{}", found.text);
}

#[test]
fn packed_pages_are_unpacked() {
    let content = stream("/Filter /FlateDecode", &packed(&showing("Packed words")));
    assert!(read(&drawn(&[content], "", &[])).unwrap().text.contains("Packed words"));
}

#[test]
fn a_drawing_in_a_page_is_read() {
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> >>",
        &showing("In the drawing"),
    );
    let found = read(&drawn(&[stream("", b"/X Do")], "/XObject << /X 4 0 R >>", &[form])).unwrap();
    assert!(found.text.contains("In the drawing"), "{found:?}");
}

#[test]
fn images_are_passed_over() {
    let image = stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /Filter /DCTDecode", b"\xff\xd8 not a page");
    let mut content = showing("Beside the image");
    content.extend(b" /I Do");
    let found = read(&drawn(&[stream("", &content)], "/XObject << /I 4 0 R >>", &[image])).unwrap();
    assert!(found.text.contains("Beside the image") && !found.truncated, "{found:?}");
}

#[test]
fn a_page_that_cannot_be_read_leaves_the_others() {
    let broken = stream("", b"BT /Ghost 12 Tf (lost) Tj ET");
    let found = read(&drawn(&[broken, stream("", &showing("Kept"))], "", &[])).unwrap();
    assert!(found.truncated && found.text.contains("Kept"), "{found:?}");
}

#[test]
fn pages_and_characters_are_limited() {
    let file = pages(&["first", "second", "third"], "", &[]);
    let limits = Limits { pages: 2, ..Limits::default() };
    let found = text_of(MediaType::Pdf, &file, &limits).unwrap();
    assert!(found.truncated && found.text.contains("second") && !found.text.contains("third"));
    assert_eq!(found.pages, Some(3));
    let limits = Limits { characters: 4, ..Limits::default() };
    let found = text_of(MediaType::Pdf, &file, &limits).unwrap();
    assert!(found.truncated && found.text.chars().count() <= 4, "{found:?}");
}

#[test]
fn what_is_no_pdf_is_damaged() {
    for bytes in [b"" as &[u8], b"%PDF-1.4", b"%PDF-1.4\nstartxref\n5\n%%EOF", b"hello"] {
        assert!(matches!(read(bytes), Err(ExtractError::Damaged(..))), "{bytes:?}");
    }
}

#[test]
fn encrypted_files_are_refused() {
    let file = String::from_utf8(pages(&["x"], "", &[])).unwrap();
    let encrypted = file.replace("/Root 1 0 R", "/Root 1 0 R /Encrypt << /Filter /Standard >>");
    assert_eq!(read(encrypted.as_bytes()), Err(ExtractError::Encrypted));
    let hidden = file.replace("/Root 1 0 R", "/Root 1 0 R /Encr#79pt << /Filter /Standard >>");
    assert_eq!(read(hidden.as_bytes()), Err(ExtractError::Encrypted));
}

#[test]
fn a_stream_that_unpacks_to_too_much_is_refused() {
    let bomb = stream("/Filter /FlateDecode", &packed(&vec![b' '; 3_000_000]));
    let limits = Limits { unpacked: 1_000_000, ..Limits::default() };
    let found = text_of(MediaType::Pdf, &drawn(&[bomb], "", &[]), &limits);
    assert_eq!(found, Err(ExtractError::Large("what the file unpacks to", 1_000_000)));
}

#[test]
fn streams_packed_twice_are_refused() {
    let twice = packed(&packed(&vec![b' '; 1_000_000]));
    for filter in ["[/FlateDecode /FlateDecode]", "[ /Fl#61teDecode % x\n /FlateDecode ]", "[/FlateDecode/LZWDecode]"] {
        let file = drawn(&[stream(&format!("/Filter {filter}"), &twice)], "", &[]);
        assert!(matches!(read(&file), Err(ExtractError::Damaged(..))), "{filter}");
    }
}

#[test]
fn a_drawing_of_itself_is_refused() {
    let form = |other: usize| {
        let entries =
            format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {other} 0 R >> >>");
        stream(&entries, b"/X Do")
    };
    let page = [stream("", b"/X Do")];
    let one = drawn(&page, "/XObject << /X 4 0 R >>", &[form(4)]);
    let two = drawn(&page, "/XObject << /X 4 0 R >>", &[form(5), form(4)]);
    for file in [one, two] {
        assert!(matches!(read(&file), Err(ExtractError::Many(..))));
    }
    let borrowing = stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", b"/X Do");
    let found = read(&drawn(&page, "/XObject << /X 4 0 R >>", &[borrowing])).unwrap();
    assert!(found.truncated, "a drawing that draws with the page's resources could draw itself");
}

#[test]
fn drawings_that_multiply_are_left_out() {
    let depth = 12;
    let many = "/X Do ".repeat(10);
    let forms: Vec<Vec<u8>> = (0..depth)
        .map(|n| {
            let entries = format!(
                "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {} 0 R >> >>",
                5 + n
            );
            stream(&entries, many.as_bytes())
        })
        .chain([stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", b"q Q")])
        .collect();
    let found = read(&drawn(&[stream("", b"/X Do")], "/XObject << /X 4 0 R >>", &forms)).unwrap();
    assert!(found.truncated && found.text.is_empty(), "{found:?}");
}

#[test]
fn contents_that_cost_too_much_are_left_out() {
    for content in ["q ".repeat(60_000), " ".repeat(9 * 1024 * 1024)] {
        let mut content = content.into_bytes();
        content.extend(showing("lost"));
        let content = stream("/Filter /FlateDecode", &packed(&content));
        let found = read(&drawn(&[content, stream("", &showing("Kept"))], "", &[])).unwrap();
        assert!(found.truncated && found.text == "Kept", "{found:?}");
    }
}

#[test]
fn a_table_of_endless_characters_is_left_out() {
    let table = b"/CIDInit /ProcSet findresource begin 1 beginbfrange <00000000> <FFFFFFFF> <00000000> endbfrange end";
    let font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>".to_vec();
    let content = b"BT /F2 12 Tf 72 720 Td (x) Tj ET".to_vec();
    let file = drawn(&[stream("", &content)], "/Font << /F2 5 0 R >>", &[stream("", table), font]);
    assert!(read(&file).unwrap().truncated);
}

#[test]
fn an_index_of_nothing_is_refused() {
    let file =
        |entries: &str| pdf(&[b"<< /Type /Catalog >>".to_vec(), stream(&format!("/Type /XRef {entries}"), b"x")]);
    assert!(read(&file("/W [1 2 1] /Size 4")).is_ok());
    for entries in [
        "/W [0 0 0] /Size 4",
        "/W [1 999999999999 1] /Size 4",
        "/W[%c\n1 -1 1] /Size 4",
        "/W [1 2 1] /Index [0 4000000000]",
        "/W [1 2 1] /S#69ze 99999999999999999999",
        "/W [1 2 1] /Size 4 /Filter [/ASCII85Decode]",
    ] {
        assert!(matches!(read(&file(entries)), Err(ExtractError::Damaged(..))), "{entries}");
    }
}

#[test]
fn a_page_whose_parents_go_in_a_circle_is_left_out() {
    let file = pdf(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>".to_vec(),
        stream("", &showing("round")),
    ]);
    let found = read(&file).unwrap();
    assert!(found.truncated && found.text.is_empty(), "{found:?}");
}
