//! Jobs, leases, counts of tries and the outbox, worked on by several programs at once.

use std::collections::{BTreeMap, BTreeSet};

use basis::Language;
use store::{ATTEMPTS, Job, JobId, Link, Mail, MailState, NewJob, NewMail, Place, Purpose, Store, StoreError, Viewer};

use crate::cast::{HOUR, MINUTE, SECOND, administrator, found, hire, side_by_side};
use crate::ground::{NOW, on_both, on_both_places};

const PROGRAM: fn() -> Viewer = Viewer::program;

fn job(content: &str, once_key: Option<&str>, run_at: i64) -> NewJob {
    let once_key = once_key.map(str::to_owned);
    NewJob { kind: "count".to_owned(), content: content.to_owned(), once_key, run_at }
}

/// Two programs on one database: two servers on PostgreSQL, a server and a command beside it on SQLite.
pub async fn two(place: &Place) -> (Store, Store) {
    let first = Store::open(place, NOW).await.unwrap();
    (first, Store::open_beside(place, NOW).await.unwrap())
}

/// The state, the attempts and what went wrong of every job, by its identifier.
async fn standing(store: &Store) -> BTreeMap<JobId, (String, i64, Option<String>)> {
    let jobs = store.jobs(&PROGRAM(), 1_000, NOW).await.unwrap();
    jobs.into_iter().map(|job| (job.id, (job.state, job.attempts, job.problem))).collect()
}

#[test]
fn eight_workers_of_two_programs_do_each_of_200_jobs_once() {
    on_both_places(async |place| {
        let (first, second) = two(&place).await;
        for number in 0..200 {
            assert!(first.add_job(&PROGRAM(), &job(&number.to_string(), None, NOW), NOW).await.unwrap());
        }
        let workers = (0..8).map(|worker| {
            let (store, holder) =
                (if worker % 2 == 0 { first.clone() } else { second.clone() }, format!("worker {worker}"));
            async move {
                let mut done = Vec::new();
                while let Some(job) = store.claim_job(&PROGRAM(), &holder, NOW, NOW + HOUR).await.unwrap() {
                    assert_eq!(job.attempts, 1);
                    assert!(store.job_done(&PROGRAM(), &job.id, &holder, None, NOW + 1).await.unwrap());
                    done.push(job.content);
                }
                done
            }
        });
        let done: Vec<String> = side_by_side(workers).await.into_iter().flatten().collect();
        assert_eq!((done.len(), done.into_iter().collect::<BTreeSet<_>>().len()), (200, 200));
        assert!(standing(&first).await.values().all(|(state, attempts, _)| (state.as_str(), *attempts) == ("done", 1)));
        first.forget_jobs(&PROGRAM(), NOW + 1).await.unwrap();
        assert_eq!(standing(&first).await.len(), 200);
        first.forget_jobs(&PROGRAM(), NOW + 2).await.unwrap();
        assert!(standing(&second).await.is_empty());
        second.close().await;
        first.close().await;
    });
}

async fn claim(store: &Store, holder: &str, now: i64) -> Option<Job> {
    store.claim_job(&PROGRAM(), holder, now, now + MINUTE).await.unwrap()
}

#[test]
fn a_worker_that_dies_is_replaced_after_its_hold() {
    on_both(async |store| {
        store.add_job(&PROGRAM(), &job("one", None, NOW), NOW).await.unwrap();
        assert_eq!(claim(&store, "first", NOW - 1).await, None, "not yet due");
        let taken = claim(&store, "first", NOW).await.unwrap();
        assert_eq!(claim(&store, "second", NOW + MINUTE - 1).await, None);
        assert!(store.hold_job(&PROGRAM(), &taken.id, "first", NOW + 2 * MINUTE).await.unwrap());
        assert_eq!(claim(&store, "second", NOW + MINUTE).await, None, "it is held longer");
        let again = claim(&store, "second", NOW + 2 * MINUTE).await.unwrap();
        assert_eq!((&again.id, again.attempts), (&taken.id, 2));
        // The first lives after all: it lost the job and can say nothing of it.
        let now = NOW + 2 * MINUTE + SECOND;
        assert!(!store.hold_job(&PROGRAM(), &taken.id, "first", now + HOUR).await.unwrap());
        assert!(!store.job_done(&PROGRAM(), &taken.id, "first", None, now).await.unwrap());
        assert!(!store.job_done(&PROGRAM(), &taken.id, "first", Some(("broken", now)), now).await.unwrap());
        assert_eq!(standing(&store).await[&taken.id], ("running".to_owned(), 2, None));
        assert!(store.job_done(&PROGRAM(), &taken.id, "second", None, now).await.unwrap());
        assert!(!store.job_done(&PROGRAM(), &taken.id, "second", None, now).await.unwrap());
        assert_eq!(claim(&store, "third", NOW + HOUR).await, None);
    });
}

