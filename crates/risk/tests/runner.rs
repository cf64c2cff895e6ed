//! The integration tests of `risk`: one binary.
