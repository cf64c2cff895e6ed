//! What the templates show: plain values and words, made from answers and outcomes, so that every page can be tested
//! without a server.

pub mod answer;
pub mod ask;
pub mod batch;
pub mod declaration;
pub mod description;
pub mod field;
pub mod fields;
pub mod line;
pub mod part;
pub mod reference;
