//! Checkpoints of the trail, signed every minute and kept in a file outside the database as well.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use access::audit::{Checkpoint, Signet};
use store::Store;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::database::now;

/// How often the trail is signed.
const STEP: Duration = Duration::from_secs(60);
/// How long the last signature may take when the server stops; a large batch that is being saved stands in its way.
const PATIENCE: Duration = Duration::from_secs(2);

/// The loop that signs. It ends when it is told to, after a last checkpoint.
pub(crate) struct Witness {
    ending: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl Witness {
    /// Begins to sign: now, then every minute.
    pub(crate) fn begin(store: Store, signet: Signet, file: PathBuf) -> Self {
        let (ending, mut ended) = oneshot::channel();
        let mut book = Book { store, signet, file, unwritten: Vec::new() };
        let running = tokio::spawn(async move {
            loop {
                book.sign().await;
                if tokio::time::timeout(STEP, &mut ended).await.is_ok() {
                    let _late = tokio::time::timeout(PATIENCE, book.sign()).await;
                    return;
                }
            }
        });
        Self { ending, running }
    }

    /// Signs a last time and ends.
    pub(crate) async fn end(self) {
        // The loop ends by itself where nobody is there to be told.
        let _gone = self.ending.send(());
        let _panicked = tokio::time::timeout(PATIENCE + PATIENCE, self.running).await;
    }
}

struct Book {
    store: Store,
    signet: Signet,
    file: PathBuf,
    /// Checkpoints that the file did not take yet: they are tried again with the next one.
    unwritten: Vec<Checkpoint>,
}

impl Book {
    async fn sign(&mut self) {
        match self.store.checkpoint(&self.signet, now()).await {
            Ok(checkpoint) => self.unwritten.extend(checkpoint),
            Err(error) => tracing::error!(%error, "the trail could not be signed"),
        }
        if self.unwritten.is_empty() {
            return;
        }
        match self.write() {
            Ok(()) => self.unwritten.clear(),
            Err(error) => tracing::error!(%error, file = %self.file.display(), "the witness file takes nothing"),
        }
    }

    fn write(&self) -> std::io::Result<()> {
        let mut lines = String::new();
        for checkpoint in &self.unwritten {
            lines.push_str(&serde_json::to_string(checkpoint)?);
            lines.push('\n');
        }
        let mut file = OpenOptions::new().append(true).create(true).open(&self.file)?;
        file.write_all(lines.as_bytes())?;
        file.sync_data()
    }
}
