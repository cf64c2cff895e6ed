use basis::identifier;
use uuid::{NoContext, Timestamp, Uuid};

/// A new identifier that sorts by the moment it was made, in microseconds since 1970-01-01 UTC.
pub(crate) fn fresh(now: i64) -> String {
    let micros = u64::try_from(now).unwrap_or(0);
    let nanos = u32::try_from(micros % 1_000_000).unwrap_or(0).saturating_mul(1_000);
    Uuid::new_v7(Timestamp::from_unix(NoContext, micros / 1_000_000, nanos)).hyphenated().to_string()
}

identifier! {
    /// The identifier of an upload.
    UploadId, "an upload"
}
identifier! {
    /// The identifier of a batch.
    BatchId, "a batch"
}
identifier! {
    /// The identifier of a token.
    TokenId, "a token"
}
identifier! {
    /// The identifier of a sensitive act that waits for a second person.
    ProposalId, "a proposal"
}
identifier! {
    /// The identifier of a mail in the outbox.
    MailId, "a mail"
}
identifier! {
    /// The identifier of a job.
    JobId, "a job"
}
