//! Harmonized System editions as a dated tree, with text search.
