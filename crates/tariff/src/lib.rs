//! Duty expressions, measures, preferences, quotas: the payable options for a code, an origin and a date.
//!
//! A [`Tariff`] is read once from data files ([`Tariff::read`]) and compiled: measures stand sorted under the code
//! prefixes they are laid down for, expressions are small enums. It is then only asked. [`Tariff::payable`] is the short
//! way for streams: the option that applies as declared, with anti-dumping duty, excise and value-added tax.
//! [`Tariff::assess`] shows every option with its conditions, cheapest first.
//!
//! Three countries are kept apart ([`Question`]): exported from decides direct consignment, preferential origin decides
//! a preference, non-preferential origin decides anti-dumping duty and quotas. Anti-dumping duty is added to every
//! option and is never an option. What cannot be determined says why ([`Why`]) and is never zero.
//!
//! ```
//! let member = r#"
//! [member]
//! code = "XM"
//! currency = "EUR"
//! demonstration = true
//! counts_transport = true
//! name = { en = "Meridia", fr = "Méridie" }
//! notice = { en = "A demonstration.", fr = "Une démonstration." }
//!
//! [[measure]]
//! kind = "third-country"
//! codes = ["87"]
//! source = "an example"
//! rates = [{ valid_from = 2024-01-01, duty = "5 % MIN 0.20 EUR / kg" }]
//! "#;
//! let tariff = tariff::Tariff::read(&[("member.toml", member)]).unwrap();
//! let mut question = tariff::Question::new("8712.00".parse().unwrap(), jiff::civil::date(2026, 1, 15));
//! question.customs_value = Some(basis::Decimal::from(1_000));
//! question.net_mass = Some(basis::Decimal::from(400));
//! let duty = tariff.payable(&question).duty;
//! assert_eq!(duty.expression(), "5.000 % MIN 0.20 EUR / kg");
//! assert_eq!(duty.amount.amount(), Some(basis::Decimal::from(80)));
//! ```

mod area;
mod assess;
mod charge;
mod condition;
pub mod expression;
mod index;
mod measure;
mod payable;
mod quantity;
mod question;
mod quota;
mod read;
mod tariff;
mod unit;
mod why;

pub use area::{Area, Membership, Scheme};
pub use assess::{Addition, Assessment, DutyOption};
pub use charge::{Charge, Determination};
pub use condition::{Condition, Requirement, State, Unmet};
pub use expression::{Expression, TraceStep};
pub use measure::{Measure, MeasureKind, Rounding};
pub use payable::Payable;
pub use quantity::Quantities;
pub use question::Question;
pub use quota::{Quota, QuotaPeriod, QuotaState};
pub use read::Problem;
pub use tariff::Tariff;
pub use unit::{Dimension, Unit};
pub use why::Why;
