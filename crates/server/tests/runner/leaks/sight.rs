//! What each viewer may see, by the rules as the oracle of `access` states them: neither by the policies nor by the
//! predicate. And the places where an answer shows a record.

use std::collections::{BTreeSet, HashMap};

use access::{Action, Circumstances, Level, Record, RecordId, RecordKind, Service, Viewer};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use tower::ServiceExt;

use super::cast::{Cast, Seer};
use super::make::Made;
use super::oracle;
use super::stock::Thing;
use crate::ground::NOW;

/// All there is to see, and the servers that are asked.
pub struct World {
    pub cast: Cast,
    pub things: Vec<Thing>,
    /// The documents that somebody asked to open to more people, by their identifiers.
    pub released: BTreeSet<String>,
    /// The words of the mails in the outbox.
    pub mails: BTreeSet<String>,
    by_id: HashMap<String, usize>,
    by_marker: HashMap<String, usize>,
    router: Router,
    desk: Router,
}

/// What a server answered.
pub struct Seen {
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl World {
    pub fn new(cast: Cast, made: Made, router: Router, desk: Router) -> Self {
        let Made { things, released, mails } = made;
        let numbered = || things.iter().enumerate();
        let by_id = numbered().map(|(place, thing)| (thing.id().to_owned(), place)).collect();
        let told = |thing: &&Thing| !matches!(thing.letter, 'a' | 'n');
        let by_marker =
            numbered().filter(|(_, thing)| told(thing)).map(|(place, thing)| (thing.marker(), place)).collect();
        Self { cast, things, released, mails, by_id, by_marker, router, desk }
    }

    /// What somebody gets from an address.
    pub async fn ask(&self, seer: &Seer, path: &str) -> Seen {
        let mut request = Request::builder().uri(path).header("host", "localhost:8080");
        if let Some((name, value)) = &seer.proof {
            request = request.header(*name, value);
        }
        let router = if seer.at_desk { &self.desk } else { &self.router };
        let answer = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Seen { path: path.to_owned(), status: parts.status.as_u16(), headers: parts.headers, text }
    }
}

fn now(moment: i64) -> Circumstances {
    Circumstances { now: moment, asked: None }
}

pub fn may(viewer: &Viewer, action: Action, record: &Record) -> bool {
    oracle::allows(viewer, action, record, &now(NOW))
}

/// The records that stand for the outbox, the jobs, the trail.
pub fn kept_as(kind: RecordKind) -> Record {
    Record::draft(RecordId::kept("none".to_owned()), kind, Service::Administration)
}

/// All that one viewer may see.
pub struct Sight<'w> {
    pub world: &'w World,
    pub seer: &'w Seer,
    /// Their place among the viewers.
    pub place: usize,
    seen: Vec<bool>,
}

impl<'w> Sight<'w> {
    pub fn of(world: &'w World, place: usize) -> Self {
        let seer = &world.cast.seers[place];
        let seen = world.things.iter().map(|thing| may(&seer.viewer, Action::List, &thing.record)).collect();
        Self { world, seer, place, seen }
    }

