//! Files of documents that come in by pieces, and the route by which programs write a text.

use std::sync::Arc;

use axum::body::Body;
use serde_json::{Value, json};
use server::{App, Site};

use crate::documents::{made, office, public, published, sound, write};
use crate::ground::{Answer, Server, get, request, send};
use crate::office::{person, register};
use crate::visitor::{Visitor, hidden};

/// Asks as a program that has a log-in's cookie, or a token.
async fn ask(app: &App, (header, secret): (&str, &str), method: &str, path: &str, body: &Value) -> Answer {
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    send(app, request(method, path).header(header, secret).body(body).unwrap()).await
}

impl Visitor {
    async fn api(&self, method: &str, path: &str, body: &Value) -> Answer {
        ask(&self.app, ("cookie", &self.cookie), method, path, body).await
    }

    async fn piece(&self, path: &str, offset: usize, bytes: &[u8]) -> Answer {
        let asked = request("PATCH", path).header("cookie", &self.cookie).header("upload-offset", offset);
        send(&self.app, asked.body(Body::from(bytes.to_vec())).unwrap()).await
    }

    /// Begins an upload for a document; where its pieces go.
    async fn begun(&self, name: &str, size: usize) -> String {
        let begun =
            self.api("POST", "/api/v1/uploads", &json!({ "name": name, "size": size, "for": "document" })).await;
        assert_eq!(begun.status, 201, "{}", begun.text());
        begun.header("location").to_owned()
    }

    /// A complete upload for a document.
    async fn sent(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.begun(name, bytes.len()).await;
        assert_eq!(self.piece(&path, 0, bytes).await.json()["state"], "complete");
        id_of(&path)
    }

    async fn state(&self, upload: &str) -> Value {
        self.api("GET", &format!("/api/v1/uploads/{upload}"), &Value::Null).await.json()["state"].clone()
    }
}

fn id_of(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// The path of a text of a document in the API.
fn text_of(document: &str, language: &str) -> String {
    format!("/api/v1/documents/{}/texts/{language}", id_of(document))
}

fn text(version: i64, upload: &str) -> Value {
    json!({ "version": version, "title": "Règles d’origine", "summary": "De quoi il s’agit.", "upload": upload })
}

fn scanned(server: &Server, line: &str) -> App {
    let site = Site { scanner: Some(line.to_owned()), ..(*server.app.site).clone() };
    App { site: Arc::new(site), ..server.app.clone() }
}

/// Bytes that say they are a PDF, and no two pieces of which are the same.
fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0_u32..).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()).take(length - 9));
    bytes
}

/// A public draft that nobody has written yet: version 1.
async fn draft(officer: &mut Visitor) -> String {
    made(officer, &[("kind", "publication"), ("level", "public"), ("audience", "anyone")]).await
}

#[tokio::test]
async fn a_file_sent_in_pieces_is_taken_published_and_read() {
    let (server, mut officer) = office().await;
    let document = draft(&mut officer).await;
    let whole = pdf(2_000_000);
    let path = officer.begun("règles.pdf", whole.len()).await;
    let (first, second, third) = (&whole[..700_000], &whole[700_000..1_400_000], &whole[1_400_000..]);
    assert_eq!(officer.piece(&path, 0, first).await.json()["offset"], 700_000);
    assert_eq!(officer.piece(&path, 700_000, second).await.json()["offset"], 1_400_000);
    // The answer was not heard: how far it has come is asked, and the piece is sent once more.
    let head = officer.api("HEAD", &path, &Value::Null).await;
    assert_eq!((head.status.as_u16(), head.header("upload-offset")), (200, "1400000"));
    assert_eq!(officer.piece(&path, 700_000, second).await.json()["offset"], 1_400_000);
    assert_eq!(officer.piece(&path, 1_300_000, third).await.code(409), "offset");
    let early = officer.api("PUT", &text_of(&document, "fr"), &text(1, &id_of(&path))).await;
    assert_eq!((early.code(409).as_str(), officer.state(&id_of(&path)).await), ("state", json!("receiving")));
    assert_eq!(officer.piece(&path, 1_400_000, third).await.json()["state"], "complete");
    let kept = officer.api("PUT", &text_of(&document, "fr"), &text(1, &id_of(&path))).await;
    assert_eq!(kept.status, 200, "{}", kept.text());
    let kept = kept.json();
    assert_eq!((kept["version"].as_i64(), kept["file"].as_str()), (Some(2), Some("règles.pdf")), "{kept}");
    assert_eq!((kept["size"].as_u64(), kept["media"].as_str()), (Some(2_000_000), Some("application/pdf")), "{kept}");
    assert_eq!((kept["title"].as_str(), kept["scan"].as_str()), (Some("Règles d’origine"), Some("none")), "{kept}");
    let again = officer.api("PUT", &text_of(&document, "fr"), &text(2, &id_of(&path))).await;
    assert_eq!(again.code(409), "state", "what was taken is not taken again");
    assert_eq!(published(&mut officer, &document, "fr").await.status, 303);
    let content = format!("/api/v1/documents/{}/content/fr/1", id_of(&document));
    assert!(get(&server.app, &content).await.bytes == whole, "other bytes came out than went in");
}

