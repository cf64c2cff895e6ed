//! What works once or for a while: links, ceremonies, passkeys, tokens.

use access::{Key, Level, PersonId, Scope, Scopes, Service};
use store::{Link, Passkey, Purpose, Store, StoreError, Viewer};

use crate::cast::{
    DAY, HOUR, MINUTE, add, appoint, begin, digest, document, found, hire, log_in, new_person, new_session, put,
    side_by_side,
};
use crate::ground::{NOW, on_both};

fn link(person: Option<&PersonId>) -> Link {
    Link { person: person.cloned(), subject: "anna@meridia.example".to_owned() }
}

#[test]
fn of_twenty_who_use_a_link_at_once_one_gets_in() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        let (viewer, kept, secret) = (Viewer::visitor(), link(Some(&person)), digest());
        store.add_link(&viewer, Purpose::Reset, &secret, &kept, NOW + HOUR, NOW).await.unwrap();
        for _ in 0..3 {
            let seen = store.look_at_link(&viewer, Purpose::Reset, &secret, NOW).await.unwrap();
            assert_eq!(seen.as_ref(), Some(&kept), "looking does not use it");
        }
        assert_eq!(store.use_link(&viewer, Purpose::Welcome, &secret, NOW).await.unwrap(), None);
        let uses = (0..20).map(|_| {
            let (store, secret) = (store.clone(), secret.clone());
            async move { store.use_link(&Viewer::visitor(), Purpose::Reset, &secret, NOW).await.unwrap() }
        });
        let used: Vec<Link> = side_by_side(uses).await.into_iter().flatten().collect();
        assert_eq!(used, [kept]);
        assert_eq!(store.look_at_link(&viewer, Purpose::Reset, &secret, NOW).await.unwrap(), None);
    });
}

#[test]
fn a_link_works_in_its_time_alone() {
    on_both(async |store| {
        let (viewer, secret) = (Viewer::visitor(), digest());
        store.add_link(&viewer, Purpose::Address, &secret, &link(None), NOW + HOUR, NOW).await.unwrap();
        for wrong in [NOW - 1, NOW + HOUR, NOW + DAY] {
            assert_eq!(store.look_at_link(&viewer, Purpose::Address, &secret, wrong).await.unwrap(), None);
            assert_eq!(store.use_link(&viewer, Purpose::Address, &secret, wrong).await.unwrap(), None);
        }
        assert_eq!(store.use_link(&viewer, Purpose::Address, &digest(), NOW).await.unwrap(), None);
        let used = store.use_link(&viewer, Purpose::Address, &secret, NOW + HOUR - 1).await.unwrap();
        assert_eq!(used, Some(link(None)));
    });
}

#[test]
fn a_newer_link_cancels_the_older() {
    on_both(async |store| {
        let (anna, bert) = (add(&store, "Anna", None).await, add(&store, "Bert", None).await);
        let (viewer, end) = (Viewer::program(), NOW + HOUR);
        let secrets: Vec<String> = (0..4).map(|_| digest()).collect();
        let add = async |purpose, secret: &String, person| {
            store.add_link(&viewer, purpose, secret, &link(Some(person)), end, NOW).await.unwrap();
        };
        add(Purpose::Reset, &secrets[0], &anna).await;
        add(Purpose::Welcome, &secrets[1], &anna).await;
        add(Purpose::Reset, &secrets[2], &bert).await;
        add(Purpose::Reset, &secrets[3], &anna).await;
        let looked = async |purpose, secret: &String| store.look_at_link(&viewer, purpose, secret, NOW).await.unwrap();
        assert!(looked(Purpose::Reset, &secrets[0]).await.is_some(), "nobody takes away a link by asking for another");
        assert!(looked(Purpose::Welcome, &secrets[1]).await.is_some(), "another purpose stays");
        assert!(looked(Purpose::Reset, &secrets[2]).await.is_some(), "another person's stays");
        assert!(looked(Purpose::Reset, &secrets[3]).await.is_some());
        let newer = digest();
        add(Purpose::Welcome, &newer, &anna).await;
        assert_eq!(looked(Purpose::Welcome, &secrets[1]).await, None);
        // Links for no account yet are nobody's, and cancel nobody's.
        let (first, second) = (digest(), digest());
        for secret in [&first, &second] {
            store.add_link(&viewer, Purpose::Address, secret, &link(None), end, NOW).await.unwrap();
        }
        assert!(looked(Purpose::Address, &first).await.is_some());
        store.forget_links(&viewer, end + 1).await.unwrap();
        assert_eq!(looked(Purpose::Address, &second).await, None);
    });
}

