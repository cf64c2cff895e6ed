//! The integration tests of `valuation`: one binary.

#[cfg(test)]
mod runner {
    pub mod apportionment;
    pub mod case;
    pub mod incoterm;
    pub mod worksheet;
}
