//! `opencustoms risk`: fit a model, and measure one.

mod evaluate;
mod fit;
mod labelled;

use std::process::ExitCode;

use crate::failure::Failure;

pub(crate) use fit::fit_example;

/// Fit a risk model, or measure one.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Fit a model on a table of labelled declarations
    Fit(fit::Arguments),
    /// Measure the scores of answers against the results of inspection
    Evaluate(evaluate::Arguments),
}

pub(crate) fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Fit(arguments) => fit::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
    }
}
