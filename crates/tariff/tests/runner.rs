//! The integration tests of `tariff`: one binary.
