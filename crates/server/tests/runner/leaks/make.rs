//! How the records come into the store: by the ways by which they come in use, and then each gets its marks.

use std::collections::BTreeSet;

use access::{Action, Key, Marks, Record, RecordId, RecordKind, RecordState, Service, Viewer};
use basis::{Language, Text};
use secretariat::form::Answer;
use secretariat::paper::Series;
use server::App;
use store::testing::put_records;
use store::{
    Act, BatchId, CaseStep, Draft, Frequent, NewBatch, NewCase, NewMail, NewPaper, NewUpload, PaperKind, Row, Scan,
    Store, UploadPurpose,
};

use super::cast::Cast;
use super::sight::may;
use super::stock::{Dice, EARLY, LATE, Thing, bare, marked, marker, people, shard};
use crate::ground::NOW;
use crate::made;

/// How many records of each kind there are beside people and appointments.
#[derive(Clone, Copy)]
pub struct Size {
    pub documents: usize,
    pub cases: usize,
    pub questions: usize,
    pub batches: usize,
    pub bare: usize,
}

const MAILS: usize = 60;

/// The content of a document as a file.
async fn blob(store: &Store, marker: &str) -> String {
    let (program, content) = (Viewer::program(), format!("Content {marker}\n"));
    let size = Some(content.len() as u64);
    let new = NewUpload { name: format!("{marker}.txt"), size, map: String::new(), purpose: UploadPurpose::Document };
    let upload = store.begin_upload(&program, &new, EARLY).await.unwrap();
    store.append_upload(&program, &upload, 0, content.as_bytes(), EARLY).await.unwrap();
    store.keep_blob(&program, &upload, "text/plain", Scan::Clean, EARLY).await.unwrap().hash
}

fn draft(marker: &str, number: usize, blob: Option<String>) -> Draft {
    Draft {
        title: format!("Title {marker} {}", shard(number)),
        summary: format!("Summary {marker}"),
        file: if blob.is_some() { format!("{marker}.txt") } else { String::new() },
        blob,
    }
}

/// A document: two of three published, some in French too, some with a newer working copy, some with a file.
async fn document(store: &Store, number: usize) -> Thing {
    let (program, word) = (Viewer::program(), marker('d', number));
    let series = (number.is_multiple_of(2)).then(|| "PC".to_owned());
    let marks = Marks::public();
    let new = NewPaper { kind: PaperKind::ALL[number % 3], series, marks };
    let id = store.add_paper(&program, &new, EARLY).await.unwrap();
    let record = Record::draft(id.clone(), RecordKind::Document, Service::Documents);
    let mut thing = Thing::new(record, 'd', number);
    thing.edition = !number.is_multiple_of(3);
    (thing.french, thing.copy, thing.file) = (
        thing.edition && number.is_multiple_of(5),
        thing.edition && number.is_multiple_of(7),
        thing.edition && number % 4 == 1,
    );
    let blob = if thing.file { Some(blob(store, &word).await) } else { None };
    let text = draft(&word, number, blob);
    store.write_paper(&program, &id, Language::En, &text, 1, EARLY).await.unwrap();
    let mut version = 2;
    if thing.edition {
        let inside = format!("Inside {word}");
        thing.symbol = store.publish_paper(&program, &id, Language::En, &inside, version, EARLY).await.unwrap();
        version += 1;
    }
    if thing.french {
        store.write_paper(&program, &id, Language::Fr, &draft(&word, number, None), version, EARLY).await.unwrap();
        store.publish_paper(&program, &id, Language::Fr, "", version + 1, EARLY).await.unwrap();
        version += 2;
    }
    if thing.copy {
        let newer = draft(&marker('w', number), number, None);
        store.write_paper(&program, &id, Language::En, &newer, version, EARLY).await.unwrap();
    }
    thing
}

async fn documents(store: &Store, count: usize, cast: &Cast) -> Vec<Thing> {
    let title = Text::fixed("Working papers", "Documents de travail");
    let series = Series::new("PC", title, "PC{number:04}{language}{version}").unwrap();
    store.add_series(&Viewer::program(), &series, EARLY).await.unwrap();
    let mut things = Vec::new();
    for number in 1..=count {
        let (mut thing, mut dice) = (document(store, number).await, Dice::new(number));
        marked(&mut thing.record, &mut dice, &cast.people);
        let (published, draft) = (RecordState::Published, RecordState::Draft);
        let states = if thing.edition { [published, published, published, RecordState::Withdrawn] } else { [draft; 4] };
        thing.record.state = *dice.of(&states);
        things.push(thing);
    }
    things
}

