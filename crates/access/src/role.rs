use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use basis::Text;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{BodyKind, Service};

/// A role in a service: `documents.officer`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Role {
    service: Service,
    name: String,
}

impl Role {
    /// The service in which it is held.
    #[must_use]
    pub fn service(&self) -> Service {
        self.service
    }

    /// Its name within the service.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("`{text}` is no role: a service, a point and a name, as `documents.officer`");
        let (service, name) = text.split_once('.').ok_or_else(wrong)?;
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        if name.is_empty() || name.len() > 40 || !name.bytes().all(fits) {
            return Err(wrong());
        }
        Ok(Self { service: service.parse()?, name: name.to_owned() })
    }
}

impl TryFrom<String> for Role {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Role> for String {
    fn from(role: Role) -> Self {
        role.to_string()
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.service, self.name)
    }
}

/// What is known of a role.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleFacts {
    /// The role.
    pub id: Role,
    /// What it is called.
    pub title: Text,
    /// What whoever holds it may do.
    pub note: Text,
    /// For which kinds of body it can be held.
    pub bodies: Vec<BodyKind>,
    /// Who may appoint to it; a focal point for the own body only.
    pub appointed_by: Vec<Role>,
    /// Whether whoever holds it keeps all records of the service.
    #[serde(default)]
    pub officer: bool,
    /// Whether whoever holds it looks after the people of the body.
    #[serde(default)]
    pub focal: bool,
    /// Whether two people are needed to appoint to it.
    #[serde(default)]
    pub two_persons: bool,
    /// Whether the approval of a request for access gives it.
    #[serde(default)]
    pub granted_by_request: bool,
    /// Roles that nobody holds beside it.
    #[serde(default)]
    pub never_with: Vec<Role>,
}

/// Why the roles could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RolesError {
    /// The file is not in its form.
    #[error("the roles cannot be read: {0}")]
    Form(String),
    /// A role is listed twice.
    #[error("the role `{0}` is listed twice")]
    Twice(Role),
    /// A role names one that is not listed.
    #[error("the role `{role}` names `{by}`, which is not listed")]
    Unknown {
        /// The role.
        role: Role,
        /// The one that it names.
        by: Role,
    },
    /// Whoever keeps records or looks after people is not appointed by one person alone.
    #[error("the role `{0}` is an officer's or a focal point's: it needs `two_persons`")]
    Alone(Role),
    /// A role that nobody can hold or give.
    #[error("the role `{0}` needs at least one kind of body and one role that appoints to it")]
    Closed(Role),
}

/// All roles, in the order in which they are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roles {
    roles: BTreeMap<Role, RoleFacts>,
    order: Vec<Role>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RolesFile {
    role: Vec<RoleFacts>,
}

impl Roles {
    /// The roles that travel with the program.
    ///
    /// # Errors
    /// Never with the file as it is committed; a test reads it.
    pub fn shipped() -> Result<Self, RolesError> {
        Self::read(include_str!("../../../reference/roles.toml"))
    }

    /// Reads the roles from their file.
    ///
    /// # Errors
    /// When the file is not in its form, or the roles contradict each other.
    pub fn read(toml: &str) -> Result<Self, RolesError> {
        let file: RolesFile = toml::from_str(toml).map_err(|cause| RolesError::Form(cause.to_string()))?;
        let order: Vec<Role> = file.role.iter().map(|role| role.id.clone()).collect();
        let mut roles = BTreeMap::new();
        for facts in file.role {
            if facts.bodies.is_empty() || facts.appointed_by.is_empty() {
                return Err(RolesError::Closed(facts.id));
            }
            if (facts.officer || facts.focal) && !facts.two_persons {
                return Err(RolesError::Alone(facts.id));
            }
            if let Some(twice) = roles.insert(facts.id.clone(), facts) {
                return Err(RolesError::Twice(twice.id));
            }
        }
        for facts in roles.values() {
            let mut named = facts.appointed_by.iter().chain(&facts.never_with);
            if let Some(by) = named.find(|by| !roles.contains_key(by)) {
                return Err(RolesError::Unknown { role: facts.id.clone(), by: by.clone() });
            }
        }
        Ok(Self { roles, order })
    }

    /// What is known of a role; none where it is not listed.
    #[must_use]
    pub fn get(&self, role: &Role) -> Option<&RoleFacts> {
        self.roles.get(role)
    }

    /// All roles in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &RoleFacts> {
        self.order.iter().filter_map(|role| self.roles.get(role))
    }
}
