use std::collections::{BTreeMap, BTreeSet};

use access::{BodyCode, Key, PersonId, Record, Role};
use basis::Language;
use jiff::Timestamp;
use secretariat::case::{MailTo, Procedure, Recipient};
use secretariat::form::{Answer, Answers, Form};
use store::{Case, NewMail, StoreError, Viewer};

use super::kept::{self, line};
use super::zone;
use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::letters;

/// The place by whose days the words of mails speak.
const PLACE: &str = "Europe/Brussels";

/// What a mail about a case can speak of.
pub(super) struct Story<'s> {
    pub(super) procedure: &'s Procedure,
    pub(super) form: &'s Form,
    pub(super) answers: &'s Answers,
    /// The case after the step.
    pub(super) record: &'s Record,
    /// The language in which the case was begun.
    pub(super) language: Language,
    pub(super) due: Option<i64>,
    pub(super) reason: &'s str,
    /// The tail of the address for whoever opened the case, and for how many hours it works.
    pub(super) link: Option<(String, i64)>,
    pub(super) now: i64,
}

/// Somebody to whom a mail goes.
struct Addressee {
    person: Option<PersonId>,
    address: String,
    language: Language,
    name: String,
}

/// The mails that go out with a step.
pub(super) async fn written(app: &App, mails: &[MailTo], story: &Story<'_>) -> Result<Vec<NewMail>, Failure> {
    let mut out = Vec::new();
    for mail in mails {
        let own = mail.to == Recipient::Author;
        let to = match mail.to {
            Recipient::Author => author(app, story).await?.into_iter().collect(),
            Recipient::Handlers => holders(app, story, &story.record.handlers).await?,
            Recipient::Queue => holders(app, story, &story.record.queue).await?,
        };
        for one in to {
            out.push(letter(app, &mail.template, story, one, own).await?);
        }
    }
    Ok(out)
}

async fn letter(app: &App, id: &str, story: &Story<'_>, to: Addressee, own: bool) -> Result<NewMail, Failure> {
    let values = values(app, story, &to, own).await?;
    let letter = app.library.template(id)?.fill(to.language, &values).map_err(|_| Failure::inner())?;
    Ok(NewMail {
        person: to.person,
        address: to.address,
        language: to.language,
        template: id.to_owned(),
        // Whoever opened the case hears how it ends, whatever became of their rights.
        record: (!own).then(|| story.record.id.clone()),
        subject: letter.subject,
        content: letter.body,
    })
}

async fn values(app: &App, story: &Story<'_>, to: &Addressee, own: bool) -> Result<BTreeMap<String, String>, Failure> {
    let words = Words(to.language);
    let id = story.record.id.as_str();
    let (tail, hours) = match &story.link {
        Some((tail, hours)) if own => (tail.clone(), *hours),
        _ => (format!("/case/{id}"), 0),
    };
    let choice = |question: &str| match (story.form.question(question), story.answers.get(question)) {
        (Some(asked), Some(Answer::Choice(value))) => {
            let option = asked.limits.options.iter().find(|option| option.value == *value);
            option.map_or_else(|| value.clone(), |option| words.of(&option.text).to_owned())
        }
        _ => line(story.answers, question),
    };
    let name = line(story.answers, "name");
    let pairs = [
        ("name", if own && name.is_empty() { to.name.clone() } else { name }),
        ("affiliation", line(story.answers, "affiliation")),
        ("body", body_name(app, story, to.language).await?),
        ("topic", choice("topic")),
        ("case", words.of(&story.procedure.title).to_owned()),
        ("due", due_words(words, story.due)),
        ("link", letters::address(app, to.language, &tail)),
        ("hours", hours.to_string()),
        ("site", app.site.authority().unwrap_or("OpenCustoms").to_owned()),
        ("reason", story.reason.to_owned()),
        ("answer", story.reason.to_owned()),
        ("reference", reference(id)),
    ];
    Ok(pairs.into_iter().map(|(slot, value)| (slot.to_owned(), value)).collect())
}

/// The short form of a case's identifier, for a subject line.
fn reference(id: &str) -> String {
    id.chars().take(8).collect::<String>().to_uppercase()
}