#[test]
fn a_ceremony_is_taken_once_and_in_time() {
    on_both(async |store| {
        let person = add(&store, "Anna", None).await;
        let viewer = Viewer::visitor();
        let keep = async |challenge: &str| {
            store.keep_ceremony(&viewer, challenge, "log-in", Some(&person), "{}", NOW + MINUTE).await.unwrap();
        };
        keep("one").await;
        assert_eq!(store.take_ceremony(&viewer, "one", "register", NOW).await.unwrap(), None);
        let takes = (0..12).map(|_| {
            let store = store.clone();
            async move { store.take_ceremony(&Viewer::visitor(), "one", "log-in", NOW).await.unwrap() }
        });
        let taken: Vec<_> = side_by_side(takes).await.into_iter().flatten().collect();
        assert_eq!(taken, [(Some(person.clone()), "{}".to_owned())]);
        keep("two").await;
        assert_eq!(store.take_ceremony(&viewer, "two", "log-in", NOW + MINUTE).await.unwrap(), None);
        assert_eq!(store.take_ceremony(&viewer, "two", "log-in", NOW).await.unwrap(), None, "one try");
        keep("three").await;
        store.forget_links(&viewer, NOW + MINUTE + 1).await.unwrap();
        assert_eq!(store.take_ceremony(&viewer, "three", "log-in", NOW).await.unwrap(), None);
    });
}

fn passkey(id: &str, person: &PersonId) -> Passkey {
    Passkey {
        id: id.to_owned(),
        person: person.clone(),
        name: "telephone".to_owned(),
        transports: 3,
        fixed: "aa".to_owned(),
        moving: "00".to_owned(),
        made_at: NOW,
        used_at: None,
    }
}

#[test]
fn a_passkey_is_one_persons() {
    on_both(async |store| {
        let (anna, bert) = (add(&store, "Anna", None).await, add(&store, "Bert", None).await);
        let (own, other) = (log_in(&store, &anna, NOW).await.viewer, log_in(&store, &bert, NOW).await.viewer);
        store.add_passkey(&own, &passkey("k1", &anna), &[], NOW).await.unwrap();
        store.add_passkey(&own, &passkey("k2", &anna), &[], NOW + 1).await.unwrap();
        let taken = store.add_passkey(&other, &passkey("k1", &bert), &[], NOW).await;
        assert!(matches!(taken, Err(StoreError::Taken("passkey"))), "{taken:?}");
        let foreign = store.add_passkey(&other, &passkey("k3", &anna), &[], NOW).await;
        assert!(matches!(foreign, Err(StoreError::NotFound { .. })), "{foreign:?}");
        assert_eq!(store.passkey(&own, "k1").await.unwrap(), Some(passkey("k1", &anna)));
        assert_eq!(store.passkey(&own, "k3").await.unwrap(), None);
        store.passkey_used(&own, "k1", "01", NOW + 5).await.unwrap();
        let mut used = passkey("k1", &anna);
        (used.moving, used.used_at) = ("01".to_owned(), Some(NOW + 5));
        let ids = async |person| -> Vec<String> {
            store.passkeys(&own, person).await.unwrap().into_iter().map(|key| key.id).collect()
        };
        assert_eq!(store.passkey(&own, "k1").await.unwrap(), Some(used));
        assert_eq!((ids(&anna).await, ids(&bert).await), (vec!["k1".to_owned(), "k2".to_owned()], vec![]));
        let foreign = store.remove_passkey(&other, &anna, "k1", &[], NOW).await;
        assert!(matches!(foreign, Err(StoreError::NotFound { .. })), "{foreign:?}");
        let wrong = store.remove_passkey(&other, &bert, "k1", &[], NOW).await;
        assert!(matches!(wrong, Err(StoreError::NotFound { what: "passkey", .. })), "{wrong:?}");
        store.remove_passkey(&own, &anna, "k1", &[], NOW).await.unwrap();
        assert_eq!(ids(&anna).await, ["k2"]);
    });
}

fn scopes(scopes: &[Scope]) -> Scopes {
    scopes.iter().copied().collect()
}

