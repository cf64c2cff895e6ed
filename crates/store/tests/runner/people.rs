//! People: who adds and changes them, whose an address is, and what is left of somebody who was erased.

use access::{Action, PersonId, PersonName, Record, RecordKind, RecordState, Service};
use basis::Language;
use store::{
    Act, CaseStep, Change, Link, NewCase, NewMail, Passkey, Place, Purpose, Store, StoreError, TrailFilter, Viewer,
};

use crate::cast::{HOUR, LoggedIn, add, administrator, again, appoint, digest, found, hire, new_person, side_by_side};
use crate::ground::{NOW, NOWHERE, on_both, on_both_places};
use crate::raw::Raw;

async fn names(store: &Store, viewer: &Viewer) -> Vec<String> {
    let people = store.people(viewer, None, 1_000, NOW).await.unwrap();
    let mut names: Vec<String> = people.into_iter().map(|person| person.name).collect();
    names.sort();
    names
}

#[test]
fn each_sees_the_people_they_look_after() {
    on_both(async |store| {
        found(&store).await;
        let administrator = administrator(&store, "Ada Admin").await;
        let focal = hire(&store, "Fay Focal", "members.focal-point", "MD").await;
        let delegate = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        let other = hire(&store, "Ole Other", "members.delegate", "OS").await;
        assert_eq!(names(&store, &administrator.viewer).await.len(), 4);
        assert_eq!(names(&store, &focal.viewer).await, ["Dee Delegate", "Fay Focal"]);
        assert_eq!(names(&store, &other.viewer).await, ["Ole Other"]);
        assert!(names(&store, &Viewer::visitor()).await.is_empty());
        assert_eq!(names(&store, &Viewer::program()).await.len(), 4);
        let seen = store.person(&delegate.viewer, &delegate.person, NOW).await.unwrap();
        assert_eq!((seen.value().name.as_str(), seen.policies()), ("Dee Delegate", &["own-record".to_owned()][..]));
        let hidden = store.person(&other.viewer, &delegate.person, NOW).await;
        assert!(matches!(hidden, Err(StoreError::NotFound { what: "person", .. })), "{hidden:?}");
        let nobody = store.person(&administrator.viewer, &NOWHERE.parse().unwrap(), NOW).await;
        assert!(matches!(nobody, Err(StoreError::NotFound { what: "person", .. })), "{nobody:?}");
    });
}

#[test]
fn a_list_of_people_goes_on_where_it_stopped() {
    on_both(async |store| {
        let mut added = Vec::new();
        for number in 0..7 {
            added.push(add(&store, &format!("Person {number}"), None).await);
        }
        added.sort();
        let (viewer, mut after, mut seen) = (Viewer::program(), None, Vec::new());
        loop {
            let page = store.people(&viewer, after.as_ref(), 3, NOW).await.unwrap();
            assert!(page.len() <= 3);
            let Some(last) = page.last() else { break };
            after = Some(last.id.clone());
            seen.extend(page.into_iter().map(|person| person.id));
        }
        assert_eq!(seen, added);
    });
}

#[test]
fn only_an_administrator_adds_people() {
    on_both(async |store| {
        found(&store).await;
        let administrator = administrator(&store, "Ada Admin").await;
        let focal = hire(&store, "Fay Focal", "members.focal-point", "MD").await;
        store.add_person(&administrator.viewer, &new_person("Nia New", Some("MD")), NOW).await.unwrap();
        let later = NOW + HOUR / 2;
        let stale = store.add_person(&administrator.viewer, &new_person("Tia Two", None), later).await;
        assert!(matches!(&stale, Err(StoreError::Refused { policies }) if policies == &["step-up"]), "{stale:?}");
        for viewer in [Viewer::visitor(), Viewer::desk(), focal.viewer] {
            let refused = store.add_person(&viewer, &new_person("Nia New", Some("MD")), NOW).await;
            assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
        }
        assert_eq!(names(&store, &Viewer::program()).await.len(), 3);
    });
}

