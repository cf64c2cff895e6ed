//! The integration tests of `datamodel`: one binary.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where it cannot go on, and says when it did not run"
)]

#[path = "runner/hostile.rs"]
mod hostile;
#[path = "runner/laws.rs"]
mod laws;
#[path = "runner/oracle.rs"]
mod oracle;
#[path = "runner/pointers.rs"]
mod pointers;
#[path = "runner/samples.rs"]
mod samples;
#[path = "runner/well_formed.rs"]
mod well_formed;

use datamodel::{Limits, Message, ReadError, xml};

/// Reads with the usual limits.
fn read(bytes: &[u8]) -> Result<Message<'_>, ReadError> {
    xml::read(bytes, &Limits::default())
}
