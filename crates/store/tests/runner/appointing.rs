//! Appointments: who makes and ends them, which need two persons, and what is left to somebody whose time is over.

use access::{Appointment, Level, PersonId, ProposalRefused, RecordKind};
use store::{Act, Marks, NewAppointment, Proposed, Store, StoreError, Viewer};

use crate::cast::{
    DAY, HOUR, LoggedIn, add, administrator, again, appoint, document, found, hire, log_in, put, side_by_side, to_role,
};
use crate::ground::{NOW, NOWHERE, on_both};
use crate::separation::{paper, restricted};

async fn held(store: &Store, person: &PersonId) -> Vec<Appointment> {
    store.appointments_of(&Viewer::program(), person, NOW).await.unwrap()
}

fn refused<T: std::fmt::Debug>(answer: &Result<T, StoreError>) -> bool {
    matches!(answer, Err(StoreError::Refused { .. }))
}

#[test]
fn whoever_may_appoint_does_and_others_do_not() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Nia New", None).await;
        let administrator = administrator(&store, "Ada Admin").await;
        let focal = hire(&store, "Fay Focal", "members.focal-point", "MD").await;
        let delegate = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        let officer = hire(&store, "Ofe Officer", "documents.officer", "SECRETARIAT").await;
        let try_all = async |new: &NewAppointment| {
            let mut answers = Vec::new();
            for viewer in [&administrator.viewer, &focal.viewer, &delegate.viewer, &officer.viewer, &Viewer::visitor()]
            {
                answers.push(store.appoint(viewer, new, NOW).await);
            }
            let made: Vec<bool> = answers.iter().map(Result::is_ok).collect();
            assert!(answers.iter().all(|answer| answer.is_ok() || refused(answer)), "{answers:?}");
            made
        };
        assert_eq!(try_all(&to_role(&person, "members.delegate", "MD")).await, [true, true, false, false, false]);
        assert_eq!(try_all(&to_role(&person, "clearance.officer", "MD")).await, [true, true, false, false, false]);
        // Another administration, a role that only administrators give, a body without a focal point.
        assert_eq!(try_all(&to_role(&person, "members.delegate", "OS")).await, [true, false, false, false, false]);
        assert_eq!(try_all(&to_role(&person, "members.participant", "HSC")).await, [true, false, false, false, false]);
        assert_eq!(held(&store, &person).await.len(), 6);
        for (role, body) in [("members.focal-point", "MD"), ("documents.officer", "SECRETARIAT")] {
            let new = to_role(&person, role, body);
            let alone = store.appoint(&administrator.viewer, &new, NOW).await;
            assert!(matches!(alone, Err(StoreError::TwoPersons)), "{alone:?}");
            for viewer in [&focal.viewer, &officer.viewer, &Viewer::visitor()] {
                assert!(refused(&store.appoint(viewer, &new, NOW).await), "{role}");
            }
        }
        let stale = store.appoint(&focal.viewer, &to_role(&person, "members.delegate", "MD"), NOW + HOUR / 2).await;
        assert!(matches!(&stale, Err(StoreError::Refused { policies }) if policies == &["step-up"]), "{stale:?}");
    });
}

#[test]
fn what_is_no_appointment_is_refused() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Nia New", None).await;
        let administrator = administrator(&store, "Ada Admin").await;
        let appoint = async |new: NewAppointment| store.appoint(&administrator.viewer, &new, NOW).await.unwrap_err();
        let unknown = appoint(to_role(&person, "members.emperor", "MD")).await;
        assert!(matches!(unknown, StoreError::Role(role) if role == "members.emperor"));
        for body in ["PARTNER-1", "TRADER-1", "HSC", "SECRETARIAT"] {
            let wrong = appoint(to_role(&person, "members.delegate", body)).await;
            assert!(matches!(wrong, StoreError::Role(_)), "{wrong:?}");
        }
        let nowhere = appoint(to_role(&person, "members.delegate", "NOWHERE")).await;
        assert!(matches!(nowhere, StoreError::NotFound { what: "body", .. }), "{nowhere:?}");
        let nobody = appoint(to_role(&NOWHERE.parse().unwrap(), "members.delegate", "MD")).await;
        assert!(matches!(nobody, StoreError::NotFound { what: "person", .. }), "{nobody:?}");
        for until in [NOW - 1, NOW] {
            let backwards =
                appoint(NewAppointment { until: Some(until), ..to_role(&person, "members.delegate", "MD") }).await;
            assert!(matches!(backwards, StoreError::Role(_)), "{backwards:?}");
        }
        assert!(held(&store, &person).await.is_empty());
    });
}

