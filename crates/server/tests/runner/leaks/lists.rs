//! The channels that show many records at once: lists, search, feeds, exports, counts. Each is asked by every viewer,
//! page after page to its end, and has to show exactly what the rules open.

use std::collections::BTreeSet;

use access::{Action, Appointment, RecordKind, RecordState, Role, Roles, Service};
use basis::Language;
use server::language::Words;

use super::sight::{Seen, Sight, kept_as, markers, may};
use super::stock::{SHARDS, Thing, shard};
use crate::ground::NOW;

/// As far as lists are counted.
const COUNTED: usize = 200;
/// Documents on one page, and in the feed.
const ROWS: usize = 30;
/// Cases in one list of the queues.
const QUEUED: usize = 20;

/// What a channel has to show a viewer.
pub enum Due {
    /// The channel is closed to them, and says so.
    Status(u16),
    /// Exactly these records; with which of their words; and what has to stand on the first page about their number.
    Exactly { ids: BTreeSet<String>, words: BTreeSet<String>, said: String },
    /// Nothing is listed, and nothing hidden may be named.
    Nothing,
}

/// A channel that shows many records.
pub struct Channel {
    pub name: &'static str,
    pub route: &'static str,
    pub kind: RecordKind,
    pub path: fn(&Sight<'_>) -> String,
    pub next: fn(&Seen) -> Option<String>,
    pub due: fn(&Sight<'_>) -> Due,
    /// Whether it names records by their identifiers alone, as the trail has to.
    pub names_ids: bool,
}

const fn channel(
    name: &'static str,
    route: &'static str,
    kind: RecordKind,
    path: fn(&Sight<'_>) -> String,
    next: fn(&Seen) -> Option<String>,
    due: fn(&Sight<'_>) -> Due,
) -> Channel {
    Channel { name, route, kind, path, next, due, names_ids: false }
}

/// A later channel joins by one line.
#[rustfmt::skip]
pub fn channels() -> Vec<Channel> {
    use RecordKind::{Appointment, Batch, Case, Document, Job, Mail, Person, Question, Trail};
    vec![
        channel("documents", "/{language}/documents", Document, |at| page(at, "/documents"), linked, documents),
        channel("documents feed", "/{language}/documents/feed.xml", Document, |at| page(at, "/documents/feed.xml"), last, feed),
        channel("what lacks French", "/{language}/documents/lacking", Document, |at| page(at, "/documents/lacking"), linked, lacking),
        channel("API documents", "/api/v1/documents", Document, |_| "/api/v1/documents?limit=200".to_owned(), after, api_documents),
        channel("documents export", "/api/v1/documents/export", Document, |_| "/api/v1/documents/export".to_owned(), last, |at| quiet(documents(at))),
        channel("queue", "/{language}/queue", Case, |at| page(at, "/queue"), linked, queue),
        channel("queue export", "/{language}/queue/export.csv", Case, |at| page(at, "/queue/export.csv"), last, |at| quiet(queue(at))),
        channel("API cases", "/api/v1/cases", Case, |_| "/api/v1/cases?skip=0&limit=200".to_owned(), skipped, api_cases),
        channel("API own queue", "/api/v1/cases", Case, |_| "/api/v1/cases?mine=true&limit=200".to_owned(), last, own_queue),
        channel("questions", "/{language}/faq", Question, |at| page(at, "/faq"), linked, |at| worded(at, Question, String::new())),
        channel("people", "/{language}/people", Person, |at| page(at, "/people"), linked, people),
        channel("search", "/{language}/search", Document, |at| page(at, &format!("/search?q={}&kind=document", sought(at))), linked, found_page),
        channel("search questions", "/{language}/search", Question, |at| page(at, &format!("/search?q={}&kind=question", sought(at))), linked, found_questions),
        channel("API search people", "/api/v1/search", Person, |_| "/api/v1/search?q=zqp00&kind=person&limit=100".to_owned(), last, found_people),
        channel("API search", "/api/v1/search", Document, |at| format!("/api/v1/search?q={}&limit=100", sought(at)), last, found_all),
        channel("files", "/{language}/clear", Batch, |at| page(at, "/clear"), older, |at| worded(at, Batch, String::new())),
        channel("API batches", "/api/v1/batches", Batch, |_| "/api/v1/batches?limit=200".to_owned(), before, |at| worded(at, Batch, String::new())),
        channel("confirmation", "/{language}/certify", Appointment, |at| page(at, "/certify"), linked, certify),
        channel("proposals", "/{language}/proposals", Document, |at| page(at, "/proposals"), last, proposals),
        channel("outbox", "/{language}/mail", Mail, |at| page(at, "/mail"), linked, outbox),
        channel("jobs", "/{language}/jobs", Job, |at| page(at, "/jobs"), last, |at| kept(at, Job, true)),
        Channel { names_ids: true, ..channel("trail", "/{language}/audit", Trail, |at| page(at, "/audit"), last, |at| kept(at, Trail, true)) },
        Channel { names_ids: true, ..channel("API trail", "/api/v1/audit", Trail, |_| "/api/v1/audit?after=0".to_owned(), last, |at| kept(at, Trail, false)) },
        channel("Members", "/{language}/members", Person, |at| page(at, "/members"), last, |_| Due::Nothing),
        channel("API Members", "/api/v1/members", Person, |_| "/api/v1/members".to_owned(), last, |_| Due::Nothing),
        channel("Members as a table", "/api/v1/members.csv", Person, |_| "/api/v1/members.csv".to_owned(), last, |_| Due::Nothing),
        channel("own account", "/{language}/account", Appointment, |at| page(at, "/account"), last, |_| Due::Nothing),
        channel("own tokens", "/{language}/account/tokens", Person, |at| page(at, "/account/tokens"), last, |_| Due::Nothing),
        channel("home", "/{language}/", Document, |at| page(at, "/"), last, |_| Due::Nothing),
        channel("figures", "/metrics", Document, |_| "/metrics".to_owned(), last, |_| Due::Nothing),
    ]
}

fn page(at: &Sight<'_>, tail: &str) -> String {
    format!("/{}{tail}", at.language())
}

fn words(at: &Sight<'_>) -> Words {
    Words(if at.language() == "fr" { Language::Fr } else { Language::En })
}

/// The words about a number, in the reader's language.
fn counted(at: &Sight<'_>, key: &str, number: usize) -> String {
    words(at).count(key, number as u64)
}

/// How a number is told to programs. Beyond this it is not counted on.
fn total(number: usize) -> String {
    format!("\"count\":{},\"exact\":{}", number.min(COUNTED + 1), number <= COUNTED)
}

// Where the next page is.

fn last(_: &Seen) -> Option<String> {
    None
}

fn between<'t>(text: &'t str, begin: &str, end: char) -> Option<&'t str> {
    text.split_once(begin)?.1.split(end).next()
}

fn linked(seen: &Seen) -> Option<String> {
    let link = between(&seen.text, "rel=\"next\" href=\"", '"')?;
    let link = link.replace("&amp;", "&").replace("&#38;", "&");
    Some(link.split('#').next()?.to_owned())
}

fn older(seen: &Seen) -> Option<String> {
    let begin = format!("href=\"{}?before=", seen.path.split('?').next()?);
    Some(format!("{}?before={}", seen.path.split('?').next()?, between(&seen.text, &begin, '"')?))
}

fn after(seen: &Seen) -> Option<String> {
    Some(format!("/api/v1/documents?limit=200&after={}", between(&seen.text, "\"next\":\"", '"')?))
}

fn skipped(seen: &Seen) -> Option<String> {
    let skip: usize = between(&seen.path, "skip=", '&')?.parse().ok()?;
    let full = seen.text.matches("\"opened_at\"").count() == 200;
    full.then(|| format!("/api/v1/cases?skip={}&limit=200", skip + 200))
}

fn before(seen: &Seen) -> Option<String> {
    let full = seen.text.matches("{\"id\":\"").count() == 200;
    let (_, rest) = seen.text.rsplit_once("{\"id\":\"").filter(|_| full)?;
    Some(format!("/api/v1/batches?limit=200&before={}", rest.split('"').next()?))
}

// What is due.

fn exactly<'t>(things: impl Iterator<Item = &'t Thing>, named: impl Fn(&Thing) -> bool, said: String) -> Due {
    let things: Vec<&Thing> = things.collect();
    let words = things.iter().filter(|thing| named(thing)).map(|thing| thing.marker()).collect();
    Due::Exactly { ids: things.iter().map(|thing| thing.id().to_owned()).collect(), words, said }
}

/// The same without a word about the number.
fn quiet(due: Due) -> Due {
    match due {
        Due::Exactly { ids, words, .. } => Due::Exactly { ids, words, said: String::new() },
        other => other,
    }
}

fn worded(at: &Sight<'_>, kind: RecordKind, said: String) -> Due {
    exactly(at.open(kind), |_| true, said)
}

/// A list names a document by its published title; one that was never published, to those who keep the documents.
fn documents(at: &Sight<'_>) -> Due {
    let said = match at.open(RecordKind::Document).count() {
        number if number > ROWS => words(at).say("documents-found-more", &[("shown", &ROWS.to_string())]),
        number => counted(at, "documents-found", number),
    };
    exactly(at.open(RecordKind::Document), |thing| thing.edition || at.officer(Service::Documents), said)
}

fn api_documents(at: &Sight<'_>) -> Due {
    match documents(at) {
        Due::Exactly { ids, words, .. } => {
            let said = total(ids.len());
            Due::Exactly { ids, words, said }
        }
        other => other,
    }
}

fn feed(at: &Sight<'_>) -> Due {
    let published = at.open(RecordKind::Document).filter(|thing| thing.record.state == RecordState::Published);
    let mut latest: Vec<&Thing> = published.collect();
    latest.sort_by(|one, other| (other.moment, other.id()).cmp(&(one.moment, one.id())));
    exactly(latest.into_iter().take(ROWS), |_| true, String::new())
}

fn lacking(at: &Sight<'_>) -> Due {
    if !at.officer(Service::Documents) {
        return Due::Status(403);
    }
    let wanted = |thing: &&Thing| thing.record.state == RecordState::Published && thing.edition && !thing.french;
    let open: Vec<&Thing> = at.open(RecordKind::Document).filter(wanted).collect();
    let said = match open.len() {
        number if number > ROWS => words(at).say("documents-found-more", &[("shown", &ROWS.to_string())]),
        number => counted(at, "documents-found", number),
    };
    exactly(open.into_iter(), |_| true, said)
}

fn queue(at: &Sight<'_>) -> Due {
    let said = match at.open(RecordKind::Case).count() {
        number if number > QUEUED => counted(at, "queue-count-more", QUEUED),
        number => counted(at, "queue-count", number),
    };
    worded(at, RecordKind::Case, said)
}

fn api_cases(at: &Sight<'_>) -> Due {
    let said = total(at.open(RecordKind::Case).count());
    exactly(at.open(RecordKind::Case), |_| false, said)
}

fn own_queue(at: &Sight<'_>) -> Due {
    let holds = |thing: &&Thing| thing.record.queue.iter().any(|key| at.seer.viewer.holds(key));
    let open = at.open(RecordKind::Case).filter(|thing| thing.record.state == RecordState::Open).filter(holds);
    let open: Vec<&Thing> = open.collect();
    let said = total(open.len());
    exactly(open.into_iter(), |_| false, said)
}

fn people(at: &Sight<'_>) -> Due {
    match at.seer.viewer.person() {
        Some(_) => worded(at, RecordKind::Person, String::new()),
        None => Due::Status(303),
    }
}

/// The word that this viewer seeks.
fn sought(at: &Sight<'_>) -> String {
    shard(at.place % SHARDS)
}

fn shared<'t>(at: &'t Sight<'_>, kind: RecordKind) -> Vec<&'t Thing> {
    let own = at.place % SHARDS;
    let findable = |thing: &&Thing| thing.number % SHARDS == own && (thing.edition || kind == RecordKind::Question);
    at.open(kind).filter(findable).collect()
}

/// How many texts are found: a document has one in each language.
fn texts(things: &[&Thing]) -> usize {
    things.iter().map(|thing| 1 + usize::from(thing.french)).sum()
}

/// The page says how many of each kind there are.
fn found_page(at: &Sight<'_>) -> Due {
    let (documents, questions) = (shared(at, RecordKind::Document), shared(at, RecordKind::Question));
    let all = texts(&documents) + questions.len();
    let said = format!("<b>{all}</b>");
    exactly(documents.into_iter(), |_| true, said)
}

fn found_questions(at: &Sight<'_>) -> Due {
    let questions = shared(at, RecordKind::Question);
    let said = format!("<b>{}</b>", texts(&shared(at, RecordKind::Document)));
    exactly(questions.into_iter(), |_| true, said)
}

fn found_people(at: &Sight<'_>) -> Due {
    let people: Vec<&Thing> = at.open(RecordKind::Person).filter(|thing| thing.number < 100).collect();
    let said = format!("\"count\":{},\"count_exact\":true", people.len());
    exactly(people.into_iter(), |_| true, said)
}

fn found_all(at: &Sight<'_>) -> Due {
    let (documents, questions) = (shared(at, RecordKind::Document), shared(at, RecordKind::Question));
    let said = format!("\"count\":{},\"count_exact\":true", texts(&documents) + questions.len());
    exactly(documents.into_iter(), |_| true, said)
}

/// Whoever gives a role confirms it: a focal point for the own bodies, an administrator for all; nobody their own.
fn certify(at: &Sight<'_>) -> Due {
    let viewer = &at.seer.viewer;
    if viewer.person().is_none() {
        return Due::Status(303);
    }
    let roles = Roles::shipped().unwrap();
    let focal = viewer.focal_of();
    let gives = |held: &&Appointment| {
        let by = |role: &Role| match roles.get(role).is_some_and(|facts| facts.focal) {
            true => focal.contains(&held.body),
            false => viewer.has_role(role),
        };
        let own = viewer.person() == Some(&held.person);
        let after = focal.is_empty() || focal.contains(&held.body);
        held.holds(NOW) && !own && after && roles.get(&held.role).unwrap().appointed_by.iter().any(by)
    };
    let all = at.world.cast.people.iter().flat_map(|one| &one.appointments);
    let given: BTreeSet<&str> = all.filter(gives).map(|held| held.id.as_str()).collect();
    exactly(at.open(RecordKind::Appointment).filter(|thing| given.contains(thing.id())), |_| false, String::new())
}

/// What waits for a second person is shown to whoever may see what it is about.
fn proposals(at: &Sight<'_>) -> Due {
    if at.seer.viewer.person().is_none() {
        return Due::Status(303);
    }
    let asked = at.open(RecordKind::Document).filter(|thing| at.world.released.contains(thing.id()));
    exactly(asked, |_| false, String::new())
}

fn kept(at: &Sight<'_>, kind: RecordKind, logs_in: bool) -> Due {
    match (at.seer.viewer.person(), may(&at.seer.viewer, Action::List, &kept_as(kind))) {
        (None, _) if logs_in => Due::Status(303),
        (_, false) => Due::Status(403),
        (_, true) => Due::Nothing,
    }
}

fn outbox(at: &Sight<'_>) -> Due {
    match kept(at, RecordKind::Mail, true) {
        Due::Nothing => {
            let words = at.world.mails.clone();
            Due::Exactly { ids: BTreeSet::new(), words, said: String::new() }
        }
        other => other,
    }
}

/// Asks a channel page after page; what is wrong with what it shows.
pub async fn faults(at: &Sight<'_>, channel: &Channel) -> Vec<String> {
    let (mut path, mut faults, mut first) = (Some((channel.path)(at)), Vec::new(), None);
    let (mut ids, mut words, mut pages) = (BTreeSet::new(), BTreeSet::new(), 0);
    let letter = match channel.kind {
        RecordKind::Document => "zqd",
        RecordKind::Case => "zqc",
        RecordKind::Question => "zqq",
        RecordKind::Batch => "zqb",
        RecordKind::Mail => "zqm",
        _ => "zqp",
    };
    while let Some(asked) = path {
        let seen = at.world.ask(at.seer, &asked).await;
        faults.extend(at.leaks(&seen, channel.names_ids));
        let text = seen.text.to_lowercase();
        ids.extend(at.shown(&text, channel.kind));
        words.extend(markers(&text).into_iter().filter(|word| word.starts_with(letter)).map(str::to_owned));
        pages += 1;
        path = (channel.next)(&seen).filter(|_| pages < 100);
        first.get_or_insert(seen);
    }
    let Some(first) = first else { return faults };
    let wrong = |what: String| format!("{}: {} at {}: {what}", channel.name, at.seer.name, first.path);
    match (channel.due)(at) {
        Due::Status(status) if first.status == status => {}
        Due::Status(status) => faults.push(wrong(format!("{} in place of {status}", first.status))),
        Due::Nothing if first.status >= 500 => faults.push(wrong(format!("{}", first.status))),
        Due::Nothing => {}
        Due::Exactly { .. } if first.status != 200 => faults.push(wrong(format!("FALSE DENIAL {}", first.status))),
        Due::Exactly { ids: due, words: named, said } => {
            faults.extend(due.difference(&ids).map(|id| wrong(format!("FALSE DENIAL of {id}"))));
            faults.extend(ids.difference(&due).map(|id| wrong(format!("LEAK of {id}"))));
            if channel.kind != RecordKind::Appointment {
                faults.extend(named.difference(&words).map(|word| wrong(format!("FALSE DENIAL of {word}"))));
            }
            if !first.text.contains(&said) {
                faults.push(wrong(format!("the number is not `{said}`")));
            }
        }
    }
    faults
}
