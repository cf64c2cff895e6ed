//! The virus scanner of the site, where it has one: a command that is given each content before anybody may take it away.

use std::time::Duration;

use store::Scan;
use tokio::process::Command;

use crate::child;

/// How long the scanner may look at one content.
const LIMIT: Duration = Duration::from_secs(60);
/// Bytes of what the scanner says that are read; its word is the code with which it ends.
const SAID: u64 = 1 << 20;

/// What the scanner says of a content: 0 is clean, 1 is infected. Whatever else it does, the content is held back.
pub async fn scan(scanner: Option<&str>, content: &[u8]) -> Scan {
    let Some(line) = scanner else { return Scan::None };
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(line);
    match child::run(command, content, SAID, LIMIT).await.and_then(|said| said.code) {
        Some(0) => Scan::Clean,
        Some(1) => Scan::Infected,
        _ => Scan::Failed,
    }
}
