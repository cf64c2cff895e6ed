//! Laws of the stream: order, threads and chunks change nothing; nothing is dropped.

use std::io::{Cursor, Read};

use clearance::pipeline::Format;
use proptest::prelude::*;

use super::support::{books, map, options, run, stream, table};

/// A reader that gives a few bytes at a time.
struct Drops {
    bytes: Cursor<Vec<u8>>,
    sizes: Vec<usize>,
    turn: usize,
}

impl Read for Drops {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let size = self.sizes[self.turn % self.sizes.len()].min(into.len());
        self.turn += 1;
        self.bytes.read(&mut into[..size])
    }
}

#[test]
fn threads_and_reads_change_no_byte() {
    let text = table(9_000);
    let books = books();
    let answer = |threads, sizes: Vec<usize>| {
        let reader = Drops { bytes: Cursor::new(text.clone().into_bytes()), sizes, turn: 0 };
        let source = stream("t.csv", reader, Format::Csv);
        run(vec![source], &books, &options(Some(map("kcs.toml")), threads), Format::Csv).unwrap()
    };
    let one = answer(1, vec![1 << 20]);
    assert_eq!(one.summary.records, 9_000);
    for (threads, sizes) in [(2, vec![1 << 20]), (3, vec![7, 4096, 100_000]), (8, vec![65_536, 1])] {
        let other = answer(threads, sizes);
        assert_eq!(one.text, other.text, "{threads} threads");
        assert_eq!(one.summary, other.summary);
    }
}

#[test]
fn answers_keep_the_order_of_the_input() {
    let written = super::support::run_csv(&table(5_000), Format::JsonLines);
    let ids: Vec<u64> =
        written.outcomes().iter().map(|outcome| outcome["id"].as_str().unwrap().parse().unwrap()).collect();
    assert_eq!(ids, (1..=5_000).collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_line_is_answered_or_reported(lines in proptest::collection::vec("[a-z0-9,\"]{0,40}", 1..60)) {
        // Whatever the quotes do, each line that is not blank is either part of an answer or named in the errors.
        let text = super::support::HEADER.to_owned() + &lines.join("\n") + "\n" + &super::support::row(7, "871200", "10");
        let written = super::support::run_csv(&text, Format::Csv);
        let reported = written.errors.lines().count() as u64;
        prop_assert_eq!(written.summary.records, written.summary.answered + reported);
        prop_assert!(written.lines().iter().any(|line| line.contains(",7,declaration")), "the last row is lost");
    }
}
