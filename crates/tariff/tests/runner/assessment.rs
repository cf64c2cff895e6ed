//! Options with their conditions, and the choice between measures.

use basis::Decimal;
use jiff::civil::date;
use proptest::prelude::*;
use tariff::{Determination, MeasureKind, Question, State, Unmet, Why};

use super::files::{MERIDIA, small};

fn bicycles<'a>() -> Question<'a> {
    let mut question = Question::new("871200".parse().unwrap(), date(2026, 11, 22));
    question.customs_value = Some(Decimal::new(5_143_000, 2));
    question.exported_from = Some("XB".parse().unwrap());
    question.preferential_origin = Some("XB".parse().unwrap());
    question.origin = Some("XB".parse().unwrap());
    question
}

#[test]
fn every_option_is_shown_cheapest_first_with_its_conditions() {
    let assessment = MERIDIA.assess(&bicycles());
    let shown: Vec<(MeasureKind, Option<String>, State)> = assessment
        .options
        .iter()
        .map(|option| {
            (option.duty().kind, option.duty().amount.amount().map(|amount| format!("{amount:.2}")), option.state)
        })
        .collect();
    let amount = |text: &str| Some(text.to_owned());
    assert_eq!(
        shown,
        [
            (MeasureKind::Preference, amount("0.00"), State::Needs),
            (MeasureKind::Preference, amount("0.00"), State::NotMet),
            (MeasureKind::Quota, amount("3085.80"), State::NotMet),
            (MeasureKind::ThirdCountry, amount("7714.50"), State::Met),
        ]
    );
    assert_eq!(assessment.cheapest_met().unwrap().duty().kind, MeasureKind::ThirdCountry);
    assert_eq!(assessment.cheapest_possible().unwrap().duty().name().en, "preference, Boreal agreement");
    let words: Vec<&str> =
        assessment.options[0].conditions.iter().map(|condition| condition.text.en.as_ref()).collect();
    assert_eq!(words, ["origin: Boreal", "exported directly from the area", "no proof of origin is produced"]);
    let quota = &assessment.options[2];
    assert_eq!(MERIDIA.unmet(quota, &bicycles()), Some(Unmet::QuotaExhausted(date(2026, 11, 3))));
    assert_eq!(assessment.additions.len(), 1);
    assert_eq!(assessment.additions[0].condition.state, State::NotMet, "not made in Ostland");
    for option in &assessment.options {
        assert!(option.conditions.iter().all(|condition| !condition.text.fr.is_empty()));
        assert!(option.payable.anti_dumping.is_none());
    }
}

#[test]
fn anti_dumping_is_added_to_every_option_and_is_none_itself() {
    let mut question = bicycles();
    question.origin = Some("XO".parse().unwrap());
    let assessment = MERIDIA.assess(&question);
    assert!(assessment.options.iter().all(|option| option.duty().kind.is_option()));
    assert!(assessment.options.iter().all(|option| option.payable.anti_dumping.is_some()));
    assert_eq!(assessment.additions[0].condition.state, State::Met);
    question.origin = None;
    let assessment = MERIDIA.assess(&question);
    assert_eq!(assessment.additions[0].condition.state, State::Needs);
    assert!(
        assessment
            .options
            .iter()
            .all(|option| option.payable.total == Determination::NotDetermined(Why::MissingOrigin))
    );
}

fn rule(codes: &str, kind: &str, rates: &str) -> String {
    format!("[[measure]]\nkind = \"{kind}\"\ncodes = [{codes}]\nsource = \"x\"\nrates = [{rates}]\n")
}

