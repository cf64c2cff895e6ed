use serde::{Deserialize, Serialize};

use super::checkpoint::{Checkpoint, Seal};
use super::entry::{Entry, origin};

/// What is wrong with a chain, and at which entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The number of the entry at which it shows.
    pub number: i64,
    /// What it is.
    pub kind: FaultKind,
}

/// The ways in which a chain can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The numbers do not follow each other: an entry is missing, doubled or in another place.
    Order,
    /// The content is not what was hashed.
    Content,
    /// The entry does not carry the hash of the one before it.
    Link,
    /// The chain was another when a checkpoint was signed.
    Checkpoint,
    /// A checkpoint whose signature does not hold.
    Signature,
    /// Entries that a checkpoint or the head of the chain knows are gone.
    Truncated,
}

/// Walks a chain entry by entry in bounded memory. Feed it all entries in their order, then [`Walk::finish`].
#[derive(Debug)]
pub struct Walk<'c> {
    checkpoints: std::iter::Peekable<std::slice::Iter<'c, Checkpoint>>,
    seal: Option<&'c Seal>,
    number: i64,
    hash: String,
    faults: Vec<Fault>,
}

impl<'c> Walk<'c> {
    /// A walk along checkpoints sorted by number; with the public seal their signatures are proved too.
    #[must_use]
    pub fn new(checkpoints: &'c [Checkpoint], seal: Option<&'c Seal>) -> Self {
        Self { checkpoints: checkpoints.iter().peekable(), seal, number: 0, hash: origin(), faults: Vec::new() }
    }

    /// Takes the next entry.
    pub fn step(&mut self, entry: &Entry) {
        let mut fault = |kind| self.faults.push(Fault { number: entry.number, kind });
        if entry.number != self.number + 1 {
            fault(FaultKind::Order);
        }
        if entry.previous != self.hash {
            fault(FaultKind::Link);
        }
        if !entry.holds() {
            fault(FaultKind::Content);
        }
        self.number = entry.number;
        self.hash.clone_from(&entry.hash);
        self.pass_checkpoints();
    }

    fn pass_checkpoints(&mut self) {
        while let Some(checkpoint) = self.checkpoints.next_if(|checkpoint| checkpoint.number <= self.number) {
            if self.seal.is_some_and(|seal| !seal.proves(checkpoint)) {
                self.faults.push(Fault { number: checkpoint.number, kind: FaultKind::Signature });
            }
            if checkpoint.number == self.number && checkpoint.hash != self.hash {
                self.faults.push(Fault { number: checkpoint.number, kind: FaultKind::Checkpoint });
            }
        }
    }

    /// Ends the walk: what is wrong, in the order in which it showed. `head` is the number and hash that the store keeps
    /// of the latest entry.
    #[must_use]
    pub fn finish(mut self, head: Option<(i64, &str)>) -> Vec<Fault> {
        for checkpoint in self.checkpoints.by_ref() {
            self.faults.push(Fault { number: checkpoint.number, kind: FaultKind::Truncated });
        }
        if head.is_some_and(|(number, hash)| number != self.number || hash != self.hash) {
            self.faults.push(Fault { number: self.number, kind: FaultKind::Truncated });
        }
        self.faults
    }
}
