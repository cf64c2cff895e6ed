use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A currency by its three-letter code (ISO 4217).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The three letters, upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl FromStr for Currency {
    type Err = String;

    /// Reads three ASCII letters; refuses anything else.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|x| x.is_ascii_alphabetic()) => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase(), c.to_ascii_uppercase()]))
            }
            _ => Err(format!("`{text}` is not a three-letter currency code")),
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.as_str().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An exact amount in a currency. Never a binary float, never rounded unless a rule names the rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// The amount, in whole units of the currency with decimals.
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
}

impl Money {
    /// An amount in a currency.
    #[must_use]
    pub fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    /// `MoneyError::Currencies` when the currencies differ, `MoneyError::Overflow` beyond 28 digits.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies(self.currency, other.currency));
        }
        let amount = self.amount.checked_add(other.amount).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(amount, self.currency))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// Why two amounts could not be brought together.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// The amounts are in two currencies.
    #[error("amounts in `{0}` and `{1}` cannot be added without a rate of exchange")]
    Currencies(Currency, Currency),
    /// The result has more digits than an exact decimal holds.
    #[error("the amount is larger than 28 digits")]
    Overflow,
}

/// Rounds half away from zero to `places` decimals: the one rounding that the demonstration rules name.
#[must_use]
pub fn round_half_up(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// Appends an amount as `Decimal` prints it. One whose digits fit 64 bits is written without the machinery of
/// formatting, in a fraction of the time: a stream of answers writes several for each line.
pub fn push_decimal(into: &mut String, amount: Decimal) {
    let Ok(mantissa) = u64::try_from(amount.mantissa().unsigned_abs()) else {
        into.push_str(&amount.to_string());
        return;
    };
    if amount.is_sign_negative() {
        into.push('-');
    }
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(mantissa);
    let scale = amount.scale() as usize;
    match digits.len().checked_sub(scale).and_then(|point| digits.split_at_checked(point)) {
        Some((whole, decimals)) => {
            into.push_str(if whole.is_empty() { "0" } else { whole });
            if scale > 0 {
                into.push('.');
                into.push_str(decimals);
            }
        }
        None => {
            into.push_str("0.");
            into.extend(std::iter::repeat_n('0', scale - digits.len()));
            into.push_str(digits);
        }
    }
}
