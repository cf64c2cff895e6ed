//! Reading of single values: what cannot be read becomes a finding with pointer and place.

use std::sync::Arc;

use basis::{Currency, Date, Decimal, Finding, Money, Notice};
use datamodel::{Element, Name};

use crate::number;
use crate::unread::unread;

/// Collects what could not be read.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) findings: Vec<Finding>,
}

impl Reading {
    fn refuse(&mut self, notice: &Arc<Notice>, element: Element<'_>) {
        let mut finding =
            Finding::new(Arc::clone(notice)).in_place(element.place()).with_value(shortened(element.text()));
        finding.pointer = element.pointer();
        self.findings.push(finding);
    }

    /// An exact decimal; an empty element gives nothing and no finding, as if it were missing.
    pub(super) fn number(&mut self, element: Element<'_>) -> Option<Decimal> {
        let text = element.text();
        if text.is_empty() {
            return None;
        }
        let read = number::decimal(text);
        if read.is_none() {
            self.refuse(&unread().number, element);
        }
        read
    }

    /// A whole number from 0.
    pub(super) fn count(&mut self, element: Element<'_>) -> Option<u32> {
        let text = element.text();
        if text.is_empty() {
            return None;
        }
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let read = if digits { text.parse().ok() } else { None };
        if read.is_none() {
            self.refuse(&unread().count, element);
        }
        read
    }

    /// A mass in kilograms; grams and tonnes by their unit codes (UNECE Recommendation 20) are brought to kilograms.
    pub(super) fn mass(&mut self, element: Element<'_>) -> Option<Decimal> {
        let amount = self.number(element)?;
        let unit = element.attribute("unitCode").unwrap_or("KGM");
        // A qualifier behind `#` (gross, net) does not change the unit.
        let factor = match unit.split('#').next().unwrap_or_default().trim() {
            "" | "KGM" => return Some(amount),
            "GRM" => Decimal::new(1, 3),
            "TNE" => Decimal::ONE_THOUSAND,
            _ => {
                self.refuse(&unread().mass_unit, element);
                return None;
            }
        };
        amount.checked_mul(factor)
    }

    /// An amount with the currency in its attribute.
    pub(super) fn money(&mut self, element: Element<'_>) -> Option<Money> {
        let amount = self.number(element)?;
        let currency: Option<Currency> = element.attribute("currencyID").and_then(|code| code.parse().ok());
        match currency {
            Some(currency) => Some(Money::new(amount, currency)),
            None => {
                self.refuse(&unread().currency, element);
                None
            }
        }
    }

    /// The day of a date element: the text itself or a `DateTimeString` inside, as CCYYMMDD with or without a time
    /// behind it (formats 102 to 305), or as CCYY-MM-DD.
    pub(super) fn date(&mut self, element: Element<'_>) -> Option<Date> {
        let value = element.child(Name::DateTimeString).unwrap_or(element);
        let text = value.text();
        if text.is_empty() {
            return None;
        }
        let read = number::date(text);
        if read.is_none() {
            self.refuse(&unread().date, value);
        }
        read
    }
}

/// A value fit for a finding.
fn shortened(text: &str) -> &str {
    match text.char_indices().nth(60) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}
