//! When something is due: so many working days or days after it began, at an hour of a place, over changes of the clock.

use std::collections::BTreeSet;

use basis::Date;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most days that a deadline counts.
const MOST_DAYS: u16 = 3_660;

/// How the days of a deadline are counted. The day on which it begins is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Days that are neither of the weekend nor holidays.
    WorkingDays(u16),
    /// All days.
    Days(u16),
}

/// By when something is due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Raw", into = "Raw")]
pub struct Deadline {
    count: Count,
    at: i8,
    time_zone: String,
    reminders: Vec<Reminder>,
}

/// A reminder so many days before something is due, at the same hour of the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reminder {
    /// Days of the calendar.
    pub days_before: u16,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    working_days: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    days: Option<u16>,
    at: i8,
    time_zone: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    remind: Vec<Reminder>,
}

impl TryFrom<Raw> for Deadline {
    type Error = DeadlineError;

    fn try_from(raw: Raw) -> Result<Self, DeadlineError> {
        let count = match (raw.working_days, raw.days) {
            (Some(days), None) => Count::WorkingDays(days),
            (None, Some(days)) => Count::Days(days),
            _ => return Err(DeadlineError::Count),
        };
        Self::new(count, raw.at, raw.time_zone, raw.remind)
    }
}

impl From<Deadline> for Raw {
    fn from(deadline: Deadline) -> Self {
        let (working_days, days) = match deadline.count {
            Count::WorkingDays(days) => (Some(days), None),
            Count::Days(days) => (None, Some(days)),
        };
        Self { working_days, days, at: deadline.at, time_zone: deadline.time_zone, remind: deadline.reminders }
    }
}

/// Why a deadline is none, or cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DeadlineError {
    /// Neither or both ways of counting.
    #[error("a deadline counts either `working_days` or `days`")]
    Count,
    /// A number of days out of bounds.
    #[error("a deadline is 1 to {MOST_DAYS} days away, not {0}")]
    Days(u16),
    /// An hour that no day has.
    #[error("`at` is an hour from 0 to 23, not {0}")]
    Hour(i8),
    /// A name that cannot be of a time zone.
    #[error("`{0}` names no time zone such as `Europe/Brussels`")]
    Zone(String),
    /// A reminder that would come before the beginning.
    #[error("a reminder {0} days before comes before the deadline begins")]
    Reminder(u16),
    /// A week without a working day.
    #[error("a week of rest days only has no working day")]
    Rest,
    /// A day that is none of the week.
    #[error("`{0}` is no day of the week such as `saturday`")]
    Weekday(String),
    /// An instant outside the calendar.
    #[error("the instant is outside the years that the calendar counts")]
    Range,
}

/// The days on which nobody works: the weekend, which is not the same everywhere, and holidays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    rest: Vec<Weekday>,
    holidays: BTreeSet<Date>,
}

impl Week {
    /// Saturday and Sunday, and no holidays.
    #[must_use]
    pub fn western() -> Self {
        Self { rest: vec![Weekday::Saturday, Weekday::Sunday], holidays: BTreeSet::new() }
    }

    /// The days of rest by their English names in small letters, and the holidays.
    ///
    /// # Errors
    /// `DeadlineError` for a name that is none, and where no working day is left.
    pub fn new<'a>(
        rest: impl IntoIterator<Item = &'a str>,
        holidays: impl IntoIterator<Item = Date>,
    ) -> Result<Self, DeadlineError> {
        let mut days = Vec::new();
        for name in rest {
            let day = weekday(name).ok_or_else(|| DeadlineError::Weekday(name.to_owned()))?;
            if !days.contains(&day) {
                days.push(day);
            }
        }
        if days.len() == 7 {
            return Err(DeadlineError::Rest);
        }
        Ok(Self { rest: days, holidays: holidays.into_iter().collect() })
    }

    /// Whether people work on a day.
    #[must_use]
    pub fn is_working(&self, day: Date) -> bool {
        !self.rest.contains(&day.weekday()) && !self.holidays.contains(&day)
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    match name {
        "monday" => Some(Weekday::Monday),
        "tuesday" => Some(Weekday::Tuesday),
        "wednesday" => Some(Weekday::Wednesday),
        "thursday" => Some(Weekday::Thursday),
        "friday" => Some(Weekday::Friday),
        "saturday" => Some(Weekday::Saturday),
        "sunday" => Some(Weekday::Sunday),
        _ => None,
    }
}

