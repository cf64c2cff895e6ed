use crate::cast::{found, hire};
use crate::ground::{NOW, NOWHERE, file, new_batch, on_both, viewer};
use store::{NewBatch, NewUpload, Received, Scan, Store, StoreError, UploadId, UploadPurpose, UploadState, Viewer};

fn announced(size: Option<u64>) -> NewUpload {
    NewUpload { size, map: "kcs".to_owned(), ..file("day.csv") }
}

async fn content(store: &Store, id: &UploadId) -> Vec<u8> {
    let mut whole = Vec::new();
    let length = |bytes: &Vec<u8>| u64::try_from(bytes.len()).unwrap();
    while let Some((start, piece)) = store.upload_piece(&viewer(), id, length(&whole)).await.unwrap() {
        assert_eq!(start, length(&whole));
        whole.extend(piece);
    }
    whole
}

#[test]
fn an_upload_is_resumed_where_it_stopped() {
    on_both(async |store| {
        let viewer = viewer();
        let id = store.begin_upload(&viewer, &announced(Some(10)), NOW).await.unwrap();
        let first = store.append_upload(&viewer, &id, 0, b"0123", NOW + 1).await.unwrap();
        assert_eq!(first, Received { offset: 4, complete: false });
        let stands = store.upload(&viewer, &id).await.unwrap();
        assert_eq!((stands.received, stands.state, stands.updated_at), (4, UploadState::Receiving, NOW + 1));
        let last = store.append_upload(&viewer, &id, 4, b"456789", NOW + 2).await.unwrap();
        assert_eq!(last, Received { offset: 10, complete: true });
        assert_eq!(store.upload(&viewer, &id).await.unwrap().state, UploadState::Complete);
        assert_eq!(content(&store, &id).await, b"0123456789");
    });
}

#[test]
fn a_piece_sent_again_changes_nothing() {
    on_both(async |store| {
        let viewer = viewer();
        let id = store.begin_upload(&viewer, &announced(Some(6)), NOW).await.unwrap();
        for _ in 0..3 {
            let received = store.append_upload(&viewer, &id, 0, b"abc", NOW).await.unwrap();
            assert_eq!(received.offset, 3);
        }
        store.append_upload(&viewer, &id, 3, b"def", NOW).await.unwrap();
        let again = store.append_upload(&viewer, &id, 3, b"def", NOW).await.unwrap();
        assert_eq!(again, Received { offset: 6, complete: true });
        assert_eq!(content(&store, &id).await, b"abcdef");
    });
}

#[test]
fn a_piece_at_a_wrong_offset_is_told_where_to_go_on() {
    on_both(async |store| {
        let viewer = viewer();
        let id = store.begin_upload(&viewer, &announced(Some(100)), NOW).await.unwrap();
        store.append_upload(&viewer, &id, 0, b"abc", NOW).await.unwrap();
        for offset in [2, 4, u64::MAX] {
            let refused = store.append_upload(&viewer, &id, offset, b"xyz", NOW).await;
            match refused {
                Err(StoreError::Offset { expected: 3, given }) => assert_eq!(given, offset),
                Err(StoreError::TooLong { allowed: 100 }) => assert_eq!(offset, u64::MAX),
                other => panic!("{other:?}"),
            }
        }
        let long = store.append_upload(&viewer, &id, 3, &[0; 98], NOW).await;
        assert!(matches!(long, Err(StoreError::TooLong { allowed: 100 })), "{long:?}");
        assert_eq!(content(&store, &id).await, b"abc");
    });
}

#[test]
fn a_file_of_unknown_size_is_complete_when_the_sender_says_so() {
    on_both(async |store| {
        let viewer = viewer();
        let id = store.begin_upload(&viewer, &announced(None), NOW).await.unwrap();
        store.append_upload(&viewer, &id, 0, b"abc", NOW).await.unwrap();
        let upload = store.complete_upload(&viewer, &id, NOW).await.unwrap();
        assert_eq!((upload.size, upload.state), (Some(3), UploadState::Complete));
        let half = store.begin_upload(&viewer, &announced(Some(9)), NOW).await.unwrap();
        let refused = store.complete_upload(&viewer, &half, NOW).await;
        assert!(matches!(refused, Err(StoreError::Offset { expected: 0, given: 9 })), "{refused:?}");
        let empty = store.begin_upload(&viewer, &announced(Some(0)), NOW).await.unwrap();
        assert_eq!(store.upload(&viewer, &empty).await.unwrap().state, UploadState::Complete);
    });
}

#[test]
fn an_upload_given_up_keeps_no_content_and_takes_none() {
    on_both(async |store| {
        let viewer = viewer();
        let id = store.begin_upload(&viewer, &announced(Some(10)), NOW).await.unwrap();
        store.append_upload(&viewer, &id, 0, b"abc", NOW).await.unwrap();
        assert_eq!(store.abandoned_uploads(&viewer, NOW + 1).await.unwrap(), std::slice::from_ref(&id));
        store.discard_upload(&viewer, &id, NOW).await.unwrap();
        assert_eq!(content(&store, &id).await, b"");
        assert!(store.abandoned_uploads(&viewer, NOW + 1).await.unwrap().is_empty());
        let refused = store.append_upload(&viewer, &id, 3, b"def", NOW).await;
        assert!(matches!(refused, Err(StoreError::State { what: "upload", .. })), "{refused:?}");
        let refused = store.complete_upload(&viewer, &id, NOW).await;
        assert!(matches!(refused, Err(StoreError::State { what: "upload", .. })), "{refused:?}");
    });
}

