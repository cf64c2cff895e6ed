use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Key, Level, Record};

/// Whom a document is for and how closely it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// How closely it is kept.
    pub level: Level,
    /// To whom it is addressed; an empty audience is nobody.
    pub audience: BTreeSet<Key>,
    /// The closed group outside which nobody sees it.
    pub compartment: Option<Key>,
    /// Before this moment only its service sees it, in microseconds since 1970-01-01 UTC.
    pub publish_from: i64,
    /// From this moment on nobody sees it; the largest number where it is kept for ever.
    pub retain_until: i64,
}

/// What is wrong with marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MarksFault {
    /// It is addressed to everybody or all partners, and closer than public.
    Open,
    /// It is confidential and addressed to all Members.
    Whole,
    /// It would be kept no longer than until it is given out.
    Over,
}

impl Marks {
    /// For everybody, for ever.
    #[must_use]
    pub fn public() -> Self {
        let audience = [Key::anyone()].into();
        Self { level: Level::Public, audience, compartment: None, publish_from: 0, retain_until: i64::MAX }
    }

    /// Those that a record has.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        Self {
            level: record.level,
            audience: record.audience.clone(),
            compartment: record.compartment.clone(),
            publish_from: record.publish_from,
            retain_until: record.retain_until,
        }
    }

    /// Gives them to a record.
    pub fn set_on(&self, record: &mut Record) {
        record.level = self.level;
        record.audience.clone_from(&self.audience);
        record.compartment.clone_from(&self.compartment);
        record.publish_from = self.publish_from;
        record.retain_until = self.retain_until;
    }

    /// What is wrong with them: whom a level leaves out, as the policies do, is not to be addressed.
    #[must_use]
    pub fn faults(&self) -> BTreeSet<MarksFault> {
        let holds = |key: Key| self.audience.contains(&key);
        let open = holds(Key::anyone()) || holds(Key::account()) || holds(Key::partners());
        let mut faults = BTreeSet::new();
        if self.level > Level::Public && open {
            faults.insert(MarksFault::Open);
        }
        if self.level >= Level::Confidential && holds(Key::members()) {
            faults.insert(MarksFault::Whole);
        }
        if self.retain_until <= self.publish_from {
            faults.insert(MarksFault::Over);
        }
        faults
    }

    /// Whether they open to more people, sooner or for longer what a record keeps closely.
    #[must_use]
    pub fn release(&self, record: &Record, now: i64) -> bool {
        record.level.is_restricted()
            && (self.level < record.level
                || !self.audience.is_subset(&record.audience)
                || record.compartment.is_some() && self.compartment != record.compartment
                || record.publish_from > now && self.publish_from < record.publish_from
                || self.retain_until > record.retain_until)
    }
}
