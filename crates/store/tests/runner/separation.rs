//! Separation of duties: what nobody does for themselves, what one person cannot do alone, what a request gives.

use access::{Action, AppointmentId, Key, Level, ProposalRefused, Record, RecordId, RecordKind, RecordState, Service};
use basis::Language;
use store::{
    Act, CaseStep, Draft, Effect, Marks, NewAppointment, NewCase, NewPaper, PaperKind, Store, StoreError, Viewer,
};

use crate::cast::{
    DAY, LoggedIn, add, administrator, appoint, begin, found, hire, log_in, new_person, new_session, to_role,
};
use crate::ground::{NOW, on_both};

fn refused_by<T: std::fmt::Debug>(answer: &Result<T, StoreError>, policies: &[&str]) -> bool {
    matches!(answer, Err(StoreError::Refused { policies: told }) if told == policies)
}

fn proposed(new: NewAppointment) -> Act {
    let NewAppointment { person, body, role, from, until } = new;
    Act::Appoint { person, body, role, from, until }
}

/// The marks of a restricted document.
pub fn restricted(audience: &str) -> Marks {
    Marks { level: Level::Restricted, audience: [Key::kept(audience.to_owned())].into(), ..Marks::public() }
}

/// A published document with its version.
pub async fn paper(store: &Store, viewer: &Viewer, marks: Marks) -> (RecordId, i64) {
    let id = store.add_paper(viewer, &NewPaper { kind: PaperKind::Paper, series: None, marks }, NOW).await.unwrap();
    let (title, summary) = ("Seizures".to_owned(), "A paper.".to_owned());
    let draft = Draft { title, summary, blob: None, file: String::new() };
    store.write_paper(viewer, &id, Language::En, &draft, 1, NOW).await.unwrap();
    store.publish_paper(viewer, &id, Language::En, "", 2, NOW).await.unwrap();
    (id, 3)
}

async fn officer(store: &Store, name: &str) -> LoggedIn {
    hire(store, name, "documents.officer", "SECRETARIAT").await
}

#[test]
fn nobody_appoints_themselves() {
    on_both(async |store| {
        found(&store).await;
        let (first, second) = (administrator(&store, "Ada Admin").await, administrator(&store, "Bea Boss").await);
        let third = administrator(&store, "Cyd Chief").await;
        let own = ["own-appointment"];
        let alone = store.appoint(&first.viewer, &to_role(&first.person, "members.participant", "HSC"), NOW).await;
        assert!(refused_by(&alone, &own), "{alone:?}");
        let officer = to_role(&third.person, "documents.officer", "SECRETARIAT");
        let asked = store.propose(&third.viewer, &proposed(officer.clone()), NOW).await;
        assert!(refused_by(&asked, &own), "{asked:?}");
        let asked = store.propose(&first.viewer, &proposed(officer), NOW).await.unwrap();
        let approved = store.decide_proposal(&third.viewer, &asked, true, NOW).await;
        assert!(refused_by(&approved, &own), "{approved:?}");
        store.decide_proposal(&second.viewer, &asked, true, NOW).await.unwrap();
        assert!(log_in(&store, &third.person, NOW).await.viewer.keeps(Service::Documents));
    });
}

#[test]
fn a_sensitive_act_needs_two_factors() {
    on_both(async |store| {
        found(&store).await;
        let (ada, nia) = (administrator(&store, "Ada Admin").await, add(&store, "Nia New", None).await);
        let weak = begin(&store, &new_session(&ada.person, false), NOW).await;
        assert!(weak.viewer.is_fresh(NOW));
        let new = to_role(&nia, "members.delegate", "MD");
        let answer = store.appoint(&weak.viewer, &new, NOW).await;
        assert!(refused_by(&answer, &["step-up"]), "{answer:?}");
        let answer = store.propose(&weak.viewer, &Act::Erase { person: nia.clone() }, NOW).await;
        assert!(refused_by(&answer, &["step-up"]), "{answer:?}");
        store.appoint(&ada.viewer, &new, NOW).await.unwrap();
    });
}