async fn seen(store: &Store, viewer: &Viewer, now: i64) -> Vec<String> {
    store::testing::visible_by(store, store::testing::predicate(), viewer, now).await.unwrap()
}

#[test]
fn a_token_reads_within_its_scopes_and_never_more_than_its_owner() {
    on_both(async |store| {
        found(&store).await;
        let anna = add(&store, "Anna", Some("MD")).await;
        let appointment = appoint(&store, &anna, "members.delegate", "MD").await;
        let (own, paper, other) = (
            log_in(&store, &anna, NOW).await.viewer,
            document(Level::Restricted, "body:MD"),
            document(Level::Restricted, "body:OS"),
        );
        put(&store, &paper, NOW).await;
        put(&store, &other, NOW).await;
        let (narrow, wide, none) = (digest(), digest(), digest());
        let reads = scopes(&[Scope::read(Service::Documents)]);
        let all = Scope::all().into_iter().collect();
        for (secret, scopes) in [(&narrow, &reads), (&wide, &all), (&none, &Scopes::new())] {
            store.add_token(&own, secret, "a program", scopes, NOW + DAY, NOW).await.unwrap();
        }
        let by = async |secret: &String, now| store.viewer_by_token(secret, now).await.unwrap().unwrap();
        assert_eq!(seen(&store, &by(&narrow, NOW).await, NOW).await, [paper.id.to_string()]);
        assert_eq!(seen(&store, &by(&wide, NOW).await, NOW).await, seen(&store, &own, NOW).await);
        assert!(seen(&store, &own, NOW).await.len() > 1);
        assert!(seen(&store, &by(&none, NOW).await, NOW).await.is_empty());
        let person = store.person(&by(&narrow, NOW).await, &anna, NOW).await;
        assert!(matches!(person, Err(StoreError::NotFound { .. })), "{person:?}");
        store.end_appointment(&Viewer::program(), &appointment, NOW + 1).await.unwrap();
        assert!(seen(&store, &by(&narrow, NOW + 1).await, NOW + 1).await.is_empty());
        assert!(!by(&wide, NOW + 1).await.holds(&Key::members()));
    });
}

#[test]
fn a_token_does_nothing_sensitive() {
    on_both(async |store| {
        found(&store).await;
        let administrator = crate::cast::administrator(&store, "Ada Admin").await;
        let (secret, all) = (digest(), Scope::all().into_iter().collect());
        store.add_token(&administrator.viewer, &secret, "a program", &all, NOW + DAY, NOW).await.unwrap();
        let token = store.viewer_by_token(&secret, NOW).await.unwrap().unwrap();
        let made = store.add_token(&token, &digest(), "another", &all, NOW + DAY, NOW).await;
        assert!(matches!(made, Err(StoreError::Refused { .. })), "{made:?}");
        let added = store.add_person(&token, &crate::cast::new_person("Nia", None), NOW).await;
        assert!(matches!(added, Err(StoreError::Refused { .. })), "{added:?}");
        let act = store::Act::Erase { person: administrator.person.clone() };
        let asked = store.propose(&token, &act, NOW).await;
        assert!(matches!(asked, Err(StoreError::Refused { .. })), "{asked:?}");
        // A log-in of an hour ago makes none either.
        let stale = store.add_token(&administrator.viewer, &digest(), "late", &all, NOW + DAY, NOW + HOUR).await;
        assert!(matches!(&stale, Err(StoreError::Refused { policies }) if policies == &["step-up"]), "{stale:?}");
        assert_eq!(store.tokens(&administrator.viewer, &administrator.person, NOW).await.unwrap().len(), 1);
    });
}

