//! Laws of evaluation, held against exact rationals.

use basis::{Decimal, ExchangeRates};
use proptest::prelude::*;
use tariff::expression::{Component, Joint, Term, TraceStep, evaluate, trace};
use tariff::{Expression, Quantities, Rounding, Unit, Why};

use super::fraction::{Fraction, oracle};

const ON: basis::Date = jiff::civil::date(2026, 1, 15);

fn home() -> ExchangeRates {
    ExchangeRates::new("EUR".parse().unwrap())
}

fn part() -> impl Strategy<Value = Component> {
    let masses = vec![None, Some(Unit::Kilogram), Some(Unit::HundredKilograms), Some(Unit::Tonne), Some(Unit::Gram)];
    let amount = (0_i64..100_000, 0_u32..=3).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale));
    prop_oneof![
        amount.clone().prop_map(Component::AdValorem),
        (amount, proptest::sample::select(masses))
            .prop_map(|(amount, unit)| { Component::Specific { amount, currency: "EUR".parse().unwrap(), unit } }),
    ]
}

fn joint() -> impl Strategy<Value = Joint> {
    prop_oneof![Just(Joint::Plus), Just(Joint::Minus), Just(Joint::Min), Just(Joint::Max)]
}

fn sentence() -> impl Strategy<Value = Expression> {
    (part(), proptest::collection::vec((joint(), part()), 0..6)).prop_map(|(first, rest)| {
        let rest = rest.into_iter().map(|(joint, component)| Term { joint, component }).collect();
        Expression { first, rest }
    })
}

fn basket() -> impl Strategy<Value = (Decimal, Decimal)> {
    (0_i64..1_000_000_000_000, 0_i64..10_000_000_000)
        .prop_map(|(value, mass)| (Decimal::new(value, 2), Decimal::new(mass, 3)))
}

