//! Who is found by the beginning of a name, who acts for which body, and who can see a record.

use std::collections::BTreeSet;

use access::{AccountKind, CERTIFIED_MICROS, Key, Level, RecordKind, Service};
use store::{Count, PeopleFilter, Store, Viewer};

use crate::cast::{SECOND, add, appoint, begin, document, found, hire, new_person, new_session, put};
use crate::ground::{NOW, on_both};

async fn sought(store: &Store, viewer: &Viewer, text: &str) -> Vec<String> {
    let filter = PeopleFilter { text: text.to_owned(), kind: None };
    let people = store.people_found(viewer, &filter, None, 10, NOW).await.unwrap();
    people.into_iter().map(|person| person.name).collect()
}

#[test]
fn people_are_found_by_the_beginning_of_each_part_of_a_name() {
    on_both(async |store| {
        found(&store).await;
        let program = Viewer::program();
        add(&store, "Ana Élodie Silva", Some("MD")).await;
        let later = new_person("Ben 100%_!", Some("OS"));
        let ben = store.add_person(&program, &later, NOW + SECOND).await.unwrap();
        for text in ["ana", "ÉLO", "élodie silva", "SILVA", "ana.élo"] {
            assert_eq!(sought(&store, &program, text).await, ["Ana Élodie Silva"], "{text}");
        }
        for text in ["lodie", "silva ana", "a%", "_na"] {
            assert_eq!(sought(&store, &program, text).await, [""; 0], "{text}");
        }
        assert_eq!(sought(&store, &program, "100%_!").await, ["Ben 100%_!"]);
        assert_eq!(sought(&store, &program, "  ").await, ["Ben 100%_!", "Ana Élodie Silva"], "the latest first");
        let traders = PeopleFilter { text: String::new(), kind: Some(AccountKind::Trader) };
        assert!(store.people_found(&program, &traders, None, 10, NOW).await.unwrap().is_empty());
        let older = store.people_found(&program, &PeopleFilter::default(), Some(&ben), 10, NOW).await.unwrap();
        assert_eq!(older.len(), 1, "the page goes on before a person");
        let own = begin(&store, &new_session(&ben, true), NOW).await;
        assert_eq!(sought(&store, &own.viewer, "").await, ["Ben 100%_!"]);
        assert!(sought(&store, &Viewer::visitor(), "").await.is_empty());
    });
}

#[test]
fn people_of_a_body_are_counted_for_those_who_look_after_it() {
    on_both(async |store| {
        found(&store).await;
        let (ana, ben) = (add(&store, "Ana", Some("MD")).await, add(&store, "Ben", Some("OS")).await);
        appoint(&store, &ana, "members.focal-point", "MD").await;
        appoint(&store, &ana, "members.delegate", "MD").await;
        appoint(&store, &ben, "members.delegate", "OS").await;
        let counted = async |viewer: &Viewer| {
            let counted = store.people_by_body(viewer, NOW).await.unwrap();
            counted.into_iter().map(|(body, people)| (body.to_string(), people)).collect::<Vec<_>>()
        };
        let both = [("MD".to_owned(), 1), ("OS".to_owned(), 1)];
        assert_eq!(counted(&Viewer::program()).await, both);
        let ana = begin(&store, &new_session(&ana, true), NOW).await;
        assert_eq!(counted(&ana.viewer).await, [("MD".to_owned(), 1)]);
        let ben = begin(&store, &new_session(&ben, true), NOW).await;
        assert_eq!(counted(&ben.viewer).await, []);
    });
}

#[test]
fn who_can_see_a_person_is_told_to_whoever_keeps_the_record() {
    on_both(async |store| {
        found(&store).await;
        let ana = add(&store, "Ana", None).await;
        appoint(&store, &ana, "administration.administrator", "SECRETARIAT").await;
        let fay = add(&store, "Fay", Some("MD")).await;
        appoint(&store, &fay, "members.focal-point", "MD").await;
        let gus = add(&store, "Gus", Some("MD")).await;
        let eve = add(&store, "Eve", Some("OS")).await;
        appoint(&store, &eve, "members.focal-point", "OS").await;
        let administrator = begin(&store, &new_session(&ana, true), NOW).await;
        let opened = async |viewer: &Viewer| store.explained(viewer, RecordKind::Person, gus.as_str(), NOW).await;
        let person = opened(&administrator.viewer).await.unwrap();
        let seen = store.who_can_see(&administrator.viewer, &person, NOW).await.unwrap().unwrap();
        let people: BTreeSet<_> = seen.people.iter().map(|one| &one.person).collect();
        assert_eq!(people, BTreeSet::from([&ana, &fay, &gus]));
        assert_eq!(
            seen.keys.iter().map(|one| one.people).collect::<Vec<_>>(),
            [Some(Count { value: 1, exact: true })],
            "the queue of administrators"
        );
        let focal = begin(&store, &new_session(&fay, true), NOW).await;
        let person = opened(&focal.viewer).await.unwrap();
        assert_eq!(store.who_can_see(&focal.viewer, &person, NOW).await.unwrap(), None);
        let other = begin(&store, &new_session(&eve, true), NOW).await;
        assert!(opened(&other.viewer).await.is_err());
    });
}

#[test]
fn the_holders_of_each_key_are_counted_while_their_appointments_hold() {
    on_both(async |store| {
        found(&store).await;
        hire(&store, "Ola", "documents.officer", "SECRETARIAT").await;
        let ana = hire(&store, "Ana", "members.delegate", "MD").await.person;
        appoint(&store, &ana, "members.focal-point", "MD").await;
        hire(&store, "Ben", "members.delegate", "MD").await;
        hire(&store, "Eve", "members.delegate", "OS").await;
        let mut record = document(Level::Restricted, "body:MD");
        let keys = ["members", "role:members.delegate", "role:members.delegate@MD", "body:OS", "role:members.observer"];
        record.audience.extend(keys.map(|key| Key::kept(key.to_owned())));
        record.handlers = [Key::officers(Service::Documents)].into();
        put(&store, &record, NOW).await;
        let counted = async |now: i64| {
            let program = Viewer::program();
            let seen = store.explained(&program, RecordKind::Document, record.id.as_str(), now).await.unwrap();
            let keys = store.who_can_see(&program, &seen, now).await.unwrap().unwrap().keys;
            let told = keys.into_iter().map(|one| (one.key.as_str().to_owned(), one.people.unwrap()));
            told.map(|(key, people)| (key, people.value)).collect::<Vec<_>>()
        };
        let held = [
            ("body:MD", 2),
            ("body:OS", 1),
            ("members", 3),
            ("role:members.delegate", 3),
            ("role:members.delegate@MD", 2),
            ("role:members.observer", 0),
            ("officers:documents", 1),
        ];
        assert_eq!(counted(NOW + SECOND).await, held.map(|(key, people)| (key.to_owned(), people)));
        let lapsed = counted(NOW + CERTIFIED_MICROS).await;
        assert_eq!(lapsed, held.map(|(key, _)| (key.to_owned(), 0)), "who is not confirmed any more holds nothing");
    });
}