#[tokio::test]
async fn a_text_stays_its_file_unless_told_otherwise() {
    let (_server, mut officer) = office().await;
    let path = text_of(&draft(&mut officer).await, "en");
    let upload = officer.sent("a.txt", b"One\n").await;
    assert_eq!(officer.api("PUT", &path, &text(1, &upload)).await.status, 200);
    let same =
        officer.api("PUT", &path, &json!({ "version": 2, "title": " Origin ", "summary": "a\r\nb" })).await.json();
    assert_eq!((same["file"].as_str(), same["title"].as_str()), (Some("a.txt"), Some("Origin")), "{same}");
    assert_eq!((same["summary"].as_str(), same["version"].as_i64()), (Some("a\nb"), Some(3)), "{same}");
    let bare = officer.api("PUT", &path, &json!({ "version": 3, "title": "Origin", "remove": true })).await.json();
    assert_eq!((&bare["file"], &bare["sha256"], bare["version"].as_i64()), (&Value::Null, &Value::Null, Some(4)));
    let zero = officer.api("PUT", &path, &json!({ "version": 4, "title": "Ori\0gin" })).await.json();
    assert_eq!(zero["title"], "Ori\u{fffd}gin");
}

#[tokio::test]
async fn what_is_refused_is_told_and_a_sound_file_stays() {
    let (_server, mut officer) = office().await;
    let document = draft(&mut officer).await;
    let path = text_of(&document, "fr");
    let upload = officer.sent("a.txt", b"One\n").await;
    assert_eq!(officer.api("PUT", &path, &text(7, &upload)).await.code(409), "changed");
    let nameless = json!({ "version": 1, "title": " ", "upload": upload });
    let refused = officer.api("PUT", &path, &nameless).await;
    assert_eq!(refused.code(422), "title");
    assert_eq!(refused.json()["error"]["message"]["fr"], "Donnez-lui un titre.");
    let long = json!({ "version": 1, "title": "T", "summary": "x".repeat(5_001), "upload": upload });
    assert_eq!(officer.api("PUT", &path, &long).await.code(422), "summary");
    assert_eq!(officer.state(&upload).await, "complete");
    for (path, code) in [(text_of(&document, "de"), "not-found"), (text_of("/x", "fr"), "not-found")] {
        assert_eq!(officer.api("PUT", &path, &text(1, &upload)).await.code(404), code);
    }
    let other = officer.sent("a.pdf", b"One\n").await;
    assert_eq!(officer.api("PUT", &path, &text(1, &other)).await.code(422), "file");
    assert_eq!(officer.state(&other).await, "discarded");
    assert_eq!(officer.api("PUT", &path, &text(1, &upload)).await.status, 200);
}

#[tokio::test]
async fn an_upload_for_a_document_has_a_size_and_no_mapping() {
    let (_server, officer) = office().await;
    let begin = async |asked: Value| officer.api("POST", "/api/v1/uploads", &asked).await;
    let large = begin(json!({ "name": "a.pdf", "size": 5 << 20, "for": "document" })).await;
    assert_eq!(large.code(413), "too-large");
    let mapped = begin(json!({ "name": "a.csv", "size": 1, "map": "kcs", "for": "document" })).await;
    assert_eq!(mapped.code(400), "map");
    assert_eq!(begin(json!({ "name": "x/", "size": 1, "for": "document" })).await.code(400), "name");
    assert_eq!(begin(json!({ "name": "a.pdf", "size": 1, "for": "dinner" })).await.code(400), "json");
    let any = begin(json!({ "name": "a file of any name", "size": 3, "for": "document" })).await;
    assert_eq!((any.status.as_u16(), any.json()["for"].as_str()), (201, Some("document")));
    let more = officer.piece(any.header("location"), 0, b"four").await;
    assert_eq!(more.code(413), "too-large");
}

