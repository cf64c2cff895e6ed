//! Who may see and do what, and why: people and their appointments, the policies, how a log-in is proved, and the trail
//! of what was done.
//!
//! A person acts for a body in a named role, for a time: an [`Appointment`]. From the appointments that hold now comes
//! the [`Viewer`], the person as the policies see them; a [`Record`] says whom a thing concerns. [`Policies`] decides,
//! and says by which policies. Nothing here knows a clock, a file, chance or a database: instants come in as
//! microseconds since 1970-01-01 UTC, secrets as bytes.

mod appointment;
pub mod audit;
mod identity;
mod key;
mod marks;
pub mod one_time;
pub mod password;
mod person;
mod policy;
mod proposal;
mod record;
mod role;
mod scope;
pub mod secret;
mod service;
mod viewer;
mod why;

pub use appointment::{Appointment, CERTIFIED_MICROS};
pub use basis::BodyKind;
pub use identity::{AppointmentId, BodyCode, PersonId, RecordId, SessionId};
pub use key::Key;
pub use marks::{Marks, MarksFault};
pub use person::{AccountKind, NameError, PersonName, email};
pub use policy::{Action, Answer, Policies, PolicyError, Sitting};
pub use proposal::{Approval, Proposal, ProposalRefused, WAIT_MICROS};
pub use record::{Level, Record, RecordKind, RecordState};
pub use role::{Role, RoleFacts, Roles, RolesError};
pub use scope::{Scope, Scopes};
pub use service::Service;
pub use viewer::{Circumstances, LogIn, Viewer};
pub use why::{Reason, reason};
