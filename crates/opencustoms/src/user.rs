//! `opencustoms user`: people and their accounts, for whoever has the machine.

use std::process::ExitCode;

use access::{AccountKind, BodyCode, PersonId, PersonName, email, secret};
use server::chance;
use store::{Link, NewPerson, Person, Purpose, Store, StoreError, Viewer};

use crate::database::{Database, now};
use crate::failure::Failure;
use crate::lines::{language, moment, show, table};
use crate::terminal::say;

/// People and their accounts.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    database: Database,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Add a person; prints the identifier
    Add(Add),
    /// List the people who are not erased
    List,
    /// Show a person, the account and the appointments
    Show(Named),
    /// Close an account: its log-ins and tokens end now
    Close(Named),
    /// Open a closed account again
    Open(Named),
    /// Take the lock off an account after too many wrong passwords
    Unlock(Named),
    /// Print a link by which a person logs in once and sets a password or a passkey
    Link(MakeLink),
    /// Print all that is kept about a person, as JSON
    Export(Named),
    /// Erase a person: only the identifier stays
    Erase(Erase),
}

#[derive(clap::Args)]
struct Named {
    /// The person, by e-mail address or identifier
    person: String,
}

#[derive(clap::Args)]
struct Add {
    /// The e-mail address
    email: String,
    /// The name, as the person writes it
    name: String,
    /// The language of mail: en or fr
    #[arg(long, default_value = "en", value_parser = language)]
    language: basis::Language,
    /// The kind of account: member, partner, trader or public
    #[arg(long, default_value = "member", value_parser = kind)]
    kind: AccountKind,
    /// The body whose focal point looks after the person
    #[arg(long, value_name = "CODE")]
    body: Option<BodyCode>,
}

#[derive(clap::Args)]
struct MakeLink {
    /// The person, by e-mail address or identifier
    person: String,
    /// The address of the site
    #[arg(long, default_value = "http://localhost:8080", env = "OPENCUSTOMS_URL", value_parser = crate::address::read)]
    url: String,
    /// For how many hours the link works
    #[arg(long, default_value_t = 72, value_parser = clap::value_parser!(u16).range(1..=720))]
    hours: u16,
}

#[derive(clap::Args)]
struct Erase {
    /// The person, by e-mail address or identifier
    person: String,
    /// Say that it is meant: nothing brings the person back
    #[arg(long)]
    yes: bool,
}

fn kind(word: &str) -> Result<AccountKind, String> {
    AccountKind::of_word(word).ok_or_else(|| format!("`{word}` is not `member`, `partner`, `trader` or `public`"))
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let database = arguments.database;
    match arguments.act {
        Act::Add(new) => database.run_or_make(async |store| add(store, &new).await),
        Act::List => database.run(list),
        Act::Show(named) => database.run(async |store| one(store, &named.person).await),
        Act::Close(named) => database.run(async |store| close(store, &named.person, true).await),
        Act::Open(named) => database.run(async |store| close(store, &named.person, false).await),
        Act::Unlock(named) => database.run(async |store| unlock(store, &named.person).await),
        Act::Link(link) => database.run(async |store| make_link(store, &link).await),
        Act::Export(named) => database.run(async |store| export(store, &named.person).await),
        Act::Erase(act) => database.run(async |store| erase(store, &act).await),
    }?;
    Ok(ExitCode::SUCCESS)
}

/// The person of an e-mail address or an identifier.
pub(crate) async fn person_named(store: &Store, named: &str) -> Result<Person, Failure> {
    let program = Viewer::program();
    if named.contains('@') {
        let found = store.person_by_email(&program, named.trim()).await?;
        return Ok(found.ok_or_else(|| StoreError::NotFound { what: "person", id: named.to_owned() })?);
    }
    let id: PersonId = named.trim().parse().map_err(Failure::Misuse)?;
    Ok(store.person(&program, &id, now()).await?.into_value())
}

async fn add(store: &Store, new: &Add) -> Result<(), Failure> {
    let misuse = |error: access::NameError| Failure::Misuse(error.to_string());
    let program = Viewer::program();
    if let Some(body) = &new.body {
        store.body(&program, body).await?;
    }
    let person = NewPerson {
        name: PersonName::read(&new.name).map_err(misuse)?,
        email: email::read(&new.email).map_err(misuse)?,
        language: new.language,
        kind: new.kind,
        owner: new.body.clone(),
        handle: chance::handle()?,
    };
    let id = store.add_person(&program, &person, now()).await?;
    say(&format!("added; `opencustoms user link {id}` makes the first log-in"));
    show(&format!("{id}\n"))
}