    /// Each viewer reads in one of the languages.
    pub fn language(&self) -> &'static str {
        ["en", "fr", "en", "fr", "ar"][self.place % 5]
    }

    pub fn officer(&self, service: Service) -> bool {
        self.seer.viewer.is_program() || self.seer.viewer.officer_of().contains(&service)
    }

    /// The things of a kind that may be seen.
    pub fn open(&self, kind: RecordKind) -> impl Iterator<Item = &'w Thing> {
        let things = self.world.things.iter().zip(&self.seen);
        things.filter(move |(thing, seen)| **seen && thing.record.kind == kind).map(|(thing, _)| thing)
    }

    /// With what status a thing answers that something is to be done with.
    pub fn status(&self, thing: &Thing, action: Action) -> u16 {
        let (viewer, record) = (&self.seer.viewer, &thing.record);
        if may(viewer, action, record) {
            return 200;
        }
        // A batch is asked about without a moment: nothing that is over opened it.
        let was_open = self.seer.before.as_ref().is_some_and(|(before, over)| {
            let then = now(over - 1);
            thing.moment < *over
                && record.kind != RecordKind::Batch
                && oracle::allows(before, Action::View, record, &then)
        });
        let visible = !action.reads() && may(viewer, Action::View, record);
        let lacks_a_factor = !viewer.has_second_factor() && may(&viewer.as_if_proved_twice(), action, record);
        if visible || was_open || lacks_a_factor { 403 } else { 404 }
    }

    /// What an answer shows that this viewer may not see.
    pub fn leaks(&self, seen: &Seen, names_ids: bool) -> Vec<String> {
        let headers: String = seen.headers.iter().map(|(_, value)| value.to_str().unwrap_or_default()).collect();
        let text = seen.text.to_lowercase() + &headers.to_lowercase();
        let hidden = markers(&text).into_iter().filter(|marker| !self.may_read(marker));
        let mut leaks: Vec<String> = hidden.map(str::to_owned).collect();
        if !names_ids {
            let asked_for = |id: &&str| !seen.path.contains(*id);
            leaks.extend(ids(&text).into_iter().filter(asked_for).filter(|id| !self.may_know(id)).map(str::to_owned));
        }
        let told = |leak| format!("LEAK {} sees {leak} at {} ({})", self.seer.name, seen.path, seen.status);
        leaks.into_iter().map(told).collect()
    }

    /// Whether the thing of a word may be read. The working copy of a document is for whoever may change it.
    fn may_read(&self, marker: &str) -> bool {
        if marker.starts_with("zqm") {
            return may(&self.seer.viewer, Action::List, &kept_as(RecordKind::Mail));
        }
        let copy = marker.strip_prefix("zqw").map(|rest| format!("zqd{rest}"));
        let place = self.world.by_marker.get(copy.as_deref().unwrap_or(marker));
        place.is_some_and(|place| {
            let changes = || may(&self.seer.viewer, Action::Edit, &self.world.things[*place].record);
            self.seen[*place] && (copy.is_none() || changes())
        })
    }

    /// Whether an identifier may be known: those of people say nothing, and stand where people are named.
    fn may_know(&self, id: &str) -> bool {
        let Some(place) = self.world.by_id.get(id) else { return true };
        self.seen[*place] || self.world.things[*place].record.kind == RecordKind::Person
    }

    /// The records of a kind whose identifiers a text shows.
    pub fn shown(&self, text: &str, kind: RecordKind) -> BTreeSet<String> {
        let of_kind =
            |id: &&str| self.world.by_id.get(*id).is_some_and(|place| self.world.things[*place].record.kind == kind);
        ids(text).into_iter().filter(of_kind).map(str::to_owned).collect()
    }

    /// A class of things that have to be looked at: what they are and how they answer this viewer.
    pub fn class(&self, thing: &Thing) -> (RecordKind, u16, Level, &'static str, bool) {
        let copy = thing.copy || thing.file;
        (thing.record.kind, self.status(thing, Action::View), thing.record.level, thing.record.state.as_str(), copy)
    }
}

/// The words of records in a text.
pub fn markers(text: &str) -> BTreeSet<&str> {
    let found = text.match_indices("zq").filter_map(|(place, _)| text.get(place..place + 8));
    let is_one = |word: &&str| {
        let (letters, digits) = (word.as_bytes(), word.get(3..7).unwrap_or_default());
        word.ends_with('x') && letters[2].is_ascii_lowercase() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    found.filter(is_one).collect()
}

/// The identifiers in a text: 36 characters with hyphens in their places.
pub fn ids(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let is_digit = |byte: u8| byte.is_ascii_hexdigit();
    for (place, _) in text.match_indices('-') {
        let Some(one) = place.checked_sub(8).and_then(|begin| text.get(begin..begin + 36)) else { continue };
        let shape = |(place, byte): (usize, u8)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => is_digit(byte),
        };
        if one.bytes().enumerate().all(shape) {
            found.insert(one);
        }
    }
    found
}
