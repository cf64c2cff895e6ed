//! Getting in and one's own account: first set-up, passwords, codes, links, sessions, tokens, and what strangers try.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use access::{one_time, secret};
use axum::extract::FromRequestParts;
use server::{App, Site};
use store::{Link, Purpose, Viewer};

use crate::ground::{NOW, Server, books, get, limits, maps, request, send};
use crate::visitor::{Visitor, hidden};

const PASSWORD: &str = "correct horse battery";

/// A server whose clock the test moves.
async fn server() -> (Server, App, Arc<AtomicI64>) {
    let server = Server::new().await;
    let clock = Arc::new(AtomicI64::new(NOW));
    let told = Arc::clone(&clock);
    let time = Arc::new(move || told.load(Ordering::Relaxed));
    let app = App::with_limits(server.app.store.clone(), books(), maps(), time, Site::desk([7; 32]), limits()).unwrap();
    (server, app, clock)
}

/// The first administrator, logged in.
async fn administrator(app: &App) -> Visitor {
    let link = Link { person: None, subject: String::new() };
    let digest = secret::digest("setup_1");
    app.store.add_link(&Viewer::program(), Purpose::Setup, &digest, &link, NOW + 3_600_000_000, NOW).await.unwrap();
    let mut visitor = Visitor::new(app);
    let fields = [("name", "Ana Silva"), ("email", "ana@customs.example"), ("password", PASSWORD)];
    let done = visitor.post("/en/setup/setup_1", "/en/setup/setup_1", &fields).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/en/account/passkeys"), "{}", done.text());
    visitor
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrator_is_made_once() {
    let (_server, app, _clock) = server().await;
    let mut visitor = Visitor::new(&app);
    assert_eq!(visitor.get("/en/setup/setup_1").await.status, 410, "no such link yet");
    let mut ana = administrator(&app).await;
    let page = ana.get("/en/account").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Ana Silva") && page.text().contains("Administrator"), "{}", page.text());
    assert!(ana.get("/fr/account").await.text().contains("Administrateur"));
    let again =
        visitor.send("/en/setup/setup_1", &[("name", "Eve"), ("email", "eve@x.example"), ("password", PASSWORD)]);
    assert_eq!(again.await.status, 410, "the link works once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weak_password_or_a_wrong_address_does_not_use_the_link_up() {
    let (_server, app, _clock) = server().await;
    let link = Link { person: None, subject: String::new() };
    let digest = secret::digest("setup_1");
    app.store.add_link(&Viewer::program(), Purpose::Setup, &digest, &link, NOW + 1, NOW - 1).await.unwrap();
    let mut visitor = Visitor::new(&app);
    let cases = [("", "a@b.example", PASSWORD), ("Ana", "a@b", PASSWORD), ("Ana", "a@b.example", "password1234")];
    for (name, email, password) in cases {
        let fields = [("name", name), ("email", email), ("password", password)];
        let refused = visitor.send("/en/setup/setup_1", &fields).await;
        assert_eq!(refused.status, 422, "{name} {email} {password}");
        assert!(!refused.text().contains(PASSWORD), "a password is never sent back");
    }
    assert_eq!(visitor.get("/en/setup/setup_1").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_wrong_passwords_lock_and_tell_nothing() {
    let (_server, app, clock) = server().await;
    administrator(&app).await;
    let mut eve = Visitor::new(&app);
    let unknown = eve.send("/en/sign-in", &[("email", "nobody@customs.example"), ("password", "x")]).await;
    let said = |page: &str| page.split("role=\"alert\"").nth(1).and_then(|rest| rest.get(..200)).map(str::to_owned);
    for _ in 0..10 {
        let wrong = eve.send("/en/sign-in", &[("email", "ana@customs.example"), ("password", "wrong")]).await;
        assert_eq!(wrong.status, 422);
        assert_eq!(said(&wrong.text()), said(&unknown.text()), "the words are the same");
    }
    let right = [("email", "ANA@customs.example"), ("password", PASSWORD)];
    assert_eq!(eve.send("/en/sign-in", &right).await.status, 422, "locked");
    clock.fetch_add(16 * 60 * 1_000_000, Ordering::Relaxed);
    let entered = eve.send("/en/sign-in", &right).await;
    assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "/en/account"));
    assert!(entered.header("set-cookie").contains("HttpOnly; SameSite=Lax"), "{}", entered.header("set-cookie"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_in_sends_nobody_elsewhere() {
    let (_server, app, _clock) = server().await;
    administrator(&app).await;
    for to in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\u{0}x"] {
        let mut visitor = Visitor::new(&app);
        let fields = [("email", "ana@customs.example"), ("password", PASSWORD), ("to", to)];
        assert_eq!(visitor.send("/en/sign-in", &fields).await.header("location"), "/en/account", "{to}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_are_asked_for_once_they_are_confirmed() {
    let (_server, app, clock) = server().await;
    let mut ana = administrator(&app).await;
    let page = ana.get("/en/account/one-time").await.text();
    let link = page.split("secret=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let key = unbase32(&link);
    let code = |at: i64| one_time::code(&key, at / 30_000_000);
    let wrong = ana.post("/en/account/one-time", "/en/account/one-time", &[("code", "000000")]).await;
    assert_eq!(wrong.status, 422);
    let codes = ana.post("/en/account/one-time", "/en/account/one-time", &[("code", &code(NOW))]).await.text();
    let recovery = codes.split("<code class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    clock.fetch_add(60_000_000, Ordering::Relaxed);
    let now = NOW + 60_000_000;
    let mut visitor = Visitor::new(&app);
    let right = [("email", "ana@customs.example"), ("password", PASSWORD)];
    let asked = visitor.send("/en/sign-in", &right).await.text();
    let ceremony = hidden(&asked, "ceremony");
    assert!(visitor.cookie.is_empty(), "no session before the code");
    let wrong = visitor.send("/en/sign-in/code", &[("ceremony", &ceremony), ("code", "123456")]).await;
    assert_eq!(wrong.status, 422);
    let replayed = visitor.send("/en/sign-in/code", &[("ceremony", &ceremony), ("code", &code(now))]).await;
    assert_eq!(replayed.header("location"), "/en/sign-in", "a ceremony is good for one try");
    let next = hidden(&wrong.text(), "ceremony");
    let entered = visitor.send("/en/sign-in/code", &[("ceremony", &next), ("code", &code(now))]).await;
    assert_eq!((entered.status.as_u16(), entered.header("location")), (303, "/en/account"));
    for (code, status) in [(code(now), 422), (recovery.clone(), 303), (recovery, 422)] {
        let mut other = Visitor::new(&app);
        let ceremony = hidden(&other.send("/en/sign-in", &right).await.text(), "ceremony");
        let answer = other.send("/en/sign-in/code", &[("ceremony", &ceremony), ("code", &code)]).await;
        assert_eq!(answer.status, status, "each code works once");
    }
}

fn unbase32(text: &str) -> Vec<u8> {
    let (mut held, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.bytes() {
        let value = if letter.is_ascii_uppercase() { letter - b'A' } else { letter - b'2' + 26 };
        held = held << 5 | u32::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(held >> count & 255).unwrap());
        }
    }
    bytes
}

/// The mails by a template once there are so many: they are written after the answer.
async fn mails(app: &App, template: &str, count: usize) -> Vec<store::Mail> {
    for _ in 0..200 {
        let mut mails = app.store.mails(&Viewer::program(), None, 100, NOW).await.unwrap();
        mails.retain(|mail| mail.new.template == template);
        if mails.len() >= count {
            assert_eq!(mails.len(), count, "{template}");
            return mails;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("not {count} mails by {template}");
}

/// The link of the newest mail about a forgotten password, once there are so many.
async fn reset_link(app: &App, count: usize) -> String {
    let mails = mails(app, "password-reset", count).await;
    assert_eq!(mails[0].new.address, "ana@customs.example");
    mails[0].new.content.lines().find_map(|line| line.split_once("localhost:8080")).unwrap().1.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_lock_nobody_out_of_an_open_session() {
    let (_server, app, _clock) = server().await;
    let mut ana = administrator(&app).await;
    let mut eve = Visitor::new(&app);
    for _ in 0..12 {
        eve.send("/en/sign-in", &[("email", "ana@customs.example"), ("password", "wrong")]).await;
    }
    mails(&app, "account-locked", 1).await;
    let proved = ana.post("/en/step-up", "/en/step-up", &[("password", PASSWORD)]).await;
    assert_eq!((proved.status.as_u16(), proved.header("location")), (303, "/en/account"));
    // Its own tries are counted, over step-up and change of password together: neither is an oracle.
    for _ in 0..5 {
        assert_eq!(ana.post("/en/step-up", "/en/step-up", &[("password", "wrong")]).await.status, 422);
        let fields = [("old", "wrong"), ("new", "another horse battery")];
        assert_eq!(ana.post("/en/account", "/en/account/password", &fields).await.status, 422);
    }
    assert_eq!(ana.post("/en/step-up", "/en/step-up", &[("password", PASSWORD)]).await.status, 422);
    let fields = [("old", PASSWORD), ("new", "another horse battery")];
    assert_eq!(ana.post("/en/account", "/en/account/password", &fields).await.status, 422);
    let mut fresh = app.store.mails(&Viewer::program(), None, 100, NOW).await.unwrap();
    fresh.retain(|mail| mail.new.template == "proofs-changed");
    assert_eq!(fresh, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_proofs_needs_both_factors_and_is_told() {
    let (_server, app, clock) = server().await;
    let mut ana = administrator(&app).await;
    let page = ana.get("/en/account/one-time").await.text();
    let key = unbase32(page.split("secret=").nth(1).unwrap().split('&').next().unwrap());
    let code = one_time::code(&key, NOW / 30_000_000);
    let codes = ana.post("/en/account/one-time", "/en/account/one-time", &[("code", &code)]).await;
    assert_eq!(codes.status, 200, "{}", codes.text());
    mails(&app, "proofs-changed", 1).await;
    // The session in which they were set up has both factors now; one by the link of a mail has not.
    assert_eq!(ana.post("/en/account", "/en/account/recovery", &[]).await.status, 200);
    let person = app.store.person_by_email(&Viewer::program(), "ana@customs.example").await.unwrap().unwrap().id;
    let digest = secret::digest("welcome_1");
    let link = Link { person: Some(person), subject: "ana@customs.example".to_owned() };
    app.store.add_link(&Viewer::program(), Purpose::Welcome, &digest, &link, NOW + 3_600_000_000, NOW).await.unwrap();
    let mut eve = Visitor::new(&app);
    let set = eve.send("/en/welcome/welcome_1", &[("password", "another horse battery")]).await;
    assert_eq!(set.status, 303, "{}", set.text());
    for (path, page) in [
        ("/en/account/one-time", "/account/one-time"),
        ("/en/account/recovery", "/account/one-time"),
        ("/en/account/tokens", "/account/tokens"),
        ("/en/account/passkeys", "/account/passkeys"),
    ] {
        let refused = eve.post("/en/account", path, &[("remove", "1"), ("name", "x"), ("days", "1")]).await;
        assert_eq!((refused.status.as_u16(), refused.header("location")), (303, &*format!("/en/step-up?to={page}")));
    }
    let lede = eve.get("/en/step-up?to=/account/one-time").await.text();
    assert!(lede.contains("You have a second factor"), "{lede}");
    clock.fetch_add(60_000_000, Ordering::Relaxed);
    let code = one_time::code(&key, (NOW + 60_000_000) / 30_000_000);
    let fields = [("password", "another horse battery"), ("code", code.as_str())];
    assert_eq!(eve.post("/en/step-up", "/en/step-up", &fields).await.status, 303);
    let removed = eve.post("/en/account", "/en/account/one-time", &[("remove", "1")]).await;
    assert_eq!((removed.status.as_u16(), removed.header("location")), (303, "/en/account"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_is_whom_the_proxy_saw() {
    let server = Server::new().await;
    let site = Site { url: Some("https://customs.example".to_owned()), ..Site::desk([7; 32]) };
    let app = App::with_limits(server.app.store.clone(), books(), maps(), Arc::new(|| NOW), site, limits()).unwrap();
    let asked = request("GET", "/en").header("x-forwarded-for", "198.51.100.1");
    let asked = asked.header("x-forwarded-for", "203.0.113.9, 192.0.2.7").body(()).unwrap();
    let (mut parts, ()) = asked.into_parts();
    let client = server::log_in::Client::from_request_parts(&mut parts, &app).await.unwrap();
    assert_eq!(client.0, "192.0.2.7");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_set_by_a_link_that_works_once() {
    let (_server, app, clock) = server().await;
    let mut ana = administrator(&app).await;
    let mut visitor = Visitor::new(&app);
    let known = visitor.send("/fr/forgotten", &[("email", "ana@customs.example")]).await;
    let unknown = visitor.send("/fr/forgotten", &[("email", "nobody@customs.example")]).await;
    assert_eq!(known.text(), unknown.text(), "the page does not tell whether the account exists");
    let link = reset_link(&app, 1).await;
    assert_eq!(visitor.get(&link).await.status, 200, "opening it changes nothing");
    assert_eq!(visitor.get(&link).await.status, 200);
    assert_eq!(visitor.send(&link, &[("password", "short")]).await.status, 422);
    assert_eq!(visitor.send(&link, &[("password", "another horse battery")]).await.status, 303);
    assert_eq!(visitor.send(&link, &[("password", "third horse battery")]).await.status, 410);
    assert_eq!(ana.get("/en/account").await.header("location"), "/en/sign-in?to=/account", "old sessions ended");
    let fields = [("email", "ana@customs.example"), ("password", "another horse battery")];
    assert_eq!(visitor.send("/en/sign-in", &fields).await.status, 303);
    visitor.cookie.clear();
    // Minutes after the first no second one is sent, and nobody is told.
    let silent = visitor.send("/fr/forgotten", &[("email", "ANA@customs.example")]).await;
    assert_eq!(silent.text(), unknown.text());
    clock.fetch_add(6 * 60 * 1_000_000, Ordering::Relaxed);
    visitor.send("/en/forgotten", &[("email", "ana@customs.example")]).await;
    let link = reset_link(&app, 2).await;
    clock.fetch_add(31 * 60 * 1_000_000, Ordering::Relaxed);
    assert_eq!(visitor.get(&link).await.status, 410, "over after half an hour");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_in_ends_the_one_before_it_in_the_same_browser() {
    let (_server, app, _clock) = server().await;
    let mut ana = administrator(&app).await;
    let before = ana.cookie.clone();
    let page = ana.get("/en/account").await;
    assert_eq!(page.header("cache-control"), "no-store", "what is for somebody is kept by nobody");
    let entered =
        ana.post("/en/account", "/en/sign-in", &[("email", "ana@customs.example"), ("password", PASSWORD)]).await;
    assert_eq!(entered.status, 303, "{}", entered.text());
    assert_ne!(ana.cookie, before);
    let mut stale = Visitor { app: app.clone(), cookie: before };
    assert_eq!(stale.get("/en/account").await.header("location"), "/en/sign-in?to=/account");
    assert_eq!(ana.get("/en/account").await.status, 200);
    let left = ana.post("/en/account", "/en/sign-out", &[]).await;
    assert_eq!(left.header("clear-site-data"), "\"cache\", \"storage\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_session_is_refused() {
    let (_server, app, _clock) = server().await;
    let mut ana = administrator(&app).await;
    for mark in ["", "0123456789abcdef0123456789abcdef"] {
        let forged = ana.send("/en/account", &[("name", "Mallory"), ("version", "1"), ("mark", mark)]).await;
        assert_eq!(forged.status, 403, "{mark}");
    }
    let foreign = request("POST", "/en/account")
        .header("cookie", &ana.cookie)
        .header("origin", "https://evil.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from("name=Mallory"))
        .unwrap();
    assert_eq!(send(&app, foreign).await.status, 403);
    let kept = ana.get("/en/account").await.text();
    assert!(kept.contains("Ana Silva") && !kept.contains("Mallory"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_here_elsewhere_and_by_time() {
    let (_server, app, clock) = server().await;
    let mut first = administrator(&app).await;
    let mut second = Visitor::new(&app);
    second.send("/en/sign-in", &[("email", "ana@customs.example"), ("password", PASSWORD), ("remember", "1")]).await;
    first.post("/en/account", "/en/account/sessions", &[]).await;
    assert_eq!(second.get("/en/account").await.status, 303, "ended from elsewhere");
    let out = first.post("/en/account", "/en/sign-out", &[]).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    second.send("/en/sign-in", &[("email", "ana@customs.example"), ("password", PASSWORD)]).await;
    assert_eq!(second.get("/en/account").await.status, 200);
    clock.fetch_add(3_700_000_000, Ordering::Relaxed);
    assert_eq!(second.get("/en/account").await.status, 303, "unused for an hour");
    second.send("/en/sign-in", &[("email", "ana@customs.example"), ("password", PASSWORD), ("remember", "1")]).await;
    clock.fetch_add(86_400_000_000, Ordering::Relaxed);
    assert_eq!(second.get("/en/account").await.status, 200, "a persistent log-in goes on");
    assert_eq!(second.get("/en/account/one-time").await.header("location"), "/en/step-up?to=/account/one-time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_shown_once_and_ends() {
    let (_server, app, _clock) = server().await;
    let mut ana = administrator(&app).await;
    let none = ana.post("/en/account/tokens", "/en/account/tokens", &[("name", "x"), ("days", "0")]).await;
    assert_eq!(none.status, 422);
    let fields = [("name", "night run"), ("days", "30"), ("scope", "clearance:read")];
    let made = ana.post("/en/account/tokens", "/en/account/tokens", &fields).await.text();
    let token = made.split("oc_").nth(1).and_then(|rest| rest.get(..64)).map(|rest| format!("oc_{rest}")).unwrap();
    assert!(!ana.get("/en/account/tokens").await.text().contains(&token));
    let with = |token: &str| {
        let asked = request("GET", "/api/v1/batches").header("authorization", format!("Bearer {token}"));
        asked.body(axum::body::Body::empty()).unwrap()
    };
    assert_eq!(send(&app, with(&token)).await.status, 200);
    assert_eq!(send(&app, with("oc_0")).await.code(401), "token");
    let page = ana.get("/en/account/tokens").await.text();
    let id = hidden(&page, "end");
    ana.post("/en/account/tokens", "/en/account/tokens", &[("end", &id)]).await;
    assert_eq!(send(&app, with(&token)).await.code(401), "token");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_sent_to_the_log_in() {
    let (_server, app, _clock) = server().await;
    for path in ["/en/account", "/fr/account/passkeys", "/en/account/tokens", "/en/account/one-time"] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").contains("/sign-in"), "{path}");
    }
    let asked = request("POST", "/api/v1/passkeys/log-in/answer").header("content-type", "application/json");
    let answer = send(&app, asked.body(axum::body::Body::from("{}")).unwrap()).await;
    assert_eq!(answer.code(400), "passkey");
}
