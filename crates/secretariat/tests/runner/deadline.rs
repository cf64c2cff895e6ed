//! Deadlines over weekends, holidays and changes of the clock.

use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use secretariat::deadline::{Count, Deadline, DeadlineError, Reminder, Week};

/// Brussels by its rule in force: forward on the last Sunday of March, back on the last of October.
fn brussels() -> TimeZone {
    TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap()
}

fn at(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_microsecond()
}

fn written(instant: i64) -> String {
    Timestamp::from_microsecond(instant).unwrap().to_string()
}

fn deadline(count: Count, hour: i8) -> Deadline {
    Deadline::new(count, hour, "Europe/Brussels", Vec::new()).unwrap()
}

fn due(count: Count, hour: i8, start: &str) -> String {
    written(deadline(count, hour).due(at(start), &brussels(), &Week::western()).unwrap())
}

#[test]
fn the_day_of_the_beginning_is_not_counted() {
    assert_eq!(due(Count::Days(1), 17, "2026-11-23T09:00:00Z"), "2026-11-24T16:00:00Z");
    assert_eq!(due(Count::WorkingDays(1), 17, "2026-11-23T23:30:00Z"), "2026-11-25T16:00:00Z", "the 24th in Brussels");
}

#[test]
fn weekends_and_holidays_are_passed_over() {
    assert_eq!(due(Count::WorkingDays(5), 17, "2026-11-20T09:00:00Z"), "2026-11-27T16:00:00Z");
    assert_eq!(due(Count::WorkingDays(1), 17, "2026-11-20T09:00:00Z"), "2026-11-23T16:00:00Z", "Friday to Monday");
    assert_eq!(due(Count::WorkingDays(1), 17, "2026-11-21T09:00:00Z"), "2026-11-23T16:00:00Z", "from a Saturday");
    assert_eq!(due(Count::Days(1), 17, "2026-11-20T09:00:00Z"), "2026-11-21T16:00:00Z", "all days count");
    let holidays = [date(2026, 12, 25), date(2026, 12, 28)];
    let week = Week::new(["saturday", "sunday"], holidays).unwrap();
    let found = deadline(Count::WorkingDays(1), 12).due(at("2026-12-24T09:00:00Z"), &brussels(), &week).unwrap();
    assert_eq!(written(found), "2026-12-29T11:00:00Z");
}

#[test]
fn the_weekend_is_not_the_same_everywhere() {
    let week = Week::new(["friday", "saturday"], []).unwrap();
    let cairo = TimeZone::posix("EET-2").unwrap();
    let found = deadline(Count::WorkingDays(1), 12).due(at("2026-11-19T09:00:00Z"), &cairo, &week).unwrap();
    assert_eq!(written(found), "2026-11-22T10:00:00Z", "Thursday to Sunday");
    assert!(week.is_working(date(2026, 11, 22)) && !week.is_working(date(2026, 11, 20)));
    assert_eq!(Week::new(["samedi"], []), Err(DeadlineError::Weekday("samedi".into())));
    let all = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    assert_eq!(Week::new(all, []), Err(DeadlineError::Rest));
}

#[test]
fn the_clock_goes_forward() {
    // Brussels, 29 March 2026: 02:00 becomes 03:00.
    assert_eq!(due(Count::Days(1), 17, "2026-03-28T10:00:00Z"), "2026-03-29T15:00:00Z");
    assert_eq!(due(Count::Days(1), 2, "2026-03-28T10:00:00Z"), "2026-03-29T01:00:00Z", "02:00 does not exist: 03:00");
    assert_eq!(due(Count::Days(1), 1, "2026-03-28T10:00:00Z"), "2026-03-29T00:00:00Z");
    assert_eq!(due(Count::WorkingDays(1), 17, "2026-03-27T10:00:00Z"), "2026-03-30T15:00:00Z");
}

#[test]
fn the_clock_goes_back() {
    // Brussels, 25 October 2026: 03:00 becomes 02:00.
    assert_eq!(due(Count::Days(1), 17, "2026-10-24T10:00:00Z"), "2026-10-25T16:00:00Z");
    assert_eq!(due(Count::Days(1), 2, "2026-10-24T10:00:00Z"), "2026-10-25T01:00:00Z", "02:00 comes twice: the later");
    assert_eq!(due(Count::Days(1), 3, "2026-10-24T10:00:00Z"), "2026-10-25T02:00:00Z");
}

#[test]
fn a_clock_set_back_over_midnight_makes_nothing_due_before_it_began() {
    // A place that goes from 00:30 back to 23:30 of the day before, on the last Sunday of October.
    let odd = TimeZone::posix("XXX0XXY-1,M3.5.0,M10.5.0/0:30").unwrap();
    let start = at("2026-10-24T23:59:00Z");
    let found = deadline(Count::Days(1), 0).due(start, &odd, &Week::western()).unwrap();
    assert!(found >= start, "{}", written(found));
}