#[test]
fn a_job_that_goes_wrong_eight_times_has_failed() {
    on_both(async |store| {
        store.add_job(&PROGRAM(), &job("one", Some("key"), NOW), NOW).await.unwrap();
        let mut now = NOW;
        for attempt in 1..=ATTEMPTS {
            let taken = claim(&store, "worker", now).await.unwrap();
            assert_eq!(taken.attempts, attempt);
            let again_at = now + HOUR;
            assert!(store.job_done(&PROGRAM(), &taken.id, "worker", Some(("broken", again_at)), now).await.unwrap());
            assert_eq!(claim(&store, "worker", again_at - 1).await, None);
            now = again_at;
        }
        assert_eq!(claim(&store, "worker", now + HOUR).await, None);
        let (state, attempts, problem) = standing(&store).await.into_values().next().unwrap();
        assert_eq!((state.as_str(), attempts, problem.as_deref()), ("failed", ATTEMPTS, Some("broken")));
        assert!(store.add_job(&PROGRAM(), &job("one", Some("key"), now), now).await.unwrap(), "its key is free again");
    });
}

#[test]
fn a_job_that_kills_its_worker_eight_times_has_failed() {
    on_both(async |store| {
        store.add_job(&PROGRAM(), &job("one", Some("key"), NOW), NOW).await.unwrap();
        let mut now = NOW;
        for attempt in 1..=ATTEMPTS {
            assert_eq!(claim(&store, "worker", now).await.unwrap().attempts, attempt);
            now += MINUTE;
        }
        assert_eq!(claim(&store, "worker", now).await, None);
        let (state, attempts, problem) = standing(&store).await.into_values().next().unwrap();
        assert_eq!((state.as_str(), attempts), ("failed", ATTEMPTS));
        assert!(problem.is_some());
        assert!(store.add_job(&PROGRAM(), &job("one", Some("key"), now), now).await.unwrap(), "its key is free again");
    });
}

#[test]
fn a_job_with_a_key_stands_in_line_once() {
    on_both_places(async |place| {
        let (first, second) = two(&place).await;
        let adds = (0..12).map(|number| {
            let store = if number % 2 == 0 { first.clone() } else { second.clone() };
            async move { store.add_job(&PROGRAM(), &job("daily", Some("2026-01-15"), NOW), NOW).await.unwrap() }
        });
        assert_eq!(side_by_side(adds).await.into_iter().filter(|added| *added).count(), 1);
        let again = || job("daily", Some("2026-01-15"), NOW);
        let taken = claim(&second, "worker", NOW).await.unwrap();
        assert!(!first.add_job(&PROGRAM(), &again(), NOW).await.unwrap(), "it is being done");
        second.job_done(&PROGRAM(), &taken.id, "worker", None, NOW).await.unwrap();
        assert!(first.add_job(&PROGRAM(), &again(), NOW).await.unwrap(), "it was done");
        for _ in 0..3 {
            assert!(first.add_job(&PROGRAM(), &job("any", None, NOW), NOW).await.unwrap());
        }
        second.close().await;
        first.close().await;
    });
}

#[test]
fn jobs_are_taken_in_their_order_and_listed_for_those_who_keep_them() {
    on_both(async |store| {
        found(&store).await;
        for (number, run_at) in [(1, NOW + 3), (2, NOW + 1), (3, NOW + 2)] {
            store.add_job(&PROGRAM(), &job(&number.to_string(), None, run_at), NOW + number).await.unwrap();
        }
        let mut order = Vec::new();
        while let Some(job) = claim(&store, "worker", NOW + HOUR).await {
            order.push(job.content);
        }
        assert_eq!(order, ["2", "3", "1"]);
        let administrator = administrator(&store, "Ada Admin").await;
        let listed = store.jobs(&administrator.viewer, 2, NOW).await.unwrap();
        assert_eq!(listed.iter().map(|job| job.run_at - NOW).collect::<Vec<_>>(), [2, 1]);
        let delegate = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        for viewer in [&delegate.viewer, &Viewer::visitor()] {
            let refused = store.jobs(viewer, 10, NOW).await;
            assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
        }
    });
}

