//! The names of queues: `role:<service>.<role>`, for one body `role:<service>.<role>@<code>`, or with the name of a
//! question whose answer is the code: `role:members.focal-point@{body}`.

use thiserror::Error;

use crate::form::{Answer, Answers};
use crate::register::is_code;
use crate::words::is_name;

/// Why a queue cannot be told from the answers.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QueueError {
    /// The name has no form of a queue.
    #[error(
        "`{0}` names no queue: `role:service.role`, then `@` and a code or a question in braces where it is for one body"
    )]
    Name(String),
    /// The question it needs has no answer that is a body.
    #[error("the queue `{queue}` needs a body as the answer to `{question}`")]
    Answer {
        /// The name of the queue.
        queue: String,
        /// The question.
        question: String,
    },
}

/// The parts of a name: what stands before `@`, and what stands after.
fn parts(name: &str) -> Option<(&str, Option<Place<'_>>)> {
    let (role, place) = match name.split_once('@') {
        Some((role, place)) => (role, Some(place)),
        None => (name, None),
    };
    let (service, of) = role.strip_prefix("role:")?.split_once('.')?;
    let place = match place {
        None => None,
        Some(place) => Some(Place::read(place)?),
    };
    (is_name(service) && is_name(of)).then_some((role, place))
}

enum Place<'a> {
    Code(&'a str),
    Question(&'a str),
}

impl<'a> Place<'a> {
    fn read(text: &'a str) -> Option<Self> {
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            Some(question) => is_name(question).then_some(Self::Question(question)),
            None => is_code(text).then_some(Self::Code(text)),
        }
    }
}

/// Whether a name has the form of a queue.
#[must_use]
pub fn is_queue(name: &str) -> bool {
    parts(name).is_some()
}

/// The question whose answer a queue needs, where it needs one.
pub(crate) fn question_of(name: &str) -> Option<&str> {
    match parts(name)?.1? {
        Place::Question(question) => Some(question),
        Place::Code(_) => None,
    }
}

/// The queue with the answer put into it. Only an answer that is a body's code is ever put in, so that no answer can
/// lead a case into another queue.
///
/// # Errors
/// `QueueError` where the name is no queue, or the answer is missing or no code.
pub fn queue_key(name: &str, answers: &Answers) -> Result<String, QueueError> {
    let (role, place) = parts(name).ok_or_else(|| QueueError::Name(name.to_owned()))?;
    match place {
        None => Ok(role.to_owned()),
        Some(Place::Code(code)) => Ok(format!("{role}@{code}")),
        Some(Place::Question(question)) => match answers.get(question) {
            Some(Answer::Body(code)) if is_code(code) => Ok(format!("{role}@{code}")),
            _ => Err(QueueError::Answer { queue: name.to_owned(), question: question.to_owned() }),
        },
    }
}
