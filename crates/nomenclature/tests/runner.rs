//! The integration tests of `nomenclature`: one binary.
