//! The integration tests of the command line: one binary.

mod runner {
    mod clear;
    mod help;
    mod support;
}
