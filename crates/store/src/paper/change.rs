use access::{Action, Marks, RecordId, RecordKind, Viewer};
use basis::Language;
use sqlx::query;

use super::{Draft, NewPaper, new_record};
use crate::database::recorded;
use crate::identifier::fresh;
use crate::record::{SHELVE, put_record};
use crate::trail::{detailed, enter, event};
use crate::{Store, StoreError};

const ADD: &str = "INSERT INTO paper (id, kind, series, made_at, version) VALUES ($1, $2, $3, $4, 1)";
pub(crate) const TURN: &str = "UPDATE paper SET version = version + 1 WHERE id = $1 AND version = $2";
const WRITE: &str = "INSERT INTO paper_language \
     (paper, language, state, title, summary, blob, file, edition, changed_at, changed_by) \
     VALUES ($1, $2, 'draft', $3, $4, $5, $6, 0, $7, $8) ON CONFLICT (paper, language) DO UPDATE SET state = 'draft', \
     title = excluded.title, summary = excluded.summary, blob = excluded.blob, file = excluded.file, \
     changed_at = excluded.changed_at, changed_by = excluded.changed_by";

/// Refuses marks that contradict themselves.
pub(crate) fn check(marks: &Marks) -> Result<(), StoreError> {
    let faults = marks.faults();
    if faults.is_empty() { Ok(()) } else { Err(StoreError::Marks(faults)) }
}

impl Store {
    /// Makes a document: a draft without any language yet.
    ///
    /// # Errors
    /// `Refused`, `Full`, `Busy`, or what the database says.
    pub async fn add_paper(&self, viewer: &Viewer, new: &NewPaper, now: i64) -> Result<RecordId, StoreError> {
        let record = new_record(RecordId::kept(fresh(now)), viewer, &new.marks);
        self.permit(viewer, Action::Publish, &record, now)?;
        check(&new.marks)?;
        recorded!(self, tx => {
            put_record!(tx, &record, now);
            query(ADD)
                .bind(record.id.as_str())
                .bind(new.kind.as_str())
                .bind(new.series.as_deref())
                .bind(now)
                .execute(&mut *tx)
                .await?;
            query(SHELVE).bind(record.id.as_str()).bind(new.series.as_deref()).execute(&mut *tx).await?;
            enter!(tx, event(viewer, "add", RecordKind::Document, record.id.as_str(), now));
        })?;
        Ok(record.id)
    }

    /// Writes the working copy of one language; editions that were published stay as they are.
    ///
    /// # Errors
    /// `Changed` when somebody changed the document since `version`; `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn write_paper(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        language: Language,
        draft: &Draft,
        version: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Document, id.as_str(), now).await?;
        if let Some(hash) = &draft.blob {
            self.blob_kept(hash).await?;
        }
        recorded!(self, tx => {
            if query(TURN).bind(id.as_str()).bind(version).execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::Changed { what: "document", id: id.to_string() });
            }
            query(WRITE)
                .bind(id.as_str())
                .bind(language.code())
                .bind(&draft.title)
                .bind(&draft.summary)
                .bind(draft.blob.as_deref())
                .bind(&draft.file)
                .bind(now)
                .bind(viewer.actor())
                .execute(&mut *tx)
                .await?;
            let entered = event(viewer, "edit", RecordKind::Document, id.as_str(), now);
            let detail = serde_json::json!({ "content": draft.blob, "language": language.code() });
            enter!(tx, detailed(entered, &detail));
        })
    }

    /// Marks a document anew: whom it is for, how closely it is kept, until when. Opening a restricted one to more
    /// people, sooner or for longer needs a second person and is not done here.
    ///
    /// # Errors
    /// `TwoPersons` for a release, `Marks` for marks that contradict themselves; `Changed`, `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn mark_paper(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        marks: &Marks,
        version: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        let opened = self.opened(viewer, Action::Publish, RecordKind::Document, id.as_str(), now).await?;
        let mut record = opened.into_value();
        check(marks)?;
        if marks.release(&record, now) && !viewer.is_program() {
            return Err(StoreError::TwoPersons);
        }
        marks.set_on(&mut record);
        let moment = self.kept(id.as_str()).await?.map_or(now, |kept| kept.moment);
        recorded!(self, tx => {
            if query(TURN).bind(id.as_str()).bind(version).execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::Changed { what: "document", id: id.to_string() });
            }
            put_record!(tx, &record, moment);
            let entered = event(viewer, "mark", RecordKind::Document, id.as_str(), now);
            enter!(tx, detailed(entered, &record));
        })
    }

    /// Takes a document back: from now on only its service sees it.
    ///
    /// # Errors
    /// `Changed`, `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn withdraw_paper(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        version: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        self.opened(viewer, Action::Withdraw, RecordKind::Document, id.as_str(), now).await?;
        recorded!(self, tx => {
            if query(TURN).bind(id.as_str()).bind(version).execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::Changed { what: "document", id: id.to_string() });
            }
            query("UPDATE record SET state = 'withdrawn' WHERE id = $1").bind(id.as_str()).execute(&mut *tx).await?;
            enter!(tx, event(viewer, "withdraw", RecordKind::Document, id.as_str(), now));
        })
    }
}