#[test]
fn nobody_administers_and_audits() {
    on_both(async |store| {
        found(&store).await;
        let (ada, program) = (administrator(&store, "Ada Admin").await, Viewer::program());
        let auditor = to_role(&ada.person, "administration.auditor", "SECRETARIAT");
        let both = store.appoint(&program, &auditor, NOW).await;
        assert!(matches!(both, Err(StoreError::Apart { .. })), "{both:?}");
        let aud = add(&store, "Aud Auditor", None).await;
        let later = NewAppointment { from: NOW + DAY, ..to_role(&aud, "administration.auditor", "SECRETARIAT") };
        let given = store.appoint(&program, &later, NOW).await.unwrap();
        let new = to_role(&aud, "administration.administrator", "SECRETARIAT");
        assert!(matches!(store.appoint(&program, &new, NOW).await, Err(StoreError::Apart { .. })), "not even begun");
        store.end_appointment(&program, &given, NOW).await.unwrap();
        store.appoint(&program, &new, NOW).await.unwrap();
    });
}

#[test]
fn a_focal_point_confirms_and_ends_what_a_focal_point_gives() {
    on_both(async |store| {
        found(&store).await;
        let administrator = administrator(&store, "Ada Admin").await;
        let fay = add(&store, "Fay Focal", Some("MD")).await;
        let own = appoint(&store, &fay, "members.focal-point", "MD").await;
        let own_too = appoint(&store, &fay, "clearance.officer", "MD").await;
        let foe = add(&store, "Foe Focal", Some("MD")).await;
        let beside = appoint(&store, &foe, "members.focal-point", "MD").await;
        let dee = add(&store, "Dee Delegate", Some("MD")).await;
        let (given, second) = (
            appoint(&store, &dee, "members.delegate", "MD").await,
            appoint(&store, &dee, "clearance.officer", "MD").await,
        );
        let focal = log_in(&store, &fay, NOW).await.viewer;
        let certified =
            async |id: &AppointmentId| store.appointment(&Viewer::program(), id, NOW + 9).await.unwrap().certified_at;
        for (id, policies) in
            [(&own, &["own-appointment"][..]), (&own_too, &["own-appointment"][..]), (&beside, &[][..])]
        {
            let answer = store.certify(&focal, id, NOW + 9).await;
            assert!(refused_by(&answer, policies), "{answer:?}");
            let answer = store.end_appointment(&focal, id, NOW + 9).await;
            assert!(refused_by(&answer, policies), "{answer:?}");
            // With others of which one is refused none is confirmed.
            assert!(store.certify_all(&focal, &[given.clone(), id.clone()], NOW + 9).await.is_err());
            assert_eq!((certified(id).await, certified(&given).await), (NOW, NOW));
        }
        store.certify_all(&focal, &[given.clone(), second.clone()], NOW + 9).await.unwrap();
        assert_eq!((certified(&given).await, certified(&second).await), (NOW + 9, NOW + 9));
        for id in [&own, &own_too, &beside] {
            store.certify(&administrator.viewer, id, NOW + 9).await.unwrap();
        }
        store.end_appointment(&focal, &given, NOW + 9).await.unwrap();
        let ended = store.certify_all(&focal, &[second.clone(), given], NOW + 10).await;
        assert!(matches!(ended, Err(StoreError::State { .. })), "{ended:?}");
        assert_eq!(certified(&second).await, NOW + 9, "all or none");
    });
}

fn case(store: &Store, effects: Vec<Effect>) -> NewCase {
    let mut record = Record::draft(store.new_case_id(NOW), RecordKind::Case, Service::Access);
    record.state = RecordState::Open;
    NewCase {
        record,
        procedure: "access-request".to_owned(),
        form: ("access-request".to_owned(), 1),
        state: "asked".to_owned(),
        language: Language::En,
        title: String::new(),
        due_at: None,
        answers: Vec::new(),
        mails: Vec::new(),
        effects,
    }
}

