use basis::Text;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::form::{Answers, Condition};
use crate::words;

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// The person who opened the case.
    Author,
    /// The people who took the case on.
    Handlers,
    /// Anyone in whose queue the case waits.
    Queue,
    /// Nobody: it follows at once from the answers.
    System,
    /// Nobody: it follows when the deadline has passed.
    Clock,
}

/// Everything that one person, or none, is to a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// Opened the case.
    pub author: bool,
    /// Took the case on.
    pub handler: bool,
    /// Has the case in the queue.
    pub queue: bool,
    /// Is the program that follows the answers.
    pub system: bool,
    /// Is the program that watches deadlines.
    pub clock: bool,
}

impl Actor {
    /// Nothing to the case.
    pub const NOBODY: Self = Self { author: false, handler: false, queue: false, system: false, clock: false };
    /// The person who opened it, and nothing else.
    pub const AUTHOR: Self = Self { author: true, ..Self::NOBODY };
    /// One who took it on, and nothing else.
    pub const HANDLER: Self = Self { handler: true, ..Self::NOBODY };
    /// One who has it in the queue, and nothing else.
    pub const QUEUE: Self = Self { queue: true, ..Self::NOBODY };
    /// The program that follows the answers.
    pub const SYSTEM: Self = Self { system: true, ..Self::NOBODY };
    /// The program that watches deadlines.
    pub const CLOCK: Self = Self { clock: true, ..Self::NOBODY };

    /// Whether this is one who takes steps of a kind.
    #[must_use]
    pub fn is(self, who: Who) -> bool {
        match who {
            Who::Author => self.author,
            Who::Handlers => self.handler,
            Who::Queue => self.queue,
            Who::System => self.system,
            Who::Clock => self.clock,
        }
    }
}

/// To whom a mail goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipient {
    /// The person who opened the case.
    Author,
    /// The people who took the case on.
    Handlers,
    /// Everyone in whose queue the case waits after the step.
    Queue,
}

/// A mail that a step sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailTo {
    /// The name of the template.
    pub template: String,
    /// To whom it goes.
    pub to: Recipient,
}

/// A way from one state to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name within the procedure.
    pub id: String,
    /// The states in which it can be taken.
    pub from: Vec<String>,
    /// The state it leads to.
    pub to: String,
    /// What stands on the button, or in the history.
    #[serde(deserialize_with = "words::text")]
    pub title: Text,
    /// Who takes it.
    pub by: Who,
    /// Which answers it needs; any where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The mails it sends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mail: Vec<MailTo>,
    /// Why it sends none, where it sends none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_mail: Option<String>,
    /// Whether it takes a written reason.
    #[serde(default)]
    pub needs_reason: bool,
    /// Whether the form has to be complete.
    #[serde(default)]
    pub needs_complete_form: bool,
    /// Whether who takes it has to have proved minutes ago who they are.
    #[serde(default)]
    pub needs_proof: bool,
    /// Steps whose takers may not take this one too: four eyes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_than: Vec<String>,
}

/// What comes with a step.
#[derive(Clone, Copy, Debug)]
pub struct Submission<'a> {
    /// The reason given; may be empty.
    pub reason: &'a str,
    /// Whether the form is complete.
    pub complete: bool,
    /// Whether the person proved minutes ago who they are.
    pub proved: bool,
    /// The steps of the case that the same person took.
    pub taken: &'a [&'a str],
    /// The answers that count.
    pub answers: &'a Answers,
}

impl Step {
    /// Whether it can be taken in a state.
    #[must_use]
    pub fn starts_in(&self, state: &str) -> bool {
        self.from.iter().any(|from| from == state)
    }

    /// Whether the answers allow it.
    #[must_use]
    pub fn is_open(&self, answers: &Answers) -> bool {
        self.when.as_ref().is_none_or(|when| when.holds(&mut |id| answers.get(id)))
    }

    /// Whether somebody who took these steps of the case may not take this one.
    #[must_use]
    pub fn excludes(&self, taken: &[&str]) -> bool {
        self.other_than.iter().any(|step| taken.contains(&step.as_str()))
    }

    /// Whether what comes with it is what it demands.
    ///
    /// # Errors
    /// `StepRefused` for the first of: other answers, a person who had a hand in it, no reason, a form that is not
    /// complete, no proof of who it is.
    pub fn demand(&self, submission: &Submission<'_>) -> Result<(), StepRefused> {
        if !self.is_open(submission.answers) {
            return Err(StepRefused::OtherAnswers(self.id.clone()));
        }
        if self.excludes(submission.taken) {
            return Err(StepRefused::NeedsAnother(self.id.clone()));
        }
        if self.needs_reason && submission.reason.trim().is_empty() {
            return Err(StepRefused::NeedsReason(self.id.clone()));
        }
        if self.needs_complete_form && !submission.complete {
            return Err(StepRefused::NeedsCompleteForm(self.id.clone()));
        }
        if self.needs_proof && !submission.proved {
            return Err(StepRefused::NeedsProof(self.id.clone()));
        }
        Ok(())
    }
}

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StepRefused {
    /// The procedure has no such state.
    #[error("the procedure has no state `{0}`")]
    UnknownState(String),
    /// The procedure has no such step.
    #[error("the procedure has no step `{0}`")]
    UnknownStep(String),
    /// The case ended.
    #[error("the case ended as `{0}`")]
    Ended(String),
    /// The step starts in other states.
    #[error("the step `{step}` does not start in `{state}`")]
    NotFromHere {
        /// The step.
        step: String,
        /// Where the case stands.
        state: String,
    },
    /// The step is another's to take.
    #[error("the step `{0}` is another's to take")]
    NotYours(String),
    /// The step belongs to other answers.
    #[error("the answers do not lead to the step `{0}`")]
    OtherAnswers(String),
    /// A reason is needed.
    #[error("the step `{0}` takes a written reason")]
    NeedsReason(String),
    /// The form has to be complete.
    #[error("the step `{0}` takes a complete form")]
    NeedsCompleteForm(String),
    /// Whoever took an earlier step may not take this one.
    #[error("the step `{0}` takes another person than the steps before it")]
    NeedsAnother(String),
    /// The person has to prove anew who they are.
    #[error("the step `{0}` takes a proof of identity of minutes ago")]
    NeedsProof(String),
}

impl StepRefused {
    /// The same in words for the person who tried.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::UnknownState(_) | Self::UnknownStep(_) => {
                Text::fixed("this step does not exist", "cette étape n’existe pas")
            }
            Self::Ended(_) => Text::fixed("this case has ended", "ce dossier est clos"),
            Self::NotFromHere { .. } => {
                Text::fixed("the case has moved on; look at it anew", "le dossier a avancé ; consultez-le de nouveau")
            }
            Self::NotYours(_) => {
                Text::fixed("this step is another’s to take", "cette étape revient à une autre personne")
            }
            Self::OtherAnswers(_) => Text::fixed(
                "the answers of the form do not lead to this step",
                "les réponses du formulaire ne mènent pas à cette étape",
            ),
            Self::NeedsReason(_) => Text::fixed("give a reason", "donnez un motif"),
            Self::NeedsCompleteForm(_) => Text::fixed("complete the form first", "complétez d’abord le formulaire"),
            Self::NeedsAnother(_) => Text::fixed(
                "you took an earlier step of this case: another person decides now",
                "vous avez pris une étape antérieure de ce dossier : une autre personne statue",
            ),
            Self::NeedsProof(_) => Text::fixed("prove first who you are", "prouvez d’abord qui vous êtes"),
        }
    }
}
