//! The only SQL: SQLite and PostgreSQL behind one store, with one text a query in their common subset.
//!
//! Every read and write takes a [`Viewer`], the person for whom it happens; there is no way around it. The store knows
//! no HTTP and reads no clock: instants come in as microseconds since 1970-01-01 UTC. A file comes in by an [`Upload`]
//! that can be resumed; its clearance is a [`Batch`], whose outcomes are saved in one transaction or not at all.

mod account;
mod appointment;
mod audience;
mod backup;
mod batch;
mod blob;
mod body;
mod casework;
mod database;
mod document;
mod erasure;
mod error;
mod export;
mod factor;
mod faq;
mod filter;
mod form;
mod founding;
mod gathered;
mod identifier;
mod job;
mod ledger;
mod link;
mod mail;
mod meta;
mod migration;
mod outcome;
mod paper;
mod passkey;
mod password;
mod person;
mod place;
mod proposal;
mod record;
mod restore;
mod schema;
mod search;
mod session;
mod tally;
#[cfg(feature = "testing")]
pub mod testing;
mod token;
mod trail;
mod unread;
mod upload;
mod visible;
mod writer;

pub use access::{Marks, Viewer};
pub use account::{Account, FAILURES, LOCK_MICROS};
pub use appointment::{Due, NewAppointment};
pub use audience::{Audience, Holding, Seer};
pub use backup::BackedUp;
pub use batch::{Batch, BatchState, NewBatch, clearance_key};
pub use blob::{Blob, Scan};
pub use body::{Bodies, Body};
pub use casework::{AnswerKept, Case, CaseRow, CaseStep, Change, Clash, Effect, NewCase, QueueFilter, StepTaken};
pub use database::{Settings, Store};
pub use document::Stored;
pub use error::StoreError;
pub use faq::Frequent;
pub use filter::Filter;
pub use founding::Invitation;
pub use identifier::{BatchId, JobId, MailId, ProposalId, TokenId, UploadId};
pub use job::{ATTEMPTS, CLEARANCE, Job, JobStanding, NewJob};
pub use link::{Link, Purpose};
pub use mail::{Mail, MailState, NewMail};
pub use meta::Reliance;
pub use outcome::{Count, Listed, Neighbours, Page};
pub use paper::{
    Draft, Edition, Found, Lacking, NewPaper, Paper, PaperFilter, PaperKind, PaperLanguage, PaperPage, PaperRow,
    Reading, SeriesKept, WorkingCopy,
};
pub use passkey::Passkey;
pub use person::{NewPerson, PeopleFilter, Person};
pub use place::Place;
pub use proposal::{Act, Proposed};
pub use record::Authorized;
pub use schema::Column;
pub use search::{Hit, Hits, SOUGHT};
pub use session::{IDLE_MICROS, LENGTH_MICROS, NewSession, PERSISTENT_MICROS, Session};
pub use tally::{ChapterTally, Share, Tallies};
pub use token::Token;
pub use trail::{TrailFilter, Verdict};
pub use unread::{Unread, UnreadKind};
pub use upload::{NewUpload, Received, Upload, UploadPurpose, UploadState};
pub use writer::{BatchWriter, Row};
