//! The integration tests of `declaration`: one binary.
