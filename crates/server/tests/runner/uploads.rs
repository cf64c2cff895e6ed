use crate::ground::{Server, ended, get, patch, post, request, send, table, upload};
use axum::body::Body;
use axum::extract::{FromRequest, Multipart};
use axum::http::{Request, StatusCode};
use server::Failure;
use store::{BatchId, Settings, UploadState};

async fn begun(server: &Server, name: &str, size: u64) -> String {
    let asked = serde_json::json!({"name": name, "size": size, "map": "kcs"}).to_string();
    let begun = post(&server.app, "/api/v1/uploads", asked).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    begun.header("location").to_owned()
}

#[tokio::test]
async fn an_upload_is_resumed_after_the_server_was_killed() {
    let mut server = Server::new().await;
    let path = begun(&server, "day.csv", 10).await;
    patch(&server.app, &path, 0, "0123").await;
    let place = server.place();
    server.app.store.close().await;
    let other = Server::new().await;
    server.app = other.app.clone();
    let store = store::Store::open(&place, crate::ground::NOW).await.unwrap();
    let app = crate::ground::app_over(store);
    let head = send(&app, request("HEAD", &path).body(Body::empty()).unwrap()).await;
    assert_eq!((head.status, head.header("upload-offset"), head.bytes.len()), (StatusCode::OK, "4", 0));
    let kept = patch(&app, &path, 4, "456789").await.json();
    assert_eq!((kept["offset"].as_u64(), kept["state"].as_str()), (Some(10), Some("complete")));
}

#[tokio::test]
async fn a_piece_out_of_place_is_told_where_to_go_on() {
    let server = Server::new().await;
    let path = begun(&server, "day.csv", 10).await;
    patch(&server.app, &path, 0, "0123").await;
    assert_eq!(patch(&server.app, &path, 0, "0123").await.json()["offset"], 4);
    let refused = patch(&server.app, &path, 6, "6789").await;
    assert_eq!(refused.code(409), "offset");
    assert!(refused.text().contains("4 bytes have been received"), "{}", refused.text());
    assert_eq!(patch(&server.app, &path, 4, "4567890").await.code(413), "too-large");
    let bare = send(&server.app, request("PATCH", &path).body(Body::from("x")).unwrap()).await;
    assert_eq!(bare.code(400), "offset");
    assert_eq!(patch(&server.app, &path, 4, vec![0; (1 << 20) + 1]).await.code(413), "too-large");
    assert_eq!(get(&server.app, &path).await.json()["offset"], 4);
}

#[tokio::test]
async fn a_name_a_map_and_a_size_are_checked_first() {
    let server = Server::new().await;
    let begin = async |asked: serde_json::Value| post(&server.app, "/api/v1/uploads", asked.to_string()).await;
    let refused = begin(serde_json::json!({"name": "day.pdf", "size": 1})).await;
    assert_eq!(refused.code(400), "format");
    assert_eq!(begin(serde_json::json!({"name": "day.csv", "size": 1})).await.code(400), "map");
    let refused = begin(serde_json::json!({"name": "day.csv", "size": 1, "map": "xyz"})).await;
    assert_eq!(refused.code(400), "map");
    assert!(refused.text().contains("there are `kcs`"), "{}", refused.text());
    let refused = begin(serde_json::json!({"name": "day.jsonl", "size": 5u64 << 20})).await;
    assert_eq!(refused.code(413), "too-large");
    assert_eq!(post(&server.app, "/api/v1/uploads", "{\"name\": 7}").await.code(400), "json");
    assert_eq!(post(&server.app, "/api/v1/uploads", vec![b' '; 65 << 10]).await.code(413), "too-large");
    let view = begin(serde_json::json!({"name": "..\\..//etc/pass\u{7}wd.jsonl", "size": 1})).await.json();
    assert_eq!(view["name"], "passwd.jsonl");
}

#[tokio::test]
async fn an_upload_given_up_is_gone() {
    let server = Server::new().await;
    let path = begun(&server, "day.csv", 10).await;
    patch(&server.app, &path, 0, "0123").await;
    let gone = send(&server.app, request("DELETE", &path).body(Body::empty()).unwrap()).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(get(&server.app, &path).await.json()["state"], "discarded");
    assert_eq!(patch(&server.app, &path, 4, "456789").await.code(409), "state");
    assert_eq!(get(&server.app, "/api/v1/uploads/7").await.code(404), "not-found");
}

