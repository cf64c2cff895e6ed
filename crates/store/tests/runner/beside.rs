//! A command beside the server that holds the database, and databases of other versions.

use access::{PersonId, RecordKind};
use store::{BatchState, Place, Store, StoreError, Viewer};

use crate::cast::{add, found, new_person, side_by_side};
use crate::ground::{NOW, new_batch, on_both_places, on_sqlite, viewer};
use crate::raw::Raw;

async fn ids(store: &Store) -> Vec<PersonId> {
    store.people(&Viewer::program(), None, 1_000, NOW).await.unwrap().into_iter().map(|person| person.id).collect()
}

#[test]
fn what_either_writes_both_see() {
    on_both_places(async |place| {
        let server = Store::open(&place, NOW).await.unwrap();
        found(&server).await;
        let beside = Store::open_beside(&place, NOW).await.unwrap();
        let first = add(&server, "Anna", Some("MD")).await;
        assert_eq!(ids(&beside).await, std::slice::from_ref(&first));
        let second = add(&beside, "Bert", Some("MD")).await;
        assert_eq!(ids(&server).await, ids(&beside).await);
        assert!(ids(&server).await.contains(&second));
        let writers = (0..20).map(|writer| {
            let store = if writer % 2 == 0 { server.clone() } else { beside.clone() };
            async move { store.add_person(&Viewer::program(), &new_person("Crowd", None), NOW).await.unwrap() }
        });
        side_by_side(writers).await;
        assert_eq!((ids(&server).await.len(), ids(&beside).await), (22, ids(&server).await));
        assert_eq!(beside.verify_trail(&[], None).await.unwrap().faults, []);
        beside.close().await;
        assert_eq!(ids(&server).await.len(), 22, "the server goes on");
        server.close().await;
    });
}

#[test]
fn a_command_beside_a_server_leaves_its_batches_and_its_lock() {
    on_sqlite(async |path| {
        let place = Place::Sqlite(path);
        let server = Store::open(&place, NOW).await.unwrap();
        let id = server.begin_batch(&viewer(), &new_batch("day.csv"), NOW).await.unwrap();
        server.start_batch(&viewer(), &id, NOW).await.unwrap();
        let beside = Store::open_beside(&place, NOW).await.unwrap();
        assert_eq!(beside.batch(&viewer(), &id).await.unwrap().state, BatchState::Running);
        for _ in 0..2 {
            let second = Store::open(&place, NOW).await;
            assert!(matches!(second, Err(StoreError::Locked(_))), "{second:?}");
        }
        beside.close().await;
        drop(beside);
        assert!(matches!(Store::open(&place, NOW).await, Err(StoreError::Locked(_))), "the server still holds it");
        server.close().await;
        drop(server);
        // Without a server the command has the file to itself, and holds it.
        let alone = Store::open_beside(&place, NOW).await.unwrap();
        assert_eq!(alone.batch(&viewer(), &id).await.unwrap().state, BatchState::Interrupted);
        assert!(matches!(Store::open(&place, NOW).await, Err(StoreError::Locked(_))));
        let another = Store::open_beside(&place, NOW).await.unwrap();
        assert_eq!(another.ping().await.unwrap(), 7);
    });
}

#[test]
fn an_empty_file_is_made_a_database() {
    on_sqlite(async |path| {
        std::fs::write(&path, "").unwrap();
        let store = Store::open_beside(&Place::Sqlite(path.clone()), NOW).await.unwrap();
        assert_eq!(store.ping().await.unwrap(), 7);
        let bodies = store.bodies(&Viewer::visitor()).await.unwrap();
        assert_eq!(bodies.iter().map(|body| body.code.as_str()).collect::<Vec<_>>(), ["SECRETARIAT"]);
        store.close().await;
        drop(store);
        let again = Store::open(&Place::Sqlite(path), NOW).await.unwrap();
        assert_eq!((again.ping().await.unwrap(), again.bodies(&Viewer::visitor()).await.unwrap().len()), (7, 1));
    });
}

#[test]
fn a_database_of_another_version_that_is_held_is_left_alone() {
    on_sqlite(async |path| {
        let place = Place::Sqlite(path);
        let server = Store::open(&place, NOW).await.unwrap();
        let raw = Raw::open(&place).await;
        raw.run("DELETE FROM migration WHERE version > 1").await;
        let older = Store::open_beside(&place, NOW).await;
        assert!(matches!(older, Err(StoreError::Older { found: 1, known: 7 })), "{older:?}");
        raw.run("INSERT INTO migration (version, name, at) VALUES (9, 'later', 0)").await;
        let newer = Store::open_beside(&place, NOW).await;
        assert!(matches!(newer, Err(StoreError::Newer { found: 9, known: 7 })), "{newer:?}");
        // A server that begins just now has made the file and nothing in it yet.
        raw.run("DELETE FROM migration").await;
        let empty = Store::open_beside(&place, NOW).await;
        assert!(matches!(empty, Err(StoreError::Older { found: 0, known: 7 })), "{empty:?}");
        raw.close().await;
        server.close().await;
    });
}

