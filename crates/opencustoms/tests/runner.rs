//! The integration tests of the command line: one binary.

#[cfg(test)]
mod runner {
    mod audits;
    mod backups;
    mod cases;
    mod clear;
    mod help;
    mod logs;
    mod packaging;
    mod people;
    mod series;
    mod serve;
    mod support;
    mod two_servers;
}