#[test]
fn the_more_specific_prefix_replaces_the_broader_one_while_it_holds() {
    let always = "{ valid_from = 2020-01-01, duty = \"DUTY\" }";
    let tables = [
        rule("\"87\"", "third-country", &always.replace("DUTY", "10 %")),
        rule("\"8712\"", "third-country", "{ valid_from = 2021-01-01, valid_to = 2021-12-31, duty = \"15 %\" }"),
        rule("\"8712.00.30\"", "third-country", "{ valid_from = 2022-01-01, duty = \"7 %\" }"),
    ];
    let tariff = small(&tables.concat()).unwrap();
    let rate = |code: &str, year: i16| {
        let payable = tariff.payable(&Question::new(code.parse().unwrap(), date(year, 6, 1)));
        payable.duty.measure.map(|measure| measure.printed.clone())
    };
    let is = |printed: &str| Some(printed.to_owned());
    assert_eq!(rate("8712003010", 2020), is("10.000 %"));
    assert_eq!(rate("8712003010", 2021), is("15.000 %"));
    assert_eq!(rate("8712003010", 2022), is("7.000 %"));
    assert_eq!(rate("87120070", 2022), is("10.000 %"));
    assert_eq!(rate("8711", 2022), is("10.000 %"));
    assert_eq!(rate("8801", 2022), None);
    let mut question = Question::new("871200".parse().unwrap(), date(2022, 6, 1));
    question.customs_value = Some(Decimal::ONE_HUNDRED);
    let short = tariff.payable(&question).duty.amount;
    assert_eq!(short, Determination::NotDetermined(Why::CodeTooShort), "lines below carry their own rate");
    assert_eq!(tariff.assess(&question).options.len(), 1);
}

#[test]
fn a_duty_below_zero_charges_nothing_and_says_so() {
    let tariff =
        small(&rule("\"87\"", "third-country", "{ valid_from = 2020-01-01, duty = \"5 % - 10 GBP / kg\" }")).unwrap();
    let mut question = Question::new("8712".parse().unwrap(), date(2022, 6, 1));
    question.customs_value = Some(Decimal::ONE_HUNDRED);
    question.net_mass = Some(Decimal::ONE);
    let duty = tariff.payable(&question).duty;
    assert_eq!(duty.amount, Determination::Amount(Decimal::ZERO));
    let words: Vec<String> = duty.trace().iter().map(|step| step.text().en.into_owned()).collect();
    assert_eq!(words.last().map(String::as_str), Some("-5 is below zero: nothing is charged"));
}

proptest! {
    #[test]
    fn the_total_is_the_sum_of_the_charges(chapter in 1_u8..98, value in 0_i64..1_000_000_000, mass in 0_i64..1_000_000, year in 2020_i16..2027) {
        let mut question = Question::new(format!("{chapter:02}").parse().unwrap(), date(year, 5, 5));
        question.customs_value = Some(Decimal::new(value, 2));
        question.net_mass = Some(Decimal::new(mass, 1));
        question.origin = Some("XO".parse().unwrap());
        let payable = MERIDIA.payable(&question);
        let sum = payable.charges().map(|charge| charge.amount.amount()).sum::<Option<Decimal>>();
        prop_assert_eq!(sum, payable.total.amount());
        for charge in payable.charges().filter_map(|charge| charge.amount.amount()) {
            prop_assert!(charge >= Decimal::ZERO && charge.scale() <= 2);
        }
    }

    #[test]
    fn hostile_questions_are_answered(code in "[0-9]{2}|[0-9]{6}|[0-9]{10}", preference in "\\PC{0,10}", quota in "\\PC{0,10}", amount in any::<i64>(), unit in "\\PC{0,5}") {
        let Ok(code) = code.parse() else { return Ok(()) };
        let mut question = Question::new(code, date(2021, 1, 1));
        let supplementary = [(Decimal::from(amount), unit.as_str()); 9];
        question.preference = &preference;
        question.quota = &quota;
        question.customs_value = Some(Decimal::from(amount));
        question.net_mass = Some(Decimal::from(amount));
        question.further = &supplementary;
        let payable = MERIDIA.payable(&question);
        prop_assert!(payable.total.amount().is_none_or(|total| total >= Decimal::ZERO));
        prop_assert!(!MERIDIA.assess(&question).options.is_empty());
    }
}