#[test]
fn a_token_ends() {
    on_both(async |store| {
        found(&store).await;
        let (anna, bert) = (add(&store, "Anna", None).await, add(&store, "Bert", None).await);
        let (own, other) = (log_in(&store, &anna, NOW).await.viewer, log_in(&store, &bert, NOW).await.viewer);
        let (first, second) = (digest(), digest());
        let reads = scopes(&[Scope::read(Service::Documents)]);
        let id = store.add_token(&own, &first, "first", &reads, NOW + DAY, NOW).await.unwrap();
        store.add_token(&own, &second, "second", &reads, NOW + DAY, NOW + 1).await.unwrap();
        let opens = async |secret: &String, now| store.viewer_by_token(secret, now).await.unwrap().is_some();
        assert!(opens(&first, NOW).await && opens(&first, NOW + DAY - 1).await);
        assert!(!opens(&first, NOW - 1).await && !opens(&first, NOW + DAY).await);
        let foreign = store.end_token(&other, &bert, &id, NOW).await;
        assert!(matches!(foreign, Err(StoreError::NotFound { what: "token", .. })), "{foreign:?}");
        let foreign = store.end_token(&other, &anna, &id, NOW).await;
        assert!(matches!(foreign, Err(StoreError::NotFound { what: "person", .. })), "{foreign:?}");
        store.end_token(&own, &anna, &id, NOW + 2).await.unwrap();
        assert!(!opens(&first, NOW + 2).await && opens(&second, NOW + 2).await);
        let twice = store.end_token(&own, &anna, &id, NOW + 3).await;
        assert!(matches!(twice, Err(StoreError::NotFound { what: "token", .. })), "{twice:?}");
        let listed = store.tokens(&own, &anna, NOW + 3).await.unwrap();
        let listed: Vec<_> = listed.iter().map(|token| (token.name.as_str(), token.ended_at)).collect();
        assert_eq!(listed, [("second", None), ("first", Some(NOW + 2))]);
        assert!(store.tokens(&other, &anna, NOW + 3).await.is_err());
    });
}

#[test]
fn a_token_of_a_log_in_by_one_factor_opens_nothing_restricted() {
    on_both(async |store| {
        found(&store).await;
        let delegate = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        let weak = begin(&store, &new_session(&delegate.person, false), NOW).await;
        let (secret, reads) = (digest(), scopes(&[Scope::read(Service::Documents)]));
        store.add_token(&weak.viewer, &secret, "a program", &reads, NOW + DAY, NOW).await.unwrap();
        let (restricted, open) = (document(Level::Restricted, "body:MD"), document(Level::Members, "body:MD"));
        put(&store, &restricted, NOW).await;
        put(&store, &open, NOW).await;
        let token = store.viewer_by_token(&secret, NOW).await.unwrap().unwrap();
        assert_eq!(seen(&store, &token, NOW).await, [open.id.to_string()]);
        assert!(!seen(&store, &weak.viewer, NOW).await.contains(&restricted.id.to_string()));
        assert!(seen(&store, &delegate.viewer, NOW).await.contains(&restricted.id.to_string()));
    });
}

fn refused<T: std::fmt::Debug>(done: &Result<T, StoreError>, policy: &str) {
    assert!(matches!(done, Err(StoreError::Refused { policies }) if policies == &[policy]), "{done:?}");
}

#[test]
fn one_factor_does_not_buy_the_second() {
    on_both(async |store| {
        let (anna, reads) = (add(&store, "Anna", None).await, [Scope::read(Service::Documents)].into());
        // Nothing is kept yet: a fresh proof by one factor sets the first one up, an old one does not.
        let weak = begin(&store, &new_session(&anna, false), NOW).await.viewer;
        let late = store.add_passkey(&weak, &passkey("k0", &anna), &[], NOW + HOUR).await;
        refused(&late, "step-up");
        store.add_passkey(&weak, &passkey("k1", &anna), &[], NOW).await.unwrap();
        // From now on whoever has the password or the mailbox alone changes nothing.
        refused(&store.add_passkey(&weak, &passkey("k2", &anna), &[], NOW).await, "second-factor");
        refused(&store.remove_passkey(&weak, &anna, "k1", &[], NOW).await, "second-factor");
        refused(&store.set_one_time(&weak, &anna, Some("sealed"), None, &[], NOW).await, "second-factor");
        refused(&store.set_recovery(&weak, &anna, &[digest()], &[], NOW).await, "second-factor");
        refused(&store.add_token(&weak, &digest(), "t", &reads, NOW + DAY, NOW).await, "second-factor");
        let strong = log_in(&store, &anna, NOW).await.viewer;
        store.set_recovery(&strong, &anna, &[digest()], &[], NOW).await.unwrap();
        store.set_one_time(&strong, &anna, Some("sealed"), Some((1, &[digest()])), &[], NOW).await.unwrap();
        store.remove_passkey(&strong, &anna, "k1", &[], NOW).await.unwrap();
        refused(&store.set_one_time(&weak, &anna, None, None, &[], NOW).await, "second-factor");
        store.set_one_time(&strong, &anna, None, None, &[], NOW).await.unwrap();
        // Somebody else, an administrator too, never does it for them.
        let administrator = hire(&store, "Ada Admin", "administration.administrator", "SECRETARIAT").await.viewer;
        refused(&store.add_passkey(&administrator, &passkey("k3", &anna), &[], NOW).await, "own-record");
        refused(&store.set_password(&administrator, &anna, "$argon2id$", &[], NOW).await, "own-record");
    });
}