fn as_json(answer: &Answer) -> String {
    serde_json::to_string(answer).unwrap()
}

/// A case, opened by somebody with an account or without one; some have taken a step.
async fn case(app: &App, number: usize, cast: &Cast) -> Thing {
    let (word, mut dice) = (marker('c', number), Dice::new(number + 20_000));
    let access = number.is_multiple_of(2);
    let (procedure, service) = if access { ("access-request", Service::Access) } else { ("contact", Service::Contact) };
    let known = app.library.procedure(procedure).unwrap();
    let id = app.store.new_case_id(EARLY);
    let mut record = Record::draft(id, RecordKind::Case, service);
    record.state = RecordState::Open;
    let opener = if dice.one_in(3) { dice.of(&cast.seers).viewer.clone() } else { Viewer::visitor() };
    let opener = if opener.scopes().is_some() { Viewer::visitor() } else { opener };
    let line = Answer::Line(format!("Name {word}"));
    let mut answers = vec![("name".to_owned(), as_json(&line))];
    if access {
        answers.push(("affiliation".to_owned(), as_json(&Answer::Line(format!("Affiliation {word}")))));
        answers.push(("reason".to_owned(), as_json(&Answer::Text(format!("Reason {word}")))));
    } else {
        answers.push(("question".to_owned(), as_json(&Answer::Text(format!("Question {word}")))));
    }
    let new = NewCase {
        record: record.clone(),
        procedure: procedure.to_owned(),
        form: (known.form.clone(), 1),
        state: known.start.clone(),
        language: Language::En,
        title: format!("Case {word}"),
        due_at: None,
        answers,
        mails: Vec::new(),
        effects: Vec::new(),
    };
    app.store.open_case(&opener, &new, EARLY).await.unwrap();
    if number.is_multiple_of(5) {
        step(app, &record, &known.start, &word).await;
    }
    marked(&mut record, &mut dice, &cast.people);
    // A case is addressed to nobody: it is worked on, and stands in queues.
    record.audience.clear();
    let (open, closed) = (RecordState::Open, RecordState::Closed);
    record.state = *dice.of(&[open, open, open, closed, closed, RecordState::Withdrawn]);
    Thing::new(record, 'c', number)
}

/// A step of a case with a reason.
async fn step(app: &App, record: &Record, state: &str, word: &str) {
    let program = Viewer::program();
    let case = app.store.case(&program, &record.id, EARLY).await.unwrap().into_value();
    let step = CaseStep {
        step: "note".to_owned(),
        to: state.to_owned(),
        record: record.clone(),
        reason: format!("Because {word}"),
        due_at: None,
        mails: Vec::new(),
        effects: Vec::new(),
    };
    app.store.take_step(&program, Action::Decide, &case, &step, EARLY).await.unwrap();
}

async fn question(store: &Store, number: usize, cast: &Cast) -> Thing {
    let (word, mut dice) = (marker('q', number), Dice::new(number + 40_000));
    let text = |what: &str| Text::owned(format!("{what} {word} {}", shard(number)), format!("{what} {word}"));
    let one = Frequent {
        id: None,
        topic: "other".to_owned(),
        question: text("Question"),
        answer: text("Answer"),
        published: true,
        version: 0,
    };
    let id = store.put_frequent(&Viewer::program(), &one, EARLY).await.unwrap();
    let mut record = Record::draft(id, RecordKind::Question, Service::Contact);
    marked(&mut record, &mut dice, &cast.people);
    record.state =
        *dice.of(&[RecordState::Published, RecordState::Published, RecordState::Draft, RecordState::Withdrawn]);
    Thing::new(record, 'q', number)
}

