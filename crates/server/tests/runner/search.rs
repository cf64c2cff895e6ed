//! One search over all that one may see, and the reasons why one may.

use access::RecordKind;
use store::{Count, Viewer};

use crate::ground::{NOW, get};
use crate::markup;
use crate::people::{logged_in, office, person};

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_those_who_may_see_them_and_counted_for_nobody_else() {
    let (server, _, mut ana) = office().await;
    let ben = person(&server.app, "Bénédicte Horse", None, &[]).await;
    let html = ana.get("/en/search?q=benedicte").await.text();
    markup::check(&html).unwrap();
    assert!(html.contains("Bénédicte Horse") && html.contains(&format!("/en/why/person/{ben}")), "{html}");
    let found = ana.get("/api/v1/search?q=hors&kind=person").await.json();
    assert_eq!((found["count"].as_u64(), found["hits"][0]["id"].as_str()), (Some(1), Some(ben.as_str())), "{found}");

    let stranger = get(&server.app, "/api/v1/search?q=hors").await.json();
    assert_eq!((stranger["count"].as_u64(), stranger["hits"].as_array().map(Vec::len)), (Some(0), Some(0)));
    let html = get(&server.app, "/fr/search?q=horses").await.text();
    assert!(
        html.contains("Rien trouvé") && html.contains("/fr/reference/hs/0101"),
        "goods are found by everybody: {html}"
    );
    let html = get(&server.app, "/fr/search?q=secr%C3%89tari").await.text();
    markup::check(&html).unwrap();
    assert!(html.contains("/fr/member/SECRETARIAT"), "bodies are found by the beginning of their names: {html}");
    assert!(get(&server.app, "/en/search").await.text().contains("What are you looking for?"));
    assert_eq!(get(&server.app, "/api/v1/search?q=a&kind=trail").await.code(400), "kind");

    let program = Viewer::program();
    let name = access::PersonName::read("Other Name").unwrap();
    server.app.store.change_person(&program, &ben, &name, basis::Language::Fr, 1, NOW).await.unwrap();
    let kind = Some(RecordKind::Person);
    let gone = server.app.store.search(&program, "Horse", kind, 9, NOW).await.unwrap();
    let there = server.app.store.search(&program, "other na", kind, 9, NOW).await.unwrap();
    assert_eq!((gone.hits.len(), there.hits.len()), (1, 1), "the address keeps its words, the name has new ones");
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_and_auditors_are_led_to_what_waits_for_them() {
    let (server, _, _) = office().await;
    for (role, tail) in [("administration.auditor", "/en/audit"), ("documents.officer", "/en/proposals")] {
        let one = person(&server.app, role, None, &[(role, "SECRETARIAT")]).await;
        let mut one = logged_in(&server.app, &one).await;
        assert!(one.get("/en/").await.text().contains("href=\"/en/people\""), "{role}");
        let html = one.get("/en/people").await.text();
        assert!(html.contains(&format!("href=\"{tail}\"")), "{role}: {html}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_says_why_it_is_seen_and_who_else_sees_it() {
    let (server, ana_id, mut ana) = office().await;
    let fay = person(&server.app, "Fay Point", None, &[("members.focal-point", "XM")]).await;
    let gus = person(&server.app, "Gus Own", Some("XM"), &[]).await;
    let html = ana.get(&format!("/en/why/person/{gus}")).await.text();
    markup::check(&html).unwrap();
    assert!(html.contains("You are an administrator") && html.contains("Who can see this"), "{html}");
    for name in ["Ana Silva", "Fay Point", "Gus Own"] {
        assert!(html.contains(name), "{name}: {html}");
    }
    let mut fay = logged_in(&server.app, &fay).await;
    let html = fay.get(&format!("/fr/why/person/{gus}")).await.text();
    assert!(html.contains("point de contact") && !html.contains("Qui peut voir ceci"), "{html}");
    assert_eq!(fay.get(&format!("/en/why/person/{ana_id}")).await.status, 404);
    assert_eq!(get(&server.app, &format!("/en/why/nothing/{gus}")).await.status, 404);

    let store = &server.app.store;
    let seen = store.explained(&Viewer::program(), RecordKind::Person, gus.as_str(), NOW).await.unwrap();
    let audience = store.who_can_see(&Viewer::program(), &seen, NOW).await.unwrap().unwrap();
    let queue: Vec<_> = audience.keys.iter().map(|one| (one.way, one.key.as_str().to_owned(), one.people)).collect();
    assert_eq!(
        queue,
        [("queue", "role:administration.administrator".to_owned(), Some(Count { value: 1, exact: true }))]
    );
    assert_eq!((audience.people.len(), audience.more), (3, false));
}