#[test]
fn an_unknown_upload_is_not_found() {
    on_both(async |store| {
        let id = NOWHERE.parse::<UploadId>().unwrap();
        let refused = store.upload(&viewer(), &id).await;
        assert!(matches!(&refused, Err(StoreError::NotFound { what: "upload", .. })), "{refused:?}");
        let refused = store.append_upload(&viewer(), &id, 0, b"x", NOW).await;
        assert!(matches!(&refused, Err(StoreError::NotFound { what: "upload", .. })), "{refused:?}");
        assert!("17".parse::<UploadId>().is_err());
        assert_eq!(id.as_str().parse::<UploadId>(), Ok(id));
    });
}

#[test]
fn bytes_come_back_as_they_went_in() {
    on_both(async |store| {
        let viewer = viewer();
        let bytes: Vec<u8> = (0..=255).cycle().take(3 << 20).collect();
        let id = store.begin_upload(&viewer, &announced(Some(3 << 20)), NOW).await.unwrap();
        let mut offset = 0;
        for piece in bytes.chunks(1 << 20) {
            offset = store.append_upload(&viewer, &id, offset, piece, NOW).await.unwrap().offset;
        }
        assert_eq!(content(&store, &id).await, bytes);
    });
}

fn paper(name: &str) -> NewUpload {
    NewUpload { size: Some(3), purpose: UploadPurpose::Document, ..file(name) }
}

/// A complete upload.
async fn sent(store: &Store, viewer: &Viewer, new: &NewUpload, now: i64) -> UploadId {
    let id = store.begin_upload(viewer, new, now).await.unwrap();
    store.append_upload(viewer, &id, 0, b"abc", now).await.unwrap();
    store.complete_upload(viewer, &id, now).await.unwrap().id
}

#[test]
fn whoever_begins_an_upload_may_do_what_it_is_for() {
    on_both(async |store| {
        found(&store).await;
        let officer = hire(&store, "Ana", "documents.officer", "SECRETARIAT").await.viewer;
        let declarant = hire(&store, "Bea", "clearance.declarant", "TRADER-1").await.viewer;
        for (viewer, new) in [
            (&officer, file("day.csv")),
            (&declarant, paper("a.pdf")),
            (&Viewer::desk(), paper("a.pdf")),
            (&Viewer::visitor(), paper("a.pdf")),
            (&Viewer::visitor(), file("day.csv")),
        ] {
            let refused = store.begin_upload(viewer, &new, NOW).await;
            assert!(matches!(refused, Err(StoreError::Refused { .. })), "{new:?}: {refused:?}");
        }
        let (csv, pdf) =
            (sent(&store, &declarant, &file("day.csv"), NOW).await, sent(&store, &officer, &paper("a.pdf"), NOW).await);
        assert_eq!(store.upload(&declarant, &csv).await.unwrap().purpose, UploadPurpose::Declarations);
        assert_eq!(store.upload(&officer, &pdf).await.unwrap().purpose, UploadPurpose::Document);
        let refused = store.upload(&declarant, &pdf).await;
        assert!(matches!(refused, Err(StoreError::NotFound { what: "upload", .. })), "{refused:?}");
    });
}

#[test]
fn complete_uploads_for_documents_are_listed_to_their_sender_until_they_are_taken() {
    on_both(async |store| {
        found(&store).await;
        let officer = hire(&store, "Ana", "documents.officer", "SECRETARIAT").await.viewer;
        let other = hire(&store, "Bea", "documents.officer", "SECRETARIAT").await.viewer;
        let first = sent(&store, &officer, &paper("a.pdf"), NOW).await;
        let second = sent(&store, &officer, &paper("b.pdf"), NOW + 1).await;
        store.begin_upload(&officer, &paper("half.pdf"), NOW).await.unwrap();
        let listed = async |viewer: &Viewer| {
            store.document_uploads(viewer).await.unwrap().into_iter().map(|upload| upload.id).collect::<Vec<_>>()
        };
        assert_eq!(listed(&officer).await, [second.clone(), first.clone()]);
        assert!(listed(&other).await.is_empty() && listed(&Viewer::visitor()).await.is_empty());
        let blob = store.keep_blob(&officer, &first, "application/pdf", Scan::None, NOW).await.unwrap();
        assert_eq!(blob.size, 3);
        store.discard_upload(&officer, &second, NOW).await.unwrap();
        assert!(listed(&officer).await.is_empty());
        let again = store.keep_blob(&officer, &first, "application/pdf", Scan::None, NOW).await;
        assert!(matches!(again, Err(StoreError::State { what: "upload", .. })), "{again:?}");
    });
}

#[test]
fn a_file_that_waits_to_be_cleared_is_taken_for_nothing_else() {
    on_both(async |store| {
        let viewer = viewer();
        let upload = sent(&store, &viewer, &file("day.csv"), NOW).await;
        let new = NewBatch { upload: Some(upload.clone()), ..new_batch("day.csv") };
        store.begin_batch(&viewer, &new, NOW).await.unwrap();
        let refused = store.keep_blob(&viewer, &upload, "text/csv", Scan::None, NOW).await;
        assert!(matches!(refused, Err(StoreError::State { what: "upload", .. })), "{refused:?}");
        assert_eq!(content(&store, &upload).await, b"abc");
        assert_eq!(store.upload(&viewer, &upload).await.unwrap().state, UploadState::Complete);
    });
}
