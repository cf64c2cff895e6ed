use crate::ground::{NOW, on_both};
use std::collections::BTreeSet;
use store::{Column, Place, Store, StoreError};

/// Words are sought by each database in its own way: by the tables of an index in SQLite, by a column in PostgreSQL.
fn seeks_words(column: &Column) -> bool {
    ["search_word", "search_title"].iter().any(|index| column.table.starts_with(index))
        || (column.table.as_str(), column.name.as_str()) == ("search_text", "words")
}

/// The shared columns, and the names of those that this database alone has.
fn apart(columns: Vec<Column>) -> (Vec<Column>, BTreeSet<String>) {
    let (own, shared): (Vec<_>, Vec<_>) = columns.into_iter().partition(seeks_words);
    let name = |column: Column| if column.name == "words" { "search_text.words".to_owned() } else { column.table };
    (shared, own.into_iter().map(name).collect())
}

#[test]
fn both_catalogues_hold_the_same_schema() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = Store::open(&Place::Sqlite(folder.path().join("test.db")), NOW).await.unwrap();
        let (columns, own) = apart(sqlite.columns().await.unwrap());
        assert!(columns.len() > 250 && columns.iter().all(|column| column.kind.contains([' ', 'e'])), "{columns:?}");
        let words = ["", "_config", "_data", "_docsize", "_idx"].map(|ending| format!("search_word{ending}"));
        let titles = ["", "_config", "_data", "_idx"].map(|ending| format!("search_title{ending}"));
        assert_eq!(own, words.into_iter().chain(titles).collect());
        let place = match store::testing::postgres().await {
            Ok(place) => place,
            Err(cause) => return store::testing::without_postgres(&cause).unwrap(),
        };
        let postgres = Store::open(&place, NOW).await.unwrap();
        let (others, own) = apart(postgres.columns().await.unwrap());
        assert_eq!((columns, own), (others, ["search_text.words".to_owned()].into()));
        let (indexes, mut others) = (sqlite.indexes().await.unwrap(), postgres.indexes().await.unwrap());
        let words = |index: &(String, String, String)| index.1 == "search_text_words";
        assert_eq!(others.extract_if(.., |index| words(index)).count(), 1);
        assert_eq!((indexes.len(), &indexes), (38, &others));
    });
}

#[test]
fn a_schema_of_a_newer_program_is_refused() {
    on_both(async |store| {
        assert_eq!(store.ping().await.unwrap(), 7);
        let newer = StoreError::Newer { found: 9, known: 7 };
        assert_eq!(newer.to_string(), "the database has schema 9, this program knows 7: use a newer opencustoms");
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
        let viewer = store::Viewer::program();
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
