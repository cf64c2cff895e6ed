//! Symbols without gaps: the numbers of a series follow one another, whoever publishes at the same time and whatever
//! fails between.

use access::{Marks, RecordId, Viewer};
use basis::{Language, Text};
use secretariat::paper::Series;
use store::{Draft, NewPaper, PaperKind, Store, StoreError};

use crate::cast::{found, hire, side_by_side};
use crate::ground::{NOW, on_both, on_both_places};
use crate::raw::Raw;

const MANY: i64 = 20;

async fn begin_series(store: &Store, code: &str) {
    let title = Text::fixed("Working papers", "Documents de travail");
    let series = Series::new(code, title, format!("{code}{{number:04}}{{language}}{{version}}")).unwrap();
    store.add_series(&Viewer::program(), &series, NOW).await.unwrap();
}

/// A document of a series that nobody has written yet: version 1.
async fn empty(store: &Store, series: &str) -> RecordId {
    let new = NewPaper { kind: PaperKind::Paper, series: Some(series.to_owned()), marks: Marks::public() };
    store.add_paper(&Viewer::program(), &new, NOW).await.unwrap()
}

async fn write(store: &Store, id: &RecordId, language: Language, version: i64) {
    let (title, summary) = ("Bicycles".to_owned(), "Where they belong".to_owned());
    let draft = Draft { title, summary, blob: None, file: String::new() };
    store.write_paper(&Viewer::program(), id, language, &draft, version, NOW).await.unwrap();
}

/// A document with an English working copy: version 2.
async fn written(store: &Store, series: &str) -> RecordId {
    let id = empty(store, series).await;
    write(store, &id, Language::En, 1).await;
    id
}

async fn publish(store: &Store, id: &RecordId, version: i64) -> Result<Option<String>, StoreError> {
    store.publish_paper(&Viewer::program(), id, Language::En, "", version, NOW).await
}

/// The symbols that the first documents of a series have.
fn symbols(code: &str, count: i64) -> Vec<Option<String>> {
    (1..=count).map(|number| Some(format!("{code}{number:04}E1"))).collect()
}

/// How far a series has come.
async fn latest(store: &Store, code: &str) -> i64 {
    let all = store.series(&Viewer::program()).await.unwrap();
    all.iter().find(|kept| kept.series.code() == code).unwrap().latest
}

/// The number and the symbol that a document keeps.
async fn kept(store: &Store, id: &RecordId) -> (Option<i64>, Option<String>) {
    let paper = store.paper(&Viewer::program(), id, NOW).await.unwrap().into_value();
    (paper.number, paper.symbol)
}

#[test]
fn documents_published_one_after_the_other_are_numbered_in_their_order() {
    on_both(async |store| {
        begin_series(&store, "PC").await;
        begin_series(&store, "TC").await;
        let mut given = Vec::new();
        for number in 1..=MANY {
            let id = written(&store, "PC").await;
            given.push(publish(&store, &id, 2).await.unwrap());
            assert_eq!(kept(&store, &id).await, (Some(number), given.last().unwrap().clone()));
            // Another language and a newer edition keep the number; another series has its own.
            write(&store, &id, Language::Fr, 3).await;
            let french = store.publish_paper(&Viewer::program(), &id, Language::Fr, "", 4, NOW).await.unwrap();
            write(&store, &id, Language::En, 5).await;
            assert_eq!((french, publish(&store, &id, 6).await.unwrap()), (None, None));
            if number % 5 == 0 {
                let other = written(&store, "TC").await;
                assert_eq!(publish(&store, &other, 2).await.unwrap(), Some(format!("TC{:04}E1", number / 5)));
            }
        }
        assert_eq!(given, symbols("PC", MANY));
        assert_eq!((latest(&store, "PC").await, latest(&store, "TC").await), (MANY, MANY / 5));
    });
}

