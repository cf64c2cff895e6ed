//! The yearly confirmation: who is told that appointments wait for it, how often, and what the page shows of them.

use access::{BodyKind, PersonId};
use basis::Language;
use server::{App, certification};
use store::{Body, Mail, NewAppointment, Viewer};

use crate::ground::NOW;
use crate::people::{office, person};

const DAY: i64 = 86_400_000_000;
/// The day on which what was confirmed at `NOW` is due.
const DUE: i64 = NOW + 366 * DAY;

/// The reminders written since a moment: whose address, and the mail.
async fn reminders(app: &App, since: i64) -> Vec<(String, Mail)> {
    let mails = app.store.mails(&Viewer::program(), None, 1_000, since).await.unwrap();
    let of_it = |mail: &Mail| mail.new.template == "recertification-due" && mail.made_at >= since;
    let mut found: Vec<_> = mails.into_iter().filter(of_it).map(|mail| (mail.new.address.clone(), mail)).collect();
    found.sort_by(|one, other| (&one.0, &one.1.new.subject).cmp(&(&other.0, &other.1.new.subject)));
    found
}

fn whom(reminders: &[(String, Mail)]) -> Vec<&str> {
    reminders.iter().map(|(address, _)| address.as_str()).collect()
}

async fn company(app: &App) {
    let body = Body {
        code: "ACME".parse().unwrap(),
        kind: BodyKind::Company,
        name_en: "Acme".to_owned(),
        name_fr: "Acmé".to_owned(),
        region: None,
        joined: None,
        source: "invented".to_owned(),
        as_of: "2026-11-22".to_owned(),
    };
    app.store.put_bodies(&Viewer::program(), &[body], NOW).await.unwrap();
}

async fn appoint(app: &App, id: &PersonId, role: &str, body: &str, at: i64) {
    let (role, body) = (role.parse().unwrap(), body.parse().unwrap());
    let new = NewAppointment { person: id.clone(), body, role, from: at - 1, until: None };
    app.store.appoint(&Viewer::program(), &new, at).await.unwrap();
}

