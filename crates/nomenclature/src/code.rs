use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The most digits that a code has: 6 of the Harmonized System and up to 4 of the Member.
const MOST_DIGITS: u8 = 10;

/// A code of the Harmonized System or of a national tariff under it: 2 (chapter), 4 (heading), 6 (subheading), 8 or 10
/// digits (national lines).
///
/// Codes are ordered as a tariff prints them: a heading before its subheadings, these before the next heading. A code
/// says nothing about whether it exists: that is asked of a [`crate::Nomenclature`].
///
/// The value is the digits, filled up with zeros to ten, times 16, plus the number of digits: eight bytes that compare
/// in one instruction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(u64);

impl Code {
    /// The code in a text, with or without the points, spaces or hyphens that tariffs print between the digits; `None`
    /// for anything else. Nothing is allocated, so this is the form for streams; `parse` says what is wrong.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut number: u64 = 0;
        let mut digits: u8 = 0;
        let mut after_digit = false;
        for letter in text.trim().chars() {
            match letter.to_digit(10) {
                Some(digit) if digits < MOST_DIGITS => {
                    number = number * 10 + u64::from(digit);
                    digits += 1;
                    after_digit = true;
                }
                None if after_digit && is_separator(letter) => after_digit = false,
                _ => return None,
            }
        }
        let whole = after_digit && digits >= 2 && digits.is_multiple_of(2);
        let code = whole.then(|| Self::packed(number * power_of_ten(MOST_DIGITS - digits), digits))?;
        (code.chapter_number() > 0).then_some(code)
    }

    fn packed(number: u64, digits: u8) -> Self {
        Self(number * 16 + u64::from(digits))
    }

    /// The digits filled up with zeros to ten, as a number.
    fn number(self) -> u64 {
        self.0 / 16
    }

    /// How many digits: 2, 4, 6, 8 or 10.
    #[must_use]
    pub fn digits(&self) -> u8 {
        u8::try_from(self.0 % 16).unwrap_or(MOST_DIGITS)
    }

    /// The first `digits` digits; `None` when the code is shorter or the number is not 2, 4, 6, 8 or 10.
    #[must_use]
    pub fn prefix(&self, digits: u8) -> Option<Self> {
        let asked = digits >= 2 && digits <= self.digits() && digits.is_multiple_of(2);
        asked.then(|| self.cut(digits))
    }

    fn cut(self, digits: u8) -> Self {
        let unit = power_of_ten(MOST_DIGITS - digits);
        Self::packed(self.number() / unit * unit, digits)
    }

    /// The chapter: the first two digits.
    #[must_use]
    pub fn chapter(&self) -> Self {
        self.cut(2)
    }

    /// The chapter as a number, from 1 to 99. Chapter 77 is reserved; 98 and 99 are left to the Members.
    #[must_use]
    pub fn chapter_number(&self) -> u8 {
        u8::try_from(self.number() / power_of_ten(8)).unwrap_or(u8::MAX)
    }

    /// The heading: the first four digits, where there are as many.
    #[must_use]
    pub fn heading(&self) -> Option<Self> {
        self.prefix(4)
    }

    /// The subheading: the first six digits, where there are as many. The Convention binds no further.
    #[must_use]
    pub fn subheading(&self) -> Option<Self> {
        self.prefix(6)
    }

    /// Whether the other code is this one or one of its prefixes.
    #[must_use]
    pub fn is_within(&self, other: Self) -> bool {
        self.prefix(other.digits()) == Some(other)
    }

    /// The form in which tariffs print it: `87`, `8712`, `8712.00`, `8712.00.30`, `8712.00.30.10`.
    #[must_use]
    pub fn dotted(&self) -> String {
        let mut printed = String::with_capacity(13);
        for (place, digit) in self.to_string().chars().enumerate() {
            if place >= 4 && place.is_multiple_of(2) {
                printed.push('.');
            }
            printed.push(digit);
        }
        printed
    }
}

/// Ten to the power of at most ten: far inside 64 bits.
fn power_of_ten(exponent: u8) -> u64 {
    10_u64.pow(u32::from(exponent.min(MOST_DIGITS)))
}

/// What tariffs print between digits: a point, a space, a no-break space (plain or narrow), a hyphen.
fn is_separator(letter: char) -> bool {
    matches!(letter, '.' | ' ' | '-' | '\u{a0}' | '\u{202f}')
}

/// Why a text is not a code.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CodeError {
    /// A character that no code carries, or a separator in the wrong place.
    #[error("`{0}` is not a code: digits, with points or spaces between them, are wanted")]
    Form(String),
    /// An odd or impossible number of digits.
    #[error("`{0}` has {1} digits; a code has 2, 4, 6, 8 or 10 (a spreadsheet may have dropped a leading zero)")]
    Digits(String, usize),
    /// Chapter 00.
    #[error("`{0}` begins with 00; chapters begin with 01")]
    Chapter(String),
}

/// The longest piece of a wrong text that a message repeats, in characters.
const QUOTED: usize = 40;

impl FromStr for Code {
    type Err = CodeError;

    /// Reads `8712.00`, `8712 00 30`, `0101210000`; refuses an odd number of digits, more than ten, and chapter 00.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text).ok_or_else(|| {
            let shown: String = text.chars().take(QUOTED).collect();
            let digits = text.chars().filter(char::is_ascii_digit).count();
            if digits == 0 || !text.trim().chars().all(|letter| letter.is_ascii_digit() || is_separator(letter)) {
                CodeError::Form(shown)
            } else if digits > usize::from(MOST_DIGITS) || !digits.is_multiple_of(2) {
                CodeError::Digits(shown, digits)
            } else if text.trim().starts_with("00") {
                CodeError::Chapter(shown)
            } else {
                CodeError::Form(shown)
            }
        })
    }
}

impl TryFrom<String> for Code {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.to_string()
    }
}

impl fmt::Display for Code {
    /// The digits alone: `87120030`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        let number = self.number() / power_of_ten(MOST_DIGITS - digits);
        f.pad(&format!("{number:0width$}", width = usize::from(digits)))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
