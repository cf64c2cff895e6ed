use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use cedar_policy::{
    ActionConstraint, Authorizer, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, Policy, PolicyId,
    PolicySet, Request, Schema, ValidationMode, Validator,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Circumstances, Key, Record, Viewer};
use fact::{Fact, Facts};
use memory::{Memory, Seat};
use slice::Slices;
use told::Told;

mod fact;
mod memory;
mod slice;
mod told;

const POLICIES: &str = include_str!("../../policies/access.cedar");
const SCHEMA: &str = include_str!("../../policies/schema.cedarschema");

/// What a person does with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Opens it.
    View,
    /// Sees it in a list.
    List,
    /// Finds it by a word.
    Search,
    /// Has it counted, in a sum or a facet.
    Count,
    /// Takes its content away.
    Download,
    /// Takes many away.
    Export,
    /// Is told of it by mail or feed.
    Notify,
    /// Hands it in: a new case, a question, a file of declarations.
    Lodge,
    /// Changes it.
    Edit,
    /// Gives it to its audience.
    Publish,
    /// Takes it back.
    Withdraw,
    /// Decides on it.
    Decide,
    /// Appoints or ends an appointment.
    Appoint,
    /// Keeps the system's own things in order.
    Administer,
    /// Erases a person.
    Erase,
    /// Opens it to more people than before.
    Release,
    /// Approves what another person asked for.
    Approve,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 17] = [
        Self::View,
        Self::List,
        Self::Search,
        Self::Count,
        Self::Download,
        Self::Export,
        Self::Notify,
        Self::Lodge,
        Self::Edit,
        Self::Publish,
        Self::Withdraw,
        Self::Decide,
        Self::Appoint,
        Self::Administer,
        Self::Erase,
        Self::Release,
        Self::Approve,
    ];

    /// The word used in policies and in the trail.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::List => "list",
            Self::Search => "search",
            Self::Count => "count",
            Self::Download => "download",
            Self::Export => "export",
            Self::Notify => "notify",
            Self::Lodge => "lodge",
            Self::Edit => "edit",
            Self::Publish => "publish",
            Self::Withdraw => "withdraw",
            Self::Decide => "decide",
            Self::Appoint => "appoint",
            Self::Administer => "administer",
            Self::Erase => "erase",
            Self::Release => "release",
            Self::Approve => "approve",
        }
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn reads(self) -> bool {
        self <= Self::Notify
    }
}

/// A decision and the policies that made it, in the order of their names. Where nothing permits, the answer is no and no
/// policy is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Whether it may be done.
    pub allowed: bool,
    /// The policies that decided: those that permit, or those that forbid.
    pub policies: Vec<String>,
}

/// Why the policies could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// The text is not in its form.
    #[error("the policies cannot be read: {0}")]
    Form(String),
    /// A policy has no name.
    #[error("the policy `{0}` has no @id")]
    Nameless(String),
    /// A policy speaks of something that the schema does not know.
    #[error("the policies do not fit their schema: {0}")]
    Schema(String),
}

/// What is done, with the groups of actions that it is in, and the policies that can speak of it: a decision need not
/// look at the others.
#[derive(Debug)]
struct Act {
    entity: Entity,
    policies: Slices,
}

/// The policies, read and checked.
#[derive(Debug)]
pub struct Policies {
    names: BTreeSet<String>,
    viewer: EntityTypeName,
    record: EntityTypeName,
    actions: BTreeMap<String, Act>,
    authorizer: Authorizer,
    memory: Memory,
}

impl Policies {
    /// The policies that travel with the program.
    ///
    /// # Errors
    /// Never with the files as they are committed; a test reads them.
    pub fn shipped() -> Result<Self, PolicyError> {
        Self::read(POLICIES, SCHEMA)
    }

    /// The text of the policies that travel with the program.
    #[must_use]
    pub fn text() -> &'static str {
        POLICIES
    }

    /// Reads policies and checks them against a schema.
    ///
    /// # Errors
    /// When a text is not in its form, a policy has no name, or one does not fit the schema.
    pub fn read(policies: &str, schema: &str) -> Result<Self, PolicyError> {
        let form = |cause: String| PolicyError::Form(cause);
        let read = PolicySet::from_str(policies).map_err(|cause| form(cause.to_string()))?;
        let mut named = Vec::new();
        for policy in read.policies() {
            let name = policy.annotation("id").ok_or_else(|| PolicyError::Nameless(policy.id().to_string()))?;
            named.push(policy.new_id(PolicyId::new(name)));
        }
        let set = PolicySet::from_policies(named).map_err(|cause| form(cause.to_string()))?;
        let (schema, _) = Schema::from_cedarschema_str(schema).map_err(|cause| form(cause.to_string()))?;
        let actions = actions(&schema, &set).map_err(form)?;
        let checked = Validator::new(schema).validate(&set, ValidationMode::default());
        if !checked.validation_passed() {
            let faults: Vec<String> = checked.validation_errors().map(ToString::to_string).collect();
            return Err(PolicyError::Schema(faults.join("; ")));
        }
        let kind = |name: &str| EntityTypeName::from_str(name).map_err(|cause| form(cause.to_string()));
        let names = set.policies().map(|policy| policy.id().to_string()).collect();
        let (viewer, record) = (kind("Viewer")?, kind("Record")?);
        Ok(Self { names, viewer, record, actions, authorizer: Authorizer::new(), memory: Memory::new() })
    }

    /// The names of all policies.
    #[must_use]
    pub fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// Sits down for one person in given circumstances: decisions on many records then cost less.
    #[must_use]
    pub fn sitting<'p>(&'p self, viewer: &'p Viewer, circumstances: &Circumstances) -> Sitting<'p> {
        let id = uid(&self.viewer, viewer.actor());
        let seat = self.memory.seat(id, viewer_facts(viewer), circumstances_facts(viewer, circumstances));
        Sitting { policies: self, viewer, now: circumstances.now, seat }
    }

    /// One decision.
    #[must_use]
    pub fn decide(&self, viewer: &Viewer, action: Action, record: &Record, circumstances: &Circumstances) -> Answer {
        self.sitting(viewer, circumstances).decide(action, record)
    }

    /// Forgets what was answered: the next decisions are made anew. No answer changes by it.
    pub fn forget(&self) {
        self.memory.forget();
    }
}

