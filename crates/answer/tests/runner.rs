//! The integration tests of `answer`: one binary.
