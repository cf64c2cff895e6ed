use std::io::{Cursor, Seek, SeekFrom};
use std::sync::Arc;

use crate::ground::{Server, app_over, begin, books, ended, get, maps, post, request, send, table, upload};
use axum::body::Body;
use axum::http::StatusCode;
use clearance::pipeline::{self, Content, Format, Options, Progress, Source};
use clearance::write::{Scribe, Sink};
use server::App;
use store::{BatchState, Settings, Store, Viewer};

async fn cleared(app: &App, name: &str, map: &str, bytes: &[u8]) -> (String, serde_json::Value) {
    let path = begin(app, &upload(app, name, map, bytes).await).await;
    let batch = ended(app, &path).await;
    (path, batch)
}

/// What the command line would write for the same file.
fn expected(text: &str, form: Format) -> String {
    let content = Content::Stream(Box::new(Cursor::new(text.as_bytes().to_vec())));
    let source = Source { name: "day.csv".into(), format: Format::Csv, content };
    let on = "2021-03-31".parse().unwrap();
    let options = Options { on, threads: 1, steps: true, language: None, map: maps().get("kcs").map(Arc::clone) };
    let mut bytes = Vec::new();
    let mut sink = Sink::open(form, &mut bytes).unwrap();
    let scribe = Scribe::new(form, basis::Language::En);
    let deliver = &mut |draft: clearance::write::Draft| {
        sink.write(&draft.finish().unwrap()).unwrap();
        Ok(())
    };
    pipeline::run(&mut std::iter::once(source), &books(), &options, &Progress::default(), &scribe, deliver).unwrap();
    sink.close().unwrap();
    String::from_utf8(bytes).unwrap()
}

