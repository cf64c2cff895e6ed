//! Single rules of well-formedness: each with the place and the code it must give.

use basis::Place;

/// Documents that are well-formed although they look unusual.
const GOOD: &[&str] = &[
    "<a/>",
    "\u{FEFF}<a/>",
    "<?xml version='1.0'?><a/>",
    "<?xml version=\"1.0\" encoding='utf-8' standalone='yes' ?>\n<a></a >",
    "<!-- c --><?pi data?><a><!----><?p?></a>\n<!-- end -->\n",
    "<a b='x>y' c = \"'\"\n d='&lt;&#65;&#x42;'/>",
    "<a>]] > ]>&gt;</a>",
    "<a><![CDATA[<&]]]]></a>",
    "<été à='1'>ß</été>",
    "<a.b-c_1:d/>",
    "<x:a xmlns:x='u'><x:b x:c='1' c='2'/></x:a>",
    "<a>\u{10FFFD}\u{85}</a>",
];

/// Documents that are not, with the line and column of the fault.
const BAD: &[(&str, u64, u64)] = &[
    ("", 1, 1),
    ("   \n ", 2, 2),
    ("text", 1, 1),
    ("<a>", 1, 4),
    ("<a>\n<b></a>", 2, 4),
    ("<a></a></a>", 1, 8),
    ("<a/><b/>", 1, 5),
    ("<a/>tail", 1, 5),
    ("<a/>\n x", 2, 2),
    ("<a/>&amp;", 1, 5),
    ("<a/><![CDATA[]]>", 1, 5),
    ("<a/><?xml version='1.0'?>", 1, 5),
    (" <?xml version='1.0'?><a/>", 1, 2),
    ("<?XML version='1.0'?><a/>", 1, 1),
    ("<?xml encoding='utf-8'?><a/>", 1, 7),
    ("<?xml version='1.0' standalone='maybe'?><a/>", 1, 21),
    ("<a><!-- x -- y --></a>", 1, 11),
    ("<a><!-- x ---></a>", 1, 11),
    ("<a><!-- x </a>", 1, 4),
    ("<a>]]></a>", 1, 4),
    ("<a>\n  é ]]></a>", 2, 5),
    ("<a b='1' b='2'/>", 1, 10),
    ("<a b='1'c='2'/>", 1, 9),
    ("<a b=1/>", 1, 6),
    ("<a b/>", 1, 5),
    ("<a b='<'/>", 1, 7),
    ("<a b='&x;'/>", 1, 7),
    ("<a b='&amp'/>", 1, 7),
    ("<a 1='1'/>", 1, 4),
    ("<1/>", 1, 1),
    ("< a/>", 1, 1),
    ("<a>\u{1}</a>", 1, 4),
    ("<a b='\u{B}'/>", 1, 7),
    ("<!-- \u{0} --><a/>", 1, 6),
    ("<a>\u{FFFF}</a>", 1, 4),
    ("<a>&unknown;</a>", 1, 4),
    ("<a>&#0;</a>", 1, 4),
    ("<a>&#xD800;</a>", 1, 4),
    ("<a>&#X41;</a>", 1, 4),
    ("<a>& b</a>", 1, 4),
    ("<a>&amp</a>", 1, 4),
    ("<a><b", 1, 4),
    ("<a><!b></a>", 1, 4),
    ("<a></a b='1'>", 1, 4),
    ("<a/ >", 1, 3),
    ("<a><?1 x?></a>", 1, 6),
    ("<a><??></a>", 1, 6),
    ("\u{FEFF}\u{FEFF}<a/>", 1, 1),
    ("<a>\r\n\r<b></c></a>", 3, 4),
];

#[test]
fn accepts_what_is_well_formed() {
    for document in GOOD {
        let message = super::read(document.as_bytes());
        assert!(message.is_ok(), "{document}: {}", message.err().unwrap());
    }
}

#[test]
fn refuses_what_is_not_and_says_where() {
    for (document, line, column) in BAD {
        let error = super::read(document.as_bytes()).err().unwrap_or_else(|| panic!("`{document}` was read"));
        assert_eq!(error.code, "xml-not-well-formed", "{document}: {error}");
        assert_eq!(error.place, Place { line: *line, column: *column }, "{document}: {error}");
        assert!(!error.text.en.is_empty() && !error.text.fr.is_empty());
        assert!(!error.text.en.ends_with('.'), "{error}");
    }
}

/// Expat does not look at the number; production 26 asks for `1.` and digits.
#[test]
fn refuses_another_version_of_xml() {
    let error = super::read(b"<?xml version='2.0'?><a/>").unwrap_err();
    assert_eq!(error.place, Place { line: 1, column: 7 });
    assert!(super::read(b"<?xml version='1.1'?><a/>").is_ok());
}

#[test]
fn agrees_with_expat_on_every_case() {
    let mut documents: Vec<Vec<u8>> = GOOD.iter().map(|document| document.as_bytes().to_vec()).collect();
    documents.extend(BAD.iter().map(|(document, _, _)| document.as_bytes().to_vec()));
    super::oracle::compare(&documents, |index| format!("case {index}"));
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn decodes_utf16_and_latin1() {
    let document = "\u{FEFF}<?xml version='1.0' encoding='UTF-16'?><a>é€</a>";
    for bytes in [utf16(document, u16::to_le_bytes), utf16(document, u16::to_be_bytes)] {
        let message = super::read(&bytes).unwrap();
        assert_eq!(message.root_element().unwrap().text(), "é€");
    }
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xE9</a>";
    assert_eq!(super::read(latin).unwrap().root_element().unwrap().text(), "é");
}

#[test]
fn refuses_other_encodings_clearly() {
    let cases: [(&[u8], &str); 6] = [
        (b"<?xml version='1.0' encoding='windows-1252'?><a>\xE9</a>", "`windows-1252` is not read"),
        (b"<?xml version='1.0' encoding='UTF-16'?><a/>", "declares `utf-16` but"),
        (b"\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "declares `iso-8859-1` but"),
        (b"<a>\n \xE9</a>", "byte `E9` is not UTF-8"),
        (b"\xFF\xFE\x00\x00<\x00\x00\x00", "UTF-32"),
        (b"\xFF\xFE<\x00a\x00/\x00>\x00\x00", "inside a UTF-16 character"),
    ];
    for (bytes, words) in cases {
        let error = super::read(bytes).unwrap_err();
        assert_eq!(error.code, "xml-encoding");
        assert!(error.text.en.contains(words), "{error}");
    }
    assert_eq!(super::read(b"<a>\n \xE9</a>").unwrap_err().place, Place { line: 2, column: 2 });
}
