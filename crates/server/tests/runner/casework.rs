//! Casework: a request for an account from the form to the first log-in, questions and their answers, two people on one
//! form, deadlines that pass, and what strangers learn.

use std::sync::{Arc, Mutex};

use access::{Key, RecordId};
use basis::Language;
use server::casework::Library;
use server::work::{self, Mailer, Refusal, Undelivered};
use store::{MailState, Viewer};

use crate::ground::{NOW, get};
use crate::markup;
use crate::office::{ONCE, cases, link, mail, person, program_mails, proved, request, server, state};
use crate::visitor::{Visitor, hidden};

const DAY: i64 = 86_400_000_000;
/// What a mail about a case or an appointment can speak of, and what the mails of the log-in speak of.
const VALUES: [&str; 19] = [
    "name",
    "affiliation",
    "body",
    "topic",
    "case",
    "due",
    "link",
    "hours",
    "site",
    "reason",
    "answer",
    "reference",
    "count",
    "minutes",
    "when",
    "where",
    "address",
    "device",
    "role",
];

#[test]
fn the_library_is_sound_and_every_value_of_its_mails_is_known() {
    let library = Library::shipped().unwrap();
    assert_eq!(library.forms().count(), 2);
    for procedure in library.procedures() {
        let mails = procedure.mail.iter().chain(procedure.steps.iter().flat_map(|step| &step.mail));
        for mail in mails {
            let template = library.template(&mail.template).unwrap();
            assert_eq!(template.check_values(&VALUES).0, [], "{}", template.id);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_becomes_an_account_by_focal_point_and_secretariat() {
    let server = server().await;
    let app = &server.app;
    let mut focal = person(app, "Fabia", &[("members.focal-point", "XB")]).await;
    let mut officer = person(app, "Oscar", &[("access.officer", "SECRETARIAT")]).await;
    proved(app, &request(&[])).await;
    assert_eq!(state(app, ONCE).await, "with-focal-point");
    assert_eq!(mail(app, "request-to-focal-point").await.new.address, "fabia@customs.example");
    let path = format!("/en/case/{ONCE}");
    let queue = focal.get("/en/queue").await.text();
    assert!(queue.contains("Ada Example") && queue.contains("due in"), "{queue}");
    let shown = focal.get(&path).await.text();
    assert!(shown.contains("Boreal Customs") && shown.contains("Delegate"), "{shown}");
    let step = format!("{path}/step");
    let refused = focal.post(&path, &step, &[("step", "approve")]).await;
    assert_eq!(refused.status, 422, "the Secretariat's step is not hers");
    let supported = focal.post(&path, &step, &[("step", "support")]).await;
    assert_eq!((supported.status.as_u16(), supported.header("location")), (303, "/en/queue"), "{}", supported.text());
    assert_eq!(focal.get(&path).await.status, 404, "it went to others");
    let approved = officer.post(&path, &step, &[("step", "approve")]).await;
    assert_eq!(approved.status, 303, "{}", approved.text());
    assert_eq!(state(app, ONCE).await, "approved");
    let ada = app.store.person_by_email(&Viewer::program(), "ada@boreal.example").await.unwrap().unwrap();
    let roles = app.store.appointments_of(&Viewer::program(), &ada.id, NOW).await.unwrap();
    assert_eq!(roles.iter().map(|one| one.role.to_string()).collect::<Vec<_>>(), ["members.delegate"]);
    let welcome = link(&mail(app, "request-approved").await.new.content, "/welcome/");
    assert_eq!(get(app, &welcome).await.status, 200);
    let again = officer.post(&path, &step, &[("step", "approve")]).await;
    assert_eq!(again.status, 422, "the case has ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_public_registers_with_a_proved_address_alone() {
    let server = server().await;
    let app = &server.app;
    let fields =
        [("account", "public"), ("body", ""), ("affiliation", ""), ("function", ""), ("services", ""), ("reason", "")];
    proved(app, &request(&fields)).await;
    assert_eq!(state(app, ONCE).await, "approved");
    let ada = app.store.person_by_email(&Viewer::program(), "ada@boreal.example").await.unwrap().unwrap();
    assert!(app.store.appointments_of(&Viewer::program(), &ada.id, NOW).await.unwrap().is_empty());
    let welcome = link(&mail(app, "request-approved").await.new.content, "/welcome/");
    assert_eq!(get(app, &welcome).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn support_and_approval_take_two_people() {
    let server = server().await;
    let app = &server.app;
    let mut both = person(app, "Bruno", &[("members.focal-point", "XB"), ("access.officer", "SECRETARIAT")]).await;
    let mut officer = person(app, "Oscar", &[("access.officer", "SECRETARIAT")]).await;
    proved(app, &request(&[])).await;
    let path = format!("/en/case/{ONCE}");
    let step = format!("{path}/step");
    let refused = officer.post(&path, &step, &[("step", "support")]).await;
    assert_eq!(refused.status, 422, "the focal point's step is not the Secretariat's");
    assert_eq!(both.post(&path, &step, &[("step", "support")]).await.status, 303);
    let shown = both.get(&path).await.text();
    assert!(!shown.contains(">Approve<"), "what would be refused is not offered: {shown}");
    let refused = both.post(&path, &step, &[("step", "approve")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("another person decides now"), "{}", refused.text());
    assert_eq!(state(app, ONCE).await, "with-secretariat");
    assert_eq!(officer.post(&path, &step, &[("step", "approve")]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_takes_a_proof_of_minutes_ago() {
    let server = server().await;
    let mut officer = person(&server.app, "Oscar", &[("access.officer", "SECRETARIAT")]).await;
    proved(&server.app, &request(&[("account", "company"), ("body", "")])).await;
    let path = format!("/en/case/{ONCE}");
    officer.app.clock = Arc::new(|| NOW + 15 * 60_000_000);
    let refused = officer.post(&path, &format!("{path}/step"), &[("step", "approve")]).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("location")),
        (303, format!("/en/step-up?to=/case/{ONCE}").as_str())
    );
    assert_eq!(state(&server.app, ONCE).await, "with-secretariat");
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_the_link_does_not_use_it_up_and_using_it_does() {
    let server = server().await;
    let app = &server.app;
    let mut visitor = Visitor::new(app);
    visitor.send("/fr/request", &request(&[("language", "fr")])).await;
    let mail = mail(app, "request-received").await;
    assert_eq!(mail.new.language, Language::Fr);
    let prove = link(&mail.new.content, "/prove/");
    for _ in 0..3 {
        assert_eq!(visitor.get(&prove).await.status, 200, "mail programs open links");
    }
    assert_eq!(state(app, ONCE).await, "received");
    assert_eq!(visitor.send(&prove, &[]).await.status, 200);
    assert_eq!(visitor.send(&prove, &[]).await.status, 410);
    assert_eq!(visitor.get(&prove).await.status, 410);
    assert_eq!(visitor.get("/en/prove/address_00").await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_opens_one_case_and_never_another_record() {
    let server = server().await;
    let app = &server.app;
    let mut visitor = Visitor::new(app);
    for _ in 0..2 {
        let sent = visitor.send("/en/request", &request(&[])).await;
        assert_eq!(sent.header("location"), "/en/request/sent");
    }
    assert_eq!(cases(app).await.len(), 1);
    // The record of a person has an identifier too: naming it changes nothing.
    person(app, "Paula", &[]).await;
    let paula = app.store.person_by_email(&Viewer::program(), "paula@customs.example").await.unwrap().unwrap();
    let taken = visitor.send("/en/request", &request(&[("once", paula.id.as_str())])).await;
    assert_eq!(taken.status, 303);
    assert_eq!(cases(app).await.len(), 1);
    let kept = app.store.person(&Viewer::program(), &paula.id, NOW).await.unwrap().into_value();
    assert_eq!(kept.name, "Paula");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_stands_beside_the_field_and_what_was_typed_stays() {
    let server = server().await;
    let app = &server.app;
    let mut visitor = Visitor::new(app);
    for language in ["en", "fr"] {
        let path = format!("/{language}/request");
        let shown = visitor.get(&path).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        assert_eq!(hidden(&shown.text(), "once").len(), 36);
        let wrong = [("email", "nobody"), ("body", "FR"), ("reason", "short"), ("name", "<b>Ada</b>")];
        let refused = visitor.send(&path, &request(&wrong)).await;
        let page = refused.text();
        assert_eq!(refused.status, 422);
        for id in ["q-email", "q-body", "q-reason"] {
            assert!(page.contains(&format!("id=\"{id}-problem\"")), "{id}: {page}");
        }
        assert!(page.contains("nobody") && !page.contains("<b>Ada</b>"), "{page}");
        assert!(page.contains(ONCE), "the same form opens the same case");
    }
    // The answer to a hidden question is left alone.
    let sent = visitor.send("/en/request", &request(&[("account", "public"), ("body", "nowhere!")])).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert_eq!(cases(app).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_within_an_hour_are_refused() {
    let server = server().await;
    let mut visitor = Visitor::new(&server.app);
    let mut refused = 0;
    for number in 0..4 {
        let once = format!("6b1f7a52-0c3f-4e2a-9d6a-1f2e3d4c5b6{number}");
        refused += usize::from(visitor.send("/en/request", &request(&[("once", &once)])).await.status == 429);
    }
    assert_eq!(refused, 1, "three may name one address");
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlines_pass_by_themselves() {
    let server = server().await;
    let app = &server.app;
    let mut visitor = Visitor::new(app);
    visitor.send("/en/request", &request(&[])).await;
    assert_eq!(work::pass_deadlines(app, NOW + DAY).await.unwrap(), 0);
    assert_eq!(work::pass_deadlines(app, NOW + 4 * DAY).await.unwrap(), 1);
    assert_eq!(state(app, ONCE).await, "lapsed");
    let other = "6b1f7a52-0c3f-4e2a-9d6a-1f2e3d4c5b60";
    let fields = request(&[("once", other), ("email", "eva@boreal.example")]);
    visitor.send("/en/request", &fields).await;
    let mails = program_mails(app).await;
    let sent = mails.iter().find(|mail| mail.new.address == "eva@boreal.example").unwrap();
    let prove = link(&sent.new.content, "/prove/");
    visitor.send(&prove, &[]).await;
    person(app, "Fabia", &[("members.focal-point", "XB")]).await;
    assert_eq!(work::remind(app, NOW + DAY).await.unwrap(), 0, "too early");
    assert_eq!(work::remind(app, NOW + 6 * DAY).await.unwrap(), 1);
    assert_eq!(work::remind(app, NOW + 6 * DAY + 1).await.unwrap(), 0, "once");
    assert_eq!(mail(app, "case-waiting").await.new.address, "fabia@customs.example");
    assert_eq!(work::pass_deadlines(app, NOW + 8 * DAY).await.unwrap(), 1);
    assert_eq!(state(app, other).await, "with-secretariat");
    work::forget(app, NOW + 60 * DAY).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_on_one_form_lose_nothing() {
    let server = server().await;
    let app = &server.app;
    proved(app, &request(&[])).await;
    let mut oscar = person(app, "Oscar", &[("access.officer", "SECRETARIAT")]).await;
    let mut olga = person(app, "Olga", &[("access.officer", "SECRETARIAT")]).await;
    let (path, save) = (format!("/en/case/{ONCE}"), format!("/en/case/{ONCE}/answers"));
    let shown = |page: String, question: &str| hidden(&page, &format!("version-{question}"));
    let first = shown(oscar.get(&path).await.text(), "function");
    let edit = |function: &'static str, seen: &str, affiliation: &'static str| {
        let seen = seen.to_owned();
        vec![
            ("version-function".to_owned(), seen),
            ("function".to_owned(), function.to_owned()),
            ("version-affiliation".to_owned(), "1".to_owned()),
            ("affiliation".to_owned(), affiliation.to_owned()),
        ]
    };
    let fields = edit("Head of unit", &first, "Boreal Customs");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(oscar.post(&path, &save, &fields).await.status, 303);
    let fields = edit("Director", &first, "Boreal Customs, tariff unit");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let clash = olga.post(&path, &save, &fields).await;
    let page = clash.text();
    assert_eq!(clash.status, 409);
    assert!(page.contains("Head of unit") && page.contains("value=\"Director\""), "{page}");
    let now = shown(olga.get(&path).await.text(), "function");
    assert_eq!(now, "2");
    let fields = edit("Director", &now, "Boreal Customs, tariff unit");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(olga.post(&path, &save, &fields).await.status, 303);
    let page = oscar.get(&path).await.text();
    assert!(page.contains("Director") && page.contains("tariff unit") && page.contains("Head of unit"), "{page}");
    // What was left as it was seen clashes with nothing.
    let fields = edit("Head of unit", &now, "Boreal Customs, tariff unit");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(oscar.post(&path, &save, &fields).await.status, 303);
    assert!(oscar.get(&path).await.text().contains("Director"));
    let email = oscar.post(&path, &save, &[("version-email", "1"), ("email", "eve@x.example")]).await;
    assert_eq!(email.status, 303);
    assert!(oscar.get(&path).await.text().contains("ada@boreal.example"), "a proved address stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declarant_needs_a_company_of_the_register() {
    let server = server().await;
    let app = &server.app;
    proved(app, &request(&[("account", "company"), ("services", "clearance")])).await;
    assert_eq!(state(app, ONCE).await, "with-secretariat");
    let mut officer = person(app, "Oscar", &[("access.officer", "SECRETARIAT")]).await;
    let (path, step) = (format!("/en/case/{ONCE}"), format!("/en/case/{ONCE}/step"));
    for company in ["", "NOBODY", "XB"] {
        let refused = officer.post(&path, &step, &[("step", "approve"), ("company", company)]).await;
        assert_eq!(refused.status, 422, "{company}");
        assert!(refused.text().contains("register"), "{}", refused.text());
    }
    assert_eq!(officer.post(&path, &step, &[("step", "approve"), ("company", "ACME")]).await.status, 303);
    let ada = app.store.person_by_email(&Viewer::program(), "ada@boreal.example").await.unwrap().unwrap();
    let held = app.store.appointments_of(&Viewer::program(), &ada.id, NOW).await.unwrap();
    assert_eq!(held[0].body.as_str(), "ACME");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_needs_a_reason_that_goes_out_by_mail() {
    let server = server().await;
    let app = &server.app;
    proved(app, &request(&[])).await;
    let mut focal = person(app, "Fabia", &[("members.focal-point", "XB")]).await;
    let (path, step) = (format!("/en/case/{ONCE}"), format!("/en/case/{ONCE}/step"));
    let refused = focal.post(&path, &step, &[("step", "decline"), ("reason", "  ")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Give a reason"), "{}", refused.text());
    let stale = focal.post(&path, &step, &[("step", "decline"), ("reason", "Not known"), ("seen", "1")]).await;
    assert_eq!(stale.status, 409, "the case moved since it was seen");
    let done = focal.post(&path, &step, &[("step", "decline"), ("reason", "Not known to us")]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let mail = mail(app, "request-refused").await;
    assert!(mail.new.content.contains("Not known to us") && mail.new.address == "ada@boreal.example", "{mail:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asked_hears_that_a_question_is_closed_and_why() {
    let server = server().await;
    let app = &server.app;
    let mut officer = person(app, "Clara", &[("contact.officer", "SECRETARIAT")]).await;
    let (path, step) = (format!("/en/case/{ONCE}"), format!("/en/case/{ONCE}/step"));
    Visitor::new(app).send("/fr/contact", &question(ONCE)).await;
    let refused = officer.post(&path, &step, &[("step", "close")]).await;
    assert_eq!(refused.status, 422, "a reason is needed");
    let told = |mails: &[store::Mail]| mails.iter().any(|mail| mail.new.template == "contact-closed");
    assert!(!told(&program_mails(app).await), "nothing happened, so nobody is told");
    let done = officer.post(&path, &step, &[("step", "close"), ("reason", "Elle ne concerne pas la douane.")]).await;
    assert_eq!((done.status.as_u16(), state(app, ONCE).await.as_str()), (303, "closed"), "{}", done.text());
    let mail = mail(app, "contact-closed").await.new;
    assert_eq!((mail.address.as_str(), mail.language), ("bo@x.example", Language::Fr));
    assert!(mail.subject.contains("clos sans réponse (6B1F7A52)"), "{mail:?}");
    assert!(
        mail.content.contains("Bonjour Bo") && mail.content.contains("Elle ne concerne pas la douane."),
        "{mail:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_withdraws_is_told_that_it_is_done() {
    let server = server().await;
    let app = &server.app;
    let mut ada = person(app, "Ada", &[]).await;
    let other = "6b1f7a52-0c3f-4e2a-9d6a-1f2e3d4c5b60";
    ada.post("/en/request", "/en/request", &request(&[])).await;
    ada.post("/en/contact", "/en/contact", &question(other)).await;
    for (id, end, template, address) in [
        (ONCE, "withdrawn", "request-withdrawn", "ada@boreal.example"),
        (other, "closed", "contact-withdrawn", "bo@x.example"),
    ] {
        let (path, step) = (format!("/en/case/{id}"), format!("/en/case/{id}/step"));
        let done = ada.post(&path, &step, &[("step", "withdraw")]).await;
        assert_eq!((done.status.as_u16(), state(app, id).await.as_str()), (303, end), "{}", done.text());
        let mail = mail(app, template).await.new;
        assert!(mail.address == address && mail.content.contains("withdrawn"), "{mail:?}");
        assert_eq!(ada.post(&path, &step, &[("step", "withdraw")]).await.status, 422, "once");
        let written = program_mails(app).await;
        assert_eq!(written.iter().filter(|mail| mail.new.template == template).count(), 1);
    }
}

/// The form of a question.
fn question(once: &str) -> [(&str, &str); 5] {
    [
        ("once", once),
        ("topic", "nomenclature"),
        ("question", "Where do bicycles belong?"),
        ("name", "Bo"),
        ("email", "bo@x.example"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_answered_and_becomes_a_frequent_one() {
    let server = server().await;
    let app = &server.app;
    let mut officer = person(app, "Clara", &[("contact.officer", "SECRETARIAT")]).await;
    let mut visitor = Visitor::new(app);
    assert!(visitor.get("/en/faq").await.text().contains("No frequent questions yet"));
    let sent = visitor.send("/fr/contact", &question(ONCE)).await;
    assert_eq!(sent.header("location"), "/fr/contact/sent", "{}", sent.text());
    assert_eq!(mail(app, "case-waiting").await.new.address, "clara@customs.example");
    assert!(mail(app, "contact-received").await.new.content.contains("Nomenclature et classement"));
    let (path, step) = (format!("/en/case/{ONCE}"), format!("/en/case/{ONCE}/step"));
    let done = officer.post(&path, &step, &[("step", "answer"), ("reason", "In heading 87.12.")]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(mail(app, "contact-answered").await.new.content.contains("In heading 87.12."));
    let make = format!("{path}/frequent");
    let half = [("topic", "nomenclature"), ("question-en", "Where do bicycles belong?"), ("answer-en", "In 87.12.")];
    assert_eq!(officer.post(&path, &make, &half).await.status, 422);
    let mut whole = half.to_vec();
    whole.extend([("question-fr", "Où classer les bicyclettes ?"), ("answer-fr", "Au 87.12.")]);
    let made = officer.post(&path, &make, &whole).await;
    assert_eq!(made.status, 303, "{}", made.text());
    assert!(visitor.get("/en/faq").await.text().contains("Where do bicycles belong?"));
    assert!(visitor.get("/fr/faq").await.text().contains("Où classer les bicyclettes ?"));
    let edit = officer.get("/en/faq").await.text();
    let edit = edit.split("href=\"").find_map(|link| link.split_once("/edit\"")).unwrap().0.to_owned() + "/edit";
    question_changed(&mut officer, &mut visitor, &edit, &whole).await;
}

/// A frequent question is changed by those who keep it, by two at once without loss, and taken from readers.
async fn question_changed(officer: &mut Visitor, visitor: &mut Visitor, edit: &str, texts: &[(&str, &str)]) {
    assert!(!visitor.get("/en/faq").await.text().contains("/edit\""));
    assert_eq!(visitor.get(edit).await.status, 403);
    let form = officer.get(edit).await.text();
    markup::check(&form).unwrap();
    let version = hidden(&form, "version");
    let send = async |officer: &mut Visitor, version: &str, answer: &str, standing: &str| {
        let mut fields: Vec<(&str, &str)> = texts.iter().filter(|(name, _)| *name != "answer-en").copied().collect();
        fields.extend([("answer-en", answer), ("standing", standing), ("version", version)]);
        officer.post(edit, edit, &fields).await
    };
    assert_eq!(send(officer, &version, "", "published").await.status, 422);
    assert_eq!(send(officer, &version, "In heading 87.12 of the HS.", "published").await.status, 303);
    assert!(visitor.get("/en/faq").await.text().contains("In heading 87.12 of the HS."));
    // Whoever began before that is shown both texts, and decides.
    let late = send(officer, &version, "In 87.11.", "draft").await;
    let text = late.text();
    assert!(late.status == 409 && text.contains("Theirs: In heading 87.12 of the HS.") && text.contains("In 87.11."));
    assert_eq!(send(officer, &hidden(&text, "version"), "In 87.11.", "draft").await.status, 303);
    assert!(!visitor.get("/en/faq").await.text().contains("bicycles"));
    assert!(officer.get("/en/faq").await.text().contains("In 87.11."));
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_learn_nothing_of_a_case() {
    let server = server().await;
    let app = &server.app;
    proved(app, &request(&[])).await;
    let mut other = person(app, "Felix", &[("contact.officer", "SECRETARIAT")]).await;
    let mut visitor = Visitor::new(app);
    let unknown = "00000000-0000-4000-8000-000000000000";
    for tail in ["", "/export.json"] {
        for one in [&mut other, &mut visitor] {
            assert_eq!(one.get(&format!("/en/case/{ONCE}{tail}")).await.status, 404);
            assert_eq!(one.get(&format!("/en/case/{unknown}{tail}")).await.status, 404);
        }
    }
    let step = format!("/en/case/{ONCE}/step");
    assert_eq!(visitor.send(&step, &[("step", "support")]).await.status, 404);
    let queue = other.get("/en/queue").await.text();
    assert!(!queue.contains("Ada Example"), "{queue}");
    assert_eq!(get(app, "/api/v1/cases").await.json()["count"], 0);
    assert_eq!(get(app, &format!("/api/v1/cases/{ONCE}")).await.code(404), "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_can_be_taken_away_and_a_formula_stays_text() {
    let server = server().await;
    let app = &server.app;
    proved(app, &request(&[("name", "=HYPERLINK(1)")])).await;
    let mut officer = person(app, "Oscar", &[("access.officer", "SECRETARIAT")]).await;
    let table = officer.get("/en/queue/export.csv").await;
    assert_eq!(table.status, 200);
    assert!(table.text().contains(",\"'=HYPERLINK(1)\","), "{}", table.text());
    let case = officer.get(&format!("/en/case/{ONCE}/export.json")).await.json();
    assert_eq!(case["state"], "with-focal-point");
    assert_eq!(case["answers"].as_array().unwrap().len(), 10);
    let listed = officer.get("/api/v1/cases?mine=true").await.json();
    assert_eq!(listed["count"], 0, "it waits for the focal point");
    assert_eq!(listed["exact"], true);
    assert_eq!(officer.get("/api/v1/cases").await.json()["cases"][0]["body"], "XB");
    let key = Key::kept("role:members.focal-point@XB".to_owned());
    let record = app.store.case(&Viewer::program(), &RecordId::kept(ONCE.to_owned()), NOW).await.unwrap();
    assert!(record.value().record.queue.contains(&key));
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_is_sent_by_the_mailer_and_waits_where_it_is_refused() {
    let server = server().await;
    let app = &server.app;
    Visitor::new(app).send("/en/request", &request(&[])).await;
    assert_eq!(work::send_mail(app, None, NOW).await.unwrap(), 0, "nobody to send it");
    let sent: Arc<Mutex<Vec<String>>> = Arc::default();
    let later = || Undelivered { said: "451 later".to_owned(), refusal: Refusal::Temporary };
    let refuse: Mailer = Arc::new(move |_| Box::pin(async move { Err(later()) }));
    assert_eq!(work::send_mail(app, Some(&refuse), NOW).await.unwrap(), 0);
    assert_eq!(program_mails(app).await[0].state, MailState::Waiting);
    let kept = Arc::clone(&sent);
    let take: Mailer = Arc::new(move |mail| {
        let kept = Arc::clone(&kept);
        Box::pin(async move {
            kept.lock().unwrap().push(mail.new.address);
            Ok(())
        })
    });
    assert_eq!(work::send_mail(app, Some(&take), NOW + 1).await.unwrap(), 0, "not yet");
    assert_eq!(work::send_mail(app, Some(&take), NOW + 120_000_000).await.unwrap(), 1);
    assert_eq!(*sent.lock().unwrap(), ["ada@boreal.example"]);
    assert_eq!(program_mails(app).await[0].state, MailState::Sent);
}