#[test]
fn an_address_is_one_persons_in_whatever_case() {
    on_both(async |store| {
        let program = Viewer::program();
        let mut anna = new_person("Anna", None);
        anna.email = "Anna.Ärzt@meridia.example".to_owned();
        let id = store.add_person(&program, &anna, NOW).await.unwrap();
        let mut twin = new_person("Twin", None);
        twin.email = "anna.äRZT@meridia.example".to_owned();
        let taken = store.add_person(&program, &twin, NOW).await;
        assert!(matches!(taken, Err(StoreError::Taken("address"))), "{taken:?}");
        let other = add(&store, "Other", None).await;
        let taken = store.readdress(&program, &other, &twin.email, NOW).await;
        assert!(matches!(taken, Err(StoreError::Taken("address"))), "{taken:?}");
        store.readdress(&program, &id, &twin.email, NOW).await.unwrap();
        let found = store.person_by_email(&program, "ANNA.ÄRZT@MERIDIA.EXAMPLE").await.unwrap().unwrap();
        assert_eq!((found.id, found.email, found.version), (id.clone(), Some(twin.email.clone()), 2));
        store.readdress(&program, &id, "elsewhere@meridia.example", NOW).await.unwrap();
        assert_eq!(store.person_by_email(&program, &twin.email).await.unwrap(), None);
        assert_eq!(names(&store, &program).await.len(), 2);
    });
}

#[test]
fn two_editors_do_not_undo_each_other() {
    on_both(async |store| {
        let program = Viewer::program();
        let id = add(&store, "Anna", None).await;
        let name = |name: &str| PersonName::read(name).unwrap();
        store.change_person(&program, &id, &name("Anna B"), Language::Fr, 1, NOW).await.unwrap();
        let late = store.change_person(&program, &id, &name("Anna C"), Language::En, 1, NOW).await;
        assert!(matches!(late, Err(StoreError::Changed { what: "person", .. })), "{late:?}");
        let person = store.person(&program, &id, NOW).await.unwrap().into_value();
        assert_eq!((person.name.as_str(), person.language, person.version), ("Anna B", Language::Fr, 2));
        let editors = (0..8).map(|editor| {
            let (store, id) = (store.clone(), id.clone());
            async move {
                let name = PersonName::read(&format!("Anna {editor}")).unwrap();
                store.change_person(&Viewer::program(), &id, &name, Language::En, 2, NOW).await
            }
        });
        let answers = side_by_side(editors).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        let changed = |answer: &Result<(), StoreError>| matches!(answer, Err(StoreError::Changed { .. }));
        assert_eq!(answers.iter().filter(|answer| changed(answer)).count(), 7, "{answers:?}");
    });
}

#[test]
fn others_change_nobody() {
    on_both(async |store| {
        found(&store).await;
        let delegate = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        let focal = hire(&store, "Fay Focal", "members.focal-point", "MD").await;
        let name = PersonName::read("Changed").unwrap();
        let (person, viewer) = (&delegate.person, &focal.viewer);
        let seen = store.change_person(viewer, person, &name, Language::En, 1, NOW).await;
        assert!(matches!(seen, Err(StoreError::Refused { .. })), "{seen:?}");
        let unseen = store.change_person(&Viewer::visitor(), person, &name, Language::En, 1, NOW).await;
        assert!(matches!(unseen, Err(StoreError::NotFound { .. })), "{unseen:?}");
        let unseen = store.readdress(&delegate.viewer, &focal.person, "a@b.example", NOW).await;
        assert!(matches!(unseen, Err(StoreError::NotFound { .. })), "{unseen:?}");
        store.change_person(&delegate.viewer, person, &name, Language::En, 1, NOW).await.unwrap();
    });
}

