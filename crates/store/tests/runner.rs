//! The integration tests of `store`: one binary.