#[test]
fn deadlines_keep_to_bounds() {
    let new = |count, hour, zone: &str, remind: &[u16]| {
        let remind = remind.iter().map(|days| Reminder { days_before: *days }).collect();
        Deadline::new(count, hour, zone, remind).map(|_| ())
    };
    assert_eq!(new(Count::Days(0), 1, "UTC", &[]), Err(DeadlineError::Days(0)));
    assert_eq!(new(Count::WorkingDays(3_661), 1, "UTC", &[]), Err(DeadlineError::Days(3_661)));
    assert_eq!(new(Count::Days(1), 24, "UTC", &[]), Err(DeadlineError::Hour(24)));
    assert_eq!(new(Count::Days(1), -1, "UTC", &[]), Err(DeadlineError::Hour(-1)));
    for zone in ["", "Europe Brussels", "/etc/localtime", "../x", "é"] {
        assert_eq!(new(Count::Days(1), 1, zone, &[]), Err(DeadlineError::Zone(zone.into())), "{zone}");
    }
    assert_eq!(new(Count::Days(2), 1, "UTC", &[1, 2]), Err(DeadlineError::Reminder(2)));
    assert_eq!(deadline(Count::Days(1), 1).due(i64::MAX, &TimeZone::UTC, &Week::western()), Err(DeadlineError::Range));
}

#[test]
fn deadlines_are_data() {
    let json = r#"{"working_days":5,"at":17,"time_zone":"Europe/Brussels","remind":[2]}"#;
    let read: Deadline = serde_json::from_str(json).unwrap();
    assert_eq!((read.count(), read.time_zone()), (Count::WorkingDays(5), "Europe/Brussels"));
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
    for wrong in [
        r#"{"at":17,"time_zone":"UTC"}"#,
        r#"{"days":1,"working_days":1,"at":17,"time_zone":"UTC"}"#,
        r#"{"days":1,"at":17,"time_zone":"UTC","weeks":1}"#,
    ] {
        assert!(serde_json::from_str::<Deadline>(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn reminders_come_before_at_the_same_hour() {
    let remind = [4_u16, 1, 1].iter().map(|days| Reminder { days_before: *days }).collect();
    let deadline = Deadline::new(Count::Days(5), 17, "Europe/Brussels", remind).unwrap();
    let start = at("2026-03-26T10:00:00Z");
    let due = deadline.due(start, &brussels(), &Week::western()).unwrap();
    assert_eq!(written(due), "2026-03-31T15:00:00Z");
    let found: Vec<String> = deadline.remind(start, due, &brussels()).unwrap().into_iter().map(written).collect();
    assert_eq!(found, ["2026-03-27T16:00:00Z", "2026-03-30T15:00:00Z"], "17:00 in winter and in summer");
    let late = at("2026-03-29T10:00:00Z");
    assert_eq!(deadline.remind(late, due, &brussels()).unwrap().len(), 1, "none before the beginning");
}

proptest! {
    #[test]
    fn nothing_is_due_before_it_began(
        start in at("2000-01-01T00:00:00Z")..at("2090-01-01T00:00:00Z"),
        days in 1_u16..60,
        hour in 0_i8..24,
        working in any::<bool>(),
        zone in prop::sample::select(vec![
            "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0", "<-03>3", "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45",
            "XXX0XXY-1,M3.5.0,M10.5.0/0:30", "UTC0",
        ]),
    ) {
        let zone = TimeZone::posix(zone).unwrap();
        let count = if working { Count::WorkingDays(days) } else { Count::Days(days) };
        let week = Week::western();
        let due = deadline(count, hour).due(start, &zone, &week).unwrap();
        prop_assert!(due >= start);
        let local = |instant| Timestamp::from_microsecond(instant).unwrap().to_zoned(zone.clone());
        let (began, ends) = (local(start).date(), local(due).date());
        prop_assert!(ends > began);
        // The same count by looking at every day between.
        let counted = began.series(jiff::Span::new().days(1)).skip(1).take_while(|day| *day <= ends);
        let counted = counted.filter(|day| !working || week.is_working(*day)).count();
        prop_assert_eq!(counted, usize::from(days));
        prop_assert!(!working || week.is_working(ends));
    }

    #[test]
    fn reminders_lie_between_the_beginning_and_the_end(
        start in at("2020-01-01T00:00:00Z")..at("2040-01-01T00:00:00Z"),
        days in 2_u16..40,
        remind in prop::collection::vec(0_u16..40, 0..5),
        hour in 0_i8..24,
    ) {
        let kept: Vec<Reminder> = remind.into_iter().filter(|before| *before < days).map(|days_before| Reminder { days_before }).collect();
        let deadline = Deadline::new(Count::Days(days), hour, "Europe/Brussels", kept.clone()).unwrap();
        let zone = brussels();
        let due = deadline.due(start, &zone, &Week::western()).unwrap();
        let found = deadline.remind(start, due, &zone).unwrap();
        prop_assert!(found.iter().all(|at| start < *at && *at < due));
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "each once, in order");
        prop_assert!(found.len() <= kept.len());
        let json = serde_json::to_string(&deadline).unwrap();
        prop_assert_eq!(serde_json::from_str::<Deadline>(&json).unwrap(), deadline);
    }
}