/// Each action of a schema by its name.
fn actions(schema: &Schema, set: &PolicySet) -> Result<BTreeMap<String, Act>, String> {
    let entities = schema.action_entities().map_err(|cause| cause.to_string())?;
    let mut actions = BTreeMap::new();
    for entity in entities.iter() {
        let uid = entity.uid();
        let mut groups: BTreeSet<EntityUid> = entities.ancestors(&uid).into_iter().flatten().cloned().collect();
        groups.insert(uid.clone());
        let speaks = |policy: &&Policy| match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::In(named) => named.iter().any(|one| groups.contains(one)),
            ActionConstraint::Eq(named) => named == uid,
        };
        let policies = Slices::of(set.policies().filter(speaks));
        actions.insert(uid.id().unescaped().to_owned(), Act { entity: entity.clone(), policies });
    }
    Ok(actions)
}

/// Decisions for one person at one moment. What was answered for a record, now or before, is the answer for every other of
/// which the policies are told the same.
#[derive(Debug)]
pub struct Sitting<'p> {
    policies: &'p Policies,
    viewer: &'p Viewer,
    now: i64,
    seat: Arc<Seat>,
}

impl Sitting<'_> {
    /// Whether the person may do something with a record, and by which policies. Whatever cannot be decided is refused:
    /// a policy that forbids must not be passed over because it could not be evaluated.
    #[must_use]
    pub fn decide(&self, action: Action, record: &Record) -> Answer {
        if self.viewer.is_program() {
            return Answer { allowed: true, policies: vec!["program".to_owned()] };
        }
        let asked = (action, Told::of(record, self.viewer, self.now));
        if let Some(answer) = self.seat.answered(&asked) {
            return answer;
        }
        let undecidable = || Answer { allowed: false, policies: vec!["undecidable".to_owned()] };
        let answer = self.ask(action, &asked.1).unwrap_or_else(undecidable);
        self.seat.remember(asked, answer.clone());
        answer
    }

    fn ask(&self, action: Action, told: &Told) -> Option<Answer> {
        let (seat, act) = (&self.seat, self.policies.actions.get(action.as_str())?);
        let resource = uid(&self.policies.record, "");
        let facts = told.facts();
        let policies = act.policies.for_both(&seat.facts, &facts)?;
        let facts = Entity::new(resource.clone(), facts.values(), [].into()).ok()?;
        let entities = Entities::from_entities([seat.principal.clone()?, act.entity.clone(), facts], None).ok()?;
        let request = Request::new(seat.id.clone(), act.entity.uid(), resource, seat.context.clone(), None).ok()?;
        let response = self.policies.authorizer.is_authorized(&request, &policies, &entities);
        if response.diagnostics().errors().next().is_some() {
            return None;
        }
        let mut policies: Vec<String> = response.diagnostics().reason().map(ToString::to_string).collect();
        policies.sort_unstable();
        Some(Answer { allowed: response.decision() == Decision::Allow, policies })
    }
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

fn viewer_facts(viewer: &Viewer) -> Facts {
    let key = viewer.person().map(Key::person);
    Facts::of([
        ("person", Fact::optional(viewer.person())),
        ("own_key", Fact::optional(key.as_ref())),
        ("keys", Fact::words(viewer.keys())),
        ("officer_of", Fact::words(viewer.officer_of())),
        ("focal_of", Fact::words(viewer.focal_of())),
        ("second_factor", Fact::Flag(viewer.has_second_factor())),
        ("outside", Fact::Flag(viewer.is_outside())),
        ("within", Fact::Flag(viewer.is_within())),
        ("token", Fact::Flag(viewer.scopes().is_some())),
        ("scopes", Fact::words(viewer.scopes().into_iter().flatten())),
    ])
}

fn circumstances_facts(viewer: &Viewer, circumstances: &Circumstances) -> Facts {
    let (asked_by, asked_session) =
        circumstances.asked.as_ref().map_or(("", ""), |(by, in_)| (by.as_str(), in_.as_str()));
    Facts::of([
        ("fresh", Fact::Flag(viewer.is_fresh(circumstances.now))),
        ("asked_by", Fact::word(asked_by)),
        ("asked_session", Fact::word(asked_session)),
        ("session", Fact::optional(viewer.session())),
    ])
}