#[test]
fn a_request_gives_what_requests_give() {
    on_both(async |store| {
        found(&store).await;
        let officer = hire(&store, "Acc Officer", "access.officer", "SECRETARIAT").await;
        let nia = add(&store, "Nia New", None).await;
        let gives = |role: &str, body: &str| Effect::Appoint { appointments: vec![to_role(&nia, role, body)] };
        let opened =
            store.open_case(&Viewer::visitor(), &case(&store, vec![gives("members.delegate", "MD")]), NOW).await;
        assert!(refused_by(&opened, &[]), "{opened:?}");
        let new = case(&store, Vec::new());
        store.open_case(&Viewer::visitor(), &new, NOW).await.unwrap();
        let case = store.case(&officer.viewer, &new.record.id, NOW).await.unwrap().into_value();
        let mut record = new.record.clone();
        record.state = RecordState::Closed;
        let take = async |action: Action, effects: Vec<Effect>| {
            let step = CaseStep {
                step: "approve".to_owned(),
                to: "approved".to_owned(),
                record: record.clone(),
                reason: String::new(),
                due_at: None,
                mails: Vec::new(),
                effects,
            };
            store.take_step(&officer.viewer, action, &case, &step, NOW).await
        };
        for (role, body) in [
            ("administration.administrator", "SECRETARIAT"),
            ("documents.officer", "SECRETARIAT"),
            ("members.focal-point", "MD"),
            ("members.participant", "HSC"),
            ("members.delegate", "SECRETARIAT"),
        ] {
            let admitted = Effect::Admit {
                person: new_person("Pip Person", None),
                appointments: vec![to_role(&nia, role, body)],
                link: ("digest".to_owned(), NOW + DAY),
            };
            for effect in [gives(role, body), admitted] {
                let taken = take(Action::Decide, vec![effect]).await;
                assert!(matches!(taken, Err(StoreError::Role(_))), "{role}: {taken:?}");
            }
        }
        let edited = take(Action::Edit, vec![gives("members.delegate", "MD")]).await;
        assert!(refused_by(&edited, &[]), "{edited:?}");
        let own = Effect::Appoint { appointments: vec![to_role(&officer.person, "members.delegate", "MD")] };
        let own = take(Action::Decide, vec![own]).await;
        assert!(refused_by(&own, &[]), "{own:?}");
        take(Action::Decide, vec![gives("members.delegate", "MD")]).await.unwrap();
        assert!(log_in(&store, &nia, NOW).await.viewer.holds(&Key::members()));
    });
}

#[test]
fn an_author_reads_by_the_role_and_no_longer() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Ofe Officer", None).await;
        let given = appoint(&store, &person, "documents.officer", "SECRETARIAT").await;
        let author = log_in(&store, &person, NOW).await.viewer;
        let (id, version) = paper(&store, &author, restricted("role:members.delegate")).await;
        store.end_appointment(&Viewer::program(), &given, NOW + 1).await.unwrap();
        let after = log_in(&store, &person, NOW + 2).await.viewer;
        let read = store.paper(&after, &id, NOW + 2).await;
        assert!(refused_by(&read, &["outside-the-membership"]), "told that it was open once: {read:?}");
        let (title, summary) = ("Seizures".to_owned(), "Changed.".to_owned());
        let draft = Draft { title, summary, blob: None, file: String::new() };
        assert!(store.write_paper(&after, &id, Language::En, &draft, version, NOW + 2).await.is_err());
        let seen = store::testing::visible_by(&store, store::testing::predicate(), &after, NOW + 2).await.unwrap();
        assert!(!seen.contains(&id.to_string()));
    });
}

