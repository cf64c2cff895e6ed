//! How figures look: numbers in groups of three, dates and shares in the reader's language.

use std::fmt::Write as _;

use basis::{Date, Decimal, Language};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::chart::escape;
use crate::language::Words;

/// The narrow no-break space that groups digits and stands before units.
pub const THIN: char = '\u{202f}';

/// The minus sign; a hyphen is not one.
const MINUS: char = '\u{2212}';

const MONTHS: [(&str, &str, &str, &str); 12] = [
    ("January", "Jan", "janvier", "janv."),
    ("February", "Feb", "février", "févr."),
    ("March", "Mar", "mars", "mars"),
    ("April", "Apr", "avril", "avr."),
    ("May", "May", "mai", "mai"),
    ("June", "Jun", "juin", "juin"),
    ("July", "Jul", "juillet", "juil."),
    ("August", "Aug", "août", "août"),
    ("September", "Sep", "septembre", "sept."),
    ("October", "Oct", "octobre", "oct."),
    ("November", "Nov", "novembre", "nov."),
    ("December", "Dec", "décembre", "déc."),
];

impl Words {
    /// The decimal mark: a point in English, a comma in French.
    #[must_use]
    pub fn mark(self) -> char {
        if self.0 == Language::Fr { ',' } else { '.' }
    }

    /// A whole number, grouped: `1 234 567`.
    #[must_use]
    pub fn number(self, number: u64) -> String {
        let mut out = String::new();
        group(&mut out, &number.to_string());
        out
    }

    /// An exact decimal with the digits it has, grouped, in the language's decimal mark.
    #[must_use]
    pub fn decimal(self, amount: Decimal) -> String {
        let text = amount.abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let mut out = String::with_capacity(text.len() + 6);
        if amount.is_sign_negative() && !amount.is_zero() {
            out.push(MINUS);
        }
        group(&mut out, whole);
        if !fraction.is_empty() {
            out.push(self.mark());
            out.push_str(fraction);
        }
        out
    }

    /// An amount in a currency with two decimals at least: `7 714.50 EUR`. More decimals stay: nothing is rounded here.
    #[must_use]
    pub fn money(self, amount: Decimal, currency: &str) -> String {
        let mut out = self.amount(amount);
        out.push('\u{a0}');
        out.push_str(currency);
        out
    }

    /// The amount alone, for a column whose head names the currency.
    #[must_use]
    pub fn amount(self, mut amount: Decimal) -> String {
        amount = amount.normalize();
        if amount.scale() < 2 {
            amount.rescale(2);
        }
        self.decimal(amount)
    }

    /// A large amount without decimals, rounded to whole units for a chart or tile that says so.
    #[must_use]
    pub fn rounded(self, amount: Decimal) -> String {
        self.decimal(amount.round())
    }

    /// A share of a whole in per cent with one decimal: `12.5 %`; none where the whole is nothing.
    #[must_use]
    pub fn share(self, part: u64, whole: u64) -> String {
        if whole == 0 {
            return "–".to_owned();
        }
        let tenths = (u128::from(part) * 1000 + u128::from(whole) / 2) / u128::from(whole);
        format!("{}{}{}{THIN}%", tenths / 10, self.mark(), tenths % 10)
    }

    /// A probability or score: `0.93`.
    #[must_use]
    pub fn score(self, score: f64) -> String {
        self.localised(&format!("{score:.2}"))
    }

    /// A weight on the log-odds with its sign: `+1.92`, `−0.30`.
    #[must_use]
    pub fn weight(self, weight: f64) -> String {
        let sign = if weight < 0.0 { MINUS } else { '+' };
        format!("{sign}{}", self.localised(&format!("{:.2}", weight.abs())))
    }

    fn localised(self, figure: &str) -> String {
        if self.0 == Language::Fr { figure.replace('.', ",") } else { figure.to_owned() }
    }

    /// A day in words: `22 November 2026`, `1er mars 2026`.
    #[must_use]
    pub fn date(self, day: Date) -> String {
        let (english, _, french, _) = month(day);
        match self.0 {
            Language::En => format!("{}\u{a0}{english} {}", day.day(), day.year()),
            Language::Fr => format!("{}\u{a0}{french} {}", french_day(day), day.year()),
        }
    }

    /// A day for a table: `22 Nov 2026`, `22 nov. 2026`.
    #[must_use]
    pub fn short_date(self, day: Date) -> String {
        let (_, english, _, french) = month(day);
        match self.0 {
            Language::En => format!("{}\u{a0}{english}\u{a0}{}", day.day(), day.year()),
            Language::Fr => format!("{}\u{a0}{french}\u{a0}{}", french_day(day), day.year()),
        }
    }

