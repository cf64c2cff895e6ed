//! The integration tests of `answer`: one binary.

#[cfg(test)]
mod runner {
    mod trade;
}
