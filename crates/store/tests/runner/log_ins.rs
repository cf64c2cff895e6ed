//! Log-ins: what locks an account, what is used once, and when a log-in session is over.

use access::{Level, PersonId, audit::hex};
use store::{FAILURES, IDLE_MICROS, LENGTH_MICROS, LOCK_MICROS, PERSISTENT_MICROS, Store, StoreError, Viewer};

use crate::cast::{
    DAY, HOUR, MINUTE, add, administrator, again, appoint, begin, digest, document, found, hire, log_in, new_session,
    put, side_by_side,
};
use crate::ground::{NOW, NOWHERE, on_both};

async fn locked_until(store: &Store, person: &PersonId) -> i64 {
    store.account(&Viewer::program(), person).await.unwrap().locked_until
}

async fn fail(store: &Store, person: &PersonId, times: i64, now: i64) -> Option<i64> {
    let mut locked = None;
    for _ in 0..times {
        locked = store.count_failure(&Viewer::visitor(), Some(person), "password", now).await.unwrap();
    }
    locked
}

#[test]
fn a_hundred_failures_lock_an_account_for_a_quarter_of_an_hour() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        assert_eq!((FAILURES, LOCK_MICROS), (100, 15 * MINUTE));
        assert_eq!(fail(&store, &person, 99, NOW).await, None);
        assert_eq!(locked_until(&store, &person).await, 0);
        assert_eq!(fail(&store, &person, 1, NOW).await, Some(NOW + 15 * MINUTE));
        assert_eq!(locked_until(&store, &person).await, NOW + 15 * MINUTE);
        // After the lock it takes a hundred more: the count began anew.
        assert_eq!(fail(&store, &person, 99, NOW + 16 * MINUTE).await, None);
        assert_eq!(fail(&store, &person, 1, NOW + 17 * MINUTE).await, Some(NOW + 32 * MINUTE));
        store.set_password(&Viewer::program(), &person, "$argon2id$new", &[], NOW + 18 * MINUTE).await.unwrap();
        let account = store.account(&Viewer::program(), &person).await.unwrap();
        assert_eq!((account.locked_until, account.password_at), (0, Some(NOW + 18 * MINUTE)));
        assert_eq!(account.password.as_deref(), Some("$argon2id$new"));
        assert!(!format!("{account:?}").contains("argon2id"));
    });
}

#[test]
fn a_proof_that_held_forgets_the_failures() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        fail(&store, &person, 99, NOW).await;
        store.forget_failures(&Viewer::visitor(), &person).await.unwrap();
        assert_eq!(fail(&store, &person, 99, NOW).await, None);
        assert!(store.use_step(&Viewer::visitor(), &person, 1).await.unwrap());
        assert_eq!(fail(&store, &person, 99, NOW).await, None);
        let failures = (0..10).map(|_| {
            let (store, person) = (store.clone(), person.clone());
            async move { fail(&store, &person, 1, NOW).await }
        });
        // The tenth is one of them; the nine after it begin anew.
        let locked = side_by_side(failures).await.into_iter().flatten().count();
        assert_eq!((locked, locked_until(&store, &person).await), (1, NOW + 15 * MINUTE));
    });
}

#[test]
fn an_administrator_takes_a_lock_off() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Anna", None).await;
        fail(&store, &person, 100, NOW).await;
        let other = hire(&store, "Ole Other", "members.delegate", "MD").await;
        assert!(store.unlock(&other.viewer, &person, NOW).await.is_err());
        assert_eq!(locked_until(&store, &person).await, NOW + 15 * MINUTE);
        let administrator = administrator(&store, "Ada Admin").await;
        store.unlock(&administrator.viewer, &person, NOW).await.unwrap();
        assert_eq!(locked_until(&store, &person).await, 0);
        let nobody = store.account(&Viewer::program(), &NOWHERE.parse().unwrap()).await;
        assert!(matches!(nobody, Err(StoreError::NotFound { what: "account", .. })), "{nobody:?}");
    });
}

