//! The published sample declarations, where they are at hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use datamodel::{Limits, Message, xml};
use declaration::lists::{CodeList, CodeLists};
use declaration::message::{Places, from_message};
use declaration::procedure::{DutyEffect, Procedures, TreatmentKind};
use declaration::rules::RuleBook;
use declaration::{Declaration, Kind};

pub fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("OPENCUSTOMS_SHARED");
    if shared.is_none() {
        println!("the samples were not read: OPENCUSTOMS_SHARED is not set");
    }
    shared.map(PathBuf::from)
}

fn xml_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "xml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Calls `look` for every sample that holds a declaration; gives how many there were.
pub fn each(mut look: impl FnMut(&Path, &Message, &Declaration, &Places)) -> usize {
    let Some(shared) = shared() else { return 0 };
    let mut count = 0;
    for path in xml_files(&shared.join("data/datamodel/hmrc-cds/samples")) {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(message) = xml::read(&bytes, &Limits::default()) else { continue };
        if let Some((declaration, places)) = from_message(&message, super::record()) {
            count += 1;
            look(&path, &message, &declaration, &places);
        }
    }
    count
}

#[test]
fn all_275_declarations_are_bound_and_24_are_amendments() {
    let (mut amendments, mut items, mut coded, mut unread) = (0, 0, 0, Vec::new());
    let count = each(|path, message, declaration, places| {
        amendments += usize::from(declaration.kind == Kind::Amendment);
        items += declaration.items.len();
        coded += declaration.items.iter().filter(|item| !item.code.is_empty()).count();
        for finding in places.findings() {
            unread.push(format!(
                "{}: {} `{}` {:?}",
                path.display(),
                finding.notice.code,
                finding.value,
                finding.pointer
            ));
        }
        let in_message = message.elements().filter(|e| e.local_name() == "GovernmentAgencyGoodsItem").count();
        assert_eq!(declaration.items.len(), in_message, "{}", path.display());
    });
    if count == 0 {
        return;
    }
    assert_eq!((count, amendments, items), (275, 24, 284));
    println!("{coded} items with a code; values that could not be read:\n{}", unread.join("\n"));
    assert!(unread.is_empty(), "{}", unread.join("\n"));
}

/// Every value that a path to the tree gives stands in the declaration as well.
#[test]
fn bound_values_are_those_of_the_message() {
    each(|path, message, declaration, _| {
        for element in message.elements() {
            let text = element.text();
            let path = path.display();
            match element.local_name() {
                "NetNetWeightMeasure" => {
                    let mass = text.parse().ok();
                    assert!(declaration.items.iter().any(|item| item.net_mass == mass), "{path} {text}");
                }
                "ItemChargeAmount" => {
                    let held = |item: &declaration::GoodsItem| {
                        item.price.is_some_and(|price| {
                            price.amount.to_string().parse::<f64>().ok() == text.parse().ok()
                                && Some(price.currency.as_str()) == element.attribute("currencyID")
                        })
                    };
                    assert!(declaration.items.iter().any(held), "{path} {text}");
                }
                "PreviousCode" => {
                    assert!(declaration.items.iter().any(|item| item.procedure.previous == text), "{path} {text}");
                }
                "QuotaOrderID" => assert!(declaration.items.iter().any(|item| item.quota == text), "{path} {text}"),
                "ConditionCode" => assert_eq!(declaration.terms.condition, text, "{path}"),
                _ => {}
            }
        }
    });
}

/// A worked case: what a combination is and does.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(rename = "type")]
    type_code: String,
    current: String,
    previous: String,
    on: basis::Date,
    treatment: TreatmentKind,
    duty: DutyEffect,
    source: String,
}

#[test]
fn each_combination_of_the_samples_has_the_treatment_the_law_gives() {
    let procedures = Procedures::read(super::PROCEDURES).unwrap();
    let on = super::day("2026-01-15");
    let cases: Vec<Case> =
        serde_yaml_ng::from_str(include_str!("../../../../cases/procedure/combinations.yaml")).unwrap();
    for Case { type_code, current, previous, on, treatment, duty, source } in &cases {
        let found = procedures.treatment(type_code, current, previous, *on);
        assert_eq!((found.kind, found.duty), (*treatment, *duty), "{type_code} {current} {previous}");
        assert!(!source.is_empty());
    }
    each(|path, _, declaration, _| {
        for item in &declaration.items {
            let procedure = &item.procedure;
            if procedure.current.is_empty() {
                continue;
            }
            let listed = cases.iter().any(|case| {
                declaration.type_code == case.type_code
                    && procedure.current == case.current
                    && procedure.previous == case.previous
            });
            assert!(listed, "{} {procedure:?} {}", declaration.type_code, path.display());
            let found = procedures.treatment(&declaration.type_code, &procedure.current, &procedure.previous, on);
            if declaration.type_code.starts_with("EX") || procedure.current == "10" {
                assert_eq!(found.duty, DutyEffect::NotApplicable, "{}", path.display());
            }
            if matches!(procedure.current.as_str(), "51" | "53" | "71") {
                assert_ne!(found.duty, DutyEffect::Due, "{}", path.display());
            }
        }
    });
}

