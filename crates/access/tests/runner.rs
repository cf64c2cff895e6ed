//! The integration tests of `access`: one binary.

#[cfg(test)]
mod runner {
    mod chain;
    mod identities;
    mod matrix;
    mod oracle;
    mod people;
    mod proofs;
    mod speed;
}