#[test]
fn a_one_time_password_works_once_even_for_two_at_once() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        let program = Viewer::program();
        store.set_one_time(&program, &person, Some("sealed"), None, &[], NOW).await.unwrap();
        assert!(!store.account(&program, &person).await.unwrap().one_time_confirmed);
        store.set_one_time(&program, &person, Some("sealed"), Some((100, &[])), &[], NOW).await.unwrap();
        let account = store.account(&program, &person).await.unwrap();
        assert_eq!((account.one_time.as_deref(), account.one_time_confirmed), (Some("sealed"), true));
        assert!(!store.use_step(&program, &person, 100).await.unwrap());
        for step in [101, 103] {
            let uses = (0..12).map(|_| {
                let (store, person) = (store.clone(), person.clone());
                async move { store.use_step(&Viewer::visitor(), &person, step).await.unwrap() }
            });
            assert_eq!(side_by_side(uses).await.into_iter().filter(|used| *used).count(), 1);
        }
        assert!(!store.use_step(&program, &person, 102).await.unwrap());
        store.set_one_time(&program, &person, None, None, &[], NOW).await.unwrap();
        assert_eq!(store.account(&program, &person).await.unwrap().one_time, None);
    });
}

#[test]
fn a_recovery_code_works_once() {
    on_both(async |store| {
        let (person, other) = (add(&store, "Anna", None).await, add(&store, "Bert", None).await);
        let (viewer, codes) = (Viewer::program(), [digest(), digest(), digest()]);
        store.set_recovery(&viewer, &person, &codes, &[], NOW).await.unwrap();
        assert_eq!(store.recovery_left(&viewer, &person).await.unwrap(), 3);
        assert!(!store.use_recovery(&viewer, &other, &codes[0], NOW).await.unwrap());
        let uses = (0..12).map(|_| {
            let (store, person, code) = (store.clone(), person.clone(), codes[0].clone());
            async move { store.use_recovery(&Viewer::visitor(), &person, &code, NOW).await.unwrap() }
        });
        assert_eq!(side_by_side(uses).await.into_iter().filter(|used| *used).count(), 1);
        assert_eq!(store.recovery_left(&viewer, &person).await.unwrap(), 2);
        let new = [digest()];
        store.set_recovery(&viewer, &person, &new, &[], NOW).await.unwrap();
        assert!(!store.use_recovery(&viewer, &person, &codes[1], NOW).await.unwrap());
        assert!(store.use_recovery(&viewer, &person, &new[0], NOW).await.unwrap());
        assert_eq!(store.recovery_left(&viewer, &person).await.unwrap(), 0);
    });
}

#[test]
fn an_account_is_found_by_its_handle_and_by_one_subject() {
    on_both(async |store| {
        let (person, other) = (add(&store, "Anna", None).await, add(&store, "Bert", None).await);
        let program = Viewer::program();
        let handle = store.account(&program, &person).await.unwrap().handle;
        assert_eq!(handle.len(), 128);
        assert_eq!(store.account_by_handle(&program, &handle).await.unwrap().unwrap().person, person);
        assert!(store.account_by_handle(&program, &hex(&[1; 64])).await.unwrap().is_none());
        let subject = "https://provider.example 17";
        store.set_subject(&program, &person, None, Some(subject), NOW).await.unwrap();
        let taken = store.set_subject(&program, &other, None, Some(subject), NOW).await;
        assert!(matches!(taken, Err(StoreError::Taken("subject"))), "{taken:?}");
        assert_eq!(store.account_by_subject(&program, subject).await.unwrap().unwrap().person, person);
        store.set_subject(&program, &person, Some(subject), None, NOW).await.unwrap();
        assert!(store.account_by_subject(&program, subject).await.unwrap().is_none());
        store.address_proved(&program, &person, NOW + 1).await.unwrap();
        assert_eq!(store.account(&program, &person).await.unwrap().email_proved_at, Some(NOW + 1));
    });
}

