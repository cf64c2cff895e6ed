//! A command beside the server that holds the database, and databases of other versions.

use access::PersonId;
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
        assert_eq!(another.ping().await.unwrap(), 3);
    });
}

#[test]
fn an_empty_file_is_made_a_database() {
    on_sqlite(async |path| {
        std::fs::write(&path, "").unwrap();
        let store = Store::open_beside(&Place::Sqlite(path.clone()), NOW).await.unwrap();
        assert_eq!(store.ping().await.unwrap(), 3);
        let bodies = store.bodies(&Viewer::visitor()).await.unwrap();
        assert_eq!(bodies.iter().map(|body| body.code.as_str()).collect::<Vec<_>>(), ["SECRETARIAT"]);
        store.close().await;
        drop(store);
        let again = Store::open(&Place::Sqlite(path), NOW).await.unwrap();
        assert_eq!((again.ping().await.unwrap(), again.bodies(&Viewer::visitor()).await.unwrap().len()), (3, 1));
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
        assert!(matches!(older, Err(StoreError::Older { found: 1, known: 3 })), "{older:?}");
        raw.run("INSERT INTO migration (version, name, at) VALUES (9, 'later', 0)").await;
        let newer = Store::open_beside(&place, NOW).await;
        assert!(matches!(newer, Err(StoreError::Newer { found: 9, known: 3 })), "{newer:?}");
        // A server that begins just now has made the file and nothing in it yet.
        raw.run("DELETE FROM migration").await;
        let empty = Store::open_beside(&place, NOW).await;
        assert!(matches!(empty, Err(StoreError::Older { found: 0, known: 3 })), "{empty:?}");
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
        assert!(matches!(newer, Err(StoreError::Newer { found: 9, known: 3 })), "{newer:?}");
    });
}

#[test]
fn a_database_of_the_first_version_is_brought_up_to_date() {
    on_both_places(async |place| {
        if let Place::Sqlite(path) = &place {
            std::fs::write(path, "").unwrap();
        }
        let raw = Raw::open(&place).await;
        raw.run("CREATE TABLE migration (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL)")
            .await;
        raw.run(include_str!("../../migrations/0001_batches.sql")).await;
        if matches!(place, Place::Postgres(_)) {
            raw.run(include_str!("../../migrations/0001_batches.postgres.sql")).await;
        }
        raw.run("INSERT INTO migration (version, name, at) VALUES (1, 'batches', 0)").await;
        raw.close().await;
        let store = Store::open(&place, NOW).await.unwrap();
        assert_eq!(store.ping().await.unwrap(), 3);
        found(&store).await;
        assert_eq!(store.bodies(&Viewer::visitor()).await.unwrap().len(), 6);
        store.close().await;
    });
}
