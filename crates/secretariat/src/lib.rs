//! The daily work of a secretariat, as pure functions over data: forms and their answers, the steps of a case, when
//! something is due, the papers of an organization and their languages, the register of bodies, the words of mails, and
//! the text inside files.
//!
//! Nothing here knows a clock, a file or a network. Instants are microseconds of UTC since 1970, days are civil dates.

pub mod case;
pub mod deadline;
pub mod extract;
mod fault;
pub mod form;
pub mod mail;
pub mod paper;
pub mod register;
mod words;

pub use fault::{Fault, Faults};
