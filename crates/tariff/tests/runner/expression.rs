//! Expressions: reading, printing, refusing.

use basis::{Currency, Decimal};
use proptest::prelude::*;
use tariff::expression::{Component, Element, Joint, MAX_TERMS, Term};
use tariff::{Expression, Unit};

fn canonical(text: &str) -> String {
    text.parse::<Expression>().unwrap_or_else(|error| panic!("`{text}`: {error}")).to_string()
}

#[test]
fn the_sentences_of_taric_are_read_and_printed_in_one_form() {
    for (written, printed) in [
        ("4.000%", "4.000 %"),
        ("12 %", "12.000 %"),
        ("1.230 EUR / kg", "1.23 EUR / kg"),
        ("9.10% MAX 1.00% + 0.90 GBP / 100 kg", "9.100 % MAX 1.000 % + 0.90 GBP / 100 kg"),
        ("12.900% + 20.000 EUR / kg", "12.900 % + 20.00 EUR / kg"),
        ("0.000% + AC", "0.000 % + AC"),
        ("9 % + AC (reduced) MAX 18.7 % + SD", "9.000 % + AC (reduced) MAX 18.700 % + SD"),
        ("0.60 EUR / % vol / hl + 3.20 EUR / hl", "0.60 EUR / % vol / hl + 3.20 EUR / hl"),
        ("11.2 EUR/l alc. 100%", "11.20 EUR / l alc. 100%"),
        ("0.30 GBP / DTNZ", "0.30 GBP / 100 kg / % sucrose"),
        ("4.5% MIN 0.3 EUR/p/st MAX 0.8 EUR/p/st", "4.500 % MIN 0.30 EUR / p/st MAX 0.80 EUR / p/st"),
        (
            "13.8 % MIN 13 GBP/DTN MAX 15 GBP/DTN - 7 GBP/DTN",
            "13.800 % MIN 13.00 GBP / 100 kg MAX 15.00 GBP / 100 kg - 7.00 GBP / 100 kg",
        ),
        ("5 EUR", "5.00 EUR"),
        ("0.1234 usd / kg", "0.1234 USD / kg"),
        ("free", "free"),
        ("NIHIL", "free"),
        ("0 %", "free"),
    ] {
        assert_eq!(canonical(written), printed, "{written}");
        assert_eq!(canonical(printed), printed, "{written}");
    }
}

#[test]
fn what_is_no_expression_is_refused_with_its_column() {
    for (written, column, part) in [
        ("", 1, "missing"),
        ("100 kg", 1, "supplementary unit"),
        ("12", 1, "wants `%` or a currency"),
        ("12 % +", 6, "missing"),
        ("12 % ++ 3 %", 6, "missing"),
        ("-3 %", 1, "missing"),
        ("12 % MIN 5 EUR / furlong", 6, "`furlong` is not a unit"),
        ("1.2.3 %", 1, "`1.2.3`"),
        ("1,5 %", 1, "currency"),
        ("12 % or so", 1, "currency"),
        ("1234567890 %", 1, "nine digits"),
        ("5 EURO / kg", 1, "three-letter"),
        (".5 %", 1, "`.5`"),
    ] {
        let error = written.parse::<Expression>().unwrap_err();
        assert!(error.text.contains(part), "{written}: {error}");
        assert_eq!(error.column, column, "{written}: {error}");
    }
    let long = vec!["1 %"; MAX_TERMS + 1].join(" + ");
    assert!(long.parse::<Expression>().unwrap_err().text.contains("parts"));
    assert!("9".repeat(1_000_000).parse::<Expression>().unwrap_err().text.contains("characters"));
}

#[test]
fn every_unit_is_found_by_its_codes_and_its_spelling() {
    for unit in Unit::all() {
        assert_eq!(Unit::of_code(unit.code()), Some(unit));
        assert_eq!(Unit::of_spelling(&unit.to_string()), Some(unit), "{unit}");
        assert!(!unit.name().en.is_empty() && !unit.name().fr.is_empty());
        assert_eq!(Decimal::ONE / unit.per_base() * unit.per_base(), Decimal::ONE, "{unit} converts exactly");
    }
    assert_eq!(Unit::of_code("XYZ"), None);
    assert_eq!(Unit::of_code("KGM#G"), Some(Unit::KilogramGross));
}

fn component() -> impl Strategy<Value = Component> {
    let amount = (0_i64..1_000_000_000, 0_u32..=4).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale));
    let currency = prop_oneof![Just("EUR"), Just("USD"), Just("XEM")];
    let units: Vec<Unit> = Unit::all().collect();
    prop_oneof![
        amount.clone().prop_map(|rate| Component::AdValorem(rate.normalize())),
        (amount, currency, proptest::option::of(proptest::sample::select(units))).prop_map(
            |(amount, currency, unit)| {
                let currency: Currency = currency.parse().unwrap();
                Component::Specific { amount: amount.normalize(), currency, unit }
            }
        ),
        (prop_oneof![Just(Element::Agricultural), Just(Element::Sugar), Just(Element::Flour)], any::<bool>())
            .prop_map(|(element, reduced)| Component::Element(element, reduced)),
    ]
}

fn expression() -> impl Strategy<Value = Expression> {
    let joint = prop_oneof![Just(Joint::Plus), Just(Joint::Minus), Just(Joint::Min), Just(Joint::Max)];
    let rest = proptest::collection::vec((joint, component()), 0..MAX_TERMS - 1);
    (component(), rest).prop_map(|(first, rest)| {
        let rest = rest.into_iter().map(|(joint, component)| Term { joint, component }).collect();
        Expression { first, rest }
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_as_the_same_expression(expression in expression()) {
        let printed = expression.to_string();
        prop_assume!(printed.chars().count() <= tariff::expression::MAX_LENGTH);
        let again: Expression = printed.parse().unwrap();
        prop_assert_eq!(&again, &expression);
        prop_assert_eq!(again.to_string(), printed);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,80}") {
        let _ = text.parse::<Expression>();
    }

    #[test]
    fn nothing_that_looks_like_an_expression_makes_it_panic(text in "([0-9]{0,4}[.]?[0-9]{0,3} ?(%|EUR|/|kg|hl|MIN|MAX|[+-]|free|AC| ){1,3}){0,8}") {
        if let Ok(expression) = text.parse::<Expression>() {
            let printed = expression.to_string();
            prop_assert_eq!(printed.parse::<Expression>().unwrap().to_string(), printed);
        }
    }
}