fn quantities(value: Decimal, mass: Decimal) -> Quantities {
    Quantities { value: Some(value), net_mass: Some(mass), ..Quantities::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn evaluation_equals_exact_rationals(expression in sentence(), (value, mass) in basket()) {
        let amount = evaluate(&expression, &quantities(value, mass), &home(), ON).unwrap();
        prop_assert!(Fraction::of(amount).equals(oracle(&expression, value, mass)), "{} -> {}", expression, amount);
    }

    #[test]
    fn the_trace_ends_in_the_amount(expression in sentence(), (value, mass) in basket()) {
        let quantities = quantities(value, mass);
        let amount = evaluate(&expression, &quantities, &home(), ON).unwrap();
        let steps = trace(&expression, &quantities, &home(), ON);
        prop_assert_eq!(steps.last().and_then(TraceStep::figure), Some(amount));
        prop_assert!(steps.iter().all(|step| !step.text().en.is_empty() && !step.text().fr.is_empty()));
    }

    #[test]
    fn a_floor_and_a_cap_hold(left in part(), limit in part(), (value, mass) in basket()) {
        let of = |rest: Vec<Term>, first| {
            let expression = Expression { first, rest: rest.into() };
            evaluate(&expression, &quantities(value, mass), &home(), ON).unwrap()
        };
        let (alone, bound) = (of(vec![], left), of(vec![], limit));
        let floored = of(vec![Term { joint: Joint::Min, component: limit }], left);
        let capped = of(vec![Term { joint: Joint::Max, component: limit }], left);
        prop_assert!(floored >= bound && floored >= alone);
        prop_assert!(capped <= bound && capped <= alone);
        prop_assert_eq!(floored + capped, alone + bound);
    }

    #[test]
    fn a_rate_of_exchange_scales_a_specific_duty(amount in 1_i64..1_000_000, rate in 1_i64..100_000, mass in 1_i64..1_000_000) {
        let usd = "USD".parse().unwrap();
        let mut rates = home();
        let rate = Decimal::new(rate, 4);
        let period = basis::Period::new(jiff::civil::date(2026, 1, 1), None).unwrap();
        rates.add(usd, basis::Rate { period, rate, source: "test".into() }).unwrap();
        let first = Component::Specific { amount: Decimal::new(amount, 2), currency: usd, unit: Some(Unit::Kilogram) };
        let expression = Expression { first, rest: Box::default() };
        let quantities = Quantities { net_mass: Some(Decimal::from(mass)), ..Quantities::default() };
        prop_assert_eq!(evaluate(&expression, &quantities, &rates, ON).unwrap(), Decimal::new(amount, 2) * Decimal::from(mass) * rate);
        let before = jiff::civil::date(2025, 12, 31);
        prop_assert_eq!(evaluate(&expression, &quantities, &rates, before), Err(Why::NoRate(usd)));
    }
}

#[test]
fn what_is_missing_is_named_and_never_zero() {
    let nothing = Quantities::default();
    for (written, why) in [
        ("5 %", Why::MissingValue),
        ("5 EUR / kg", Why::MissingQuantity(Unit::Kilogram)),
        ("5 EUR / hl", Why::MissingQuantity(Unit::Hectolitre)),
        ("5 EUR / % vol / hl", Why::MissingQuantity(Unit::StrengthHectolitre)),
        ("1 EUR MIN 5 EUR / p/st", Why::MissingQuantity(Unit::Piece)),
        ("1 USD", Why::NoRate("USD".parse().unwrap())),
        ("0 % + AC", Why::AgriculturalComponent),
    ] {
        let expression: Expression = written.parse().unwrap();
        assert_eq!(evaluate(&expression, &nothing, &home(), ON), Err(why), "{written}");
        let last = trace(&expression, &nothing, &home(), ON).pop();
        assert_eq!(last, Some(TraceStep::NotDetermined(why)), "{written}");
        assert!(why.text().en.starts_with("not determined") && why.text().fr.starts_with("non déterminé"));
    }
    let expression = "999999999 % + 999999999 EUR / kg".parse().unwrap();
    let huge = quantities(Decimal::MAX, Decimal::MAX);
    assert_eq!(evaluate(&expression, &huge, &home(), ON), Err(Why::Overflow));
    assert_eq!(evaluate(&Expression::free(), &nothing, &home(), ON), Ok(Decimal::ZERO), "free needs nothing");
}

#[test]
fn quantities_follow_from_each_other_where_they_may() {
    let kilograms = Quantities { net_mass: Some(Decimal::from(250)), ..Quantities::default() };
    assert_eq!(kilograms.amount_in(Unit::HundredKilograms), Some(Decimal::new(25, 1)));
    assert_eq!(kilograms.amount_in(Unit::Carat), Some(Decimal::from(1_250_000)));
    assert_eq!(kilograms.amount_in(Unit::KilogramGross), None, "gross mass does not follow from net mass");
    assert_eq!(kilograms.amount_in(Unit::Piece), None);
    let bottle = Quantities::default().with(Decimal::from(40), Unit::Strength).with(Decimal::from(45), Unit::Litre);
    assert_eq!(bottle.amount_in(Unit::LitreOfAlcohol), Some(Decimal::from(18)));
    assert_eq!(bottle.amount_in(Unit::StrengthHectolitre), Some(Decimal::from(18)));
    assert_eq!(bottle.amount_in(Unit::CubicMetre), Some(Decimal::new(45, 3)));
    let negative =
        Quantities { net_mass: Some(Decimal::from(-1)), ..Quantities::default() }.with(Decimal::from(-3), Unit::Piece);
    assert_eq!((negative.amount_in(Unit::Kilogram), negative.amount_in(Unit::Piece)), (None, None));
}

#[test]
fn both_roundings_cut_where_they_say() {
    let amount = Decimal::new(2_789, 3);
    assert_eq!(Rounding::Down.round(amount), Decimal::new(278, 2));
    assert_eq!(Rounding::HalfUp.round(amount), Decimal::new(279, 2));
    assert_eq!(Rounding::HalfUp.round(Decimal::new(2_785, 3)), Decimal::new(279, 2));
}
