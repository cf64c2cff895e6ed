//! The people whom the viewer may see.

use access::{AccountKind, PersonId};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use store::{PeopleFilter, Person};

use super::{log_in_first, named};
use crate::App;
use crate::api::take::Asked;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::{Frame, Service};
use crate::page::view::ask::query;
use crate::page::view::part::Choice;
use crate::page::visit::{Visit, page};

/// People on one page.
const ROWS: u32 = 30;

/// Which people.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    /// The beginning of an address or of a part of a name.
    pub q: String,
    /// The kind of account.
    pub kind: String,
    /// Only those who were added before this person.
    pub before: String,
}

struct Row {
    link: String,
    name: String,
    email: String,
    kind: String,
    added: String,
}

#[derive(Template)]
#[template(path = "people.html")]
struct People {
    f: Frame,
    tools: Vec<(&'static str, &'static str)>,
    text: String,
    kinds: Vec<Choice>,
    filtered: bool,
    rows: Vec<Row>,
    note: String,
    first: Option<String>,
    next: Option<String>,
}

/// The people whom the viewer may see, the latest first.
///
/// # Errors
/// What the store says, or `internal`.
pub async fn show(State(app): State<App>, visit: Visit, Asked(which): Asked<Which>) -> Result<Response, Failure> {
    if let Some(log_in) = log_in_first(&visit, "/people") {
        return Ok(log_in);
    }
    let (words, viewer) = (visit.words, &visit.who.viewer);
    let before: Option<PersonId> = if which.before.is_empty() { None } else { Some(named(&which.before)?) };
    let filter = PeopleFilter { text: which.q.clone(), kind: AccountKind::of_word(&which.kind) };
    let mut people = app.store.people_found(viewer, &filter, before.as_ref(), ROWS + 1, app.now()).await?;
    let more = people.len() > ROWS as usize;
    people.truncate(ROWS as usize);
    let place =
        |before: &str| format!("/people{}", query(&[("q", &which.q), ("kind", &which.kind), ("before", before)]));
    page(&People {
        f: visit.frame(&app, words.t("people-title"), Service::People),
        tools: tools(&visit),
        text: which.q.clone(),
        kinds: kinds(words, &which.kind),
        filtered: !which.q.trim().is_empty() || filter.kind.is_some(),
        note: words.count("people-shown", people.len() as u64),
        first: before.is_some().then(|| place("")),
        next: people.last().filter(|_| more).map(|last| place(last.id.as_str())),
        rows: people.iter().map(|person| row(words, person)).collect(),
    })
}

/// The pages beside this one that the viewer may open: the key of their words, and the tail of their address.
fn tools(visit: &Visit) -> Vec<(&'static str, &'static str)> {
    let seen = crate::page::frame::Visitor::of(&visit.who);
    let focal = !visit.who.viewer.focal_of().is_empty();
    let all = [
        (true, "members-title", "/members"),
        (focal || seen.administers, "certify-title", "/certify"),
        (seen.decides || seen.administers, "proposals-title", "/proposals"),
        (seen.administers, "mail-title", "/mail"),
        (seen.administers, "jobs-title", "/jobs"),
        (seen.audits, "audit-title", "/audit"),
        (seen.administers, "people-new", "/people/new"),
    ];
    all.into_iter().filter(|(shown, ..)| *shown).map(|(_, key, tail)| (key, tail)).collect()
}

/// The kinds of account, with the one chosen.
#[must_use]
pub fn kinds(words: Words, chosen: &str) -> Vec<Choice> {
    let any = Choice { value: String::new(), words: words.t("people-any").to_owned(), chosen: chosen.is_empty() };
    let kind = |kind: AccountKind| Choice {
        value: kind.as_str().to_owned(),
        words: words.word("people-kind", kind.as_str()).to_owned(),
        chosen: kind.as_str() == chosen,
    };
    std::iter::once(any).chain(AccountKind::ALL.into_iter().map(kind)).collect()
}

fn row(words: Words, person: &Person) -> Row {
    Row {
        link: format!("/person/{}", person.id),
        name: person.name.clone(),
        email: person.email.clone().unwrap_or_default(),
        kind: words.word("people-kind", person.kind.as_str()).to_owned(),
        added: words.day_of(person.created_at),
    }
}
