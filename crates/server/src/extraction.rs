//! The text of a content, for search. It is read in a process of its own with little memory and time, and without the
//! server's environment: a file made to do harm takes nothing along but that process.

use std::time::Duration;

use secretariat::extract::MediaType;
use tokio::process::Command;

use crate::child;

/// How long the reading of one content may take.
const LIMIT: Duration = Duration::from_secs(30);
/// Bytes of text that are kept.
const TEXT: u64 = 1 << 20;
/// Kilobytes of memory and seconds of work, then the program itself.
const BOUNDED: &str = "ulimit -v 1500000; ulimit -t 20; exec \"$0\" \"$@\"";

/// The text of a content of a media type; none where it could not be read, which refuses nothing.
pub async fn text(media: &str, content: &[u8]) -> Option<String> {
    match MediaType::of_name(media)? {
        MediaType::Png | MediaType::Jpeg => return Some(String::new()),
        _ => {}
    }
    let own = std::env::current_exe().ok()?;
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(BOUNDED).arg(own).args(["extract-text", "--media", media]).env_clear();
    let said = child::run(command, content, TEXT, LIMIT).await?;
    let whole = said.cut || said.code == Some(0);
    whole.then(|| String::from_utf8_lossy(&said.text).into_owned())
}
