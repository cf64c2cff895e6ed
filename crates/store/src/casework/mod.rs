//! Casework: a form that is filled in by several people, and its way through the states of a procedure. Which steps there
//! are is said by the procedure; here each is saved whole, with its mails and what follows from it, or not at all.

mod answers;
mod open;
mod step;

use access::{PersonId, Record};
use basis::Language;

pub use answers::{AnswerKept, Change, Clash};
pub use open::{CaseRow, QueueFilter};
pub use step::{CaseStep, Effect, NewCase};

use crate::StoreError;

/// A case as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What the policies know of it.
    pub record: Record,
    /// The procedure that it follows.
    pub procedure: String,
    /// The form that is filled in, and which version of it.
    pub form: (String, i64),
    /// The state in which it is.
    pub state: String,
    /// The language in which it was begun, and in which mail about it is written.
    pub language: Language,
    /// When it was opened, in microseconds since 1970-01-01 UTC.
    pub opened_at: i64,
    /// Until when the next step is due.
    pub due_at: Option<i64>,
    /// When it was decided.
    pub closed_at: Option<i64>,
    /// Counts the steps, so that two who take one at once do not both.
    pub version: i64,
    /// The answers as they stand, by their questions.
    pub answers: Vec<AnswerKept>,
    /// The steps that were taken.
    pub steps: Vec<StepTaken>,
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepTaken {
    /// Its number.
    pub number: i64,
    /// Which step.
    pub step: String,
    /// From which state.
    pub from: String,
    /// To which state.
    pub to: String,
    /// Who took it: a person, `visitor` or `program`.
    pub actor: String,
    /// Why, where a reason was asked for.
    pub reason: String,
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
}

impl Case {
    /// The person who opened it, where it was somebody with an account.
    #[must_use]
    pub fn author(&self) -> Option<&PersonId> {
        self.record.author.as_ref()
    }
}

fn language_of(code: &str) -> Result<Language, StoreError> {
    Language::of_code(code).ok_or_else(|| StoreError::Unreadable(format!("language `{code}` of a case")))
}
