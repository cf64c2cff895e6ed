//! Documents: from the working copy to the reader, and what readers who may not see one learn of it.

use std::sync::Arc;

use axum::body::Body;
use basis::Text;
use secretariat::paper::Series;
use server::{App, Site};
use store::Viewer;
use tower::ServiceExt;

use crate::ground::{Answer, NOW, Server, get, request, send};
use crate::markup;
use crate::office::person;
use crate::visitor::{Visitor, hidden};

const FILE: &[u8] = b"Rules of origin, explained for traders.\n";

/// A server with a series, and its documents officer.
pub async fn office() -> (Server, Visitor) {
    let server = Server::new().await;
    let title = Text::fixed("Working papers", "Documents de travail");
    let series = Series::new("PC", title, "PC{number:04}{language}{version}").unwrap();
    server.app.store.add_series(&Viewer::program(), &series, NOW).await.unwrap();
    let officer = person(&server.app, "Olga", &[("documents.officer", "SECRETARIAT")]).await;
    (server, officer)
}

/// Sends the form of a working copy, with a file where one is given.
pub async fn write(visitor: &Visitor, path: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    let (name, content) = file.unwrap_or(("", b""));
    let head = format!("--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--b--\r\n");
    let asked = request("POST", path)
        .header("cookie", &visitor.cookie)
        .header("origin", "http://localhost:8080")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=b");
    send(&visitor.app, asked.body(Body::from(body)).unwrap()).await
}

/// Writes a working copy as a browser does: with the mark and the version of its page.
async fn written(
    officer: &mut Visitor,
    document: &str,
    language: &str,
    title: &str,
    file: Option<(&str, &[u8])>,
) -> Answer {
    let path = format!("{document}/edit/{language}");
    let page = officer.get(&path).await.text();
    let (mark, version) = (hidden(&page, "mark"), hidden(&page, "version"));
    let fields = [("mark", mark.as_str()), ("version", &version), ("title", title), ("summary", "What it is about.")];
    write(officer, &path, &fields, file).await
}

/// The path of a new document.
pub async fn made(officer: &mut Visitor, fields: &[(&str, &str)]) -> String {
    let new = officer.post("/en/documents/new", "/en/documents/new", fields).await;
    assert_eq!(new.status, 303, "{}", new.text());
    new.header("location").strip_suffix("/edit/en").unwrap().to_owned()
}

pub async fn published(officer: &mut Visitor, document: &str, language: &str) -> Answer {
    let page = officer.get(document).await.text();
    let version = hidden(&page, "version");
    officer.post(document, &format!("{document}/publish/{language}"), &[("version", &version)]).await
}

