//! Files that are made to do harm, and files that are nothing at all.

use proptest::prelude::*;
use secretariat::extract::{ExtractError, Limits, MediaType, media_type, text_of};

use super::samples::{docx, objects, packed, pages, pdf, stream, xlsx, zipped};

#[test]
fn a_small_archive_that_unpacks_to_much_is_refused() {
    let spaces = vec![b' '; 40 * 1024 * 1024];
    let bomb = docx("<w:p/>", &[("word/header1.xml", &spaces)]);
    assert!(bomb.len() < 200_000);
    let limits = Limits { unpacked: 20 * 1024 * 1024, ..Limits::default() };
    assert!(matches!(text_of(MediaType::Docx, &bomb, &limits), Err(ExtractError::Large(..))));
    let sheet = zipped(&[("xl/workbook.xml", &spaces)]);
    assert!(matches!(text_of(MediaType::Xlsx, &sheet, &limits), Err(ExtractError::Large(..))));
}

#[test]
fn a_size_that_is_declared_too_small_does_not_help() {
    let spaces = vec![b' '; 1024 * 1024];
    let mut bomb = docx("<w:p/>", &[("word/header1.xml", &spaces)]);
    let real = u32::try_from(spaces.len()).unwrap().to_le_bytes();
    for at in 0..bomb.len() - 4 {
        if bomb[at..at + 4] == real {
            bomb[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
    }
    let limits = Limits { unpacked: 100_000, ..Limits::default() };
    for kind in [MediaType::Docx, MediaType::Xlsx] {
        assert!(text_of(kind, &bomb, &limits).is_err(), "{kind:?}");
    }
}

#[test]
fn too_many_parts_are_refused() {
    let names: Vec<String> = (0..200).map(|n| format!("part{n}")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"" as &[u8])).collect();
    let limits = Limits { entries: 100, ..Limits::default() };
    let found = text_of(MediaType::Docx, &zipped(&parts), &limits);
    assert_eq!(found, Err(ExtractError::Many("parts", 100)));
}

#[test]
fn elements_too_deep_in_each_other_are_refused() {
    let deep = format!("{}{}", "<a>".repeat(300), "</a>".repeat(300));
    let found = text_of(MediaType::Docx, &docx(&deep, &[]), &Limits::default());
    assert_eq!(found, Err(ExtractError::Many("elements in each other", 200)));
}

#[test]
fn entities_are_refused() {
    let laughs = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><w:p><w:t>&b;</w:t></w:p>";
    let document = zipped(&[("[Content_Types].xml", b"x"), ("word/document.xml", laughs.as_bytes())]);
    assert_eq!(text_of(MediaType::Docx, &document, &Limits::default()), Err(ExtractError::Entities));
    let unknown = docx("<w:p><w:t>&file;</w:t></w:p>", &[]);
    assert_eq!(text_of(MediaType::Docx, &unknown, &Limits::default()), Err(ExtractError::Entities));
    let book = xlsx("", "<!doctype sst [<!ENTITY a \"x\">]><sst><si><t>&a;</t></si></sst>");
    assert_eq!(text_of(MediaType::Xlsx, &book, &Limits::default()), Err(ExtractError::Entities));
}

#[test]
fn a_list_that_is_declared_endless_is_refused() {
    for count in ["99999999999", "18446744073709551615", "999999999999999999999999"] {
        let book = xlsx("", &format!("<sst uniqueCount = \"{count}\"><si><t>a</t></si></sst>"));
        let found = text_of(MediaType::Xlsx, &book, &Limits::default());
        assert!(matches!(found, Err(ExtractError::Damaged(..))), "{found:?}");
    }
}

#[test]
fn the_rich_file_is_read() {
    let found = text_of(MediaType::Pdf, &pdf(&rich()), &Limits::default()).unwrap();
    assert!(found.text.contains("Hello") && found.text.contains("in"), "{found:?}");
}

#[test]
fn every_error_has_words_for_people() {
    for error in [
        ExtractError::Empty,
        ExtractError::Large("a", 1),
        ExtractError::Many("a", 1),
        ExtractError::Encrypted,
        ExtractError::Entities,
        ExtractError::Macros,
        ExtractError::Damaged("a", "b".into()),
        ExtractError::Mismatch { ending: "a".into(), found: "b" },
        ExtractError::NotTaken,
    ] {
        let text = error.text();
        assert!(text.en.ends_with('.') && text.fr.ends_with('.') && !error.to_string().is_empty());
    }
}

/// A file of ours with some of its bytes changed.
fn changed(mut bytes: Vec<u8>, changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    for (index, with) in changes {
        let at = index.index(bytes.len());
        bytes[at] = *with;
    }
    bytes
}

/// Words that mean something in a PDF.
const WORDS: [&str; 22] = [
    "/Parent 2 0 R",
    "/Kids [2 0 R]",
    "[0 99999999]",
    "1 0 R",
    "4 0 R",
    "<<",
    ">>",
    "/W [0 99999 1]",
    "999999999",
    "-1",
    "(",
    "/Filter /FlateDecode",
    "endobj",
    "stream\n",
    "/Widths [",
    "/FirstChar 0 /LastChar 4000000000",
    "/Length 999999999",
    "/DescendantFonts [5 0 R]",
    "/Encoding /Identity-H",
    "/Subtype /Type0",
    "/Subtype /Type3",
    "q q q q",
];

/// The objects of a PDF with drawings in each other, a font with a table of characters, packed and plain streams.
fn rich() -> Vec<Vec<u8>> {
    let form = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> /XObject << /Y 5 0 R >> >>",
        b"BT /F1 9 Tf (in) Tj ET /Y Do",
    );
    let inner = stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9]", b"q 1 0 0 1 5 5 cm 0 0 5 5 re f Q");
    let table = b"/CMapName /X def 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0041> <0043> <0061> endbfrange";
    let font = b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R /DescendantFonts [8 0 R] >>";
    let below = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /DW 500 /W [1 [500 600] 5 9 700] /FontDescriptor << /Type /FontDescriptor /Flags 4 >> >>";
    let content = packed(b"BT /F1 12 Tf 72 720 Td [(He) -20 (llo)] TJ /F2 9 Tf <00410042> Tj ET /X Do");
    let more = [form, inner, stream("", table), font.to_vec(), below.to_vec()];
    let resources = "/Font << /F1 3 0 R /F2 7 0 R >> /XObject << /X 4 0 R >> /ColorSpace << /C [/ICCBased 5 0 R] >>";
    let contents = [stream("/Filter /FlateDecode", &content), stream("", b"/C cs BT /F2 9 Tf 5 5 Td <0041> Tj ET")];
    objects(&contents, resources, &more)
}