/// What the rules find in the samples: they are meant to be accepted, so little is expected, and all of it is known.
#[test]
fn rules_find_little_in_the_samples() {
    let Some(shared) = shared() else { return };
    let list = |name: &str| {
        let text = std::fs::read_to_string(shared.join("data/datamodel/hmrc-cds/codelists").join(name)).unwrap();
        let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        let mut codes: Vec<String> = rows.iter().map(|row| row["value"].as_str().unwrap().trim().to_owned()).collect();
        codes.retain(|code| code.len() <= 3);
        codes.sort();
        codes.dedup();
        CodeList::named(codes.into_iter().map(|code| (code, basis::Text::default())), "samples").unwrap()
    };
    let procedures = Procedures::read(super::PROCEDURES).unwrap();
    let incoterms = CodeList::from_toml(super::INCOTERMS).unwrap();
    let lists = CodeLists::new(
        list("country-codes.json"),
        list("currency-codes.json"),
        CodeList::default(),
        incoterms,
        &procedures,
    )
    .unwrap();
    let book = RuleBook::read(super::RULES).unwrap();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut lines = Vec::new();
    each(|path, _, declaration, places| {
        if declaration.kind == Kind::Amendment {
            return;
        }
        for finding in book.check(declaration, &lists, super::day("2026-01-15")) {
            *counts.entry(finding.notice.code.clone()).or_default() += 1;
            let pointer = finding.pointer.clone().unwrap();
            assert!(places.of(&pointer.0).is_some(), "{pointer} has a place");
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            lines.push(format!(
                "{name} {} {} {} `{}`",
                declaration.type_code, finding.notice.code, pointer, finding.value
            ));
        }
    });
    if lines.is_empty() {
        return;
    }
    let expected = [
        // Accepted in February 2026, and the question is asked in January.
        ("acceptance-in-future", 3),
        // Codes that the list of countries beside the samples does not have: NG, ZF, ZG, ZN, ZU.
        ("country-not-known", 16),
        // Movements of one's own goods; a warning.
        ("importer-is-exporter", 11),
    ];
    let found: Vec<(&str, usize)> = counts.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    assert_eq!(found, expected, "{}", lines.join("\n"));
}

/// Prints how many declarations a second one core reads, binds and checks in this build. No bound: a figure of a test
/// build is for comparing with itself.
#[test]
fn prints_how_fast_samples_are_read_and_bound() {
    let Some(shared) = shared() else { return };
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for path in xml_files(&shared.join("data/datamodel/hmrc-cds/samples")) {
        let bytes = std::fs::read(&path).unwrap();
        let is_declaration = xml::read(&bytes, &Limits::default()).is_ok_and(|message| message.declaration().is_some());
        if is_declaration {
            texts.push(bytes);
        }
    }
    let book = RuleBook::read(super::RULES).unwrap();
    let lists = super::lists();
    let on = super::day("2026-01-15");
    let (mut reading, mut binding, mut checking) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    for bytes in texts.iter().cycle().take(texts.len() * 5) {
        let start = Instant::now();
        let message = xml::read(bytes, &Limits::default()).unwrap();
        let read = Instant::now();
        let (declaration, _) = from_message(&message, super::record()).unwrap();
        let bound = Instant::now();
        std::hint::black_box(book.check(&declaration, &lists, on));
        reading += read - start;
        binding += bound - read;
        checking += bound.elapsed();
    }
    let count = texts.len() as f64 * 5.0;
    let micros = |time: Duration| time.as_secs_f64() * 1e6 / count;
    println!(
        "{count} declarations: read {:.1} us, bound {:.1} us, checked {:.2} us; {:.0} read and bound a second",
        micros(reading),
        micros(binding),
        micros(checking),
        count / (reading + binding).as_secs_f64()
    );
}
