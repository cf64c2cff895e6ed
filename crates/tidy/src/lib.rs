//! The tests that keep the house: directions between crates, sizes, purity, sources of dated facts, words.
//!
//! There is nothing to call here. Every check is a function from the files of the tree to the problems it found, under
//! `tests/runner/`, beside a test that feeds it a bad sample and sees it fail.