#[test]
fn an_appointment_holds_in_its_time_alone() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Nia New", None).await;
        let mut new = to_role(&person, "members.delegate", "MD");
        (new.from, new.until) = (NOW + HOUR, Some(NOW + 3 * HOUR));
        store.appoint(&Viewer::program(), &new, NOW).await.unwrap();
        let mut session = crate::cast::new_session(&person, true);
        session.persistent = true;
        crate::cast::begin(&store, &session, NOW).await;
        for (hour, holds) in [(0, false), (1, true), (2, true), (3, false), (4, false)] {
            let viewer = again(&store, &session.digest, NOW + hour * HOUR).await.viewer;
            assert_eq!(viewer.holds(&access::Key::members()), holds, "after {hour} hours");
        }
    });
}

fn auditor(person: &PersonId) -> Act {
    let NewAppointment { person, body, role, from, until } = to_role(person, "administration.auditor", "SECRETARIAT");
    Act::Appoint { person, body, role, from, until }
}

/// Two administrators, and one who is to become auditor.
async fn bench(store: &Store) -> (LoggedIn, LoggedIn, PersonId) {
    found(store).await;
    let (first, second) = (administrator(store, "Ada Admin").await, administrator(store, "Bea Boss").await);
    (first, second, add(store, "Cy Candidate", None).await)
}

#[test]
fn some_roles_need_two_persons() {
    on_both(async |store| {
        let (first, second, person) = bench(&store).await;
        let two = ["administration.auditor", "administration.administrator", "access.officer", "contact.officer"];
        for role in two {
            let alone = store.appoint(&first.viewer, &to_role(&person, role, "SECRETARIAT"), NOW).await;
            assert!(matches!(alone, Err(StoreError::TwoPersons)), "{alone:?}");
        }
        let asked = store.propose(&first.viewer, &auditor(&person), NOW).await.unwrap();
        assert!(held(&store, &person).await.is_empty());
        let waiting = store.proposals(&second.viewer, NOW).await.unwrap();
        assert_eq!(waiting.iter().map(|one| (&one.id, &one.act)).collect::<Vec<_>>(), [(&asked, &auditor(&person))]);
        let Proposed { proposal, .. } = store.decide_proposal(&second.viewer, &asked, true, NOW + 1).await.unwrap();
        assert!(proposal.decided.unwrap().approved);
        let held = held(&store, &person).await;
        assert_eq!(held.iter().map(|one| one.role.to_string()).collect::<Vec<_>>(), ["administration.auditor"]);
        assert_eq!(held[0].appointed_by, second.person.to_string());
        assert!(store.proposals(&second.viewer, NOW + 2).await.unwrap().is_empty());
        // The program itself makes the first administrators.
        let other = add(&store, "Di Other", None).await;
        appoint(&store, &other, "administration.administrator", "SECRETARIAT").await;
    });
}

#[test]
fn nobody_approves_what_they_asked_for() {
    on_both(async |store| {
        let (first, second, person) = bench(&store).await;
        let asked = store.propose(&first.viewer, &auditor(&person), NOW).await.unwrap();
        let again = log_in(&store, &first.person, NOW).await;
        for own in [&first, &again] {
            let same = store.decide_proposal(&own.viewer, &asked, true, NOW).await;
            assert!(matches!(same, Err(StoreError::Proposal(ProposalRefused::SamePerson))), "{same:?}");
        }
        let stale = store.decide_proposal(&second.viewer, &asked, true, NOW + HOUR / 2).await;
        assert!(matches!(&stale, Err(StoreError::Refused { policies }) if policies == &["step-up"]), "{stale:?}");
        let focal = hire(&store, "Fay Focal", "members.focal-point", "MD").await;
        for viewer in [&focal.viewer, &Viewer::visitor(), &Viewer::program()] {
            let other = store.decide_proposal(viewer, &asked, true, NOW).await;
            assert!(matches!(other, Err(StoreError::NotFound { what: "proposal", .. })), "{other:?}");
        }
        let nothing = store.decide_proposal(&second.viewer, &NOWHERE.parse().unwrap(), true, NOW).await;
        assert!(matches!(nothing, Err(StoreError::NotFound { what: "proposal", .. })), "{nothing:?}");
        store.decide_proposal(&second.viewer, &asked, false, NOW).await.unwrap();
        assert!(held(&store, &person).await.is_empty());
        let late = store.decide_proposal(&second.viewer, &asked, true, NOW).await;
        assert!(matches!(late, Err(StoreError::Proposal(ProposalRefused::Decided))), "{late:?}");
    });
}

