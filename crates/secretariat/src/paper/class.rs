use basis::Text;
use serde::{Deserialize, Serialize};

/// Who may read a document, from everyone to the few.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Classification {
    /// Everyone.
    Public,
    /// Everyone who acts for a Member.
    Members,
    /// Those to whom it is addressed.
    Restricted,
    /// Those named, and nobody else.
    Confidential,
}

impl Classification {
    /// All of them, from the lowest.
    pub const ALL: [Self; 4] = [Self::Public, Self::Members, Self::Restricted, Self::Confidential];

    /// The level, from 0 for public to 3 for confidential.
    #[must_use]
    pub fn level(self) -> u8 {
        match self {
            Self::Public => 0,
            Self::Members => 1,
            Self::Restricted => 2,
            Self::Confidential => 3,
        }
    }

    /// The classification of a level.
    #[must_use]
    pub fn of_level(level: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.level() == level)
    }

    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Members => "members",
            Self::Restricted => "restricted",
            Self::Confidential => "confidential",
        }
    }

    /// The classification of a word used in data.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == word)
    }

    /// What people call it.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::Public => Text::fixed("Public", "Public"),
            Self::Members => Text::fixed("For Members", "Réservé aux Membres"),
            Self::Restricted => Text::fixed("Restricted", "Diffusion restreinte"),
            Self::Confidential => Text::fixed("Confidential", "Confidentiel"),
        }
    }
}
