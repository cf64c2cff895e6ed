//! The frame of every page: language, title, navigation, banner, foot.

use crate::assets;
use crate::language::{Words, arabic};
use crate::posted::mark_of;
use crate::who::Who;

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
    /// Documents of the Organization.
    Documents,
    /// Cases and their queues, requests for access, questions.
    Casework,
    /// People, appointments, Members; mail, jobs, the trail.
    People,
    /// None of them: an error, the log-in, one's own account.
    Nowhere,
}

impl Service {
    const ALL: [Self; 5] = [Self::Trade, Self::Clearance, Self::Documents, Self::Reference, Self::Api];

    fn tail(self) -> &'static str {
        match self {
            Self::Clearance => "/clear",
            Self::Documents => "/documents",
            Self::Casework => "/queue",
            Self::People => "/people",
            Self::Reference => "/reference",
            Self::Api => "/api",
            Self::Trade | Self::Nowhere => "/",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Trade => "nav-trade",
            Self::Clearance => "nav-clearance",
            Self::Documents => "nav-documents",
            Self::Casework => "nav-casework",
            Self::People => "nav-people",
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

/// The code of Arabic in addresses and in `lang` attributes.
pub const ARABIC: &str = "ar";

/// One language of the switch.
pub struct Tongue {
    /// Its code.
    pub code: &'static str,
    /// Its name in itself.
    pub name: &'static str,
    /// The same page in it.
    pub link: String,
}

/// What every page stands in: language, title, navigation, banner, foot.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The page's language.
    pub words: Words,
    /// Whether what stands around the content is in Arabic, from right to left; the content is then in English.
    pub arabic: bool,
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
    /// Who visits.
    pub visitor: Visitor,
}

/// What the frame shows of whoever visits.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// Whether somebody is logged in.
    pub known: bool,
    /// The mark that their forms carry.
    pub mark: String,
    /// Whether anything may stand in their queues.
    pub decides: bool,
    /// Whether they keep the system: people, mail, jobs.
    pub administers: bool,
    /// Whether they read the trail.
    pub audits: bool,
}

impl Visitor {
    /// What the frame shows of somebody.
    #[must_use]
    pub fn of(who: &Who) -> Self {
        let known = who.viewer.person().is_some();
        Self {
            known,
            mark: mark_of(who),
            decides: known && (!who.viewer.officer_of().is_empty() || !who.viewer.focal_of().is_empty()),
            administers: who.viewer.administers(),
            audits: who.viewer.audits(),
        }
    }
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
        format!("/{}{tail}", self.code())
    }

    /// The code of the language around the content: `en`, `fr` or `ar`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        if self.arabic { ARABIC } else { self.words.code() }
    }

    /// The direction in which that language is written.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if self.arabic { "rtl" } else { "ltr" }
    }

    /// The text of a key that stands around the content: in Arabic where the frame is, or else as the content.
    #[must_use]
    pub fn around<'a>(&self, key: &'a str) -> &'a str {
        arabic(key).filter(|_| self.arabic).unwrap_or_else(|| self.words.t(key))
    }

    /// The same page in the other languages.
    #[must_use]
    pub fn others(&self) -> Vec<Tongue> {
        let all = [("en", "tongue-en"), ("fr", "tongue-fr"), (ARABIC, "tongue-ar")];
        let tongue = |(code, key)| Tongue {
            code,
            name: Words(basis::Language::En).t(key),
            link: format!("/{code}{}", self.here),
        };
        all.into_iter().filter(|(code, _)| *code != self.code()).map(tongue).collect()
    }

    /// The navigation.
    #[must_use]
    pub fn navigation(&self) -> Vec<Entry> {
        let entry = |service: Service| Entry {
            link: self.link(service.tail()),
            word: self.around(service.key()),
            current: service == self.service,
        };
        let services = Service::ALL.into_iter();
        let casework = self.visitor.decides.then_some(Service::Casework);
        let seen = &self.visitor;
        let people = (seen.administers || seen.decides || seen.audits).then_some(Service::People);
        services.chain(casework).chain(people).map(entry).collect()
    }

    /// The address of an embedded file.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::address(name)
    }
}
