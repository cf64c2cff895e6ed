//! The twelve shared duty cases, family by family.

use std::fs;

use basis::{Currency, Decimal, ExchangeRates, Period, Rate};
use serde_json::Value;
use tariff::expression::evaluate;
use tariff::{Determination, Expression, Quantities, Question, Rounding, Unit};

use super::files::{shared, small};

const ON: basis::Date = jiff::civil::date(2026, 1, 15);

fn decimal(value: &Value) -> Decimal {
    Decimal::from_str_exact(&value.to_string()).unwrap()
}

fn value(case: &Value) -> Option<Decimal> {
    case["customs_value"].as_object().map(|parts| parts.values().map(decimal).sum())
}

fn sentence(components: &Value) -> String {
    let mut written = Vec::new();
    for (place, part) in components.as_array().unwrap().iter().enumerate() {
        let amount = part["amount"].to_string();
        let money = match (part["cur"].as_str(), part["unit"].as_str()) {
            (Some(currency), Some(unit)) => format!("{amount} {currency} / {unit}"),
            _ => format!("{amount} %"),
        };
        let joint = part["op"].as_str().filter(|_| place > 0);
        written.push(joint.map_or(money.clone(), |joint| format!("{joint} {money}")));
    }
    written.join(" ")
}

fn run_expression(case: &Value) {
    let id = &case["id"];
    let gbp: Currency = "GBP".parse().unwrap();
    let mut rates = ExchangeRates::new(gbp);
    if case["eur_gbp"].is_number() {
        let period = Period::new(jiff::civil::date(2020, 1, 1), None).unwrap();
        let rate = Rate { period, rate: decimal(&case["eur_gbp"]), source: "case".into() };
        rates.add("EUR".parse().unwrap(), rate).unwrap();
    }
    let mut quantities = Quantities { value: value(case), ..Quantities::default() };
    for (code, amount) in case["input"].as_object().into_iter().flatten() {
        quantities = quantities.with(decimal(amount), Unit::of_code(&code.to_uppercase()).unwrap());
    }
    let expression: Expression = sentence(&case["components"]).parse().unwrap();
    let exact = evaluate(&expression, &quantities, &rates, ON).unwrap();
    assert_eq!(exact, decimal(&case["expect"]), "{id}: {expression}");
    if let Some(formatted) = case["formatted"].as_str() {
        assert_eq!(Rounding::HalfUp.round(exact).to_string(), formatted.replace(',', ""), "{id}");
    }
}

/// A duty, perhaps an anti-dumping duty, and value-added tax on a whole line, through the tariff itself.
fn totals(duty: &str, anti_dumping: &str, tax: &str, value: Decimal) -> (Decimal, Decimal) {
    let measure = |kind: &str, duty: &str, extra: &str| {
        format!(
            "[[measure]]\nkind = \"{kind}\"\ncodes = [\"01-97\"]\nsource = \"case\"\n{extra}rates = [{{ valid_from = 2020-01-01, duty = \"{duty}\" }}]\n"
        )
    };
    let area = "[[area]]\nid = \"x\"\nname = { en = \"X\", fr = \"X\" }\nsource = \"case\"\nmembers = [{ country = \"XO\", valid_from = 2020-01-01 }]\n";
    let tables = [
        measure("third-country", duty, ""),
        measure("anti-dumping", anti_dumping, "area = \"x\"\n"),
        measure("vat", tax, ""),
        area.to_owned(),
    ];
    let tariff = small(&tables.concat()).unwrap();
    let mut question = Question::new("8712".parse().unwrap(), ON);
    question.customs_value = Some(value);
    question.origin = Some("XO".parse().unwrap());
    let payable = tariff.payable(&question);
    let amount = |determination: Determination| determination.amount().unwrap();
    (amount(payable.vat.unwrap().amount), amount(payable.total))
}

#[test]
fn the_shared_duty_cases_come_out_to_the_cent() {
    let Some(folder) = shared() else {
        println!("did not run: OPENCUSTOMS_SHARED is not set");
        return;
    };
    let text = fs::read_to_string(folder.join("data/procedures/duty/duty-cases.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let mut ran = 0;
    for case in file["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        match (case["family"].as_str().unwrap(), case["kind"].as_str()) {
            (_, Some("vat")) => {
                let (tax, _) = totals(
                    &format!("{} GBP", case["duty_total"]),
                    "free",
                    &format!("{} %", case["rate"]),
                    value(case).unwrap(),
                );
                assert_eq!(tax, decimal(&case["expect"]), "{id}");
            }
            (_, Some("total")) => {
                let whole = |part: &str| format!("{} GBP", case[part]);
                let (_, total) =
                    totals(&whole("import_duty"), &whole("additional"), &whole("vat"), value(case).unwrap());
                assert_eq!(total, decimal(&case["expect"]), "{id}");
            }
            (_, Some("format")) => {
                assert_eq!(case["rule"], "floor2", "{id}");
                assert_eq!(
                    Rounding::Down.round(decimal(&case["value"])).to_string(),
                    case["formatted"].as_str().unwrap()
                );
            }
            ("small_producer", _) | ("retail_price", _) => {
                println!("{id}: not run, this first form knows no such unit");
                continue;
            }
            _ => run_expression(case),
        }
        ran += 1;
    }
    println!("{ran} of {} shared duty cases ran", file["cases"].as_array().unwrap().len());
    assert_eq!(ran, 12);
}
