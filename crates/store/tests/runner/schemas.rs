use crate::ground::{NOW, on_both};
use store::{Place, Store, StoreError};

#[test]
fn both_catalogues_hold_the_same_schema() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = Store::open(&Place::Sqlite(folder.path().join("test.db")), NOW).await.unwrap();
        let columns = sqlite.columns().await.unwrap();
        assert!(columns.len() > 50 && columns.iter().all(|column| column.kind.contains([' ', 'e'])), "{columns:?}");
        let place = match store::testing::postgres().await {
            Ok(place) => place,
            Err(cause) => return store::testing::without_postgres(&cause).unwrap(),
        };
        let postgres = Store::open(&place, NOW).await.unwrap();
        assert_eq!(columns, postgres.columns().await.unwrap());
        let indexes = sqlite.indexes().await.unwrap();
        assert_eq!(indexes.len(), 6);
        assert_eq!(indexes, postgres.indexes().await.unwrap());
    });
}

#[test]
fn a_schema_of_a_newer_program_is_refused() {
    on_both(async |store| {
        assert_eq!(store.ping().await.unwrap(), 1);
        let newer = StoreError::Newer { found: 9, known: 1 };
        assert_eq!(newer.to_string(), "the database has schema 9, this program knows 1: use a newer opencustoms");
    });
}

#[test]
fn two_servers_may_open_one_postgres() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let place = match store::testing::postgres().await {
            Ok(place) => place,
            Err(cause) => return store::testing::without_postgres(&cause).unwrap(),
        };
        let (first, second) = tokio::join!(Store::open(&place, NOW), Store::open(&place, NOW));
        let (first, second) = (first.unwrap(), second.unwrap());
        let viewer = store::Viewer::local();
        let new = crate::ground::new_batch("a.csv");
        let id = first.begin_batch(&viewer, &new, NOW).await.unwrap();
        first.start_batch(&viewer, &id, NOW).await.unwrap();
        let third = Store::open(&place, NOW + 1).await.unwrap();
        assert_eq!(third.batch(&viewer, &id).await.unwrap().state, store::BatchState::Running);
        let much_later = Store::open(&place, NOW + 600_000_000).await.unwrap();
        assert_eq!(much_later.batch(&viewer, &id).await.unwrap().state, store::BatchState::Interrupted);
        drop(second);
    });
}