/// What is personal of Zoë, as it must stand nowhere once she is erased.
const PERSONAL: [&str; 9] = [
    "Zoë Zanzibar",
    "zanzibar@meridia.example",
    "zanzibar-old@meridia.example",
    "$argon2id$zanzibar",
    "sealed-zanzibar",
    "https://provider.example zanzibar",
    "Zanzibar's browser",
    "203.0.113.99",
    "zanzibar-key",
];

/// A person who left something in every place where a person can.
async fn zoe(store: &Store) -> (PersonId, Vec<String>) {
    let program = Viewer::program();
    let mut new = new_person(PERSONAL[0], Some("MD"));
    PERSONAL[2].clone_into(&mut new.email);
    let id = store.add_person(&program, &new, NOW).await.unwrap();
    store.readdress(&program, &id, PERSONAL[1], NOW).await.unwrap();
    appoint(store, &id, "members.delegate", "MD").await;
    store.set_password(&program, &id, PERSONAL[3], &[], NOW).await.unwrap();
    store.set_one_time(&program, &id, Some(PERSONAL[4]), Some((1, &[])), &[], NOW).await.unwrap();
    store.set_subject(&program, &id, None, Some(PERSONAL[5]), NOW).await.unwrap();
    let digests: Vec<String> = (0..5).map(|_| digest()).collect();
    store.set_recovery(&program, &id, &digests[..2], &[], NOW).await.unwrap();
    let mut session = crate::cast::new_session(&id, true);
    PERSONAL[6].clone_into(&mut session.agent);
    PERSONAL[7].clone_into(&mut session.address);
    session.digest.clone_from(&digests[2]);
    let own = crate::cast::begin(store, &session, NOW).await;
    let scopes = access::Scope::all().into_iter().collect();
    store.add_token(&own.viewer, &digests[3], "Zanzibar's program", &scopes, NOW + HOUR, NOW).await.unwrap();
    let key = Passkey {
        id: PERSONAL[8].to_owned(),
        person: id.clone(),
        name: "Zanzibar's telephone".to_owned(),
        transports: 0,
        fixed: "00".to_owned(),
        moving: "00".to_owned(),
        made_at: NOW,
        used_at: None,
    };
    store.add_passkey(&own.viewer, &key, &[], NOW).await.unwrap();
    let link = |person: Option<PersonId>| Link { person, subject: PERSONAL[1].to_owned() };
    store.add_link(&program, Purpose::Address, &digests[4], &link(Some(id.clone())), NOW + HOUR, NOW).await.unwrap();
    store.add_link(&program, Purpose::Address, &digest(), &link(None), NOW + HOUR, NOW).await.unwrap();
    store.keep_ceremony(&program, "zanzibar-challenge", "log-in", Some(&id), "{}", NOW + HOUR).await.unwrap();
    let mail = |person: Option<PersonId>| NewMail {
        person,
        address: PERSONAL[1].to_owned(),
        language: Language::En,
        template: "welcome".to_owned(),
        record: None,
        subject: format!("Welcome, {}", PERSONAL[0]),
        content: format!("Dear {}, {}", PERSONAL[0], "x".repeat(20_000)),
    };
    store.post(&program, &[mail(Some(id.clone())), mail(None)], NOW).await.unwrap();
    let to_focal = NewMail { address: "focal@meridia.example".to_owned(), ..mail(None) };
    store.post(&program, &[to_focal], NOW).await.unwrap();
    ask(store, Some(&id), "unreadable@meridia.example").await;
    ask(store, None, PERSONAL[1]).await;
    (id, digests)
}

