//! Mails from the outbox to a mail server that takes them, refuses them, hangs, or is not there.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use access::RecordId;
use basis::Language;
use server::smtp::Relay;
use server::work::{self, Mailer};
use server::{App, Site};
use store::{Mail, MailState, NewMail, Place, Store, Viewer};
use tokio::net::TcpListener;

use crate::ground::{NOW, Server, app_over, get};
use crate::office::{ONCE, mail as mail_by, person, proved, request, server as office};
use crate::postbox::{Act, Postbox, decoded, unfolded};

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const FROM: &str = "Bureau des règles <office@customs.example>";

fn relay_to(address: &str) -> Mailer {
    Relay::new(address, FROM, None).unwrap().with_patience(Duration::from_millis(500)).mailer()
}

fn letter(subject: &str) -> NewMail {
    NewMail {
        person: None,
        address: "anna@meridia.example".to_owned(),
        language: Language::Fr,
        template: "contact-answered".to_owned(),
        record: None,
        subject: subject.to_owned(),
        content: "Bonjour\n".to_owned(),
    }
}

async fn write(app: &App, subjects: &[&str]) {
    let mails: Vec<NewMail> = subjects.iter().map(|subject| letter(subject)).collect();
    app.store.post(&Viewer::program(), &mails, NOW).await.unwrap();
}

async fn kept(app: &App) -> Vec<Mail> {
    let mut mails = app.store.mails(&Viewer::program(), None, 1_000, NOW).await.unwrap();
    mails.reverse();
    mails
}

/// The only mail.
async fn only(app: &App) -> (MailState, i64, String) {
    let mail = kept(app).await.remove(0);
    (mail.state, mail.attempts, mail.problem.unwrap_or_default())
}

