//! A backup is the same text whichever database it comes from: from SQLite into PostgreSQL and back, byte for byte.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use store::testing::{postgres, without_postgres};
use store::{Place, Store, Viewer};

use crate::ground::{NOW, on_sqlite, saved};
use crate::raw::Raw;

/// At least one row in every table that the store's own calls below leave empty, with what is easily lost on the way:
/// other scripts, quotes, line ends, the ends of the whole numbers, empty and absent values, bytes of no text.
const ROWS: &str = "
INSERT INTO meta VALUES ('demo', '');
INSERT INTO unread VALUES (1, 1, 'skipped', 'day.csv', 9, 'no-declaration', 'it is none', 'il n''en est rien');
INSERT INTO body VALUES ('MD', 'member', 'Meridia', 'Méridie', NULL, '1999-12-31', 'made for a test', '2026-01-15');
INSERT INTO person VALUES ('p1', 'Ángström 漢字 عربي', 'a@m.example', 'a@m.example', 'en', 'member', 1, NULL, 1);
INSERT INTO person VALUES ('p2', 'Line one\nline \"two\" \\u0041 ''q''', NULL, NULL, 'fr', 'public', -1, 9223372036854775807, 2);
INSERT INTO account VALUES ('p1', NULL, NULL, 0, -9223372036854775808, NULL, 0, 0, 'h1', 'issuer subject', NULL, NULL);
INSERT INTO passkey VALUES ('k1', 'p1', '', 63, 'ff', '00', 1, NULL);
INSERT INTO recovery_code VALUES ('d1', 'p1', 1, 2);
INSERT INTO login_session VALUES ('s1', 'd2', 'p1', 'passkey', 1, 0, '', '::1', 1, 2, 3, 4, NULL);
INSERT INTO link VALUES ('d3', 'welcome', NULL, 'a@m.example', 1, 2, NULL);
INSERT INTO ceremony VALUES ('c1', 'log-in', NULL, '{}', 5);
INSERT INTO token VALUES ('t1', 'd4', 'p1', 'script', 'documents:read', 0, 1, 2, NULL, NULL);
INSERT INTO appointment VALUES ('a1', 'p1', 'MD', 'members.delegate', 1, NULL, 'program', 1, NULL, NULL);
INSERT INTO proposal VALUES ('o1', 'appoint', 'p1', '{}', 'p1', 's1', 1, NULL, NULL, NULL, NULL);
INSERT INTO record VALUES ('r1', 'document', 'documents', NULL, 'p1', 'published', 3, 'role:x', 0, 9223372036854775807, 7, 'S');
INSERT INTO record VALUES ('r2', 'case', 'access', 'MD', NULL, 'open', 0, NULL, -5, 0, 8, 'access-request');
INSERT INTO record VALUES ('r3', 'question', 'contact', NULL, NULL, 'published', 0, NULL, 0, 0, 9, NULL);
INSERT INTO record_key VALUES ('r1', 'audience', 'anyone');
INSERT INTO audit_checkpoint VALUES (0, '00', 1, 'ff');
INSERT INTO blob VALUES ('b1', 3, 'application/octet-stream', 'none', 1);
INSERT INTO blob_piece VALUES ('b1', 0, x'00ff0a');
INSERT INTO blob_piece VALUES ('b1', 3, x'');
INSERT INTO series VALUES ('S', 'Series', 'Série', '{code}{number}', 1);
INSERT INTO paper VALUES ('r1', 'publication', 'S', 1, 'S1', 1, 1);
INSERT INTO paper_language VALUES ('r1', 'en', 'published', 'T', '', 'b1', 'a.bin', 1, 1, 'p1', 1);
INSERT INTO paper_edition VALUES ('r1', 'en', 1, 'T', '', 'b1', 'a.bin', 1, 'p1');
INSERT INTO download VALUES ('w1', 'r1', 'en', 1, 'p1', 1);
INSERT INTO search_text VALUES (1, 'r1', 'en', 'Préface', 'Čeština и русский', 'document');
INSERT INTO form VALUES ('contact', 1, '{}', 1);
INSERT INTO casework VALUES ('r2', 'access-request', 'contact', 1, 'received', 'fr', 1, NULL, NULL, NULL, 1, 'access');
INSERT INTO answer VALUES ('r2', 'name', '\"x\"', 'visitor', 1, 2);
INSERT INTO answer_past VALUES ('r2', 'name', 1, 'null', 'visitor', 1, 1);
INSERT INTO case_step VALUES ('r2', 1, 'prove', 'received', 'proved', 'program', '', 1);
INSERT INTO faq VALUES ('r3', 'tools', 'Q', 'Q', 'A', 'A', 1, 1);
INSERT INTO mail VALUES ('m1', NULL, 'a@m.example', 'en', 'welcome', 'r2', 'S', 'C', 'failed', 8, 1, 1, NULL, '550');
INSERT INTO job VALUES ('j1', 'daily', NULL, '{}', 'failed', 8, 1, NULL, 0, 'went wrong', 1, 2);
INSERT INTO lease VALUES ('backup', 'one', 1);
INSERT INTO rate VALUES ('log-in', 1, 1);
INSERT INTO upload VALUES ('u1', 'a.csv', 'kcs', NULL, 0, 'receiving', 1, 1, 'p1', 'document');
INSERT INTO upload_chunk VALUES ('u1', 0, x'c328')";

