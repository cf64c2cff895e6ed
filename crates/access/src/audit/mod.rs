//! The trail: a chain of entries in which each carries the hash of the one before it, with signed checkpoints.

mod checkpoint;
mod entry;
mod verify;

pub use checkpoint::{Checkpoint, Seal, Signet};
pub use entry::{Entry, Event, Hash, hex, origin};
pub use verify::{Fault, FaultKind, Walk};
