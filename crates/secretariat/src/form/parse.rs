//! From what an HTML form posts to an answer, and whether an answer keeps to the limits of its question.

use std::collections::BTreeSet;

use basis::{Country, Date, Decimal, Text};

use super::refusal;
use super::{Answer, Kind, Question, Refusal, is_email};
use crate::register::is_code;

/// The longest text that is looked at, in bytes: the longest answer of a form in the longest characters.
const RAW_BYTES: usize = 400_000;

/// The most values that one field may post.
const RAW_VALUES: usize = 1_000;

impl Question {
    /// The answer that an HTML form posted: `None` where nothing was entered. Space around a value is dropped, line
    /// ends become `\n`, a tab a space; nothing else is changed. What looks like markup or a command is text.
    ///
    /// # Errors
    /// `Refusal` in words for the person, where the value is not of the question's kind or outside its limits.
    pub fn parse(&self, raw: &[String]) -> Result<Option<Answer>, Refusal> {
        self.read(raw)
            .and_then(|answer| answer.as_ref().map_or(Ok(()), |answer| self.judge(answer)).map(|()| answer))
            .map_err(|text| self.refuse(text))
    }

    fn read(&self, raw: &[String]) -> Result<Option<Answer>, Text> {
        if raw.len() > RAW_VALUES || raw.iter().any(|value| value.len() > RAW_BYTES) {
            return Err(refusal::form_of(self.kind));
        }
        let values: Vec<String> = raw.iter().map(|value| tidied(value)).filter(|value| !is_blank(value)).collect();
        if self.kind == Kind::Choices {
            let chosen: BTreeSet<String> = values.into_iter().collect();
            return Ok((!chosen.is_empty()).then_some(Answer::Choices(chosen)));
        }
        match <[String; 1]>::try_from(values) {
            Ok([value]) => self.single(value).map(Some),
            Err(values) if values.is_empty() => Ok(None),
            Err(_) => Err(refusal::several()),
        }
    }

    fn single(&self, value: String) -> Result<Answer, Text> {
        let wrong = |()| refusal::form_of(self.kind);
        match self.kind {
            Kind::Line => Ok(Answer::Line(value)),
            Kind::Text => Ok(Answer::Text(value)),
            Kind::Number => number(&value).map(Answer::Number).ok_or(()).map_err(wrong),
            Kind::Date => day(&value).map(Answer::Date).ok_or(()).map_err(wrong),
            Kind::YesNo => match value.as_str() {
                "yes" => Ok(Answer::YesNo(true)),
                "no" => Ok(Answer::YesNo(false)),
                _ => Err(refusal::form_of(self.kind)),
            },
            Kind::Choice | Kind::Choices => Ok(Answer::Choice(value)),
            Kind::Country => value.parse::<Country>().map(Answer::Country).map_err(|_| wrong(())),
            Kind::Email => Ok(Answer::Email(address(&value))),
            Kind::Body => Ok(Answer::Body(value.to_ascii_uppercase())),
            Kind::File => Ok(Answer::File(value)),
        }
    }

    /// Whether an answer is of the question's kind and within its limits.
    pub(super) fn judge(&self, answer: &Answer) -> Result<(), Text> {
        if answer.kind() != self.kind {
            return Err(refusal::other_kind());
        }
        let fits = |fits: bool| if fits { Ok(()) } else { Err(refusal::form_of(self.kind)) };
        match answer {
            Answer::Line(text) => self.judge_words(text, false),
            Answer::Text(text) => self.judge_words(text, true),
            Answer::Number(number) => self.judge_number(*number),
            Answer::Date(day) => self.judge_day(*day),
            Answer::YesNo(_) | Answer::Country(_) => Ok(()),
            Answer::Choice(value) => fits(self.limits.offers(value)),
            Answer::Choices(values) => self.judge_choices(values),
            Answer::Email(text) => fits(is_email(text)),
            Answer::Body(code) => fits(is_code(code)),
            Answer::File(reference) => fits(is_reference(reference)),
        }
    }

    fn judge_words(&self, text: &str, lines: bool) -> Result<(), Text> {
        if text.chars().any(|letter| is_refused(letter) && !(lines && letter == '\n')) {
            return Err(refusal::characters());
        }
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if length > self.max_length() {
            return Err(refusal::too_long(length, self.max_length()));
        }
        match self.limits.min_length {
            Some(fewest) if length < fewest => Err(refusal::too_short(length, fewest)),
            _ => Ok(()),
        }
    }

    fn judge_number(&self, number: Decimal) -> Result<(), Text> {
        let limits = &self.limits;
        if limits.min.is_some_and(|least| number < least) || limits.max.is_some_and(|most| number > most) {
            let words = |bound: Option<Decimal>| bound.map(|bound| bound.to_string());
            return Err(refusal::outside(words(limits.min), words(limits.max)));
        }
        match limits.scale {
            Some(most) if number.normalize().scale() > most => Err(refusal::decimals(number, most)),
            _ => Ok(()),
        }
    }

    fn judge_day(&self, day: Date) -> Result<(), Text> {
        let limits = &self.limits;
        if limits.from.is_some_and(|first| day < first) || limits.to.is_some_and(|last| day > last) {
            let words = |bound: Option<Date>| bound.map(|bound| bound.to_string());
            return Err(refusal::outside(words(limits.from), words(limits.to)));
        }
        Ok(())
    }

    fn judge_choices(&self, values: &BTreeSet<String>) -> Result<(), Text> {
        if !values.iter().all(|value| self.limits.offers(value)) {
            return Err(refusal::form_of(self.kind));
        }
        match self.limits.most {
            Some(most) if values.len() > most as usize => Err(refusal::too_many(values.len(), most)),
            _ => Ok(()),
        }
    }
}

/// A posted value with its line ends and outer space brought into one form.
fn tidied(value: &str) -> String {
    value.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ").trim().to_owned()
}

/// Whether nothing can be seen of a value.
fn is_blank(value: &str) -> bool {
    value
        .chars()
        .all(|letter| letter.is_whitespace() || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'))
}

/// Control characters, and those that turn the order of the text around them so that it reads as something else.
fn is_refused(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Digits with an optional sign and one comma or point; at most 28 digits, so that the number is exact.
fn number(value: &str) -> Option<Decimal> {
    let value = value.replace(',', ".");
    let digits = value.strip_prefix(['-', '+']).unwrap_or(&value);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let exact = all(whole) && all(decimals) && whole.len() + decimals.len() <= 28;
    exact.then(|| value.parse::<Decimal>().ok()).flatten().map(|number| number.normalize())
}

/// `CCYY-MM-DD` and nothing else.
fn day(value: &str) -> Option<Date> {
    let is_form = value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_form.then(|| value.parse().ok()).flatten()
}

/// The address with its domain in small letters: domains know no case.
fn address(value: &str) -> String {
    match value.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", domain.to_ascii_lowercase()),
        None => value.to_owned(),
    }
}

/// The reference of an uploaded document: letters, digits, hyphens.
fn is_reference(value: &str) -> bool {
    (1..=80).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