async fn send(app: &App, mailer: &Mailer, now: i64) -> usize {
    work::send_mail(app, Some(mailer), now).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_arrives_as_it_was_written() {
    let server = Server::new().await;
    let (app, postbox) = (&server.app, Postbox::open().await);
    let content =
        "Chère Zoé,\n\n.hidden\n..twice\nsee https://customs.example/en/case/1?a=b 🚲\r\nBcc: a@b.example\u{7}\n";
    let subject = "Réponse à « Zoé » 🚲, une ligne assez longue pour être pliée\r\nBcc: eve@evil.example\r\n\r\nbody";
    let new = NewMail { content: content.to_owned(), ..letter(subject) };
    app.store.post(&Viewer::program(), &[new], NOW).await.unwrap();
    assert_eq!(send(app, &relay_to(&postbox.url()), NOW).await, 1);
    let (mail, got) = (kept(app).await.remove(0), postbox.mails().remove(0));
    assert_eq!((mail.state, mail.attempts, mail.problem), (MailState::Sent, 1, None));
    assert_eq!((got.from.as_str(), got.to.as_str()), ("<office@customs.example>", "<anna@meridia.example>"));
    assert!(got.data.is_ascii() && got.data.replace("\r\n", "").find(['\r', '\n']).is_none(), "{}", got.data);
    assert!(got.data.lines().all(|line| line.len() <= 998), "{}", got.data);
    let (head, body) = got.data.split_once("\r\n\r\n").unwrap();
    let fields = unfolded(head);
    let field = |name: &str| -> String {
        let found: Vec<&str> = fields.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect();
        assert_eq!(found.len(), 1, "{name} in {head}");
        decoded(found[0])
    };
    assert_eq!(field("Message-ID"), format!("<{}@customs.example>", mail.id));
    assert_eq!(field("From"), FROM);
    assert_eq!(field("To"), "anna@meridia.example");
    assert_eq!(field("Date"), "Thu, 15 Jan 2026 12:00:00 +0000");
    assert_eq!(field("Auto-Submitted"), "auto-generated");
    assert_eq!(field("Content-Language"), "fr");
    assert_eq!(field("MIME-Version"), "1.0");
    assert_eq!(field("Content-Type"), "text/plain; charset=utf-8");
    assert_eq!(field("Subject"), subject.replace(['\r', '\n'], " "));
    assert!(!fields.iter().any(|line| line.starts_with("Bcc")), "{head}");
    let text = postbox.text_of(&field("Content-Transfer-Encoding"), body);
    assert_eq!(text.trim_end(), content.replace(['\r', '\u{7}'], "").trim_end());
    assert_eq!(send(app, &relay_to(&postbox.url()), NOW + HOUR).await, 0, "once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_down_loses_nothing() {
    let server = Server::new().await;
    let (app, port) = (&server.app, TcpListener::bind("127.0.0.1:0").await.unwrap());
    let address = port.local_addr().unwrap();
    drop(port);
    let mailer = relay_to(&format!("smtp://{address}"));
    write(app, &["one", "two", "three"]).await;
    // A week long it is down: no mail is given up.
    let mut now = NOW;
    for _ in 0..200 {
        assert_eq!(send(app, &mailer, now).await, 0);
        now += HOUR;
    }
    let mails = kept(app).await;
    assert!(mails.iter().all(|mail| (mail.state, mail.attempts) == (MailState::Waiting, 0)), "{mails:?}");
    assert!(mails[0].problem.as_deref().unwrap().contains("Connection"), "{mails:?}");
    assert!(get(app, "/metrics").await.text().contains("opencustoms_mails_waiting 3\n"));
    assert_eq!(get(app, "/health").await.json()["mails_waiting"], 3);
    let postbox = Postbox::on(TcpListener::bind(address).await.unwrap());
    assert_eq!(send(app, &mailer, now).await, 3);
    assert_eq!(send(app, &mailer, now + HOUR).await, 0);
    assert_eq!(postbox.mails().len(), 3);
    assert!(get(app, "/metrics").await.text().contains("opencustoms_mails_waiting 0\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_probe_tells_that_a_server_is_down_and_the_wait_grows() {
    let server = Server::new().await;
    let (app, postbox) = (&server.app, Postbox::open().await);
    let mailer = relay_to(&postbox.url());
    write(app, &["one", "two", "three"]).await;
    postbox.will(&[Act::Say("greeting", "554 5.7.1 not from there")]);
    assert_eq!(send(app, &mailer, NOW).await, 0);
    assert_eq!(postbox.calls(), 1);
    assert!(kept(app).await.iter().all(|mail| mail.next_at >= NOW + MINUTE), "all of them wait");
    assert_eq!(send(app, &mailer, NOW + MINUTE - SECOND).await, 0);
    assert_eq!(postbox.calls(), 1, "not yet");
    postbox.will(&[Act::Say("MAIL", "550 5.7.1 not in that name")]);
    assert_eq!(send(app, &mailer, NOW + HOUR).await, 0);
    assert_eq!(postbox.calls(), 2);
    let first = kept(app).await.remove(0);
    assert_eq!((first.state, first.attempts), (MailState::Waiting, 0));
    assert_eq!(first.problem.as_deref(), Some("550 5.7.1 not in that name"), "the site's fault, not the mail's");
    assert!(first.next_at >= NOW + HOUR + 14 * MINUTE, "a mail of an hour ago waits a quarter of an hour");
    postbox.will(&[Act::Say("RCPT", "421 4.3.2 closing")]);
    assert_eq!(send(app, &mailer, NOW + 2 * HOUR).await, 0);
    assert_eq!(postbox.calls(), 3);
    assert_eq!(send(app, &mailer, NOW + 3 * HOUR).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_is_not_taken_now_is_tried_again_with_growing_waits() {
    let server = Server::new().await;
    let (app, postbox) = (&server.app, Postbox::open().await);
    let mailer = relay_to(&postbox.url());
    write(app, &["one"]).await;
    postbox
        .will(&[Act::Say("RCPT", "451 4.7.1 greylisted"), Act::Say("text", "452-4.2.2 the box\r\n452 4.2.2 is full")]);
    assert_eq!(send(app, &mailer, NOW).await, 0);
    assert_eq!(only(app).await, (MailState::Waiting, 1, "451 4.7.1 greylisted".to_owned()));
    assert_eq!(send(app, &mailer, NOW + MINUTE - SECOND).await, 0);
    assert_eq!(postbox.calls(), 1);
    let second = NOW + 2 * MINUTE;
    assert_eq!(send(app, &mailer, second).await, 0);
    let (state, attempts, problem) = only(app).await;
    assert_eq!((state, attempts), (MailState::Waiting, 2));
    assert!(problem.contains("the box") && problem.contains("is full") && !problem.contains('\n'), "{problem}");
    assert_eq!(send(app, &mailer, second + 2 * MINUTE - SECOND).await, 0);
    assert_eq!(postbox.calls(), 2);
    assert_eq!(send(app, &mailer, second + 3 * MINUTE).await, 1);
    assert_eq!(only(app).await, (MailState::Sent, 3, String::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_is_never_taken_has_failed_after_sixteen_tries() {
    let server = Server::new().await;
    let (app, postbox) = (&server.app, Postbox::open().await);
    let mailer = relay_to(&postbox.url());
    write(app, &["one"]).await;
    postbox.will(&[Act::Say("RCPT", "451 4.7.1 later"); 17]);
    for attempt in 1..=16 {
        let state = only(app).await.0;
        assert_eq!(state, MailState::Waiting);
        send(app, &mailer, NOW + attempt * 7 * HOUR).await;
    }
    assert_eq!(only(app).await, (MailState::Failed, 16, "451 4.7.1 later".to_owned()));
    let id = kept(app).await.remove(0).id;
    app.store.mail_again(&Viewer::program(), &id, NOW).await.unwrap();
    send(app, &mailer, NOW + 200 * HOUR).await;
    assert_eq!(only(app).await.0, MailState::Waiting, "it begins anew");
    assert_eq!(send(app, &mailer, NOW + 300 * HOUR).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_is_refused_has_failed_with_the_server_s_words() {
    let server = office().await;
    let (app, postbox) = (&server.app, Postbox::open().await);
    let mailer = relay_to(&postbox.url());
    write(app, &["one", "two"]).await;
    let long = "x".repeat(700);
    let reply = format!("550-5.1.1 no \u{1b}[31m\u{202e}such <b>user</b>\r\n550 5.1.1 {long}");
    postbox.will(&[Act::Say("RCPT", Box::leak(reply.into_boxed_str()))]);
    assert_eq!(send(app, &mailer, NOW).await, 1, "the other one is taken");
    let (state, attempts, problem) = only(app).await;
    assert_eq!((state, attempts), (MailState::Failed, 1));
    assert!(problem.starts_with("550 5.1.1 no  [31msuch <b>user</b>"), "{problem}");
    assert!(problem.chars().count() <= 500 && !problem.chars().any(|mark| mark.is_control()), "{problem}");
    let mut ada = person(app, "Ada", &[("administration.administrator", "SECRETARIAT")]).await;
    let page = ada.get("/en/mail").await.text();
    assert!(page.contains("550 5.1.1 no") && !page.contains("<b>user</b>"), "{page}");
    assert_eq!(send(app, &mailer, NOW + 100 * HOUR).await, 0, "it is not tried again");
    assert_eq!(postbox.mails().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_without_an_address_is_no_matter_for_a_mail_server() {
    let server = Server::new().await;
    let (app, postbox) = (&server.app, Postbox::open().await);
    for address in ["anna", "anna@", "a@b\r\nRCPT TO:<eve@evil.example>", "<a@b.example>", "zoé@meridia.example"] {
        let new = NewMail { address: address.to_owned(), ..letter("one") };
        app.store.post(&Viewer::program(), &[new], NOW).await.unwrap();
    }
    assert_eq!(send(app, &relay_to(&postbox.url()), NOW).await, 0);
    assert!(kept(app).await.iter().all(|mail| mail.state == MailState::Failed), "{:?}", kept(app).await);
    assert!(postbox.said().iter().all(|line| !line.starts_with("RCPT")), "{:?}", postbox.said());
    let new = NewMail { address: "anna@méridie.example".to_owned(), ..letter("one") };
    app.store.post(&Viewer::program(), &[new], NOW).await.unwrap();
    assert_eq!(send(app, &relay_to(&postbox.url()), NOW).await, 1);
    assert_eq!(postbox.mails()[0].to, "<anna@xn--mridie-bva.example>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_hangs_holds_a_mail_up_for_its_time_only() {
    let server = Server::new().await;
    let (app, postbox) = (&server.app, Postbox::open().await);
    let mailer = relay_to(&postbox.url());
    write(app, &["one"]).await;
    for (at, attempts) in [("greeting", 0), ("EHLO", 0), ("MAIL", 0), ("RCPT", 1), ("DATA", 2), ("text", 3)] {
        postbox.will(&[Act::Hang(at)]);
        let now = NOW + i64::try_from(postbox.calls()).unwrap() * HOUR;
        let begun = std::time::Instant::now();
        assert_eq!(send(app, &mailer, now).await, 0);
        assert!(begun.elapsed() < Duration::from_secs(10), "{at}");
        assert_eq!(only(app).await, (MailState::Waiting, attempts, "no answer within 0.5 s".to_owned()), "{at}");
    }
    // What was answered stands, though the server never says farewell.
    postbox.will(&[Act::Hang("QUIT")]);
    assert_eq!(send(app, &mailer, NOW + 20 * HOUR).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_may_have_arrived_is_sent_again_as_the_same_mail() {
    let server = Server::new().await;
    let (app, postbox) = (&server.app, Postbox::open().await);
    let mailer = relay_to(&postbox.url());
    write(app, &["one"]).await;
    postbox.will(&[Act::Cut("text")]);
    assert_eq!(send(app, &mailer, NOW).await, 0);
    assert_eq!((only(app).await.0, only(app).await.1), (MailState::Waiting, 1));
    assert_eq!(send(app, &mailer, NOW + HOUR).await, 1);
    let mails = postbox.mails();
    assert_eq!((mails.len(), &mails[0].data), (2, &mails[1].data));
    // A server that died between the answer and its own note: the mail is taken anew when its hold is over.
    write(app, &["two"]).await;
    let died = app.store.claim_mail(&Viewer::program(), NOW + HOUR, NOW + 2 * HOUR).await.unwrap().unwrap();
    assert_eq!(mailer(died.clone()).await, Ok(()));
    assert_eq!(send(app, &mailer, NOW + 2 * HOUR - MINUTE).await, 0);
    assert_eq!(send(app, &mailer, NOW + 2 * HOUR).await, 1);
    let mails = postbox.mails();
    assert_eq!((mails.len(), &mails[2].data), (4, &mails[3].data));
    assert!(mails[3].data.contains(&format!("Message-ID: <{}@customs.example>", died.id)));
}

async fn two_senders(place: &Place, beside: bool) {
    let first = Store::open(place, NOW).await.unwrap();
    let second = if beside { Store::open_beside(place, NOW).await } else { Store::open(place, NOW).await }.unwrap();
    let postbox = Postbox::open().await;
    let subjects: Vec<String> = (0..40).map(|number| format!("number {number}")).collect();
    let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
    let (one, two) = (app_over(first.clone()), app_over(second.clone()));
    write(&one, &subjects).await;
    let (mine, yours) = (relay_to(&postbox.url()), relay_to(&postbox.url()));
    let (sent, others) = tokio::join!(send(&one, &mine, NOW), send(&two, &yours, NOW));
    assert_eq!(sent + others, 40);
    let mails = postbox.mails();
    let each: BTreeSet<&str> =
        mails.iter().filter_map(|mail| mail.data.lines().find(|line| line.starts_with("Subject"))).collect();
    assert_eq!((mails.len(), each.len()), (40, 40));
    second.close().await;
    first.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_on_one_database_send_each_mail_once() {
    let folder = tempfile::tempdir().unwrap();
    two_senders(&Place::Sqlite(folder.path().join("mail.db")), true).await;
    match store::testing::postgres().await {
        Ok(place) => two_senders(&place, false).await,
        Err(cause) => store::testing::without_postgres(&cause).unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_in_is_proved_and_a_server_without_tls_gets_nothing() {
    let server = Server::new().await;
    let (app, postbox) = (&server.app, Postbox::open().await);
    write(app, &["one"]).await;
    let with = |tail: &str| {
        let address = postbox.url().replace("smtp://", "smtp://office%40customs.example@") + tail;
        Relay::new(&address, FROM, Some("pass word")).unwrap().with_patience(Duration::from_secs(5)).mailer()
    };
    assert_eq!(send(app, &with("?tls=required"), NOW).await, 0);
    let said = postbox.said();
    assert!(said.iter().all(|line| line.starts_with("EHLO") || line == "QUIT"), "{said:?}");
    let (state, _, problem) = only(app).await;
    assert!(state == MailState::Waiting && problem.contains("STARTTLS"), "{problem}");
    postbox.will(&[Act::Say("AUTH", "535 5.7.8 wrong")]);
    assert_eq!(send(app, &with(""), NOW + HOUR).await, 0);
    assert_eq!(only(app).await, (MailState::Waiting, 0, "535 5.7.8 wrong".to_owned()));
    assert_eq!(send(app, &with(""), NOW + 2 * HOUR).await, 1);
    let said = postbox.said();
    let proof = said.iter().rev().find_map(|line| line.strip_prefix("AUTH PLAIN ")).unwrap();
    assert_eq!(decoded(&format!("=?utf-8?b?{proof}?=")), "\0office@customs.example\0pass word");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_lost_the_right_meanwhile_gets_no_mail_of_it() {
    let server = office().await;
    let (app, postbox) = (&server.app, Postbox::open().await);
    let (program, mailer) = (Viewer::program(), relay_to(&postbox.url()));
    person(app, "Fabia", &[("members.focal-point", "XB")]).await;
    person(app, "Felix", &[("members.focal-point", "XB")]).await;
    proved(app, &request(&[])).await;
    let waiting = mail_by(app, "request-to-focal-point").await;
    assert_eq!(waiting.new.record, Some(RecordId::kept(ONCE.to_owned())));
    let body = "XB".parse().unwrap();
    let appointments = app.store.appointments_for(&program, &body, NOW).await.unwrap();
    let fabia = app.store.person_by_email(&program, "fabia@customs.example").await.unwrap().unwrap().id;
    let own = appointments.into_iter().find(|one| one.person == fabia).unwrap();
    app.store.end_appointment(&program, &own.id, NOW).await.unwrap();
    send(app, &mailer, NOW + SECOND).await;
    let sent: BTreeSet<String> = postbox.mails().into_iter().map(|mail| mail.to).collect();
    assert!(sent.contains("<felix@customs.example>") && sent.contains("<ada@boreal.example>"), "{sent:?}");
    assert!(!sent.contains("<fabia@customs.example>"), "{sent:?}");
    let mails = kept(app).await;
    let hers = mails
        .iter()
        .find(|mail| mail.new.template == "request-to-focal-point" && mail.new.person == Some(fabia.clone()));
    assert_eq!(hers.unwrap().state, MailState::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_with_a_mail_server_sends_by_itself() {
    let (server, postbox) = (Server::new().await, Postbox::open().await);
    let mut app = server.app.clone();
    app.site = Arc::new(Site { mailer: Some(relay_to(&postbox.url())), ..(*app.site).clone() });
    write(&app, &["one"]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(server::serve(app, listener, async {
        let _ = stopped.await;
    }));
    for _ in 0..1_000 {
        if !postbox.mails().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(postbox.mails().len(), 1);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

fn wrong(address: &str, from: &str, password: Option<&str>) -> String {
    Relay::new(address, from, password).err().unwrap_or_default()
}

#[test]
fn only_this_machine_gets_mail_unencrypted() {
    let from = "Office <office@customs.example>";
    for right in [
        "smtp://localhost",
        "smtp://127.0.0.1:2525",
        "smtp://[::1]:2525/",
        "smtps://mail.example",
        "smtp://mail.example?tls=required",
    ] {
        assert_eq!(wrong(right, from, None), "");
    }
    assert!(wrong("smtp://mail.example", from, None).contains("unencrypted"));
    assert!(wrong("smtp://10.0.0.1", from, None).contains("unencrypted"));
    assert!(wrong("smtp://localhost.example:25", from, None).contains("unencrypted"));
    for odd in [
        "smtp://mail.example?tls=opportunistic",
        "smtp://mail.example?tls=none",
        "smtp://mail.example?TLS=required",
        "smtps://mail.example?tls=none",
        "http://mail.example",
        "mail.example:25",
        "smtp://",
        "smtps://mail.example/path",
        "",
    ] {
        assert_ne!(wrong(odd, from, None), "", "{odd}");
    }
}

#[test]
fn a_log_in_is_whole_and_its_password_stands_in_no_address() {
    let from = "office@customs.example";
    let open = wrong("smtps://user:word@mail.example", from, None);
    assert!(open.contains("--smtp-password-file") && !open.contains("word@"), "{open}");
    assert!(wrong("smtps://user@mail.example", from, None).contains("--smtp-password-file"));
    assert!(wrong("smtps://mail.example", from, Some("word")).contains("no user"));
    assert_eq!(wrong("smtps://user%40customs.example@mail.example", from, Some("word")), "");
}

#[test]
fn a_sender_is_an_address() {
    for right in ["office@customs.example", "Bureau des douanes <office@douanes-é.example>"] {
        assert_eq!(wrong("smtp://localhost", right, None), "");
    }
    for odd in ["", "office", "office@", "a@b\r\nBcc: c@d.example", "é@customs.example", "a@b.example, c@d.example"] {
        assert!(wrong("smtp://localhost", odd, None).contains("is no sender"), "{odd}");
    }
}