#[tokio::test]
async fn strangers_begin_nothing_and_write_nothing() {
    let (server, mut officer) = office().await;
    let open = public(&mut officer).await;
    let hidden = draft(&mut officer).await;
    let begin = json!({ "name": "a.pdf", "size": 1, "for": "document" });
    let stranger = Visitor::new(&server.app);
    register(&server.app).await;
    let declarant = person(&server.app, "Dora", &[("clearance.declarant", "ACME")]).await;
    let page = get(&server.app, "/api/v1/documents").await;
    assert_eq!(page.json()["count"], 1, "only what is published is seen");
    for visitor in [&stranger, &declarant] {
        assert_eq!(visitor.api("POST", "/api/v1/uploads", &begin).await.code(403), "refused");
        let own = json!({ "version": 3, "title": "Mine" });
        assert_eq!(visitor.api("PUT", &text_of(&open, "en"), &own).await.code(403), "refused");
        assert_eq!(visitor.api("PUT", &text_of(&hidden, "en"), &own).await.code(404), "not-found");
    }
    let other = person(&server.app, "Otto", &[("documents.officer", "SECRETARIAT")]).await;
    let theirs = other.sent("a.txt", b"One\n").await;
    assert_eq!(officer.api("PUT", &text_of(&hidden, "en"), &text(1, &theirs)).await.code(404), "not-found");
    let path = format!("/api/v1/uploads/{theirs}");
    assert_eq!(officer.api("GET", &path, &Value::Null).await.code(404), "not-found");
    assert_eq!(officer.piece(&path, 4, b"x").await.code(404), "not-found");
    assert_eq!(other.state(&theirs).await, "complete");
}

#[tokio::test]
async fn a_token_writes_texts_within_its_scopes() {
    let (server, mut officer) = office().await;
    let document = public(&mut officer).await;
    let mut tokens = Vec::new();
    for scope in ["documents:write", "documents:read", "clearance:write"] {
        let fields = [("name", scope), ("days", "30"), ("scope", scope)];
        let page = officer.post("/en/account/tokens", "/en/account/tokens", &fields).await.text();
        let token = page.split("oc_").nth(1).and_then(|rest| rest.get(..64)).unwrap();
        tokens.push(format!("Bearer oc_{token}"));
    }
    let asks = async |token: &str, method: &str, path: &str, body: Value| {
        ask(&server.app, ("authorization", token), method, path, &body).await
    };
    let (begin, path) = (json!({ "name": "a.txt", "size": 0, "for": "document" }), text_of(&document, "fr"));
    let begun = asks(&tokens[0], "POST", "/api/v1/uploads", begin.clone()).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    let written = asks(&tokens[0], "PUT", &path, json!({ "version": 3, "title": "Titre" })).await;
    assert_eq!((written.status.as_u16(), written.json()["version"].as_i64()), (200, Some(4)));
    for token in &tokens[1..] {
        assert_eq!(asks(token, "POST", "/api/v1/uploads", begin.clone()).await.code(403), "refused");
        let refused = asks(token, "PUT", &path, json!({ "version": 4, "title": "Titre" })).await;
        assert!([403, 404].contains(&refused.status.as_u16()), "{}", refused.text());
    }
    assert_eq!(asks(&tokens[1], "GET", begun.header("location"), Value::Null).await.status, 200);
    assert_eq!(asks(&tokens[2], "GET", begun.header("location"), Value::Null).await.code(404), "not-found");
}

