//! What data protection asks for: each person gets all that is kept about them, part by part, and nothing of another.

use access::{Action, Level, PersonId, Record, RecordId, RecordKind, RecordState, Service};
use basis::Language;
use serde_json::{Value, json};
use store::{
    CaseStep, Effect, NewBatch, NewCase, NewMail, NewUpload, Passkey, Store, StoreError, UploadPurpose, Viewer,
};

use crate::cast::{
    HOUR, LoggedIn, administrator, begin, digest, document, found, hire, log_in, new_person, new_session, put, to_role,
};
use crate::ground::{NOW, NOWHERE, new_batch, on_both_places};
use crate::raw::Raw;

/// Every part of an export.
const PARTS: [&str; 12] = [
    "account",
    "answers",
    "appointments",
    "batches",
    "downloads",
    "mails",
    "passkeys",
    "person",
    "sessions",
    "tokens",
    "trail",
    "uploads",
];

/// Somebody with something in every part.
struct Kept {
    word: &'static str,
    own: LoggedIn,
    /// The request by which they came, the one that they sent without a log-in later, and the one that they sent with it.
    cases: [RecordId; 3],
    paper: RecordId,
    secret: String,
}

impl Kept {
    fn address(&self) -> String {
        format!("{}@meridia.example", self.word)
    }
}

fn mail(person: Option<&PersonId>, address: &str, subject: &str, content: &str) -> NewMail {
    NewMail {
        person: person.cloned(),
        address: address.to_owned(),
        language: Language::En,
        template: "welcome".to_owned(),
        record: None,
        subject: subject.to_owned(),
        content: content.to_owned(),
    }
}

fn case(store: &Store, word: &str, author: Option<&PersonId>, mails: Vec<NewMail>) -> NewCase {
    let mut record = Record::draft(store.new_case_id(NOW), RecordKind::Case, Service::Access);
    (record.author, record.state) = (author.cloned(), RecordState::Open);
    let email = json!({ "kind": "email", "value": format!("{word}@meridia.example") }).to_string();
    let reason = json!({ "kind": "text", "value": format!("why {word} asks") }).to_string();
    NewCase {
        record,
        procedure: "access-request".to_owned(),
        form: ("access-request".to_owned(), 1),
        state: "received".to_owned(),
        language: Language::En,
        title: format!("Request of {word}"),
        due_at: None,
        answers: vec![("email".to_owned(), email), ("reason".to_owned(), reason)],
        mails,
        effects: Vec::new(),
    }
}

/// A visitor asks for an account, and gets it.
async fn admitted(store: &Store, word: &str, secret: &str) -> (RecordId, PersonId) {
    let address = format!("{word}@meridia.example");
    let received = mail(None, &address, &format!("Request of {word}"), &format!("/en/prove/{secret} is the way"));
    let new = case(store, word, None, vec![received]);
    store.open_case(&Viewer::visitor(), &new, NOW).await.unwrap();
    let mut person = new_person(&format!("Name {word}"), Some("MD"));
    person.email.clone_from(&address);
    let nobody = NOWHERE.parse().unwrap();
    let appointments = ["members.delegate", "clearance.officer"].map(|role| to_role(&nobody, role, "MD")).to_vec();
    let opened = store.case(&Viewer::program(), &new.record.id, NOW).await.unwrap().into_value();
    let step = CaseStep {
        step: "approve".to_owned(),
        to: "approved".to_owned(),
        record: new.record.clone(),
        reason: String::new(),
        due_at: None,
        mails: Vec::new(),
        effects: vec![Effect::Admit { person, appointments, link: (digest(), NOW + HOUR) }],
    };
    store.take_step(&Viewer::program(), Action::Decide, &opened, &step, NOW).await.unwrap();
    let person = store.person_by_email(&Viewer::program(), &address).await.unwrap().unwrap();
    (new.record.id, person.id)
}

