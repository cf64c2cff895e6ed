use basis::Text;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 120;
/// The longest address that mail can be sent to (RFC 5321, section 4.5.3.1.3, less the angle brackets).
const LONGEST_EMAIL: usize = 254;

/// What kind of account a person asked for. What they may do comes from their appointments, never from this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AccountKind {
    /// Somebody of a Member administration or of the Secretariat.
    Member,
    /// Somebody of an official partner.
    Partner,
    /// A trader, or somebody of another company.
    Trader,
    /// Anybody, for the services open to all.
    Public,
}

impl AccountKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Member, Self::Partner, Self::Trader, Self::Public];

    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Partner => "partner",
            Self::Trader => "trader",
            Self::Public => "public",
        }
    }

    /// The kind of a word used in data.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Why a name or an address is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// There is none.
    #[error("a name is needed")]
    Missing,
    /// It is longer than is kept.
    #[error("the name has {0} characters; at most {LONGEST_NAME} are kept")]
    TooLong(usize),
    /// It holds characters that no name has.
    #[error("the name holds control characters or characters that turn the direction of text")]
    Unprintable,
    /// It is no address of electronic mail.
    #[error("this is no e-mail address: one `@`, a name before it and a domain after it")]
    Email,
}

impl NameError {
    /// What is wrong, for a person.
    #[must_use]
    pub fn text(&self) -> Text {
        let fr = match self {
            Self::Missing => "un nom est nécessaire".to_owned(),
            Self::TooLong(length) => {
                format!("le nom compte {length} caractères, {LONGEST_NAME} au plus sont conservés")
            }
            Self::Unprintable => {
                "le nom contient des caractères de commande ou qui changent le sens de l'écriture".to_owned()
            }
            Self::Email => {
                "ce n'est pas une adresse électronique : un seul `@`, un nom avant et un domaine après".to_owned()
            }
        };
        Text::owned(self.to_string(), fr)
    }
}

/// The name of a person, in whatever script, as they write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonName(String);

/// Characters that show nothing or turn the writing round: they serve to deceive a reader, never to name a person.
fn deceives(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

impl PersonName {
    /// A name as it was typed; spaces around it and between its parts are put in order.
    ///
    /// # Errors
    /// When it is empty, too long, or holds what no name has.
    pub fn read(typed: &str) -> Result<Self, NameError> {
        let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = name.chars().count();
        match () {
            () if length == 0 => Err(NameError::Missing),
            () if length > LONGEST_NAME => Err(NameError::TooLong(length)),
            () if name.chars().any(deceives) => Err(NameError::Unprintable),
            () => Ok(Self(name)),
        }
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An address of electronic mail as it is compared and kept: without spaces around it, its domain in small letters. The
/// part before the `@` belongs to the domain and stays as typed; two addresses count as one when they differ by case
/// alone, which [`email::folded`] tells.
pub mod email {
    use super::{LONGEST_EMAIL, NameError};

    /// The address as it is kept.
    ///
    /// # Errors
    /// `Email` for what is no address.
    pub fn read(typed: &str) -> Result<String, NameError> {
        let typed = typed.trim();
        let (name, domain) = typed.rsplit_once('@').ok_or(NameError::Email)?;
        let named = !name.is_empty() && name.len() <= 64 && name.chars().all(of_a_name) && !dots_apart(name);
        if typed.len() > LONGEST_EMAIL || !named || !is_domain(domain) {
            return Err(NameError::Email);
        }
        Ok(format!("{name}@{}", domain.to_ascii_lowercase()))
    }

    /// The form by which two addresses are compared.
    #[must_use]
    pub fn folded(address: &str) -> String {
        address.to_lowercase()
    }

    /// RFC 5322's `atext` and the dot, and letters of other scripts (RFC 6531).
    fn of_a_name(character: char) -> bool {
        character.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(character)
    }

    fn dots_apart(name: &str) -> bool {
        name.starts_with('.') || name.ends_with('.') || name.contains("..")
    }

    fn is_domain(domain: &str) -> bool {
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|character| character.is_alphanumeric() || character == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        domain.contains('.') && domain.split('.').all(label)
    }
}