#[test]
fn documents_published_at_once_by_two_programs_have_one_number_each() {
    on_both_places(async |place| {
        let server = Store::open(&place, NOW).await.unwrap();
        let beside = Store::open_beside(&place, NOW).await.unwrap();
        begin_series(&server, "PC").await;
        let mut drafts = Vec::new();
        for _ in 0..MANY {
            drafts.push(written(&server, "PC").await);
        }
        let both = [&server, &beside].into_iter().cycle();
        let publishing = drafts.iter().cloned().zip(both).map(|(id, store)| {
            let store = store.clone();
            async move { (publish(&store, &id, 2).await.unwrap(), id) }
        });
        let mut given = side_by_side(publishing).await;
        for (symbol, id) in &given {
            assert_eq!(&kept(&server, id).await.1, symbol, "what was answered is what is kept");
        }
        given.sort();
        assert_eq!(given.into_iter().map(|(symbol, _)| symbol).collect::<Vec<_>>(), symbols("PC", MANY));
        // One document published by many at once: one of them does it, and it takes one number.
        let id = written(&server, "PC").await;
        let same = (0..MANY).map(|_| {
            let (store, id) = (server.clone(), id.clone());
            async move { publish(&store, &id, 2).await }
        });
        let answers = side_by_side(same).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        let late = answers.iter().filter(|answer| matches!(answer, Err(StoreError::Changed { .. }))).count();
        assert_eq!(late + 1, answers.len(), "{answers:?}");
        assert_eq!(latest(&server, "PC").await, MANY + 1);
        beside.close().await;
        server.close().await;
    });
}

#[test]
fn a_publication_that_is_refused_takes_no_number() {
    on_both(async |store| {
        found(&store).await;
        begin_series(&store, "PC").await;
        let delegate = hire(&store, "Dee Delegate", "members.delegate", "MD").await;
        for number in 1..=5 {
            let id = written(&store, "PC").await;
            let blank = publish(&store, &empty(&store, "PC").await, 1).await;
            assert!(matches!(blank, Err(StoreError::State { .. })), "{blank:?}");
            let stale = publish(&store, &id, 1).await;
            assert!(matches!(stale, Err(StoreError::Changed { .. })), "{stale:?}");
            let stranger = store.publish_paper(&delegate.viewer, &id, Language::En, "", 2, NOW).await;
            assert!(matches!(stranger, Err(StoreError::NotFound { .. } | StoreError::Refused { .. })), "{stranger:?}");
            assert_eq!((kept(&store, &id).await, latest(&store, "PC").await), ((None, None), number - 1));
            assert_eq!(publish(&store, &id, 2).await.unwrap(), Some(format!("PC{number:04}E1")));
        }
        // The same side by side: every other one saw an older version.
        let mut drafts = Vec::new();
        for _ in 0..MANY {
            drafts.push(written(&store, "PC").await);
        }
        let publishing = drafts.into_iter().zip([2, 1].into_iter().cycle()).map(|(id, version)| {
            let store = store.clone();
            async move { publish(&store, &id, version).await.ok() }
        });
        let mut given: Vec<_> = side_by_side(publishing).await.into_iter().flatten().collect();
        given.sort();
        assert_eq!(given, symbols("PC", 5 + MANY / 2)[5..]);
    });
}

#[test]
fn a_publication_that_breaks_off_gives_its_number_back() {
    on_both_places(async |place| {
        let store = Store::open(&place, NOW).await.unwrap();
        let raw = Raw::open(&place).await;
        begin_series(&store, "PC").await;
        let first = written(&store, "PC").await;
        assert_eq!(publish(&store, &first, 2).await.unwrap(), symbols("PC", 1)[0]);
        let broken = written(&store, "PC").await;
        // An edition that is there already: the transaction fails at a statement behind the one that takes the number.
        raw.run(&format!(
            "INSERT INTO paper_edition (paper, language, edition, title, summary, file, published_at, published_by) \
             VALUES ('{broken}', 'en', 1, 'a', 'b', '', {NOW}, 'program')"
        ))
        .await;
        let before = store.verify_trail(&[], None).await.unwrap();
        for _ in 0..3 {
            let failed = publish(&store, &broken, 2).await;
            assert!(matches!(failed, Err(StoreError::Database(_))), "{failed:?}");
        }
        assert_eq!((kept(&store, &broken).await, latest(&store, "PC").await), ((None, None), 1));
        assert_eq!(store.verify_trail(&[], None).await.unwrap(), before, "nothing was done, so nothing is entered");
        // The next one takes the number that this one would have had.
        let next = written(&store, "PC").await;
        assert_eq!(publish(&store, &next, 2).await.unwrap(), Some("PC0002E1".to_owned()));
        assert_eq!(raw.run_with("DELETE FROM paper_edition WHERE paper = $1", broken.as_str()).await, 1);
        assert_eq!(publish(&store, &broken, 2).await.unwrap(), Some("PC0003E1".to_owned()));
        assert_eq!(kept(&store, &broken).await.0, Some(3));
        raw.close().await;
        store.close().await;
    });
}