impl Deadline {
    /// A deadline at an hour of a time zone by its IANA name.
    ///
    /// # Errors
    /// `DeadlineError` for days, an hour or a reminder out of bounds, and a name that cannot be of a zone. Whether the
    /// zone exists is known where zones are loaded.
    pub fn new(count: Count, at: i8, zone: impl Into<String>, remind: Vec<Reminder>) -> Result<Self, DeadlineError> {
        let (Count::WorkingDays(days) | Count::Days(days)) = count;
        let time_zone = zone.into();
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(DeadlineError::Days(days));
        }
        if !(0..=23).contains(&at) {
            return Err(DeadlineError::Hour(at));
        }
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
        if !(1..=60).contains(&time_zone.len()) || !time_zone.bytes().all(letters) || time_zone.starts_with('/') {
            return Err(DeadlineError::Zone(time_zone));
        }
        if let Some(reminder) = remind.iter().find(|reminder| reminder.days_before >= days) {
            return Err(DeadlineError::Reminder(reminder.days_before));
        }
        Ok(Self { count, at, time_zone, reminders: remind })
    }

    /// The IANA name of the time zone whose rules `due` takes.
    #[must_use]
    pub fn time_zone(&self) -> &str {
        &self.time_zone
    }

    /// How the days are counted.
    #[must_use]
    pub fn count(&self) -> Count {
        self.count
    }

    /// When what began at an instant is due. Both are microseconds of UTC since 1970. Where the hour does not exist on
    /// that day, the time as long after the clock went forward; where it comes twice, the later one, so that nobody
    /// loses an hour. Never before the beginning.
    ///
    /// # Errors
    /// `DeadlineError::Range` outside the calendar.
    pub fn due(&self, start: i64, zone: &TimeZone, week: &Week) -> Result<i64, DeadlineError> {
        let began = Timestamp::from_microsecond(start).map_err(range)?.to_zoned(zone.clone()).date();
        let day = match self.count {
            Count::Days(days) => began.checked_add(Span::new().days(days)).map_err(range)?,
            Count::WorkingDays(days) => working(began, days, week)?,
        };
        Ok(instant(day, self.at, zone)?.max(start))
    }

    /// When to remind of what is due, earliest first: only instants after the beginning and before it is due.
    ///
    /// # Errors
    /// `DeadlineError::Range` outside the calendar.
    pub fn remind(&self, start: i64, due: i64, zone: &TimeZone) -> Result<Vec<i64>, DeadlineError> {
        let mut found = Vec::new();
        for reminder in &self.reminders {
            let at = reminder.at(due, zone)?;
            if start < at && at < due {
                found.push(at);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

impl Reminder {
    /// When it goes out for what is due at an instant: so many days of the calendar before, at the same hour of the
    /// place.
    ///
    /// # Errors
    /// `DeadlineError::Range` outside the calendar.
    pub fn at(self, due: i64, zone: &TimeZone) -> Result<i64, DeadlineError> {
        let due = Timestamp::from_microsecond(due).map_err(range)?.to_zoned(zone.clone()).datetime();
        let at = due.checked_sub(Span::new().days(self.days_before)).map_err(range)?;
        Ok(zone.to_ambiguous_zoned(at).later().map_err(range)?.timestamp().as_microsecond())
    }
}

fn working(began: Date, days: u16, week: &Week) -> Result<Date, DeadlineError> {
    let (mut day, mut left) = (began, days);
    while left > 0 {
        day = day.tomorrow().map_err(range)?;
        if week.is_working(day) {
            left -= 1;
        }
    }
    Ok(day)
}

fn instant(day: Date, hour: i8, zone: &TimeZone) -> Result<i64, DeadlineError> {
    let at = day.at(hour, 0, 0, 0);
    Ok(zone.to_ambiguous_zoned(at).later().map_err(range)?.timestamp().as_microsecond())
}

fn range(_: jiff::Error) -> DeadlineError {
    DeadlineError::Range
}
