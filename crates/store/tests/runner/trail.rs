//! The trail: what is entered, by whom it is read, and that it stays one chain whatever happens at once.

use access::audit::Event;
use access::{Level, PersonName, RecordKind};
use basis::Language;
use store::{Act, Passkey, Place, Settings, Store, StoreError, TrailFilter, Viewer};

use crate::cast::{
    DAY, HOUR, add, administrator, appoint, begin, body, digest, document, found, hire, log_in, new_person,
    new_session, put, side_by_side, to_role,
};
use crate::ground::{NOW, on_both, on_sqlite};

/// What was entered since a number, as action and kind.
async fn since(store: &Store, number: i64) -> (i64, Vec<String>) {
    let entries = store.trail_after(&Viewer::program(), number, 1_000, NOW).await.unwrap();
    let words = entries.iter().map(|entry| format!("{} {}", entry.event.action, entry.event.kind)).collect();
    (entries.last().map_or(number, |entry| entry.number), words)
}

/// Checks that what was just done made these entries and no others.
macro_rules! makes {
    ($store:expr, $at:ident, $done:expr, $($word:literal),+) => {{
        let done = $done.await.unwrap();
        let (number, words) = since($store, $at).await;
        assert_eq!(words, [$($word),+]);
        $at = number;
        done
    }};
}

async fn whole(store: &Store) -> u64 {
    let verdict = store.verify_trail(&[], None).await.unwrap();
    assert_eq!(verdict.faults, []);
    verdict.entries
}

#[test]
fn each_change_of_people_and_appointments_is_entered() {
    on_both(async |store| {
        let (store, program, mut at) = (&store, &Viewer::program(), 0);
        let bodies = [body("MD", access::BodyKind::Member), body("OS", access::BodyKind::Member)];
        makes!(store, at, store.put_bodies(program, &bodies, NOW), "administer body", "administer body");
        let id = makes!(store, at, store.add_person(program, &new_person("Anna", None), NOW), "add person");
        let name = PersonName::read("Anna B").unwrap();
        makes!(store, at, store.change_person(program, &id, &name, Language::Fr, 1, NOW), "edit person");
        makes!(store, at, store.readdress(program, &id, "a@b.example", NOW), "readdress person");
        makes!(store, at, store.close_account(program, &id, true, NOW), "close person");
        makes!(store, at, store.close_account(program, &id, false, NOW), "close person");
        makes!(store, at, store.unlock(program, &id, NOW), "unlock person");
        let new = to_role(&id, "members.delegate", "MD");
        let held = makes!(store, at, store.appoint(program, &new, NOW), "appoint appointment");
        makes!(store, at, store.certify(program, &held, NOW), "certify appointment");
        makes!(store, at, store.end_appointment(program, &held, NOW), "end appointment");
        let (first, second) = (administrator(store, "Ada").await, administrator(store, "Bea").await);
        (at, _) = since(store, at).await;
        let act = Act::Erase { person: id.clone() };
        let asked = makes!(store, at, store.propose(&first.viewer, &act, NOW), "propose person");
        makes!(store, at, store.decide_proposal(&second.viewer, &asked, false, NOW), "turn-down person");
        let asked = makes!(store, at, store.propose(&first.viewer, &act, NOW), "propose person");
        makes!(store, at, store.decide_proposal(&second.viewer, &asked, true, NOW), "approve person");
        let refused = store.end_appointment(&first.viewer, &held, NOW).await;
        assert!(matches!(refused, Err(StoreError::State { .. })), "{refused:?}");
        assert_eq!((whole(store).await, since(store, at).await.1), (u64::try_from(at).unwrap(), vec![]));
    });
}

