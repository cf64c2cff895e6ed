//! The command line of OpenCustoms: `serve`, `clear`, `risk`, `reference`.

mod books;
mod clear;
mod embedded;
mod example;
mod failure;
mod reference;
mod risk;
mod serve;
mod terminal;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Customs declarations cleared from bytes to lane: validated, valued, taxed, and selected with reasons.
#[derive(Parser)]
#[command(name = "opencustoms", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the web pages and the API on this machine
    Serve(serve::Arguments),
    /// Clear declarations: tables, JSON lines, WCO messages, Arrow or Parquet in; answers out, in the order of the input
    Clear(clear::Arguments),
    /// Fit a risk model on labelled declarations, or measure one
    #[command(subcommand)]
    Risk(risk::Command),
    /// Fetch, list, verify or import reference data
    #[command(subcommand)]
    Reference(reference::Arguments),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Serve(arguments) => serve::run(arguments),
        Command::Clear(arguments) => clear::run(&arguments),
        Command::Risk(command) => risk::run(command),
        Command::Reference(arguments) => {
            reference::run(arguments, &mut std::io::stdout(), &mut std::io::stderr()).map_err(Into::into)
        }
    };
    done.unwrap_or_else(|failure| {
        terminal::say(&format!("opencustoms: {failure}"));
        failure.exit_code()
    })
}
