//! What documents are called on pages: for whom they are, how far they are, in which language.

use std::sync::Arc;

use access::{BodyCode, Key, Level, Role, Roles};
use basis::{Date, Language};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::{Bodies, Scan, Viewer};

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::page::view::part::Chip;

/// The names by which keys are told.
pub struct Names<'a> {
    /// The bodies, by their codes.
    pub bodies: Arc<Bodies>,
    /// The roles.
    pub roles: &'a Roles,
}

impl<'a> Names<'a> {
    /// The names as they stand.
    ///
    /// # Errors
    /// What the store says.
    pub async fn of(app: &'a App, viewer: &Viewer) -> Result<Self, Failure> {
        Ok(Self { bodies: app.store.bodies(viewer).await?, roles: app.store.roles() })
    }

    /// The name of a body; its code where it is not known.
    #[must_use]
    pub fn body(&self, words: Words, code: &str) -> String {
        self.bodies.of_code(code).map_or(code, |body| body.name(words.0)).to_owned()
    }

    fn role(&self, words: Words, text: &str) -> String {
        let (role, body) = text.split_once('@').map_or((text, None), |(role, body)| (role, Some(body)));
        let facts = role.parse::<Role>().ok().and_then(|role| self.roles.get(&role));
        let title = facts.map_or_else(|| role.to_owned(), |facts| words.of(&facts.title).to_owned());
        match body {
            Some(body) => {
                let body = self.body(words, body);
                words.say("document-audience-role-for", &[("role", &title), ("body", &body)])
            }
            None => title,
        }
    }

    /// A key in words. A person is not named: whoever reads the document need not know who else does.
    #[must_use]
    pub fn key(&self, words: Words, key: &Key) -> String {
        match key.as_str().split_once(':') {
            None => words.word("document-audience", key.as_str()).to_owned(),
            Some(("body", code)) => self.body(words, code),
            Some(("role", role)) => self.role(words, role),
            Some(("person", _)) => words.t("document-audience-person").to_owned(),
            Some(("officers", _)) => words.t("document-audience-officers").to_owned(),
            Some(_) => key.to_string(),
        }
    }

    /// Whether a body is known.
    #[must_use]
    pub fn knows_body(&self, code: &BodyCode) -> bool {
        self.bodies.get(code).is_some()
    }

    /// Whether a role is known.
    #[must_use]
    pub fn knows_role(&self, role: &Role) -> bool {
        self.roles.get(role).is_some()
    }
}

/// The chip of how closely a document is kept.
#[must_use]
pub fn level_chip(words: Words, level: Level) -> Chip {
    let colour = match level {
        Level::Public => "green",
        Level::Members => "blue",
        Level::Restricted => "amber",
        Level::Confidential => "red",
    };
    Chip::new(level_words(words, level), colour)
}

/// How closely a document is kept, in words.
#[must_use]
pub fn level_words(words: Words, level: Level) -> String {
    words.word("document-level", level.as_str()).to_owned()
}

/// The chip of how far a document or a language of it is.
#[must_use]
pub fn state_chip(words: Words, state: &str) -> Chip {
    let colour = match state {
        "published" => "green",
        "outdated" => "amber",
        "draft" => "blue",
        "withdrawn" => "red",
        _ => "",
    };
    Chip::new(words.word("document-state", state), colour)
}

/// The chip of what the virus scanner said; an empty one where there is nothing to tell.
#[must_use]
pub fn scan_chip(words: Words, scan: Scan) -> Chip {
    match scan {
        Scan::None => Chip::new("", ""),
        Scan::Clean => Chip::new(words.t("document-scan-clean"), "green"),
        Scan::Infected => Chip::new(words.t("document-scan-infected"), "red"),
        Scan::Failed => Chip::new(words.t("document-scan-failed"), "amber"),
    }
}

/// The name of a language.
#[must_use]
pub fn language_name(words: Words, language: Language) -> String {
    words.word("document-language", language.code()).to_owned()
}

/// The day of a moment, in UTC; none where it is beyond the calendar.
#[must_use]
pub fn day_of(micros: i64) -> Option<Date> {
    let at = Timestamp::from_microsecond(micros).ok()?;
    Some(at.to_zoned(TimeZone::UTC).date())
}

/// The moment at which a day begins, in UTC.
#[must_use]
pub fn midnight(day: Date) -> i64 {
    day.to_zoned(TimeZone::UTC).map_or(i64::MAX, |at| at.timestamp().as_microsecond())
}

/// Of some titles the one in a language; else the English one, else any, with its language.
#[must_use]
pub fn best_title(titles: &[(Language, String)], asked: Language) -> Option<&(Language, String)> {
    let of = |language: Language| titles.iter().find(|(own, title)| *own == language && !title.is_empty());
    of(asked).or_else(|| of(Language::En)).or_else(|| of(Language::Fr))
}