#[test]
fn each_change_of_a_log_in_is_entered() {
    on_both(async |store| {
        let (store, visitor, program) = (&store, &Viewer::visitor(), &Viewer::program());
        let id = add(store, "Anna", None).await;
        let mut at = since(store, 0).await.0;
        makes!(store, at, store.set_password(program, &id, "$argon2id$", &[], NOW), "set-password person");
        makes!(store, at, store.count_failure(visitor, Some(&id), "password", NOW), "log-in person");
        makes!(store, at, store.set_one_time(program, &id, Some("sealed"), None, &[], NOW), "set-one-time person");
        makes!(store, at, store.set_subject(visitor, &id, None, Some("issuer 1"), NOW), "set-subject person");
        makes!(store, at, store.set_recovery(program, &id, &[digest()], &[], NOW), "set-recovery person");
        let code = digest();
        makes!(
            store,
            at,
            store.set_recovery(program, &id, std::slice::from_ref(&code), &[], NOW),
            "set-recovery person"
        );
        makes!(store, at, store.use_recovery(visitor, &id, &code, NOW), "use-recovery person");
        let link = store::Link { person: Some(id.clone()), subject: String::new() };
        makes!(
            store,
            at,
            store.add_link(visitor, store::Purpose::Reset, &code, &link, NOW + 1, NOW),
            "add-link person"
        );
        makes!(store, at, store.address_proved(visitor, &id, NOW), "prove-address person");
        let own = begin(store, &new_session(&id, true), NOW).await;
        let begun = since(store, at).await;
        assert_eq!(begun.1, ["log-in person"]);
        at = begun.0;
        let key = Passkey {
            id: "k1".to_owned(),
            person: id.clone(),
            name: "telephone".to_owned(),
            transports: 0,
            fixed: String::new(),
            moving: String::new(),
            made_at: NOW,
            used_at: None,
        };
        makes!(store, at, store.add_passkey(&own.viewer, &key, &[], NOW), "add-passkey person");
        makes!(store, at, store.remove_passkey(&own.viewer, &id, "k1", &[], NOW), "remove-passkey person");
        let scopes = access::Scopes::new();
        let token = makes!(
            store,
            at,
            store.add_token(&own.viewer, &digest(), "t", &scopes, NOW + DAY, NOW),
            "add-token person"
        );
        makes!(store, at, store.end_token(&own.viewer, &id, &token, NOW), "end-token person");
        makes!(store, at, store.prove_session(&own.viewer, &own.session, &digest(), true, NOW), "step-up person");
        makes!(store, at, store.end_session(&own.viewer, &id, &own.session.id, NOW), "log-out person");
        makes!(store, at, store.end_sessions(&own.viewer, &id, None, NOW), "log-out person");
        let failed = TrailFilter { action: "log-in".to_owned(), ..TrailFilter::default() };
        let entries = store.trail(&Viewer::program(), &failed, None, 10, NOW).await.unwrap();
        let done: Vec<_> = entries.iter().map(|entry| (entry.event.actor.as_str(), entry.event.allowed)).collect();
        assert_eq!(done, [(id.as_str(), true), ("visitor", false)]);
        assert_eq!(whole(store).await, u64::try_from(at).unwrap());
    });
}

#[test]
fn a_refused_change_is_entered_with_the_policy() {
    on_both(async |store| {
        found(&store).await;
        let delegate = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        let other = hire(&store, "Ole Other", "members.delegate", "MD").await;
        let (at, _) = since(&store, 0).await;
        let refused = store.close_account(&delegate.viewer, &delegate.person, true, NOW + HOUR).await;
        assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
        let missing = store.close_account(&delegate.viewer, &other.person, true, NOW + HOUR).await;
        assert!(matches!(missing, Err(StoreError::NotFound { .. })), "{missing:?}");
        let entries = store.trail_after(&Viewer::program(), at, 10, NOW).await.unwrap();
        let said: Vec<_> = entries
            .iter()
            .map(|entry| {
                (
                    entry.event.actor.as_str(),
                    entry.event.record.as_str(),
                    entry.event.allowed,
                    entry.event.policies.as_str(),
                )
            })
            .collect();
        let actor = delegate.person.as_str();
        assert_eq!(said, [(actor, actor, false, "step-up"), (actor, other.person.as_str(), false, "step-up")]);
        assert_eq!(entries[0].event.session, delegate.session.id.to_string());
    });
}

