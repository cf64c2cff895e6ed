//! The register of bodies, read from tables with and without faults.

use basis::BodyKind;
use jiff::civil::date;
use proptest::prelude::*;
use secretariat::register::{Region, is_code, read};

const HEAD: &str = "code,kind,name_en,name_fr,region,joined,source,as_of\n";

fn faults(rows: &str) -> Vec<String> {
    let found = read(format!("{HEAD}{rows}").as_bytes()).unwrap_err();
    found.0.iter().map(ToString::to_string).collect()
}

#[test]
fn a_table_becomes_entries() {
    let table = format!(
        "\u{FEFF}{HEAD}FR,member,France,France,eur,1952-11-04,list of Members,2026-01-15\n\
         \"XP-1\",partner,\"Partner, the first\",Partenaire,,,its own page,2026-01-15\n"
    );
    let found = read(table.as_bytes()).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].code.as_str(), found[0].kind, found[0].region), ("FR", BodyKind::Member, Some(Region::Eur)));
    assert_eq!((found[0].joined, found[0].as_of), (Some(date(1952, 11, 4)), date(2026, 1, 15)));
    assert_eq!((&*found[1].name.en, found[1].joined, found[1].region), ("Partner, the first", None, None));
}

#[test]
fn columns_may_stand_in_any_order() {
    let table = "as_of,code,source,kind,name_fr,name_en,joined,region\n2026-01-15,PTC,page,body,Comité,Committee,,\n";
    let found = read(table.as_bytes()).unwrap();
    assert_eq!((found[0].kind, &*found[0].name.en), (BodyKind::Body, "Committee"));
}

#[test]
fn the_head_is_checked() {
    let found = read(b"code,code,kind,colour\n").unwrap_err().to_string();
    for says in ["`code` stands more than once", "no column `name_en`", "`colour` is not known"] {
        assert!(found.contains(says), "{found}");
    }
    assert!(read(b"").is_err());
    assert!(read(b"\xff\xfe").unwrap_err().to_string().contains("line 1: is not UTF-8"));
}

#[test]
fn every_fault_has_its_line() {
    let found = faults(
        "F,member,France,France,eur,,s,2026-01-15\n\
         DE,state,Germany,Allemagne,eur,,s,2026-01-15\n\
         BE,member,Belgium,,north,15/01/2026,,\n\
         CH,member,Switzerland,Suisse,,2027-01-01,s,2026-01-15\n",
    );
    for says in [
        "line 2, code: `F` is no code",
        "line 3, kind: `state` is none of",
        "line 4, name_fr: is empty",
        "line 4, region: `north` is none of",
        "line 4, joined: `15/01/2026` is not a day",
        "line 4, source: is empty",
        "line 4, as_of: is empty",
        "line 5, region: is empty, but every Member has one",
        "line 5, joined: is after `as_of`",
    ] {
        assert!(found.iter().any(|fault| fault.starts_with(says)), "{says}: {found:?}");
    }
    assert_eq!(found.len(), 9, "{found:?}");
}

#[test]
fn codes_stand_once() {
    let row = "FR,partner,a name,un nom,,,s,2026-01-15\n";
    assert_eq!(faults(&format!("{row}{row}")), ["line 3, code: `FR` stands in line 2 too"]);
}

#[test]
fn rows_have_all_columns_and_no_hidden_characters() {
    let found = faults("FR,partner,a\nBE,partner,\"a\u{0}b\",b,,,s,2026-01-15\n");
    assert_eq!(found[0], "line 2: 3 values; 8 columns");
    assert_eq!(found[1], "line 3, name_en: holds a control character");
    assert!(faults(&format!("BE,partner,{},b,,,s,2026-01-15\n", "x".repeat(301)))[0].contains("300 characters"));
}

#[test]
fn faults_come_to_an_end() {
    let found = faults(&"x\n".repeat(5_000));
    assert!(found.len() <= 502 && found.last().unwrap().contains("reading stopped"), "{}", found.len());
    assert!(read(&vec![b'a'; 5 * 1024 * 1024]).is_err());
}

#[test]
fn regions_and_kinds_have_words() {
    for region in Region::ALL {
        assert_eq!(Region::of_word(&region.as_str().to_uppercase()), Some(region));
        assert!(!region.text().fr.is_empty());
    }
    for kind in BodyKind::ALL {
        assert_eq!(BodyKind::of_word(kind.as_str()), Some(kind));
    }
    assert_eq!(Region::of_word("mars"), None);
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_table_is_read_or_refused(rows in prop::collection::vec("[A-Z0-9-]{0,4},(member|body|),[a-z\"]{0,4},b,(eur|),(2020-01-01|x|),s,2026-01-15", 0..6)) {
        let table = format!("{HEAD}{}\n", rows.join("\n"));
        if let Ok(entries) = read(table.as_bytes()) {
            prop_assert!(entries.iter().all(|entry| is_code(&entry.code) && !entry.name.en.is_empty()));
            let codes: std::collections::BTreeSet<&str> = entries.iter().map(|entry| entry.code.as_str()).collect();
            prop_assert_eq!(codes.len(), entries.len());
        }
    }

    #[test]
    fn codes_are_short_and_plain(text in "\\PC{0,14}") {
        if is_code(&text) {
            let foreign = text.contains(['@', '{', ' ', '.']);
            prop_assert!(text.is_ascii() && (2..=12).contains(&text.len()) && !foreign);
        }
    }
}