async fn kept(store: &Store, raw: &Raw, word: &'static str) -> Kept {
    let secret = format!("prove_{}", digest());
    let (request, id) = admitted(store, word, &secret).await;
    let mut session = new_session(&id, true);
    (session.agent, session.address) = (format!("{word}'s browser"), "192.0.2.9".to_owned());
    let own = begin(store, &session, NOW).await;
    let without = case(store, word, None, Vec::new());
    store.open_case(&Viewer::visitor(), &without, NOW).await.unwrap();
    let with = case(store, word, Some(&id), Vec::new());
    store.open_case(&own.viewer, &with, NOW).await.unwrap();
    let scopes = access::Scope::all().into_iter().collect();
    store.add_token(&own.viewer, &digest(), &format!("{word}'s program"), &scopes, NOW + HOUR, NOW).await.unwrap();
    let key = Passkey {
        id: format!("key of {word}"),
        person: id.clone(),
        name: format!("{word}'s telephone"),
        transports: 0,
        fixed: "00".to_owned(),
        moving: "00".to_owned(),
        made_at: NOW,
        used_at: None,
    };
    store.add_passkey(&own.viewer, &key, &[], NOW).await.unwrap();
    let address = format!("{word}@meridia.example");
    let welcome = mail(Some(&id), &address, &format!("Welcome, {word}"), &format!("Dear {word}"));
    let hidden = mail(Some(&id), &address, "What is closed by now", "of a record that is open no more");
    let hidden = NewMail { record: Some(RecordId::kept(NOWHERE.to_owned())), ..hidden };
    store.post(&Viewer::program(), &[welcome, hidden], NOW + 1).await.unwrap();
    let (name, map, purpose) = (format!("{word}.csv"), "kcs".to_owned(), UploadPurpose::Declarations);
    let file = NewUpload { name, size: Some(9), map, purpose };
    let upload = store.begin_upload(&own.viewer, &file, NOW).await.unwrap();
    store.append_upload(&own.viewer, &upload, 0, b"goods 123", NOW + 2).await.unwrap();
    let batch = NewBatch { upload: Some(upload), ..new_batch(&file.name) };
    store.begin_batch(&own.viewer, &batch, NOW + 3).await.unwrap();
    let paper = document(Level::Public, "anyone");
    put(store, &paper, NOW).await;
    let read = format!(
        "INSERT INTO paper (id, kind, made_at, version) VALUES ('{0}', 'paper', 1, 1); \
         INSERT INTO download VALUES ('of {word}', '{0}', 'en', 3, '{id}', 7)",
        paper.id
    );
    raw.run(&read).await;
    Kept { word, own, cases: [request, without.record.id, with.record.id], paper: paper.id, secret }
}

/// The values of some fields of each entry of a part.
fn fields(export: &Value, part: &str, names: &[&str]) -> Vec<Value> {
    let entries = export[part].as_array().unwrap();
    let read = |entry: &Value| names.iter().map(|name| entry[*name].clone()).collect();
    entries.iter().map(read).collect()
}

async fn whole(store: &Store, of: &Kept) -> Value {
    let export = store.person_export(&of.own.viewer, &of.own.person, NOW + 9).await.unwrap();
    let mut parts: Vec<&String> = export.as_object().unwrap().keys().collect();
    parts.sort();
    assert_eq!(parts, PARTS);
    export
}

/// What a person is, holds and logs in with.
fn has_the_account(export: &Value, of: &Kept) {
    let word = of.word;
    assert_eq!(export["person"]["name"], format!("Name {word}"));
    assert_eq!(export["person"]["email"], of.address());
    assert_eq!(export["account"]["one_time_passwords"], false);
    let mut roles = fields(export, "appointments", &["person", "role"]);
    roles.sort_by_key(Value::to_string);
    let role = |role: &str| json!([of.own.person, role]);
    assert_eq!(roles, [role("clearance.officer"), role("members.delegate")]);
    let sessions = fields(export, "sessions", &["agent", "address", "way", "begun_at"]);
    assert_eq!(sessions, [json!([format!("{word}'s browser"), "192.0.2.9", "passkey", NOW])]);
    assert_eq!(fields(export, "passkeys", &["name", "made_at"]), [json!([format!("{word}'s telephone"), NOW])]);
    assert_eq!(fields(export, "tokens", &["name", "made_at"]), [json!([format!("{word}'s program"), NOW])]);
}

/// What a person sent in and read, and what was written to them.
fn has_what_was_done(export: &Value, of: &Kept) {
    let word = of.word;
    let sent = fields(export, "uploads", &["name", "purpose", "size", "received", "state", "begun_at", "changed_at"]);
    assert_eq!(sent, [json!([format!("{word}.csv"), "declarations", 9, 9, "complete", NOW, NOW + 2])]);
    let cleared = fields(export, "batches", &["name", "on", "state", "outcomes", "unread", "made_at", "finished_at"]);
    assert_eq!(cleared, [json!([format!("{word}.csv"), "2026-01-15", "queued", 0, 0, NOW + 3, null])]);
    let read = fields(export, "downloads", &["document", "language", "edition", "at"]);
    assert_eq!(read, [json!([of.paper, "en", 3, 7])]);
    let mails = fields(export, "mails", &["address", "subject", "text", "state", "made_at", "sent_at"]);
    let mail = |subject: &str, text: &str, at: i64| {
        json!([of.address(), format!("{subject}{word}"), text, "waiting", at, null])
    };
    let request = mail("Request of ", "/en/prove/[…] is the way", NOW);
    assert_eq!(mails, [request, mail("Welcome, ", &format!("Dear {word}"), NOW + 1)]);
    let acts: Vec<String> = fields(export, "trail", &["action"]).iter().map(|one| one[0].to_string()).collect();
    for act in ["log-in", "lodge"] {
        assert!(acts.contains(&format!("{act:?}")), "{act} is not in {acts:?}");
    }
}

