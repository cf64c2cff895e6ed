//! The tree as one asks it, on a small edition.

use nomenclature::{Code, Nomenclature, SearchIndex};
use proptest::prelude::*;

use crate::shared::edition;

fn small() -> Nomenclature {
    let csv = "section,hscode,description\n\
        XVII,87,Vehicles\nXVII,8711,Motorcycles\nXVII,8712,Bicycles\nXVII,871200,Bicycles and other cycles\n\
        XVII,87120030,Bicycles with ball bearings\nXVII,87120070,\"Other, other than motorised\"\nXVII,8713,Carriages\n";
    Nomenclature::from_csv(csv.as_bytes(), edition()).unwrap().0
}

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

#[test]
fn children_are_the_rows_directly_below() {
    let tree = small();
    let below = |text: &str| tree.children(code(text)).map(|entry| entry.code.to_string()).collect::<Vec<_>>();
    assert_eq!(below("87"), ["8711", "8712", "8713"]);
    assert_eq!(below("8712"), ["871200"]);
    assert_eq!(below("871200"), ["87120030", "87120070"]);
    assert_eq!(below("87120070"), Vec::<String>::new());
    assert_eq!(tree.roots().map(|entry| entry.text).collect::<Vec<_>>(), ["Vehicles"]);
    assert_eq!(tree.within(code("8712")).count(), 4);
}

#[test]
fn a_code_that_is_not_loaded_still_has_its_ancestors() {
    let tree = small();
    assert!(!tree.contains(code("8712003010")));
    let path: Vec<&str> = tree.path(code("8712003010")).iter().map(|entry| entry.text).collect();
    assert_eq!(path, ["Vehicles", "Bicycles", "Bicycles and other cycles", "Bicycles with ball bearings"]);
    assert_eq!(tree.get(code("88")), None);
    assert!(tree.get(code("8711")).unwrap().leaf && !tree.get(code("8712")).unwrap().leaf);
}

#[test]
fn an_empty_edition_knows_no_code() {
    let tree = Nomenclature::empty(edition());
    assert!(tree.is_empty() && tree.roots().next().is_none() && tree.path(code("8712")).is_empty());
    assert_eq!(SearchIndex::build(&tree).search("bicycle", 10), vec![]);
    assert_ne!(tree.digest(), small().digest());
}

#[test]
fn a_line_is_found_by_its_ancestors_words_and_by_its_code() {
    let index = SearchIndex::build(&small());
    let found = index.search("bicycle", 10);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].matched, ["bicycles"]);
    let codes: Vec<String> = index.search("8712.0", 10).iter().map(|found| found.code.to_string()).collect();
    assert_eq!(codes, ["871200", "87120030", "87120070"]);
    assert_eq!(index.search("87", 2).len(), 2);
}

#[test]
fn a_slip_or_a_beginning_finds_the_word_that_is_meant() {
    let index = SearchIndex::build(&small());
    assert_eq!(index.search("bicicle", 1)[0].matched, ["bicycles"]);
    assert_eq!(index.search("motorcyc", 1)[0].code, code("8711"));
    assert_eq!(index.search("zzzzzz", 5), vec![]);
    assert_eq!(index.completions("a ball be", 5), ["bearings"]);
    assert_eq!(index.completions("bearings ", 5), Vec::<&str>::new());
}

proptest! {
    #[test]
    fn any_question_has_an_answer(text in "\\PC{0,60}", limit in 0usize..20) {
        prop_assert!(SearchIndex::build(&small()).search(&text, limit).len() <= limit);
    }
}