#[test]
fn a_database_of_a_newer_program_is_refused() {
    on_both_places(async |place| {
        Store::open(&place, NOW).await.unwrap().close().await;
        let raw = Raw::open(&place).await;
        raw.run("INSERT INTO migration (version, name, at) VALUES (9, 'later', 0)").await;
        raw.close().await;
        let newer = Store::open(&place, NOW).await;
        assert!(matches!(newer, Err(StoreError::Newer { found: 9, known: 7 })), "{newer:?}");
    });
}

/// A database with nothing but the ledger of its versions.
async fn unfilled(place: &Place) -> Raw {
    if let Place::Sqlite(path) = place {
        std::fs::write(path, "").unwrap();
    }
    let raw = Raw::open(place).await;
    raw.run("CREATE TABLE migration (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)")
        .await;
    raw
}

#[test]
fn a_database_of_the_first_version_is_brought_up_to_date() {
    on_both_places(async |place| {
        let raw = unfilled(&place).await;
        raw.run(include_str!("../../migrations/0001_batches.sql")).await;
        if matches!(place, Place::Postgres(_)) {
            raw.run(include_str!("../../migrations/0001_batches.postgres.sql")).await;
        }
        raw.run("INSERT INTO migration (version, name, at) VALUES (1, 'batches', 0)").await;
        raw.close().await;
        let store = Store::open(&place, NOW).await.unwrap();
        assert_eq!(store.ping().await.unwrap(), 7);
        found(&store).await;
        assert_eq!(store.bodies(&Viewer::visitor()).await.unwrap().len(), 6);
        store.close().await;
    });
}

#[test]
fn what_was_found_before_the_fourth_version_is_found_after_it() {
    on_both_places(async |place| {
        let raw = unfilled(&place).await;
        let own = matches!(place, Place::Sqlite(_));
        raw.run(include_str!("../../migrations/0001_batches.sql")).await;
        raw.run(if own { "SELECT 1" } else { include_str!("../../migrations/0001_batches.postgres.sql") }).await;
        raw.run(include_str!("../../migrations/0002_ground.sql")).await;
        let sqlite = include_str!("../../migrations/0002_ground.sqlite.sql");
        raw.run(if own { sqlite } else { include_str!("../../migrations/0002_ground.postgres.sql") }).await;
        raw.run(include_str!("../../migrations/0003_speed.sql")).await;
        raw.run("INSERT INTO migration (version, name, at) VALUES (3, 'speed', 0)").await;
        for (number, kind, service) in [(1, "document", "documents"), (2, "question", "contact"), (3, "case", "access")]
        {
            raw.run(&format!(
                "INSERT INTO record (id, kind, service, state, level, publish_from, retain_until, moment) \
                 VALUES ('r{number}', '{kind}', '{service}', 'published', 0, 0, 9223372036854775807, {number}); \
                 INSERT INTO search_text (code, record, language, title, content, kind) \
                 VALUES ({number}, 'r{number}', 'en', 'Horses', 'The régime of horses', '{kind}')"
            ))
            .await;
        }
        raw.run(
            "INSERT INTO casework (id, procedure_id, form, form_version, state, language, opened_at, version) \
             VALUES ('r3', 'access-request', 'access-request', 1, 'received', 'en', 1, 1)",
        )
        .await;
        raw.close().await;
        let store = Store::open(&place, NOW).await.unwrap();
        let raw = Raw::open(&place).await;
        assert_eq!(raw.texts("SELECT service FROM casework").await, ["access"]);
        raw.close().await;
        for (words, kind, count) in [("regime", None, 3), ("horses", Some(RecordKind::Question), 1), ("hors", None, 3)]
        {
            let hits = store.search(&Viewer::program(), words, kind, 9, NOW).await.unwrap();
            assert_eq!(
                (hits.hits.len(), hits.count.value, hits.kinds[&RecordKind::Case].value),
                (count, count as u64, 1)
            );
            assert!(hits.hits.iter().all(|hit| hit.passage == "The régime of horses"), "{hits:?}");
        }
        store.close().await;
    });
}
