use crate::ground::{Server, get, post};
use axum::http::StatusCode;
use serde_json::{Value, json};

const DECLARATION: &str = r#"{"id":"X-1","type_code":"IMA","items":[{"sequence":1,"code":"871200",
    "procedure":{"current":"40","previous":"00"},"origin":{"non_preferential":"XO"},
    "price":{"amount":"1200.00","currency":"EUR"},"net_mass":"30"}]}"#;

/// Every key of an answer is described, and every described key that must be there is.
fn matches(described: &Value, name: &str, answer: &Value) {
    let shape = &described["components"]["schemas"][name];
    let properties = shape["properties"].as_object().unwrap_or_else(|| panic!("`{name}` is not described"));
    let fields = answer.as_object().unwrap();
    for key in fields.keys() {
        assert!(properties.contains_key(key), "`{key}` of `{name}` is not described");
    }
    for key in shape["required"].as_array().into_iter().flatten() {
        assert!(fields.contains_key(key.as_str().unwrap()), "`{name}` has no {key}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declaration_is_cleared_at_once_and_is_as_described() {
    let server = Server::new().await;
    let cleared = post(&server.app, "/api/v1/clear?on=2026-01-15", DECLARATION).await;
    assert_eq!(cleared.status, StatusCode::OK, "{}", cleared.text());
    let outcome = cleared.json();
    assert_eq!((outcome["id"].as_str(), outcome["kind"].as_str()), (Some("X-1"), Some("declaration")));
    let described = get(&server.app, "/openapi.json").await.json();
    matches(&described, "OutcomeView", &outcome);
    let line = &outcome["lines"][0];
    matches(&described, "LineView", line);
    matches(&described, "ChargeView", &line["charges"][0]);
    matches(&described, "StepView", &line["steps"][0]);
    outcome["findings"].as_array().unwrap().iter().for_each(|finding| matches(&described, "FindingView", finding));
    outcome["reasons"].as_array().unwrap().iter().for_each(|reason| matches(&described, "ReasonView", reason));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_declaration_is_told() {
    let server = Server::new().await;
    assert_eq!(post(&server.app, "/api/v1/clear", "").await.code(400), "body");
    assert_eq!(post(&server.app, "/api/v1/clear", "{\"items\": 7}").await.code(422), "declaration");
    assert_eq!(post(&server.app, "/api/v1/clear", "<Receipt/>").await.code(422), "declaration");
    assert_eq!(post(&server.app, "/api/v1/clear?on=soon", DECLARATION).await.code(400), "date");
    let broken = post(&server.app, "/api/v1/clear", "<MetaData><Declaration>").await;
    assert_eq!(broken.status, StatusCode::OK, "{}", broken.text());
    let broken = broken.json();
    assert_eq!((broken["kind"].as_str(), broken["lane"].as_str()), (Some("unreadable"), None));
    assert!(broken["findings"][0]["place"]["line"].as_u64().is_some(), "{broken}");
    assert_eq!(post(&server.app, "/api/v1/clear", vec![b'<'; 65 << 10]).await.code(413), "too-large");
}

#[tokio::test]
async fn a_trade_answer_is_given_and_is_as_described() {
    let server = Server::new().await;
    let asked = json!({"goods": "bicycle", "exported_from": "XB", "made_in": "XO", "on": "2026-01-15",
        "price": {"amount": "1200.00", "currency": "EUR"}, "terms": "CIF"});
    let answer = post(&server.app, "/api/v1/answer", asked.to_string()).await.json();
    assert_eq!(answer["code"]["code"], "871200", "{answer}");
    let described = get(&server.app, "/openapi.json").await.json();
    matches(&described, "TradeAnswerView", &answer);
    matches(&described, "QuestionView", &serde_json::to_value(answer::Question::default()).unwrap());
    let long = json!({"goods": "x".repeat(501)}).to_string();
    assert_eq!(post(&server.app, "/api/v1/answer", long).await.code(413), "too-large");
    assert_eq!(post(&server.app, "/api/v1/answer", "[").await.code(400), "json");
    assert_eq!(post(&server.app, "/api/v1/answer", "{\"on\":\"x\"}").await.code(400), "json");
}

#[tokio::test]
async fn the_nomenclature_is_searched_and_read() {
    let server = Server::new().await;
    let found = get(&server.app, "/api/v1/hs?q=bicycles&limit=3").await.json();
    assert_eq!(
        (found[0]["dotted"].as_str(), found[0]["path"][0]["code"].as_str()),
        (Some("8712.00"), Some("87")),
        "{found}"
    );
    let code = get(&server.app, "/api/v1/hs/8712.00").await.json();
    assert_eq!((code["edition"].as_u64(), code["path"].as_array().unwrap().len()), (Some(2022), 3));
    assert_eq!(get(&server.app, "/api/v1/hs/87").await.json()["children"][0]["code"], "8712");
    assert_eq!(get(&server.app, "/api/v1/hs/abc").await.code(404), "not-found");
}

#[tokio::test]
async fn what_is_loaded_is_told_with_its_digests() {
    let server = Server::new().await;
    let loaded = get(&server.app, "/api/v1/reference").await.json();
    assert_eq!(loaded["books"], crate::ground::books().digest());
    assert_eq!((loaded["tariff"]["demonstration"].as_bool(), loaded["maps"][0].as_str()), (Some(true), Some("kcs")));
    assert!(loaded["model"].is_null());
}