#[test]
fn thirty_writers_at_once_make_one_chain() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        let before = whole(&store).await;
        let writers = (0..30).map(|writer| {
            let (store, person) = (store.clone(), person.clone());
            async move {
                let visitor = Viewer::visitor();
                match writer % 3 {
                    0 => store.address_proved(&visitor, &person, NOW + writer).await.unwrap(),
                    1 => drop(begin(&store, &new_session(&person, true), NOW + writer).await),
                    _ => store.enter(&[event(writer), event(writer + 1)]).await.unwrap(),
                }
            }
        });
        side_by_side(writers).await;
        assert_eq!(whole(&store).await, before + 10 + 10 + 20);
        store.enter(&[]).await.unwrap();
    });
}

fn event(number: i64) -> Event {
    Event {
        at: NOW + number,
        actor: "program".to_owned(),
        session: String::new(),
        action: "view".to_owned(),
        kind: "document".to_owned(),
        record: number.to_string(),
        allowed: true,
        policies: String::new(),
        detail: "{}".to_owned(),
    }
}

#[test]
fn two_hundred_readings_at_once_are_two_hundred_entries() {
    on_both(async |store| {
        found(&store).await;
        let paper = document(Level::Restricted, "body:MD");
        let (members, hidden) = (document(Level::Members, "body:MD"), document(Level::Restricted, "body:OS"));
        for record in [&paper, &members, &hidden] {
            put(&store, record, NOW).await;
        }
        let reader = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        let readings = (0..200).map(|_| {
            let (store, viewer, id) = (store.clone(), reader.viewer.clone(), paper.id.to_string());
            async move { store.explained(&viewer, RecordKind::Document, &id, NOW).await.unwrap() }
        });
        let read = side_by_side(readings).await;
        assert!(read.iter().all(|one| one.policies() == ["published-to-audience"]));
        let of = async |record: &access::Record| {
            let filter = TrailFilter { record: record.id.to_string(), ..TrailFilter::default() };
            store.trail(&Viewer::program(), &filter, None, 1_000, NOW).await.unwrap()
        };
        let entries = of(&paper).await;
        assert_eq!(entries.len(), 200);
        assert!(entries.iter().all(|entry| entry.event.action == "view" && entry.event.allowed));
        assert!(entries.iter().all(|entry| entry.event.actor == reader.person.as_str()));
        // What is open to the Members is read without a note; what is refused and restricted is noted as refused.
        store.explained(&reader.viewer, RecordKind::Document, members.id.as_str(), NOW).await.unwrap();
        assert!(store.explained(&reader.viewer, RecordKind::Document, hidden.id.as_str(), NOW).await.is_err());
        assert_eq!((of(&members).await.len(), of(&hidden).await.len()), (0, 1));
        assert!(!of(&hidden).await[0].event.allowed);
        whole(&store).await;
    });
}

