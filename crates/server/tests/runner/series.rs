//! Series of symbols: begun on a page by whoever keeps the documents, and by nobody else.

use crate::ground::{Server, get};
use crate::office::person;
use crate::visitor::Visitor;

const PATH: &str = "/en/documents/series";

fn form<'f>(more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut fields = vec![
        ("code", "PC"),
        ("title-en", "Policy Commission"),
        ("title-fr", "Commission de politique générale"),
        ("pattern", "PC{number:04}{language}{version}"),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_is_begun_once_and_can_be_chosen() {
    let server = Server::new().await;
    let mut officer = person(&server.app, "Olga", &[("documents.officer", "SECRETARIAT")]).await;
    assert!(officer.get(PATH).await.text().contains("No series yet"));
    let begun = officer.post(PATH, PATH, &form(&[])).await;
    assert_eq!((begun.status.as_u16(), begun.header("location")), (303, PATH), "{}", begun.text());
    let page = officer.get(PATH).await.text();
    assert!(page.contains("Policy Commission") && page.contains("PC0001E1"), "{page}");
    assert!(officer.get("/fr/documents/series").await.text().contains("PC0001F1"));
    assert!(officer.get("/en/documents/new").await.text().contains("Policy Commission"));
    let again = officer.post(PATH, PATH, &form(&[("title-en", "Another")])).await;
    assert_eq!(again.status, 422);
    assert!(again.text().contains("of this code already"), "{}", again.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_stands_beside_its_field() {
    let server = Server::new().await;
    let mut officer = person(&server.app, "Olga", &[("documents.officer", "SECRETARIAT")]).await;
    let long = "x".repeat(121);
    for (field, value) in [
        ("code", ""),
        ("code", "pc"),
        ("code", "'; DROP TABLE series; --"),
        ("title-en", " "),
        ("title-fr", long.as_str()),
        ("title-en", "two\nlines"),
        ("pattern", ""),
        ("pattern", "PC{number}{version}{language}"),
        ("pattern", "<script>"),
    ] {
        let refused = officer.post(PATH, PATH, &form(&[(field, value)])).await;
        let page = refused.text();
        assert_eq!(refused.status, 422, "{field} {value}");
        assert!(page.contains(&format!("id=\"{field}-problem\"")), "{field} {value}: {page}");
        assert!(!page.contains("<script>"), "{page}");
    }
    assert!(officer.get(PATH).await.text().contains("No series yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_or_begins_a_series() {
    let server = Server::new().await;
    let mut delegate = person(&server.app, "Dora", &[("access.officer", "SECRETARIAT")]).await;
    assert_eq!(delegate.get(PATH).await.status, 403);
    assert_eq!(delegate.post("/en/account", PATH, &form(&[])).await.status, 403);
    assert_eq!(Visitor::new(&server.app).send(PATH, &form(&[])).await.status, 403);
    assert_eq!(get(&server.app, PATH).await.status, 403);
}