#[test]
fn a_session_that_changed_hands_is_one_session() {
    on_both(async |store| {
        let (first, second, person) = bench(&store).await;
        let asked = store.propose(&first.viewer, &auditor(&person), NOW).await.unwrap();
        // Another person in the very session in which it was asked for: only whoever writes the database gets there.
        let log_in = access::LogIn::Session { id: first.session.id.clone(), second_factor: true, proved_at: Some(NOW) };
        let held = held(&store, &second.person).await;
        let viewer = Viewer::of(second.person.clone(), &held, store.roles(), log_in, NOW);
        let same = store.decide_proposal(&viewer, &asked, true, NOW).await;
        assert!(matches!(same, Err(StoreError::Proposal(ProposalRefused::SameSession))), "{same:?}");
    });
}

#[test]
fn an_act_that_waited_three_days_has_lapsed() {
    on_both(async |store| {
        let (first, second, person) = bench(&store).await;
        let asked = store.propose(&first.viewer, &auditor(&person), NOW).await.unwrap();
        let later = log_in(&store, &second.person, NOW + 3 * DAY).await;
        let lapsed = store.decide_proposal(&later.viewer, &asked, true, NOW + 3 * DAY).await;
        assert!(matches!(lapsed, Err(StoreError::Proposal(ProposalRefused::Lapsed))), "{lapsed:?}");
        assert!(store.proposals(&later.viewer, NOW + 3 * DAY).await.unwrap().is_empty());
        let just = log_in(&store, &second.person, NOW + 3 * DAY - 1).await;
        store.decide_proposal(&just.viewer, &asked, true, NOW + 3 * DAY - 1).await.unwrap();
        assert_eq!(held(&store, &person).await.len(), 1);
    });
}

#[test]
fn of_many_who_decide_at_once_one_does() {
    on_both(async |store| {
        let (first, _, person) = bench(&store).await;
        let asked = store.propose(&first.viewer, &auditor(&person), NOW).await.unwrap();
        let mut deciders = Vec::new();
        for number in 0..8 {
            deciders.push(administrator(&store, &format!("Boss {number}")).await.viewer);
        }
        let decisions = deciders.into_iter().enumerate().map(|(number, viewer)| {
            let (store, asked) = (store.clone(), asked.clone());
            async move { store.decide_proposal(&viewer, &asked, number % 2 == 0, NOW).await }
        });
        let answers = side_by_side(decisions).await;
        let done: Vec<&Proposed> = answers.iter().flatten().collect();
        assert_eq!(done.len(), 1, "{answers:?}");
        let decided = |answer: &Result<Proposed, StoreError>| {
            matches!(answer, Err(StoreError::Proposal(ProposalRefused::Decided)))
        };
        assert_eq!(answers.iter().filter(|answer| decided(answer)).count(), 7, "{answers:?}");
        let approved = done[0].proposal.decided.as_ref().unwrap().approved;
        assert_eq!(held(&store, &person).await.len(), usize::from(approved));
    });
}

#[test]
fn whoever_could_not_do_it_does_not_ask_for_it() {
    on_both(async |store| {
        let (_, _, person) = bench(&store).await;
        let focal = hire(&store, "Fay Focal", "members.focal-point", "MD").await;
        for viewer in [&focal.viewer, &Viewer::visitor(), &Viewer::program()] {
            assert!(refused(&store.propose(viewer, &auditor(&person), NOW).await));
            assert!(refused(&store.propose(viewer, &Act::Erase { person: person.clone() }, NOW).await));
        }
        let officer = hire(&store, "Ofe Officer", "documents.officer", "SECRETARIAT").await;
        let (paper, version) = paper(&store, &officer.viewer, restricted("members")).await;
        let marks = Marks { level: Level::Members, ..restricted("members") };
        let release = Act::Release { record: paper.clone(), marks, version };
        assert!(refused(&store.propose(&focal.viewer, &release, NOW).await));
        store.propose(&officer.viewer, &release, NOW).await.unwrap();
    });
}

