use access::{Action, Key, Record, RecordId, RecordKind, RecordState, Service, Viewer};
use basis::{Language, Text};
use sqlx::{query, query_as};

use crate::database::{reading, recorded};
use crate::identifier::fresh;
use crate::record::{Terms, put_record, visible, with_terms};
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

const LIST: &str = concat!(
    "SELECT r.id, f.topic, f.question_en, f.question_fr, f.answer_en, f.answer_fr, r.state, f.version FROM record r \
     JOIN faq f ON f.id = r.id WHERE r.kind = 'question' AND ",
    visible!(),
    " ORDER BY f.topic, f.changed_at, r.id LIMIT 500"
);
const ADD: &str = "INSERT INTO faq \
     (id, topic, question_en, question_fr, answer_en, answer_fr, changed_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
const CHANGE: &str = "UPDATE faq SET topic = $2, question_en = $3, question_fr = $4, answer_en = $5, answer_fr = $6, \
     changed_at = $7, version = version + 1 WHERE id = $1 AND version = $8";

type Line = (String, String, String, String, String, String, String, i64);

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
    /// Frequent questions that the viewer may see, by their topics.
    ///
    /// # Errors
    /// What the database says.
    pub async fn frequent(&self, viewer: &Viewer, now: i64) -> Result<Vec<Frequent>, StoreError> {
        let terms = Terms::of(viewer, now);
        let lines: Vec<Line> = reading!(self, pool => with_terms!(query_as(LIST), &terms).fetch_all(pool))?;
        let frequent = |line: Line| {
            let (id, topic, question_en, question_fr, answer_en, answer_fr, state, version) = line;
            Frequent {
                id: Some(RecordId::kept(id)),
                topic,
                question: Text::owned(question_en, question_fr),
                answer: Text::owned(answer_en, answer_fr),
                published: state == "published",
                version,
            }
        };
        let found = lines.into_iter().map(frequent).collect();
        self.still_visible(viewer, Action::List, found, id_of, now).await
    }

    /// Adds a frequent question or changes it.
    ///
    /// # Errors
    /// `Changed` when somebody changed it since; `Refused`, `Full`, `Busy`.
    pub async fn put_frequent(&self, viewer: &Viewer, one: &Frequent, now: i64) -> Result<RecordId, StoreError> {
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
