use access::{Action, RecordId, email};
use axum::http::StatusCode;
use basis::Text;
use secretariat::case::{Actor, StateKind, Step, StepRefused, Submission, Who};
use secretariat::form::Answers;
use store::{Case, CaseStep, StoreError, Viewer};

use super::approval::{self, Granted};
use super::letter::{Story, written};
use super::{actor, kept, standing};
use crate::App;
use crate::error::Failure;

/// What a step is refused with when the person has to prove first who they are.
pub const UNPROVED: &str = "step-up";
/// The longest reason or answer, in characters.
const LONGEST_REASON: usize = 5_000;
/// Steps that follow by themselves, at most so many at once.
const MOST_FOLLOWING: usize = 10;

/// A step that somebody asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Which step.
    pub step: &'a str,
    /// Why; for the answer to a question, the answer.
    pub reason: &'a str,
    /// The company for which the person will act, where the step needs one.
    pub company: &'a str,
    /// The version of the case that they saw; none where nobody looked at it.
    pub seen: Option<i64>,
}

/// A step that cannot be taken, in words for whoever tried: 422.
pub(super) fn refused(text: &Text) -> Failure {
    Failure { status: StatusCode::UNPROCESSABLE_ENTITY, code: "step", text: text.clone() }
}

/// The person has to prove first who they are: 403.
fn unproved(text: &Text) -> Failure {
    Failure { status: StatusCode::FORBIDDEN, code: UNPROVED, text: text.clone() }
}

/// Takes a step of a case for a person, and those that follow by themselves.
///
/// # Errors
/// `step` where the procedure does not let them take it now, in words; `step-up` where they prove first who they are; `changed` when somebody was faster; what the store
/// says.
pub async fn take(app: &App, viewer: &Viewer, id: &RecordId, asked: &Asked<'_>) -> Result<(), Failure> {
    let now = app.now();
    let case = app.store.case(viewer, id, now).await?.into_value();
    if asked.seen.is_some_and(|seen| seen != case.version) {
        return Err(StoreError::Changed { what: "case", id: id.to_string() }.into());
    }
    advance(app, viewer, &case, actor(viewer, &case), asked, now).await?;
    by_system(app, id, now).await
}

/// The steps of a case that a viewer took.
#[must_use]
pub fn taken_by<'c>(viewer: &Viewer, case: &'c Case) -> Vec<&'c str> {
    case.steps.iter().filter(|taken| taken.actor == viewer.actor()).map(|taken| taken.step.as_str()).collect()
}

/// Takes the step by which the address of whoever opened a case is proved. A case that went on already is left as it is;
/// whether the address is proved now.
///
/// # Errors
/// As [`take`].
pub async fn prove(app: &App, id: &RecordId) -> Result<bool, Failure> {
    let (program, now) = (Viewer::program(), app.now());
    let case = app.store.case(&program, id, now).await?.into_value();
    let procedure = app.library.procedure(&case.procedure)?;
    if case.state == procedure.start {
        let asked = Asked { step: "prove", ..Asked::default() };
        advance(app, &program, &case, Actor::AUTHOR, &asked, now).await?;
    } else if !case.steps.iter().any(|step| step.step == "prove") {
        // It lapsed before.
        return Ok(false);
    }
    by_system(app, id, now).await?;
    Ok(true)
}

/// Takes the step that follows when the deadline has passed; whether there is one.
///
/// # Errors
/// As [`take`].
pub async fn by_clock(app: &App, id: &RecordId, now: i64) -> Result<bool, Failure> {
    let program = Viewer::program();
    let case = app.store.case(&program, id, now).await?.into_value();
    let procedure = app.library.procedure(&case.procedure)?;
    let passed = case.due_at.is_some_and(|due| due <= now);
    let Some(step) = procedure.overdue(&case.state).filter(|_| passed) else { return Ok(false) };
    let asked = Asked { step: &step.id, ..Asked::default() };
    advance(app, &program, &case, Actor::CLOCK, &asked, now).await?;
    by_system(app, id, now).await?;
    Ok(true)
}

