use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, query_as};

use crate::database::reading;
use crate::filter::{Composer, Question, Way};
use crate::outcome::{ask, signed};
use crate::{BatchId, Filter, Store, StoreError, Viewer};

/// A declaration with its outcome, as they were saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Its number in the batch.
    pub number: u64,
    /// The declaration as JSON.
    pub declaration: String,
    /// The outcome as JSON.
    pub outcome: String,
    /// The digest of the books that the outcome rests on, in hexadecimal.
    pub books_digest: String,
}

const ONE: &str = "SELECT d.declaration, d.outcome, b.books_digest FROM batch b CROSS JOIN outcome_document d \
     WHERE b.id = $1 AND b.state = 'finished' AND d.batch = b.code AND d.number = $2";
const DIGEST: &str = "SELECT books_digest FROM batch WHERE id = $1";
const COLUMNS: &str = "d.number, d.declaration, d.outcome";

impl Store {
    /// One declaration with its outcome.
    ///
    /// # Errors
    /// What the database says.
    pub async fn outcome(&self, viewer: &Viewer, batch: &BatchId, number: u64) -> Result<Option<Stored>, StoreError> {
        self.see_batch(viewer, batch).await?;
        let found: Option<(String, String, String)> = reading!(self, pool =>
            query_as(ONE).bind(batch.as_str()).bind(signed(number)).fetch_optional(pool))?;
        Ok(found.map(|(declaration, outcome, books_digest)| Stored { number, declaration, outcome, books_digest }))
    }

    /// Declarations with their outcomes in the order of the file: those after a number, at most `limit` (up to 1,000).
    /// Called with the last number again and again, it gives the whole batch in bounded memory.
    ///
    /// # Errors
    /// `NotFound` when the batch is not known, or what the database says.
    pub async fn documents(
        &self,
        viewer: &Viewer,
        batch: &BatchId,
        filter: &Filter,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Stored>, StoreError> {
        self.see_batch(viewer, batch).await?;
        let located = self.locate(batch, filter).await?;
        let (lead, _) = self.lead(&located, filter).await?;
        let (digest,): (String,) = reading!(self, pool => query_as(DIGEST).bind(batch.as_str()).fetch_one(pool))?;
        let limit = i64::from(limit.clamp(1, 1_000));
        let question = Composer::new(filter, lead).page(COLUMNS, Way::After, true);
        let lines: Vec<(i64, String, String)> = ask!(self, question, located.batch, signed(after), limit, fetch_all)?;
        let stored = lines.into_iter().map(|(number, declaration, outcome)| Stored {
            number: u64::try_from(number).unwrap_or(0),
            declaration,
            outcome,
            books_digest: digest.clone(),
        });
        Ok(stored.collect())
    }
}
