//! The public tree of the 2022 edition against what is known of it.

use std::collections::BTreeSet;

use nomenclature::{Code, Counts, Nomenclature};

use crate::shared;

#[test]
fn the_2022_edition_is_whole() {
    let Some(tree) = shared::hs2022() else { return };
    assert_eq!(tree.counts(), Counts { chapters: 96, headings: 1_228, subheadings: 5_612, national: 0 });
    assert_eq!(tree.set_aside(), 4);
    assert_eq!(tree.iter().map(|entry| entry.section).collect::<BTreeSet<_>>().len(), 21);
    for absent in ["99", "9999", "999999", "77"] {
        assert!(!tree.contains(absent.parse().unwrap()), "{absent}");
    }
    assert_eq!(tree.edition().year(), 2022);
    assert_eq!(tree.digest().len(), 64);
}

#[test]
fn its_subheadings_are_those_of_a_national_tariff() {
    let (Some(tree), Some(tariff)) = (shared::hs2022(), shared::file("us_hts_2026_revision_4.csv")) else { return };
    let mut national = BTreeSet::new();
    for record in csv::Reader::from_reader(&*tariff).records() {
        let record = record.unwrap();
        let code = record.get(0).unwrap().parse::<Code>().ok().filter(|code| code.chapter_number() < 98);
        national.extend(code.and_then(|code| code.subheading()));
    }
    let ours: BTreeSet<Code> = tree.iter().map(|entry| entry.code).filter(|code| code.digits() == 6).collect();
    assert_eq!(ours, national);
}

#[test]
fn every_row_stands_under_its_prefix() {
    let Some(tree) = shared::hs2022() else { return };
    for entry in tree.iter() {
        let path = tree.path(entry.code);
        assert_eq!(path.len(), usize::from(entry.code.digits() / 2), "{}", entry.code);
        assert_eq!(path.last().copied(), Some(entry));
        assert!(path.iter().all(|above| above.section == entry.section), "{}", entry.code);
    }
    let below: usize = tree.iter().map(|entry| tree.children(entry.code).count()).sum();
    assert_eq!(below + tree.roots().count(), tree.iter().count());
}

#[test]
fn reading_it_again_gives_the_same_digest() {
    let (Some(tree), Some(bytes)) = (shared::hs2022(), shared::file("hs2022_harmonized-system.csv")) else { return };
    let (again, _) = Nomenclature::from_csv(&bytes, shared::edition()).unwrap();
    assert_eq!(again.digest(), tree.digest());
}