#[test]
fn of_two_subjects_that_come_at_once_one_is_told_no() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        let ties = (0..8).map(|number| {
            let (store, person, subject) =
                (store.clone(), person.clone(), format!("https://provider.example {number}"));
            async move { store.set_subject(&Viewer::visitor(), &person, None, Some(&subject), NOW).await }
        });
        let told = side_by_side(ties).await;
        let no = |one: &Result<(), StoreError>| matches!(one, Err(StoreError::State { what: "account", .. }));
        assert_eq!((told.iter().filter(|one| one.is_ok()).count(), told.iter().filter(|one| no(one)).count()), (1, 7));
        let tied = store.account(&Viewer::program(), &person).await.unwrap().subject.unwrap();
        let late = store.set_subject(&Viewer::visitor(), &person, Some("https://old.example 1"), None, NOW).await;
        assert!(no(&late), "{late:?}");
        let anew = Some("https://new.example 1");
        store.set_subject(&Viewer::visitor(), &person, Some(&tied), anew, NOW).await.unwrap();
        assert_eq!(store.account(&Viewer::program(), &person).await.unwrap().subject.as_deref(), anew);
    });
}

#[test]
fn a_proof_at_another_provider_is_as_fresh_as_it_says() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        for (proved_at, fresh) in
            [(Some(NOW), true), (Some(NOW - 9 * MINUTE), true), (Some(NOW - HOUR), false), (None, false)]
        {
            let new = store::NewSession { proved_at, way: "provider".to_owned(), ..new_session(&person, false) };
            store.begin_session(&Viewer::visitor(), &new, &[], NOW).await.unwrap();
            let begun = again(&store, &new.digest, NOW).await;
            assert_eq!((begun.session.proved_at, begun.viewer.is_fresh(NOW)), (proved_at, fresh));
            assert!(!begun.viewer.has_second_factor() && begun.session.way == "provider");
        }
    });
}

async fn opens(store: &Store, digest: &str, now: i64) -> bool {
    store.viewer_by_session(digest, now).await.unwrap().is_some()
}

#[test]
fn a_session_ends_when_it_is_unused_for_an_hour_or_twelve_hours_old() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        let unused = log_in(&store, &person, NOW).await;
        assert!(opens(&store, &unused.digest, NOW + IDLE_MICROS - 1).await);
        let used = log_in(&store, &person, NOW).await;
        let mut now = NOW;
        while now + IDLE_MICROS < NOW + LENGTH_MICROS {
            now += IDLE_MICROS - MINUTE;
            assert!(opens(&store, &used.digest, now).await, "after {} minutes", (now - NOW) / MINUTE);
        }
        assert!(opens(&store, &used.digest, NOW + LENGTH_MICROS - 1).await);
        assert!(!opens(&store, &used.digest, NOW + LENGTH_MICROS).await);
        let idle = log_in(&store, &person, NOW).await;
        assert!(!opens(&store, &idle.digest, NOW + IDLE_MICROS).await);
        assert!(!opens(&store, &digest(), NOW).await);
    });
}

#[test]
fn a_persistent_session_ends_after_thirty_days() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        let mut new = new_session(&person, true);
        new.persistent = true;
        begin(&store, &new, NOW).await;
        assert!(opens(&store, &new.digest, NOW + 20 * DAY).await);
        let (viewer, session) = store.viewer_by_session(&new.digest, NOW + 29 * DAY).await.unwrap().unwrap();
        assert!(session.persistent && !viewer.is_fresh(NOW + 29 * DAY));
        assert!(opens(&store, &new.digest, NOW + PERSISTENT_MICROS - 1).await);
        assert!(!opens(&store, &new.digest, NOW + PERSISTENT_MICROS).await);
        assert_eq!(store.forget_sessions(&Viewer::program(), NOW + PERSISTENT_MICROS + 1).await.unwrap(), 1);
    });
}

