use std::fmt;

/// One thing that is wrong with data of ours, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The place in words of the data: ``question `phone` ``, or a line and column. Empty for the whole.
    pub at: String,
    /// What is wrong and what would be right.
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at.is_empty() {
            true => f.write_str(&self.text),
            false => write!(f, "{}: {}", self.at, self.text),
        }
    }
}

/// Everything that is wrong with a piece of data: all of it, not only the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// Notes a fault.
    pub(crate) fn say(&mut self, at: impl Into<String>, text: impl Into<String>) {
        self.0.push(Fault { at: at.into(), text: text.into() });
    }

    /// Notes a fault where a condition of the data does not hold.
    pub(crate) fn need(&mut self, holds: bool, at: &str, text: impl FnOnce() -> String) {
        if !holds {
            self.say(at, text());
        }
    }

    /// A single fault.
    pub(crate) fn one(at: impl Into<String>, text: impl Into<String>) -> Self {
        Self(vec![Fault { at: at.into(), text: text.into() }])
    }

    /// What was checked, where nothing was found.
    pub(crate) fn or<T>(self, checked: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(checked) } else { Err(self) }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
