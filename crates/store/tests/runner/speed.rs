//! Speed at a million rows: run by `cargo test -p store -- --ignored --nocapture million`.

use crate::ground::{NOW, new_batch, on_sqlite, row, viewer};
use std::time::Instant;
use store::{Filter, Place, Store};

fn wide(number: u64, padding: &str) -> store::Row {
    let mut wide = row(number);
    wide.outcome = format!("{{\"line\":{number},\"text\":\"{padding}\"}}");
    wide
}

async fn measure(path: std::path::PathBuf, rows: u64) -> (f64, Vec<(String, f64)>) {
    let viewer = viewer();
    let store = Store::open(&Place::Sqlite(path), NOW).await.unwrap();
    let id = store.begin_batch(&viewer, &new_batch("day.csv"), NOW).await.unwrap();
    let padding = "x".repeat(2_000);
    let begun = Instant::now();
    let mut writer = store.batch_writer(&viewer, &id).await.unwrap();
    for number in 1..=rows {
        writer.put(wide(number, &padding)).await.unwrap();
    }
    writer.finish("b00c", "{}", NOW).await.unwrap();
    let per_second = rows as f64 / begun.elapsed().as_secs_f64();
    let word = |word: &str| Some(word.to_owned());
    let filters = [
        ("no filter", Filter::default()),
        ("lane", Filter { lane: word("red"), ..Filter::default() }),
        ("finding", Filter { finding: word("edition-not-loaded"), ..Filter::default() }),
        ("chapter", Filter { chapter: word("87"), ..Filter::default() }),
        ("duty state", Filter { duty_state: word("due"), ..Filter::default() }),
        ("text, rare", Filter { text: word("meridia-00123"), ..Filter::default() }),
        ("text, common", Filter { text: word("meridia"), ..Filter::default() }),
        ("lane and finding", Filter { lane: word("red"), finding: word("edition-not-loaded"), ..Filter::default() }),
        (
            "four",
            Filter {
                lane: word("red"),
                duty_state: word("due"),
                chapter: word("87"),
                finding: word("net-mass-above-gross"),
                text: None,
            },
        ),
    ];
    let mut pages = Vec::new();
    for (name, filter) in filters {
        for after in [None, Some(rows / 2)] {
            store.outcomes(&viewer, &id, &filter, after, 50).await.unwrap();
            let begun = Instant::now();
            for _ in 0..5 {
                store.outcomes(&viewer, &id, &filter, after, 50).await.unwrap();
            }
            pages.push((format!("{name}, after {after:?}"), begun.elapsed().as_secs_f64() * 1e3 / 5.0));
        }
    }
    store.close().await;
    (per_second, pages)
}

/// A million, or what `OPENCUSTOMS_ROWS` says.
fn rows() -> u64 {
    std::env::var("OPENCUSTOMS_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000)
}

#[test]
fn saving_is_fast_enough() {
    on_sqlite(async |path| {
        let (per_second, _) = measure(path, 20_000).await;
        println!("saved {per_second:.0} outcomes of 2 kB a second");
        // Tests share the machine and are built without optimisation: only a fault of order is caught here.
        assert!(per_second > 500.0, "{per_second:.0} a second: far below the 20,000 expected of a release build");
    });
}

#[test]
#[ignore = "a million rows of 2 kB take a minute and 3 GB of disk"]
fn a_million_outcomes_are_saved_and_paged() {
    on_sqlite(async |path| {
        let (per_second, pages) = measure(path, rows()).await;
        println!("saved {per_second:.0} outcomes of 2 kB a second");
        for (name, milliseconds) in &pages {
            println!("page {milliseconds:8.2} ms  {name}");
        }
    });
}
