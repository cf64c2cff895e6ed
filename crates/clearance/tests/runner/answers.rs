//! What an answer says: the procedure before the duty, three countries apart, the record's own day.

use basis::{Currency, Decimal, Money};
use clearance::{DutyState, Lane, OutcomeKind, clear};
use declaration::{Declaration, GoodsItem, Kind, Origin, Procedure};

use super::support::{books, day};

fn bicycles(current: &str, previous: &str) -> Declaration {
    let item = GoodsItem {
        sequence: 1,
        code: "871200".into(),
        procedure: Procedure { current: current.into(), previous: previous.into(), additional: Vec::new() },
        origin: Origin { non_preferential: "CN".into(), preferential: "".into() },
        price: Some(Money::new(Decimal::from(1_000), "EUR".parse::<Currency>().unwrap())),
        net_mass: Some(Decimal::from(140)),
        gross_mass: Some(Decimal::from(150)),
        ..GoodsItem::default()
    };
    Declaration { id: "26XM1".into(), type_code: "IMA".into(), items: vec![item], ..Declaration::default() }
}

#[test]
fn duty_is_due_for_home_use_and_not_under_suspensive_procedures() {
    let books = books();
    let state = |current, previous| clear(&bicycles(current, previous), &books, day("2026-01-15")).lines[0].duty_state;
    assert_eq!(state("40", "00"), DutyState::Due);
    for current in ["51", "53", "71"] {
        let outcome = clear(&bicycles(current, "00"), &books, day("2026-01-15"));
        assert_ne!(outcome.lines[0].duty_state, DutyState::Due, "{current}");
        assert!(outcome.lines[0].charges.is_empty(), "{current}");
    }
}

#[test]
fn an_export_carries_no_import_duty() {
    let declaration = Declaration { type_code: "EXA".into(), ..bicycles("10", "40") };
    let outcome = clear(&declaration, &books(), day("2026-01-15"));
    assert_eq!(outcome.lines[0].duty_state, DutyState::NotApplicable);
    assert!(outcome.lines[0].charges.is_empty());
}

#[test]
fn an_unknown_procedure_is_not_determined_and_never_free() {
    let outcome = clear(&bicycles("99", "00"), &books(), day("2026-01-15"));
    assert_eq!(outcome.lines[0].duty_state, DutyState::NotDetermined);
    assert_eq!(outcome.lines[0].total, None);
    assert!(outcome.findings.iter().any(|finding| finding.notice.code == "procedure-not-known"));
}

#[test]
fn a_currency_without_a_rate_leaves_the_duty_open() {
    let mut declaration = bicycles("40", "00");
    declaration.items[0].price = Some(Money::new(Decimal::from(5), "XTS".parse().unwrap()));
    let outcome = clear(&declaration, &books(), day("2026-01-15"));
    assert_eq!(outcome.lines[0].duty_state, DutyState::NotDetermined);
    assert!(outcome.findings.iter().any(|finding| finding.notice.code == "rate-not-loaded"));
    assert!(outcome.lane.is_some());
}

#[test]
fn the_record_s_own_day_wins() {
    let declaration = Declaration { acceptance: Some(day("2020-05-04")), ..bicycles("40", "00") };
    assert_eq!(clear(&declaration, &books(), day("2026-01-15")).on, day("2020-05-04"));
}

#[test]
fn an_amendment_has_neither_lane_nor_duty() {
    let declaration = Declaration { kind: Kind::Amendment, ..bicycles("40", "00") };
    let outcome = clear(&declaration, &books(), day("2026-01-15"));
    assert_eq!((outcome.kind, outcome.lane, outcome.lines.len()), (OutcomeKind::Amendment, None, 0));
}

#[test]
fn a_declaration_without_items_is_a_finding() {
    let outcome =
        clear(&Declaration { type_code: "IMA".into(), ..Declaration::default() }, &books(), day("2026-01-15"));
    assert!(outcome.findings.iter().any(|finding| finding.notice.code == "goods-item-missing"));
    assert!(outcome.lane.is_some_and(|lane| lane >= Lane::Yellow));
}

#[test]
fn the_demonstration_tariff_says_so_on_each_line() {
    let outcome = clear(&bicycles("40", "00"), &books(), day("2026-01-15"));
    assert!(outcome.lines.iter().all(|line| line.demonstration));
    let steps = &outcome.lines[0].steps;
    assert!(steps.iter().any(|step| step.part == "procedure"));
    assert!(steps.iter().all(|step| !step.source.is_empty() && !step.text.fr.is_empty()));
}

#[test]
fn an_answer_reads_back_from_its_json() {
    let outcome = clear(&bicycles("40", "00"), &books(), day("2026-01-15"));
    let text = serde_json::to_string(&outcome).unwrap();
    assert_eq!(serde_json::from_str::<clearance::Outcome>(&text).unwrap(), outcome);
}