#[tokio::test]
async fn an_incomplete_upload_is_not_cleared() {
    let server = Server::new().await;
    let path = begun(&server, "day.csv", 10).await;
    let id = path.rsplit('/').next().unwrap();
    let asked = |upload: &str| serde_json::json!({"upload": upload}).to_string();
    assert_eq!(post(&server.app, "/api/v1/batches", asked(id)).await.code(409), "state");
    assert_eq!(post(&server.app, "/api/v1/batches", asked("x")).await.code(404), "not-found");
    let whole = upload(&server.app, "day.csv", "kcs", b"x").await;
    let wrong_day = serde_json::json!({"upload": whole, "on": "tomorrow"}).to_string();
    assert_eq!(post(&server.app, "/api/v1/batches", wrong_day).await.code(400), "json");
}

#[tokio::test]
async fn a_full_disk_is_told_and_keeps_what_was_there() {
    let server = Server::with(Settings { page_limit: Some(300) }).await;
    let path = begun(&server, "day.csv", 3 << 20).await;
    let first = patch(&server.app, &path, 0, vec![b'a'; 500_000]).await;
    assert_eq!(first.status, StatusCode::OK);
    let full = patch(&server.app, &path, 500_000, vec![b'a'; 1 << 20]).await;
    assert_eq!(full.code(507), "disk-full");
    assert_eq!(get(&server.app, &path).await.json()["offset"], 500_000);
}

const BOUNDARY: &str = "--x\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\nkcs\r\n\
    --x\r\nContent-Disposition: form-data; name=\"on\"\r\n\r\n2021-03-31\r\n\
    --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"";

async fn form(server: &Server, body: String) -> Result<BatchId, Failure> {
    let request = Request::builder().method("POST").header("content-type", "multipart/form-data; boundary=x");
    let form = Multipart::from_request(request.body(Body::from(body)).unwrap(), &()).await.unwrap();
    server::upload::from_form(&server.app, &store::Viewer::desk(), form).await
}

#[tokio::test]
async fn a_form_is_streamed_to_the_store_and_cleared() {
    let server = Server::new().await;
    let rows = table(12_000);
    let id = form(&server, format!("{BOUNDARY}day.csv\"\r\n\r\n{rows}\r\n--x--\r\n")).await.unwrap();
    let batch = ended(&server.app, &format!("/api/v1/batches/{id}")).await;
    assert_eq!((batch["state"].as_str(), batch["outcomes"].as_u64()), (Some("finished"), Some(12_000)), "{batch}");
    assert_eq!((batch["on"].as_str(), batch["map"].as_str()), (Some("2021-03-31"), Some("kcs")));
}

#[tokio::test]
async fn a_form_that_breaks_off_leaves_nothing() {
    let server = Server::new().await;
    let refused = form(&server, format!("{BOUNDARY}day.csv\"\r\n\r\n{}", table(20_000))).await.unwrap_err();
    assert_eq!(refused.code, "form");
    let viewer = store::Viewer::program();
    assert!(server.app.store.abandoned_uploads(&viewer, i64::MAX).await.unwrap().is_empty());
    assert!(server.app.store.batches(&viewer, 10, None).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_told() {
    let server = Server::new().await;
    let code = async |body: String| form(&server, body).await.unwrap_err().code;
    assert_eq!(code("--x--\r\n".to_owned()).await, "form");
    assert_eq!(code(format!("{BOUNDARY}\"\r\n\r\n\r\n--x--\r\n")).await, "form");
    assert_eq!(code(format!("{BOUNDARY}day.exe\"\r\n\r\nMZ\r\n--x--\r\n")).await, "format");
    assert_eq!(code(format!("{BOUNDARY}day.csv\"\r\n\r\n{}\r\n--x--\r\n", "x".repeat(5 << 20))).await, "too-large");
    let day = BOUNDARY.replace("2021-03-31", "31/03/2021");
    assert_eq!(code(format!("{day}day.csv\"\r\n\r\nx\r\n--x--\r\n")).await, "date");
    let map = BOUNDARY.replace("kcs", "");
    assert_eq!(code(format!("{map}day.csv\"\r\n\r\nx\r\n--x--\r\n")).await, "map");
    let long = BOUNDARY.replace("kcs", &"k".repeat(300));
    assert_eq!(code(format!("{long}day.csv\"\r\n\r\nx\r\n--x--\r\n")).await, "form");
    let kept = server.app.store.abandoned_uploads(&store::Viewer::program(), i64::MAX).await.unwrap();
    assert!(kept.is_empty());
    let whole = upload(&server.app, "day.csv", "kcs", b"x").await;
    let whole = server.app.store.upload(&store::Viewer::program(), &whole.parse().unwrap()).await.unwrap();
    assert_eq!(whole.state, UploadState::Complete);
}
