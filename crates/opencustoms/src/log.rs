//! What the server writes about itself on standard error.

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use crate::failure::Failure;

/// The form of the log.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// One JSON object a line
    Json,
    /// One line of words
    Text,
    /// Nothing
    Off,
}

/// Begins to log. `wanted` says from which level on, for everything or by its part: `warn`, `warn,server=info`.
pub(crate) fn begin(form: Form, wanted: &str) -> Result<(), Failure> {
    let wrong = |_| Failure::Misuse(format!("`{wanted}` says no level of the log: give `error`, `warn` or `info`"));
    let targets: Targets = wanted.parse().map_err(wrong)?;
    // A closed standard error is no reason to stop.
    let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(false).log_internal_errors(false);
    let layer = match form {
        Form::Off => return Ok(()),
        Form::Json => layer.json().flatten_event(true).with_filter(targets).boxed(),
        Form::Text => layer.with_filter(targets).boxed(),
    };
    // Where somebody logs already, theirs stands.
    let _already = tracing_subscriber::registry().with(layer).try_init();
    Ok(())
}