/// Confirms what a person holds, so that only the appointments of others are due.
async fn confirm_all_of(app: &App, id: &PersonId, at: i64) {
    for one in app.store.appointments_of(&Viewer::program(), id, at).await.unwrap() {
        app.store.certify(&Viewer::program(), &one.id, at).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_focal_point_is_reminded_once_a_week() {
    let (server, ana, _) = office().await;
    let app = &server.app;
    confirm_all_of(app, &ana, NOW + 200 * DAY).await;
    person(app, "Fay Point", Some("XM"), &[("members.focal-point", "XM")]).await;
    for name in ["Gus One", "Hal Two"] {
        person(app, name, Some("XM"), &[("members.delegate", "XM")]).await;
    }
    assert_eq!(certification::remind(app, NOW + 365 * DAY - 1).await.unwrap(), 0, "nothing is due yet");
    // The delegates are the focal point's to confirm; the focal point's own appointment is the administrators'.
    assert_eq!(certification::remind(app, DUE).await.unwrap(), 2);
    let told = reminders(app, DUE).await;
    assert_eq!(whom(&told), ["ana.silva@customs.example", "fay.point@customs.example"]);
    let fay = &told[1].1.new;
    assert_eq!(fay.subject, "Confirm the appointments of Meridia, \"the\"");
    assert!(fay.content.contains("wait for you: 2."), "{}", fay.content);
    assert!(fay.content.contains("/en/certify?body=XM\n"), "{}", fay.content);
    assert!(fay.content.contains("by 14\u{a0}February 2027:"), "{}", fay.content);
    assert!(told[0].1.new.content.contains("wait for you: 1."), "{}", told[0].1.new.content);
    for later in [1, 60 * 60 * 1_000_000, DAY, 7 * DAY - 1] {
        assert_eq!(certification::remind(app, DUE + later).await.unwrap(), 0, "once a week is enough");
    }
    assert_eq!(reminders(app, DUE).await.len(), 2);
    assert_eq!(certification::remind(app, DUE + 7 * DAY).await.unwrap(), 2, "what still waits is said again");
    // Who is confirmed is spoken of no more.
    let due = app.store.appointments_for(&Viewer::program(), &"XM".parse().unwrap(), DUE).await.unwrap();
    for one in &due {
        app.store.certify(&Viewer::program(), &one.id, DUE + 8 * DAY).await.unwrap();
    }
    assert_eq!(certification::remind(app, DUE + 20 * DAY).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_are_reminded_where_there_is_no_focal_point() {
    let (server, ana, mut page) = office().await;
    let app = &server.app;
    let bea = person(app, "Bea Two", None, &[("administration.administrator", "SECRETARIAT")]).await;
    for administrator in [&ana, &bea] {
        confirm_all_of(app, administrator, NOW + 200 * DAY).await;
    }
    app.store
        .change_person(&Viewer::program(), &bea, &access::PersonName::read("Bea Two").unwrap(), Language::Fr, 1, NOW)
        .await
        .unwrap();
    company(app).await;
    person(app, "Dan Declarant", None, &[("clearance.declarant", "ACME")]).await;
    person(app, "Gus Own", Some("XM"), &[("members.delegate", "XM")]).await;
    // A focal point whose appointment is over, or whose account is closed, is none.
    let past = person(app, "Fay Past", Some("XM"), &[("members.focal-point", "XM")]).await;
    let held = app.store.appointments_of(&Viewer::program(), &past, NOW).await.unwrap();
    app.store.end_appointment(&Viewer::program(), &held[0].id, NOW + 1).await.unwrap();
    let closed = person(app, "Cy Closed", Some("XM"), &[]).await;
    appoint(app, &closed, "members.focal-point", "XM", NOW + 200 * DAY).await;
    app.store.close_account(&Viewer::program(), &closed, true, NOW + 1).await.unwrap();
    assert_eq!(certification::remind(app, DUE).await.unwrap(), 4);
    let told = reminders(app, DUE).await;
    let (a, b) = ("ana.silva@customs.example", "bea.two@customs.example");
    assert_eq!(whom(&told), [a, a, b, b]);
    let subjects: Vec<&str> = told.iter().map(|(_, mail)| mail.new.subject.as_str()).collect();
    let french = ["Confirmez les désignations de Acmé", "Confirmez les désignations de Méridie"];
    assert_eq!(
        subjects,
        ["Confirm the appointments of Acme", "Confirm the appointments of Meridia, \"the\"", french[0], french[1]]
    );
    assert!(told[0].1.new.content.contains("/en/certify?body=ACME\n"), "{}", told[0].1.new.content);
    assert!(told[2].1.new.content.contains("vous attendent\u{a0}: 1."), "{}", told[2].1.new.content);
    assert_eq!(certification::remind(app, DUE + DAY).await.unwrap(), 0, "once a week");
    // The link leads to what it speaks of, after a log-in too.
    let html = page.get("/en/certify?body=ACME").await.text();
    assert!(html.contains("Dan Declarant") && !html.contains("Gus Own"), "{html}");
    let visitor = crate::ground::get(app, "/en/certify?body=ACME").await;
    assert_eq!(visitor.header("location"), "/en/sign-in?to=/certify?body=ACME");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_administers_alone_is_told_of_the_own_appointment() {
    let (server, ..) = office().await;
    assert_eq!(certification::remind(&server.app, DUE).await.unwrap(), 1);
    let told = reminders(&server.app, DUE).await;
    assert_eq!(told[0].1.new.subject, "Confirm the appointments of Secretariat");
    // Where nobody holds on who could be told, it is no error, and it is tried again.
    assert_eq!(certification::remind(&server.app, NOW + 500 * DAY).await.unwrap(), 0);
}

/// People with 1,001 appointments, one more than are read at once, all last confirmed at a moment.
async fn crowd(app: &App, at: i64) {
    for number in 0..21 {
        let id = person(app, &format!("Crowd {at} {number}"), None, &[]).await;
        for _ in 0..if number < 20 { 50 } else { 1 } {
            appoint(app, &id, "clearance.declarant", "ACME", at).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lapsed_keeps_nothing_else_from_being_confirmed() {
    let (server, ana, mut page) = office().await;
    let app = &server.app;
    confirm_all_of(app, &ana, NOW + 200 * DAY).await;
    company(app).await;
    crowd(app, NOW - 400 * DAY).await;
    person(app, "Gus Own", Some("XM"), &[("members.delegate", "XM")]).await;
    let html = page.get("/en/certify").await.text();
    assert!(html.contains("Gus Own") && !html.contains("Crowd"), "what lapsed is confirmed by nobody: {html}");
    assert!(!html.contains("There are more"), "{html}");
    assert_eq!(certification::remind(app, DUE).await.unwrap(), 1);
    let told = reminders(app, DUE).await;
    assert_eq!(told[0].1.new.subject, "Confirm the appointments of Meridia, \"the\"");
    // More than are read at once, and all of them due: each is counted, and the page says that it shows the first.
    crowd(app, NOW - 380 * DAY).await;
    let html = page.get("/en/certify").await.text();
    assert!(html.contains("There are more") && html.contains("Crowd"), "{html}");
    assert!(page.get("/fr/certify").await.text().contains("Il y en a d’autres"));
    assert_eq!(certification::remind(app, NOW).await.unwrap(), 1);
    let told = reminders(app, NOW - 1).await;
    assert!(told.iter().any(|(_, mail)| mail.new.content.contains("wait for you: 1\u{202f}001.")), "{told:?}");
}
