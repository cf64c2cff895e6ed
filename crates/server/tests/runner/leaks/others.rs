//! Channels that fit neither table: the people of a body, uploads, and the letters about a case.

use std::collections::BTreeSet;

use access::{Action, RecordKind, Scope, Service, Viewer};
use store::{NewUpload, Store, UploadPurpose};

use super::cast::BODIES;
use super::sight::{Sight, may};
use super::stock::{EARLY, marker};
use crate::ground::NOW;

/// The routes that are asked here.
pub const ROUTES: [&str; 2] = ["/{language}/member/{code}", "/api/v1/uploads/{id}"];

/// The page of a body names those who act for it, as far as their appointments may be seen.
pub async fn of_body(at: &Sight<'_>) -> Vec<String> {
    let (code, _) = BODIES[at.place % BODIES.len()];
    let seen = at.world.ask(at.seer, &format!("/{}/member/{code}", at.language())).await;
    let mut faults = at.leaks(&seen, false);
    let open: BTreeSet<&str> = at.open(RecordKind::Appointment).map(|thing| thing.id()).collect();
    let mut due = BTreeSet::new();
    for one in &at.world.cast.people {
        let for_body = one.appointments.iter().filter(|held| held.body.as_str() == code && held.holds(NOW));
        due.extend(for_body.filter(|held| open.contains(held.id.as_str())).map(|_| one.id.to_string()));
    }
    let shown = at.shown(&seen.text, RecordKind::Person);
    if seen.status != 200 || shown != due {
        faults.push(format!("{} sees {shown:?} for {due:?} at {} ({})", at.seer.name, seen.path, seen.status));
    }
    faults
}

/// A file that comes in is its sender's alone.
pub async fn uploads(store: &Store, at: &Sight<'_>) -> Vec<String> {
    let seers = &at.world.cast.seers;
    let other = &seers[(at.place + 5) % seers.len()];
    let name = |number| format!("{}.csv", marker('u', number));
    let mut faults = Vec::new();
    let (declarations, document) =
        ((UploadPurpose::Declarations, Service::Clearance), (UploadPurpose::Document, Service::Documents));
    for (sender, number, (purpose, service)) in [
        (at.seer, at.place, declarations),
        (at.seer, at.place, document),
        (other, at.place + 5, declarations),
        (other, at.place + 5, document),
    ] {
        let new = NewUpload { name: name(number), size: Some(7), map: String::new(), purpose };
        // Whoever may neither clear files nor write documents sends nothing.
        let Ok(id) = store.begin_upload(&sender.viewer, &new, EARLY).await else { continue };
        let seen = at.world.ask(at.seer, &format!("/api/v1/uploads/{id}")).await;
        let files = [Scope::read(service), Scope::write(service)];
        let scoped = at.seer.viewer.scopes().is_none_or(|scopes| files.iter().any(|one| scopes.contains(one)));
        let same = at.seer.viewer.person() == sender.viewer.person() && at.seer.at_desk == sender.at_desk;
        let own = same && scoped;
        let due = if own { 200 } else { 404 };
        if seen.status != due || seen.text.contains(&marker('u', number)) != own {
            faults.push(format!("{} gets {} for {due} at {}", at.seer.name, seen.status, seen.path));
        }
    }
    faults
}

/// Whoever holds a key of a case is written to only where the case is open to them.
pub async fn letters(store: &Store, at: &Sight<'_>) -> Vec<String> {
    let people: BTreeSet<_> = at.seer.viewer.person().cloned().into_iter().collect();
    let mut faults = Vec::new();
    let things = at.world.things.iter().filter(|thing| thing.record.kind == RecordKind::Case);
    for thing in things.skip(at.place % 60).step_by(60) {
        let told = store.tellable(&Viewer::program(), &thing.record, &people, NOW).await.unwrap();
        let proved = at.world.cast.seers.iter().map(|seer| &seer.viewer).find(|viewer| {
            viewer.person() == at.seer.viewer.person() && viewer.session().is_some() && viewer.has_second_factor()
        });
        let due = proved.is_some_and(|viewer| may(viewer, Action::Notify, &thing.record));
        if told.is_empty() == due {
            faults.push(format!("a letter about {} to {}: {due} is due", thing.marker(), at.seer.name));
        }
    }
    faults
}
