//! The log-in by a provider: whom it lets in, and everything that it must not believe.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{AccountKind, PersonId, PersonName, one_time};
use basis::Language;
use serde_json::{Value, json};
use server::{App, Site, seal};
use store::{NewPerson, Viewer};

use crate::ground::{Answer, NOW, Server, books, get, limits, maps};
use crate::realm::{Manner, Realm, provider};
use crate::visitor::{Visitor, hidden};

struct Scene {
    _server: Server,
    app: App,
    realm: Realm,
    clock: Arc<AtomicI64>,
    ana: PersonId,
}

async fn add(app: &App, name: &str, email: &str, number: u8) -> PersonId {
    let new = NewPerson {
        name: PersonName::read(name).unwrap(),
        email: email.to_owned(),
        language: Language::En,
        kind: AccountKind::Member,
        owner: None,
        handle: format!("{number:0128x}"),
    };
    app.store.add_person(&Viewer::program(), &new, NOW).await.unwrap()
}

/// A site with a provider, and Ana, who has an account.
async fn scene() -> Scene {
    let (server, realm) = (Server::new().await, Realm::new().await);
    let clock = Arc::new(AtomicI64::new(NOW));
    let told = Arc::clone(&clock);
    let time = Arc::new(move || told.load(Ordering::Relaxed));
    let site = Site { provider: Some(realm.provider()), ..Site::desk([7; 32]) };
    let app = App::with_limits(server.app.store.clone(), books(), maps(), time, site, limits()).unwrap();
    let ana = add(&app, "Ana Silva", "ana@customs.example", 1).await;
    Scene { _server: server, app, realm, clock, ana }
}

/// Sends a browser to the provider: what it is to bring there.
async fn leave(visitor: &mut Visitor, path: &str) -> BTreeMap<String, String> {
    let left = visitor.get(path).await;
    assert_eq!(left.status, 303, "{}", left.text());
    assert!(left.header("set-cookie").contains("; HttpOnly; SameSite=Lax; Max-Age=600"), "{:?}", left.headers);
    let query = left.header("location").split_once('?').unwrap().1;
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn way_back(asked: &BTreeMap<String, String>, code: &str) -> String {
    format!("/sign-in/provider?state={}&code={code}", asked["state"])
}

impl Scene {
    /// Somebody goes to the provider and comes back.
    async fn log_in(&self) -> (Visitor, Answer) {
        let mut visitor = Visitor::new(&self.app);
        let asked = leave(&mut visitor, "/en/sign-in/provider?to=/account/tokens").await;
        assert_eq!(asked["redirect_uri"], "http://localhost:8080/sign-in/provider");
        let code = self.realm.code(&asked);
        let answer = visitor.get(&way_back(&asked, &code)).await;
        (visitor, answer)
    }

    async fn subject(&self) -> Option<String> {
        self.app.store.account(&Viewer::program(), &self.ana).await.unwrap().subject
    }

    /// Nobody gets in, and nothing is changed by it.
    async fn refused(&self, status: u16, words: &str, case: &str) {
        let before = self.subject().await;
        let (mut visitor, answer) = self.log_in().await;
        assert_eq!(answer.status.as_u16(), status, "{case}: {}", answer.text());
        assert!(answer.text().contains(words), "{case}: {}", answer.text());
        assert_eq!(answer.header("set-cookie"), "", "{case}");
        assert_eq!(visitor.get("/en/account").await.status, 303, "{case}");
        assert_eq!(self.subject().await, before, "{case}");
        let sessions = self.app.store.sessions(&Viewer::program(), &self.ana, NOW).await.unwrap();
        assert!(sessions.is_empty(), "{case}");
    }

    async fn entered(&self) -> Visitor {
        let (visitor, answer) = self.log_in().await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, "/en/account/tokens"),
            "{}",
            answer.text()
        );
        visitor
    }
}