async fn list(store: &Store) -> Result<(), Failure> {
    let program = Viewer::program();
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let people = store.people(&program, after.as_ref(), 1_000, now()).await?;
        let Some(last) = people.last() else { break };
        after = Some(last.id.clone());
        for person in people {
            let account = store.account(&program, &person.id).await?;
            let (email, kind) = (person.email.unwrap_or_default(), person.kind.as_str().to_owned());
            let standing = standing(account.closed_at, account.locked_until).to_owned();
            rows.push(vec![person.id.to_string(), email, person.name, kind, standing]);
        }
    }
    show(&table(&["ID", "E-MAIL", "NAME", "KIND", "ACCOUNT"], &rows))
}

fn standing(closed_at: Option<i64>, locked_until: i64) -> &'static str {
    match closed_at {
        Some(_) => "closed",
        None if locked_until > now() => "locked",
        None => "open",
    }
}

async fn one(store: &Store, named: &str) -> Result<(), Failure> {
    let program = Viewer::program();
    let person = person_named(store, named).await?;
    let account = store.account(&program, &person.id).await?;
    let passkeys = store.passkeys(&program, &person.id).await?.len();
    let recovery = store.recovery_left(&program, &person.id).await?;
    let sessions = store.sessions(&program, &person.id, now()).await?.len();
    let appointments = store.appointments_of(&program, &person.id, now()).await?;
    let yes = |set: bool| if set { "set" } else { "none" }.to_owned();
    let fact = |name: &str, value: String| vec![name.to_owned(), value];
    let rows = vec![
        fact("name", person.name),
        fact("e-mail", person.email.unwrap_or_else(|| "-".to_owned())),
        fact("e-mail proved", moment(account.email_proved_at)),
        fact("language", person.language.code().to_owned()),
        fact("kind", person.kind.as_str().to_owned()),
        fact("added", moment(person.created_at)),
        fact("erased", moment(person.erased_at)),
        fact("account", standing(account.closed_at, account.locked_until).to_owned()),
        fact("password", yes(account.password.is_some())),
        fact("one-time codes", yes(account.one_time_confirmed)),
        fact("passkeys", passkeys.to_string()),
        fact("recovery codes left", recovery.to_string()),
        fact("open log-ins", sessions.to_string()),
    ];
    let held = crate::appoint::table_of(store, &appointments).await?;
    show(&format!("{}\n{held}", table(&["ID", person.id.as_str()], &rows)))
}

async fn close(store: &Store, named: &str, closed: bool) -> Result<(), Failure> {
    let person = person_named(store, named).await?;
    store.close_account(&Viewer::program(), &person.id, closed, now()).await?;
    say(&format!("the account of {} is {}", person.id, if closed { "closed" } else { "open" }));
    Ok(())
}

async fn unlock(store: &Store, named: &str) -> Result<(), Failure> {
    let person = person_named(store, named).await?;
    store.unlock(&Viewer::program(), &person.id, now()).await?;
    say(&format!("the account of {} is unlocked", person.id));
    Ok(())
}

async fn make_link(store: &Store, link: &MakeLink) -> Result<(), Failure> {
    let person = person_named(store, &link.person).await?;
    if person.erased_at.is_some() {
        return Err(Failure::Misuse(format!("{} is erased: there is nobody to log in", person.id)));
    }
    if store.account(&Viewer::program(), &person.id).await?.closed_at.is_some() {
        let id = &person.id;
        return Err(Failure::Misuse(format!(
            "the account of {id} is closed: `opencustoms user open {id}` comes first"
        )));
    }
    let (purpose, at) = (Purpose::Welcome, now());
    let secret = secret::text(purpose.as_str(), &chance::bytes()?);
    let kept = Link { person: Some(person.id.clone()), subject: person.email.clone().unwrap_or_default() };
    let until = at.saturating_add(i64::from(link.hours).saturating_mul(3_600_000_000));
    store.add_link(&Viewer::program(), purpose, &secret::digest(&secret), &kept, until, at).await?;
    say(&format!("it works once, until {}; an earlier link of this person no longer does", moment(until)));
    show(&format!("{}/{}/welcome/{secret}\n", link.url, person.language.code()))
}

/// Prints all that is kept about a person.
pub(crate) async fn export(store: &Store, named: &str) -> Result<(), Failure> {
    let person = person_named(store, named).await?;
    let kept = store.person_export(&Viewer::program(), &person.id, now()).await?;
    show(&format!("{kept:#}\n"))
}

async fn erase(store: &Store, act: &Erase) -> Result<(), Failure> {
    let person = person_named(store, &act.person).await?;
    if !act.yes {
        return Err(Failure::Misuse(format!("say `--yes` to erase {}: nothing brings the person back", person.id)));
    }
    store.erase_person(&Viewer::program(), &person.id, now()).await?;
    say(&format!("{} is erased: name, address, log-ins, tokens and mail are gone; the trail stands", person.id));
    Ok(())
}
