//! Selectivity: features, gradient-boosted trees, lanes, and the reasons of a score.
