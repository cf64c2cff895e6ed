//! The frame of every page: language, title, navigation, banner, foot.

use crate::assets;
use crate::language::Words;

/// The part of the site that a page belongs to; it is marked in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The trade question and its answer.
    Trade,
    /// Files cleared, their declarations.
    Clearance,
    /// What is loaded, and the nomenclature.
    Reference,
    /// The description of the API.
    Api,
    /// None of them: an error.
    Nowhere,
}

impl Service {
    const ALL: [Self; 4] = [Self::Trade, Self::Clearance, Self::Reference, Self::Api];

    fn tail(self) -> &'static str {
        match self {
            Self::Clearance => "/clear",
            Self::Reference => "/reference",
            Self::Api => "/api",
            Self::Trade | Self::Nowhere => "/",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Trade => "nav-trade",
            Self::Clearance => "nav-clearance",
            Self::Reference => "nav-reference",
            Self::Api => "nav-api",
            Self::Nowhere => "",
        }
    }
}

/// An entry of the navigation.
pub struct Entry {
    /// Where it leads.
    pub link: String,
    /// Its word.
    pub word: &'static str,
    /// Whether the page shown belongs to it.
    pub current: bool,
}

/// What every page stands in: language, title, navigation, banner, foot.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The page's language.
    pub words: Words,
    /// The page's title, without the name of the site.
    pub title: String,
    /// The part of the site.
    pub service: Service,
    /// The address after the language, with its query: what the language switch keeps.
    pub here: String,
    /// The digest of the books, shortened; empty where no books stand behind the page.
    pub digest: String,
    /// Whether the tariff is a demonstration; the banner says so.
    pub demonstration: bool,
    /// Whether the page is one of the officers' dense pages.
    pub dense: bool,
    /// Seconds after which a browser without scripts asks again.
    pub refresh: Option<u8>,
    /// The script that the page takes, by its asset's name.
    pub script: Option<&'static str>,
}

impl Frame {
    /// The text of a key without variables.
    #[must_use]
    pub fn t<'a>(&self, key: &'a str) -> &'a str {
        self.words.t(key)
    }

    /// An address in this page's language from its tail, which begins with a slash.
    #[must_use]
    pub fn link(&self, tail: &str) -> String {
        format!("/{}{tail}", self.words.code())
    }

    /// The same page in the other language.
    #[must_use]
    pub fn other_link(&self) -> String {
        format!("/{}{}", self.words.other().code(), self.here)
    }

    /// The navigation.
    #[must_use]
    pub fn navigation(&self) -> Vec<Entry> {
        let entry = |service: Service| Entry {
            link: self.link(service.tail()),
            word: self.words.t(service.key()),
            current: service == self.service,
        };
        Service::ALL.into_iter().map(entry).collect()
    }

    /// The address of an embedded file.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }
}
