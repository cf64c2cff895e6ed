use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clearance::pipeline::PipelineError;
use clearance::write::SinkError;
use thiserror::Error;

/// Why a command stopped. Misuse ends with 2, everything else with 1.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// The command was used in a way that cannot work.
    #[error("{0}")]
    Misuse(String),
    /// A file could not be opened, read or written.
    #[error("`{}`: {error}", path.display())]
    File { path: PathBuf, error: io::Error },
    /// A file does not say what it should.
    #[error("`{}`: {text}", path.display())]
    Content { path: PathBuf, text: String },
    /// The run over the input stopped.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// The answers could not be written.
    #[error(transparent)]
    Sink(#[from] SinkError),
    /// Reference data could not be had.
    #[error(transparent)]
    Reference(#[from] crate::reference::ReferenceError),
    /// The store refused, or could not answer.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// The database or the server stopped.
    #[error("{0}")]
    Serve(String),
}

impl Failure {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::File { path, error }
    }

    pub(crate) fn content(path: &Path, text: impl ToString) -> Self {
        Self::Content { path: path.to_owned(), text: text.to_string() }
    }

    pub(crate) fn unknown() -> Self {
        Self::Serve("the run stopped without a reason".to_owned())
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(if matches!(self, Self::Misuse(_)) { 2 } else { 1 })
    }
}

impl From<server::Failure> for Failure {
    fn from(failure: server::Failure) -> Self {
        Self::Serve(failure.text.en.into_owned())
    }
}
