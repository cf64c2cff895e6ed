//! Code lists.

use declaration::lists::CodeList;

#[test]
fn incoterms_hold_both_editions() {
    let list = CodeList::from_toml(super::INCOTERMS).unwrap();
    assert_eq!(list.len(), 13);
    assert!(list.contains("CIF") && list.contains("DAT") && !list.contains("cif") && !list.contains(""));
    assert!(!list.contains_on("DPU", super::day("2019-12-31")) && list.contains_on("DPU", super::day("2020-01-01")));
    for entry in list.iter() {
        assert!(!entry.name.en.is_empty() && !entry.name.fr.is_empty() && !entry.source.is_empty());
    }
    assert_eq!(list.get("FOB").unwrap().name.fr, "franco à bord");
}

#[test]
fn lists_refuse_what_they_cannot_hold() {
    let twice = CodeList::from_csv(b"code,en\nFR,France\nFR,France\n", "test").unwrap_err();
    assert!(twice.text.en.contains("`FR` is listed twice"));
    let long = CodeList::from_csv(b"code,en\nNINE-LONG,x\n", "test").unwrap_err();
    assert!(long.text.en.contains("longer than 8"));
    assert!(CodeList::from_csv(b"a,b\n1,2\n", "test").unwrap_err().text.en.contains("`code` and `en`"));
    let uneven = CodeList::from_csv(b"code,en\nFR,France\nGB\n", "test").unwrap_err();
    assert_eq!(uneven.line, 3, "{uneven}");
    let wrong = CodeList::from_toml("[[entry]]\ncode = \"A\"\nname = \"x\"\n").unwrap_err();
    assert!(wrong.line > 0, "{wrong}");
}

#[test]
fn codes_of_all_lengths_are_told_apart() {
    let list = super::codes("A AB ABC ABCDEFGH");
    for code in ["A", "AB", "ABC", "ABCDEFGH"] {
        assert!(list.contains(code));
    }
    for code in ["", "B", "ABCD", "ABCDEFG", "ABCDEFGHI", "A\0"] {
        assert!(!list.contains(code), "{code:?}");
    }
}

#[test]
fn the_digest_follows_the_content() {
    assert_eq!(super::lists().digest().len(), 64);
    assert_eq!(super::lists().digest(), super::lists().digest());
}
