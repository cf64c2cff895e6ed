//! What was answered before. Policies do not change once they are read, and an answer rests on what they are told and on
//! nothing else: asked the same again, they answer the same.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cedar_policy::{Context, Entity, EntityUid};

use super::fact::Facts;
use super::told::Told;
use super::{Action, Answer};

/// So many viewers are remembered at least, and so many answers for each. A viewer asks for a dozen that differ; were each
/// to ask for the most, it would take some tens of megabytes.
const VIEWERS: usize = 256;
const ANSWERS: usize = 64;

/// Things by their keys, of which those that nobody asked for lately are forgotten: at most twice as many as were wished
/// for are held, and the last so many always.
#[derive(Debug)]
struct Lately<K, V> {
    most: usize,
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Eq + Hash + Clone, V: Clone> Lately<K, V> {
    fn of(most: usize) -> Self {
        Self { most, young: HashMap::new(), old: HashMap::new() }
    }

    fn get(&mut self, key: &K) -> Option<V> {
        if let Some(value) = self.young.get(key) {
            return Some(value.clone());
        }
        let (key, value) = self.old.remove_entry(key)?;
        self.put(key, value.clone());
        Some(value)
    }

    fn put(&mut self, key: K, value: V) {
        if self.young.len() >= self.most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

/// A viewer in given circumstances as the engine takes them, and what was answered.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) id: EntityUid,
    pub(super) facts: Facts,
    pub(super) principal: Option<Entity>,
    pub(super) context: Context,
    answered: Mutex<Lately<(Action, Told), Answer>>,
}

impl Seat {
    fn new(id: EntityUid, facts: Facts, circumstances: &Facts) -> Self {
        let principal = Entity::new(id.clone(), facts.values(), [].into()).ok();
        // Literals alone make a context: there is nothing that could be refused. An empty one is refused by every policy.
        let context = Context::from_pairs(circumstances.values()).unwrap_or_else(|_| Context::empty());
        Self { id, facts, principal, context, answered: Mutex::new(Lately::of(ANSWERS)) }
    }

    pub(super) fn answered(&self, asked: &(Action, Told)) -> Option<Answer> {
        held(&self.answered).get(asked)
    }

    pub(super) fn remember(&self, asked: (Action, Told), answer: Answer) {
        held(&self.answered).put(asked, answer);
    }
}

/// The viewers for whom something was decided lately, by all that the policies are told of them.
#[derive(Debug)]
pub(super) struct Memory(Mutex<Lately<(EntityUid, Facts, Facts), Arc<Seat>>>);

impl Memory {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Lately::of(VIEWERS)))
    }

    pub(super) fn seat(&self, id: EntityUid, facts: Facts, circumstances: Facts) -> Arc<Seat> {
        let told = (id, facts, circumstances);
        if let Some(seat) = held(&self.0).get(&told) {
            return seat;
        }
        let seat = Arc::new(Seat::new(told.0.clone(), told.1.clone(), &told.2));
        held(&self.0).put(told, seat.clone());
        seat
    }

    pub(super) fn forget(&self) {
        *held(&self.0) = Lately::of(VIEWERS);
    }
}

/// Nothing that is remembered is ever half written: whoever panicked beside it left it whole.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Lately;

    proptest! {
        #[test]
        fn the_last_are_held_and_never_too_many(most in 1_usize..9, asked in prop::collection::vec(0_u8..30, 0..200)) {
            let mut held = Lately::of(most);
            let mut last: Vec<u8> = Vec::new();
            for key in asked {
                let found = held.get(&key);
                prop_assert!(found.is_none_or(|value: u16| value == u16::from(key) * 3));
                prop_assert!(found.is_some() || !last.contains(&key), "{key} of {last:?}");
                if found.is_none() {
                    held.put(key, u16::from(key) * 3);
                }
                last.retain(|one| *one != key);
                last.push(key);
                if last.len() > most {
                    last.remove(0);
                }
                prop_assert!(held.young.len() + held.old.len() <= 2 * most);
            }
        }
    }
}