/// A case that Zoë opened, logged in or by an address, with an answer that was changed and a step with a reason.
async fn ask(store: &Store, author: Option<&PersonId>, address: &str) {
    let program = Viewer::program();
    let mut record = Record::draft(store.new_case_id(NOW), RecordKind::Case, Service::Access);
    (record.author, record.state) = (author.cloned(), RecordState::Open);
    let line = |text: &str| serde_json::json!({ "kind": "line", "value": text }).to_string();
    let email = serde_json::json!({ "kind": "email", "value": address }).to_string();
    let new = NewCase {
        record: record.clone(),
        procedure: "access-request".to_owned(),
        form: ("access-request".to_owned(), 1),
        state: "received".to_owned(),
        language: Language::En,
        title: format!("Request for an account: {}", PERSONAL[0]),
        due_at: None,
        answers: vec![("name".to_owned(), line(PERSONAL[0])), ("email".to_owned(), email)],
        mails: Vec::new(),
        effects: Vec::new(),
    };
    store.open_case(&program, &new, NOW).await.unwrap();
    let change = Change { question: "name".to_owned(), value: line("Z. Zanzibar"), seen: 1 };
    assert!(store.save_answers(&program, &record.id, &[change], NOW + 1).await.unwrap().is_empty());
    let case = store.case(&program, &record.id, NOW).await.unwrap().into_value();
    let step = CaseStep {
        step: "prove".to_owned(),
        to: "proved".to_owned(),
        record,
        reason: "Ms Zanzibar called".to_owned(),
        due_at: None,
        mails: Vec::new(),
        effects: Vec::new(),
    };
    store.take_step(&program, Action::Decide, &case, &step, NOW + 2).await.unwrap();
}

/// Every text that stands in the database.
async fn all_texts(store: &Store, raw: &Raw) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for column in store.columns().await.unwrap().into_iter().filter(|column| column.kind == "text") {
        let (table, name) = (&column.table, &column.name);
        let question = format!("SELECT \"{name}\" FROM \"{table}\" WHERE \"{name}\" IS NOT NULL");
        texts.extend(raw.texts(&question).await.into_iter().map(|text| (format!("{table}.{name}"), text)));
    }
    texts
}

fn of_zoe(text: &str, digests: &[String]) -> bool {
    let text = text.to_lowercase();
    text.contains("zanzibar") || text.contains(PERSONAL[7]) || digests.iter().any(|digest| text.contains(digest))
}

/// Two administrators erase a person.
async fn erase(store: &Store, person: &PersonId) -> LoggedIn {
    let first = administrator(store, "Ada Admin").await;
    let second = administrator(store, "Bea Boss").await;
    let act = Act::Erase { person: person.clone() };
    let asked = store.propose(&first.viewer, &act, NOW).await.unwrap();
    store.decide_proposal(&second.viewer, &asked, true, NOW + 1).await.unwrap();
    second
}

#[test]
fn nothing_personal_is_left_of_somebody_erased() {
    on_both_places(async |place| {
        let store = Store::open(&place, NOW).await.unwrap();
        found(&store).await;
        let (id, digests) = zoe(&store).await;
        let raw = Raw::open(&place).await;
        let before = all_texts(&store, &raw).await;
        let places: std::collections::BTreeSet<&str> =
            before.iter().filter(|(_, text)| of_zoe(text, &digests)).map(|(column, _)| column.as_str()).collect();
        assert!(places.len() >= 20, "{places:?}");
        let administrator = erase(&store, &id).await;
        let after = all_texts(&store, &raw).await;
        let left: Vec<_> = after.iter().filter(|(_, text)| of_zoe(text, &digests)).collect();
        assert!(left.is_empty(), "{left:?}");
        raw.close().await;
        holds_nothing(&place, &digests);
        let person = store.person(&administrator.viewer, &id, NOW + 2).await.unwrap().into_value();
        assert_eq!((person.name.as_str(), person.email, person.erased_at), ("", None, Some(NOW + 1)));
        let held = store.appointments_of(&administrator.viewer, &id, NOW + 2).await.unwrap();
        assert_eq!(held.iter().map(|one| one.ended_at).collect::<Vec<_>>(), [Some(NOW + 1)]);
        let of_her = TrailFilter { record: id.to_string(), ..TrailFilter::default() };
        assert!(store.trail(&Viewer::program(), &of_her, None, 100, NOW).await.unwrap().len() >= 10);
        assert_eq!(store.verify_trail(&[], None).await.unwrap().faults, []);
        let erased = store.people(&administrator.viewer, None, 10, NOW).await.unwrap();
        assert!(erased.iter().all(|person| person.id != id));
        assert!(store.viewer_by_session(&digests[2], NOW + 2).await.unwrap().is_none());
        assert!(store.viewer_by_token(&digests[3], NOW + 2).await.unwrap().is_none());
        let left = store.claim_mail(&Viewer::program(), NOW + 2, NOW + HOUR).await.unwrap().unwrap();
        assert_eq!((left.new.address.as_str(), left.new.subject.as_str()), ("focal@meridia.example", "Welcome, –"));
        assert!(store.claim_mail(&Viewer::program(), NOW + 2, NOW + HOUR).await.unwrap().is_none());
        let again =
            store.appoint(&Viewer::program(), &crate::cast::to_role(&id, "members.delegate", "MD"), NOW + 2).await;
        assert!(matches!(again, Err(StoreError::NotFound { .. })), "{again:?}");
        store.close().await;
        holds_nothing(&place, &digests);
    });
}

