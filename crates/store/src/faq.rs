use access::{Action, Key, Record, RecordId, RecordKind, RecordState, Service, Viewer};
use basis::{Language, Text};
use sqlx::{query, query_as};

use crate::database::{reading, recorded};
use crate::gathered::{Gathered, gathered, gathering};
use crate::identifier::fresh;
use crate::record::{Authorized, Terms, put_record, visible, with_terms};
use crate::search::index;
use crate::trail::{enter, event};
use crate::{Store, StoreError};

/// A frequent question with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frequent {
    /// Its identifier; none for one about to be added.
    pub id: Option<RecordId>,
    /// What it is about.
    pub topic: String,
    /// The question.
    pub question: Text,
    /// The answer.
    pub answer: Text,
    /// Whether everybody may read it.
    pub published: bool,
    /// Counts the changes; 0 for one about to be added.
    pub version: i64,
}

const LIST: Gathered = gathered!(
    "id, topic, question_en, question_fr, answer_en, answer_fr, state, version",
    "SELECT r.id, f.topic, f.question_en, f.question_fr, f.answer_en, f.answer_fr, r.state, f.version FROM faq f \
     CROSS JOIN record r WHERE r.id = f.id AND r.kind = 'question' AND ($13 = '' OR f.topic = $13) AND ",
    visible!(),
    " ORDER BY f.topic, f.id LIMIT $14 OFFSET $15"
);
const ONE: &str = "SELECT r.id, f.topic, f.question_en, f.question_fr, f.answer_en, f.answer_fr, r.state, f.version \
     FROM record r JOIN faq f ON f.id = r.id WHERE r.id = $1";
const ADD: &str = "INSERT INTO faq \
     (id, topic, question_en, question_fr, answer_en, answer_fr, changed_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
const CHANGE: &str = "UPDATE faq SET topic = $2, question_en = $3, question_fr = $4, answer_en = $5, answer_fr = $6, \
     changed_at = $7, version = version + 1 WHERE id = $1 AND version = $8";

type Line = (String, String, String, String, String, String, String, i64);

fn read((id, topic, question_en, question_fr, answer_en, answer_fr, state, version): Line) -> Frequent {
    Frequent {
        id: Some(RecordId::kept(id)),
        topic,
        question: Text::owned(question_en, question_fr),
        answer: Text::owned(answer_en, answer_fr),
        published: state == RecordState::Published.as_str(),
        version,
    }
}

fn id_of(one: &Frequent) -> &str {
    one.id.as_ref().map_or("", RecordId::as_str)
}

fn record_of(id: RecordId, published: bool) -> Record {
    let mut record = Record::draft(id, RecordKind::Question, Service::Contact);
    record.audience = [Key::anyone()].into();
    record.state = if published { RecordState::Published } else { RecordState::Draft };
    record
}

impl Store {
    /// Frequent questions that the viewer may see, by their topics, of one topic or of all where it is empty; from a place
    /// on, at most `limit` (up to 1,000).
    ///
    /// # Errors
    /// What the database says.
    pub async fn frequent(
        &self,
        viewer: &Viewer,
        topic: &str,
        skip: u32,
        limit: u32,
        now: i64,
    ) -> Result<Vec<Frequent>, StoreError> {
        let (terms, limit) = (Terms::of(viewer, now), i64::from(limit.clamp(1, 1_000)));
        let lines: Vec<Line> = gathering!(self, LIST, run =>
            with_terms!(run, &terms).bind(topic).bind(limit).bind(i64::from(skip)))?;
        let found = lines.into_iter().map(read).collect();
        self.still_visible(viewer, Action::List, found, id_of, now).await
    }

    /// One frequent question, to be read or to be changed.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn frequent_one(
        &self,
        viewer: &Viewer,
        action: Action,
        id: &RecordId,
        now: i64,
    ) -> Result<Authorized<Frequent>, StoreError> {
        // Whoever changes it reads it first: a token may be let do the one and not the other.
        let mut opened = self.opened(viewer, Action::View, RecordKind::Question, id.as_str(), now).await?;
        if action != Action::View {
            opened = self.opened(viewer, action, RecordKind::Question, id.as_str(), now).await?;
        }
        let line: Option<Line> = reading!(self, pool => query_as(ONE).bind(id.as_str()).fetch_optional(pool))?;
        let one = line.map(read).ok_or_else(|| StoreError::NotFound { what: "question", id: id.to_string() })?;
        Ok(opened.map(|_| one))
    }

    /// Adds a frequent question or changes it.
    ///
    /// # Errors
    /// `Changed` when somebody changed it since; `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn put_frequent(&self, viewer: &Viewer, one: &Frequent, now: i64) -> Result<RecordId, StoreError> {
        if let Some(id) = &one.id {
            self.opened(viewer, Action::Edit, RecordKind::Question, id.as_str(), now).await?;
        }
        let id = one.id.clone().unwrap_or_else(|| RecordId::kept(fresh(now)));
        let record = record_of(id.clone(), one.published);
        self.permit(viewer, Action::Publish, &record, now)?;
        recorded!(self, tx => {
            put_record!(tx, &record, now);
            let statement = if one.id.is_some() { CHANGE } else { ADD };
            let run = query(statement)
                .bind(id.as_str())
                .bind(&one.topic)
                .bind(one.question.en.as_ref())
                .bind(one.question.fr.as_ref())
                .bind(one.answer.en.as_ref())
                .bind(one.answer.fr.as_ref())
                .bind(now);
            let run = if one.id.is_some() { run.bind(one.version) } else { run };
            if run.execute(&mut *tx).await?.rows_affected() == 0 {
                return Err(StoreError::Changed { what: "question", id: id.to_string() });
            }
            for language in Language::ALL {
                let (title, content) = match language {
                    Language::En => (&one.question.en, &one.answer.en),
                    Language::Fr => (&one.question.fr, &one.answer.fr),
                };
                index!(tx, id.as_str(), language, title, content);
            }
            enter!(tx, event(viewer, "publish", RecordKind::Question, id.as_str(), now));
        })?;
        Ok(id)
    }
}
