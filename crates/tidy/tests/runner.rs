//! The integration tests of `tidy`: one binary.
