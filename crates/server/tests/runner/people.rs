//! People, appointments, Members, the second person, the outbox and the trail, as those see them who keep them.

use access::{AccountKind, BodyCode, BodyKind, PersonId, PersonName, secret};
use basis::Language;
use server::App;
use store::{Body, NewAppointment, NewPerson, NewSession, Viewer};

use crate::ground::{NOW, Server, get};
use crate::markup;
use crate::visitor::Visitor;

/// A person with a name, an address made of it, and roles for bodies.
pub async fn person(app: &App, name: &str, owner: Option<&str>, roles: &[(&str, &str)]) -> PersonId {
    let program = Viewer::program();
    let person = NewPerson {
        name: PersonName::read(name).unwrap(),
        email: format!("{}@customs.example", name.to_lowercase().replace(' ', ".")),
        language: Language::En,
        kind: AccountKind::Member,
        owner: owner.map(|code| code.parse().unwrap()),
        handle: secret::digest(name).repeat(2),
    };
    let id = app.store.add_person(&program, &person, NOW).await.unwrap();
    for (role, body) in roles {
        let body: BodyCode = body.parse().unwrap();
        let new = NewAppointment { person: id.clone(), body, role: role.parse().unwrap(), from: NOW - 1, until: None };
        app.store.appoint(&program, &new, NOW).await.unwrap();
    }
    id
}

/// The person logged in with two factors, just now.
pub async fn logged_in(app: &App, person: &PersonId) -> Visitor {
    let token = format!("session-{person}");
    let session = NewSession {
        person: person.clone(),
        digest: secret::digest(&token),
        way: "passkey".to_owned(),
        second_factor: true,
        proved_at: Some(NOW),
        persistent: false,
        agent: "Firefox".to_owned(),
        address: "192.0.2.1".to_owned(),
    };
    app.store.begin_session(&Viewer::program(), &session, &[], NOW).await.unwrap();
    Visitor { app: app.clone(), cookie: format!("session={token}") }
}

/// A server with one Member of the register, and an administrator.
pub async fn office() -> (Server, PersonId, Visitor) {
    let server = Server::new().await;
    let body = Body {
        code: "XM".parse().unwrap(),
        kind: BodyKind::Member,
        name_en: "Meridia, \"the\"".to_owned(),
        name_fr: "Méridie".to_owned(),
        region: Some("eur".to_owned()),
        joined: Some("1995-07-01".to_owned()),
        source: "invented".to_owned(),
        as_of: "2026-11-22".to_owned(),
    };
    server.app.store.put_bodies(&Viewer::program(), &[body], NOW).await.unwrap();
    let ana = person(&server.app, "Ana Silva", None, &[("administration.administrator", "SECRETARIAT")]).await;
    let visitor = logged_in(&server.app, &ana).await;
    (server, ana, visitor)
}