#[test]
fn an_appointment_is_ended_once_by_those_who_look_after_it() {
    on_both(async |store| {
        found(&store).await;
        let focal = hire(&store, "Fay Focal", "members.focal-point", "MD").await;
        let other = hire(&store, "Foe Focal", "members.focal-point", "OS").await;
        let person = add(&store, "Nia New", Some("MD")).await;
        let id = appoint(&store, &person, "members.delegate", "MD").await;
        let own = log_in(&store, &person, NOW).await;
        assert_eq!(store.appointment(&own.viewer, &id, NOW).await.unwrap().id, id);
        assert!(refused(&store.end_appointment(&own.viewer, &id, NOW + 1).await));
        let foreign = store.end_appointment(&other.viewer, &id, NOW + 1).await;
        assert!(matches!(foreign, Err(StoreError::NotFound { what: "appointment", .. })), "{foreign:?}");
        assert!(store.appointments_of(&other.viewer, &person, NOW).await.unwrap().is_empty());
        assert_eq!(store.appointments_for(&focal.viewer, &"MD".parse().unwrap(), NOW).await.unwrap().len(), 2);
        let ends = (0..6).map(|_| {
            let (store, viewer, id) = (store.clone(), focal.viewer.clone(), id.clone());
            async move { store.end_appointment(&viewer, &id, NOW + 1).await }
        });
        let answers = side_by_side(ends).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        let ended =
            |answer: &Result<(), StoreError>| matches!(answer, Err(StoreError::State { what: "appointment", .. }));
        assert_eq!(answers.iter().filter(|answer| ended(answer)).count(), 5, "{answers:?}");
        assert!(ended(&store.certify(&focal.viewer, &id, NOW + 2).await));
    });
}

#[test]
fn an_appointment_lapses_unless_it_is_confirmed_each_year() {
    on_both(async |store| {
        found(&store).await;
        let (person, program) = (add(&store, "Nia New", Some("MD")).await, Viewer::program());
        let id = appoint(&store, &person, "members.delegate", "MD").await;
        let focal = hire(&store, "Fay Focal", "members.focal-point", "MD").await;
        let holds = async |now: i64| log_in(&store, &person, now).await.viewer.holds(&access::Key::members());
        assert!(holds(NOW + 395 * DAY - 1).await && !holds(NOW + 395 * DAY).await);
        let due = async |now: i64| -> Vec<_> {
            let due = store.due_for_certification(&program, now - 365 * DAY, now).await.unwrap().first;
            due.into_iter().map(|one| one.id).collect()
        };
        assert!(due(NOW + 365 * DAY - 1).await.is_empty());
        assert!(due(NOW + 365 * DAY).await.contains(&id));
        let later = NOW + 380 * DAY;
        let confirming = log_in(&store, &focal.person, later).await;
        store.certify(&confirming.viewer, &id, later).await.unwrap();
        assert!(!due(later).await.contains(&id));
        assert!(holds(later + 395 * DAY - 1).await && !holds(later + 395 * DAY).await);
        let own = log_in(&store, &person, later).await;
        assert!(refused(&store.certify(&own.viewer, &id, later).await));
    });
}

#[test]
fn what_lapsed_or_is_over_is_to_be_confirmed_by_nobody() {
    on_both(async |store| {
        found(&store).await;
        let (program, person) = (Viewer::program(), add(&store, "Nia New", Some("MD")).await);
        let give = async |role: &str, body: &str, until: Option<i64>, at: i64| {
            let new = NewAppointment { from: at, until, ..to_role(&person, role, body) };
            store.appoint(&program, &new, at).await.unwrap()
        };
        let lapsed = give("members.delegate", "OS", None, NOW - 395 * DAY).await;
        let late = give("members.participant", "HSC", None, NOW - 394 * DAY).await;
        give("clearance.declarant", "TRADER-1", Some(NOW - DAY), NOW - 370 * DAY).await;
        let ended = give("members.observer", "PARTNER-1", None, NOW - 370 * DAY).await;
        store.end_appointment(&program, &ended, NOW - 1).await.unwrap();
        let fresh = give("members.delegate", "MD", None, NOW - 364 * DAY).await;
        let due = store.due_for_certification(&program, NOW - 365 * DAY, NOW).await.unwrap();
        assert_eq!((due.first.iter().map(|one| &one.id).collect::<Vec<_>>(), due.more), (vec![&late], false));
        let all = store.due_for_certification(&program, NOW, NOW).await.unwrap().first;
        assert_eq!(all.iter().map(|one| &one.id).collect::<Vec<_>>(), [&late, &fresh]);
        let bodies = store.bodies_to_certify(&program, NOW - 365 * DAY, NOW).await.unwrap();
        assert_eq!(bodies.iter().map(access::BodyCode::as_str).collect::<Vec<_>>(), ["HSC"]);
        let before = store.bodies_to_certify(&program, NOW - 365 * DAY, NOW - 1).await.unwrap();
        assert_eq!(before.iter().map(access::BodyCode::as_str).collect::<Vec<_>>(), ["HSC", "OS"], "{lapsed} held");
        let delegates = store.holders(&program, &"members.delegate".parse().unwrap(), NOW).await.unwrap();
        assert_eq!(delegates, std::slice::from_ref(&person));
        let observers = store.holders(&program, &"members.observer".parse().unwrap(), NOW).await.unwrap();
        assert!(observers.is_empty());
        let administrator = administrator(&store, "Ada Admin").await;
        assert!(refused(&store.bodies_to_certify(&administrator.viewer, NOW, NOW).await));
        assert!(refused(&store.holders(&administrator.viewer, &"members.delegate".parse().unwrap(), NOW).await));
        let seen = store.due_for_certification(&administrator.viewer, NOW - 365 * DAY, NOW).await.unwrap().first;
        assert_eq!(seen.iter().map(|one| &one.id).collect::<Vec<_>>(), [&late]);
        let nothing = store.due_for_certification(&Viewer::visitor(), NOW, NOW).await.unwrap();
        assert!(nothing.first.is_empty());
    });
}

