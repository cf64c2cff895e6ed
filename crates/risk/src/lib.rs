//! Selectivity: features, gradient-boosted trees, lanes, and the reasons of a score.
//!
//! `Training` takes labelled declarations, `fit` makes a `Model` of them, and a `Scorer` gives each goods item a
//! probability of fraud with the factors that moved it. The same rows, options and seed give the same model to the
//! last byte; the same model and item give the same score on every machine.
//!
//! ```text
//! declaration -> reading (hashes, numbers) -> bins (target tables, medians, edges) -> trees -> score, contributions
//! ```

mod boost;
mod card;
mod edges;
mod encode;
pub mod evaluate;
mod file;
mod fit;
mod forest;
mod grove;
#[cfg(test)]
mod grove_test;
mod grow;
mod hash;
mod histogram;
mod logistic;
mod model;
mod phrase;
mod plan;
mod random;
mod reading;
mod score;
mod table;
mod training;

pub use card::{Card, HeldOut, Thresholds};
pub use fit::{Budgets, FitError, FitOptions, fit};
pub use model::{Model, ModelError};
pub use plan::{FeaturePlan, Key, PlanError};
pub use score::{Contribution, Evidence, Score, Scorer, TOP};
pub use training::Training;
