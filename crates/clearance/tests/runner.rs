//! The integration tests of `clearance`: one binary.

#[cfg(test)]
mod runner {
    mod answers;
    mod conformance;
    mod draws;
    mod formats;
    mod hostile;
    mod stream;
    mod support;
}
