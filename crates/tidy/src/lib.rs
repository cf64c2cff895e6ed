//! Tests that keep the house: directions, sizes, sources, words.