/// The answers in the own cases, by whomever; the first of them came from a visitor.
fn has_the_answers(export: &Value, of: &Kept) {
    for (case, by) in of.cases.iter().zip(["visitor", "visitor", "person"]) {
        let all = export["answers"].as_array().unwrap();
        let of_case: Vec<Value> = all.iter().filter(|one| one["case"] == case.as_str()).cloned().collect();
        let own: Vec<&Value> = of_case.iter().filter(|one| one["given_by"] == by).collect();
        let asked: Vec<&str> = own.iter().map(|one| one["question"].as_str().unwrap()).collect();
        assert_eq!(asked, ["email", "reason"], "{of_case:?}");
        assert_eq!(own[0]["value"]["value"], of.address());
        assert_eq!(own[1]["value"]["value"], format!("why {} asks", of.word));
        assert_eq!(
            (&own[1]["procedure"], &own[1]["at"], &own[1]["stood"]),
            (&json!("access-request"), &json!(NOW), &json!(true))
        );
    }
}

#[test]
fn each_part_holds_what_is_the_persons_and_nothing_of_another() {
    on_both_places(async |place| {
        let store = Store::open(&place, NOW).await.unwrap();
        found(&store).await;
        let raw = Raw::open(&place).await;
        let (one, other) = (kept(&store, &raw, "yonder").await, kept(&store, &raw, "quillfeather").await);
        // What the one said in a case of the other is in the exports of both, without a word about who said it.
        let said = format!(
            "INSERT INTO answer_past VALUES ('{}', 'comment', 1, '\"said in a meeting\"', '{}', 5, 0)",
            other.cases[0], one.own.person
        );
        raw.run(&said).await;
        // A mail to the other, from the time when they had the address of the one.
        let earlier = mail(Some(&other.own.person), &one.address(), "Of an earlier time", "not for who has it now");
        store.post(&Viewer::program(), &[earlier], NOW - 1).await.unwrap();
        let exports = [whole(&store, &one).await, whole(&store, &other).await];
        let earlier = |export: &Value| {
            export["mails"].as_array().unwrap().iter().filter(|mail| mail["made_at"] == NOW - 1).count()
        };
        assert_eq!(exports.each_ref().map(earlier), [0, 1]);
        let mut exports = exports;
        exports[1]["mails"].as_array_mut().unwrap().remove(0);
        for (export, of, not_of) in [(&exports[0], &one, &other), (&exports[1], &other, &one)] {
            has_the_account(export, of);
            has_what_was_done(export, of);
            has_the_answers(export, of);
            let text = export.to_string();
            for foreign in
                [not_of.word, not_of.own.person.as_str(), not_of.paper.as_str(), "closed by now", "goods 123"]
            {
                assert!(!text.contains(foreign), "`{foreign}` is in the export of {}: {text}", of.word);
            }
            assert!(!text.contains(&of.secret) && !text.contains(&of.own.digest), "secrets are nobody's to read");
        }
        let comment = |export: &Value| {
            let of_it = fields(export, "answers", &["question", "value", "given_by", "stood"]);
            of_it.into_iter().filter(|one| one[0] == "comment").collect::<Vec<_>>()
        };
        let by = |whom: &str| vec![json!(["comment", "said in a meeting", whom, false])];
        assert_eq!(exports.each_ref().map(comment), [by("person"), by("another person")]);
        raw.close().await;
        store.close().await;
    });
}

#[test]
fn anybody_else_gets_what_they_may_see_anyway() {
    on_both_places(async |place| {
        let store = Store::open(&place, NOW).await.unwrap();
        found(&store).await;
        let raw = Raw::open(&place).await;
        let of = kept(&store, &raw, "yonder").await;
        let person = &of.own.person;
        let counts = async |viewer: &Viewer| {
            let export = store.person_export(viewer, person, NOW).await.unwrap();
            ["answers", "mails", "uploads", "batches", "trail"].map(|part| export[part].as_array().unwrap().len())
        };
        let [answers, mails, uploads, batches, trail] = counts(&Viewer::program()).await;
        assert_eq!([answers, mails, uploads, batches], [6, 2, 1, 1]);
        assert!(trail > 0);
        let focal = hire(&store, "Fay Focal", "members.focal-point", "MD").await;
        assert_eq!(counts(&focal.viewer).await, [0; 5]);
        let administrator = administrator(&store, "Ada Admin").await;
        assert_eq!(counts(&administrator.viewer).await, [0, 2, 0, 0, 0]);
        let one_factor = begin(&store, &new_session(person, false), NOW).await;
        let [answers, mails, uploads, batches, trail] = counts(&one_factor.viewer).await;
        // The case that was sent in with a log-in, the one by which they came, and the files of the body.
        assert_eq!([answers, mails, uploads, batches, trail], [4, 0, 0, 1, 0]);
        let other = hire(&store, "Ole Other", "members.delegate", "OS").await;
        let refused = store.person_export(&other.viewer, person, NOW).await;
        assert!(matches!(refused, Err(StoreError::NotFound { .. })), "{refused:?}");
        let again = log_in(&store, person, NOW).await;
        assert_eq!(counts(&again.viewer).await[..4], [6, 2, 1, 1]);
        raw.close().await;
        store.close().await;
    });
}