#[test]
fn the_first_administrator_is_made_once_and_whole() {
    on_both(async |store| {
        let program = Viewer::program();
        let (first, second, third) = (digest(), digest(), digest());
        for secret in [&first, &second] {
            store.add_link(&program, Purpose::Setup, secret, &link(None), NOW + HOUR, NOW).await.unwrap();
        }
        let roles = ["administration.administrator".parse().unwrap(), "access.officer".parse().unwrap()];
        let found = |name: &str, secret: &String| {
            let (store, new, secret, roles) = (store.clone(), new_person(name, None), secret.clone(), roles.clone());
            async move { store.make_first_administrator(&secret, &new, "$argon2id$", &roles, NOW).await.unwrap() }
        };
        assert_eq!(found("Eve", &first).await, None, "a newer link ends the older");
        let made = side_by_side((0..8).map(|_| found("Ada", &second))).await;
        let made: Vec<_> = made.into_iter().flatten().collect();
        assert_eq!(made.len(), 1);
        assert_eq!(store.account(&program, &made[0]).await.unwrap().password.as_deref(), Some("$argon2id$"));
        assert_eq!(store.appointments_of(&program, &made[0], NOW).await.unwrap().len(), 2);
        // A link that was made nevertheless makes no second one.
        store.add_link(&program, Purpose::Setup, &third, &link(None), NOW + HOUR, NOW).await.unwrap();
        assert_eq!(found("Eve", &third).await, None);
        let held = store.appointments_for(&program, &access::BodyCode::secretariat(), NOW).await.unwrap();
        assert_eq!(held.len(), 2);
        let visitor = store.add_link(&Viewer::visitor(), Purpose::Setup, &digest(), &link(None), NOW + HOUR, NOW).await;
        assert!(matches!(visitor, Err(StoreError::Refused { .. })), "{visitor:?}");
    });
}

#[test]
fn a_new_password_ends_whatever_was_open() {
    on_both(async |store| {
        let anna = add(&store, "Anna", None).await;
        let (own, other) = (log_in(&store, &anna, NOW).await, log_in(&store, &anna, NOW).await);
        let (token, reset, older) = (digest(), digest(), digest());
        let reads = [Scope::read(Service::Documents)].into();
        store.add_token(&own.viewer, &token, "a program", &reads, NOW + DAY, NOW).await.unwrap();
        let visitor = Viewer::visitor();
        for secret in [&older, &reset] {
            store.add_link(&visitor, Purpose::Reset, secret, &link(Some(&anna)), NOW + HOUR, NOW).await.unwrap();
        }
        let open = async |secret: &str| store.viewer_by_session(secret, NOW).await.unwrap().is_some();
        store.set_password(&own.viewer, &anna, "$argon2id$1", &[], NOW).await.unwrap();
        assert!(open(&own.digest).await && !open(&other.digest).await);
        assert!(store.viewer_by_token(&token, NOW).await.unwrap().is_none());
        let set = async |secret: &String| {
            let link = (Purpose::Reset, secret.as_str());
            store.set_password_by_link(&visitor, link, "$argon2id$2", &[], NOW).await.unwrap()
        };
        assert_eq!(set(&reset).await, None, "a change of password ends the links that set one");
        let newer = digest();
        store.add_link(&visitor, Purpose::Reset, &newer, &link(Some(&anna)), NOW + HOUR, NOW).await.unwrap();
        assert_eq!(set(&newer).await, Some(anna.clone()));
        assert_eq!(set(&newer).await, None);
        assert!(!open(&own.digest).await, "by a link all end");
        let account = store.account(&visitor, &anna).await.unwrap();
        assert_eq!((account.password.as_deref(), account.email_proved_at), (Some("$argon2id$2"), Some(NOW)));
        assert!(!store.rehash(&visitor, &anna, "$argon2id$1", "$argon2id$3").await.unwrap());
        assert!(store.rehash(&visitor, &anna, "$argon2id$2", "$argon2id$3").await.unwrap());
    });
}
