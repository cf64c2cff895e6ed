//! Casework: from a form that was sent to a case, and from state to state by the steps of its procedure. What the forms
//! ask and which steps there are is data; here it meets the store, the mail and the accounts.

mod approval;
mod kept;
mod letter;
mod library;
mod lodging;
mod step;

use std::collections::BTreeSet;

use access::{BodyCode, Key, Record, RecordState, Viewer};
use jiff::tz::TimeZone;
use secretariat::case::{Actor, State};
use secretariat::deadline::Week;
use secretariat::form::{Answer, Answers};
use store::Case;

use crate::App;
use crate::error::Failure;

pub use approval::{Plan, plan};
pub use kept::{answers, form, line};
pub use letter::remind;
pub use library::Library;
pub use lodging::{Lodged, Lodging, lodge, unknown_bodies};
pub use step::{Asked, UNPROVED, by_clock, by_system, prove, take, taken_by};

/// Publishes the forms that travel with the program, each as the next version where its words changed.
///
/// # Errors
/// What the store says.
pub async fn install(app: &App) -> Result<(), Failure> {
    for form in app.library.forms() {
        library::version(app, form).await?;
    }
    let states = app.library.procedures().flat_map(|procedure| &procedure.states);
    for zone in states.filter_map(|state| state.deadline.as_ref()).map(secretariat::deadline::Deadline::time_zone) {
        if let Err(error) = TimeZone::get(zone) {
            tracing::warn!(zone, error = %error, "deadlines are reckoned in UTC: install the data of time zones");
        }
    }
    Ok(())
}

/// What a viewer is to a case. Nobody decides on a case of their own, and officers of the service take no step that waits
/// in somebody else's queue.
#[must_use]
pub fn actor(viewer: &Viewer, case: &Case) -> Actor {
    let record = &case.record;
    let author = viewer.person().is_some() && viewer.person() == record.author.as_ref();
    let waits = record.state == RecordState::Open;
    let queued = record.queue.iter().any(|key| viewer.holds(key));
    Actor {
        author,
        handler: record.handlers.iter().any(|key| viewer.holds(key)),
        queue: waits && queued && !author,
        ..Actor::NOBODY
    }
}

/// The time zone of a name; UTC where this machine does not know it.
#[must_use]
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// What the policies know of a case once it stands in a state, and until when the next step is due.
fn standing(mut record: Record, state: &State, answers: &Answers, now: i64) -> Result<(Record, Option<i64>), Failure> {
    let queue = state.queue_key(answers).map_err(|_| Failure::inner())?;
    record.queue = queue.map_or_else(BTreeSet::new, |key| [Key::kept(key)].into());
    record.owner = owner(answers);
    record.state = if state.is_end() { RecordState::Closed } else { RecordState::Open };
    let due = state.deadline.as_ref().map(|deadline| deadline.due(now, &zone(deadline.time_zone()), &Week::western()));
    Ok((record, due.transpose().map_err(|_| Failure::inner())?))
}

fn owner(answers: &Answers) -> Option<BodyCode> {
    match answers.get("body") {
        Some(Answer::Body(code)) => code.parse().ok(),
        _ => None,
    }
}
