//! Other programs, run with a content on their standard input and watched: for how long, and how much they say.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::time::timeout;

/// What a program said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The code with which it ended; none where it was killed, or stopped because it said too much.
    pub code: Option<i32>,
    /// What it wrote, up to the limit.
    pub text: Vec<u8>,
    /// Whether it would have said more.
    pub cut: bool,
}

/// Runs a program on a content, for so long at most, and keeps so many bytes of what it says. None where it could not be
/// started or took too long; it is killed then.
pub async fn run(mut command: Command, content: &[u8], most: u64, limit: Duration) -> Option<Said> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().ok()?;
    let mut input = child.stdin.take()?;
    let output = child.stdout.take()?;
    let watched = async {
        let give = async {
            // A program that has seen enough may close its input early.
            let _ = input.write_all(content).await;
            drop(input);
        };
        let hear = async {
            let mut text = Vec::new();
            let read = output.take(most.saturating_add(1)).read_to_end(&mut text).await;
            read.ok().map(|_| text)
        };
        let mut text = hear_while(give, hear).await?;
        let cut = text.len() as u64 > most;
        let code = if cut { None } else { child.wait().await.ok()?.code() };
        text.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Some(Said { code, text, cut })
    };
    timeout(limit, watched).await.ok().flatten()
}

/// Gives and hears at the same time; what was heard counts as soon as the program has said all that is kept.
async fn hear_while<T>(give: impl Future<Output = ()>, hear: impl Future<Output = T>) -> T {
    let (mut give, mut hear) = (std::pin::pin!(give), std::pin::pin!(hear));
    let mut given = false;
    loop {
        tokio::select! {
            () = &mut give, if !given => given = true,
            heard = &mut hear => return heard,
        }
    }
}
