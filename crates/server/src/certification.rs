//! The yearly confirmation of appointments: who is told that some wait for them, before they lapse.

use std::collections::{BTreeMap, BTreeSet};

use access::{Appointment, BodyCode, PersonId, Role};
use store::{NewMail, Person, StoreError, Viewer};

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::letters;

const DAY: i64 = 86_400_000_000;
/// After how long an appointment is to be confirmed, and how often that is said.
const YEAR: i64 = 365 * DAY;
const WEEK: i64 = 7 * DAY;
/// The role of those who administer.
const ADMINISTRATOR: &str = "administration.administrator";

/// The appointments that wait for one person.
struct Waiting {
    count: u64,
    /// When the first of them lapses, in microseconds since 1970-01-01 UTC.
    lapses: i64,
}

/// Tells, once a week for each body, those who confirm its appointments which are due: its focal points, and the
/// administrators of what no focal point can confirm; how many mails.
///
/// # Errors
/// What the store says. A body whose people cannot be told does not hold up the others.
pub async fn remind(app: &App, now: i64) -> Result<usize, Failure> {
    let program = Viewer::program();
    let bodies = app.store.bodies_to_certify(&program, now.saturating_sub(YEAR), now).await?;
    if bodies.is_empty() {
        return Ok(0);
    }
    let role: Role = ADMINISTRATOR.parse().map_err(|_| Failure::inner())?;
    let administrators: BTreeSet<PersonId> = app.store.holders(&program, &role, now).await?.into_iter().collect();
    let administrators = reachable(app, &administrators, now).await?;
    let mut written = 0;
    for body in &bodies {
        let name = format!("certify:{body}");
        if app.store.count_try(&program, &name, WEEK, now).await? > 1 {
            continue;
        }
        match remind_of(app, body, &administrators, now).await {
            Ok(0) => tracing::warn!(body = %body, "appointments are to be confirmed, and nobody can be told"),
            Ok(mails) => {
                written += mails;
                continue;
            }
            Err(failure) => {
                tracing::error!(body = %body, error = %failure.text.en, "nobody was told what is to be confirmed");
            }
        }
        // Nobody was told: the next round tries again.
        app.store.forget_tries(&program, &name).await?;
    }
    Ok(written)
}

/// The mails about one body, set in the outbox; how many.
async fn remind_of(
    app: &App,
    body: &BodyCode,
    administrators: &BTreeMap<PersonId, Person>,
    now: i64,
) -> Result<usize, Failure> {
    let program = Viewer::program();
    let mut held = app.store.appointments_for(&program, body, now).await?;
    held.retain(|one| one.holds(now));
    let is_focal = |one: &&Appointment| app.store.roles().get(&one.role).is_some_and(|facts| facts.focal);
    let points: BTreeSet<PersonId> = held.iter().filter(is_focal).map(|one| one.person.clone()).collect();
    let points = reachable(app, &points, now).await?;
    let mut waiting: BTreeMap<&PersonId, (&Person, Waiting)> = BTreeMap::new();
    for one in held.iter().filter(|one| one.certified_at <= now.saturating_sub(YEAR)) {
        for person in confirming(app, one, &held, &points, administrators) {
            let nothing = || (person, Waiting { count: 0, lapses: one.lapses_at() });
            let (_, told) = waiting.entry(&person.id).or_insert_with(nothing);
            (told.count, told.lapses) = (told.count + 1, told.lapses.min(one.lapses_at()));
        }
    }
    let mut mails = Vec::new();
    for (person, told) in waiting.values() {
        mails.extend(letter(app, body, person, told).await?);
    }
    app.store.post(&program, &mails, now).await?;
    Ok(mails.len())
}

/// Who confirms an appointment: the focal points of its body that give its role, or else the administrators; nobody their
/// own. Where a person stands alone, they are told all the same: it lapses otherwise, and nobody knew.
fn confirming<'p>(
    app: &App,
    one: &Appointment,
    held: &[Appointment],
    points: &'p BTreeMap<PersonId, Person>,
    administrators: &'p BTreeMap<PersonId, Person>,
) -> Vec<&'p Person> {
    let facts = app.store.roles().get(&one.role);
    let gives = |role: &Role| facts.is_some_and(|facts| facts.appointed_by.contains(role));
    let focal = |id: &PersonId| held.iter().any(|other| other.person == *id && gives(&other.role));
    let others = |people: &'p BTreeMap<PersonId, Person>| people.iter().filter(|(id, _)| **id != one.person);
    let found: Vec<&Person> = others(points).filter(|(id, _)| focal(id)).map(|(_, person)| person).collect();
    if !found.is_empty() {
        return found;
    }
    let found: Vec<&Person> = others(administrators).map(|(_, person)| person).collect();
    if found.is_empty() { administrators.values().collect() } else { found }
}

/// Of some people those who have an address and an account that is open.
async fn reachable(app: &App, people: &BTreeSet<PersonId>, now: i64) -> Result<BTreeMap<PersonId, Person>, Failure> {
    let program = Viewer::program();
    let mut found = BTreeMap::new();
    for id in people {
        let person = match app.store.person(&program, id, now).await {
            Ok(person) => person.into_value(),
            Err(StoreError::NotFound { .. }) => continue,
            Err(error) => return Err(error.into()),
        };
        let closed = app.store.account(&program, id).await?.closed_at.is_some();
        if person.email.is_some() && !closed {
            found.insert(id.clone(), person);
        }
    }
    Ok(found)
}

async fn letter(app: &App, body: &BodyCode, person: &Person, told: &Waiting) -> Result<Option<NewMail>, Failure> {
    let Some(address) = person.email.clone() else { return Ok(None) };
    let named = app.store.body(&Viewer::program(), body).await?;
    let words = Words(person.language);
    let lapses = jiff::Timestamp::from_microsecond(told.lapses).map_err(|_| Failure::inner())?;
    let values = [
        ("name", person.name.clone()),
        ("body", named.name(words.0).to_owned()),
        ("count", words.number(told.count)),
        ("due", words.date(lapses.to_zoned(jiff::tz::TimeZone::UTC).date())),
        ("link", letters::address(app, words.0, &format!("/certify?body={body}"))),
    ];
    let values = values.into_iter().map(|(slot, value)| (slot.to_owned(), value)).collect();
    let template = app.library.template("recertification-due")?;
    let letter = template.fill(words.0, &values).map_err(|_| Failure::inner())?;
    Ok(Some(NewMail {
        person: Some(person.id.clone()),
        address,
        language: words.0,
        template: template.id.clone(),
        record: None,
        subject: letter.subject,
        content: letter.body,
    }))
}
