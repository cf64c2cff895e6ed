//! How readings of restricted things reach the trail: many at once, each before its reader sees anything.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use access::audit::Event;
use tokio::sync::oneshot;

use crate::{Store, StoreError};

/// Events that wait to be written, each with whoever waits for it.
type Waiting = Vec<(Event, oneshot::Sender<bool>)>;

/// Where several wait at once, more come at any moment: they are written together. A commit waits for the disk, and after
/// each of SQLite every reader finds its pages anew, so one commit less is worth more than this time. Whoever is alone does
/// not wait for others.
const GATHERING: Duration = Duration::from_millis(3);

/// The line of events. Whoever holds the turn writes all that wait, in one transaction; the others find theirs written.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    waiting: Mutex<Waiting>,
    turn: tokio::sync::Mutex<()>,
}

impl Ledger {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Writes an event down and returns when it is safe.
    pub(crate) async fn noted(&self, event: Event) -> Result<(), StoreError> {
        let (sender, written) = oneshot::channel();
        let ledger = self.ledger();
        ledger.waiting().push((event, sender));
        let store = self.clone();
        // On a task of its own: whoever asked may go away, those whose events are written with it are still told.
        tokio::spawn(async move { store.write_waiting().await });
        match written.await {
            Ok(true) => Ok(()),
            _ => Err(StoreError::Unrecorded),
        }
    }

    async fn write_waiting(&self) {
        let ledger = self.ledger();
        let _turn = ledger.turn.lock().await;
        if ledger.waiting().len() > 1 {
            tokio::time::sleep(GATHERING).await;
        }
        self.write_all().await;
    }

    /// Writes what waits still, before the store is closed.
    pub(crate) async fn write_last(&self) {
        let _turn = self.ledger().turn.lock().await;
        self.write_all().await;
    }

    async fn write_all(&self) {
        let ledger = self.ledger();
        let waiting = std::mem::take(&mut *ledger.waiting());
        if waiting.is_empty() {
            return;
        }
        let (events, senders): (Vec<Event>, Vec<oneshot::Sender<bool>>) = waiting.into_iter().unzip();
        let written = self.enter(&events).await.is_ok();
        for sender in senders {
            // Whoever went away is not told.
            let _ = sender.send(written);
        }
    }
}
