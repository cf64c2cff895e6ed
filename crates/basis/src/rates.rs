use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Currency, Period};

/// A dated rate of exchange: so many units of the Member's currency for one unit of a foreign currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The days on which the rate applies.
    #[serde(flatten)]
    pub period: Period,
    /// Units of the Member's currency for one unit of the foreign currency; above zero.
    pub rate: Decimal,
    /// Where the rate comes from.
    pub source: String,
}

/// The rates of exchange of one Member, by currency and day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRates {
    home: Currency,
    rates: BTreeMap<Currency, Vec<Rate>>,
}

impl ExchangeRates {
    /// No rates yet, for a Member whose currency is `home`.
    #[must_use]
    pub fn new(home: Currency) -> Self {
        Self { home, rates: BTreeMap::new() }
    }

    /// The Member's own currency.
    #[must_use]
    pub fn home(&self) -> Currency {
        self.home
    }

    /// Adds a rate.
    ///
    /// # Errors
    /// A sentence, when the rate is not above zero, is for the Member's own currency, or shares a day with another.
    pub fn add(&mut self, currency: Currency, rate: Rate) -> Result<(), String> {
        if currency == self.home {
            return Err(format!("`{currency}` is the Member's own currency and needs no rate"));
        }
        if rate.rate <= Decimal::ZERO {
            return Err(format!("the rate of `{currency}` from {} is not above zero", rate.period.valid_from));
        }
        let known = self.rates.entry(currency).or_default();
        if known.iter().any(|other| other.period.overlaps(&rate.period)) {
            return Err(format!("two rates of `{currency}` hold on {}", rate.period.valid_from));
        }
        known.push(rate);
        Ok(())
    }

    /// The rate of a currency on a day; 1 for the Member's own currency; `None` where no rate is loaded.
    #[must_use]
    pub fn on(&self, currency: Currency, on: Date) -> Option<Decimal> {
        if currency == self.home {
            return Some(Decimal::ONE);
        }
        self.rates.get(&currency)?.iter().find(|rate| rate.period.contains(on)).map(|rate| rate.rate)
    }

    /// The dated rate itself, with its source.
    #[must_use]
    pub fn dated(&self, currency: Currency, on: Date) -> Option<&Rate> {
        self.rates.get(&currency)?.iter().find(|rate| rate.period.contains(on))
    }

    /// Every currency with its dated rates, in the order of the codes.
    pub fn iter(&self) -> impl Iterator<Item = (Currency, &[Rate])> {
        self.rates.iter().map(|(currency, rates)| (*currency, rates.as_slice()))
    }
}
