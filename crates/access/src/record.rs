use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{BodyCode, Key, PersonId, RecordId, Service};

/// What a record is. A later kind joins by one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordKind {
    /// A person with their account.
    Person,
    /// An appointment of a person.
    Appointment,
    /// A Member, partner, company or working body.
    Body,
    /// A document with its versions and languages.
    Document,
    /// A piece of casework: a form that is filled in and decided on.
    Case,
    /// A form.
    Form,
    /// A question and its answer that everybody may read.
    Question,
    /// A cleared file.
    Batch,
    /// A mail in the outbox.
    Mail,
    /// A job.
    Job,
    /// The trail of what was done.
    Trail,
}

impl RecordKind {
    /// All kinds.
    pub const ALL: [Self; 11] = [
        Self::Person,
        Self::Appointment,
        Self::Body,
        Self::Document,
        Self::Case,
        Self::Form,
        Self::Question,
        Self::Batch,
        Self::Mail,
        Self::Job,
        Self::Trail,
    ];

    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Appointment => "appointment",
            Self::Body => "body",
            Self::Document => "document",
            Self::Case => "case",
            Self::Form => "form",
            Self::Question => "question",
            Self::Batch => "batch",
            Self::Mail => "mail",
            Self::Job => "job",
            Self::Trail => "trail",
        }
    }

    /// The kind of a word used in data.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// How far a record has come, as far as it matters for who may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordState {
    /// Being written.
    Draft,
    /// Given to its audience.
    Published,
    /// Taken back.
    Withdrawn,
    /// Being worked on by those in whose queue it stands.
    Open,
    /// Decided.
    Closed,
}

impl RecordState {
    /// All states.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Published, Self::Withdrawn, Self::Open, Self::Closed];

    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// The state of a word used in data.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// How closely a record is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// For everybody it is addressed to, without more.
    #[default]
    Public,
    /// For the membership, and whoever is named in person.
    Members,
    /// For those named, after a log-in with a second factor; each reading is written down.
    Restricted,
    /// As restricted; for persons, bodies and roles named, never for a whole membership.
    Confidential,
}

impl Level {
    /// All levels, the most open first.
    pub const ALL: [Self; 4] = [Self::Public, Self::Members, Self::Restricted, Self::Confidential];

    /// The number by which levels are compared: 0 to 3.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Public => 0,
            Self::Members => 1,
            Self::Restricted => 2,
            Self::Confidential => 3,
        }
    }

    /// The level of a number; an unknown number is the closest level.
    #[must_use]
    pub fn of_number(number: i64) -> Self {
        Self::ALL.into_iter().find(|level| level.number() == number).unwrap_or(Self::Confidential)
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

    /// The level of a word used in data.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == word)
    }

    /// Whether each reading is written down.
    #[must_use]
    pub fn is_restricted(self) -> bool {
        self >= Self::Restricted
    }
}

/// What the policies know of a thing: whom it concerns, how closely it is kept, how far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Record {
    /// Its identifier.
    pub id: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// The service that keeps it.
    pub service: Service,
    /// The body that it belongs to.
    pub owner: Option<BodyCode>,
    /// The person who made it.
    pub author: Option<PersonId>,
    /// How far it has come.
    pub state: RecordState,
    /// How closely it is kept.
    pub level: Level,
    /// The closed group outside which nobody sees it, as the key that its people hold.
    pub compartment: Option<Key>,
    /// To whom it is addressed. An empty audience is nobody.
    pub audience: BTreeSet<Key>,
    /// Who works on it.
    pub handlers: BTreeSet<Key>,
    /// In whose queue it stands.
    pub queue: BTreeSet<Key>,
    /// Before this moment only its service sees it, in microseconds since 1970-01-01 UTC.
    pub publish_from: i64,
    /// From this moment on nobody sees it; the largest number where it is kept for ever.
    pub retain_until: i64,
}

impl Record {
    /// The record that stands for all of a kind that a service keeps, where none of them is asked for by itself.
    #[must_use]
    pub fn standing(kind: RecordKind, service: Service) -> Self {
        Self::draft(RecordId::kept("00000000-0000-0000-0000-000000000000".to_owned()), kind, service)
    }

    /// A draft of a service that concerns nobody yet.
    #[must_use]
    pub fn draft(id: RecordId, kind: RecordKind, service: Service) -> Self {
        Self {
            id,
            kind,
            service,
            owner: None,
            author: None,
            state: RecordState::Draft,
            level: Level::Public,
            compartment: None,
            audience: BTreeSet::new(),
            handlers: BTreeSet::new(),
            queue: BTreeSet::new(),
            publish_from: 0,
            retain_until: i64::MAX,
        }
    }
}
