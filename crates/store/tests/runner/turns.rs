//! The list of cases: whichever way it is found, it shows what the policies allow, in one order.

use std::collections::BTreeSet;

use access::{Action, Circumstances, Key, PersonId, Record, RecordKind, RecordState, Service};
use basis::Language;
use store::{CaseRow, CaseStep, NewCase, QueueFilter, Store, Viewer};

use crate::cast::{HOUR, found, hire};
use crate::ground::{NOW, on_both};

const STATES: [&str; 3] = ["received", "proved", "approved"];

/// A case in one of the states and services, in the queue of one role or in nobody's hands.
async fn open(store: &Store, number: usize, author: Option<&PersonId>) -> Record {
    let (service, procedure) = [(Service::Access, "access-request"), (Service::Contact, "contact")][number % 2];
    let mut record = Record::draft(store.new_case_id(NOW), RecordKind::Case, service);
    record.author = author.filter(|_| number.is_multiple_of(5)).cloned();
    record.state = RecordState::Open;
    let queue = ["role:access.officer", "role:contact.officer", "role:members.focal-point@MD"][number % 3];
    record.queue = [Key::kept(queue.to_owned())].into_iter().filter(|_| number % 4 != 3).collect();
    let new = NewCase {
        record: record.clone(),
        procedure: procedure.to_owned(),
        form: (procedure.to_owned(), 1),
        state: STATES[number / 2 % 3].to_owned(),
        language: Language::En,
        title: format!("Case {number}"),
        due_at: (number % 7 > 1).then(|| NOW + (number % 7) as i64 * HOUR),
        answers: Vec::new(),
        mails: Vec::new(),
        effects: Vec::new(),
    };
    store.open_case(&Viewer::program(), &new, NOW + number as i64).await.unwrap();
    if number % 6 == 5 {
        (record.state, record.queue) = (RecordState::Closed, BTreeSet::new());
        close(store, &record).await;
    }
    record
}

/// Ends a case in its last state.
async fn close(store: &Store, record: &Record) {
    let case = store.case(&Viewer::program(), &record.id, NOW).await.unwrap().into_value();
    let step = CaseStep {
        step: "end".to_owned(),
        to: "approved".to_owned(),
        record: record.clone(),
        reason: String::new(),
        due_at: None,
        mails: Vec::new(),
        effects: Vec::new(),
    };
    store.take_step(&Viewer::program(), Action::Decide, &case, &step, NOW + 100).await.unwrap();
}

async fn listed(store: &Store, viewer: &Viewer, filter: &QueueFilter) -> Vec<CaseRow> {
    store.cases(viewer, filter, 0, 1_000, NOW).await.unwrap().0
}

#[test]
fn every_way_to_the_list_of_cases_shows_the_same() {
    on_both(async |store| {
        found(&store).await;
        let author = hire(&store, "Ada Author", "members.delegate", "MD").await;
        let mut records = Vec::new();
        for number in 0..48 {
            records.push(open(&store, number, Some(&author.person)).await);
        }
        let all = listed(&store, &Viewer::program(), &QueueFilter::default()).await;
        assert_eq!(all.len(), records.len());
        let mut viewers = vec![Viewer::program(), Viewer::visitor(), author.viewer];
        for (name, role, body) in [
            ("Olga Officer", "access.officer", "SECRETARIAT"),
            ("Carl Contact", "contact.officer", "SECRETARIAT"),
            ("Dora Documents", "documents.officer", "SECRETARIAT"),
            ("Fay Focal", "members.focal-point", "MD"),
        ] {
            viewers.push(hire(&store, name, role, body).await.viewer);
        }
        let (mut shown, now) = (0, Circumstances { now: NOW, asked: None });
        for viewer in &viewers {
            let sitting = store.policies().sitting(viewer, &now);
            for state in ["", "received", "proved", "approved", "unheard"] {
                for procedure in ["", "contact"] {
                    for mine in [false, true] {
                        let filter = QueueFilter { procedure: procedure.to_owned(), state: state.to_owned(), mine };
                        let rows = listed(&store, viewer, &filter).await;
                        let expected = all.iter().filter(|row| {
                            let record = records.iter().find(|record| record.id == row.id).unwrap();
                            let asked = (state.is_empty() || row.state == state)
                                && (procedure.is_empty() || row.procedure == procedure)
                                && (!mine || record.queue.iter().any(|key| viewer.holds(key)));
                            asked && sitting.decide(Action::List, record).allowed
                        });
                        assert_eq!(rows, expected.cloned().collect::<Vec<_>>(), "{viewer:?} {filter:?}");
                        shown += rows.len();
                    }
                }
            }
        }
        assert!(shown > 200, "{shown}");
    });
}