    /// The days of a dated fact: `1 Jan 2020 to 30 Jun 2021`, `since 1 Jul 2021`.
    #[must_use]
    pub fn period(self, from: Date, to: Option<Date>) -> String {
        let from = self.short_date(from);
        match to {
            Some(to) => self.say("period-between", &[("from", &from), ("to", &self.short_date(to))]),
            None => self.say("period-since", &[("from", &from)]),
        }
    }

    /// A size of a file: `24.6 MB`, `24,6 Mo`.
    #[must_use]
    pub fn size(self, bytes: u64) -> String {
        let units = if self.0 == Language::Fr { ["o", "ko", "Mo", "Go"] } else { ["B", "kB", "MB", "GB"] };
        let (mut tenths, mut unit) = (u128::from(bytes) * 10, 0);
        while tenths >= 10_000 && unit + 1 < units.len() {
            tenths = (tenths + 500) / 1000;
            unit += 1;
        }
        let unit_name = units.get(unit).copied().unwrap_or_default();
        if unit == 0 || tenths >= 1000 {
            return format!("{}{THIN}{unit_name}", tenths / 10);
        }
        format!("{}{}{}{THIN}{unit_name}", tenths / 10, self.mark(), tenths % 10)
    }

    /// A length of time: `48 s`, `3 min 12 s`, `1 h 05 min`.
    #[must_use]
    pub fn duration(self, seconds: u64) -> String {
        let (minutes, rest) = (seconds / 60, seconds % 60);
        match (minutes / 60, minutes % 60) {
            (0, 0) => format!("{rest}{THIN}s"),
            (0, minutes) => format!("{minutes}{THIN}min {rest}{THIN}s"),
            (hours, minutes) => format!("{hours}{THIN}h {minutes:02}{THIN}min"),
        }
    }

    /// A moment in words, in UTC, from microseconds since 1970-01-01: `22 November 2026, 14:05 UTC`.
    #[must_use]
    pub fn moment(self, micros: i64) -> String {
        let at = in_utc(micros);
        format!("{}, {:02}:{:02}\u{a0}UTC", self.date(at.date()), at.hour(), at.minute())
    }

    /// A moment for a table: `22 Nov 2026, 14:05 UTC`.
    #[must_use]
    pub fn short_moment(self, micros: i64) -> String {
        let at = in_utc(micros);
        format!("{}, {:02}:{:02}\u{a0}UTC", self.short_date(at.date()), at.hour(), at.minute())
    }

    /// The day of a moment for a table, in UTC: `22 Nov 2026`.
    #[must_use]
    pub fn day_of(self, micros: i64) -> String {
        self.short_date(in_utc(micros).date())
    }

    /// How long something has waited or how soon it comes, in the largest unit that says enough: `3 days ago`, `in 2
    /// hours`, `now`. Below a minute it is now.
    #[must_use]
    pub fn ago(self, now: i64, at: i64) -> String {
        let minutes = now.abs_diff(at) / 60_000_000;
        let past = at <= now;
        match (minutes / 1_440, minutes / 60, minutes) {
            (0, 0, 0) => self.t("ago-now").to_owned(),
            (0, 0, minutes) => self.count(if past { "ago-minutes" } else { "in-minutes" }, minutes),
            (0, hours, _) => self.count(if past { "ago-hours" } else { "in-hours" }, hours),
            (days, _, _) => self.count(if past { "ago-days" } else { "in-days" }, days),
        }
    }

