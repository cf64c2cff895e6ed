//! The work that nobody asks for: mail that waits, deadlines that pass, reminders, and what is forgotten in time. Every
//! server runs all of it; a lease says which of several does what now. Each piece is a function that can be called once.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use access::RecordId;
use secretariat::case::Who;
use store::{Mail, QueueFilter, Viewer};
use tokio::task::JoinHandle;

use crate::App;
use crate::casework;
use crate::certification;
use crate::chance;
use crate::error::Failure;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// How long the loop rests.
const PAUSE: Duration = Duration::from_secs(5);
/// Mails sent in one round.
const MAILS: usize = 50;
/// How long a mail that is being sent is nobody else's: longer than any mailer tries.
const HELD: i64 = 5 * MINUTE;
/// After so many attempts a mail has failed: the last wait is six hours, all of them together two days. A mail server that
/// cannot be reached is no attempt.
const ATTEMPTS: i64 = 16;
/// Cases of one state looked at in one round.
const CASES: u32 = 500;
/// How far ahead cases are looked at that may have to be reminded of.
const AHEAD: i64 = 14 * DAY;
/// How long what is over is kept before it is forgotten.
const KEPT: i64 = 30 * DAY;

/// What it means for a mail that it was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The mail server takes no mail at all, or not from this site: every mail waits.
    Unreachable,
    /// It does not take this mail now: it is tried again, but not for ever.
    Temporary,
    /// It will never take it: it is not tried again.
    Permanent,
}

/// Why a mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// What the mail server said.
    pub said: String,
    /// What that means.
    pub refusal: Refusal,
}

/// What becomes of a mail that is being sent.
pub type Sending = Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send>>;

/// Hands a mail to a mail server.
pub type Mailer = Arc<dyn Fn(Mail) -> Sending + Send + Sync>;

/// A piece of work with the time after which it is done again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    Mail,
    Clock,
    Reminders,
    Certification,
    Forgetting,
}

impl Task {
    /// All but the mail.
    const OTHERS: [Self; 4] = [Self::Clock, Self::Reminders, Self::Certification, Self::Forgetting];

    fn name(self) -> &'static str {
        match self {
            Self::Mail => "work:mail",
            Self::Clock => "work:clock",
            Self::Reminders => "work:reminders",
            Self::Certification => "work:certification",
            Self::Forgetting => "work:forgetting",
        }
    }

    fn every(self) -> i64 {
        match self {
            Self::Mail => 10 * SECOND,
            Self::Clock => MINUTE,
            Self::Reminders => 15 * MINUTE,
            Self::Certification | Self::Forgetting => HOUR,
        }
    }

    async fn run(self, app: &App, mailer: Option<&Mailer>, now: i64) -> Result<(), Failure> {
        match self {
            Self::Mail => send_mail(app, mailer, now).await.map(|_| ()),
            Self::Clock => {
                app.store.interrupt_abandoned(&Viewer::program(), now).await?;
                let passed = pass_deadlines(app, now).await;
                follow_answers(app, now).await.and(passed).map(|_| ())
            }
            Self::Reminders => remind(app, now).await.map(|_| ()),
            Self::Certification => certification::remind(app, now).await.map(|_| ()),
            Self::Forgetting => forget(app, now).await,
        }
    }
}

/// Does all of it again and again, until it is aborted. Without a mailer mails stay where they are.
///
/// # Errors
/// `internal` where the system has no chance to give for the name of this server among others.
pub fn spawn(app: App, mailer: Option<Mailer>) -> Result<JoinHandle<()>, Failure> {
    let holder = access::audit::hex(&chance::bytes::<16>()?);
    Ok(tokio::spawn(async move {
        // A mail server that does not answer holds up nothing else.
        let mail = rounds(&app, mailer.as_ref(), &[Task::Mail], &holder);
        tokio::join!(mail, rounds(&app, None, &Task::OTHERS, &holder), files(&app));
    }))
}

/// Takes up files that another server left in line.
async fn files(app: &App) {
    loop {
        app.jobs.look(app);
        tokio::time::sleep(PAUSE).await;
    }
}