#[test]
fn a_lease_is_one_holders_and_can_be_renewed() {
    on_both_places(async |place| {
        let (first, second) = two(&place).await;
        let takes = (0..16).map(|number| {
            let store = if number % 2 == 0 { first.clone() } else { second.clone() };
            async move {
                store.take_lease(&PROGRAM(), "backup", &format!("holder {number}"), NOW, NOW + MINUTE).await.unwrap()
            }
        });
        let taken = side_by_side(takes).await;
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
        let holder = format!("holder {}", taken.iter().position(|taken| *taken).unwrap());
        let take = async |holder: &str, now: i64| {
            second.take_lease(&PROGRAM(), "backup", holder, now, now + MINUTE).await.unwrap()
        };
        assert!(take(&holder, NOW + MINUTE / 2).await, "its own is renewed");
        assert!(!take("another", NOW + MINUTE).await && take("another", NOW + MINUTE * 3 / 2).await);
        assert!(!take(&holder, NOW + MINUTE * 3 / 2).await, "it lost it");
        first.leave_lease(&PROGRAM(), "backup", &holder).await.unwrap();
        assert!(!take("third", NOW + MINUTE * 3 / 2).await, "only its holder gives it back");
        first.leave_lease(&PROGRAM(), "backup", "another").await.unwrap();
        assert!(take("third", NOW + MINUTE * 3 / 2).await);
        assert!(first.take_lease(&PROGRAM(), "mail", "fourth", NOW, NOW + 1).await.unwrap(), "another name");
        second.close().await;
        first.close().await;
    });
}

#[test]
fn tries_are_counted_within_their_window() {
    on_both(async |store| {
        let count = async |name: &str, now: i64| store.count_try(&PROGRAM(), name, MINUTE, now).await.unwrap();
        assert_eq!((count("a", NOW).await, count("a", NOW + 1).await, count("b", NOW).await), (1, 2, 1));
        assert_eq!(count("a", NOW + MINUTE - 1).await, 3);
        assert_eq!(count("a", NOW + MINUTE).await, 1, "a new window");
        assert_eq!(count("a", NOW + MINUTE + 1).await, 2);
        assert_eq!(count("a", NOW).await, 1, "the clock was set back: the window begins anew");
        assert_eq!(count("a", NOW + 1).await, 2);
        let tries = (0..40).map(|_| {
            let store = store.clone();
            async move { store.count_try(&PROGRAM(), "many", MINUTE, NOW).await.unwrap() }
        });
        let counted: BTreeSet<u64> = side_by_side(tries).await.into_iter().collect();
        assert_eq!(counted, (1..=40).collect());
        store.forget_jobs(&PROGRAM(), NOW + 1).await.unwrap();
        assert_eq!(count("many", NOW + 1).await, 1);
    });
}

fn mail(subject: &str) -> NewMail {
    NewMail {
        person: None,
        address: "anna@meridia.example".to_owned(),
        language: Language::Fr,
        template: "welcome".to_owned(),
        record: None,
        subject: subject.to_owned(),
        content: "Bonjour".to_owned(),
    }
}

async fn due(store: &Store, now: i64) -> Option<Mail> {
    store.claim_mail(&PROGRAM(), now, now + MINUTE).await.unwrap()
}

#[test]
fn each_mail_is_sent_once() {
    on_both_places(async |place| {
        let (first, second) = two(&place).await;
        let mails: Vec<NewMail> = (0..60).map(|number| mail(&number.to_string())).collect();
        first.post(&PROGRAM(), &mails, NOW).await.unwrap();
        assert_eq!(second.mails_waiting(&PROGRAM()).await.unwrap(), 60);
        let senders = (0..8).map(|sender| {
            let store = if sender % 2 == 0 { first.clone() } else { second.clone() };
            async move {
                let mut sent = Vec::new();
                while let Some(mail) = due(&store, NOW).await {
                    store.mail_done(&PROGRAM(), &mail.id, None, None, NOW + 1).await.unwrap();
                    sent.push(mail.new.subject);
                }
                sent
            }
        });
        let sent: Vec<String> = side_by_side(senders).await.into_iter().flatten().collect();
        assert_eq!((sent.len(), sent.into_iter().collect::<BTreeSet<_>>().len()), (60, 60));
        assert_eq!(first.mails_waiting(&PROGRAM()).await.unwrap(), 0);
        second.close().await;
        first.close().await;
    });
}

