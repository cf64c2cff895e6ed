//! `payable` is asked for every line of a stream: it stays in the order of a microsecond.

use std::hint::black_box;
use std::time::Instant;

use basis::Decimal;
use jiff::civil::date;
use tariff::Question;

use super::files::MERIDIA;

#[test]
fn payable_answers_in_about_a_microsecond() {
    let codes: Vec<nomenclature::Code> =
        ["871200", "8712003010", "020130", "170114", "610910", "22030001", "852872", "300490"]
            .map(|code| code.parse().unwrap())
            .into();
    let rounds = 20_000_u32;
    let started = Instant::now();
    for round in 0..rounds {
        for code in &codes {
            let mut question = Question::new(*code, date(2021, 3, 31));
            question.customs_value = Some(Decimal::new(i64::from(round) * 31 + 100, 2));
            question.net_mass = Some(Decimal::new(i64::from(round) + 1, 1));
            question.origin = Some("CN".parse().unwrap());
            black_box(MERIDIA.payable(black_box(&question)));
        }
    }
    let each = started.elapsed().as_nanos() / u128::from(rounds) / codes.len() as u128;
    println!("payable: {each} ns a question in this build");
    assert!(each < 20_000, "{each} ns a question");
}
