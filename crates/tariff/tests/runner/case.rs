//! The worked cases of `cases/duty`.

use std::collections::BTreeMap;
use std::fs;

use basis::{Country, Currency, Decimal, ExchangeRates, Period, Rate};
use serde::Deserialize;
use tariff::expression::{TraceStep, evaluate, trace};
use tariff::{Charge, Determination, Expression, Quantities, Question, Rounding, Unit};

use super::files::{MERIDIA, repository};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpressionCase {
    name: String,
    source: String,
    expression: String,
    home: Currency,
    value: Option<Decimal>,
    net_mass: Option<Decimal>,
    #[serde(default)]
    quantities: BTreeMap<String, Decimal>,
    #[serde(default)]
    rates: BTreeMap<Currency, Decimal>,
    exact: Decimal,
    rounded: Option<String>,
}

#[test]
fn expressions() {
    let text = fs::read_to_string(repository("cases/duty/expressions.yaml")).unwrap();
    let cases: Vec<ExpressionCase> = serde_yaml_ng::from_str(&text).unwrap();
    let on = jiff::civil::date(2026, 1, 15);
    for case in &cases {
        let name = &case.name;
        assert!(!case.source.is_empty(), "{name}");
        let mut rates = ExchangeRates::new(case.home);
        for (currency, rate) in &case.rates {
            let period = Period::new(on, None).unwrap();
            rates.add(*currency, Rate { period, rate: *rate, source: case.source.clone() }).unwrap();
        }
        let mut quantities = Quantities { value: case.value, net_mass: case.net_mass, ..Quantities::default() };
        for (code, amount) in &case.quantities {
            quantities = quantities.with(*amount, Unit::of_code(code).unwrap());
        }
        let expression: Expression = case.expression.parse().unwrap_or_else(|error| panic!("{name}: {error}"));
        let exact = evaluate(&expression, &quantities, &rates, on).unwrap();
        assert_eq!(exact, case.exact, "{name}");
        assert_eq!(
            trace(&expression, &quantities, &rates, on).last().and_then(TraceStep::figure),
            Some(exact),
            "{name}"
        );
        if let Some(rounded) = &case.rounded {
            assert_eq!(&Rounding::HalfUp.round(exact).to_string(), rounded, "{name}");
        }
    }
    assert!(cases.len() >= 14);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    code: String,
    on: basis::Date,
    exported_from: Option<Country>,
    preferential_origin: Option<Country>,
    origin: Option<Country>,
    #[serde(default)]
    preference: String,
    #[serde(default)]
    quota: String,
    value: Option<Decimal>,
    net_mass: Option<Decimal>,
    supplementary: Option<(Decimal, String)>,
    #[serde(default)]
    further: Vec<(Decimal, String)>,
    #[serde(default)]
    documents: Vec<String>,
}

#[derive(Deserialize)]
struct PayableCase {
    name: String,
    source: String,
    ask: Ask,
    expect: BTreeMap<String, Option<String>>,
}

fn check(case: &PayableCase, key: &str, found: Option<String>) {
    if let Some(expected) = case.expect.get(key) {
        assert_eq!(found.as_ref(), expected.as_ref(), "{}: {key}", case.name);
    }
}

fn check_charge(case: &PayableCase, key: &str, charge: Option<&Charge<'_>>) {
    assert!(charge.is_none() || key == "vat" || case.expect.contains_key(key), "{}: unexpected {key}", case.name);
    if case.expect.contains_key(key) {
        let charge = charge.unwrap_or_else(|| panic!("{}: no {key}", case.name));
        check(case, key, charge.amount.amount().map(|amount| format!("{amount:.2}")));
    }
}

fn run(case: &PayableCase) {
    let ask = &case.ask;
    let further: Vec<(Decimal, &str)> = ask.further.iter().map(|(amount, unit)| (*amount, unit.as_str())).collect();
    let documents: Vec<&str> = ask.documents.iter().map(String::as_str).collect();
    let question = Question {
        exported_from: ask.exported_from,
        preferential_origin: ask.preferential_origin,
        origin: ask.origin,
        preference: &ask.preference,
        quota: &ask.quota,
        customs_value: ask.value,
        net_mass: ask.net_mass,
        supplementary: ask.supplementary.as_ref().map(|(amount, unit)| (*amount, unit.as_str())),
        further: &further,
        documents: &documents,
        ..Question::new(ask.code.parse().unwrap(), ask.on)
    };
    let payable = MERIDIA.payable(&question);
    check(case, "kind", Some(payable.duty.kind.to_string()));
    check_charge(case, "duty", Some(&payable.duty));
    check_charge(case, "anti_dumping", payable.anti_dumping.as_ref());
    check_charge(case, "excise", payable.excise.as_ref());
    check_charge(case, "vat", payable.vat.as_ref());
    check(case, "total", payable.total.amount().map(|amount| format!("{amount:.2}")));
    let unmet = payable.unmet.map(|unmet| unmet.code().to_owned());
    assert_eq!(unmet.as_ref(), case.expect.get("unmet").and_then(Option::as_ref), "{}: unmet", case.name);
    if let Some(Some(why)) = case.expect.get("why") {
        let reasons = payable.charges().filter_map(|charge| match charge.amount {
            Determination::NotDetermined(why) => Some(why.code()),
            Determination::Amount(_) => None,
        });
        assert!(reasons.into_iter().any(|code| code == why), "{}: {why}", case.name);
    }
    for charge in payable.charges() {
        let last = charge.trace().last().and_then(TraceStep::figure);
        assert_eq!(last, charge.amount.amount(), "{}: the trace ends in the amount", case.name);
    }
    let assessment = MERIDIA.assess(&question);
    let same = |option: &tariff::DutyOption<'_>| {
        option.duty().measure == payable.duty.measure && option.payable.total == payable.total
    };
    assert!(assessment.options.iter().any(same), "{}: the payable option is among the options", case.name);
}

#[test]
fn payable_under_the_demonstration_tariff() {
    let text = fs::read_to_string(repository("cases/duty/meridia.yaml")).unwrap();
    let cases: Vec<PayableCase> = serde_yaml_ng::from_str(&text).unwrap();
    for case in &cases {
        assert!(!case.source.is_empty(), "{}", case.name);
        run(case);
    }
    assert!(cases.len() >= 30);
}
