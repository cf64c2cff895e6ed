//! The procedures as data.

use basis::Date;
use declaration::procedure::{DutyEffect, Procedures, TreatmentKind};

fn treatment(type_code: &str, current: &str, previous: &str, on: Date) -> (TreatmentKind, DutyEffect) {
    let procedures = Procedures::read(super::PROCEDURES).unwrap();
    let found = procedures.treatment(type_code, current, previous, on);
    assert!(!found.text.en.is_empty() && !found.text.fr.is_empty() && !found.source.is_empty());
    (found.kind, found.duty)
}

#[test]
fn what_no_row_speaks_of_is_not_known_and_not_determined() {
    let on = super::day("2026-01-15");
    let unknown = (TreatmentKind::NotKnown, DutyEffect::NotDetermined);
    assert_eq!(treatment("IMA", "99", "00", on), unknown);
    assert_eq!(treatment("", "40", "00", on), unknown);
    assert_eq!(treatment("IMA", "", "", on), unknown);
    assert_eq!(treatment("EXA", "40", "00", on), unknown, "an import procedure on an export contradicts itself");
    assert_eq!(treatment("IMA", "10", "40", on), unknown);
    assert_eq!(treatment("IMA", "40", "00", super::day("2010-01-01")), unknown, "before the law of the data");
}

#[test]
fn a_named_previous_procedure_wins() {
    let on = super::day("2020-06-01");
    assert_eq!(treatment("IM", "40", "00", on), (TreatmentKind::HomeUse, DutyEffect::Due));
    assert_eq!(treatment("IMA", "61", "23", on), (TreatmentKind::ReImport, DutyEffect::Relieved));
    assert_eq!(treatment("IMA", "61", "21", on), (TreatmentKind::ReImport, DutyEffect::NotDetermined));
    assert_eq!(treatment("IMJ", "00", "33", on), (TreatmentKind::ClearanceRequest, DutyEffect::NotDetermined));
}

#[test]
fn the_day_decides() {
    let old = treatment("IMA", "91", "00", super::day("2015-01-01"));
    assert_eq!(old, (TreatmentKind::CustomsControlProcessing, DutyEffect::Suspended));
    assert_eq!(treatment("IMA", "91", "00", super::day("2017-01-01")).0, TreatmentKind::NotKnown);
}

#[test]
fn no_import_duty_on_exports_nor_under_suspension() {
    let procedures = Procedures::read(super::PROCEDURES).unwrap();
    let on = super::day("2026-01-15");
    let all: Vec<String> = procedures.codes().map(str::to_owned).collect();
    for current in &all {
        for previous in all.iter().map(String::as_str).chain(["00", "12", "20", "90", ""]) {
            assert_ne!(
                procedures.treatment("EXA", current, previous, on).duty,
                DutyEffect::Due,
                "{current} {previous}"
            );
            if ["51", "53", "71", "78", "10", "21", "22", "23", "31"].contains(&current.as_str()) {
                for type_code in ["IMA", "COA", "EXD"] {
                    assert_ne!(procedures.treatment(type_code, current, previous, on).duty, DutyEffect::Due);
                }
            }
        }
    }
}

#[test]
fn a_file_that_contradicts_itself_is_refused_with_its_line() {
    let row = |previous: &str, from: &str| {
        format!(
            "[[treatment]]\ntypes = [\"IM\"]\ncurrent = [\"40\"]\n{previous}kind = \"home-use\"\nduty = \"due\"\n\
             text = {{ en = \"a\", fr = \"b\" }}\nsource = \"s\"\nvalid_from = \"{from}\"\n"
        )
    };
    let twice = Procedures::read(&(row("", "2016-01-01") + &row("", "2020-01-01"))).unwrap_err();
    assert_eq!(twice.line, 9);
    assert!(twice.text.en.contains("procedure `40`"), "{twice}");
    assert!(Procedures::read(&(row("", "2016-01-01") + &row("previous = [\"71\"]\n", "2016-01-01"))).is_ok());
    let misspelt = Procedures::read(&row("", "2016-01-01").replace("home-use", "homeuse")).unwrap_err();
    assert_eq!((misspelt.line, misspelt.column), (4, 8), "{misspelt}");
    let day = Procedures::read(&row("", "soon")).unwrap_err();
    assert!(day.text.en.contains("`soon` is not a day"), "{day}");
}
