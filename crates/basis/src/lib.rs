//! The words every instrument shares: countries, money, dated periods, texts in two languages, sources, findings.
//!
//! Everything above this crate speaks in these terms. It knows no file, clock, network or database.

mod body;
mod country;
mod finding;
mod identifier;
mod money;
mod period;
mod rates;
mod text;

pub use body::BodyKind;
pub use country::Country;
pub use finding::{Finding, Notice, Place, Pointer, Severity};
pub use identifier::uuid_form;
pub use money::{Currency, Money, MoneyError, push_decimal, round_half_up};
pub use period::{Period, PeriodError};
pub use rates::{ExchangeRates, Rate};
pub use text::{Language, Text};

pub use compact_str::CompactString;
pub use jiff::civil::Date;
pub use rust_decimal::Decimal;
