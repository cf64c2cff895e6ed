use basis::Text;
use serde::{Deserialize, Serialize};
use sqlx::query_as;

use crate::database::reading;
use crate::{BatchId, Store, StoreError, Viewer};

/// Why a record has no outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnreadKind {
    /// It could not be read.
    Unread,
    /// It was read, but is no declaration.
    Skipped,
}

impl UnreadKind {
    /// The word used in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unread => "unread",
            Self::Skipped => "skipped",
        }
    }
}

/// A record of a batch that has no outcome, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// Could not be read, or is no declaration.
    pub kind: UnreadKind,
    /// The file it stands in.
    pub source: String,
    /// The line on which it begins; 0 where lines have no meaning.
    pub line: u64,
    /// What kind of problem, a stable word.
    pub code: String,
    /// What is wrong and what would be right.
    pub text: Text,
}

const LIST: &str = "SELECT u.number, u.kind, u.source, u.line, u.code, u.text_en, u.text_fr FROM unread u \
     WHERE u.batch = (SELECT b.code FROM batch b WHERE b.id = $1 AND b.state = 'finished') \
     AND u.number > $2 ORDER BY u.number LIMIT $3";

type Line = (i64, String, String, i64, String, String, String);

impl Store {
    /// The records of a batch that have no outcome, in the order of the file, each with its number; those after a
    /// number.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unread(
        &self,
        viewer: &Viewer,
        batch: &BatchId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<(u64, Unread)>, StoreError> {
        self.see_batch(viewer, batch).await?;
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let lines: Vec<Line> = reading!(self, pool =>
            query_as(LIST).bind(batch.as_str()).bind(after).bind(i64::from(limit)).fetch_all(pool))?;
        Ok(lines
            .into_iter()
            .map(|(number, kind, source, line, code, en, fr)| {
                let kind = if kind == "skipped" { UnreadKind::Skipped } else { UnreadKind::Unread };
                let line = u64::try_from(line).unwrap_or(0);
                let unread = Unread { kind, source, line, code, text: Text::owned(en, fr) };
                (u64::try_from(number).unwrap_or(0), unread)
            })
            .collect())
    }
}
