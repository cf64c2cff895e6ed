use crate::ground::{Server, get, request, send};
use axum::body::Body;
use axum::http::Request;

/// A POST with some headers; its status and code.
async fn post(server: &Server, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
    let mut asked = Request::builder().method("POST").uri(path);
    for (name, value) in headers {
        asked = asked.header(*name, *value);
    }
    let answer = send(&server.app, asked.body(Body::from("{}")).unwrap()).await;
    let code = serde_json::from_slice::<serde_json::Value>(&answer.bytes).unwrap_or_default();
    (answer.status.as_u16(), code["error"]["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn only_names_of_this_machine_are_answered() {
    let server = Server::new().await;
    for (host, status) in [
        ("localhost", 200),
        ("LOCALHOST:8080", 200),
        ("127.0.0.1:8080", 200),
        ("127.9.9.9", 200),
        ("[::1]:8080", 200),
        ("customs.localhost:1", 200),
        ("example.org", 421),
        ("example.org:8080", 421),
        ("localhost.example.org", 421),
        ("10.0.0.1", 421),
        ("127.0.0.1.example.org", 421),
        ("[::1", 421),
        ("", 421),
    ] {
        let asked = Request::builder().uri("/health").header("host", host).body(Body::empty()).unwrap();
        let answer = send(&server.app, asked).await;
        assert_eq!(answer.status.as_u16(), status, "host `{host}`");
    }
    let nameless = send(&server.app, Request::builder().uri("/health").body(Body::empty()).unwrap()).await;
    assert_eq!(nameless.code(421), "host");
}

#[tokio::test]
async fn a_change_is_taken_from_our_own_pages_only() {
    let server = Server::new().await;
    let host = ("host", "localhost:8080");
    let answer = "/api/v1/answer";
    for headers in [
        &[host][..],
        &[host, ("sec-fetch-site", "same-origin")],
        &[host, ("sec-fetch-site", "none")],
        &[host, ("origin", "http://localhost:8080")],
        &[host, ("origin", "http://LOCALHOST:8080")],
        &[host, ("origin", "https://example.org"), ("sec-fetch-site", "same-origin")],
    ] {
        assert_eq!(post(&server, answer, headers).await.0, 200, "{headers:?}");
    }
    for headers in [
        &[host, ("sec-fetch-site", "cross-site")][..],
        &[host, ("sec-fetch-site", "same-site")],
        &[host, ("sec-fetch-site", "cross-site"), ("origin", "http://localhost:8080")],
        &[host, ("origin", "http://localhost:9090")],
        &[host, ("origin", "https://example.org")],
        &[host, ("origin", "null")],
    ] {
        assert_eq!(post(&server, answer, headers).await, (403, "foreign-origin".to_owned()), "{headers:?}");
    }
    // A page's form sent by something that says nothing about itself is no form of ours.
    assert_eq!(post(&server, "/en/clear", &[host]).await.0, 403);
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let server = Server::new().await;
    for path in ["/health", "/api/v1/nothing", "/en/nothing"] {
        let answer = send(&server.app, request("GET", path).body(Body::empty()).unwrap()).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    }
}

#[tokio::test]
async fn the_server_stands_on_loopback_only_and_stops_when_told() {
    let server = Server::new().await;
    let open = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refused = server::serve(server.app.clone(), open, async {}).await.unwrap_err();
    assert!(refused.to_string().contains("`0.0.0.0` can be reached from other machines"), "{refused}");

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(server::serve(server.app.clone(), listener, async {
        let _ = stopped.await;
    }));
    let text = tokio::task::spawn_blocking(move || {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(stream, "GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    });
    assert!(text.await.unwrap().starts_with("HTTP/1.1 200"));
    stop.send(()).unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(10), serving).await.unwrap().unwrap().unwrap();
    assert!(server.app.store.ping().await.is_err(), "the database is closed");
}

#[tokio::test]
async fn the_page_of_an_error_leads_to_itself_in_the_other_language() {
    let server = Server::new().await;
    let lost = get(&server.app, "/en/batch/nothing?lane=red").await;
    assert_eq!(lost.status.as_u16(), 404);
    assert!(lost.text().contains("href=\"/fr/batch/nothing?lane=red\""), "{}", lost.text());
    let sent = request("POST", "/fr/batch/nothing").header("origin", "http://localhost:8080");
    let sent = send(&server.app, sent.body(Body::empty()).unwrap()).await;
    assert!(sent.text().contains("href=\"/en/\""), "{}", sent.text());
}
