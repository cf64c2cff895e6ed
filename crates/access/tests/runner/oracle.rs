//! What the policies say, a second time and in plain words of the program: an independent oracle for the matrix.

use access::{Action, Circumstances, Key, Level, Record, RecordKind, RecordState, Viewer};

/// Whether it is something that the viewer lodged about themself.
fn own(viewer: &Viewer, record: &Record) -> bool {
    let about_oneself = matches!(record.kind, RecordKind::Person | RecordKind::Case | RecordKind::Question);
    about_oneself && viewer.person().is_some() && viewer.person() == record.author.as_ref()
}

/// Whether it is addressed to the viewer in person.
fn named(viewer: &Viewer, record: &Record) -> bool {
    viewer.person().is_some_and(|person| record.audience.contains(&Key::person(person)))
}

/// Whether it is addressed to the viewer in a way that its level lets pass.
fn addressed(viewer: &Viewer, record: &Record) -> bool {
    let wholes = ["anyone", "account", "members", "partners"];
    let of_the_membership = viewer.person().is_some() && !viewer.is_outside();
    let mut meeting = record.audience.iter().filter(|key| viewer.holds(key));
    match record.level {
        Level::Public => meeting.next().is_some(),
        Level::Members | Level::Restricted => named(viewer, record) || of_the_membership && meeting.next().is_some(),
        Level::Confidential => {
            named(viewer, record) || of_the_membership && meeting.any(|key| !wholes.contains(&key.as_str()))
        }
    }
}

fn permits(viewer: &Viewer, action: Action, record: &Record) -> bool {
    let meets = |keys: &std::collections::BTreeSet<Key>| keys.iter().any(|key| viewer.holds(key));
    let own = own(viewer, record);
    let published = record.state == RecordState::Published && addressed(viewer, record);
    let officer = viewer.officer_of().contains(&record.service);
    let of_people = matches!(record.kind, RecordKind::Person | RecordKind::Appointment);
    let focal = of_people && record.owner.as_ref().is_some_and(|owner| viewer.focal_of().contains(owner));
    let kept =
        of_people || matches!(record.kind, RecordKind::Body | RecordKind::Job | RecordKind::Mail | RecordKind::Form);
    let administers = kept && viewer.has_role(&"administration.administrator".parse().unwrap());
    let audits = record.kind == RecordKind::Trail && viewer.has_role(&"administration.auditor".parse().unwrap());
    let queued = record.state == RecordState::Open && meets(&record.queue);
    match action {
        _ if action.reads() => {
            published || own || meets(&record.handlers) || queued || officer || focal || administers || audits
        }
        Action::Lodge => {
            let declares = ["clearance.officer", "clearance.declarant"];
            let declarant = declares.iter().any(|role| viewer.has_role(&role.parse().unwrap()));
            let asks = matches!(record.kind, RecordKind::Case | RecordKind::Question);
            asks || officer || record.kind == RecordKind::Batch && declarant
        }
        Action::Edit => own || meets(&record.handlers) || officer || administers,
        Action::Decide => queued || officer,
        Action::Publish | Action::Withdraw | Action::Release => officer,
        Action::Approve => officer || administers,
        Action::Appoint => focal || administers,
        _ => administers,
    }
}

/// Whether it is an appointment of the viewer's own.
fn appointed(viewer: &Viewer, record: &Record) -> bool {
    let own = viewer.person().is_some_and(|person| record.handlers.contains(&Key::person(person)));
    record.kind == RecordKind::Appointment && own
}

fn forbids(viewer: &Viewer, action: Action, record: &Record, circumstances: &Circumstances) -> bool {
    let officer = viewer.officer_of().contains(&record.service);
    let (own, named) = (own(viewer, record), named(viewer, record));
    let restricted = record.level.is_restricted();
    let scope = |write| {
        let service = record.service;
        let needed = if write { access::Scope::write(service) } else { access::Scope::read(service) };
        viewer.scopes().is_some_and(|scopes| !scopes.contains(&needed))
    };
    let sensitive =
        matches!(action, Action::Appoint | Action::Administer | Action::Erase | Action::Release | Action::Approve);
    let session = viewer.session().map(|id| id.as_str()).unwrap_or_default();
    let two = match &circumstances.asked {
        None => true,
        Some((by, asked_in)) => Some(by) == viewer.person() || asked_in == session,
    };
    restricted && !viewer.has_second_factor()
        || record.compartment.as_ref().is_some_and(|key| !viewer.holds(key))
        || record.state == RecordState::Withdrawn && !officer
        || record.publish_from > circumstances.now && !officer
        || action.reads() && record.retain_until <= circumstances.now
        || viewer.is_outside() && restricted && !named && !own
        || scope(!action.reads())
        || sensitive && !(viewer.is_fresh(circumstances.now) && viewer.has_second_factor())
        || matches!(action, Action::Appoint | Action::Approve) && appointed(viewer, record)
        || action == Action::Approve && two
}

/// Whether it may be done.
pub fn allows(viewer: &Viewer, action: Action, record: &Record, circumstances: &Circumstances) -> bool {
    permits(viewer, action, record) && !forbids(viewer, action, record, circumstances)
}