    /// A text of an engine with its amounts, shares and days as this language writes them.
    #[must_use]
    pub fn spoken(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 8);
        let mut words = text.split(' ').peekable();
        while let Some(word) = words.next() {
            if !out.is_empty() {
                out.push(' ');
            }
            let unit = words.peek().copied().unwrap_or_default();
            let bare = word.trim_end_matches([',', ';', '.', ':']);
            let after = word.strip_prefix(bare).unwrap_or_default();
            if let (Ok(amount), true) = (word.parse::<Decimal>(), is_unit(unit)) {
                let space = if unit.starts_with('%') { THIN } else { '\u{a0}' };
                let amount = if unit.starts_with('%') { amount.normalize() } else { amount };
                let _ = write!(out, "{}{space}{unit}", self.decimal(amount));
                words.next();
            } else if let Some(number) = long_decimal(bare) {
                let _ = write!(out, "{}{after}", self.decimal(number));
            } else if let (Ok(day), 10) = (bare.parse::<Date>(), bare.len()) {
                let _ = write!(out, "{}{after}", self.short_date(day));
            } else {
                out.push_str(word);
            }
        }
        out
    }

    /// A text of an engine as a sentence of a page: spoken, and with a capital.
    #[must_use]
    pub fn sentence(self, text: &str) -> String {
        let mut out = self.spoken(text);
        let first = out.chars().next().unwrap_or_default();
        if first.is_lowercase() {
            let capital: String = first.to_uppercase().collect();
            out.replace_range(..first.len_utf8(), &capital);
        }
        out
    }

    /// A duty expression for reading: trailing zeros dropped, digits in the language's mark, thin spaces before units.
    #[must_use]
    pub fn expression(self, canonical: &str) -> String {
        if canonical == "free" {
            return self.t("rate-free").to_owned();
        }
        let mut out = String::with_capacity(canonical.len());
        for (index, word) in canonical.split(' ').enumerate() {
            if index > 0 {
                out.push(if word == "%" { THIN } else { ' ' });
            }
            match word.parse::<Decimal>() {
                Ok(figure) if word.starts_with(|first: char| first.is_ascii_digit()) => {
                    let _ = write!(out, "{}", self.decimal(figure.normalize()));
                }
                _ => out.push_str(word),
            }
        }
        out
    }

    /// A figure of a step as the clearance wrote it (`1234.50 EUR`), for reading in this language.
    #[must_use]
    pub fn figure(self, written: &str) -> String {
        let mut pieces = written.splitn(2, ' ');
        let (first, rest) = (pieces.next().unwrap_or_default(), pieces.next());
        match (first.parse::<Decimal>(), rest) {
            (Ok(figure), Some(unit)) if unit.len() == 3 && unit.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                self.money(figure, unit)
            }
            (Ok(figure), Some(unit)) => format!("{}\u{a0}{unit}", self.decimal(figure)),
            (Ok(figure), None) if first.contains('.') => self.decimal(figure),
            _ => written.to_owned(),
        }
    }
}

/// A number of three decimals or more, as rates and exact values have them. What may be a code is left alone: `8712.003`
/// in the nomenclature, `09.4011` among the quotas.
fn long_decimal(word: &str) -> Option<Decimal> {
    let (whole, decimals) = word.split_once('.')?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let code = whole.len() == 4 || (whole.len(), decimals.len()) == (2, 4);
    if decimals.len() >= 3 && !code && digits(whole) && digits(decimals) { word.parse().ok() } else { None }
}

/// A moment as the clocks of UTC show it; one that no calendar holds is the first of 1970.
fn in_utc(micros: i64) -> Zoned {
    Timestamp::from_microsecond(micros).unwrap_or_default().to_zoned(TimeZone::UTC)
}

fn month(day: Date) -> (&'static str, &'static str, &'static str, &'static str) {
    let index = usize::try_from(day.month() - 1).unwrap_or_default();
    MONTHS.get(index).copied().unwrap_or_default()
}

fn french_day(day: Date) -> String {
    if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() }
}

/// Writes digits in groups of three from the end.
fn group(out: &mut String, digits: &str) {
    let length = digits.len();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (length - index).is_multiple_of(3) {
            out.push(THIN);
        }
        out.push(digit);
    }
}

/// Whether a word of a text is a currency, the kilogram or the sign of per cent, with the punctuation that may follow it.
fn is_unit(word: &str) -> bool {
    let word = word.trim_end_matches([',', ';', '.', ':']);
    matches!(word, "kg" | "%") || word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// A text as HTML, with what stands between backticks as code.
#[must_use]
pub fn marked(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let closed = parts.len() % 2 == 1;
    let mut out = String::with_capacity(text.len() + 32);
    for (index, part) in parts.iter().enumerate() {
        if closed && index % 2 == 1 {
            let _ = write!(out, "<code class=\"code\">{}</code>", escape(part));
        } else {
            out.push_str(&escape(part));
        }
    }
    out
}

/// A text without its backticks, where no markup can stand.
#[must_use]
pub fn unmarked(text: &str) -> String {
    text.replace('`', "")
}

/// A commodity code with its dots: `8712.00.30`; what is no code of digits stays as it is.
#[must_use]
pub fn dotted(code: &str) -> String {
    if code.len() <= 4 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return code.to_owned();
    }
    let mut out = String::with_capacity(code.len() + 4);
    for (index, digit) in code.chars().enumerate() {
        if index >= 4 && index.is_multiple_of(2) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// A digest for a footer: the first seven digits in two groups, as `b7f3 90a`.
#[must_use]
pub fn short_digest(digest: &str) -> String {
    let head: Vec<char> = digest.chars().take(8).collect();
    let (first, second) = head.split_at(head.len().min(4));
    let mut out: String = first.iter().collect();
    if !second.is_empty() {
        out.push(' ');
        out.extend(second);
    }
    out
}

#[cfg(test)]
#[path = "look_test.rs"]
mod tests;
