//! The integration tests of `secretariat`: one binary.

#[cfg(test)]
mod runner {
    pub mod answers;
    pub mod case;
    pub mod condition;
    pub mod deadline;
    pub mod faults;
    pub mod form;
    pub mod hostile;
    pub mod mail;
    pub mod media;
    pub mod office;
    pub mod paper;
    pub mod pdf;
    pub mod plain;
    pub mod reference;
    pub mod register;
    pub mod samples;
    pub mod walk;
}
