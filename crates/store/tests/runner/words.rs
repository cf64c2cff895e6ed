//! What is found by words: the same whatever else there is that the viewer may not see, and titles first.

use basis::Text;
use store::{Frequent, Place, Store, Viewer};

use crate::cast::SECOND;
use crate::ground::{NOW, on_both, on_sqlite};
use crate::raw::Raw;

/// More than these are no few texts.
const MANY: i64 = 110;

/// Adds a frequent question, later than those before it.
async fn ask(store: &Store, number: i64, question: &str, answer: &str, published: bool) {
    let text = |words: &str| Text::owned(words.to_owned(), format!("{words} FR"));
    let topic = "goods".to_owned();
    let one = Frequent { id: None, topic, question: text(question), answer: text(answer), published, version: 0 };
    store.put_frequent(&Viewer::program(), &one, NOW + number * SECOND).await.unwrap();
}

/// The titles of what is found first, by the alphabet.
async fn found(store: &Store, viewer: &Viewer, words: &str, limit: u32) -> Vec<String> {
    let hits = store.search(viewer, words, None, limit, NOW + 1_000 * SECOND).await.unwrap();
    let mut titles: Vec<String> = hits.hits.into_iter().map(|hit| hit.title).collect();
    titles.sort();
    titles
}

#[test]
fn what_is_hidden_changes_nothing_that_is_found() {
    on_both(async |store| {
        ask(&store, 0, "Horses", "Live ones", true).await;
        let visitor = Viewer::visitor();
        assert_eq!(found(&store, &visitor, "hors", 9).await, ["Horses", "Horses FR"]);
        for number in 1..=MANY {
            ask(&store, number, "Draft", "hors", false).await;
        }
        assert_eq!(found(&store, &visitor, "hors", 9).await, ["Horses", "Horses FR"]);
        let hits = store.search(&visitor, "hors", None, 9, NOW + 1_000 * SECOND).await.unwrap();
        assert_eq!((hits.count.value, hits.count.exact), (2, true));
    });
}

/// The first titles of what many texts hold, after checking both indexes against the texts.
async fn first(place: &Place, store: &Store) -> Vec<String> {
    let raw = Raw::open(place).await;
    for index in ["search_word", "search_title"] {
        raw.run(&format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")).await;
    }
    raw.close().await;
    found(store, &Viewer::visitor(), "tariff", 3).await
}

#[test]
fn words_in_titles_come_first_where_many_texts_have_them() {
    on_sqlite(async |path| {
        let place = Place::Sqlite(path);
        let store = Store::open(&place, NOW).await.unwrap();
        ask(&store, 0, "Tariff", "Old", true).await;
        for number in 1..=MANY {
            ask(&store, number, "Duties", "The tariff", true).await;
        }
        assert_eq!(first(&place, &store).await, ["Duties FR", "Tariff", "Tariff FR"]);

        let program = Viewer::program();
        let all = store.frequent(&program, "", 0, 1_000, NOW).await.unwrap();
        let of = |question: &str| all.iter().find(|one| one.question.en == question).unwrap().clone();
        let plain = Frequent { question: Text::owned("Rates".to_owned(), "Taux".to_owned()), ..of("Tariff") };
        store.put_frequent(&program, &plain, NOW + 200 * SECOND).await.unwrap();
        let named = Frequent { question: Text::owned("A tariff".to_owned(), "Droits".to_owned()), ..of("Duties") };
        store.put_frequent(&program, &named, NOW + 201 * SECOND).await.unwrap();
        let titles = first(&place, &store).await;
        assert!(titles.contains(&"A tariff".to_owned()), "{titles:?}");
        assert!(!titles.contains(&"Tariff".to_owned()), "its old title is not found any more: {titles:?}");

        let mut backup = Vec::new();
        store.backup(&program, &mut backup).await.unwrap();
        store.close().await;
        let folder = tempfile::tempdir().unwrap();
        let other = Place::Sqlite(folder.path().join("other.db"));
        let restored = Store::open(&other, NOW).await.unwrap();
        restored.restore(&program, &mut backup.as_slice()).await.unwrap();
        assert_eq!(first(&other, &restored).await, titles);
        restored.close().await;
    });
}
