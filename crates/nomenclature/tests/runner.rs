//! The integration tests of `nomenclature`: one binary.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test stops where it cannot go on, and says so"
)]

#[path = "runner/code_laws.rs"]
mod code_laws;
#[path = "runner/conformance.rs"]
mod conformance;
#[path = "runner/import.rs"]
mod import;
#[path = "runner/search_cases.rs"]
mod search_cases;
#[path = "runner/shared.rs"]
mod shared;
#[path = "runner/tree.rs"]
mod tree;