#[test]
fn whatever_opens_a_restricted_document_wider_needs_two_persons() {
    on_both(async |store| {
        found(&store).await;
        let officer = officer(&store, "Ofe Officer").await.viewer;
        let until = NOW + 100 * DAY;
        let before = Marks { publish_from: NOW + 10 * DAY, retain_until: until, ..restricted("body:MD") };
        let (id, version) = paper(&store, &officer, before.clone()).await;
        let key = |text: &str| Key::kept(text.to_owned());
        let wider = [
            Marks { level: Level::Members, ..before.clone() },
            Marks { audience: [key("body:MD"), key("body:OS")].into(), ..before.clone() },
            Marks { publish_from: NOW, ..before.clone() },
            Marks { retain_until: i64::MAX, ..before.clone() },
        ];
        for marks in &wider {
            let alone = store.mark_paper(&officer, &id, marks, version, NOW).await;
            assert!(matches!(alone, Err(StoreError::TwoPersons)), "{marks:?}: {alone:?}");
            let act = Act::Release { record: id.clone(), marks: marks.clone(), version };
            store.propose(&officer, &act, NOW).await.unwrap();
        }
        let closer = Marks { level: Level::Confidential, retain_until: until - DAY, ..before };
        let act = Act::Release { record: id.clone(), marks: closer.clone(), version };
        assert!(refused_by(&store.propose(&officer, &act, NOW).await, &[]), "it opens nothing");
        store.mark_paper(&officer, &id, &closer, version, NOW).await.unwrap();
        let whole = Marks { level: Level::Confidential, ..restricted("members") };
        let new = NewPaper { kind: PaperKind::Paper, series: None, marks: whole.clone() };
        assert!(matches!(store.add_paper(&officer, &new, NOW).await, Err(StoreError::Marks(_))));
        let marked = store.mark_paper(&officer, &id, &whole, version + 1, NOW).await;
        assert!(matches!(marked, Err(StoreError::Marks(_))), "{marked:?}");
    });
}

#[test]
fn a_release_is_of_what_was_seen() {
    on_both(async |store| {
        found(&store).await;
        let (asking, second) = (officer(&store, "Ofe Officer").await, officer(&store, "Ofa Officer").await);
        let (id, version) = paper(&store, &asking.viewer, restricted("members")).await;
        let reader = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        let weak = begin(&store, &new_session(&reader.person, false), NOW).await.viewer;
        let read = async || store.explained(&weak, RecordKind::Document, id.as_str(), NOW).await;
        assert!(refused_by(&read().await, &["second-factor"]));
        let marks = Marks { level: Level::Members, ..restricted("members") };
        let release = |version| Act::Release { record: id.clone(), marks: marks.clone(), version };
        let stale = store.propose(&asking.viewer, &release(version - 1), NOW).await;
        assert!(matches!(stale, Err(StoreError::Changed { .. })), "{stale:?}");
        let asked = store.propose(&asking.viewer, &release(version), NOW).await.unwrap();
        // Somebody changes it between: what is approved is not what stands there.
        let closer = Marks { retain_until: NOW + 100 * DAY, ..restricted("members") };
        store.mark_paper(&second.viewer, &id, &closer, version, NOW).await.unwrap();
        let changed = store.decide_proposal(&second.viewer, &asked, true, NOW).await;
        assert!(matches!(changed, Err(StoreError::Changed { .. })), "{changed:?}");
        assert!(refused_by(&read().await, &["second-factor"]));
        let asked = store.propose(&asking.viewer, &release(version + 1), NOW).await.unwrap();
        store.decide_proposal(&second.viewer, &asked, true, NOW).await.unwrap();
        assert_eq!(Marks::of(read().await.unwrap().value()), marks);
        let now = store.paper(&second.viewer, &id, NOW).await.unwrap().value().version;
        assert_eq!(now, version + 2, "whoever still has the old page is told that it changed");
    });
}

#[test]
fn whoever_lost_the_right_asks_in_vain() {
    on_both(async |store| {
        found(&store).await;
        let second = officer(&store, "Ofa Officer").await;
        let person = add(&store, "Ofe Officer", None).await;
        let given = appoint(&store, &person, "documents.officer", "SECRETARIAT").await;
        let asking = log_in(&store, &person, NOW).await.viewer;
        let (id, version) = paper(&store, &asking, restricted("members")).await;
        let marks = Marks { level: Level::Members, ..restricted("members") };
        let asked = store.propose(&asking, &Act::Release { record: id, marks, version }, NOW).await.unwrap();
        store.end_appointment(&Viewer::program(), &given, NOW).await.unwrap();
        let late = store.decide_proposal(&second.viewer, &asked, true, NOW).await;
        assert!(matches!(late, Err(StoreError::Proposal(ProposalRefused::Unentitled))), "{late:?}");
        store.decide_proposal(&second.viewer, &asked, false, NOW).await.unwrap();
    });
}