async fn shown(visitor: &mut Visitor, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    let html = answer.text();
    markup::check(&html).unwrap_or_else(|fault| panic!("{path}: {fault}"));
    html
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_the_beginning_of_a_name_or_an_address() {
    let (server, _, mut ana) = office().await;
    let elodie = person(&server.app, "Jean Élodie", None, &[]).await;
    person(&server.app, "Per_cent Sign", None, &[]).await;
    for sought in ["%C3%89LO", "%C3%A9lodie", "jean", "jean.%C3%A9"] {
        let page = shown(&mut ana, &format!("/en/people?q={sought}")).await;
        assert!(page.contains("Jean Élodie") && !page.contains("Per_cent"), "{sought}");
    }
    let page = shown(&mut ana, "/fr/people?q=lodie").await;
    assert!(page.contains("Aucune personne trouvée"), "the middle of a word is no beginning");
    let page = shown(&mut ana, "/en/people?q=per%25").await;
    assert!(page.contains("Nobody found"), "a sign of the database is a letter");
    assert!(shown(&mut ana, "/en/people?q=per_").await.contains("Per_cent Sign"));
    assert!(shown(&mut ana, "/en/people?kind=trader").await.contains("Nobody found"));

    let mut elodie_herself = logged_in(&server.app, &elodie).await;
    let page = shown(&mut elodie_herself, "/en/people").await;
    assert!(page.contains("Jean Élodie") && !page.contains("Ana Silva"), "whoever has no role sees themselves");
    let visitor = get(&server.app, "/en/people").await;
    assert_eq!((visitor.status.as_u16(), visitor.header("location")), (303, "/en/sign-in?to=/people"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_appointed_and_the_appointment_ended() {
    let (server, _, mut ana) = office().await;
    let ben = person(&server.app, "Ben Ito", None, &[]).await;
    let page = format!("/en/person/{ben}");
    assert!(shown(&mut ana, &page).await.contains("No appointment"));
    let to = format!("{page}/appoint");
    let wrong = ana.post(&page, &to, &[("role", "members.delegate"), ("body", "SECRETARIAT")]).await;
    assert_eq!(wrong.status, 422, "the role is not for such a body");
    assert!(wrong.text().contains("aria-invalid=\"true\""), "{}", wrong.text());
    let backwards = [("role", "members.delegate"), ("body", "XM"), ("from", "2026-05-02"), ("until", "2026-05-01")];
    assert_eq!(ana.post(&page, &to, &backwards).await.status, 422);
    let done = ana.post(&page, &to, &[("role", "members.delegate"), ("body", "XM"), ("until", "2027-01-14")]).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, &*format!("{page}?told=appointed")));
    let html = shown(&mut ana, &page).await;
    assert!(html.contains("Delegate") && html.contains("15 Jan 2026".replace(' ', "\u{a0}").as_str()), "{html}");
    assert!(shown(&mut ana, "/fr/member/XM").await.contains("Ben Ito"));

    let program = Viewer::program();
    let one = server.app.store.appointments_of(&program, &ben, NOW).await.unwrap().remove(0);
    let ended = ana.post(&page, &format!("{page}/end"), &[("appointment", one.id.as_str())]).await;
    assert_eq!(ended.header("location"), format!("{page}?told=ended"));
    assert!(shown(&mut ana, &page).await.contains("Past appointments"));
    let kept = get(&server.app, &format!("{page}/export.json")).await;
    assert_eq!(kept.status, 404, "for nobody else");
    let kept = ana.get(&format!("{page}/export.json")).await;
    assert_eq!(kept.json()["person"]["name"], "Ben Ito");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_is_made_by_two() {
    let (server, _, mut ana) = office().await;
    let second = person(&server.app, "Bea Two", None, &[("administration.administrator", "SECRETARIAT")]).await;
    let mut bea = logged_in(&server.app, &second).await;
    let carl = person(&server.app, "Carl Three", None, &[]).await;
    let page = format!("/en/person/{carl}");
    let fields = [("role", "administration.administrator"), ("body", "SECRETARIAT")];
    let asked = ana.post(&page, &format!("{page}/appoint"), &fields).await;
    assert_eq!(asked.header("location"), format!("{page}?told=proposed"), "{}", asked.text());
    assert!(shown(&mut ana, "/en/proposals").await.contains("asked for by you"));
    let html = shown(&mut bea, "/fr/proposals").await;
    assert!(html.contains("Désigner Carl Three comme Administrateur"), "{html}");
    let waiting = server.app.store.proposals(&Viewer::program(), NOW).await.unwrap();
    let id = waiting[0].id.as_str();
    let own = ana.post("/en/proposals", "/en/proposals", &[("proposal", id), ("decision", "approve")]).await;
    assert_eq!(own.status, 409, "nobody approves what they asked for");
    let done = bea.post("/en/proposals", "/en/proposals", &[("proposal", id), ("decision", "approve")]).await;
    assert_eq!(done.header("location"), "/en/proposals?told=approved", "{}", done.text());
    let mut carl = logged_in(&server.app, &carl).await;
    assert!(shown(&mut carl, "/en/people").await.contains("Ana Silva"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_is_added_gets_a_mail_whose_secret_nobody_else_sees() {
    let (server, _, mut ana) = office().await;
    shown(&mut ana, "/fr/people/new").await;
    let taken = [("name", "Dora"), ("email", "ANA.silva@customs.example"), ("kind", "member"), ("language", "fr")];
    let refused = ana.post("/en/people/new", "/en/people/new", &taken).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("value=\"Dora\""), "what was typed is kept");
    let fields = [
        ("name", "Dora Ek"),
        ("email", "dora@customs.example"),
        ("kind", "member"),
        ("language", "fr"),
        ("body", "XM"),
    ];
    let done = ana.post("/en/people/new", "/en/people/new", &fields).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(done.header("location").ends_with("?told=added"));
    let mails = server.app.store.mails(&Viewer::program(), None, 10, NOW).await.unwrap();
    let (_, link) = mails[0].new.content.split_once("/fr/welcome/").unwrap();
    let secret = link.split_whitespace().next().unwrap();
    assert!(get(&server.app, &format!("/fr/welcome/{secret}")).await.status.is_success());
    let html = shown(&mut ana, "/en/mail").await;
    assert!(html.contains("/fr/welcome/…") && !html.contains(secret), "{html}");
    shown(&mut ana, "/fr/jobs").await;
    let nobody = person(&server.app, "No Body", None, &[]).await;
    let mut nobody = logged_in(&server.app, &nobody).await;
    for path in ["/en/mail", "/en/jobs", "/en/audit", "/en/people/new"] {
        assert_eq!(nobody.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_focal_point_confirms_the_own_people() {
    let (server, ..) = office().await;
    let roles = [("members.focal-point", "XM")];
    let fay = person(&server.app, "Fay Point", Some("XM"), &roles).await;
    person(&server.app, "Gus Own", Some("XM"), &[("members.delegate", "XM")]).await;
    let mut fay = logged_in(&server.app, &fay).await;
    let html = shown(&mut fay, "/en/certify").await;
    assert!(html.contains("Gus Own") && !html.contains("Ana Silva"), "{html}");
    assert_eq!(fay.post("/en/certify", "/en/certify", &[]).await.status, 422, "none was ticked");
    let (_, rest) = html.split_once("type=\"checkbox\" name=\"appointment\" value=\"").unwrap();
    let one = rest.split('"').next().unwrap();
    let done = fay.post("/en/certify", "/en/certify", &[("appointment", one)]).await;
    assert_eq!(done.header("location"), "/en/certify?confirmed=1");
    assert!(shown(&mut fay, "/en/certify?confirmed=1").await.contains("1 appointment is confirmed"));
    assert!(!shown(&mut fay, "/en/people").await.contains("Ana Silva"), "people of others are not hers");
    assert!(shown(&mut fay, "/en/members").await.contains("class=\"num\">2<"), "people of the own body are counted");
    let plain = get(&server.app, "/en/members?kind=member").await.text();
    assert!(plain.contains("Meridia") && !plain.contains("class=\"num\""), "{plain}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_for_auditors() {
    let (server, ana, _) = office().await;
    let hal = person(&server.app, "Hal Auditor", None, &[("administration.auditor", "SECRETARIAT")]).await;
    let mut hal = logged_in(&server.app, &hal).await;
    let html = shown(&mut hal, "/en/audit").await;
    assert!(html.contains("logged in") && html.contains(ana.as_str()) && !html.contains("Ana Silva"), "{html}");
    let html = shown(&mut hal, &format!("/fr/audit?record={ana}&action=add")).await;
    assert!(html.contains("ajouté") && !html.contains("connexion</th>"));
    let lines = hal.get("/api/v1/audit?after=1&limit=2").await;
    assert_eq!((lines.status.as_u16(), lines.header("content-type")), (200, "application/jsonl"));
    let numbers: Vec<i64> = lines
        .text()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["number"].as_i64().unwrap())
        .collect();
    assert_eq!(numbers, [2, 3]);
    assert_eq!(get(&server.app, "/api/v1/audit").await.code(403), "refused");
    // Each reading stands in the trail itself.
    let html = shown(&mut hal, "/en/audit").await;
    assert!(html.contains("exported") && html.contains("viewed"), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_and_people_are_given_to_programs() {
    let (server, ana, mut visitor) = office().await;
    let bodies = get(&server.app, "/api/v1/members").await.json();
    assert_eq!(bodies.as_array().unwrap().iter().filter(|body| body["code"] == "XM").count(), 1);
    let table = get(&server.app, "/api/v1/members.csv").await.text();
    assert!(
        table.contains("XM,member,\"Meridia, \"\"the\"\"\",Méridie,eur,1995-07-01,invented,2026-11-22\r\n"),
        "{table}"
    );
    assert_eq!(get(&server.app, &format!("/api/v1/people/{ana}")).await.code(404), "not-found");
    let own = visitor.get(&format!("/api/v1/people/{ana}")).await.json();
    assert_eq!(own["name"], "Ana Silva");
    assert_eq!(own["appointments"][0]["holds"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_frame_speaks_arabic_and_the_switch_stays_on_the_page() {
    let (server, ..) = office().await;
    let html = get(&server.app, "/ar/members?kind=member").await.text();
    markup::check(&html).unwrap();
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\""), "{html}");
    assert!(html.contains("<div lang=\"en\" dir=\"ltr\">") && html.contains("href=\"/ar/member/XM\""), "{html}");
    for code in ["en", "fr"] {
        assert!(html.contains(&format!("href=\"/{code}/members?kind=member\" hreflang=\"{code}\"")), "{html}");
    }
    assert!(
        get(&server.app, "/fr/members")
            .await
            .text()
            .contains("href=\"/ar/members\" hreflang=\"ar\" lang=\"ar\">العربية<")
    );
    let lost = get(&server.app, "/ar/nowhere").await;
    assert_eq!(lost.status, 404);
    assert!(lost.text().contains("lang=\"ar\" dir=\"rtl\"") && lost.text().contains("لا شيء هنا"), "{}", lost.text());
}
