use std::fmt;
use std::str::FromStr;

use basis::identifier;
use serde::{Deserialize, Serialize};

identifier! {
    /// The identifier of a person.
    PersonId, "a person"
}
identifier! {
    /// The identifier of a log-in session: not the secret that opens it.
    SessionId, "a log-in session"
}
identifier! {
    /// The identifier of an appointment.
    AppointmentId, "an appointment"
}
identifier! {
    /// The identifier of a record: a document, a case, a person's page, whatever the policies decide about.
    RecordId, "a record"
}

/// The code of a body for which people act: a Member by its ISO 3166-1 code, a working body, a partner, a company, the
/// Secretariat.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BodyCode(String);

impl BodyCode {
    /// The Secretariat, which every database has.
    #[must_use]
    pub fn secretariat() -> Self {
        Self("SECRETARIAT".to_owned())
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BodyCode {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        if (2..=12).contains(&text.len()) && text.bytes().all(fits) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("`{text}` is no code of a body: 2 to 12 capitals, digits and hyphens"))
    }
}

impl TryFrom<String> for BodyCode {
    type Error = String;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<BodyCode> for String {
    fn from(code: BodyCode) -> Self {
        code.0
    }
}

impl fmt::Display for BodyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
