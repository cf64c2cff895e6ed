//! The integration tests of `clearance`: one binary.
