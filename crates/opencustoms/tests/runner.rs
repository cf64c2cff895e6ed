//! The integration tests of the command line: one binary.

#[cfg(test)]
mod runner {
    mod clear;
    mod help;
    mod serve;
    mod support;
}
