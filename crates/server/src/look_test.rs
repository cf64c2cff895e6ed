use super::*;
use basis::Language;
use jiff::civil::date;

const EN: Words = Words(Language::En);
const FR: Words = Words(Language::Fr);

#[test]
fn numbers_are_grouped_with_a_narrow_no_break_space() {
    assert_eq!(EN.number(7), "7");
    assert_eq!(EN.number(1_234_567), "1\u{202f}234\u{202f}567");
    assert_eq!(EN.amount("7714.5".parse().unwrap()), "7\u{202f}714.50");
    assert_eq!(FR.money("-1234.567".parse().unwrap(), "EUR"), "\u{2212}1\u{202f}234,567\u{a0}EUR");
}

#[test]
fn shares_round_half_up_and_a_share_of_nothing_is_a_dash() {
    assert_eq!(EN.share(1, 8), "12.5\u{202f}%");
    assert_eq!(FR.share(2, 3), "66,7\u{202f}%");
    assert_eq!(EN.share(0, 0), "–");
}

#[test]
fn dates_speak_the_language() {
    assert_eq!(EN.date(date(2026, 11, 22)), "22\u{a0}November 2026");
    assert_eq!(FR.date(date(2026, 3, 1)), "1er\u{a0}mars 2026");
    assert_eq!(FR.short_date(date(2026, 1, 2)), "2\u{a0}janv.\u{a0}2026");
}

#[test]
fn expressions_lose_trailing_zeros_and_take_the_decimal_mark() {
    assert_eq!(EN.expression("12.000 % + 0.350 EUR / 100 kg"), "12\u{202f}% + 0.35 EUR / 100 kg");
    assert_eq!(FR.expression("0.500 %"), "0,5\u{202f}%");
}

#[test]
fn sizes_durations_codes_and_digests_are_short() {
    assert_eq!(EN.size(999), "999\u{202f}B");
    assert_eq!(EN.size(24_600_000), "24.6\u{202f}MB");
    assert_eq!(FR.size(1_500), "1,5\u{202f}ko");
    assert_eq!(EN.duration(192), "3\u{202f}min 12\u{202f}s");
    assert_eq!(dotted("8712003000"), "8712.00.30.00");
    assert_eq!(dotted("8712"), "8712");
    assert_eq!(short_digest("b7f390a1ffff"), "b7f3 90a1");
    assert_eq!(EN.figure("1234.5 EUR"), "1\u{202f}234.50\u{a0}EUR");
}

#[test]
fn sentences_begin_with_a_capital_and_speak_the_language() {
    assert_eq!(
        FR.sentence("prix payé : 24626.73 KRW ; 8703.23 reste"),
        "Prix payé : 24\u{202f}626,73\u{a0}KRW ; 8703.23 reste"
    );
    assert_eq!(EN.sentence("`x` is wrong"), "`x` is wrong");
    assert_eq!(EN.sentence(""), "");
    assert_eq!(
        FR.spoken("converti au taux de 0.0007467, soit 0.327659427 ; 8712.003, 09.4011 et 1.2.3456 restent"),
        "converti au taux de 0,0007467, soit 0,327659427 ; 8712.003, 09.4011 et 1.2.3456 restent"
    );
    assert_eq!(FR.spoken("dû au 2020-09-25: 3.500 %"), "dû au 25\u{a0}sept.\u{a0}2020: 3,5\u{202f}%");
}

#[test]
fn backticks_become_code_and_the_rest_is_escaped() {
    assert_eq!(marked("the code `<b>` is & was"), "the code <code class=\"code\">&lt;b&gt;</code> is &amp; was");
    assert_eq!(marked("one ` alone"), "one  alone");
    assert_eq!(unmarked("`XB`"), "XB");
}

#[test]
fn moments_speak_the_language() {
    let at = 1_795_356_300_000_000;
    assert_eq!(EN.moment(at), "22\u{a0}November 2026, 14:05\u{a0}UTC");
    assert_eq!(FR.moment(at), "22\u{a0}novembre 2026, 14:05\u{a0}UTC");
    assert_eq!(FR.short_moment(at), "22\u{a0}nov.\u{a0}2026, 14:05\u{a0}UTC");
    assert_eq!(EN.day_of(at), "22\u{a0}Nov\u{a0}2026");
    assert_eq!(EN.day_of(i64::MAX), "1\u{a0}Jan\u{a0}1970");
}

#[test]
fn waiting_is_said_in_the_largest_unit_that_says_enough() {
    let minute = 60_000_000;
    let now = 1_795_356_300_000_000;
    assert_eq!(EN.ago(now, now - minute / 2), "now");
    assert_eq!(EN.ago(now, now - minute), "1 minute ago");
    assert_eq!(EN.ago(now, now - 119 * minute), "1 hour ago");
    assert_eq!(EN.ago(now, now - 3 * 1_440 * minute), "3 days ago");
    assert_eq!(EN.ago(now, now + 120 * minute), "in 2 hours");
    assert_eq!(FR.ago(now, now - 3 * 1_440 * minute), "il y a 3 jours");
    assert_eq!(FR.ago(now, now + minute), "dans 1 minute");
    assert_eq!(EN.ago(now, i64::MIN), EN.ago(now, i64::MIN), "the farthest moment does not overflow");
}
