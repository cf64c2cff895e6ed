//! How readings of restricted things reach the trail: many at once, each before its reader sees anything.

use std::sync::{Mutex, PoisonError};

use access::audit::Event;
use tokio::sync::oneshot;

use crate::{Store, StoreError};

/// Events that wait to be written, each with whoever waits for it.
type Waiting = Vec<(Event, oneshot::Sender<bool>)>;

/// The line of events. Whoever holds the turn writes all that wait, in one transaction; the others find theirs written.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    waiting: Mutex<Waiting>,
    turn: tokio::sync::Mutex<()>,
}

impl Store {
    /// Writes an event down and returns when it is safe.
    pub(crate) async fn noted(&self, event: Event) -> Result<(), StoreError> {
        let (sender, written) = oneshot::channel();
        let ledger = self.ledger();
        ledger.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((event, sender));
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
        let waiting = std::mem::take(&mut *ledger.waiting.lock().unwrap_or_else(PoisonError::into_inner));
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
