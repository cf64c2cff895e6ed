//! Numbers and days as they are written in messages and tables.

use basis::{Date, Decimal};

/// An exact decimal: an optional sign, digits, at most one point. No exponent, no `NaN`, no grouping; more digits than
/// an exact decimal holds are refused and never rounded away.
pub(crate) fn decimal(text: &str) -> Option<Decimal> {
    let bytes = text.as_bytes();
    let digits = match bytes {
        [b'-' | b'+', rest @ ..] => rest,
        all => all,
    };
    if let Some(small) = whole(digits) {
        let signed = if bytes.first() == Some(&b'-') { -small } else { small };
        return Some(Decimal::from(signed));
    }
    let plain = digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    if !plain || !digits.iter().any(u8::is_ascii_digit) || digits.len() > 64 {
        return None;
    }
    Decimal::from_str_exact(text.strip_prefix('+').unwrap_or(text)).ok()
}

/// A whole number of at most eighteen digits.
fn whole(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    digits.iter().try_fold(0_i64, |sum, byte| match byte {
        b'0'..=b'9' => Some(sum * 10 + i64::from(byte - b'0')),
        _ => None,
    })
}

/// A day: CCYY-MM-DD or CCYYMMDD, alone or with a time and a zone behind it. The day is the one written, in the zone of
/// whoever wrote it.
pub(crate) fn date(text: &str) -> Option<Date> {
    let (year, month, day, rest) = match text.as_bytes() {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] => ([*y1, *y2, *y3, *y4], [*m1, *m2], [*d1, *d2], rest),
        [y1, y2, y3, y4, m1, m2, d1, d2, rest @ ..] => ([*y1, *y2, *y3, *y4], [*m1, *m2], [*d1, *d2], rest),
        _ => return None,
    };
    let time = rest.iter().all(|byte| byte.is_ascii_digit() || b"T:.+-Z ".contains(byte));
    if !time || rest.len() > 24 {
        return None;
    }
    day_of(&year, &month, &day)
}

/// The day of digits.
pub(crate) fn day_of(year: &[u8], month: &[u8], day: &[u8]) -> Option<Date> {
    let year = i16::try_from(whole(year)?).ok()?;
    let month = i8::try_from(whole(month)?).ok()?;
    let day = i8::try_from(whole(day)?).ok()?;
    Date::new(year, month, day).ok()
}