#[tokio::test]
async fn an_infected_file_is_refused_and_dropped() {
    let (server, mut officer) = office().await;
    let path = text_of(&draft(&mut officer).await, "en");
    officer.app = scanned(&server, "exit 1");
    let upload = officer.sent("a.txt", b"One\n").await;
    let refused = officer.api("PUT", &path, &text(1, &upload)).await;
    assert_eq!(refused.code(422), "file");
    assert!(refused.text().contains("virus scanner found something"), "{}", refused.text());
    assert_eq!(officer.state(&upload).await, "discarded");
    officer.app = scanned(&server, "exit 3");
    let upload = officer.sent("a.txt", b"One\n").await;
    let held = officer.api("PUT", &path, &text(1, &upload)).await.json();
    assert_eq!((held["scan"].as_str(), held["version"].as_i64()), (Some("failed"), Some(2)), "{held}");
}

#[tokio::test]
async fn each_upload_serves_what_it_is_for() {
    let server = crate::office::server().await;
    let roles = [("documents.officer", "SECRETARIAT"), ("clearance.officer", "XB")];
    let mut both = person(&server.app, "Bea", &roles).await;
    let path = text_of(&draft(&mut both).await, "en");
    let clear =
        async |upload: &str| both.api("POST", "/api/v1/batches", &json!({ "upload": upload, "map": "kcs" })).await;
    let table = both.sent("day.csv", b"a,b\n").await;
    assert_eq!(clear(&table).await.code(409), "for");
    assert_eq!(both.state(&table).await, "complete");
    let declarations = async |name: &str| {
        let asked = json!({ "name": name, "size": 4, "map": "kcs" });
        let begun = both.api("POST", "/api/v1/uploads", &asked).await.header("location").to_owned();
        both.piece(&begun, 0, b"a,b\n").await;
        id_of(&begun)
    };
    // Of the forms of declarations only a table of text is one of documents, and none while it waits to be cleared.
    let refused = both.api("PUT", &path, &text(1, &declarations("day.xml").await)).await;
    assert_eq!(refused.code(422), "file");
    let waiting = declarations("day.csv").await;
    assert_eq!(clear(&waiting).await.status, 202);
    assert_eq!(both.api("PUT", &path, &text(1, &waiting)).await.code(409), "state");
    let taken = both.api("PUT", &path, &text(1, &declarations("day.csv").await)).await;
    assert_eq!((taken.status.as_u16(), taken.json()["media"].as_str()), (200, Some("text/csv")));
}

#[tokio::test]
async fn the_form_offers_what_was_sent_before() {
    let (server, mut officer) = office().await;
    let document = draft(&mut officer).await;
    let path = format!("{document}/edit/fr");
    assert!(!sound(&officer.get(&path).await).contains("name=\"upload\""));
    let upload = officer.sent("règles <1>.txt", b"One\n").await;
    let page = sound(&officer.get(&path).await);
    assert!(page.contains(&format!("<option value=\"{upload}\">règles &#60;1&#62;.txt (4")), "{page}");
    sound(&officer.get(&path.replace("/en/", "/fr/")).await);
    let mut other = person(&server.app, "Otto", &[("documents.officer", "SECRETARIAT")]).await;
    assert!(!sound(&other.get(&path).await).contains(&upload));
    let (mark, version) = (hidden(&page, "mark"), hidden(&page, "version"));
    let fields = |title, upload| {
        [("mark", mark.as_str()), ("version", version.as_str()), ("title", title), ("summary", ""), ("upload", upload)]
    };
    let nameless = write(&officer, &path, &fields("", &upload), None).await;
    assert_eq!(nameless.status, 422);
    assert!(sound(&nameless).contains(&format!("<option value=\"{upload}\" selected>")), "{}", nameless.text());
    let two = write(&officer, &path, &fields("Règles", &upload), Some(("b.txt", b"Two\n"))).await;
    assert!(two.status == 422 && sound(&two).contains("Two files were given."), "{}", two.text());
    assert_eq!(officer.state(&upload).await, "complete");
    let kept = write(&officer, &path, &fields("Règles", &upload), None).await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let page = sound(&officer.get(&path).await);
    assert!(page.contains("<b>règles &#60;1&#62;.txt</b>") && !page.contains("name=\"upload\""), "{page}");
    let version = hidden(&page, "version");
    let gone = [("mark", mark.as_str()), ("version", &version), ("title", "Règles"), ("upload", upload.as_str())];
    assert_eq!(write(&officer, &path, &gone, None).await.status, 422);
}
