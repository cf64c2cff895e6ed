//! The integration tests of `clearance`: one binary.

mod runner {
    mod answers;
    mod conformance;
    mod draws;
    mod formats;
    mod hostile;
    mod stream;
    mod support;
}
