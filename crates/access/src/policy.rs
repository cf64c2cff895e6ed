use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicyId, PolicySet, Request,
    RestrictedExpression as Value, Schema, ValidationMode, Validator,
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Circumstances, Key, Record, RecordId, Viewer};

const POLICIES: &str = include_str!("../policies/access.cedar");
const SCHEMA: &str = include_str!("../policies/schema.cedarschema");

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

/// The policies, read and checked.
#[derive(Clone, Debug)]
pub struct Policies {
    set: PolicySet,
    viewer: EntityTypeName,
    record: EntityTypeName,
    /// Each action with the groups that it is in.
    actions: BTreeMap<String, Entity>,
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
        let entities = schema.action_entities().map_err(|cause| form(cause.to_string()))?;
        let actions =
            entities.iter().map(|entity| (entity.uid().id().unescaped().to_owned(), entity.clone())).collect();
        let checked = Validator::new(schema).validate(&set, ValidationMode::default());
        if !checked.validation_passed() {
            let faults: Vec<String> = checked.validation_errors().map(ToString::to_string).collect();
            return Err(PolicyError::Schema(faults.join("; ")));
        }
        let kind = |name: &str| EntityTypeName::from_str(name).map_err(|cause| form(cause.to_string()));
        Ok(Self { set, viewer: kind("Viewer")?, record: kind("Record")?, actions })
    }

    /// The names of all policies.
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        self.set.policies().map(|policy| policy.id().to_string()).collect()
    }

    /// Sits down for one person in given circumstances: decisions on many records then cost less.
    #[must_use]
    pub fn sitting<'p>(&'p self, viewer: &Viewer, circumstances: &Circumstances) -> Sitting<'p> {
        let id = uid(&self.viewer, viewer.actor());
        let principal = Entity::new(id.clone(), viewer_facts(viewer), [].into()).ok();
        let (context, program) = (context(viewer, circumstances), viewer.is_program());
        Sitting { policies: self, id, principal, context, program, answered: RefCell::default() }
    }

    /// One decision.
    #[must_use]
    pub fn decide(&self, viewer: &Viewer, action: Action, record: &Record, circumstances: &Circumstances) -> Answer {
        self.sitting(viewer, circumstances).decide(action, record)
    }
}

/// Decisions for one person at one moment. What was answered for a record is the answer for every other of which the
/// policies know the same: they never look at which one it is.
#[derive(Debug)]
pub struct Sitting<'p> {
    policies: &'p Policies,
    id: EntityUid,
    principal: Option<Entity>,
    context: Context,
    program: bool,
    answered: RefCell<HashMap<(Action, Record), Answer>>,
}

impl Sitting<'_> {
    /// Whether the person may do something with a record, and by which policies. Whatever cannot be decided is refused:
    /// a policy that forbids must not be passed over because it could not be evaluated.
    #[must_use]
    pub fn decide(&self, action: Action, record: &Record) -> Answer {
        if self.program {
            return Answer { allowed: true, policies: vec!["program".to_owned()] };
        }
        let facts = (action, Record { id: RecordId::kept(String::new()), ..record.clone() });
        if let Some(answer) = self.answered.borrow().get(&facts) {
            return answer.clone();
        }
        let undecidable = || Answer { allowed: false, policies: vec!["undecidable".to_owned()] };
        let answer = self.ask(action, &facts.1).unwrap_or_else(undecidable);
        self.answered.borrow_mut().insert(facts, answer.clone());
        answer
    }

    fn ask(&self, action: Action, record: &Record) -> Option<Answer> {
        let act = self.policies.actions.get(action.as_str())?;
        let resource = uid(&self.policies.record, record.id.as_str());
        let facts = Entity::new(resource.clone(), record_facts(record), [].into()).ok()?;
        let entities = Entities::from_entities([self.principal.clone()?, act.clone(), facts], None).ok()?;
        let request = Request::new(self.id.clone(), act.uid(), resource, self.context.clone(), None).ok()?;
        let response = Authorizer::new().is_authorized(&request, &self.policies.set, &entities);
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

fn text(value: impl ToString) -> Value {
    Value::new_string(value.to_string())
}

fn set<T: ToString>(values: impl IntoIterator<Item = T>) -> Value {
    Value::new_set(values.into_iter().map(text))
}

fn optional(value: Option<&impl ToString>) -> Value {
    Value::new_string(value.map(ToString::to_string).unwrap_or_default())
}

type Facts = HashMap<String, Value>;

fn viewer_facts(viewer: &Viewer) -> Facts {
    let key = viewer.person().map(Key::person);
    [
        ("person", optional(viewer.person())),
        ("own_key", optional(key.as_ref())),
        ("keys", set(viewer.keys())),
        ("named_by", set(viewer.keys().iter().filter(|key| key.names()))),
        ("officer_of", set(viewer.officer_of())),
        ("focal_of", set(viewer.focal_of())),
        ("second_factor", Value::new_bool(viewer.has_second_factor())),
        ("outside", Value::new_bool(viewer.is_outside())),
        ("within", Value::new_bool(viewer.is_within())),
        ("token", Value::new_bool(viewer.scopes().is_some())),
        ("scopes", set(viewer.scopes().into_iter().flatten())),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn record_facts(record: &Record) -> Facts {
    let service = record.service.as_str();
    [
        ("kind", text(record.kind.as_str())),
        ("service", text(service)),
        ("read_scope", text(format!("{service}:read"))),
        ("write_scope", text(format!("{service}:write"))),
        ("owner", optional(record.owner.as_ref())),
        ("author", optional(record.author.as_ref())),
        ("state", text(record.state.as_str())),
        ("level", Value::new_long(record.level.number())),
        ("compartment", optional(record.compartment.as_ref())),
        ("audience", set(&record.audience)),
        ("handlers", set(&record.handlers)),
        ("queue", set(&record.queue)),
        ("publish_from", Value::new_long(record.publish_from)),
        ("retain_until", Value::new_long(record.retain_until)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn context(viewer: &Viewer, circumstances: &Circumstances) -> Context {
    let (asked_by, asked_session) =
        circumstances.asked.as_ref().map_or(("", ""), |(by, in_)| (by.as_str(), in_.as_str()));
    let pairs = [
        ("now", Value::new_long(circumstances.now)),
        ("fresh", Value::new_bool(viewer.is_fresh(circumstances.now))),
        ("asked_by", text(asked_by)),
        ("asked_session", text(asked_session)),
        ("session", optional(viewer.session())),
    ];
    // Literals alone make a context: there is nothing that could be refused. An empty one is refused by every policy.
    Context::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value))).unwrap_or_else(|_| Context::empty())
}
