//! The integration tests of `server`: one binary.