#[test]
fn whoever_is_out_of_time_is_told_so_of_what_was_open_to_them() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Nia New", None).await;
        let id = appoint(&store, &person, "members.delegate", "MD").await;
        let session = log_in(&store, &person, NOW).await;
        let open = document(Level::Restricted, "body:MD");
        let never = document(Level::Restricted, "body:OS");
        let (later, mut withheld) = (document(Level::Restricted, "body:MD"), document(Level::Members, "body:MD"));
        withheld.publish_from = NOW + HOUR;
        for (record, moment) in [(&open, NOW), (&never, NOW), (&withheld, NOW), (&later, NOW + 2 * HOUR)] {
            put(&store, record, moment).await;
        }
        let ask = async |viewer: &Viewer, record: &access::Record, now: i64| {
            store.explained(viewer, RecordKind::Document, record.id.as_str(), now).await.map(|_| ())
        };
        let missing =
            |answer: &Result<(), StoreError>| matches!(answer, Err(StoreError::NotFound { what: "document", .. }));
        ask(&session.viewer, &open, NOW + 1).await.unwrap();
        assert!(missing(&ask(&session.viewer, &never, NOW + 1).await));
        store.end_appointment(&Viewer::program(), &id, NOW + HOUR / 2).await.unwrap();
        let now = NOW + 3 * HOUR;
        for second_factor in [true, false] {
            let after = crate::cast::begin(&store, &crate::cast::new_session(&person, second_factor), now).await.viewer;
            assert!(refused(&ask(&after, &open, now).await));
            for record in [&never, &later, &withheld] {
                assert!(missing(&ask(&after, record, now).await), "{record:?}");
            }
        }
        // Somebody else who never was appointed is told nothing.
        let other = add(&store, "Ole Other", None).await;
        let other = log_in(&store, &other, now).await;
        assert!(missing(&ask(&other.viewer, &open, now).await));
        assert!(missing(&ask(&Viewer::visitor(), &open, now).await));
        // A list names none of it either way.
        let predicate = store::testing::predicate();
        let after = log_in(&store, &person, now).await.viewer;
        let seen = store::testing::visible_by(&store, predicate, &after, now).await.unwrap();
        assert!([&open, &never, &later, &withheld].iter().all(|record| !seen.contains(&record.id.to_string())));
    });
}

#[test]
fn a_lapse_is_told_like_an_end() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Nia New", None).await;
        let mut new = to_role(&person, "members.delegate", "MD");
        new.until = Some(NOW + DAY);
        store.appoint(&Viewer::program(), &new, NOW).await.unwrap();
        let lapsing = add(&store, "Lea Lapsed", None).await;
        appoint(&store, &lapsing, "members.delegate", "MD").await;
        let paper = document(Level::Restricted, "members");
        put(&store, &paper, NOW).await;
        for (person, over) in [(&person, NOW + DAY), (&lapsing, NOW + 395 * DAY)] {
            for (now, open) in [(over - 1, true), (over, false), (over + DAY, false)] {
                let viewer = log_in(&store, person, now).await.viewer;
                let answer = store.explained(&viewer, RecordKind::Document, paper.id.as_str(), now).await;
                assert!(if open { answer.is_ok() } else { refused(&answer) }, "{answer:?}");
            }
        }
    });
}