fn all_kinds(bytes: &[u8]) {
    let limits = Limits { characters: 1_000, unpacked: 4 * 1024 * 1024, ..Limits::default() };
    for kind in MediaType::ALL {
        if let Ok(found) = text_of(kind, bytes, &limits) {
            assert!(found.text.chars().count() <= 1_000);
            assert!(!found.text.chars().any(|letter| letter.is_control() && letter != '\n'));
        }
        let _ = media_type(bytes, &format!("a.{}", kind.endings()[0]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        all_kinds(&bytes);
        for head in [b"%PDF-1.7\n" as &[u8], b"PK\x03\x04"] {
            all_kinds(&[head, &bytes].concat());
        }
    }

    #[test]
    fn changed_drawings_never_panic(
        changes in prop::collection::vec((any::<[prop::sample::Index; 2]>(), prop::sample::select(WORDS.to_vec()), 0_usize..12), 1..5),
        digits in prop::collection::vec((any::<[prop::sample::Index; 2]>(), b'0'..=b'9'), 0..4),
    ) {
        let mut objects = rich();
        for ([which, index], digit) in digits {
            let count = objects.len();
            let object = &mut objects[which.index(count)];
            let places: Vec<usize> = (0..object.len()).filter(|at| object[*at].is_ascii_digit()).collect();
            object[*index.get(&places)] = digit;
        }
        for ([which, index], word, cut) in changes {
            let count = objects.len();
            let object = &mut objects[which.index(count)];
            let at = index.index(object.len());
            let end = (at + cut).min(object.len());
            object.splice(at..end, word.bytes());
        }
        let file = pdf(&objects);
        let limits = Limits { characters: 1_000, unpacked: 4 * 1024 * 1024, ..Limits::default() };
        let _ = text_of(MediaType::Pdf, &file, &limits);
    }

    #[test]
    fn changed_files_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        which in 0_usize..3,
    ) {
        let file = match which {
            0 => pages(&["Hello", "there"], "", &[]),
            1 => docx("<w:p><w:r><w:t>Hello &amp; there</w:t></w:r></w:p>", &[]),
            _ => xlsx("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>", "<sst uniqueCount=\"1\"><si><t>a</t></si></sst>"),
        };
        all_kinds(&changed(file, &changes));
    }
}