pub fn sound(answer: &Answer) -> String {
    let text = answer.text();
    markup::check(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    text
}

/// A public document of the series, published in English with a file.
pub async fn public(officer: &mut Visitor) -> String {
    let fields = [("kind", "paper"), ("series", "PC"), ("level", "public"), ("audience", "anyone")];
    let document = made(officer, &fields).await;
    let kept = written(officer, &document, "en", "Rules of origin <draft>", Some(("été.txt", FILE))).await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let done = published(officer, &document, "en").await;
    assert_eq!(done.status, 303, "{}", done.text());
    document
}

#[tokio::test]
async fn a_document_is_written_published_and_read_by_everybody() {
    let (server, mut officer) = office().await;
    assert!(sound(&get(&server.app, "/en/documents").await).contains("No document yet"));
    sound(&officer.get("/fr/documents/new").await);
    let document = public(&mut officer).await;
    for path in
        ["/en/documents", "/fr/documents", &document, &format!("{document}/edit/en"), &format!("{document}/downloads")]
    {
        let page = officer.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        sound(&page);
    }
    let list = sound(&get(&server.app, "/en/documents").await);
    assert!(list.contains("Rules of origin &#60;draft&#62;") && list.contains("PC0001E1"), "{list}");
    let page = sound(&get(&server.app, &document).await);
    assert!(page.contains("What it is about.") && page.contains("everybody") && !page.contains("/mark\""), "{page}");
    let french = sound(&get(&server.app, &document.replace("/en/", "/fr/")).await);
    assert!(french.contains("Ce document n’existe pas en français. Le texte anglais est affiché."), "{french}");
    assert!(french.contains("<h1 lang=\"en\">"), "{french}");
    let file = get(&server.app, &format!("{document}/content/en/1")).await;
    assert_eq!((file.status.as_u16(), file.bytes.as_slice()), (200, FILE));
    let name = "attachment; filename=\"-t-.txt\"; filename*=UTF-8''%C3%A9t%C3%A9.txt";
    assert_eq!((file.header("content-disposition"), file.header("content-type")), (name, "text/plain; charset=utf-8"));
    assert_eq!((file.header("cache-control"), file.header("x-content-type-options")), ("no-store", "nosniff"));
    assert!(sound(&officer.get(&format!("{document}/downloads")).await).contains("visitor without an account"));
}

#[tokio::test]
async fn a_symbol_of_any_language_and_version_leads_to_the_document() {
    let (server, mut officer) = office().await;
    let document = public(&mut officer).await;
    for symbol in ["PC0001E1", "PC0001F1", "PC0001E7"] {
        let found = get(&server.app, &format!("/en/documents/{symbol}")).await;
        assert_eq!((found.status.as_u16(), found.header("location")), (303, document.as_str()), "{symbol}");
    }
    assert_eq!(get(&server.app, "/en/documents/PC0002E1").await.status, 404);
}

#[tokio::test]
async fn the_api_and_the_feed_give_what_the_pages_give() {
    let (server, mut officer) = office().await;
    let document = public(&mut officer).await;
    let id = document.rsplit('/').next().unwrap();
    let list = get(&server.app, "/api/v1/documents?series=PC").await.json();
    assert_eq!(
        (list["count"].as_u64(), list["documents"][0]["symbol"].as_str()),
        (Some(1), Some("PC0001E1")),
        "{list}"
    );
    let one = get(&server.app, &format!("/api/v1/documents/{id}")).await.json();
    let content = one["editions"][0]["content"].as_str().unwrap().to_owned();
    assert_eq!(get(&server.app, &content).await.bytes, FILE);
    let lines = get(&server.app, "/api/v1/documents/export").await.text();
    assert_eq!((lines.lines().count(), lines.contains(id)), (1, true), "{lines}");
    let feed = get(&server.app, "/fr/documents/feed.xml").await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert!(feed.text().contains("PC0001E1 – Rules of origin &lt;draft&gt;"), "{}", feed.text());
    assert_eq!(get(&server.app, "/api/v1/documents?after=x").await.code(400), "query");
    assert_eq!(get(&server.app, "/api/v1/documents/x").await.code(404), "not-found");
}

#[tokio::test]
async fn whoever_may_not_see_a_document_learns_nothing_of_it() {
    let (server, mut officer) = office().await;
    let fields = [("kind", "paper"), ("series", "PC"), ("level", "restricted"), ("audience", "members")];
    let document = made(&mut officer, &fields).await;
    written(&mut officer, &document, "en", "Secret talks", Some(("a.txt", FILE))).await;
    assert_eq!(published(&mut officer, &document, "en").await.status, 303);
    let id = document.rsplit('/').next().unwrap();
    for path in [
        document.clone(),
        format!("{document}/content/en/1"),
        format!("{document}/downloads"),
        format!("{document}/edit/en"),
        "/en/documents/PC0001E1".to_owned(),
        format!("/api/v1/documents/{id}"),
        format!("/api/v1/documents/{id}/content/en/1"),
    ] {
        let answer = get(&server.app, &path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("Secret"), "{path}");
    }
    for path in ["/en/documents", "/api/v1/documents", "/api/v1/documents/export", "/en/documents/feed.xml"] {
        let answer = get(&server.app, path).await;
        assert!(answer.status == 200 && !answer.text().contains(id) && !answer.text().contains("PC0001"), "{path}");
    }
    for path in ["/en/documents/new", "/en/documents/lacking"] {
        assert_eq!(get(&server.app, path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn the_text_of_a_restricted_document_is_read_where_the_reading_is_entered() {
    let (_server, mut officer) = office().await;
    let document = public(&mut officer).await;
    let fields = [("kind", "paper"), ("series", "PC"), ("level", "restricted"), ("audience", "members")];
    let secret = made(&mut officer, &fields).await;
    written(&mut officer, &secret, "en", "Secret rules", Some(("a.txt", FILE))).await;
    assert_eq!(published(&mut officer, &secret, "en").await.status, 303);
    let found = officer.get("/api/v1/search?q=about").await.json();
    let hits = found["hits"].as_array().unwrap().iter();
    let told = |hit: &serde_json::Value| {
        let words = |key: &str| hit[key].as_str().unwrap().to_owned();
        (words("title"), hit["restricted"].as_bool().unwrap(), words("passage").contains("about"))
    };
    let hits: std::collections::BTreeMap<_, _> =
        hits.map(told).map(|(title, restricted, words)| (title, (restricted, words))).collect();
    let due = [("Rules of origin <draft>".to_owned(), (false, true)), ("Secret rules".to_owned(), (true, false))];
    assert_eq!(hits, due.into());
    let page = sound(&officer.get("/en/search?q=about").await);
    assert!(page.contains("that reading is written down") && page.contains(&document), "{page}");
}

#[tokio::test]
async fn a_download_ends_with_the_right_to_it() {
    let (server, mut officer) = office().await;
    let mut reader = person(&server.app, "Rita", &[("documents.officer", "SECRETARIAT")]).await;
    let fields = [("kind", "paper"), ("series", "PC"), ("level", "members"), ("audience", "members")];
    let document = made(&mut officer, &fields).await;
    let large = "words and words\n".repeat((1 << 18) - 1);
    assert_eq!(written(&mut officer, &document, "en", "Large", Some(("a.txt", large.as_bytes()))).await.status, 303);
    assert_eq!(published(&mut officer, &document, "en").await.status, 303);
    let path = format!("{document}/content/en/1");
    assert_eq!(reader.get(&path).await.bytes.len(), large.len());
    let asked = request("GET", &path).header("cookie", &reader.cookie).body(Body::empty()).unwrap();
    let begun = server::router(server.app.clone()).oneshot(asked).await.unwrap();
    assert_eq!(begun.status(), 200);
    let (store, program) = (&server.app.store, Viewer::program());
    let rita = store.person_by_email(&program, "rita@customs.example").await.unwrap().unwrap().id;
    let held = store.appointments_of(&program, &rita, NOW).await.unwrap();
    store.end_appointment(&program, &held[0].id, NOW).await.unwrap();
    // What was on its way when the right ended arrives; the rest does not, and whoever waits for it is told.
    assert!(axum::body::to_bytes(begun.into_body(), usize::MAX).await.is_err());
}

#[tokio::test]
async fn what_lacks_a_language_stands_on_the_work_list() {
    let (_server, mut officer) = office().await;
    let document = public(&mut officer).await;
    let french = sound(&officer.get("/en/documents/lacking").await);
    assert!(french.contains("No French version") && french.contains(&format!("{document}/edit/fr")), "{french}");
    assert!(sound(&officer.get("/fr/documents/lacking?language=en").await).contains("Rien n’attend"));
    written(&mut officer, &document, "fr", "Règles d’origine", None).await;
    assert!(sound(&officer.get("/en/documents/lacking").await).contains("The French version is a draft"));
    published(&mut officer, &document, "fr").await;
    let shown = sound(&officer.get(&document.replace("/en/", "/fr/")).await);
    assert!(shown.contains("PC0001F1") && !shown.contains("n’existe pas en français"), "{shown}");
}

#[tokio::test]
async fn two_officers_do_not_undo_each_other() {
    let (_server, mut officer) = office().await;
    let document = public(&mut officer).await;
    let path = format!("{document}/edit/en");
    let page = officer.get(&path).await.text();
    let (mark, version) = (hidden(&page, "mark"), hidden(&page, "version"));
    written(&mut officer, &document, "en", "What she wrote", None).await;
    let fields = [("mark", mark.as_str()), ("version", &version), ("title", "What he wrote"), ("summary", "")];
    let refused = write(&officer, &path, &fields, None).await;
    assert_eq!(refused.status, 409);
    let both = sound(&refused);
    assert!(both.contains("What he wrote") && both.contains("What she wrote"), "{both}");
    let now = hidden(&both, "version");
    let fields = [("mark", mark.as_str()), ("version", &now), ("title", "What both wrote"), ("summary", "")];
    assert_eq!(write(&officer, &path, &fields, None).await.status, 303);
    let stale = officer.post(&document, &format!("{document}/publish/en"), &[("version", &version)]).await;
    assert_eq!(stale.status, 409);
    assert!(sound(&stale).contains("changed by somebody else"));
}

#[tokio::test]
async fn a_file_that_is_not_what_it_says_is_refused_and_what_was_typed_is_kept() {
    let (_server, mut officer) = office().await;
    let fields = [("kind", "evidence"), ("level", "public"), ("audience", "anyone")];
    let document = made(&mut officer, &fields).await;
    for (name, content) in [("a.pdf", FILE), ("a.exe", b"MZ"), ("a.txt", b"<!doctype html><script>1</script>")] {
        let refused = written(&mut officer, &document, "en", "A title", Some((name, content))).await;
        assert_eq!(refused.status, 422, "{name}");
        let page = sound(&refused);
        assert!(page.contains("value=\"A title\"") && page.contains("aria-invalid"), "{page}");
    }
    let untitled = written(&mut officer, &document, "en", "", None).await;
    assert_eq!(untitled.status, 422);
    assert!(sound(&untitled).contains("Give it a title."));
    let unmarked = write(&officer, &format!("{document}/edit/en"), &[("version", "1"), ("title", "x")], None).await;
    assert_eq!(unmarked.status, 403);
}

#[tokio::test]
async fn the_virus_scanner_has_its_say() {
    let (server, mut officer) = office().await;
    let fields = [("kind", "evidence"), ("level", "public"), ("audience", "anyone")];
    let document = made(&mut officer, &fields).await;
    let scanned = |line: &str| {
        let site = Site { scanner: Some(line.to_owned()), ..(*server.app.site).clone() };
        App { site: Arc::new(site), ..server.app.clone() }
    };
    officer.app = scanned("exit 1");
    let refused = written(&mut officer, &document, "en", "A", Some(("a.txt", FILE))).await;
    assert_eq!(refused.status, 422);
    assert!(sound(&refused).contains("virus scanner found something"));
    officer.app = scanned("exit 3");
    assert_eq!(written(&mut officer, &document, "en", "A", Some(("a.txt", FILE))).await.status, 303);
    let held = sound(&officer.get(&document).await);
    assert!(held.contains("held back") && !held.contains("/publish/en"), "{held}");
    assert_eq!(published(&mut officer, &document, "en").await.status, 409);
    officer.app = scanned("grep -q origin");
    assert_eq!(written(&mut officer, &document, "en", "A", Some(("a.txt", FILE))).await.status, 303);
    assert!(sound(&officer.get(&document).await).contains("no virus found"));
    assert_eq!(published(&mut officer, &document, "en").await.status, 303);
}

#[tokio::test]
async fn the_marks_of_a_new_document_are_checked() {
    let (_server, mut officer) = office().await;
    for (fields, words) in [
        (vec![("kind", "paper"), ("level", "public")], "Choose at least one audience"),
        (vec![("kind", "paper"), ("level", "restricted"), ("audience", "anyone")], "Only a public document"),
        (vec![("kind", "paper"), ("level", "confidential"), ("audience", "members")], "never for a whole membership"),
        (vec![("kind", "x"), ("level", "public"), ("audience", "anyone")], "Choose what it is."),
        (vec![("kind", "paper"), ("level", "public"), ("audience", "anyone"), ("body", "NONE")], "one of the bodies"),
        (vec![("kind", "paper"), ("level", "public"), ("audience", "anyone"), ("years", "ten")], "whole years"),
        (vec![("kind", "paper"), ("level", "public"), ("audience", "person:1")], "Choose at least one audience"),
    ] {
        let refused = officer.post("/en/documents/new", "/en/documents/new", &fields).await;
        assert_eq!(refused.status, 422, "{fields:?}");
        assert!(sound(&refused).contains(words), "{fields:?}: {}", refused.text());
    }
}

#[tokio::test]
async fn a_lower_classification_waits_for_a_second_person() {
    let (server, mut officer) = office().await;
    let fields = [("kind", "paper"), ("level", "restricted"), ("audience", "members")];
    let document = made(&mut officer, &fields).await;
    let mark = format!("{document}/mark");
    let version = hidden(&officer.get(&document).await.text(), "version");
    let asked = [("version", version.as_str()), ("level", "public"), ("audience", "members"), ("until", "2030-12-31")];
    let done = officer.post(&document, &mark, &asked).await;
    assert_eq!(done.header("location"), format!("{document}?told=proposed"), "{}", done.text());
    let page = sound(&officer.get(done.header("location")).await);
    assert!(page.contains("waits for a second person") && page.contains("<dd>for ever</dd>"), "{page}");
    assert!(page.contains("<option value=\"restricted\" selected>"), "{page}");
    let other = [("version", version.as_str()), ("level", "confidential"), ("body", "SECRETARIAT")];
    let done = officer.post(&document, &mark, &other).await;
    assert_eq!(done.header("location"), format!("{document}?told=proposed"), "a body that did not see it before");
    let closer =
        [("version", version.as_str()), ("level", "restricted"), ("audience", "members"), ("until", "2030-12-31")];
    let done = officer.post(&document, &mark, &closer).await;
    assert_eq!(done.header("location"), format!("{document}?told=marked"), "{}", done.text());
    let page = sound(&officer.get(&document).await);
    assert!(
        page.contains("31\u{a0}December 2030") && page.contains("<option value=\"restricted\" selected>"),
        "{page}"
    );
    let wrong = [("version", version.as_str()), ("level", "members")];
    let refused = officer.post(&document, &mark, &wrong).await;
    assert_eq!(refused.status, 422);
    sound(&refused);
    // Whoever approves sees all that is opened.
    let waiting = sound(&officer.get("/en/proposals").await);
    assert!(waiting.contains("level: public; readers: acts for a Member") && waiting.contains("until: "), "{waiting}");
    drop(server);
}

#[tokio::test]
async fn a_withdrawn_document_is_gone_for_its_readers() {
    let (server, mut officer) = office().await;
    let document = public(&mut officer).await;
    let version = hidden(&officer.get(&document).await.text(), "version");
    let done = officer.post(&document, &format!("{document}/withdraw"), &[("version", &version)]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert_eq!(get(&server.app, &document).await.status, 404);
    assert_eq!(get(&server.app, &format!("{document}/content/en/1")).await.status, 404);
    assert!(sound(&officer.get(&document).await).contains("withdrawn"));
}
