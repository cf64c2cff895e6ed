//! The demonstration tariff covers the nomenclature, and its rates change inside the period.

use std::fs;

use basis::{Date, Decimal};
use jiff::civil::date;
use nomenclature::Code;
use tariff::{MeasureKind, Question};

use super::files::{MERIDIA, demonstration_files, read, repository, shared};

const DAYS: [Date; 3] = [date(2020, 6, 1), date(2021, 3, 31), date(2026, 1, 15)];

#[test]
fn every_heading_of_hs_2022_has_a_third_country_duty() {
    let Some(folder) = shared() else {
        println!("did not run: OPENCUSTOMS_SHARED is not set");
        return;
    };
    let text = fs::read_to_string(folder.join("data/nomenclature/hs2022_harmonized-system.csv")).unwrap();
    let codes = |digits: usize| -> Vec<Code> {
        let columns = text.lines().skip(1).filter_map(|line| line.split(',').nth(1));
        let own = columns.filter(|code| code.len() == digits && !code.starts_with("99"));
        own.map(|code| code.parse().unwrap()).collect()
    };
    assert_eq!((codes(4).len(), codes(6).len()), (1_228, 5_612));
    for day in DAYS {
        for digits in [4, 6] {
            let without: Vec<Code> = MERIDIA.coverage(codes(digits), day).collect();
            assert!(without.is_empty(), "{day}: {without:?}");
        }
        let taxed = |code: &Code| MERIDIA.payable(&Question::new(*code, day)).vat.is_some();
        assert!(codes(6).iter().all(taxed), "value-added tax covers every subheading on {day}");
    }
}

#[test]
fn rates_change_once_inside_the_period() {
    let code: Code = "871200".parse().unwrap();
    let rate = |day: Date| MERIDIA.payable(&Question::new(code, day)).duty.expression().to_owned();
    assert_eq!(DAYS.map(rate), ["16.000 %", "16.000 %", "15.000 %"]);
    assert_eq!(rate(date(2023, 12, 31)), "16.000 %");
    assert_eq!(rate(date(2024, 1, 1)), "15.000 %");
    let before = MERIDIA.payable(&Question::new(code, date(2019, 12, 31)));
    assert!(before.duty.measure.is_none() && before.total.amount().is_none(), "no law before 2020, and no zero");
}

#[test]
fn rates_of_exchange_cover_every_day() {
    for currency in ["KRW", "USD", "GBP", "JPY", "CNY", "CHF", "AUD", "CAD", "INR"] {
        let currency = currency.parse().unwrap();
        let mut day = date(2020, 1, 1);
        while day <= date(2026, 12, 31) {
            assert!(MERIDIA.rates().on(currency, day).is_some_and(|rate| rate > Decimal::ZERO), "{currency} {day}");
            day = day.tomorrow().unwrap();
        }
        assert!(MERIDIA.rates().on(currency, date(2027, 1, 1)).is_none());
    }
}

#[test]
fn the_beneficiaries_are_those_of_the_united_nations_on_each_day() {
    let area = MERIDIA.areas().iter().find(|area| area.id == "ldc").unwrap();
    let count = |day: Date| area.on(day).count();
    assert_eq!(count(date(2020, 6, 1)), 47);
    assert_eq!(count(date(2020, 12, 4)), 46);
    assert_eq!(count(date(2023, 12, 13)), 45);
    assert_eq!(count(date(2024, 12, 13)), 44);
    assert_eq!(count(date(2026, 11, 24)), 41);
    for (country, last) in
        [("VU", date(2020, 12, 3)), ("BT", date(2023, 12, 12)), ("ST", date(2024, 12, 12)), ("NP", date(2026, 11, 23))]
    {
        let country = country.parse().unwrap();
        assert!(area.contains(country, last) && !area.contains(country, last.tomorrow().unwrap()), "{country}");
    }
}

#[test]
fn every_file_says_whose_tariff_it_is_and_every_measure_has_a_source() {
    for (name, text) in demonstration_files() {
        assert!(text.starts_with("# Demonstration tariff of the fictional Member Meridia"), "{name}");
        assert!(text.lines().count() <= 500, "{name}");
    }
    assert!(MERIDIA.demonstration() && MERIDIA.counts_transport());
    assert!(
        MERIDIA.measures().iter().all(|measure| !measure.source.is_empty() && measure.source.contains("emonstration"))
    );
    for kind in [MeasureKind::Suspension, MeasureKind::Quota, MeasureKind::AntiDumping, MeasureKind::Excise] {
        assert!(MERIDIA.measures().iter().any(|measure| measure.kind == kind), "{kind}");
    }
    assert_eq!(MERIDIA.schemes().len(), 2);
}

#[test]
fn the_digest_tells_one_tariff_from_another() {
    let mut files = demonstration_files();
    assert_eq!(MERIDIA.digest().len(), 64);
    files.reverse();
    assert_eq!(read(&files).unwrap().digest(), MERIDIA.digest(), "the order of the files does not matter");
    files[0].1.push('\n');
    assert_ne!(read(&files).unwrap().digest(), MERIDIA.digest());
    assert!(repository("reference/tariff").is_dir());
}
