//! The worked cases of `cases/valuation`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use basis::{Currency, Date, Decimal, ExchangeRates, Money, Period, Rate};
use serde::de::DeserializeOwned;
use valuation::{ApportionBy, Basis, Cost, CostKind, Practice, PriceBreak, Sale, SaleLine, Step};
use valuation::{apportion, greatest_aggregate_price, transaction_value};

pub const ON: Date = jiff::civil::date(2026, 1, 15);

fn read<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../cases/valuation").join(name);
    serde_yaml_ng::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

pub fn money(written: &str) -> Money {
    let (amount, currency) = written.split_once(' ').unwrap();
    Money::new(Decimal::from_str_exact(amount).unwrap(), currency.parse().unwrap())
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    price: Option<String>,
    declared_value: Option<String>,
    net_mass: Option<Decimal>,
    gross_mass: Option<Decimal>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CostCase {
    kind: String,
    #[serde(default)]
    code: String,
    amount: String,
    #[serde(default)]
    included: bool,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct TransactionCase {
    name: String,
    source: String,
    basis: String,
    terms: Option<String>,
    apportion_by: Option<String>,
    #[serde(default)]
    rates: BTreeMap<Currency, Decimal>,
    lines: Vec<Line>,
    #[serde(default)]
    costs: Vec<CostCase>,
    values: Vec<Option<String>>,
    refused: Option<String>,
    #[serde(default)]
    undeclared: Vec<String>,
}

fn cost(case: &CostCase) -> Cost {
    let kind = match case.kind.as_str() {
        "precarriage" => CostKind::Precarriage,
        "freight" => CostKind::Freight,
        "insurance" => CostKind::Insurance,
        "addition" => CostKind::Addition(case.code.as_str().into()),
        "deduction" => CostKind::Deduction(case.code.as_str().into()),
        other => panic!("no cost is called `{other}`"),
    };
    Cost { kind, amount: money(&case.amount), included: case.included }
}

fn sale(case: &TransactionCase) -> Sale {
    let line = |line: &Line| SaleLine {
        price: line.price.as_deref().map(money),
        declared_value: line.declared_value.as_deref().map(money),
        net_mass: line.net_mass,
        gross_mass: line.gross_mass,
    };
    Sale {
        lines: case.lines.iter().map(line).collect(),
        terms: case.terms.as_ref().map(|terms| terms.parse().unwrap()),
        costs: case.costs.iter().map(cost).collect(),
        apportion_by: match case.apportion_by.as_deref() {
            Some("net-mass") => ApportionBy::NetMass,
            Some("gross-mass") => ApportionBy::GrossMass,
            _ => ApportionBy::Value,
        },
    }
}

#[test]
fn transaction_values() {
    let cases: Vec<TransactionCase> = read("transaction.yaml");
    for case in &cases {
        let name = &case.name;
        assert!(!case.source.is_empty(), "{name}");
        let mut rates = ExchangeRates::new("EUR".parse().unwrap());
        for (currency, rate) in &case.rates {
            let period = Period::new(ON, None).unwrap();
            rates.add(*currency, Rate { period, rate: *rate, source: case.source.clone() }).unwrap();
        }
        let basis = if case.basis == "fob" { Basis::Fob } else { Basis::Cif };
        let sheet = transaction_value(&sale(case), Practice::new(basis), &rates, ON);
        let values: Vec<Option<String>> =
            sheet.lines.iter().map(|line| line.value.as_ref().ok().map(|value| format!("{value:.2}"))).collect();
        assert_eq!(values, case.values, "{name}");
        let all = case.values.iter().all(Option::is_some);
        assert_eq!(sheet.total.is_some(), all, "{name}: the total is known only where every line is");
        let refused: Vec<String> =
            sheet.lines.iter().filter_map(|line| Some(line.value.as_ref().err()?.text().en.into_owned())).collect();
        assert_eq!(refused.is_empty(), case.refused.is_none(), "{name}: {refused:?}");
        let wanted = case.refused.iter().all(|part| refused.iter().all(|text| text.contains(part)));
        assert!(wanted, "{name}: {refused:?}");
        let undeclared = sheet.lines[0].undeclared;
        let has = |kind: &str| case.undeclared.iter().any(|known| known == kind);
        assert!(case.refused.is_some() || undeclared == (has("freight"), has("insurance")), "{name}: {undeclared:?}");
        for line in &sheet.lines {
            let steps = line.steps();
            assert!(
                steps
                    .iter()
                    .all(|step| !step.text().en.is_empty() && !step.text().fr.is_empty() && !step.source().is_empty())
            );
            assert_eq!(steps.last().and_then(Step::figure), line.value.as_ref().ok().copied(), "{name}");
        }
    }
    assert!(cases.len() >= 25);
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ApportionmentCase {
    name: String,
    source: String,
    total: Decimal,
    weights: Vec<Decimal>,
    places: u32,
    shares: Option<Vec<String>>,
    error: Option<String>,
}

#[test]
fn apportionments() {
    for case in read::<ApportionmentCase>("apportionment.yaml") {
        assert!(!case.source.is_empty(), "{}", case.name);
        let found = apportion(case.total, &case.weights, case.places);
        match (found, case.shares, case.error) {
            (Ok(found), Some(shares), None) => {
                let printed: Vec<String> = found.iter().map(ToString::to_string).collect();
                assert_eq!(printed, shares, "{}", case.name);
                assert_eq!(found.iter().sum::<Decimal>(), case.total, "{}", case.name);
            }
            (Err(error), None, Some(part)) => assert!(error.to_string().contains(&part), "{}: {error}", case.name),
            (found, ..) => panic!("{}: {found:?}", case.name),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitPriceCase {
    name: String,
    source: String,
    sales: Vec<(Decimal, Decimal)>,
    price: Option<Decimal>,
}

#[test]
fn unit_prices() {
    for case in read::<UnitPriceCase>("unit-price.yaml") {
        assert!(!case.source.is_empty(), "{}", case.name);
        let sales: Vec<PriceBreak> = case
            .sales
            .iter()
            .map(|(quantity, unit_price)| PriceBreak { quantity: *quantity, unit_price: *unit_price })
            .collect();
        assert_eq!(greatest_aggregate_price(&sales), case.price, "{}", case.name);
    }
}
