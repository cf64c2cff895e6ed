//! Mails that tell a person what happened to their account: whoever did not do it themselves learns of it.

use access::{Appointment, PersonId};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::{LOCK_MICROS, NewMail, Person, Store, StoreError, Viewer};

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::letters;
use crate::page::account::own::moment;

/// The person whom a mail is to; the program asks, for nobody reads it here.
async fn person(app: &App, id: &PersonId) -> Result<Person, Failure> {
    Ok(app.store.person(&Viewer::program(), id, app.now()).await?.into_value())
}

/// How a person logs in was changed; what was, by the key of its words.
///
/// # Errors
/// What the store says.
pub async fn changed(app: &App, id: &PersonId, what: &'static str) -> Result<Vec<NewMail>, Failure> {
    let person = person(app, id).await?;
    let words = Words(person.language);
    let (site, link) = (letters::site(app), letters::address(app, person.language, "/forgotten"));
    let when = moment(words, app.now());
    let values =
        [("link", link.as_str()), ("name", &person.name), ("site", &site), ("what", words.t(what)), ("when", &when)];
    Ok(letters::to(&person, "proofs-changed", &values).into_iter().collect())
}

/// A person logged in with a device that was not seen before.
///
/// # Errors
/// What the store says.
pub async fn new_device(app: &App, id: &PersonId, agent: &str) -> Result<Vec<NewMail>, Failure> {
    let person = person(app, id).await?;
    let (site, link) = (letters::site(app), letters::address(app, person.language, "/account"));
    let when = moment(Words(person.language), app.now());
    let device = if agent.is_empty() { "-" } else { agent };
    let values =
        [("device", device), ("link", link.as_str()), ("name", &person.name), ("site", &site), ("when", &when)];
    Ok(letters::to(&person, "new-log-in", &values).into_iter().collect())
}

/// A wrong password was entered too often; said once an hour.
///
/// # Errors
/// What the store says.
pub async fn locked(app: &App, id: &PersonId) -> Result<(), Failure> {
    const HOUR: i64 = 3_600_000_000;
    let (program, now) = (Viewer::program(), app.now());
    if app.store.count_try(&program, &format!("locked:{id}"), HOUR, now).await? > 1 {
        return Ok(());
    }
    let person = person(app, id).await?;
    let (site, link) = (letters::site(app), letters::address(app, person.language, "/forgotten"));
    let minutes = (LOCK_MICROS / 60_000_000).to_string();
    let values = [("link", link.as_str()), ("minutes", &minutes), ("name", &person.name), ("site", &site)];
    app.store.post(&program, letters::to(&person, "account-locked", &values).as_slice(), now).await?;
    Ok(())
}

/// Tells a person that an appointment of theirs was ended; `site` is the address of the site.
///
/// # Errors
/// What the store says.
pub async fn appointment_ended(store: &Store, site: &str, one: &Appointment, now: i64) -> Result<(), StoreError> {
    let program = Viewer::program();
    let person = store.person(&program, &one.person, now).await?.into_value();
    let words = Words(person.language);
    let named = store.body(&program, &one.body).await?;
    let body = named.name(words.0).to_owned();
    let facts = store.roles().get(&one.role);
    let role = facts.map_or_else(|| one.role.to_string(), |facts| words.of(&facts.title).to_owned());
    let day = Timestamp::from_microsecond(now).unwrap_or_default().to_zoned(TimeZone::UTC).date();
    let ended = words.date(day);
    let values = [("body", body.as_str()), ("ended", &ended), ("name", &person.name), ("role", &role), ("site", site)];
    store.post(&program, letters::to(&person, "appointment-ended", &values).as_slice(), now).await?;
    Ok(())
}

/// Does something after the answer, so that the time of the answer does not tell whether there was anything to do.
pub fn afterwards(work: impl Future<Output = Result<(), Failure>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(failure) = work.await {
            tracing::warn!(code = failure.code, "a mail about an account was not written");
        }
    });
}
