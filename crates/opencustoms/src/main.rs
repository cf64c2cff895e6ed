//! The command line of OpenCustoms: `serve`, `clear`, `risk`, `reference`, and the keeping of a site: people,
//! appointments, the register, the trail, backups, mail.

mod address;
mod appoint;
mod audit;
mod backup;
mod books;
mod clear;
mod database;
mod embedded;
mod example;
mod export;
mod extract;
mod failure;
mod keys;
mod lines;
mod log;
mod member;
mod outbox;
mod provider;
mod reference;
mod relay;
mod risk;
mod series;
mod serve;
mod setup;
mod terminal;
mod user;
mod witness;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

/// A page is made of thousands of small texts: the allocator of the C library took a sixth of its time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
    /// People and their accounts
    User(user::Arguments),
    /// Who acts for which body in which role
    Appoint(appoint::Arguments),
    /// The register of Members, partners, companies and working bodies
    Member(member::Arguments),
    /// The series from which documents get their symbols
    Series(series::Arguments),
    /// The trail of what was done
    Audit(audit::Arguments),
    /// Write the whole content of the database as one text, while the server runs
    Backup(backup::Arguments),
    /// Read a backup into an empty database
    Restore(backup::RestoreArguments),
    /// Export documents, cases or people as JSON lines, or all that is kept about a person
    Export(export::Arguments),
    /// The outbox
    Mail(outbox::MailArguments),
    /// The jobs
    Job(outbox::JobArguments),
    /// Read a file from standard input and print its text
    #[command(hide = true)]
    ExtractText(extract::Arguments),
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
        Command::User(arguments) => user::run(arguments),
        Command::Appoint(arguments) => appoint::run(arguments),
        Command::Member(arguments) => member::run(arguments),
        Command::Series(arguments) => series::run(arguments),
        Command::Audit(arguments) => audit::run(arguments),
        Command::Backup(arguments) => backup::run(&arguments),
        Command::Restore(arguments) => backup::restore(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Mail(arguments) => outbox::run(arguments),
        Command::Job(arguments) => outbox::run_jobs(arguments),
        Command::ExtractText(arguments) => extract::run(&arguments),
    };
    done.unwrap_or_else(|failure| {
        terminal::say(&format!("opencustoms: {failure}"));
        failure.exit_code()
    })
}
