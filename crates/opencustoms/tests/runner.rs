//! The integration tests of `opencustoms`: one binary.