async fn a_file_is_cleared_saved_filtered_and_downloaded(app: &App) {
    let rows = table(2_000);
    let (path, batch) = cleared(app, "day.csv", "kcs", rows.as_bytes()).await;
    assert_eq!((batch["state"].as_str(), batch["outcomes"].as_u64()), (Some("finished"), Some(2_000)), "{batch}");
    assert_eq!(batch["books"], books().digest());
    assert_eq!(batch["tallies"]["outcomes"], 2_000);
    assert!(batch["progress"].is_null() && batch["problem"].is_null());

    let page = get(app, &format!("{path}/outcomes?limit=10&after=5")).await.json();
    assert_eq!((page["outcomes"][0]["number"].as_u64(), page["next"].as_u64()), (Some(6), Some(15)));
    assert_eq!((page["count"].as_u64(), page["count_exact"].as_bool()), (Some(2_000), Some(true)));
    let open = get(app, &format!("{path}/outcomes?finding=edition-not-loaded&limit=1000")).await.json();
    let unknown = open["outcomes"].as_array().unwrap();
    assert!(!unknown.is_empty() && unknown.iter().all(|row| row["code"] == "871299"), "{}", unknown[0]);
    assert!(unknown.iter().all(|row| row["duty"].is_null() && row["duty_state"] == "not-determined"));

    let one = get(app, &format!("{path}/outcomes/7")).await.json();
    assert_eq!((one["number"].as_u64(), one["books"].as_str()), (Some(7), Some(books().digest())));
    assert_eq!(one["outcome"]["id"], page["outcomes"][1]["id"]);
    let again = post(app, "/api/v1/clear?on=2021-03-31", one["declaration"].to_string()).await.json();
    assert_eq!(again, one["outcome"], "the same books give the same outcome");

    let csv = get(app, &format!("{path}/download")).await;
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"day-outcomes.csv\"");
    assert_eq!(csv.text(), expected(&rows, Format::Csv));
    let lines = get(app, &format!("{path}/download?format=jsonl")).await;
    assert_eq!(lines.text(), expected(&rows, Format::JsonLines));
    let some = get(app, &format!("{path}/download?format=jsonl&finding=edition-not-loaded")).await;
    assert_eq!(some.text().lines().count(), unknown.len());
    assert_eq!(get(app, &format!("{path}/download?format=pdf")).await.code(400), "format");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_a_file_goes_the_whole_way() {
    a_file_is_cleared_saved_filtered_and_downloaded(&Server::new().await.app).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_a_file_goes_the_whole_way() {
    match store::testing::postgres().await {
        Ok(place) => {
            let store = Store::open(&place, crate::ground::NOW).await.unwrap();
            a_file_is_cleared_saved_filtered_and_downloaded(&app_over(store)).await;
        }
        Err(cause) => store::testing::without_postgres(&cause).unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_cannot_be_read_are_kept_with_their_line() {
    let server = Server::new().await;
    let mut rows = table(3);
    rows.push_str("4,2020-03-01,40\n");
    rows.push_str(table(1).lines().nth(1).unwrap());
    let (path, batch) = cleared(&server.app, "day.csv", "kcs", rows.as_bytes()).await;
    assert_eq!((batch["outcomes"].as_u64(), batch["unread"].as_u64()), (Some(4), Some(1)), "{batch}");
    let unread = get(&server.app, &format!("{path}/unread")).await.json();
    assert_eq!((unread[0]["line"].as_u64(), unread[0]["kind"].as_str()), (Some(5), Some("unread")), "{unread}");
    assert!(unread[0]["message"]["fr"].as_str().is_some_and(|text| !text.is_empty()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_cannot_be_cleared_says_why_and_saves_nothing() {
    let server = Server::new().await;
    for (name, map, bytes) in [
        ("day.csv", "kcs", &b"a,b,c\n1,2,3\n"[..]),
        ("day.csv", "kcs", b"\xff\xfe\x00binary"),
        ("day.parquet", "kcs", b"PAR1 and then nothing of it"),
        ("day.arrow", "kcs", b"ARROW1\0\0 and then nothing of it"),
    ] {
        let (path, batch) = cleared(&server.app, name, map, bytes).await;
        assert_eq!(batch["state"], "failed", "{name}: {batch}");
        let problem = &batch["problem"];
        assert!(problem["en"].as_str().unwrap().len() > 10 && problem["fr"].as_str().unwrap().len() > 10, "{problem}");
        assert_eq!(get(&server.app, &format!("{path}/outcomes")).await.json()["count"], 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_is_stopped_and_run_again() {
    let server = Server::new().await;
    let rows = table(8_000);
    let path = begin(&server.app, &upload(&server.app, "day.csv", "kcs", rows.as_bytes()).await).await;
    let stopped = send(&server.app, request("DELETE", &path).body(Body::empty()).unwrap()).await;
    assert_eq!(stopped.status, StatusCode::ACCEPTED);
    let batch = ended(&server.app, &path).await;
    assert_eq!((batch["state"].as_str(), batch["outcomes"].as_u64()), (Some("cancelled"), Some(0)), "{batch}");
    let twice = send(&server.app, request("DELETE", &path).body(Body::empty()).unwrap()).await;
    assert_eq!(twice.code(409), "state");
    let again = post(&server.app, &format!("{path}/again"), Body::empty()).await;
    assert_eq!(again.status, StatusCode::ACCEPTED, "{}", again.text());
    let batch = ended(&server.app, &path).await;
    assert_eq!((batch["state"].as_str(), batch["outcomes"].as_u64()), (Some("finished"), Some(8_000)), "{batch}");
    assert_eq!(post(&server.app, &format!("{path}/again"), Body::empty()).await.code(409), "state");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopping_server_leaves_an_interrupted_batch_that_runs_again_later() {
    let server = Server::new().await;
    let rows = table(8_000);
    let path = begin(&server.app, &upload(&server.app, "day.csv", "kcs", rows.as_bytes()).await).await;
    server.app.jobs.stop(std::time::Duration::from_secs(20)).await;
    let id = path.rsplit('/').next().unwrap().parse().unwrap();
    let batch = server.app.store.batch(&Viewer::program(), &id).await.unwrap();
    assert_eq!((batch.state, batch.outcome_count), (BatchState::Interrupted, 0));
    assert_eq!(server.app.jobs.room(&server.app).await.unwrap_err().code, "stopping");
    let next = app_over(server.app.store.clone());
    assert_eq!(post(&next, &format!("{path}/again"), Body::empty()).await.status, StatusCode::ACCEPTED);
    assert_eq!(ended(&next, &path).await["state"], "finished");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_wait_in_line_and_the_line_has_an_end() {
    let server = Server::new().await;
    let rows = table(5_000);
    let mut paths = Vec::new();
    for _ in 0..3 {
        let id = upload(&server.app, "day.csv", "kcs", rows.as_bytes()).await;
        paths.push(begin(&server.app, &id).await);
    }
    let last = get(&server.app, &paths[2]).await.json();
    assert_eq!(last["progress"]["size"].as_u64(), Some(rows.len() as u64), "{last}");
    let fourth = upload(&server.app, "day.csv", "kcs", b"x").await;
    let refused = post(&server.app, "/api/v1/batches", serde_json::json!({"upload": fourth}).to_string()).await;
    if server.app.jobs.load(&server.app).await.unwrap() == (1, 2) {
        assert_eq!(refused.code(429), "too-many");
    }
    for path in &paths {
        assert_eq!(ended(&server.app, path).await["state"], "finished");
    }
    let listed = get(&server.app, "/api/v1/batches?limit=2").await.json();
    assert_eq!(listed.as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_up_saves_nothing_and_says_so() {
    let server = Server::with(Settings { page_limit: Some(750) }).await;
    let (path, batch) = cleared(&server.app, "day.csv", "kcs", table(10_000).as_bytes()).await;
    assert_eq!(batch["state"], "failed", "{batch}");
    assert!(batch["problem"]["en"].as_str().unwrap().contains("disk"), "{batch}");
    assert_eq!(get(&server.app, &format!("{path}/download?format=jsonl")).await.text(), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stored_file_is_read_forwards_and_backwards() {
    let server = Server::new().await;
    let bytes: Vec<u8> = (0..=255).cycle().take(1_600_000).collect();
    let id = upload(&server.app, "day.parquet", "kcs", &bytes).await.parse().unwrap();
    let stored = server.app.store.upload(&Viewer::program(), &id).await.unwrap();
    let handle = tokio::runtime::Handle::current();
    let mut reader = server::upload::Reader::new(server.app.store.clone(), Viewer::program(), &stored, handle);
    let read = tokio::task::spawn_blocking(move || {
        let mut whole = Vec::new();
        std::io::Read::read_to_end(&mut reader, &mut whole).unwrap();
        assert_eq!(whole, bytes);
        for (from, at) in
            [(SeekFrom::End(-3), 1_599_997), (SeekFrom::Start(699_999), 699_999), (SeekFrom::Current(-9), 699_993)]
        {
            assert_eq!(reader.seek(from).unwrap(), at);
            let mut three = [0; 3];
            std::io::Read::read_exact(&mut reader, &mut three).unwrap();
            let at = usize::try_from(at).unwrap();
            assert_eq!(three, bytes[at..at + 3]);
        }
        assert!(reader.seek(SeekFrom::Current(i64::MIN)).is_err());
    });
    read.await.unwrap();
}