#[test]
fn a_mail_that_is_not_taken_is_tried_again_until_it_failed() {
    on_both(async |store| {
        found(&store).await;
        store.post(&PROGRAM(), &[mail("one")], NOW).await.unwrap();
        let one = due(&store, NOW).await.unwrap();
        assert_eq!((&one.new, one.state, one.attempts), (&mail("one"), MailState::Waiting, 1));
        assert_eq!(due(&store, NOW + MINUTE - 1).await, None, "somebody is sending it");
        let again = due(&store, NOW + MINUTE).await.unwrap();
        assert_eq!((&again.id, again.attempts), (&one.id, 2), "whoever sent it died");
        let later = NOW + HOUR;
        store.mail_done(&PROGRAM(), &one.id, Some("451 later"), Some(later), NOW).await.unwrap();
        assert_eq!(due(&store, later - 1).await, None);
        assert_eq!(due(&store, later).await.unwrap().problem.as_deref(), Some("451 later"));
        store.mail_done(&PROGRAM(), &one.id, Some("550 never"), None, later).await.unwrap();
        assert_eq!((due(&store, later + HOUR).await, store.mails_waiting(&PROGRAM()).await.unwrap()), (None, 0));
        let administrator = administrator(&store, "Ada Admin").await;
        let delegate = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        let listed = store.mails(&administrator.viewer, None, 10, NOW).await.unwrap();
        assert_eq!((listed[0].state, listed[0].problem.as_deref()), (MailState::Failed, Some("550 never")));
        for viewer in [&delegate.viewer, &Viewer::visitor()] {
            assert!(matches!(store.mails(viewer, None, 10, NOW).await, Err(StoreError::Refused { .. })));
            assert!(matches!(store.mail_again(viewer, &one.id, NOW).await, Err(StoreError::Refused { .. })));
        }
        store.mail_again(&administrator.viewer, &one.id, later + HOUR).await.unwrap();
        let last = due(&store, later + HOUR).await.unwrap();
        store.mail_done(&PROGRAM(), &last.id, None, None, later + HOUR).await.unwrap();
        let sent = store.mails(&administrator.viewer, None, 10, NOW).await.unwrap();
        assert_eq!((sent[0].state, sent[0].sent_at, &sent[0].problem), (MailState::Sent, Some(later + HOUR), &None));
        store.mail_again(&administrator.viewer, &one.id, NOW).await.unwrap();
        assert_eq!(due(&store, later + 2 * HOUR).await, None, "what was sent is not sent again");
    });
}

#[test]
fn the_secret_of_a_link_goes_with_its_mail() {
    on_both(async |store| {
        let secret = access::secret::text("reset", &[9; access::secret::BYTES]);
        let digest = access::secret::digest(&secret);
        let link = Link { person: None, subject: String::new() };
        store.add_link(&PROGRAM(), Purpose::Reset, &digest, &link, NOW + HOUR, NOW).await.unwrap();
        let with = || NewMail { content: format!("open https://a.example/fr/reset/{secret}\n"), ..mail("link") };
        store.post(&PROGRAM(), &[with(), with(), with()], NOW).await.unwrap();
        let left = async || -> Vec<bool> {
            let mails = store.mails(&PROGRAM(), None, 10, NOW).await.unwrap();
            mails.iter().map(|one| one.new.content.contains(&secret)).collect()
        };
        let sent = due(&store, NOW).await.unwrap();
        store.mail_done(&PROGRAM(), &sent.id, None, None, NOW).await.unwrap();
        let failed = due(&store, NOW).await.unwrap();
        assert!(failed.new.content.contains(&secret), "a mail that waits keeps it");
        store.mail_done(&PROGRAM(), &failed.id, Some("451 later"), Some(NOW + 1), NOW).await.unwrap();
        assert_eq!(left().await.into_iter().filter(|kept| *kept).count(), 2);
        store.mail_done(&PROGRAM(), &failed.id, Some("550 never"), None, NOW).await.unwrap();
        assert_eq!(left().await.into_iter().filter(|kept| *kept).count(), 1);
        let again = store.mail_again(&PROGRAM(), &failed.id, NOW).await;
        assert!(matches!(again, Err(StoreError::State { what: "mail", .. })), "{again:?}");
        // The third waits for a mail server that never comes: its link is over all the same.
        assert_eq!(store.forget_mail_secrets(&PROGRAM(), 0, NOW + HOUR - 1).await.unwrap(), 0);
        assert_eq!(store.forget_mail_secrets(&PROGRAM(), 0, NOW + HOUR).await.unwrap(), 1);
        assert_eq!(left().await, [false; 3]);
    });
}

#[test]
fn the_outbox_is_listed_the_newest_first() {
    on_both(async |store| {
        for number in 0..5 {
            store.post(&PROGRAM(), &[mail(&number.to_string())], NOW + number * SECOND).await.unwrap();
        }
        let subjects = |mails: &[Mail]| mails.iter().map(|mail| mail.new.subject.clone()).collect::<Vec<_>>();
        let first = store.mails(&PROGRAM(), None, 3, NOW).await.unwrap();
        assert_eq!(subjects(&first), ["4", "3", "2"]);
        let rest = store.mails(&PROGRAM(), Some(&first[2].id), 3, NOW).await.unwrap();
        assert_eq!(subjects(&rest), ["1", "0"]);
    });
}
