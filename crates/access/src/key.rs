use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{BodyCode, PersonId, Role, Service};

/// A term by which records are opened to people. A record names the keys of its audience; a person holds keys by being
/// who they are and by their appointments. Where the two sets meet, the record is open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// Everybody, with an account or without.
    #[must_use]
    pub fn anyone() -> Self {
        Self("anyone".to_owned())
    }

    /// Everybody with an account.
    #[must_use]
    pub fn account() -> Self {
        Self("account".to_owned())
    }

    /// One person.
    #[must_use]
    pub fn person(person: &PersonId) -> Self {
        Self(format!("person:{person}"))
    }

    /// Whoever is appointed for a Member, a working body, a partner or a company.
    #[must_use]
    pub fn body(body: &BodyCode) -> Self {
        Self(format!("body:{body}"))
    }

    /// Whoever is appointed for any Member.
    #[must_use]
    pub fn members() -> Self {
        Self("members".to_owned())
    }

    /// Whoever is appointed for any official partner.
    #[must_use]
    pub fn partners() -> Self {
        Self("partners".to_owned())
    }

    /// Whoever holds a role, for whatever body.
    #[must_use]
    pub fn role(role: &Role) -> Self {
        Self(format!("role:{role}"))
    }

    /// Whoever holds a role for one body.
    #[must_use]
    pub fn role_for(role: &Role, body: &BodyCode) -> Self {
        Self(format!("role:{role}@{body}"))
    }

    /// The administrators.
    #[must_use]
    pub fn administrators() -> Self {
        Self("role:administration.administrator".to_owned())
    }

    /// The auditors.
    #[must_use]
    pub fn auditors() -> Self {
        Self("role:administration.auditor".to_owned())
    }

    /// The officers of a service.
    #[must_use]
    pub fn officers(service: Service) -> Self {
        Self(format!("officers:{service}"))
    }

    /// Whether it names a person, a body or a role, not everybody, all accounts, all Members or all partners.
    #[must_use]
    pub fn names(&self) -> bool {
        self.0.contains(':')
    }

    /// As it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key as it was kept.
    #[must_use]
    pub fn kept(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
