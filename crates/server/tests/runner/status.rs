use crate::ground::{Server, get, request, send};
use crate::office::person;
use axum::body::Body;
use serde_json::Value;
use server::calls::Calls;
use server::{App, Site};
use std::sync::Arc;

#[tokio::test]
async fn the_description_of_the_api_is_the_one_kept() {
    let server = Server::new().await;
    let described = get(&server.app, "/openapi.json").await.json();
    assert!(described["openapi"].as_str().unwrap().starts_with("3.1"));
    insta::assert_snapshot!("openapi", serde_json::to_string_pretty(&described).unwrap());
}

fn references(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            into.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| references(field, into));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, into)),
        _ => {}
    }
}

#[tokio::test]
async fn every_described_address_is_there_and_every_shape_is_described() {
    let server = Server::new().await;
    let described = get(&server.app, "/openapi.json").await.json();
    for (path, methods) in described["paths"].as_object().unwrap() {
        let address = path.replace("{id}", "018f0000-0000-7000-8000-000000000000").replace("{number}", "1");
        let address = address.replace("{code}", "871200").replace("{language}", "en").replace("{edition}", "1");
        for (method, told) in methods.as_object().unwrap() {
            let method = method.to_uppercase();
            let answer = send(&server.app, request(&method, &address).body(Body::empty()).unwrap()).await;
            assert_ne!(answer.status.as_u16(), 405, "{method} {path}");
            assert!(!answer.status.is_server_error(), "{method} {path}: {}", answer.text());
            if answer.status == 404 {
                assert!(
                    answer.text().contains("018f0000") || answer.text().contains("number"),
                    "{method} {path} leads nowhere"
                );
            }
            assert!(told["summary"].is_string() && told["tags"].is_array(), "{method} {path} has no words");
        }
    }
    let mut named = Vec::new();
    references(&described, &mut named);
    for name in named {
        let pointer = name.strip_prefix('#').unwrap();
        assert!(described.pointer(pointer).is_some(), "`{name}` is not described");
    }
}

#[tokio::test]
async fn health_and_metrics_answer() {
    let server = Server::new().await;
    let health = get(&server.app, "/health").await.json();
    assert_eq!((health["status"].as_str(), health["schema"].as_i64()), (Some("ok"), Some(7)));
    let text = get(&server.app, "/metrics").await.text();
    assert!(
        text.contains("opencustoms_request_seconds_count{route=\"/health\",method=\"GET\",status=\"200\"} 1"),
        "{text}"
    );
    assert!(text.contains("opencustoms_database_bytes ") && text.contains("opencustoms_clearances_waiting 0"));
}

#[tokio::test]
async fn a_database_that_is_gone_is_told_without_its_inner_parts() {
    let server = Server::new().await;
    server.app.store.close().await;
    let health = get(&server.app, "/health").await;
    assert_eq!(health.code(500), "internal");
    assert!(!health.text().to_lowercase().contains("sql"), "{}", health.text());
}

#[tokio::test]
async fn errors_have_one_shape_for_programs_and_a_page_for_people() {
    let server = Server::new().await;
    assert_eq!(get(&server.app, "/api/v1/nothing").await.code(404), "not-found");
    let wrong = send(&server.app, request("DELETE", "/api/v1/clear").body(Body::empty()).unwrap()).await;
    assert_eq!(wrong.code(405), "method-not-allowed");
    assert_eq!(get(&server.app, "/api/v1/batches?limit=many").await.code(400), "query");
    assert_eq!(get(&server.app, "/api/v1/batches/17").await.code(404), "not-found");
    assert_eq!(get(&server.app, "/api/v1/hs/9999").await.code(404), "not-found");
    let page = get(&server.app, "/fr/nowhere").await;
    assert_eq!(page.status, 404);
    assert!(!page.header("content-type").contains("json"), "{}", page.text());
}

/// Whoever met an error was not logged out by it.
#[tokio::test]
async fn the_page_of_an_error_knows_who_is_logged_in() {
    let server = Server::new().await;
    let logged_in = |page: &str| page.contains("href=\"/en/account\"") && !page.contains("href=\"/en/sign-in");
    let mut officer = person(&server.app, "Olga", &[("documents.officer", "SECRETARIAT")]).await;
    for (path, status) in [("/en/nowhere", 404), ("/en/document/nothing", 404), ("/en/documents?after=%00", 400)] {
        let page = officer.get(path).await;
        assert_eq!(page.status, status, "{path}: {}", page.text());
        assert!(logged_in(&page.text()), "{path}: {}", page.text());
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(!logged_in(&get(&server.app, path).await.text()), "{path}");
    }
    officer.cookie = "session=nothing".to_owned();
    assert!(!logged_in(&officer.get("/en/nowhere").await.text()));
}

#[tokio::test]
async fn whoever_calls_too_often_is_told_to_wait() {
    let server = Server::new().await;
    let mut officer = person(&server.app, "Olga", &[("documents.officer", "SECRETARIAT")]).await;
    let mut site = Site::desk([7; 32]);
    site.desk = false;
    let app = App { site: Arc::new(site), calls: Arc::new(Calls::new(2)), ..server.app.clone() };
    officer.app = app.clone();
    let path = "/api/v1/members";
    let mut answers = Vec::new();
    for _ in 0..20 {
        answers.push(get(&app, path).await);
    }
    assert!(answers.iter().take(10).all(|answer| answer.status == 200), "five seconds' calls may come at once");
    let last = answers.last().unwrap();
    assert_eq!((last.code(429).as_str(), last.header("retry-after")), ("too-many-calls", "5"));
    assert!(get(&app, "/en/members").await.text().contains("wait some seconds"));
    assert_eq!(get(&app, "/health").await.status, 200, "whoever looks after the server is answered");
    assert_eq!(officer.get(path).await.status, 200, "an account has a share of its own");
    assert_eq!(get(&server.app, path).await.status, 200, "a server of one machine counts nobody's calls");
}
