//! `opencustoms extract-text`: the text inside a file, in a process that may die of it. The server starts it for files
//! of strangers; it reads standard input, knows no database, and opens no file.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use secretariat::extract::{Limits, MediaType, text_of};

use crate::failure::Failure;
use crate::lines::show;

/// Extract text.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What the file is, as `application/pdf`
    #[arg(long, value_name = "TYPE")]
    media: String,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let unknown = || Failure::Misuse(format!("files of the type `{}` are not taken", arguments.media));
    let kind = MediaType::of_name(&arguments.media).ok_or_else(unknown)?;
    let limits = Limits::default();
    let mut bytes = Vec::new();
    // One byte more than is taken tells that there is more.
    let most = (limits.bytes as u64).saturating_add(1);
    let read = std::io::stdin().lock().take(most).read_to_end(&mut bytes);
    read.map_err(Failure::file(Path::new("standard input")))?;
    // A panic of a library is an answer, and its own words are for nobody.
    std::panic::set_hook(Box::new(|_| {}));
    let extract = text_of(kind, &bytes, &limits).map_err(|refused| Failure::Misuse(refused.to_string()))?;
    show(&extract.text)?;
    Ok(ExitCode::SUCCESS)
}
