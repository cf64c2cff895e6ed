//! A document in two languages: which text is shown, which became outdated, and what is still to be translated.

use basis::{Language, Text};
use serde::{Deserialize, Serialize};

/// How far a document is in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LanguageState {
    /// There is no text.
    Missing,
    /// There is a text that nobody but its authors sees.
    Draft,
    /// The text is published and up to date.
    Published,
    /// The text is published, but another language has a newer one.
    Outdated,
}

/// One version of a document's text in one language. Versions count the changes of the document: the French version 2
/// says what the English version 2 says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Version {
    /// The language.
    pub language: Language,
    /// The version, from 1.
    pub number: u32,
    /// Whether it is published.
    pub published: bool,
}

/// What is said above a text that is not quite what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Notice {
    /// There is no text in the language asked for; this is the other one.
    OtherLanguage {
        /// The language asked for.
        asked: Language,
    },
    /// The other language has a newer text.
    Older {
        /// The language of the newer text.
        newer: Language,
    },
}

/// The text that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shown {
    /// The version.
    pub version: Version,
    /// What is said above it, where it is not quite what was asked for.
    pub notice: Option<Notice>,
}

/// What a document lacks: an entry of the list of translations to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lack {
    /// There is no text in a language.
    None(Language),
    /// There is only a draft in a language.
    Draft(Language),
    /// The published text in a language is older than the other's.
    Older(Language),
}

fn newest(versions: &[Version], language: Language, published: bool) -> Option<Version> {
    let own = versions.iter().filter(|version| version.language == language && version.published >= published);
    own.max_by_key(|version| version.number).copied()
}

fn other(language: Language) -> Language {
    match language {
        Language::En => Language::Fr,
        Language::Fr => Language::En,
    }
}

/// Whether the other language has a newer published text than this one.
fn is_older(versions: &[Version], version: Version) -> bool {
    newest(versions, other(version.language), true).is_some_and(|other| other.number > version.number)
}

/// How far a document is in a language, by all its versions.
#[must_use]
pub fn language_state(versions: &[Version], language: Language) -> LanguageState {
    match newest(versions, language, true) {
        Some(version) if is_older(versions, version) => LanguageState::Outdated,
        Some(_) => LanguageState::Published,
        None if newest(versions, language, false).is_some() => LanguageState::Draft,
        None => LanguageState::Missing,
    }
}

/// The text shown to one who asks for a language: the newest published one in that language; without one, English, and
/// without that, French. `None` where nothing is published.
#[must_use]
pub fn shown(versions: &[Version], asked: Language) -> Option<Shown> {
    if let Some(version) = newest(versions, asked, true) {
        let older = is_older(versions, version).then(|| Notice::Older { newer: other(asked) });
        return Some(Shown { version, notice: older });
    }
    let version = newest(versions, Language::En, true).or_else(|| newest(versions, Language::Fr, true))?;
    Some(Shown { version, notice: Some(Notice::OtherLanguage { asked }) })
}

/// The published versions that become outdated when one more is published: the newest of the other language, where it
/// is older.
#[must_use]
pub fn outdated_by(versions: &[Version], new: Version) -> Vec<Version> {
    let old = newest(versions, other(new.language), true).filter(|old| new.published && old.number < new.number);
    old.into_iter().collect()
}

/// What a document lacks, in the order of the languages. A document that is published in no language lacks nothing yet.
#[must_use]
pub fn lacking(versions: &[Version]) -> Vec<Lack> {
    if !versions.iter().any(|version| version.published) {
        return Vec::new();
    }
    let lack = |language: Language| match language_state(versions, language) {
        LanguageState::Missing => Some(Lack::None(language)),
        LanguageState::Draft => Some(Lack::Draft(language)),
        LanguageState::Outdated => Some(Lack::Older(language)),
        LanguageState::Published => None,
    };
    Language::ALL.into_iter().filter_map(lack).collect()
}

impl Notice {
    /// The notice in words.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::OtherLanguage { asked: Language::En } => Text::fixed(
                "This document is not available in English. The French text is shown.",
                "Ce document n’existe pas en anglais. Le texte français est affiché.",
            ),
            Self::OtherLanguage { asked: Language::Fr } => Text::fixed(
                "This document is not available in French. The English text is shown.",
                "Ce document n’existe pas en français. Le texte anglais est affiché.",
            ),
            Self::Older { newer: Language::En } => Text::fixed(
                "The English text is newer than this one.",
                "Le texte anglais est plus récent que celui-ci.",
            ),
            Self::Older { newer: Language::Fr } => Text::fixed(
                "The French text is newer than this one.",
                "Le texte français est plus récent que celui-ci.",
            ),
        }
    }
}

impl Lack {
    /// The language in which something is lacking.
    #[must_use]
    pub fn language(self) -> Language {
        let (Self::None(language) | Self::Draft(language) | Self::Older(language)) = self;
        language
    }

    /// The reason in words.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::None(Language::En) => Text::fixed("no English version", "pas de version anglaise"),
            Self::None(Language::Fr) => Text::fixed("no French version", "pas de version française"),
            Self::Draft(Language::En) => {
                Text::fixed("the English version is a draft", "la version anglaise est un projet")
            }
            Self::Draft(Language::Fr) => {
                Text::fixed("the French version is a draft", "la version française est un projet")
            }
            Self::Older(Language::En) => {
                Text::fixed("English is older than French", "l’anglais est plus ancien que le français")
            }
            Self::Older(Language::Fr) => {
                Text::fixed("French is older than English", "le français est plus ancien que l’anglais")
            }
        }
    }
}
