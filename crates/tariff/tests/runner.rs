//! The integration tests of `tariff`: one binary.

#[cfg(test)]
mod runner {
    pub mod assessment;
    pub mod case;
    pub mod conformance;
    pub mod coverage;
    pub mod expression;
    pub mod files;
    pub mod fraction;
    pub mod law;
    pub mod problem;
    pub mod speed;
}
