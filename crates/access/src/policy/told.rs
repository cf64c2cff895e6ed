use std::collections::BTreeSet;

use super::fact::{Fact, Facts};
use crate::{BodyCode, Key, Level, PersonId, Record, RecordKind, RecordState, Service, Viewer};

/// What the policies are told of a record, for one viewer at one moment: of its keys those that the viewer holds, its
/// author where that is the viewer, its body where the viewer looks after it, its times as come or not. Nothing else of
/// these can matter, and of most records in a list the same is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Told {
    kind: RecordKind,
    service: Service,
    owner: Option<BodyCode>,
    author: Option<PersonId>,
    state: RecordState,
    level: Level,
    compartment: Option<Key>,
    audience: Vec<Key>,
    handlers: Vec<Key>,
    queue: Vec<Key>,
    early: bool,
    over: bool,
}

impl Told {
    pub(super) fn of(record: &Record, viewer: &Viewer, now: i64) -> Self {
        let held = |keys: &BTreeSet<Key>| keys.iter().filter(|key| viewer.holds(key)).cloned().collect();
        Self {
            kind: record.kind,
            service: record.service,
            owner: record.owner.clone().filter(|body| viewer.focal_of().contains(body)),
            author: record.author.clone().filter(|author| viewer.person() == Some(author)),
            state: record.state,
            level: record.level,
            compartment: record.compartment.clone(),
            audience: held(&record.audience),
            handlers: held(&record.handlers),
            queue: held(&record.queue),
            early: record.publish_from > now,
            over: record.retain_until <= now,
        }
    }

    pub(super) fn facts(&self) -> Facts {
        let service = self.service.as_str();
        let named = self.audience.iter().any(Key::names);
        Facts::of([
            ("kind", Fact::word(self.kind.as_str())),
            ("service", Fact::word(service)),
            ("read_scope", Fact::word(format!("{service}:read"))),
            ("write_scope", Fact::word(format!("{service}:write"))),
            ("owner", Fact::optional(self.owner.as_ref())),
            ("author", Fact::optional(self.author.as_ref())),
            ("state", Fact::word(self.state.as_str())),
            ("level", Fact::Number(self.level.number())),
            ("compartment", Fact::optional(self.compartment.as_ref())),
            ("audience", Fact::words(&self.audience)),
            ("named", Fact::Flag(named)),
            ("handlers", Fact::words(&self.handlers)),
            ("queue", Fact::words(&self.queue)),
            ("early", Fact::Flag(self.early)),
            ("over", Fact::Flag(self.over)),
        ])
    }
}