fn due_words(words: Words, due: Option<i64>) -> String {
    let at = due.and_then(|due| Timestamp::from_microsecond(due).ok());
    at.map_or_else(|| words.t("case-no-deadline").to_owned(), |at| words.date(at.to_zoned(zone(PLACE)).date()))
}

async fn body_name(app: &App, story: &Story<'_>, language: Language) -> Result<String, Failure> {
    let code = line(story.answers, "body");
    let Ok(known) = code.parse::<BodyCode>() else { return Ok(code) };
    match app.store.body(&Viewer::program(), &known).await {
        Ok(body) => Ok(body.name(language).to_owned()),
        Err(StoreError::NotFound { .. }) => Ok(code),
        Err(error) => Err(error.into()),
    }
}

/// Whoever opened the case: by the address that they gave, or else by that of their account.
async fn author(app: &App, story: &Story<'_>) -> Result<Option<Addressee>, Failure> {
    let chosen = Language::of_code(&line(story.answers, "language"));
    let given = line(story.answers, "email");
    if !given.is_empty() {
        let (language, name) = (chosen.unwrap_or(story.language), line(story.answers, "name"));
        return Ok(Some(Addressee { person: story.record.author.clone(), address: given, language, name }));
    }
    match &story.record.author {
        Some(person) => addressee(app, person, story.now).await,
        None => Ok(None),
    }
}

async fn addressee(app: &App, id: &PersonId, now: i64) -> Result<Option<Addressee>, Failure> {
    let person = match app.store.person(&Viewer::program(), id, now).await {
        Ok(person) => person.into_value(),
        Err(StoreError::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let to = |address| Addressee { person: Some(person.id), address, language: person.language, name: person.name };
    Ok(person.email.map(to))
}

/// Everyone who holds one of these keys now and to whom the case is open, each once.
async fn holders(app: &App, story: &Story<'_>, keys: &BTreeSet<Key>) -> Result<Vec<Addressee>, Failure> {
    let now = story.now;
    let mut people = BTreeSet::new();
    for key in keys {
        if let Some(person) = key.as_str().strip_prefix("person:") {
            people.insert(PersonId::kept(person.to_owned()));
        } else if let Some(role) = key.as_str().strip_prefix("role:") {
            people.extend(appointed(app, role, now).await?);
        }
    }
    let mut found = Vec::new();
    for person in &app.store.tellable(&Viewer::program(), story.record, &people, now).await? {
        found.extend(addressee(app, person, now).await?);
    }
    Ok(found)
}

/// Everyone appointed to `service.role`, or to `service.role@BODY`.
async fn appointed(app: &App, named: &str, now: i64) -> Result<Vec<PersonId>, Failure> {
    let (role, body) = named.split_once('@').map_or((named, None), |(role, body)| (role, Some(body)));
    let Ok(role) = role.parse::<Role>() else { return Ok(Vec::new()) };
    let program = Viewer::program();
    let bodies: Vec<BodyCode> = match body {
        Some(code) => code.parse().into_iter().collect(),
        None => {
            let kinds = app.store.roles().get(&role).map(|facts| facts.bodies.clone()).unwrap_or_default();
            let bodies = app.store.bodies(&program).await?;
            bodies.iter().filter(|body| kinds.contains(&body.kind)).map(|body| body.code.clone()).collect()
        }
    };
    let mut people = Vec::new();
    for body in bodies {
        let appointments = app.store.appointments_for(&program, &body, now).await?;
        let holding = appointments.into_iter().filter(|one| one.role == role && one.holds(now));
        people.extend(holding.map(|one| one.person));
    }
    Ok(people)
}

/// The mails that remind those in whose queue a case waits that it is due soon.
///
/// # Errors
/// What the store says.
pub async fn remind(app: &App, case: &Case, now: i64) -> Result<Vec<NewMail>, Failure> {
    let procedure = app.library.procedure(&case.procedure)?;
    let form = kept::form(app, &Viewer::program(), case).await?;
    let answers = form.counting(&kept::answers(case)?);
    let story = Story {
        procedure,
        form: &form,
        answers: &answers,
        record: &case.record,
        language: case.language,
        due: case.due_at,
        reason: "",
        link: None,
        now,
    };
    written(app, &[MailTo { template: "case-waiting".to_owned(), to: Recipient::Queue }], &story).await
}
