//! The only SQL: SQLite and PostgreSQL behind one store, with one text a query in their common subset.
//!
//! Every read and write takes a [`Viewer`], the person for whom it happens; there is no way around it. The store knows
//! no HTTP and reads no clock: instants come in as microseconds since 1970-01-01 UTC. A file comes in by an [`Upload`]
//! that can be resumed; its clearance is a [`Batch`], whose outcomes are saved in one transaction or not at all.

mod batch;
mod database;
mod document;
mod error;
mod filter;
mod identifier;
mod meta;
mod migration;
mod outcome;
mod place;
mod schema;
mod tally;
#[cfg(feature = "testing")]
pub mod testing;
mod unread;
mod upload;
mod viewer;
mod writer;

pub use batch::{Batch, BatchState, NewBatch};
pub use database::{Settings, Store};
pub use document::Stored;
pub use error::StoreError;
pub use filter::Filter;
pub use identifier::{BatchId, UploadId};
pub use outcome::{Count, Listed, Neighbours, Page};
pub use place::Place;
pub use schema::Column;
pub use tally::{ChapterTally, Share, Tallies};
pub use unread::{Unread, UnreadKind};
pub use upload::{NewUpload, Received, Upload, UploadState};
pub use viewer::Viewer;
pub use writer::{BatchWriter, Row};
