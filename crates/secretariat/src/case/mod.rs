//! The steps of a piece of casework as data: states, who may take which step, which queue waits, which mails go out.

mod check;
mod queue;
mod step;

use basis::Text;
use serde::{Deserialize, Serialize};

pub use queue::{QueueError, is_queue, queue_key};
pub use step::{Actor, MailTo, Recipient, Step, StepRefused, Submission, Who};

use crate::deadline::Deadline;
use crate::form::Answers;
use crate::{Faults, words};

/// What a state means for the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StateKind {
    /// Something is still to be done.
    Open,
    /// The case ended with what was asked for.
    Done,
    /// The case ended without it: refused, withdrawn, lapsed.
    Refused,
}

/// Where a case can stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its name within the procedure.
    pub id: String,
    /// What people call it.
    #[serde(deserialize_with = "words::text")]
    pub title: Text,
    /// What it means for the case.
    pub kind: StateKind,
    /// Whose queue the case waits in: `role:access.officer`, or `role:members.focal-point@{body}` where the body is
    /// what was answered to the question `body`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// By when a step is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
}

impl State {
    /// Whether the case ends here.
    #[must_use]
    pub fn is_end(&self) -> bool {
        self.kind != StateKind::Open
    }

    /// The queue with what was answered put into it: `role:members.focal-point@FR`. `None` where nobody's queue waits.
    ///
    /// # Errors
    /// `QueueError` where the answer that the queue needs is missing or no code.
    pub fn queue_key(&self, answers: &Answers) -> Result<Option<String>, QueueError> {
        self.queue.as_deref().map(|queue| queue_key(queue, answers)).transpose()
    }
}

/// A state machine of casework.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Its name, for example `access-request`.
    pub id: String,
    /// The form that opens a case.
    pub form: String,
    /// What people call it.
    #[serde(deserialize_with = "words::text")]
    pub title: Text,
    /// The state in which a case begins.
    pub start: String,
    /// The mails that go out when a case begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mail: Vec<MailTo>,
    /// The states, in the order in which they are shown.
    #[serde(rename = "state")]
    pub states: Vec<State>,
    /// The steps, in the order in which they are offered.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
}

impl Procedure {
    /// Reads and checks a procedure written in TOML.
    ///
    /// # Errors
    /// All faults of a procedure that reads; where TOML itself or a word is wrong, that one with line and column.
    pub fn read(source: &str) -> Result<Self, Faults> {
        let procedure: Self = words::toml(source)?;
        procedure.check().or(procedure)
    }

    /// Reads and checks a frozen procedure.
    ///
    /// # Errors
    /// As for `read`.
    pub fn from_json(source: &str) -> Result<Self, Faults> {
        let procedure: Self = words::json(source)?;
        procedure.check().or(procedure)
    }

    /// The procedure as JSON whose bytes follow from the procedure alone.
    ///
    /// # Errors
    /// `Faults` where it cannot be written, which a procedure that was checked never meets.
    pub fn to_json(&self) -> Result<String, Faults> {
        words::to_json(self)
    }

    /// The state of a name.
    #[must_use]
    pub fn state(&self, id: &str) -> Option<&State> {
        self.states.iter().find(|state| state.id == id)
    }

    /// The step of a name, for someone, in a state.
    ///
    /// # Errors
    /// `StepRefused` where the step is not of this procedure, does not start here, or is another's to take. What the
    /// step demands besides is asked of `Step::demand`.
    pub fn step(&self, state: &str, step: &str, actor: Actor) -> Result<&Step, StepRefused> {
        let here = self.state(state).ok_or_else(|| StepRefused::UnknownState(state.to_owned()))?;
        let found = self.steps.iter().find(|known| known.id == step);
        let found = found.ok_or_else(|| StepRefused::UnknownStep(step.to_owned()))?;
        if here.is_end() {
            return Err(StepRefused::Ended(state.to_owned()));
        }
        if !found.starts_in(state) {
            return Err(StepRefused::NotFromHere { step: step.to_owned(), state: state.to_owned() });
        }
        if !actor.is(found.by) {
            return Err(StepRefused::NotYours(step.to_owned()));
        }
        Ok(found)
    }

    /// The steps that someone may take in a state, in order; none at an end.
    #[must_use]
    pub fn open_to(&self, state: &str, actor: Actor) -> Vec<&Step> {
        let open = self.state(state).is_some_and(|state| !state.is_end());
        self.steps.iter().filter(|step| open && step.starts_in(state) && actor.is(step.by)).collect()
    }

    /// The step that follows at once and by itself from the answers that count, where there is one: the first of the
    /// system's steps whose condition holds.
    #[must_use]
    pub fn route(&self, state: &str, answers: &Answers) -> Option<&Step> {
        self.open_to(state, Actor::SYSTEM).into_iter().find(|step| step.is_open(answers))
    }

    /// The step that the clock takes when the deadline of a state has passed, where there is one.
    #[must_use]
    pub fn overdue(&self, state: &str) -> Option<&Step> {
        self.open_to(state, Actor::CLOCK).into_iter().next()
    }
}
