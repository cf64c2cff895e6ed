//! The integration tests of `basis`: one binary.

use basis::{Country, Currency, Date, Decimal, ExchangeRates, Period, Rate, push_decimal, round_half_up};
use proptest::prelude::*;

fn day(number: i32) -> Date {
    jiff_date(2020, 1, 1).saturating_add(jiff::Span::new().days(number))
}

fn jiff_date(year: i16, month: i8, day: i8) -> Date {
    jiff::civil::date(year, month, day)
}

#[test]
fn a_country_is_two_letters() {
    assert_eq!("gb".parse::<Country>().unwrap().as_str(), "GB");
    for wrong in ["", "G", "GBR", "1A", "é"] {
        assert!(wrong.parse::<Country>().is_err(), "{wrong}");
    }
}

#[test]
fn two_rates_never_hold_on_one_day() {
    let usd: Currency = "USD".parse().unwrap();
    let mut rates = ExchangeRates::new("EUR".parse().unwrap());
    let rate = |from, to| Rate {
        period: Period::new(day(from), to).unwrap(),
        rate: Decimal::new(9, 1),
        source: "test".into(),
    };
    rates.add(usd, rate(0, Some(day(10)))).unwrap();
    assert!(rates.add(usd, rate(10, None)).is_err());
    rates.add(usd, rate(11, None)).unwrap();
    assert_eq!(rates.on(usd, day(10)), Some(Decimal::new(9, 1)));
    assert_eq!(rates.on("KRW".parse().unwrap(), day(10)), None);
}

#[test]
fn half_goes_away_from_zero() {
    assert_eq!(round_half_up(Decimal::new(2785, 3), 2), Decimal::new(279, 2));
    assert_eq!(round_half_up(Decimal::new(-2785, 3), 2), Decimal::new(-279, 2));
}

proptest! {
    #[test]
    fn an_amount_is_written_as_it_prints(mantissa in any::<i128>(), cut in 0..40_u32, scale in 0..=28_u32) {
        let limit = 79_228_162_514_264_337_593_543_950_335_i128;
        let mantissa = (mantissa % limit) / 10_i128.pow(cut.min(29));
        let amount = Decimal::from_i128_with_scale(mantissa, scale);
        for amount in [amount, -amount] {
            let mut written = String::from("=");
            push_decimal(&mut written, amount);
            prop_assert_eq!(written, format!("={amount}"));
        }
    }

    #[test]
    fn overlap_is_a_shared_day(a in 0..30i32, la in 0..30i32, b in 0..30i32, lb in 0..30i32) {
        let first = Period::new(day(a), Some(day(a + la))).unwrap();
        let second = Period::new(day(b), Some(day(b + lb))).unwrap();
        let shared = (0..80).any(|d| first.contains(day(d)) && second.contains(day(d)));
        prop_assert_eq!(first.overlaps(&second), shared);
        prop_assert_eq!(second.overlaps(&first), shared);
    }
}
