//! The heart: `clear(&Declaration, &Books, on) -> Outcome`, and the streaming pipeline around it.

pub mod outcome;

pub use outcome::{Charge, ChargeKind, DutyState, Lane, LineOutcome, Outcome, OutcomeKind, Reason, ReasonKind, Step};
