//! Which policies a decision need not ask. A policy begins with simple tests of what the viewer and the record are; where
//! one of them fails, the policy says nothing, and the engine is not asked what it would say.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use cedar_policy::{Policy, PolicySet};
use serde_json::Value;

use super::fact::{Fact, Facts};

/// What a test speaks of: something told, or a value in the text of the policy.
#[derive(Clone, Debug)]
enum Term {
    Viewer(String),
    Record(String),
    Value(Fact),
}

impl Term {
    fn read(text: &Value) -> Option<Self> {
        if let Some(value) = text.get("Value") {
            return Fact::read(value).map(Self::Value);
        }
        if let Some(values) = text.get("Set") {
            return Fact::read_set(values).map(Self::Value);
        }
        let of = text.get(".")?;
        let name = of.get("attr")?.as_str()?.to_owned();
        match of.get("left")?.get("Var")?.as_str()? {
            "principal" => Some(Self::Viewer(name)),
            "resource" => Some(Self::Record(name)),
            _ => None,
        }
    }

    fn of<'f>(&'f self, viewer: &'f Facts, record: &'f Facts) -> Option<&'f Fact> {
        match self {
            Self::Viewer(name) => viewer.get(name),
            Self::Record(name) => record.get(name),
            Self::Value(fact) => Some(fact),
        }
    }
}

/// A test that needs no engine.
#[derive(Clone, Debug)]
enum Test {
    Holds(Term),
    Equal(Term, Term),
    AtLeast(Term, Term),
    Contains(Term, Term),
    Empty(Term),
    Not(Box<Test>),
}

impl Test {
    /// A test as Cedar writes an expression in JSON; none where it is of another shape.
    fn read(text: &Value) -> Option<Self> {
        let (operator, inner) = text.as_object()?.iter().next()?;
        let term = |side: &str| inner.get(side).and_then(Term::read);
        let pair = || Some((term("left")?, term("right")?));
        match operator.as_str() {
            "." => Term::read(text).map(Self::Holds),
            "==" => pair().map(|(left, right)| Self::Equal(left, right)),
            "!=" => pair().map(|(left, right)| Self::Not(Box::new(Self::Equal(left, right)))),
            ">=" => pair().map(|(left, right)| Self::AtLeast(left, right)),
            "contains" => pair().map(|(set, one)| Self::Contains(set, one)),
            "isEmpty" => term("arg").map(Self::Empty),
            "!" => inner.get("arg").and_then(Self::read).map(|test| Self::Not(Box::new(test))),
            _ => None,
        }
    }

    /// Whether it holds; none where the things are not of the kinds that it speaks of, which is the engine's to say.
    fn holds(&self, viewer: &Facts, record: &Facts) -> Option<bool> {
        let fact = |term| Term::of(term, viewer, record);
        match self {
            Self::Not(test) => test.holds(viewer, record).map(|holds| !holds),
            Self::Holds(term) => match fact(term)? {
                Fact::Flag(flag) => Some(*flag),
                _ => None,
            },
            Self::Empty(term) => match fact(term)? {
                Fact::Words(words) => Some(words.is_empty()),
                _ => None,
            },
            Self::Equal(left, right) => match (fact(left)?, fact(right)?) {
                (Fact::Word(left), Fact::Word(right)) => Some(left == right),
                _ => None,
            },
            Self::AtLeast(left, right) => match (fact(left)?, fact(right)?) {
                (Fact::Number(left), Fact::Number(right)) => Some(left >= right),
                _ => None,
            },
            Self::Contains(set, one) => match (fact(set)?, fact(one)?) {
                (Fact::Words(words), Fact::Word(word)) => Some(words.contains(word)),
                _ => None,
            },
        }
    }
}

/// The tests with which the condition of a policy begins, up to the first that is not simple. What stands behind them
/// could not be evaluated to an error: the engine would not come to it.
fn tests(policy: &Policy) -> Vec<Test> {
    let mut found = Vec::new();
    let Ok(text) = policy.to_json() else { return found };
    let first = text.get("conditions").and_then(|conditions| conditions.get(0));
    let when = first.filter(|condition| condition.get("kind").and_then(Value::as_str) == Some("when"));
    if let Some(body) = when.and_then(|condition| condition.get("body")) {
        gather(body, &mut found);
    }
    found
}

/// Takes the tests of an expression in their order; whether all of it was simple.
fn gather(text: &Value, found: &mut Vec<Test>) -> bool {
    if let Some(both) = text.get("&&") {
        let side = |side: &str| both.get(side).unwrap_or(&Value::Null);
        return gather(side("left"), found) && gather(side("right"), found);
    }
    let test = Test::read(text);
    let simple = test.is_some();
    found.extend(test);
    simple
}

/// The policies that can speak of an action.
#[derive(Debug)]
pub(super) struct Slices {
    policies: Vec<(Policy, Vec<Test>)>,
    /// Those that were asked together before, by which of them they are.
    sets: RwLock<HashMap<Vec<bool>, Arc<PolicySet>>>,
}

impl Slices {
    pub(super) fn of<'p>(policies: impl Iterator<Item = &'p Policy>) -> Self {
        Self { policies: policies.map(|policy| (policy.clone(), tests(policy))).collect(), sets: RwLock::default() }
    }

    /// Those that must be asked of a viewer and a record: of all others it is known that they say nothing. None where they
    /// cannot be put together.
    pub(super) fn for_both(&self, viewer: &Facts, record: &Facts) -> Option<Arc<PolicySet>> {
        let may_speak = |tests: &Vec<Test>| tests.iter().all(|test| test.holds(viewer, record) != Some(false));
        let asked: Vec<bool> = self.policies.iter().map(|(_, tests)| may_speak(tests)).collect();
        if let Some(set) = self.sets.read().unwrap_or_else(PoisonError::into_inner).get(&asked) {
            return Some(set.clone());
        }
        let chosen =
            self.policies.iter().zip(&asked).filter(|(_, asked)| **asked).map(|((policy, _), _)| policy.clone());
        let set = Arc::new(PolicySet::from_policies(chosen).ok()?);
        self.sets.write().unwrap_or_else(PoisonError::into_inner).insert(asked, set.clone());
        Some(set)
    }
}
