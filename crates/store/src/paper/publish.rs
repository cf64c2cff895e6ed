use access::{Action, RecordId, RecordKind, Viewer};
use basis::Language;
use sqlx::{query, query_as};

use super::change::TURN;
use super::series;
use crate::database::{reading, recorded};
use crate::search::index;
use crate::trail::{detailed, enter, event};
use crate::{Store, StoreError};

const WORKING: &str = "SELECT title, summary, blob, file FROM paper_language WHERE paper = $1 AND language = $2";
/// A language that is behind another catches up with it; one that is not goes ahead of all.
const NEXT_EDITION: &str = "SELECT l.edition, (SELECT max(edition) FROM paper_language WHERE paper = $1) \
     FROM paper_language l WHERE l.paper = $1 AND l.language = $2";
const NEXT_NUMBER: &str =
    "UPDATE series SET latest = latest + 1 WHERE code = $1 RETURNING code, title_en, title_fr, pattern, latest";
const NUMBER: &str = "UPDATE paper SET number = $2, symbol = $3 WHERE id = $1 AND number IS NULL";
const NUMBERED: &str = "SELECT series, number FROM paper WHERE id = $1";
const EDITION: &str = "INSERT INTO paper_edition \
     (paper, language, edition, title, summary, blob, file, published_at, published_by) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const PUBLISHED: &str = "UPDATE paper_language SET state = 'published', edition = $3, published_at = $4 \
     WHERE paper = $1 AND language = $2";
/// What was published before and is behind now; a working copy stays a draft.
const OUTDATED: &str = "UPDATE paper_language SET state = 'outdated' \
     WHERE paper = $1 AND language <> $2 AND state = 'published' AND edition < $3";
const OPEN: &str = "UPDATE record SET state = 'published', moment = $2 WHERE id = $1";

type Working = (String, String, Option<String>, String);

impl Store {
    /// Publishes the working copy of one language as its next edition. The first publication gives the document its
    /// number in the series, without gaps. A language that is behind catches up with the others; one that is not goes ahead,
    /// and what was published in others is outdated by it. `text` is what can be
    /// found in the content.
    ///
    /// # Errors
    /// `State` where there is no working copy or its content was not let through by the scanner; `Changed`, `NotFound`,
    /// `Refused`, `Full`, `Busy`.
    pub async fn publish_paper(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        language: Language,
        text: &str,
        version: i64,
        now: i64,
    ) -> Result<Option<String>, StoreError> {
        self.opened(viewer, Action::Publish, RecordKind::Document, id.as_str(), now).await?;
        let working: Option<Working> =
            reading!(self, pool => query_as(WORKING).bind(id.as_str()).bind(language.code()).fetch_optional(pool))?;
        let unready = |state: &str| StoreError::State { what: "document", id: id.to_string(), state: state.to_owned() };
        let (title, summary, blob, file) = working.ok_or_else(|| unready("missing"))?;
        if let Some(hash) = &blob
            && !self.blob_kept(hash).await?.scan.lets_through()
        {
            return Err(unready("not let through by the scanner"));
        }
        recorded!(self, tx => {
            if query(TURN).bind(id.as_str()).bind(version).execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::Changed { what: "document", id: id.to_string() });
            }
            let (code, mut number): (Option<String>, Option<i64>) =
                query_as(NUMBERED).bind(id.as_str()).fetch_one(&mut *tx).await?;
            let mut symbol = None;
            if let (Some(code), None) = (&code, number) {
                let kept = series::read(query_as(NEXT_NUMBER).bind(code).fetch_one(&mut *tx).await?)?;
                let given = u32::try_from(kept.latest).map_err(|_| unready("numbered to the end"))?;
                let made = kept.series.symbol(given, Language::En, 1);
                let made = made.map_err(|cause| StoreError::Unreadable(cause.to_string()))?;
                query(NUMBER).bind(id.as_str()).bind(kept.latest).bind(&made).execute(&mut *tx).await?;
                (number, symbol) = (Some(kept.latest), Some(made));
            }
            let (own, furthest): (i64, i64) =
                query_as(NEXT_EDITION).bind(id.as_str()).bind(language.code()).fetch_one(&mut *tx).await?;
            let edition = if own < furthest { furthest } else { own + 1 };
            query(EDITION)
                .bind(id.as_str())
                .bind(language.code())
                .bind(edition)
                .bind(&title)
                .bind(&summary)
                .bind(blob.as_deref())
                .bind(&file)
                .bind(now)
                .bind(viewer.actor())
                .execute(&mut *tx)
                .await?;
            let run = query(PUBLISHED).bind(id.as_str()).bind(language.code()).bind(edition).bind(now);
            run.execute(&mut *tx).await?;
            query(OUTDATED).bind(id.as_str()).bind(language.code()).bind(edition).execute(&mut *tx).await?;
            query(OPEN).bind(id.as_str()).bind(now).execute(&mut *tx).await?;
            index!(tx, id.as_str(), language, &title, &format!("{summary}\n{text}"));
            let entered = event(viewer, "publish", RecordKind::Document, id.as_str(), now);
            let detail = serde_json::json!({
                "content": blob, "edition": edition, "language": language.code(), "number": number,
            });
            enter!(tx, detailed(entered, &detail));
            symbol
        })
    }
}
