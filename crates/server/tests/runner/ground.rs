//! What the tests of the API stand on: a server's state over a fresh database, and requests to its router.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use clearance::{Books, Draw, Parts};
use declaration::lists::CodeLists;
use declaration::mapping::Mapping;
use declaration::procedure::Procedures;
use declaration::rules::RuleBook;
use nomenclature::{Edition, Nomenclature, SearchIndex};
use serde_json::Value;
use server::{App, Limits, Maps, Site};
use store::{Place, Settings, Store};
use tariff::Tariff;
use tempfile::TempDir;
use tower::ServiceExt;
use valuation::{Basis, Practice};

/// 2026-01-15, noon, in microseconds.
pub const NOW: i64 = 1_768_478_400_000_000;

const CODES: &str = "section,hscode,description,parent,level\n\
    XVII,87,Vehicles,TOTAL,2\nXVII,8712,Bicycles and other cycles,87,4\nXVII,871200,Bicycles,8712,6\n\
    I,01,Animals; live,TOTAL,2\nI,0101,Horses; live,01,4\nI,010121,Horses; pure-bred,0101,6\n\
    XVI,85,Electrical machinery,TOTAL,2\nXVI,8510,Shavers,85,4\nXVI,851090,Shavers; parts,8510,6\n";

fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference").join(name)
}

fn tariff() -> Tariff {
    let mut files: Vec<(String, String)> = fs::read_dir(reference("tariff"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Tariff::read(&files).unwrap()
}

/// The reference files of the repository over a nomenclature of nine rows; no model.
pub fn books() -> Arc<Books> {
    static BOOKS: OnceLock<Arc<Books>> = OnceLock::new();
    let make = || {
        let edition = Edition::of_year(2022, "test rows").unwrap();
        let (nomenclature, _) = Nomenclature::from_csv(CODES.as_bytes(), edition).unwrap();
        let read = |name: &str| fs::read_to_string(reference(name)).unwrap();
        Arc::new(Books::new(Parts {
            search: Arc::new(SearchIndex::build(&nomenclature)),
            nomenclature: Arc::new(nomenclature),
            tariff: Arc::new(tariff()),
            procedures: Arc::new(Procedures::read(&read("procedures.toml")).unwrap()),
            rules: Arc::new(RuleBook::read(&read("rules.toml")).unwrap()),
            lists: Arc::new(CodeLists::default()),
            practice: Practice::new(Basis::Cif),
            model: None,
            thresholds: None,
            draw: Draw::none(),
        }))
    };
    Arc::clone(BOOKS.get_or_init(make))
}

pub fn maps() -> Maps {
    let text = fs::read_to_string(reference("maps/kcs.toml")).unwrap();
    Maps::from([("kcs".to_owned(), Arc::new(Mapping::read(&text).unwrap()))])
}

/// The limits that the tests live by: small, so that each can be reached.
pub fn limits() -> Limits {
    Limits {
        file_bytes: 4 << 20,
        piece_bytes: 1 << 20,
        body_bytes: 64 << 10,
        waiting: 3,
        threads: 2,
        calls: 0,
        ..Limits::default()
    }
}

/// A server's state, and the folder that goes with it.
pub struct Server {
    pub app: App,
    pub folder: TempDir,
}

pub fn app_over(store: Store) -> App {
    App::with_limits(store, books(), maps(), Arc::new(|| NOW), Site::desk([7; 32]), limits()).unwrap()
}

impl Server {
    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    pub async fn with(settings: Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Sqlite(folder.path().join("server.db"));
        let store = Store::open_with(&place, settings, NOW).await.unwrap();
        Self { app: app_over(store), folder }
    }

    pub fn place(&self) -> Place {
        Place::Sqlite(self.folder.path().join("server.db"))
    }
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts the one shape of an error and gives its code.
    pub fn code(&self, status: u16) -> String {
        let json = self.json();
        assert_eq!(self.status.as_u16(), status, "{json}");
        let message = &json["error"]["message"];
        assert!(message["en"].as_str().is_some_and(|text| !text.is_empty()), "{json}");
        assert!(message["fr"].as_str().is_some_and(|text| !text.is_empty()), "{json}");
        json["error"]["code"].as_str().unwrap().to_owned()
    }
}

pub async fn send(app: &App, request: Request<Body>) -> Answer {
    let response = server::router(app.clone()).oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, bytes }
}

pub fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header("host", "localhost:8080")
}

pub async fn get(app: &App, path: &str) -> Answer {
    send(app, request("GET", path).body(Body::empty()).unwrap()).await
}

pub async fn post(app: &App, path: &str, body: impl Into<Body>) -> Answer {
    send(app, request("POST", path).body(body.into()).unwrap()).await
}

pub async fn patch(app: &App, path: &str, offset: u64, body: impl Into<Body>) -> Answer {
    let request = request("PATCH", path).header("upload-offset", offset);
    send(app, request.body(body.into()).unwrap()).await
}

const HEADER: &str = "Declaration ID,Date,Office ID,Process Type,Import Type,Import Use,Payment Type,Mode of Transport,\
Declarant ID,Importer ID,Seller ID,Courier ID,HS6 Code,Country of Departure,Country of Origin,Tax Rate,Tax Type,\
Country of Origin Indicator,Net Mass,Item Price,Fraud,Critical Fraud\n";

/// A table with the Korean columns.
pub fn table(rows: u64) -> String {
    let codes = ["871200", "010121", "851090", "871299"];
    let mut text = HEADER.to_owned();
    for id in 1..=rows {
        let code = codes[usize::try_from(id).unwrap() % 4];
        writeln!(
            text,
            "{id},2020-03-01,40,B,11,21,11,10,DCL{},IMP{},SEL{},,{code},CN,CN,8.0,A,Y,{}.5,{}.25,0,0",
            id % 7,
            id % 11,
            id % 13,
            10 + id % 90,
            1_000 + id * 37 % 9_000
        )
        .unwrap();
    }
    text
}

/// Sends a file through the API in pieces and gives the upload's id.
pub async fn upload(app: &App, name: &str, map: &str, bytes: &[u8]) -> String {
    let asked = serde_json::json!({"name": name, "size": bytes.len(), "map": map});
    let begun = post(app, "/api/v1/uploads", asked.to_string()).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    let path = begun.header("location").to_owned();
    let mut offset = 0;
    for piece in bytes.chunks(700_000) {
        let kept = patch(app, &path, offset, piece.to_vec()).await;
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
        offset = kept.json()["offset"].as_u64().unwrap();
    }
    begun.json()["id"].as_str().unwrap().to_owned()
}

/// Puts an upload in line and gives the batch's path.
pub async fn begin(app: &App, upload: &str) -> String {
    let begun =
        post(app, "/api/v1/batches", serde_json::json!({"upload": upload, "on": "2021-03-31"}).to_string()).await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.text());
    begun.header("location").to_owned()
}

/// Waits until a batch is no longer open.
pub async fn ended(app: &App, path: &str) -> Value {
    for _ in 0..3_000 {
        let batch = get(app, path).await.json();
        if !["queued", "running"].contains(&batch["state"].as_str().unwrap()) {
            return batch;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the batch did not end");
}
