//! The channels that show one record: its page, its form for programs, its content, its exports, the reasons of it. Each
//! answers 200, 403 or 404 exactly as the rules say, and shows nothing else that is hidden.

use access::{Action, RecordKind};

use super::sight::{Sight, may};
use super::stock::Thing;

/// A channel that shows one record.
pub struct Channel {
    pub name: &'static str,
    pub route: &'static str,
    /// What is read by it; none for a channel of every kind.
    pub kind: Option<RecordKind>,
    /// Where it stands; none where the thing has no such channel.
    pub path: fn(&Thing) -> Option<String>,
    pub status: fn(&Sight<'_>, &Thing) -> u16,
    /// Whether the word of the thing has to stand in the answer.
    pub shows: fn(&Sight<'_>, &Thing) -> bool,
}

const fn channel(
    name: &'static str,
    route: &'static str,
    kind: RecordKind,
    path: fn(&Thing) -> Option<String>,
    status: fn(&Sight<'_>, &Thing) -> u16,
) -> Channel {
    Channel { name, route, kind: Some(kind), path, status, shows: |_, _| true }
}

/// A later channel joins by one line.
#[rustfmt::skip]
pub fn channels() -> Vec<Channel> {
    use RecordKind::{Batch, Case, Document, Person, Question};
    vec![
        Channel { shows: titled, ..channel("document", "/{language}/document/{id}", Document, |one| at(one, "/en/document/", ""), view) },
        Channel { shows: |_, one| one.edition, ..channel("API document", "/api/v1/documents/{id}", Document, |one| at(one, "/api/v1/documents/", ""), view) },
        channel("content", "/{language}/document/{id}/content/{written}/{edition}", Document, |one| at(one, "/fr/document/", "/content/en/1"), content),
        channel("API content", "/api/v1/documents/{id}/content/{language}/{edition}", Document, |one| at(one, "/api/v1/documents/", "/content/en/1"), content),
        Channel { shows: |_, _| false, ..channel("by symbol", "/{language}/documents/{*symbol}", Document, by_symbol, moved) },
        Channel { shows: |_, one| !one.copy, ..channel("working copy", "/{language}/document/{id}/edit/{written}", Document, |one| at(one, "/en/document/", "/edit/en"), edit) },
        Channel { shows: |_, _| false, ..channel("downloads", "/{language}/document/{id}/downloads", Document, |one| at(one, "/en/document/", "/downloads"), downloads) },
        channel("case", "/{language}/case/{id}", Case, |one| at(one, "/en/case/", ""), view),
        channel("case export", "/{language}/case/{id}/export.json", Case, |one| at(one, "/fr/case/", "/export.json"), view),
        channel("API case", "/api/v1/cases/{id}", Case, |one| at(one, "/api/v1/cases/", ""), view),
        channel("question", "/{language}/faq", Question, |one| at(one, "/en/faq?question=", ""), view),
        channel("question to change", "/{language}/faq/{id}/edit", Question, |one| at(one, "/en/faq/", "/edit"), edit),
        channel("person", "/{language}/person/{id}", Person, |one| at(one, "/en/person/", ""), logged_in),
        channel("person export", "/{language}/person/{id}/export.json", Person, |one| at(one, "/en/person/", "/export.json"), view),
        channel("API person", "/api/v1/people/{id}", Person, |one| at(one, "/api/v1/people/", ""), view),
        channel("file", "/{language}/batch/{id}", Batch, |one| at(one, "/en/batch/", ""), view),
        channel("declaration", "/{language}/batch/{id}/{number}", Batch, |one| at(one, "/fr/batch/", "/1"), view),
        channel("API batch", "/api/v1/batches/{id}", Batch, |one| at(one, "/api/v1/batches/", ""), view),
        channel("API outcomes", "/api/v1/batches/{id}/outcomes", Batch, |one| at(one, "/api/v1/batches/", "/outcomes"), view),
        channel("API outcome", "/api/v1/batches/{id}/outcomes/{number}", Batch, |one| at(one, "/api/v1/batches/", "/outcomes/1"), view),
        channel("API unread", "/api/v1/batches/{id}/unread", Batch, |one| at(one, "/api/v1/batches/", "/unread"), view),
        channel("API download", "/api/v1/batches/{id}/download", Batch, |one| at(one, "/api/v1/batches/", "/download?format=jsonl"), view),
        Channel { kind: None, shows: |_, _| false, ..channel("reasons", "/{language}/why/{kind}/{id}", Document, why, view) },
    ]
}

fn at(thing: &Thing, before: &str, after: &str) -> Option<String> {
    Some(format!("{before}{}{after}", thing.id()))
}

fn by_symbol(thing: &Thing) -> Option<String> {
    thing.symbol.as_ref().map(|symbol| format!("/en/documents/{symbol}"))
}

fn why(thing: &Thing) -> Option<String> {
    at(thing, &format!("/en/why/{}/", thing.record.kind.as_str()), "")
}

fn view(seer: &Sight<'_>, thing: &Thing) -> u16 {
    seer.status(thing, Action::View)
}

fn logged_in(seer: &Sight<'_>, thing: &Thing) -> u16 {
    if seer.seer.viewer.person().is_none() { 303 } else { view(seer, thing) }
}

fn content(seer: &Sight<'_>, thing: &Thing) -> u16 {
    match seer.status(thing, Action::Download) {
        200 if !thing.file => 404,
        status => status,
    }
}

/// That a symbol is in use is told only to those who may see its document.
fn moved(seer: &Sight<'_>, thing: &Thing) -> u16 {
    if view(seer, thing) == 200 { 303 } else { 404 }
}

fn edit(seer: &Sight<'_>, thing: &Thing) -> u16 {
    match view(seer, thing) {
        200 if !may(&seer.seer.viewer, Action::Edit, &thing.record) => 403,
        status => status,
    }
}

/// The log stands on the page of a document, for those who publish.
fn downloads(seer: &Sight<'_>, thing: &Thing) -> u16 {
    match seer.status(thing, Action::Publish) {
        200 => view(seer, thing),
        status => status,
    }
}

/// A document that was never published shows its working copy to whoever may change it.
fn titled(seer: &Sight<'_>, thing: &Thing) -> bool {
    thing.edition || may(&seer.seer.viewer, Action::Edit, &thing.record)
}

/// Whether a channel gives people all that is kept about themselves, after a log-in with two factors.
fn is_own(seer: &Sight<'_>, channel: &Channel, thing: &Thing) -> bool {
    let viewer = &seer.seer.viewer;
    channel.name == "person export"
        && viewer.person() == thing.record.author.as_ref()
        && viewer.session().is_some()
        && viewer.has_second_factor()
}

/// Asks one channel for one thing; what is wrong with the answer.
pub async fn faults(seer: &Sight<'_>, channel: &Channel, thing: &Thing) -> Vec<String> {
    let Some(path) = (channel.path)(thing) else { return Vec::new() };
    let seen = seer.world.ask(seer.seer, &path).await;
    let mut faults = if is_own(seer, channel, thing) { Vec::new() } else { seer.leaks(&seen, false) };
    let due = (channel.status)(seer, thing);
    if seen.status != due {
        let word = if seen.status == 200 { "LEAK" } else { "FALSE DENIAL or another answer" };
        faults.push(format!("{word}: {}: {} for {due} to {} at {path}", channel.name, seen.status, seer.seer.name));
    } else if seen.status == 200 && (channel.shows)(seer, thing) && !seen.text.to_lowercase().contains(&thing.marker())
    {
        faults.push(format!("FALSE DENIAL: {} does not show {} at {path}", channel.name, thing.marker()));
    }
    faults
}

/// The channels that show things of a kind.
pub fn of_kind(channels: &[Channel], kind: RecordKind) -> Vec<&Channel> {
    channels.iter().filter(|channel| channel.kind.is_none_or(|own| own == kind)).collect()
}