const UNTRUSTED: &str = "does not hold";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_log_in_ties_by_address_and_the_next_by_subject() {
    let scene = scene().await;
    assert!(get(&scene.app, "/en/sign-in").await.text().contains("Sign in with Meridia"));
    assert!(get(&scene.app, "/fr/sign-in").await.text().contains("Se connecter avec Meridia"));
    let mut ana = scene.entered().await;
    assert_eq!(scene.subject().await, Some(format!("{} u-17", scene.realm.issuer)));
    let page = ana.get("/en/account").await.text();
    assert!(page.contains("Ana Silva") && page.contains("Other provider") && page.contains("Untie"), "{page}");
    let sessions = scene.app.store.sessions(&Viewer::program(), &scene.ana, NOW).await.unwrap();
    assert_eq!(
        sessions.iter().map(|one| (one.way.as_str(), one.second_factor)).collect::<Vec<_>>(),
        [("provider", false)]
    );
    // The address there is another now, and not proved: the subject counts.
    scene.realm.say("email", json!("eve@customs.example"));
    scene.realm.say("email_verified", json!(false));
    let mut again = scene.entered().await;
    assert!(again.get("/en/account").await.text().contains("Ana Silva"));
    let out = again.post("/en/account", "/en/sign-out", &[]).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(again.get("/en/account").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_does_not_hold_lets_nobody_in() {
    let scene = scene().await;
    let now = NOW / 1_000_000;
    let wrong: [(&str, Value); 13] = [
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("aud", json!("another site")),
        ("aud", json!(["site 1", "another site"])),
        ("aud", Value::Null),
        ("iss", json!("https://login.example")),
        ("iss", json!(format!("{}/", scene.realm.issuer))),
        ("exp", json!(now)),
        ("exp", json!(now - 3_600)),
        ("exp", Value::Null),
        ("iat", json!(now + 600)),
        ("sub", json!("u\u{0}17")),
        ("sub", json!("u".repeat(256))),
    ];
    for (claim, value) in wrong {
        let case = format!("{claim} {value}");
        scene.realm.set(|says| says.claims = BTreeMap::from([(claim, value)]));
        // A token that lacks a claim is no answer at all.
        scene.refused(502, "Meridia", &case).await;
    }
    scene.realm.set(|says| says.claims.clear());
    for alg in ["none", "HS256"] {
        scene.realm.set(|says| says.alg = alg);
        scene.refused(502, UNTRUSTED, alg).await;
    }
    let signed = ["EdDSA", "RS256", "ES256"];
    for alg in signed {
        scene.realm.set(|says| (says.alg, says.keys) = (alg, (2, 1)));
        scene.refused(502, UNTRUSTED, alg).await;
    }
    for alg in signed {
        scene.realm.set(|says| (says.alg, says.keys) = (alg, (1, 1)));
        scene.entered().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_account_with_a_proved_address_is_opened() {
    let scene = scene().await;
    scene.realm.say("email_verified", json!(false));
    scene.refused(403, "was proved", "not proved").await;
    scene.realm.say("email_verified", Value::Null);
    scene.refused(403, "was proved", "nothing is said").await;
    scene.realm.say("email_verified", json!(true));
    scene.realm.say("email", Value::Null);
    scene.refused(403, "was proved", "no address").await;
    for address in
        ["nobody@customs.example", "ana@customs.example.evil.example", "no address", "a\u{0}@customs.example"]
    {
        scene.realm.say("email", json!(address));
        scene.refused(403, "href=\"/en/request\"", address).await;
    }
    assert_eq!(scene.app.store.account_by_subject(&Viewer::program(), "u-17").await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_with_the_address_is_refused_until_it_is_untied() {
    let scene = scene().await;
    let mut ana = scene.entered().await;
    scene.realm.say("sub", json!("u-18"));
    let (_, answer) = scene.log_in().await;
    assert_eq!(answer.status, 403);
    assert!(answer.text().contains("tied to somebody else"), "{}", answer.text());
    ana.post("/en/account", "/en/account/provider", &[]).await;
    assert_eq!(scene.subject().await, None);
    scene.entered().await;
    assert_eq!(scene.subject().await, Some(format!("{} u-18", scene.realm.issuer)));
    // A provider that the site named before has nothing to say any more.
    let (program, was) = (Viewer::program(), scene.subject().await);
    scene
        .app
        .store
        .set_subject(&program, &scene.ana, was.as_deref(), Some("https://old.example 1"), NOW)
        .await
        .unwrap();
    scene.entered().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_closed_or_locked_out_does_not_get_in() {
    let scene = scene().await;
    let program = Viewer::program();
    for _ in 0..store::FAILURES {
        scene.app.store.count_failure(&program, Some(&scene.ana), "password", NOW).await.unwrap();
    }
    scene.refused(403, "closed, or locked", "locked").await;
    scene.app.store.unlock(&program, &scene.ana, NOW).await.unwrap();
    let mut ana = scene.entered().await;
    scene.app.store.close_account(&program, &scene.ana, true, NOW).await.unwrap();
    assert_eq!(ana.get("/en/account").await.status, 303);
    scene.refused(403, "closed, or locked", "closed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_works_once_and_in_the_browser_that_left() {
    let scene = scene().await;
    let (mut ana, mut eve) = (Visitor::new(&scene.app), Visitor::new(&scene.app));
    let mut asked = BTreeMap::new();
    // Eve's log-in is laid under Ana: in a browser that never left, and in one that left by itself.
    for begun in [false, true] {
        asked = leave(&mut eve, "/en/sign-in/provider").await;
        if begun {
            leave(&mut ana, "/en/sign-in/provider").await;
        }
        let code = scene.realm.code(&asked);
        let laid = ana.get(&way_back(&asked, &code)).await;
        assert_eq!(laid.status, 400, "{}", laid.text());
        assert!(laid.text().contains("not begun in this browser"), "{}", laid.text());
    }
    let code = scene.realm.code(&asked);
    assert_eq!(eve.get(&way_back(&asked, &code)).await.status, 400, "it was brought back before");
    let asked = leave(&mut ana, "/en/sign-in/provider").await;
    let way = way_back(&asked, &scene.realm.code(&asked));
    let left = ana.cookie.clone();
    assert_eq!(ana.get(&way).await.status, 303);
    ana.cookie.clone_from(&left);
    assert_eq!(ana.get(&way).await.status, 400, "a state works once");
    let asked = leave(&mut eve, "/en/sign-in/provider").await;
    scene.clock.fetch_add(600_000_000, Ordering::Relaxed);
    assert_eq!(eve.get(&way_back(&asked, &scene.realm.code(&asked))).await.status, 400, "after ten minutes");
    for path in ["/sign-in/provider", "/sign-in/provider?state=x&code=y", "/sign-in/provider?error=access_denied"] {
        assert_eq!(get(&scene.app, path).await.status, 400, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_browser_brings_is_not_believed_by_itself() {
    let scene = scene().await;
    for (more, status) in [("&error=access_denied", 422), ("&iss=https%3A%2F%2Flogin.example", 502)] {
        let mut visitor = Visitor::new(&scene.app);
        let asked = leave(&mut visitor, "/fr/sign-in/provider").await;
        let code = scene.realm.code(&asked);
        let answer = visitor.get(&format!("{}{more}", way_back(&asked, &code))).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        assert!(answer.text().contains("<html lang=\"fr\""), "the language in which it was left: {}", answer.text());
    }
    // A code that the provider did not give, and one that it gave to somebody else.
    let mut visitor = Visitor::new(&scene.app);
    let asked = leave(&mut visitor, "/en/sign-in/provider").await;
    assert_eq!(visitor.get(&way_back(&asked, "code-99")).await.status, 502);
    let asked = leave(&mut visitor, "/en/sign-in/provider").await;
    let others = leave(&mut Visitor::new(&scene.app), "/en/sign-in/provider").await;
    let answer = visitor.get(&way_back(&asked, &scene.realm.code(&others))).await;
    assert!(answer.status == 502 && answer.text().contains(UNTRUSTED), "{}", answer.text());
    for to in ["https://evil.example/", "//evil.example"] {
        let mut visitor = Visitor::new(&scene.app);
        let asked = leave(&mut visitor, &format!("/en/sign-in/provider?to={to}")).await;
        let answer = visitor.get(&way_back(&asked, &scene.realm.code(&asked))).await;
        assert_eq!(answer.header("location"), "/en/account", "{to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_is_said_in_words() {
    let mut scene = scene().await;
    for manner in [Manner::Hugely, Manner::Late, Manner::Elsewhere, Manner::Nonsense] {
        scene.realm.set(|says| says.document = manner);
        for (path, words) in [("/en/sign-in/provider", "gives no answer"), ("/fr/sign-in/provider", "ne répond pas")] {
            let answer = get(&scene.app, path).await;
            assert_eq!(answer.status, 502, "{manner:?}");
            assert!(answer.text().contains(words), "{manner:?}: {}", answer.text());
        }
        scene.realm.set(|says| says.document = Manner::Well);
        assert_eq!(get(&scene.app, "/en/sign-in/provider").await.status, 502, "it is not asked at every click");
        scene.clock.fetch_add(10_000_000, Ordering::Relaxed);
        assert_eq!(get(&scene.app, "/en/sign-in/provider").await.status, 303);
        scene.clock.fetch_add(3_600_000_000, Ordering::Relaxed);
    }
    scene.clock.store(NOW, Ordering::Relaxed);
    for manner in [Manner::Hugely, Manner::Late, Manner::Elsewhere, Manner::Nonsense] {
        scene.realm.set(|says| says.answer = manner);
        scene.refused(502, "gives no answer", &format!("{manner:?}")).await;
    }
    // Nobody listens there.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    scene.app.site = Arc::new(Site { provider: Some(provider(&issuer)), ..(*scene.app.site).clone() });
    assert_eq!(get(&scene.app, "/en/sign-in/provider").await.status, 502);
    assert_eq!(get(&scene.app, "/en/sign-in").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_keys_of_the_provider_are_found() {
    let scene = scene().await;
    scene.entered().await;
    scene.realm.set(|says| says.keys = (2, 2));
    let (_, answer) = scene.log_in().await;
    assert_eq!(answer.status, 502, "they are not asked for twice within a minute");
    scene.clock.fetch_add(60_000_000, Ordering::Relaxed);
    scene.entered().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_is_one_factor_and_as_fresh_as_it_says() {
    let scene = scene().await;
    scene.realm.say("amr", json!(["mfa", "hwk"]));
    let mut ana = scene.entered().await;
    assert_eq!(ana.get("/en/account/one-time").await.status, 200, "proved a minute ago");
    let now = NOW / 1_000_000;
    for auth_time in [Value::Null, json!(now - 601), json!(now - 86_400)] {
        scene.realm.say("auth_time", auth_time.clone());
        let mut ana = scene.entered().await;
        let asked = ana.get("/en/account/one-time").await;
        assert_eq!(asked.header("location"), "/en/step-up?to=/account/one-time", "{auth_time}");
    }
    // Who has codes is asked for one.
    let key = [9_u8; 20];
    let sealed = seal::seal(&scene.app.site, &format!("one-time {}", scene.ana), &key).unwrap();
    scene
        .app
        .store
        .set_one_time(&Viewer::program(), &scene.ana, Some(&sealed), Some((1, &[])), &[], NOW)
        .await
        .unwrap();
    let (mut visitor, answer) = scene.log_in().await;
    assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (200, ""), "no session before the code");
    let ceremony = hidden(&answer.text(), "ceremony");
    let code = one_time::code(&key, NOW / 30_000_000);
    let entered = visitor.send("/en/sign-in/code", &[("ceremony", &ceremony), ("code", &code)]).await;
    assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "/en/account/tokens"));
    assert!(visitor.get("/en/account").await.text().contains("Other provider and code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_without_a_provider_has_no_such_log_in() {
    let server = Server::new().await;
    assert!(!get(&server.app, "/en/sign-in").await.text().contains("sign-in/provider"));
    assert_eq!(get(&server.app, "/en/sign-in/provider").await.status, 404);
    assert_eq!(get(&server.app, "/sign-in/provider?state=x&code=y").await.status, 404);
}
