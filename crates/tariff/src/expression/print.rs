use std::fmt;

use basis::Decimal;

use super::{Component, Element, Expression, Joint, Term};

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_free() {
            return f.write_str("free");
        }
        write!(f, "{}", self.first)?;
        self.rest.iter().try_for_each(|term| write!(f, " {term}"))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.joint, self.component)
    }
}

impl fmt::Display for Joint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Min => "MIN",
            Self::Max => "MAX",
        })
    }
}

impl fmt::Display for Component {
    /// Percentages carry at least three decimals, amounts at least two: the form in which TARIC prints them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AdValorem(rate) => write!(f, "{} %", at_least(*rate, 3)),
            Self::Specific { amount, currency, unit: None } => write!(f, "{} {currency}", at_least(*amount, 2)),
            Self::Specific { amount, currency, unit: Some(unit) } => {
                write!(f, "{} {currency} / {unit}", at_least(*amount, 2))
            }
            Self::Element(element, reduced) => {
                f.write_str(match element {
                    Element::Agricultural => "AC",
                    Element::Sugar => "SD",
                    Element::Flour => "FD",
                })?;
                f.write_str(if *reduced { " (reduced)" } else { "" })
            }
        }
    }
}

/// The number without trailing zeros beyond `places` decimals, and with zeros up to them.
fn at_least(number: Decimal, places: u32) -> Decimal {
    let mut number = number.normalize();
    if number.scale() < places {
        number.rescale(places);
    }
    number
}
