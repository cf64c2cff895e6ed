//! A trade question and its answer, over the demonstration tariff and a nomenclature of a few codes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use answer::{ConditionState, Question, TradeAnswer, trade_answer};
use basis::{Decimal, Money};
use clearance::{Books, Draw, Parts};
use declaration::lists::CodeLists;
use declaration::procedure::Procedures;
use declaration::rules::RuleBook;
use nomenclature::{Edition, Nomenclature, SearchIndex};
use tariff::Tariff;
use valuation::{Basis, Practice};

const CODES: &str = "section,hscode,description,parent,level\nXVII,87,Vehicles,TOTAL,2\n\
    XVII,8712,Bicycles and other cycles,87,4\nXVII,871200,Bicycles; not motorised,8712,6\n\
    I,01,Animals; live,TOTAL,2\nI,0101,Horses; live,01,4\nI,010121,Horses; pure-bred,0101,6\n";

fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference").join(name)
}

fn books(codes: &str) -> Books {
    let edition = Edition::of_year(2022, "test").unwrap();
    let (nomenclature, _) = Nomenclature::from_csv(codes.as_bytes(), edition).unwrap();
    books_with(nomenclature)
}

fn books_with(nomenclature: Nomenclature) -> Books {
    let paths = fs::read_dir(reference("tariff")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, String)> =
        paths.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())).collect();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let read = |name: &str| fs::read_to_string(reference(name)).unwrap();
    Books::new(Parts {
        search: Arc::new(SearchIndex::build(&nomenclature)),
        nomenclature: Arc::new(nomenclature),
        tariff: Arc::new(Tariff::read(&files).unwrap()),
        procedures: Arc::new(Procedures::read(&read("procedures.toml")).unwrap()),
        rules: Arc::new(RuleBook::read(&read("rules.toml")).unwrap()),
        lists: Arc::new(CodeLists::default()),
        practice: Practice::new(Basis::Cif),
        model: None,
        thresholds: None,
        draw: Draw::none(),
    })
}

fn bicycles(made_in: &str) -> Question {
    Question {
        goods: "bicycles".into(),
        exported_from: made_in.parse().ok(),
        made_in: made_in.parse().ok(),
        price: Some(Money::new(Decimal::from(48_000), "EUR".parse().unwrap())),
        terms: "CIF".into(),
        quantity: Some(Decimal::from(120)),
        unit: "NAR".into(),
        net_mass: Some(Decimal::from(1_700)),
        on: "2026-01-15".parse().ok(),
        ..Question::default()
    }
}

fn ask(question: &Question) -> TradeAnswer {
    trade_answer(question, &books(CODES), "2026-11-22".parse().unwrap())
}

#[test]
fn words_lead_to_a_code_a_value_and_options() {
    let answer = ask(&bicycles("XB"));
    assert_eq!(answer.code.as_ref().unwrap().code, "871200");
    assert_eq!(answer.value.amount, Some(Decimal::new(4_800_000, 2)));
    assert!(answer.options.iter().any(|option| option.kind == "third-country" && option.claimable));
    assert!(answer.options.iter().any(|option| option.kind == "preference"));
    assert!(answer.demonstration && answer.conclusion.total.is_some());
    assert!(answer.options.iter().all(|option| !option.source.is_empty()));
}

#[test]
fn anti_dumping_is_due_by_origin_and_never_an_option() {
    let due = |country| {
        let answer = ask(&bicycles(country));
        assert!(answer.options.iter().all(|option| option.kind != "anti-dumping"));
        answer.additions.iter().any(|charge| charge.kind == "anti-dumping" && charge.due)
    };
    assert!(due("XO"));
    assert!(!due("XB"));
}

#[test]
fn options_stand_cheapest_first_and_each_unmet_condition_is_named() {
    let answer = ask(&bicycles("XB"));
    let duties: Vec<Decimal> = answer.options.iter().filter_map(|option| option.duty).collect();
    assert!(duties.is_sorted());
    for option in answer.options.iter().filter(|option| !option.claimable) {
        assert!(option.conditions.iter().any(|condition| condition.state != ConditionState::Met), "{option:?}");
    }
}

#[test]
fn what_is_not_known_is_said_and_never_zero() {
    let answer = ask(&Question { price: None, ..bicycles("XB") });
    assert_eq!((answer.value.amount, answer.conclusion.total), (None, None));
    assert!(answer.value.refusal.is_some());
    let nothing = ask(&Question { goods: "zzzz".into(), ..bicycles("XB") });
    assert!(nothing.code.is_none() && nothing.options.is_empty() && !nothing.notes.is_empty());
}

#[test]
fn without_a_nomenclature_a_code_can_still_be_given() {
    let empty = books_with(Nomenclature::empty(Edition::of_year(2022, "test").unwrap()));
    let question = Question { code: "8712.00".into(), ..bicycles("XB") };
    let answer = trade_answer(&question, &empty, "2026-11-22".parse().unwrap());
    assert!(!answer.options.is_empty());
    assert!(answer.notes.iter().any(|note| note.en.contains("reference fetch")));
}