/// What belongs to a site that runs, and not into its backup.
const OF_A_RUN: [&str; 4] = ["login_session", "ceremony", "lease", "rate"];

async fn backed_up(store: &Store) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.backup(&Viewer::program(), &mut bytes).await.unwrap();
    bytes
}

/// A fresh database at a place with a backup read into it.
async fn restored(place: &Place, backup: &[u8]) -> Store {
    let store = Store::open(place, NOW + 1).await.unwrap();
    let done = store.restore(&Viewer::program(), &mut &backup[..]).await.unwrap();
    assert!(done.rows > 100);
    store
}

/// How many rows a backup has of each table.
fn rows(backup: &[u8]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let mut table = String::new();
    for line in std::str::from_utf8(backup).unwrap().lines() {
        match serde_json::from_str(line).unwrap() {
            Value::Array(_) => *counts.get_mut(&table).unwrap() += 1,
            head => {
                table = head["table"].as_str().unwrap_or_default().to_owned();
                counts.insert(table.clone(), 0);
            }
        }
    }
    counts.remove("");
    counts
}

#[test]
fn sqlite_to_postgres_and_back_gives_equal_bytes() {
    on_sqlite(async |path| {
        let place = Place::Sqlite(path.clone());
        let first = Store::open(&place, NOW).await.unwrap();
        saved(&first, 60).await.unwrap();
        let raw = Raw::open(&place).await;
        raw.run(ROWS).await;
        raw.close().await;
        let one = backed_up(&first).await;

        // A table that a later migration adds has to come along, and to be tried here with a row.
        let beside = |table: &str| {
            table.starts_with("search_word")
                || table.starts_with("search_title")
                || table.starts_with("_sqlx")
                || table == "migration"
                || OF_A_RUN.contains(&table)
        };
        let known = first.columns().await.unwrap();
        let known: BTreeSet<String> = known.into_iter().map(|column| column.table).filter(|one| !beside(one)).collect();
        let counts = rows(&one);
        assert_eq!(counts.keys().cloned().collect::<BTreeSet<_>>(), known);
        let empty: Vec<&String> = counts.iter().filter(|(_, count)| **count == 0).map(|(table, _)| table).collect();
        assert_eq!(empty, Vec::<&String>::new(), "tables without a row prove nothing");
        first.close().await;

        let middle = match postgres().await {
            Ok(place) => place,
            Err(cause) => return without_postgres(&cause).unwrap(),
        };
        let second = restored(&middle, &one).await;
        let two = backed_up(&second).await;
        assert!(one == two, "PostgreSQL gives other bytes than SQLite");
        let third = restored(&Place::Sqlite(path.with_extension("third")), &two).await;
        assert!(one == backed_up(&third).await, "SQLite gives other bytes than PostgreSQL");
        second.close().await;
        third.close().await;
    });
}
