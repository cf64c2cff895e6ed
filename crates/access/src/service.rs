use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a record belongs to and what a role is held in. A later service joins by one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// People, appointments, mail, jobs.
    Administration,
    /// Members, partners and working bodies, and who acts for them.
    Members,
    /// Publications, papers, evidence.
    Documents,
    /// Requests for access.
    Access,
    /// Questions from outside, and their answers.
    Contact,
    /// Declarations cleared.
    Clearance,
}

impl Service {
    /// All services.
    pub const ALL: [Self; 6] =
        [Self::Administration, Self::Members, Self::Documents, Self::Access, Self::Contact, Self::Clearance];

    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administration => "administration",
            Self::Members => "members",
            Self::Documents => "documents",
            Self::Access => "access",
            Self::Contact => "contact",
            Self::Clearance => "clearance",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Service {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|service| service.as_str() == text).ok_or_else(|| format!("no service is `{text}`"))
    }
}
