//! What only SQLite has: a file that one program serves, and a disk that can be full.

use crate::ground::{NOW, file, new_batch, on_sqlite, row, viewer};
use basis::Language;
use store::{BatchState, Filter, Place, Settings, Store, StoreError};

#[test]
fn a_second_server_on_the_same_file_is_refused() {
    on_sqlite(async |path| {
        let place = Place::Sqlite(path.clone());
        let first = Store::open(&place, NOW).await.unwrap();
        let second = Store::open(&place, NOW).await.unwrap_err();
        assert!(matches!(second, StoreError::Locked(_)), "{second:?}");
        let path = path.display();
        assert_eq!(
            second.to_string(),
            format!("another opencustoms serves `{path}`: stop it first, or name another database")
        );
        assert!(second.text().in_language(Language::Fr).starts_with("un autre opencustoms sert"));
        first.close().await;
        drop(first);
        Store::open(&place, NOW).await.unwrap();
    });
}

#[test]
fn a_full_disk_saves_nothing_of_a_batch_and_says_so() {
    on_sqlite(async |path| {
        let viewer = viewer();
        let settings = Settings { page_limit: Some(300) };
        let store = Store::open_with(&Place::Sqlite(path.clone()), settings, NOW).await.unwrap();
        let id = store.begin_batch(&viewer, &new_batch("day.csv"), NOW).await.unwrap();
        store.start_batch(&viewer, &id, NOW).await.unwrap();
        let mut writer = store.batch_writer(&viewer, &id).await.unwrap();
        let mut full = None;
        for number in 1..=20_000 {
            if let Err(error) = writer.put(row(number)).await {
                full = Some(error);
                break;
            }
        }
        drop(writer);
        let full = full.expect("the disk is full");
        assert!(matches!(full, StoreError::Full), "{full:?}");
        assert!(full.to_string().contains("nothing of this was saved"));
        store.end_batch(&viewer, &id, BatchState::Failed, Some("{}"), NOW).await.unwrap();
        assert!(store.outcome(&viewer, &id, 1).await.unwrap().is_none());
        store.close().await;
        drop(store);
        let roomy = Store::open(&Place::Sqlite(path), NOW).await.unwrap();
        assert!(roomy.documents(&viewer, &id, &Filter::default(), 0, 10).await.unwrap().is_empty());
    });
}

#[test]
fn a_full_disk_keeps_an_upload_where_it_was() {
    on_sqlite(async |path| {
        let viewer = viewer();
        let settings = Settings { page_limit: Some(300) };
        let store = Store::open_with(&Place::Sqlite(path.clone()), settings, NOW).await.unwrap();
        let new = file("day.csv");
        let id = store.begin_upload(&viewer, &new, NOW).await.unwrap();
        let piece = vec![7; 1 << 20];
        store.append_upload(&viewer, &id, 0, &piece, NOW).await.unwrap();
        let full = store.append_upload(&viewer, &id, 1 << 20, &piece, NOW).await;
        assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
        assert_eq!(store.upload(&viewer, &id).await.unwrap().received, 1 << 20);
        store.close().await;
        drop(store);
        let roomy = Store::open(&Place::Sqlite(path), NOW).await.unwrap();
        let received = roomy.append_upload(&viewer, &id, 1 << 20, &piece, NOW).await.unwrap();
        assert_eq!(received.offset, 2 << 20);
    });
}

#[test]
fn a_batch_left_by_a_killed_program_is_interrupted_and_can_be_run_again() {
    on_sqlite(async |path| {
        let viewer = viewer();
        let place = Place::Sqlite(path);
        let store = Store::open(&place, NOW).await.unwrap();
        let running = store.begin_batch(&viewer, &new_batch("a.csv"), NOW).await.unwrap();
        store.start_batch(&viewer, &running, NOW).await.unwrap();
        let mut writer = store.batch_writer(&viewer, &running).await.unwrap();
        for number in 1..=1_000 {
            writer.put(row(number)).await.unwrap();
        }
        // The program ends without finishing: neither commit nor rollback is said.
        std::mem::forget(writer);
        drop(store);
        let copy = copied(&place);
        let store = Store::open(&copy, NOW).await.unwrap();
        assert_eq!(store.batch(&viewer, &running).await.unwrap().state, BatchState::Interrupted);
        assert!(store.outcome(&viewer, &running, 1).await.unwrap().is_none());
        store.reopen_batch(&viewer, &running, "b00c", NOW).await.unwrap();
        let mut writer = store.batch_writer(&viewer, &running).await.unwrap();
        writer.put(row(1)).await.unwrap();
        writer.finish("b00c", "{}", NOW).await.unwrap();
        assert_eq!(store.batch(&viewer, &running).await.unwrap().outcome_count, 1);
    });
}

/// The files as a crash leaves them: the database and its log, under another name.
fn copied(place: &Place) -> Place {
    let Place::Sqlite(path) = place else { panic!("SQLite only") };
    let copy = path.with_file_name("copy.db");
    for ending in ["", "-wal"] {
        let from = format!("{}{ending}", path.display());
        if std::fs::exists(&from).unwrap() {
            std::fs::copy(from, format!("{}{ending}", copy.display())).unwrap();
        }
    }
    Place::Sqlite(copy)
}

#[test]
fn what_is_no_database_is_told_by_its_path() {
    on_sqlite(async |path| {
        std::fs::write(&path, "this is a letter, not a database; and it is long enough to be read as a page").unwrap();
        let refused = Store::open(&Place::Sqlite(path.clone()), NOW).await.unwrap_err();
        assert!(refused.to_string().contains("test.db"), "{refused}");
        let under = path.join("below.db");
        let refused = Store::open(&Place::Sqlite(under), NOW).await.unwrap_err();
        assert!(matches!(refused, StoreError::File { .. }), "{refused:?}");
    });
}

#[test]
fn a_place_reads_files_and_addresses_and_hides_the_password() {
    assert_eq!("data/open.db".parse::<Place>().unwrap().to_string(), "data/open.db");
    let place: Place = "postgres://anna:secret@db.example/customs?sslmode=require".parse().unwrap();
    assert_eq!(place.to_string(), "postgres://db.example/customs");
    assert!("mysql://x".parse::<Place>().unwrap_err().contains("`mysql`"));
    assert!(" ".parse::<Place>().is_err());
}
