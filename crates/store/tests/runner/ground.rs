//! What the tests stand on: a store of either kind, and rows to put in it.

use store::{
    BatchId, NewBatch, NewUpload, Place, Row, Store, StoreError, Tallies, Unread, UnreadKind, UploadPurpose, Viewer,
};

/// A moment in 2026, in microseconds.
pub const NOW: i64 = 1_768_471_200_000_000;

/// An identifier that nothing has.
pub const NOWHERE: &str = "00000000-0000-7000-8000-000000000000";

/// Runs a test on a fresh SQLite file and on a fresh PostgreSQL database.
pub fn on_both<F>(test: F)
where
    F: AsyncFn(Store),
{
    on_both_places(async |place| {
        let store = Store::open(&place, NOW).await.unwrap();
        test(store.clone()).await;
        store.close().await;
    });
}

/// As `on_both`, for a test that opens the database itself.
pub fn on_both_places<F>(test: F)
where
    F: AsyncFn(Place),
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        test(Place::Sqlite(folder.path().join("test.db"))).await;
        match store::testing::postgres().await {
            Ok(place) => test(place).await,
            Err(cause) => store::testing::without_postgres(&cause).unwrap(),
        }
    });
}

/// Runs a test that needs only SQLite.
pub fn on_sqlite<F>(test: F)
where
    F: AsyncFn(std::path::PathBuf),
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    runtime.block_on(test(folder.path().join("test.db")));
}

pub fn viewer() -> Viewer {
    Viewer::program()
}

/// A file of declarations about to come in, of unknown size and without a mapping.
pub fn file(name: &str) -> NewUpload {
    NewUpload { name: name.to_owned(), size: None, map: String::new(), purpose: UploadPurpose::Declarations }
}

pub fn new_batch(name: &str) -> NewBatch {
    NewBatch {
        upload: None,
        name: name.to_owned(),
        map: "kcs".to_owned(),
        on: "2026-01-15".parse().unwrap(),
        books_digest: "b00c".to_owned(),
    }
}

const LANES: [&str; 5] = ["red", "yellow", "blue", "green", "none"];
const STATES: [&str; 3] = ["due", "not-determined", "suspended"];

/// An outcome whose every column follows from its number, so that a test can say what it must find.
pub fn row(number: u64) -> Row {
    let pick = |words: &[&str], every: u64| words[usize::try_from(number / every).unwrap() % words.len()].to_owned();
    let chapter = format!("{:02}", number % 97 + 1);
    let mut findings = Vec::new();
    if number.is_multiple_of(3) {
        findings.push("net-mass-above-gross".to_owned());
    }
    if number.is_multiple_of(50) {
        findings.push("edition-not-loaded".to_owned());
        findings.push("edition-not-loaded".to_owned());
    }
    let duty_state = pick(&STATES, 1);
    Row {
        number,
        line: number + 1,
        source: "day.csv".to_owned(),
        id: format!("Meridia-{number:07}"),
        kind: "declaration".to_owned(),
        lane: pick(&LANES, 1),
        score: number.is_multiple_of(2).then_some(0.25),
        code: format!("{chapter}{:04}", number % 9000 + 1000),
        chapter,
        customs_value: Some("100.10".parse().unwrap()),
        duty: (duty_state == "due").then(|| "5.05".parse().unwrap()),
        duty_state,
        findings,
        declaration: format!("{{\"id\":\"Meridia-{number:07}\"}}"),
        outcome: format!("{{\"line\":{number}}}"),
    }
}

pub fn unread(line: u64) -> Unread {
    Unread {
        kind: if line.is_multiple_of(2) { UnreadKind::Skipped } else { UnreadKind::Unread },
        source: "day.csv".to_owned(),
        line,
        code: "wrong-quoting".to_owned(),
        text: basis::Text::fixed("the row has an open quote", "la ligne a un guillemet ouvert"),
    }
}

/// A finished batch of so many rows.
pub async fn saved(store: &Store, rows: u64) -> Result<(BatchId, Tallies), StoreError> {
    let viewer = viewer();
    let id = store.begin_batch(&viewer, &new_batch("day.csv"), NOW).await?;
    store.start_batch(&viewer, &id, NOW).await?;
    let mut writer = store.batch_writer(&viewer, &id).await?;
    for number in 1..=rows {
        writer.put(row(number)).await?;
    }
    let tallies = writer.finish("b00c", "{\"read\":1}", NOW + 1).await?;
    Ok((id, tallies))
}