/// Whether the bytes of a SQLite file and of its log hold anything of Zoë's, in free places too.
fn holds_nothing(place: &Place, digests: &[String]) {
    let Place::Sqlite(path) = place else { return };
    for file in [path.clone(), path.with_extension("db-wal")] {
        let bytes = if std::fs::exists(&file).unwrap() { std::fs::read(&file).unwrap() } else { Vec::new() };
        assert!(!of_zoe(&String::from_utf8_lossy(&bytes), digests), "{} still holds what was erased", file.display());
    }
}

#[test]
fn somebody_erased_while_an_appointment_waits_is_not_appointed() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Zoë", None).await;
        let first = administrator(&store, "Ada Admin").await;
        let act = Act::Appoint {
            person: person.clone(),
            body: "SECRETARIAT".parse().unwrap(),
            role: "administration.auditor".parse().unwrap(),
            from: NOW,
            until: None,
        };
        let asked = store.propose(&first.viewer, &act, NOW).await.unwrap();
        let second = erase(&store, &person).await;
        let refused = store.decide_proposal(&second.viewer, &asked, true, NOW + 2).await;
        assert!(matches!(refused, Err(StoreError::NotFound { what: "person", .. })), "{refused:?}");
        assert!(store.appointments_of(&Viewer::program(), &person, NOW + 2).await.unwrap().is_empty());
        store.decide_proposal(&second.viewer, &asked, false, NOW + 2).await.unwrap();
    });
}

#[test]
fn a_person_gets_all_that_is_kept_about_them() {
    on_both(async |store| {
        found(&store).await;
        let (id, digests) = zoe(&store).await;
        let own = again(&store, &digests[2], NOW).await;
        let export = store.person_export(&own.viewer, &id, NOW).await.unwrap();
        let whole = export.to_string();
        let kept = [
            PERSONAL[0],
            PERSONAL[1],
            PERSONAL[5],
            PERSONAL[6],
            PERSONAL[7],
            "Zanzibar's telephone",
            "Zanzibar's program",
        ];
        for word in kept.into_iter().chain(["members.delegate", "Welcome, Zoë", "log-in"]) {
            assert!(whole.contains(word), "`{word}` is not in {whole}");
        }
        assert!(!whole.contains("argon2id") && !whole.contains("sealed"), "secrets are nobody's to read");
        assert!(!digests.iter().any(|digest| whole.contains(digest)));
        assert_eq!(export["account"]["one_time_passwords"], true);
        assert_eq!(export["appointments"].as_array().unwrap().len(), 1);
        let other = hire(&store, "Ole Other", "members.delegate", "MD").await;
        let refused = store.person_export(&other.viewer, &id, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotFound { .. })), "{refused:?}");
        let administrator = administrator(&store, "Ada Admin").await;
        store.person_export(&administrator.viewer, &id, NOW).await.unwrap();
    });
}