/// Goes round the tasks. The pace is that of a clock that nobody sets.
async fn rounds(app: &App, mailer: Option<&Mailer>, tasks: &[Task], holder: &str) {
    let mut last: Vec<Option<Instant>> = vec![None; tasks.len()];
    loop {
        for (task, last) in tasks.iter().zip(&mut last) {
            let every = Duration::from_micros(task.every().unsigned_abs());
            if last.is_some_and(|last| last.elapsed() < every) {
                continue;
            }
            *last = Some(Instant::now());
            // What fails now is tried again with the next round.
            if let Err(failure) = once(app, mailer, *task, holder, app.now()).await {
                tracing::error!(task = task.name(), error = %failure.text.en, "background work failed");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn once(app: &App, mailer: Option<&Mailer>, task: Task, holder: &str, now: i64) -> Result<(), Failure> {
    let until = now.saturating_add(task.every());
    if app.store.take_lease(&Viewer::program(), task.name(), holder, now, until).await? {
        task.run(app, mailer, now).await?;
    }
    Ok(())
}

/// Sends mails that are due, those that waited longest first; how many a mail server took. Where it cannot be reached,
/// all that are due wait, and the round ends.
///
/// # Errors
/// What the store says.
pub async fn send_mail(app: &App, mailer: Option<&Mailer>, now: i64) -> Result<usize, Failure> {
    let Some(mailer) = mailer else { return Ok(0) };
    let program = Viewer::program();
    // A round may last longer than one mail is held, so each mail has its own moment.
    let begun = Instant::now();
    let moment = || now.saturating_add(i64::try_from(begun.elapsed().as_micros()).unwrap_or(i64::MAX));
    let mut taken = 0;
    for _ in 0..MAILS {
        let now = moment();
        let Some(mail) = app.store.claim_mail(&program, now, now.saturating_add(HELD)).await? else { break };
        let (id, attempts, made_at) = (mail.id.clone(), mail.attempts, mail.made_at);
        let sent = if app.store.mail_is_open(&program, &mail, now).await? {
            mailer(mail).await
        } else {
            let said = "what it speaks of is no longer open to whom it was for".to_owned();
            Err(Undelivered { said, refusal: Refusal::Permanent })
        };
        let now = moment();
        match sent {
            Ok(()) => {
                app.store.mail_done(&program, &id, None, None, now).await?;
                taken += 1;
            }
            Err(Undelivered { said, refusal: Refusal::Unreachable }) => {
                let again = now.saturating_add(pause(now.saturating_sub(made_at)));
                app.store.mail_unreached(&program, &id, &said, now, again).await?;
                break;
            }
            Err(Undelivered { said, refusal }) => {
                let is_open = refusal == Refusal::Temporary && attempts < ATTEMPTS;
                let again = is_open.then(|| now.saturating_add(wait(attempts)));
                app.store.mail_done(&program, &id, Some(&said), again, now).await?;
            }
        }
    }
    Ok(taken)
}

/// How long all mails wait for a mail server that could not be reached, by the age of the mail that was tried: a quarter
/// of it, at least a minute, at most a quarter of an hour.
fn pause(age: i64) -> i64 {
    (age / 4).clamp(MINUTE, 15 * MINUTE)
}

/// How long a mail waits after so many attempts: a minute, doubled each time, six hours at most.
fn wait(attempts: i64) -> i64 {
    let doubled = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    MINUTE.saturating_mul(1 << doubled).min(6 * HOUR)
}

/// Takes the step that follows when a deadline has passed, for all open cases whose procedure has one; how many.
///
/// # Errors
/// What the store says. A case that cannot go on does not hold up the others.
pub async fn pass_deadlines(app: &App, now: i64) -> Result<usize, Failure> {
    let mut passed = 0;
    for (procedure, state) in states(app, |procedure, state| procedure.overdue(state).is_some()) {
        let rows = rows(app, &procedure, &state, now).await?;
        for row in rows.iter().filter(|row| row.due_at.is_some_and(|due| due <= now)) {
            match casework::by_clock(app, &row.id, now).await {
                Ok(went) => passed += usize::from(went),
                Err(failure) => {
                    tracing::error!(case = %row.id, error = %failure.text.en, "a deadline could not be followed");
                }
            }
        }
    }
    Ok(passed)
}

/// Lets cases go on that were left, by a server that died, in a state that they leave by themselves; how many.
///
/// # Errors
/// What the store says.
pub async fn follow_answers(app: &App, now: i64) -> Result<usize, Failure> {
    let follows = |procedure: &secretariat::case::Procedure, state: &str| {
        procedure.steps.iter().any(|step| step.by == Who::System && step.starts_in(state))
    };
    let mut moved = 0;
    for (procedure, state) in states(app, follows) {
        for row in rows(app, &procedure, &state, now).await? {
            match casework::by_system(app, &row.id, now).await {
                Ok(()) => moved += 1,
                Err(failure) => tracing::error!(case = %row.id, error = %failure.text.en, "a case could not go on"),
            }
        }
    }
    Ok(moved)
}

/// The states of all procedures of which something holds.
fn states(app: &App, holds: impl Fn(&secretariat::case::Procedure, &str) -> bool) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for procedure in app.library.procedures() {
        let of_it = procedure.states.iter().filter(|state| holds(procedure, &state.id));
        found.extend(of_it.map(|state| (procedure.id.clone(), state.id.clone())));
    }
    found
}

async fn rows(app: &App, procedure: &str, state: &str, now: i64) -> Result<Vec<store::CaseRow>, Failure> {
    let filter = QueueFilter { procedure: procedure.to_owned(), state: state.to_owned(), mine: false };
    Ok(app.store.cases(&Viewer::program(), &filter, 0, CASES, now).await?.0)
}

/// Reminds those in whose queue a case waits that it is due soon; how many cases.
///
/// # Errors
/// What the store says.
pub async fn remind(app: &App, now: i64) -> Result<usize, Failure> {
    let program = Viewer::program();
    let mut reminded = 0;
    for id in app.store.cases_to_remind(&program, now, now.saturating_add(AHEAD)).await? {
        reminded += usize::from(remind_of(app, &id, now).await?);
    }
    Ok(reminded)
}

async fn remind_of(app: &App, id: &RecordId, now: i64) -> Result<bool, Failure> {
    let program = Viewer::program();
    let case = app.store.case(&program, id, now).await?.into_value();
    let procedure = app.library.procedure(&case.procedure)?;
    let deadline = procedure.state(&case.state).and_then(|state| state.deadline.as_ref());
    let began = case.steps.last().map_or(case.opened_at, |step| step.at);
    let due = case.due_at.unwrap_or(i64::MAX);
    let at = deadline.and_then(|deadline| deadline.remind(began, due, &casework::zone(deadline.time_zone())).ok());
    let moments = at.unwrap_or_default();
    let is_time = moments.iter().any(|moment| *moment <= now);
    if moments.is_empty() {
        // Nobody is reminded of this state: the case leaves the list of those that wait for it.
        app.store.case_reminded(&program, id, &[], now).await?;
        return Ok(false);
    }
    if !is_time {
        return Ok(false);
    }
    let mails = casework::remind(app, &case, now).await?;
    Ok(app.store.case_reminded(&program, id, &mails, now).await?)
}

/// Forgets log-in sessions, links, jobs and counts that have been over for a month, and contents that nothing names.
///
/// # Errors
/// What the store says.
pub async fn forget(app: &App, now: i64) -> Result<(), Failure> {
    let (program, before) = (Viewer::program(), now.saturating_sub(KEPT));
    app.store.forget_sessions(&program, before).await?;
    app.store.forget_links(&program, before).await?;
    app.store.forget_jobs(&program, before).await?;
    app.store.forget_mail_secrets(&program, now.saturating_sub(2 * KEPT), now).await?;
    app.store.drop_orphans(&program, now.saturating_sub(DAY)).await?;
    Ok(())
}
