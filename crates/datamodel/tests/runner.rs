//! The integration tests of `datamodel`: one binary.