#[test]
fn what_cannot_be_entered_is_not_shown() {
    on_sqlite(async |path| {
        let place = Place::Sqlite(path);
        let store = Store::open(&place, NOW).await.unwrap();
        found(&store).await;
        let paper = document(Level::Restricted, "body:MD");
        put(&store, &paper, NOW).await;
        let reader = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        let before = whole(&store).await;
        store.close().await;
        drop(store);
        let full = Store::open_with(&place, Settings { page_limit: Some(1) }, NOW).await.unwrap();
        let read = async || full.explained(&reader.viewer, RecordKind::Document, paper.id.as_str(), NOW).await;
        let (mut shown, mut refused) = (0, None);
        for _ in 0..2_000 {
            match read().await {
                Ok(_) => shown += 1,
                Err(error) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        assert!(matches!(refused, Some(StoreError::Unrecorded)), "{refused:?}");
        assert!(matches!(read().await, Err(StoreError::Unrecorded)));
        assert_eq!(whole(&full).await, before + shown);
        // Nor is anything changed that cannot be entered.
        let changed = add_all(&full).await;
        assert!(matches!(changed, StoreError::Full), "{changed:?}");
        assert_eq!(full.people(&Viewer::program(), None, 10, NOW).await.unwrap().len(), 1);
        full.close().await;
        drop(full);
        let roomy = Store::open(&place, NOW).await.unwrap();
        roomy.explained(&reader.viewer, RecordKind::Document, paper.id.as_str(), NOW).await.unwrap();
        assert_eq!(whole(&roomy).await, before + shown + 1);
    });
}

/// Adds a person whose name takes more room than is left.
async fn add_all(store: &Store) -> StoreError {
    let mut new = new_person("Nia New", None);
    new.handle = "f".repeat(20_000);
    store.add_person(&Viewer::program(), &new, NOW).await.unwrap_err()
}

#[test]
fn an_auditor_reads_the_trail_and_nobody_else() {
    on_both(async |store| {
        found(&store).await;
        let auditor = hire(&store, "Aud Auditor", "administration.auditor", "SECRETARIAT").await;
        let administrator = administrator(&store, "Ada Admin").await;
        let officer = hire(&store, "Ofe Officer", "documents.officer", "SECRETARIAT").await;
        let person = add(&store, "Nia New", None).await;
        appoint(&store, &person, "members.delegate", "MD").await;
        let all = TrailFilter::default();
        let latest = store.trail(&auditor.viewer, &all, None, 3, NOW).await.unwrap();
        assert_eq!(
            latest.iter().map(|entry| entry.event.action.as_str()).collect::<Vec<_>>(),
            ["appoint", "add", "log-in"]
        );
        let earlier = store.trail(&auditor.viewer, &all, Some(latest[2].number), 2, NOW).await.unwrap();
        assert_eq!(earlier[0].number, latest[2].number - 1);
        let by = TrailFilter { actor: officer.person.to_string(), action: "log-in".to_owned(), ..all.clone() };
        assert_eq!(store.trail(&auditor.viewer, &by, None, 10, NOW).await.unwrap().len(), 1);
        assert_eq!(store.trail_after(&auditor.viewer, 0, 4, NOW).await.unwrap().len(), 4);
        for viewer in [&administrator.viewer, &officer.viewer, &Viewer::visitor(), &Viewer::desk()] {
            let refused = store.trail(viewer, &all, None, 3, NOW).await;
            assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
            assert!(store.trail_after(viewer, 0, 3, NOW).await.is_err());
        }
        let weak = begin(&store, &new_session(&auditor.person, false), NOW).await.viewer;
        let refused = store.trail(&weak, &all, None, 3, NOW).await;
        assert!(
            matches!(&refused, Err(StoreError::Refused { policies }) if policies == &["second-factor"]),
            "{refused:?}"
        );
        // It names identifiers and nothing else of a person.
        let whole = store.trail(&auditor.viewer, &all, None, 1_000, NOW).await.unwrap();
        let text = serde_json::to_string(&whole).unwrap();
        assert!(!text.contains("Nia") && !text.contains("meridia.example"));
        let own = log_in(&store, &person, NOW).await;
        assert!(store.trail(&own.viewer, &all, None, 3, NOW).await.is_err());
    });
}

#[test]
fn whoever_reads_the_trail_stands_in_it() {
    on_both(async |store| {
        found(&store).await;
        let auditor = hire(&store, "Aud Auditor", "administration.auditor", "SECRETARIAT").await;
        let sought = TrailFilter { actor: auditor.person.to_string(), ..TrailFilter::default() };
        let at = since(&store, 0).await.0;
        assert_eq!(store.trail(&auditor.viewer, &sought, None, 10, NOW).await.unwrap().len(), 1, "the log-in");
        let read = store.trail_after(&Viewer::program(), at, 10, NOW).await.unwrap();
        let told: Vec<_> = read.iter().map(|one| (one.event.actor.as_str(), one.event.action.as_str())).collect();
        assert_eq!(told, [(auditor.person.as_str(), "view")]);
        assert!(read[0].event.kind == "trail" && read[0].event.detail.contains(auditor.person.as_str()));
        // A program that asks until nothing is left comes to an end.
        let (mut after, mut rounds) = (0, 0);
        loop {
            let entries = store.trail_after(&auditor.viewer, after, 1_000, NOW).await.unwrap();
            let Some(last) = entries.last() else { break };
            (after, rounds) = (last.number, rounds + 1);
            assert!(rounds < 5, "its own readings keep it going");
        }
        assert!(since(&store, at).await.1.contains(&"export trail".to_owned()));
    });
}
