//! The heart: `clear(&Declaration, &Books, on) -> Outcome`, and the streaming pipeline around it.
//!
//! The customs procedure is read first and says whether duty is due at all; then the code is sought in the edition that
//! is loaded, the value is built, the tariff gives what is payable, the risk model scores, and a lane follows with its
//! reasons. Everything rests on [`Books`], whose digest stands beside each answer.

mod books;
mod clerk;
mod draw;
pub mod lane;
mod line;
mod notice;
pub mod outcome;
pub mod pipeline;
mod step;
mod value;
pub mod write;

pub use books::{Books, Parts};
pub use clerk::{Clerk, clear};
pub use draw::{Draw, DrawError};
pub use outcome::{Charge, ChargeKind, DutyState, Lane, LineOutcome, Outcome, OutcomeKind, Reason, ReasonKind, Step};
