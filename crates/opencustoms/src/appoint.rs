//! `opencustoms appoint`: who acts for which body in which role.

use std::collections::BTreeMap;
use std::process::ExitCode;

use access::{Appointment, AppointmentId, BodyCode, Role};
use store::{NewAppointment, Store, Viewer};

use crate::database::{Database, now};
use crate::failure::Failure;
use crate::lines::{day, moment, show, table};
use crate::terminal::say;
use crate::user::person_named;

/// Appointments.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    database: Database,
}

#[derive(clap::Subcommand)]
enum Act {
    /// Appoint a person; prints the identifier
    Add(Add),
    /// End an appointment now
    End(End),
    /// List appointments, past ones too
    List(Listed),
    /// Confirm that an appointment is still right, for another year
    Certify(Given),
}

#[derive(clap::Args)]
struct Add {
    /// The person, by e-mail address or identifier
    person: String,
    /// The role, as `documents.officer`
    role: Role,
    /// The body's code, as SECRETARIAT
    body: BodyCode,
    /// From which day on, in UTC; now by default
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<i64>,
    /// Until which day, that day excluded
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<i64>,
}

#[derive(clap::Args)]
struct Given {
    /// The appointment's identifier
    id: AppointmentId,
}

#[derive(clap::Args)]
struct End {
    #[command(flatten)]
    given: Given,
    /// The address of the site, for the mail to the person
    #[arg(long, env = "OPENCUSTOMS_URL", default_value = "http://localhost:8080", value_parser = crate::address::read)]
    url: String,
}

#[derive(clap::Args)]
struct Listed {
    /// Those of a person, by e-mail address or identifier
    #[arg(long, conflicts_with = "body")]
    person: Option<String>,
    /// Those for a body
    #[arg(long, value_name = "CODE")]
    body: Option<BodyCode>,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let database = arguments.database;
    match arguments.act {
        Act::Add(new) => database.run(async |store| add(store, new).await),
        Act::End(given) => database.run(async |store| end(store, &given).await),
        Act::Certify(given) => database.run(async |store| {
            store.certify(&Viewer::program(), &given.id, now()).await?;
            say("confirmed for another year");
            Ok(())
        }),
        Act::List(listed) => database.run(async |store| list(store, &listed).await),
    }?;
    Ok(ExitCode::SUCCESS)
}

async fn add(store: &Store, new: Add) -> Result<(), Failure> {
    let person = person_named(store, &new.person).await?.id;
    let at = now();
    let appointment =
        NewAppointment { person, body: new.body, role: new.role, from: new.from.unwrap_or(at), until: new.until };
    let id = store.appoint(&Viewer::program(), &appointment, at).await?;
    show(&format!("{id}\n"))
}

/// Ends an appointment and tells the person, as the page does: the mail waits in the outbox for the server.
async fn end(store: &Store, ending: &End) -> Result<(), Failure> {
    let (program, at, id) = (Viewer::program(), now(), &ending.given.id);
    let one = store.appointment(&program, id, at).await?;
    store.end_appointment(&program, id, at).await?;
    server::notice::appointment_ended(store, &ending.url, &one, at).await?;
    say("ended: what it opened is closed now, in open log-in sessions too");
    Ok(())
}

async fn list(store: &Store, listed: &Listed) -> Result<(), Failure> {
    let program = Viewer::program();
    let found = match (&listed.person, &listed.body) {
        (Some(person), _) => {
            let person = person_named(store, person).await?;
            store.appointments_of(&program, &person.id, now()).await?
        }
        (None, Some(body)) => {
            store.body(&program, body).await?;
            store.appointments_for(&program, body, now()).await?
        }
        (None, None) => {
            let mut all = Vec::new();
            for body in store.bodies(&program).await?.iter() {
                all.extend(store.appointments_for(&program, &body.code, now()).await?);
            }
            all
        }
    };
    show(&table_of(store, &found).await?)
}

/// Appointments as a table.
pub(crate) async fn table_of(store: &Store, appointments: &[Appointment]) -> Result<String, Failure> {
    let mut names = BTreeMap::new();
    let mut rows = Vec::new();
    for one in appointments {
        if !names.contains_key(&one.person) {
            let person = store.person(&Viewer::program(), &one.person, now()).await?.into_value();
            names.insert(one.person.clone(), person.email.unwrap_or_else(|| one.person.to_string()));
        }
        rows.push(vec![
            one.id.to_string(),
            names.get(&one.person).cloned().unwrap_or_default(),
            one.role.to_string(),
            one.body.to_string(),
            moment(one.from),
            moment(one.until),
            standing(one, now()).to_owned(),
        ]);
    }
    Ok(table(&["APPOINTMENT", "PERSON", "ROLE", "BODY", "FROM", "UNTIL", "STANDING"], &rows))
}

fn standing(one: &Appointment, now: i64) -> &'static str {
    match () {
        () if one.holds(now) => "holds",
        () if one.ended_at.is_some_and(|ended| ended <= now) => "ended",
        () if one.until.is_some_and(|until| until <= now) => "over",
        () if one.from > now => "to come",
        () => "not confirmed",
    }
}