#[test]
fn a_clock_that_is_set_back_prolongs_nothing() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        let session = log_in(&store, &person, NOW).await;
        assert!(opens(&store, &session.digest, NOW + 30 * MINUTE).await);
        // Back by an hour: still open, and what was seen last is not seen earlier.
        let (viewer, seen) = store.viewer_by_session(&session.digest, NOW - HOUR).await.unwrap().unwrap();
        assert_eq!((seen.seen_at, seen.ends_at), (NOW + 30 * MINUTE, NOW + LENGTH_MICROS));
        assert!(!viewer.is_fresh(NOW - HOUR), "a proof of the future proves nothing");
        assert!(opens(&store, &session.digest, NOW + 30 * MINUTE + IDLE_MICROS - 1).await);
        assert!(!opens(&store, &session.digest, NOW + LENGTH_MICROS).await);
    });
}

#[test]
fn one_session_ends_or_all_but_one() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Anna", None).await;
        let mut open = Vec::new();
        for hour in 0..4 {
            open.push(log_in(&store, &person, NOW + hour).await);
        }
        let viewer = &open[3].viewer;
        let listed = store.sessions(viewer, &person, NOW + 5).await.unwrap();
        let latest_first: Vec<_> = open.iter().rev().map(|one| one.session.id.clone()).collect();
        assert_eq!(listed.into_iter().map(|one| one.id).collect::<Vec<_>>(), latest_first);
        store.end_session(viewer, &person, &open[0].session.id, NOW + 5).await.unwrap();
        assert!(!opens(&store, &open[0].digest, NOW + 6).await && opens(&store, &open[1].digest, NOW + 6).await);
        let twice = store.end_session(viewer, &person, &open[0].session.id, NOW + 5).await;
        assert!(matches!(twice, Err(StoreError::NotFound { what: "session", .. })), "{twice:?}");
        let other = hire(&store, "Ole Other", "members.delegate", "MD").await;
        let foreign = store.end_session(&other.viewer, &person, &open[1].session.id, NOW + 5).await;
        assert!(matches!(foreign, Err(StoreError::NotFound { .. })), "{foreign:?}");
        let wrong = store.end_session(&other.viewer, &other.person, &open[1].session.id, NOW + 5).await;
        assert!(matches!(wrong, Err(StoreError::NotFound { what: "session", .. })), "{wrong:?}");
        assert_eq!(store.end_sessions(viewer, &person, Some(&open[3].session.id), NOW + 7).await.unwrap(), 2);
        let left = store.sessions(viewer, &person, NOW + 8).await.unwrap();
        assert_eq!(left.iter().map(|one| &one.id).collect::<Vec<_>>(), [&open[3].session.id]);
        assert_eq!(store.end_sessions(viewer, &person, None, NOW + 9).await.unwrap(), 1);
        assert!(!opens(&store, &open[3].digest, NOW + 10).await && opens(&store, &other.digest, NOW + 10).await);
    });
}

#[test]
fn whoever_is_closed_out_is_out_at_once() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Anna", None).await;
        let (session, token) = (log_in(&store, &person, NOW).await, digest());
        let scopes = access::Scope::all().into_iter().collect();
        store.add_token(&session.viewer, &token, "a program", &scopes, NOW + DAY, NOW).await.unwrap();
        assert!(store.viewer_by_token(&token, NOW).await.unwrap().is_some());
        let own = store.close_account(&session.viewer, &person, true, NOW + 1).await;
        assert!(matches!(own, Err(StoreError::Refused { .. })), "{own:?}");
        let administrator = administrator(&store, "Ada Admin").await;
        store.close_account(&administrator.viewer, &person, true, NOW + 1).await.unwrap();
        assert!(!opens(&store, &session.digest, NOW + 1).await);
        assert!(store.viewer_by_token(&token, NOW + 1).await.unwrap().is_none());
        assert_eq!(store.account(&administrator.viewer, &person).await.unwrap().closed_at, Some(NOW + 1));
        // Open again: the old sessions and tokens stay ended.
        store.close_account(&administrator.viewer, &person, false, NOW + 2).await.unwrap();
        assert!(!opens(&store, &session.digest, NOW + 3).await);
        assert!(store.viewer_by_token(&token, NOW + 3).await.unwrap().is_none());
        assert!(log_in(&store, &person, NOW + 4).await.viewer.person().is_some());
    });
}

