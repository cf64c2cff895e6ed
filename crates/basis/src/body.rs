use serde::{Deserialize, Serialize};

/// What a body is for which people act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyKind {
    /// A Member administration.
    Member,
    /// An official partner.
    Partner,
    /// A trader or another company.
    Company,
    /// A working body, such as the Harmonized System Committee.
    Body,
    /// The Secretariat.
    Secretariat,
}

impl BodyKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Member, Self::Partner, Self::Company, Self::Body, Self::Secretariat];

    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Partner => "partner",
            Self::Company => "company",
            Self::Body => "body",
            Self::Secretariat => "secretariat",
        }
    }

    /// The kind of a word used in data.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
