//! `opencustoms mail` and `job`: what waits to be sent and done, and what failed.

use std::process::ExitCode;

use store::{Mail, MailId, MailState, Store, StoreError, Viewer};

use crate::database::{Database, now};
use crate::failure::Failure;
use crate::lines::{moment, show, table};
use crate::terminal::say;

/// The outbox.
#[derive(clap::Args)]
pub(crate) struct MailArguments {
    #[command(subcommand)]
    act: MailAct,
    #[command(flatten)]
    database: Database,
}

#[derive(clap::Subcommand)]
enum MailAct {
    /// List mails, the newest first
    List(Listed),
    /// Show a mail whole
    Show(Given),
    /// Try a failed mail again
    Retry(Given),
}

#[derive(clap::Args)]
struct Listed {
    /// Those in one state: waiting, sent or failed
    #[arg(long, value_parser = state)]
    state: Option<MailState>,
    /// How many at most
    #[arg(long, default_value_t = 50)]
    limit: usize,
}

#[derive(clap::Args)]
struct Given {
    /// The mail's identifier
    id: MailId,
}

/// The jobs.
#[derive(clap::Args)]
pub(crate) struct JobArguments {
    #[command(subcommand)]
    act: JobAct,
    #[command(flatten)]
    database: Database,
}

#[derive(clap::Subcommand)]
enum JobAct {
    /// List jobs, the newest first
    List(JobsListed),
}

#[derive(clap::Args)]
struct JobsListed {
    /// How many at most
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    limit: u32,
}

fn state(word: &str) -> Result<MailState, String> {
    let found = [MailState::Waiting, MailState::Sent, MailState::Failed].into_iter().find(|one| one.as_str() == word);
    found.ok_or_else(|| format!("`{word}` is not `waiting`, `sent` or `failed`"))
}

pub(crate) fn run(arguments: MailArguments) -> Result<ExitCode, Failure> {
    let database = arguments.database;
    match arguments.act {
        MailAct::List(listed) => database.run(async |store| list(store, &listed).await),
        MailAct::Show(given) => database.run(async |store| one(store, &given.id).await),
        MailAct::Retry(given) => database.run(async |store| retry(store, &given.id).await),
    }?;
    Ok(ExitCode::SUCCESS)
}

/// Mails that are wanted, the newest first, at most `limit`.
async fn found(store: &Store, wanted: impl Fn(&Mail) -> bool, limit: usize) -> Result<Vec<Mail>, Failure> {
    let (mut found, mut before) = (Vec::new(), None);
    while found.len() < limit {
        let mails = store.mails(&Viewer::program(), before.as_ref(), 1_000, now()).await?;
        let Some(last) = mails.last() else { break };
        before = Some(last.id.clone());
        found.extend(mails.into_iter().filter(&wanted));
    }
    found.truncate(limit);
    Ok(found)
}

async fn list(store: &Store, listed: &Listed) -> Result<(), Failure> {
    let mails = found(store, |mail| listed.state.is_none_or(|state| mail.state == state), listed.limit).await?;
    let row = |mail: Mail| {
        vec![
            mail.id.to_string(),
            mail.state.as_str().to_owned(),
            mail.new.address,
            mail.new.template,
            moment(mail.made_at),
            mail.attempts.to_string(),
            mail.problem.unwrap_or_default(),
        ]
    };
    let rows: Vec<Vec<String>> = mails.into_iter().map(row).collect();
    show(&table(&["ID", "STATE", "TO", "TEMPLATE", "WRITTEN", "TRIES", "PROBLEM"], &rows))
}

async fn mail_of(store: &Store, id: &MailId) -> Result<Mail, Failure> {
    let found = found(store, |mail| mail.id == *id, 1).await?;
    Ok(found.into_iter().next().ok_or_else(|| StoreError::NotFound { what: "mail", id: id.to_string() })?)
}

async fn one(store: &Store, id: &MailId) -> Result<(), Failure> {
    let mail = mail_of(store, id).await?;
    let fact = |name: &str, value: String| vec![name.to_owned(), value];
    let rows = [
        fact("state", mail.state.as_str().to_owned()),
        fact("to", mail.new.address),
        fact("language", mail.new.language.code().to_owned()),
        fact("template", mail.new.template),
        fact("written", moment(mail.made_at)),
        fact("next try", moment(Some(mail.next_at).filter(|_| mail.state == MailState::Waiting))),
        fact("sent", moment(mail.sent_at)),
        fact("tries", mail.attempts.to_string()),
        fact("problem", mail.problem.unwrap_or_else(|| "-".to_owned())),
        fact("subject", mail.new.subject),
    ];
    let keep = |mark: &char| *mark == '\n' || !mark.is_control();
    let content: String = mail.new.content.chars().filter(keep).collect();
    if content.contains(access::secret::GONE) {
        say("the secret of its link is no longer kept: the mail was sent, has failed, or the link is over");
    }
    show(&format!("{}\n{}\n", table(&["ID", id.as_str()], &rows), content.trim_end()))
}

async fn retry(store: &Store, id: &MailId) -> Result<(), Failure> {
    let mail = mail_of(store, id).await?;
    if mail.state != MailState::Failed {
        let state = mail.state.as_str().to_owned();
        return Err(StoreError::State { what: "mail", id: id.to_string(), state }.into());
    }
    if mail.new.address.is_empty() {
        return Err(Failure::Misuse(format!(
            "mail `{id}` was to a person who is erased: there is nobody to send it to"
        )));
    }
    store.mail_again(&Viewer::program(), id, now()).await?;
    say("it waits for the mail server again");
    Ok(())
}

pub(crate) fn run_jobs(arguments: JobArguments) -> Result<ExitCode, Failure> {
    let JobAct::List(listed) = arguments.act;
    arguments.database.run(async |store| {
        let jobs = store.jobs(&Viewer::program(), listed.limit, now()).await?;
        let row = |job: store::JobStanding| {
            let (id, due, tries) = (job.id.to_string(), moment(job.run_at), job.attempts.to_string());
            vec![id, job.kind, job.state, due, tries, job.problem.unwrap_or_default()]
        };
        let rows: Vec<Vec<String>> = jobs.into_iter().map(row).collect();
        show(&table(&["ID", "KIND", "STATE", "DUE", "TRIES", "PROBLEM"], &rows))
    })?;
    Ok(ExitCode::SUCCESS)
}