/// A cleared file of one declaration.
async fn batch(store: &Store, number: usize, cast: &Cast) -> Thing {
    let (program, word, mut dice) = (Viewer::program(), marker('b', number), Dice::new(number + 60_000));
    let name = format!("{word}.csv");
    let new = NewBatch {
        upload: None,
        name: name.clone(),
        map: "kcs".to_owned(),
        on: made::DAY,
        books_digest: "b00c".to_owned(),
    };
    let id: BatchId = store.begin_batch(&program, &new, EARLY).await.unwrap();
    store.start_batch(&program, &id, EARLY).await.unwrap();
    let mut writer = store.batch_writer(&program, &id).await.unwrap();
    let (mut outcome, mut declaration) = made::red();
    outcome.id = word.as_str().into();
    declaration.id = word.as_str().into();
    let row = Row {
        number: 1,
        line: 2,
        source: name.clone(),
        id: word.clone(),
        kind: "declaration".to_owned(),
        lane: "red".to_owned(),
        score: None,
        code: "871200".to_owned(),
        chapter: "87".to_owned(),
        customs_value: None,
        duty: None,
        duty_state: "due".to_owned(),
        findings: Vec::new(),
        declaration: serde_json::to_string(&declaration).unwrap(),
        outcome: serde_json::to_string(&outcome).unwrap(),
    };
    writer.put(row).await.unwrap();
    let text = Text::owned(format!("the row of {word}"), format!("la ligne de {word}"));
    let unread =
        store::Unread { kind: store::UnreadKind::Unread, source: name, line: 3, code: "wrong".to_owned(), text };
    writer.put_unread(unread).await.unwrap();
    writer.finish("b00c", "{\"read\":1}", EARLY).await.unwrap();
    let mut record = Record::draft(RecordId::kept(id.to_string()), RecordKind::Batch, Service::Clearance);
    marked(&mut record, &mut dice, &cast.people);
    // A batch is neither given out at a moment nor forgotten at one.
    (record.publish_from, record.retain_until, record.state) = (0, i64::MAX, RecordState::Closed);
    if dice.one_in(2) {
        record.handlers.insert(Key::kept(format!("role:clearance.officer@{}", dice.of(&["MD", "OS"]))));
    }
    Thing::new(record, 'b', number)
}

async fn mails(store: &Store) -> BTreeSet<String> {
    let mail = |number: usize| NewMail {
        person: None,
        address: format!("{}@customs.example", marker('m', number)),
        language: Language::En,
        template: "case-waiting".to_owned(),
        record: None,
        subject: format!("Subject {}", marker('m', number)),
        content: format!("Content {}", marker('m', number)),
    };
    let mails: Vec<NewMail> = (1..=MAILS).map(mail).collect();
    store.post(&Viewer::program(), &mails, EARLY).await.unwrap();
    (1..=MAILS).map(|number| marker('m', number)).collect()
}

/// What was made.
pub struct Made {
    pub things: Vec<Thing>,
    pub released: BTreeSet<String>,
    pub mails: BTreeSet<String>,
}

/// Asks to open some restricted documents to more people.
async fn released(store: &Store, things: &[Thing], cast: &Cast) -> BTreeSet<String> {
    let mut released = BTreeSet::new();
    let documents = || things.iter().filter(|thing| thing.record.kind == RecordKind::Document);
    let public = Marks::public();
    let asks = |viewer: &Viewer, thing: &Thing| {
        may(viewer, Action::Release, &thing.record) && public.release(&thing.record, NOW)
    };
    let officer = cast.seers.iter().find(|seer| documents().any(|thing| asks(&seer.viewer, thing)));
    let officer = &officer.expect("somebody who may release").viewer;
    for thing in documents().filter(|thing| asks(officer, thing)).step_by(20) {
        let record = thing.record.id.clone();
        let version = store.paper(&Viewer::program(), &record, NOW).await.unwrap().value().version;
        let act = Act::Release { record, marks: public.clone(), version };
        store.propose(officer, &act, NOW).await.unwrap();
        released.insert(thing.id().to_owned());
    }
    released
}

/// Every record with what stands behind it, marked at last as it is to be found.
pub async fn everything(app: &App, size: Size, cast: &Cast) -> Made {
    let mut things = documents(&app.store, size.documents, cast).await;
    for number in 1..=size.cases {
        things.push(case(app, number, cast).await);
    }
    for number in 1..=size.questions {
        things.push(question(&app.store, number, cast).await);
    }
    for number in 1..=size.batches {
        things.push(batch(&app.store, number, cast).await);
    }
    let mails = mails(&app.store).await;
    things.extend(bare(size.bare, cast));
    for moment in [EARLY, LATE] {
        let of_then = things.iter().filter(|thing| thing.moment == moment).map(|thing| thing.record.clone());
        put_records(&app.store, &of_then.collect::<Vec<_>>(), moment).await.unwrap();
    }
    let released = released(&app.store, &things, cast).await;
    things.extend(people(cast));
    Made { things, released, mails }
}
