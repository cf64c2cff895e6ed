//! Worksheets: words, sources, the short way for streams, limits.

use basis::{Decimal, ExchangeRates};
use proptest::prelude::*;
use valuation::{ApportionBy, Basis, Cost, CostKind, Incoterm, MAX_LINES, Practice, Refusal, Sale, SaleLine};
use valuation::{line_value, transaction_value};

use super::case::{ON, money};

const CIF: Practice = Practice::new(Basis::Cif);

fn rates() -> ExchangeRates {
    ExchangeRates::new("EUR".parse().unwrap())
}

fn line(price: &str) -> SaleLine {
    SaleLine { price: Some(money(price)), ..SaleLine::default() }
}

#[test]
fn the_steps_say_what_was_done_and_on_which_article() {
    let sale = Sale {
        lines: vec![line("48000 EUR")],
        terms: Some(Incoterm::Fob),
        costs: vec![Cost { kind: CostKind::Freight, amount: money("3190.00 EUR"), included: false }],
        apportion_by: ApportionBy::NetMass,
    };
    let sheet = transaction_value(&sale, CIF, &rates(), ON);
    let steps = sheet.lines[0].steps();
    let words: Vec<(String, &str)> = steps.iter().map(|step| (step.text().en.into_owned(), step.source())).collect();
    let expected = [
        ("price actually paid or payable: 48000 EUR, FOB", "Valuation Agreement, article 1"),
        (
            "freight, added: this line's share of 3190.00 EUR, apportioned by net mass",
            "Valuation Agreement, article 8.2",
        ),
        (
            "insurance: not in the price under FOB and not declared; nothing is added, the value may be too low",
            "Valuation Agreement, article 8.2",
        ),
        ("customs value, method 1", "Valuation Agreement, article 1"),
    ];
    assert_eq!(words, expected.map(|(text, source)| (text.to_owned(), source)));
    assert_eq!(steps[0].text().fr, "prix effectivement payé ou à payer : 48000 EUR, FOB");
}

#[test]
fn too_many_lines_are_refused_and_not_dropped_silently() {
    let sale = Sale { lines: vec![line("1 EUR"); MAX_LINES + 1], ..Sale::default() };
    let sheet = transaction_value(&sale, CIF, &rates(), ON);
    assert_eq!(sheet.total, None);
    assert!(sheet.lines.iter().all(|line| line.value == Err(Refusal::TooMany)));
}

#[test]
fn figures_beyond_28_digits_are_refused() {
    let huge = SaleLine { price: Some(basis::Money::new(Decimal::MAX, "EUR".parse().unwrap())), ..SaleLine::default() };
    let cost = Cost { kind: CostKind::Freight, amount: huge.price.unwrap(), included: false };
    let sale =
        Sale { lines: vec![huge.clone(), huge], terms: Some(Incoterm::Fob), costs: vec![cost], ..Sale::default() };
    let sheet = transaction_value(&sale, CIF, &rates(), ON);
    assert!(sheet.lines.iter().all(|line| line.value == Err(Refusal::Overflow)));
}

proptest! {
    #[test]
    fn the_short_way_equals_the_long_one(cents in -10_i64..10_000_000, rule in 0_usize..17, fob in any::<bool>()) {
        let line = SaleLine { price: Some(basis::Money::new(Decimal::new(cents, 3), "EUR".parse().unwrap())), ..SaleLine::default() };
        let terms = Incoterm::all().nth(rule);
        let practice = Practice::new(if fob { Basis::Fob } else { Basis::Cif });
        let sale = Sale { lines: vec![line.clone()], terms, ..Sale::default() };
        let sheet = transaction_value(&sale, practice, &rates(), ON);
        prop_assert_eq!(&sheet.lines[0], &line_value(&line, terms, practice, &rates(), ON));
    }

    #[test]
    fn the_costs_arrive_in_the_values_to_the_cent(
        prices in proptest::collection::vec(1_i64..100_000_000, 1..30), freight in 0_i64..100_000_000, insurance in 0_i64..1_000_000,
    ) {
        let euro = |cents: i64| basis::Money::new(Decimal::new(cents, 2), "EUR".parse().unwrap());
        let cost = |kind, cents| Cost { kind, amount: euro(cents), included: false };
        let sale = Sale {
            lines: prices.iter().map(|cents| SaleLine { price: Some(euro(*cents)), ..SaleLine::default() }).collect(),
            terms: Some(Incoterm::Fob),
            costs: vec![cost(CostKind::Freight, freight), cost(CostKind::Insurance, insurance)],
            ..Sale::default()
        };
        let sheet = transaction_value(&sale, CIF, &rates(), ON);
        let cents = prices.iter().sum::<i64>() + freight + insurance;
        prop_assert_eq!(sheet.total, Some(Decimal::new(cents, 2)));
    }
}
