use crate::ground::{NOW, NOWHERE, file, new_batch, on_both, row, saved, unread, viewer};
use store::{BatchId, BatchState, Filter, NewBatch, NewUpload, StoreError, UploadState};

#[test]
fn a_batch_is_saved_whole_with_the_digest_of_its_books() {
    on_both(async |store| {
        let viewer = viewer();
        let (id, tallies) = saved(&store, 1234).await.unwrap();
        let batch = store.batch(&viewer, &id).await.unwrap();
        assert_eq!(
            (batch.state, batch.outcome_count, batch.books_digest.as_str()),
            (BatchState::Finished, 1234, "b00c")
        );
        assert_eq!(batch.summary.as_deref(), Some("{\"read\":1}"));
        assert_eq!((batch.created_at, batch.finished_at), (NOW, Some(NOW + 1)));
        assert_eq!(batch.on.to_string(), "2026-01-15");
        assert_eq!(store.tallies(&viewer, &id).await.unwrap(), tallies);
        let stored = store.outcome(&viewer, &id, 1000).await.unwrap().unwrap();
        assert_eq!((stored.outcome, stored.books_digest), (row(1000).outcome, "b00c".to_owned()));
        assert_eq!(stored.declaration, row(1000).declaration);
        assert!(store.outcome(&viewer, &id, 1235).await.unwrap().is_none());
    });
}

#[test]
fn tallies_count_each_outcome_once() {
    on_both(async |store| {
        let (_, tallies) = saved(&store, 300).await.unwrap();
        assert_eq!(tallies.outcomes, 300);
        let lanes: Vec<_> = tallies.lanes.iter().map(|share| (share.name.as_str(), share.count)).collect();
        assert_eq!(lanes, [("red", 60), ("yellow", 60), ("blue", 60), ("green", 60), ("none", 60)]);
        let findings: Vec<_> = tallies.findings.iter().map(|share| (share.name.as_str(), share.count)).collect();
        assert_eq!(findings, [("net-mass-above-gross", 100), ("edition-not-loaded", 6)]);
        assert_eq!(tallies.chapters.len(), 97);
        let duty: basis::Decimal = tallies.chapters.iter().map(|chapter| chapter.duty).sum();
        assert_eq!(duty, "505.00".parse().unwrap());
        assert_eq!(tallies.chapters.iter().map(|chapter| chapter.not_determined).sum::<u64>(), 100);
    });
}

#[test]
fn a_writer_dropped_half_way_saves_nothing() {
    on_both(async |store| {
        let viewer = viewer();
        let id = store.begin_batch(&viewer, &new_batch("day.csv"), NOW).await.unwrap();
        store.start_batch(&viewer, &id, NOW).await.unwrap();
        let mut writer = store.batch_writer(&viewer, &id).await.unwrap();
        for number in 1..=700 {
            writer.put(row(number)).await.unwrap();
        }
        let during = store.outcomes(&viewer, &id, &Filter::default(), None, 10).await.unwrap();
        assert!(during.rows.is_empty(), "nothing is visible before the end");
        drop(writer);
        store.end_batch(&viewer, &id, BatchState::Cancelled, None, NOW).await.unwrap();
        assert!(store.outcome(&viewer, &id, 1).await.unwrap().is_none());
        assert!(store.documents(&viewer, &id, &Filter::default(), 0, 10).await.unwrap().is_empty());
        assert_eq!(store.batch(&viewer, &id).await.unwrap().state, BatchState::Cancelled);

        store.reopen_batch(&viewer, &id, "b00d", NOW).await.unwrap();
        let mut writer = store.batch_writer(&viewer, &id).await.unwrap();
        writer.put(row(1)).await.unwrap();
        assert_eq!(writer.taken(), 1);
        writer.finish("b00d", "{}", NOW).await.unwrap();
        let batch = store.batch(&viewer, &id).await.unwrap();
        assert_eq!((batch.outcome_count, batch.books_digest.as_str()), (1, "b00d"));
    });
}

#[test]
fn a_batch_that_fails_says_why() {
    on_both(async |store| {
        let viewer = viewer();
        let id = store.begin_batch(&viewer, &new_batch("day.csv"), NOW).await.unwrap();
        let problem = "{\"en\":\"the column `Office` is missing\",\"fr\":\"la colonne `Office` manque\"}";
        store.end_batch(&viewer, &id, BatchState::Failed, Some(problem), NOW + 5).await.unwrap();
        let batch = store.batch(&viewer, &id).await.unwrap();
        assert_eq!(
            (batch.state, batch.problem.as_deref(), batch.finished_at),
            (BatchState::Failed, Some(problem), Some(NOW + 5))
        );
        let twice = store.end_batch(&viewer, &id, BatchState::Cancelled, None, NOW).await;
        assert!(
            matches!(&twice, Err(StoreError::State { what: "batch", state, .. }) if state == "failed"),
            "{twice:?}"
        );
        let writer = store.batch_writer(&viewer, &id).await;
        assert!(matches!(writer, Err(StoreError::NotFound { .. })), "{writer:?}");
    });
}

#[test]
fn a_finished_batch_cannot_be_run_again() {
    on_both(async |store| {
        let (id, _) = saved(&store, 3).await.unwrap();
        let refused = store.reopen_batch(&viewer(), &id, "b00c", NOW).await;
        assert!(matches!(&refused, Err(StoreError::State { state, .. }) if state == "finished"), "{refused:?}");
        let refused = store.start_batch(&viewer(), &id, NOW).await;
        assert!(matches!(&refused, Err(StoreError::State { .. })), "{refused:?}");
    });
}

