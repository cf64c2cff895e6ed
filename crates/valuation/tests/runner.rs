//! The integration tests of `valuation`: one binary.
