use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Service;

/// What a token may be used for: `documents:read`, `documents:write`. It narrows what its owner may do, never widens it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope {
    service: Service,
    write: bool,
}

/// Some scopes.
pub type Scopes = BTreeSet<Scope>;

impl Scope {
    /// Reading in a service.
    #[must_use]
    pub fn read(service: Service) -> Self {
        Self { service, write: false }
    }

    /// Changing things in a service, which reading does not include.
    #[must_use]
    pub fn write(service: Service) -> Self {
        Self { service, write: true }
    }

    /// Every scope there is.
    #[must_use]
    pub fn all() -> Vec<Self> {
        Service::ALL.into_iter().flat_map(|service| [Self::read(service), Self::write(service)]).collect()
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service, if self.write { "write" } else { "read" })
    }
}

impl FromStr for Scope {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::all().into_iter().find(|scope| scope.to_string() == text);
        known.ok_or_else(|| format!("`{text}` is no scope: a service, a colon, and `read` or `write`"))
    }
}

impl TryFrom<String> for Scope {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}
