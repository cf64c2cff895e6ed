use crate::ground::{on_both, row, saved, viewer};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use store::{BatchId, Filter, Row, Store};

const ROWS: u64 = 2_500;

fn keeps(filter: &Filter, row: &Row) -> bool {
    let same = |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| wanted == found);
    let text = filter.text.as_ref().is_none_or(|text| {
        row.id.to_lowercase().starts_with(&text.to_lowercase()) || row.code.starts_with(&text.replace('.', ""))
    });
    let finding = filter.finding.as_ref().is_none_or(|code| row.findings.contains(code));
    same(&filter.lane, &row.lane)
        && same(&filter.duty_state, &row.duty_state)
        && same(&filter.chapter, &row.chapter)
        && finding
        && text
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(words).prop_map(str::to_owned))
}

fn filters() -> impl Strategy<Value = Filter> {
    (
        word(&["red", "yellow", "none", "violet"]),
        word(&["net-mass-above-gross", "edition-not-loaded", "no-such"]),
        word(&["due", "not-determined"]),
        word(&["01", "87", "97", ""]),
        word(&["meridia-00000", "MERIDIA-0001", "87", "87.11", "9", "meridia", "x"]),
    )
        .prop_map(|(lane, finding, duty_state, chapter, text)| {
            let chapter = chapter.filter(|chapter| !chapter.is_empty());
            Filter { lane, finding, duty_state, chapter, text }
        })
}

/// Walks all pages of a filter, checks each page's promise, and gives the numbers.
async fn walk(store: &Store, id: &BatchId, filter: &Filter, limit: u32) -> Vec<u64> {
    let mut numbers = Vec::new();
    let mut after = None;
    loop {
        let page = store.outcomes(&viewer(), id, filter, after, limit).await.unwrap();
        assert!(page.rows.len() <= usize::try_from(limit).unwrap());
        numbers.extend(page.rows.iter().map(|row| row.number));
        match page.next {
            Some(next) => after = Some(next),
            None => {
                let found = u64::try_from(numbers.len()).unwrap();
                assert_eq!(page.count.value, if page.count.exact { found } else { 1_000 }, "{filter:?}");
                assert!(page.count.exact || found >= 1_000);
                return numbers;
            }
        }
    }
}

#[test]
fn every_filter_finds_what_a_plain_loop_finds() {
    on_both(async |store| {
        let (id, _) = saved(&store, ROWS).await.unwrap();
        let mut runner = TestRunner::new_with_rng(
            Config::default(),
            prop::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha),
        );
        for _ in 0..60 {
            let filter = filters().new_tree(&mut runner).unwrap().current();
            let expected: Vec<u64> = (1..=ROWS).filter(|number| keeps(&filter, &row(*number))).collect();
            assert_eq!(walk(&store, &id, &filter, 400).await, expected, "{filter:?}");
            let documents = store.documents(&viewer(), &id, &filter, 0, 1_000).await.unwrap();
            let documents: Vec<u64> = documents.iter().map(|stored| stored.number).collect();
            assert_eq!(documents, expected.iter().copied().take(1_000).collect::<Vec<_>>(), "{filter:?}");
            let here = 1_234;
            let neighbours = store.neighbours(&viewer(), &id, &filter, here).await.unwrap();
            assert_eq!(neighbours.previous, expected.iter().copied().rfind(|number| *number < here), "{filter:?}");
            assert_eq!(neighbours.next, expected.iter().copied().find(|number| *number > here), "{filter:?}");
        }
    });
}

#[test]
fn a_listed_outcome_is_what_was_put() {
    on_both(async |store| {
        let (id, _) = saved(&store, 60).await.unwrap();
        let page = store.outcomes(&viewer(), &id, &Filter::default(), Some(49), 1).await.unwrap();
        let listed = &page.rows[0];
        let put = row(50);
        assert_eq!((listed.number, listed.line, &listed.id, &listed.code), (50, put.line, &put.id, &put.code));
        assert_eq!((listed.customs_value, listed.duty), (put.customs_value, put.duty));
        assert_eq!((listed.score, &listed.findings), (put.score, &put.findings));
        assert_eq!(listed.lane.as_deref(), Some(put.lane.as_str()));
        assert_eq!(page.next, Some(50));
        let none = Filter { lane: Some("none".to_owned()), ..Filter::default() };
        let page = store.outcomes(&viewer(), &id, &none, None, 5).await.unwrap();
        assert!(page.rows.iter().all(|listed| listed.lane.is_none()) && page.rows.len() == 5);
    });
}

#[test]
fn two_batches_never_mix() {
    on_both(async |store| {
        let (first, _) = saved(&store, 10).await.unwrap();
        let (second, _) = saved(&store, 20).await.unwrap();
        let text = Filter { text: Some("meridia".to_owned()), ..Filter::default() };
        assert_eq!(walk(&store, &first, &text, 7).await.len(), 10);
        assert_eq!(walk(&store, &second, &text, 7).await.len(), 20);
    });
}