#[test]
fn the_newest_batches_come_first() {
    on_both(async |store| {
        let viewer = viewer();
        let mut ids = Vec::new();
        for name in ["a.csv", "b.csv", "c.csv"] {
            ids.push(store.begin_batch(&viewer, &new_batch(name), NOW).await.unwrap());
        }
        let names = |batches: Vec<store::Batch>| batches.into_iter().map(|batch| batch.name).collect::<Vec<_>>();
        assert_eq!(names(store.batches(&viewer, 2, None).await.unwrap()), ["c.csv", "b.csv"]);
        assert_eq!(names(store.batches(&viewer, 2, Some(&ids[1])).await.unwrap()), ["a.csv"]);
        assert!(store.batches(&viewer, 2, Some(&ids[0])).await.unwrap().is_empty());
    });
}

#[test]
fn records_without_outcome_are_kept_with_their_reason() {
    on_both(async |store| {
        let viewer = viewer();
        let id = store.begin_batch(&viewer, &new_batch("day.csv"), NOW).await.unwrap();
        let mut writer = store.batch_writer(&viewer, &id).await.unwrap();
        for line in 1..=601 {
            writer.put_unread(unread(line)).await.unwrap();
        }
        let tallies = writer.finish("b00c", "{}", NOW).await.unwrap();
        assert_eq!((tallies.unread, tallies.skipped), (301, 300));
        assert_eq!(store.batch(&viewer, &id).await.unwrap().unread_count, 601);
        let page = store.unread(&viewer, &id, 600, 10).await.unwrap();
        assert_eq!(page, [(601, unread(601))]);
        assert_eq!(store.unread(&viewer, &id, 0, 10).await.unwrap().len(), 10);
    });
}

#[test]
fn finishing_drops_the_content_of_the_upload() {
    on_both(async |store| {
        let viewer = viewer();
        let new = NewUpload { size: Some(3), ..file("day.csv") };
        let upload = store.begin_upload(&viewer, &new, NOW).await.unwrap();
        store.append_upload(&viewer, &upload, 0, b"abc", NOW).await.unwrap();
        let new = NewBatch { upload: Some(upload.clone()), ..new_batch("day.csv") };
        let id = store.begin_batch(&viewer, &new, NOW).await.unwrap();
        let writer = store.batch_writer(&viewer, &id).await.unwrap();
        writer.abandon().await.unwrap();
        assert!(store.upload_piece(&viewer, &upload, 0).await.unwrap().is_some());
        let writer = store.batch_writer(&viewer, &id).await.unwrap();
        writer.finish("b00c", "{}", NOW).await.unwrap();
        assert!(store.upload_piece(&viewer, &upload, 0).await.unwrap().is_none());
        assert_eq!(store.upload(&viewer, &upload).await.unwrap().state, UploadState::Discarded);
        assert_eq!(store.batch(&viewer, &id).await.unwrap().upload, Some(upload));
    });
}

#[test]
fn hostile_texts_are_kept_as_far_as_both_databases_can() {
    on_both(async |store| {
        let viewer = viewer();
        let id = store.begin_batch(&viewer, &new_batch("'; DROP TABLE batch; --"), NOW).await.unwrap();
        let mut writer = store.batch_writer(&viewer, &id).await.unwrap();
        let mut hostile = row(1);
        hostile.id = "a\0b' OR 1=1 --".to_owned();
        hostile.code = "\u{10ffff}%_".to_owned();
        hostile.line = u64::MAX;
        writer.put(hostile).await.unwrap();
        writer.finish("b00c", "{}", NOW).await.unwrap();
        let filter = Filter { text: Some("A\0B' or".to_owned()), ..Filter::default() };
        let page = store.outcomes(&viewer, &id, &filter, None, 10).await.unwrap();
        assert_eq!(page.rows.len(), 1);
        assert_eq!(page.rows[0].id, "a\u{fffd}b' OR 1=1 --");
        assert_eq!(store.batch(&viewer, &id).await.unwrap().name, "'; DROP TABLE batch; --");
    });
}

#[test]
fn an_unknown_batch_is_not_found() {
    on_both(async |store| {
        let id: BatchId = NOWHERE.parse().unwrap();
        for refused in [
            store.batch(&viewer(), &id).await.map(|_| ()),
            store.tallies(&viewer(), &id).await.map(|_| ()),
            store.outcomes(&viewer(), &id, &Filter::default(), None, 10).await.map(|_| ()),
            store.documents(&viewer(), &id, &Filter::default(), 0, 10).await.map(|_| ()),
            store.neighbours(&viewer(), &id, &Filter::default(), 1).await.map(|_| ()),
            store.reopen_batch(&viewer(), &id, "", NOW).await,
            store.unread(&viewer(), &id, 0, 10).await.map(|_| ()),
        ] {
            assert!(matches!(&refused, Err(StoreError::NotFound { what: "batch", .. })), "{refused:?}");
        }
    });
}

#[test]
fn a_beat_and_meta_and_size_answer() {
    on_both(async |store| {
        let viewer = viewer();
        let id = store.begin_batch(&viewer, &new_batch("day.csv"), NOW).await.unwrap();
        store.beat(&viewer, &id, NOW + 1).await.unwrap();
        assert_eq!(store.ping().await.unwrap(), 7);
        assert!(store.size().await.unwrap() > 10_000);
    });
}