#[test]
fn a_new_proof_changes_the_secret() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        let old = begin(&store, &new_session(&person, false), NOW).await;
        let later = NOW + 20 * MINUTE;
        let before = again(&store, &old.digest, later).await;
        assert!(!before.viewer.is_fresh(later) && !before.viewer.has_second_factor());
        let new = digest();
        store.prove_session(&before.viewer, &before.session, &new, true, later).await.unwrap();
        assert!(!opens(&store, &old.digest, later).await);
        let after = again(&store, &new, later).await;
        assert!(after.viewer.is_fresh(later) && after.viewer.has_second_factor());
        assert_eq!((after.session.id.clone(), after.session.proved_at), (old.session.id.clone(), Some(later)));
        assert_eq!(after.session.ends_at, old.session.ends_at);
        // A proof by one factor takes nothing away from the session.
        let newest = digest();
        store.prove_session(&after.viewer, &after.session, &newest, false, later + 1).await.unwrap();
        assert!(again(&store, &newest, later + 1).await.viewer.has_second_factor());
        // A session that was ended is not brought back by a proof that comes late.
        store.end_session(&after.viewer, &person, &after.session.id, later + 2).await.unwrap();
        let late = digest();
        store.prove_session(&after.viewer, &after.session, &late, true, later + 3).await.unwrap();
        assert!(!opens(&store, &late, later + 3).await && !opens(&store, &newest, later + 3).await);
    });
}

#[test]
fn an_appointment_that_ends_is_seen_at_once_in_open_sessions() {
    on_both(async |store| {
        found(&store).await;
        let person = add(&store, "Anna", None).await;
        let appointment = appoint(&store, &person, "members.delegate", "MD").await;
        let session = log_in(&store, &person, NOW).await;
        let paper = document(Level::Restricted, "body:MD");
        put(&store, &paper, NOW).await;
        let seen = store::testing::visible_by(&store, store::testing::predicate(), &session.viewer, NOW).await.unwrap();
        assert!(seen.contains(&paper.id.to_string()));
        let administrator = administrator(&store, "Ada Admin").await;
        store.end_appointment(&administrator.viewer, &appointment, NOW + 1).await.unwrap();
        let after = again(&store, &session.digest, NOW + 1).await.viewer;
        assert!(after.is_outside() && !after.holds(&access::Key::members()));
        let seen = store::testing::visible_by(&store, store::testing::predicate(), &after, NOW + 1).await.unwrap();
        assert!(!seen.contains(&paper.id.to_string()));
    });
}

#[test]
fn a_log_in_with_a_device_not_seen_before_is_told() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        let mail = store::NewMail {
            person: Some(person.clone()),
            address: "anna@meridia.example".to_owned(),
            language: basis::Language::En,
            template: "new-log-in".to_owned(),
            record: None,
            subject: "new".to_owned(),
            content: "new".to_owned(),
        };
        for (agent, told) in [("one", 0), ("one", 0), ("two", 1), ("one", 1), ("two", 1)] {
            let new = store::NewSession { agent: agent.to_owned(), ..new_session(&person, true) };
            store.begin_session(&Viewer::visitor(), &new, std::slice::from_ref(&mail), NOW).await.unwrap();
            assert_eq!(store.mails_waiting(&Viewer::program()).await.unwrap(), told, "{agent}");
        }
    });
}
