use basis::{Currency, Decimal};
use thiserror::Error;

use super::{Component, Element, Expression, Joint, Term};
use crate::Unit;

/// The most characters of an expression.
pub const MAX_LENGTH: usize = 500;

/// The most parts of an expression.
pub const MAX_TERMS: usize = 16;

/// Why a text is not a duty expression, and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{text} (column {column})")]
pub struct ParseError {
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what would be right.
    pub text: String,
}

fn wrong(column: usize, text: impl Into<String>) -> ParseError {
    ParseError { column, text: text.into() }
}

/// Reads a duty expression: `free`, `12 %`, `1.23 EUR / kg`, `9.1 % MAX 1 % + 0.90 EUR / 100 kg`, `0 % + AC`.
///
/// # Errors
/// `ParseError` with the column, for anything that is not a whole expression, for more than [`MAX_TERMS`] parts or
/// [`MAX_LENGTH`] characters, and for a unit alone (a supplementary unit is no duty).
pub fn parse(text: &str) -> Result<Expression, ParseError> {
    if text.chars().count() > MAX_LENGTH {
        return Err(wrong(MAX_LENGTH, format!("the expression is longer than {MAX_LENGTH} characters")));
    }
    let phrases = phrases(text);
    if phrases.len() > MAX_TERMS {
        return Err(wrong(1, format!("the expression has more than {MAX_TERMS} parts")));
    }
    let mut phrases = phrases.into_iter();
    let first = match phrases.next() {
        Some(phrase) => component(&phrase)?,
        None => return Err(wrong(1, "the expression is empty; `free` says that no duty is due")),
    };
    let rest: Result<Box<[Term]>, ParseError> =
        phrases.map(|phrase| Ok(Term { joint: phrase.joint, component: component(&phrase)? })).collect();
    Ok(Expression { first, rest: rest? })
}

/// The characters between two joints.
struct Phrase {
    joint: Joint,
    column: usize,
    text: String,
}

/// Splits at `+`, `-` and the words `MIN` and `MAX`: none of them occurs inside an amount or a unit.
fn phrases(text: &str) -> Vec<Phrase> {
    let mut phrases = vec![Phrase { joint: Joint::Plus, column: 1, text: String::new() }];
    let mut word = String::new();
    let mut start = 1;
    for (place, letter) in text.chars().chain([' ']).enumerate() {
        if letter.is_ascii_alphabetic() {
            if word.is_empty() {
                start = place + 1;
            }
            word.push(letter);
            continue;
        }
        let joint = match word.as_str() {
            "MIN" => Some(Joint::Min),
            "MAX" => Some(Joint::Max),
            _ => None,
        };
        push(&mut phrases, joint, start, &word);
        word.clear();
        let sign = match letter {
            '+' => Some(Joint::Plus),
            '-' => Some(Joint::Minus),
            _ => None,
        };
        push(&mut phrases, sign, place + 1, letter.encode_utf8(&mut [0; 4]));
    }
    phrases
}

fn push(phrases: &mut Vec<Phrase>, joint: Option<Joint>, column: usize, letters: &str) {
    match (joint, phrases.last_mut()) {
        (Some(joint), _) => phrases.push(Phrase { joint, column, text: String::new() }),
        (None, Some(last)) => last.text.push_str(letters),
        (None, None) => {}
    }
}

fn component(phrase: &Phrase) -> Result<Component, ParseError> {
    let text = phrase.text.trim();
    let column = phrase.column;
    match text {
        "" => return Err(wrong(column, "an amount is missing here")),
        "free" | "Free" | "NIHIL" => return Ok(Component::AdValorem(Decimal::ZERO)),
        "AC" => return Ok(Component::Element(Element::Agricultural, false)),
        "AC (reduced)" => return Ok(Component::Element(Element::Agricultural, true)),
        "SD" => return Ok(Component::Element(Element::Sugar, false)),
        "SD (reduced)" => return Ok(Component::Element(Element::Sugar, true)),
        "FD" => return Ok(Component::Element(Element::Flour, false)),
        "FD (reduced)" => return Ok(Component::Element(Element::Flour, true)),
        _ => {}
    }
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (digits, money) = text.split_at_checked(end).unwrap_or((text, ""));
    if Unit::of_spelling(text).is_some() {
        return Err(wrong(column, format!("`{text}` alone names a supplementary unit, not a duty")));
    }
    let amount = amount(digits, column)?;
    match money.trim() {
        "%" => Ok(Component::AdValorem(amount)),
        "" => Err(wrong(column, format!("`{digits}` wants `%` or a currency after it"))),
        money => specific(amount, money, column),
    }
}

/// A plain decimal of at most nine digits before and six after the point.
fn amount(digits: &str, column: usize) -> Result<Decimal, ParseError> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain =
        |part: &str, most: usize| !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole, 9) || !plain(fraction, 6) {
        let text = format!("`{digits}` is not an amount of at most nine digits and six decimals, as in `12.5`");
        return Err(wrong(column, text));
    }
    Decimal::from_str_exact(digits).map_err(|_| wrong(column, format!("`{digits}` is not an amount, as in `12.5`")))
}

fn specific(amount: Decimal, money: &str, column: usize) -> Result<Component, ParseError> {
    let (currency, unit) = match money.split_once('/') {
        Some((currency, unit)) => (currency, Some(unit.trim())),
        None => (money, None),
    };
    let currency: Currency = currency.parse().map_err(|text: String| wrong(column, text))?;
    let unit = match unit {
        None => None,
        Some(spelling) => {
            let known = Unit::of_spelling(spelling);
            Some(known.ok_or_else(|| wrong(column, format!("`{spelling}` is not a unit known to duty expressions")))?)
        }
    };
    Ok(Component::Specific { amount, currency, unit })
}