/// Takes the steps that follow from the answers by themselves, one after the other.
///
/// # Errors
/// As [`take`].
pub async fn by_system(app: &App, id: &RecordId, now: i64) -> Result<(), Failure> {
    let program = Viewer::program();
    for _ in 0..MOST_FOLLOWING {
        let case = app.store.case(&program, id, now).await?.into_value();
        let procedure = app.library.procedure(&case.procedure)?;
        let form = kept::form(app, &program, &case).await?;
        let answers = form.counting(&kept::answers(&case)?);
        let Some(step) = procedure.route(&case.state, &answers) else { break };
        let asked = Asked { step: &step.id, ..Asked::default() };
        advance(app, &program, &case, Actor::SYSTEM, &asked, now).await?;
    }
    Ok(())
}

async fn advance(
    app: &App,
    viewer: &Viewer,
    case: &Case,
    by: Actor,
    asked: &Asked<'_>,
    now: i64,
) -> Result<(), Failure> {
    let procedure = app.library.procedure(&case.procedure)?;
    let form = kept::form(app, viewer, case).await?;
    let all = kept::answers(case)?;
    let answers = form.counting(&all);
    let step = procedure.step(&case.state, asked.step, by).map_err(|cause| refused(&cause.text()))?;
    let complete = form.check_answers(&all).is_empty();
    let reason = asked.reason.trim();
    let taken = taken_by(viewer, case);
    let proved = viewer.is_fresh(now);
    step.demand(&Submission { reason, complete, proved, taken: &taken, answers: &answers }).map_err(
        |cause| match cause {
            StepRefused::NeedsProof(_) => unproved(&cause.text()),
            _ => refused(&cause.text()),
        },
    )?;
    check_length(reason)?;
    if step.by == Who::Queue {
        refuse_own(app, viewer, &answers).await?;
    }
    let to = procedure.state(&step.to).ok_or_else(Failure::inner)?;
    let granted = match case.procedure.as_str() {
        "access-request" if to.kind == StateKind::Done => approval::grant(app, &answers, asked.company, now).await?,
        _ => Granted::default(),
    };
    let (record, due_at) = standing(case.record.clone(), to, &answers, now)?;
    let mail = mails(step, granted.known);
    let (language, link) = (case.language, granted.link);
    let story =
        Story { procedure, form: &form, answers: &answers, record: &record, language, due: due_at, reason, link, now };
    let mails = written(app, &mail, &story).await?;
    let taken = CaseStep {
        step: step.id.clone(),
        to: step.to.clone(),
        record,
        reason: reason.to_owned(),
        due_at,
        mails,
        effects: granted.effects,
    };
    let action = match step.by {
        Who::Author | Who::Handlers => Action::Edit,
        Who::Queue | Who::System | Who::Clock => Action::Decide,
    };
    Ok(app.store.take_step(viewer, action, case, &taken, now).await?)
}

/// Nobody decides on what they asked for themselves, even if they were logged out when they did.
async fn refuse_own(app: &App, viewer: &Viewer, answers: &Answers) -> Result<(), Failure> {
    let Ok(address) = email::read(&kept::line(answers, "email")) else { return Ok(()) };
    let asked = app.store.person_by_email(&Viewer::program(), &address).await?;
    match asked {
        Some(person) if viewer.person() == Some(&person.id) => Err(refused(&Text::fixed(
            "this is a request of your own: another person decides on it",
            "cette demande est la vôtre : une autre personne statue",
        ))),
        _ => Ok(()),
    }
}

fn check_length(reason: &str) -> Result<(), Failure> {
    let length = reason.chars().count();
    if length <= LONGEST_REASON {
        return Ok(());
    }
    Err(refused(&Text::owned(
        format!("the text has {length} characters; at most {LONGEST_REASON}"),
        format!("le texte compte {length} caractères ; au plus {LONGEST_REASON}"),
    )))
}

/// The mails of a step. Whoever has an account already is told so, instead of how to choose a password.
fn mails(step: &Step, known: bool) -> Vec<secretariat::case::MailTo> {
    let mut mails = step.mail.clone();
    for mail in mails.iter_mut().filter(|mail| known && mail.template == "request-approved") {
        mail.template = "request-appointed".to_owned();
    }
    mails
}
