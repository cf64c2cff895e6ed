use access::{Action, RecordId, RecordKind, Viewer};
use sqlx::{query, query_as};

use crate::database::{reading, recorded};
use crate::search::plain;
use crate::trail::{detailed, enter, event};
use crate::{Store, StoreError};

/// An answer as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerKept {
    /// The question.
    pub question: String,
    /// The answer, as JSON.
    pub value: String,
    /// Who gave it: a person, `visitor` or `program`.
    pub author: String,
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Counts the changes of this answer; 0 where there is none yet.
    pub version: i64,
}

/// An answer that somebody gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The question.
    pub question: String,
    /// The answer, as JSON.
    pub value: String,
    /// The version of the answer that they saw when they began; 0 where there was none.
    pub seen: i64,
}

/// An answer that somebody else gave meanwhile. Theirs stands; ours is kept among the past ones, so that nothing is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The answer that stands.
    pub standing: AnswerKept,
    /// The answer that was given beside it, as JSON.
    pub given: String,
}

pub(super) const OF_CASE: &str =
    "SELECT question, value, author, at, version FROM answer WHERE casework = $1 ORDER BY question";
const ONE: &str = "SELECT question, value, author, at, version FROM answer WHERE casework = $1 AND question = $2";
pub(super) const PUT: &str = "INSERT INTO answer (casework, question, value, author, at, version) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (casework, question) DO UPDATE SET value = excluded.value, author = excluded.author, at = excluded.at, \
     version = excluded.version";
pub(super) const PAST: &str = "INSERT INTO answer_past (casework, question, version, value, author, at, kept) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
const HISTORY: &str = "SELECT question, value, author, at, version FROM answer_past \
     WHERE casework = $1 AND question = $2 ORDER BY at, version, author";
const SAID: &str = "SELECT question, value FROM answer WHERE casework = $1 ORDER BY question";
const FOUND: &str = "UPDATE search_text SET content = $2 WHERE record = $1";
const TURN: &str = "UPDATE casework SET version = version + 1 WHERE id = $1";
const STATE: &str = "SELECT closed_at FROM casework WHERE id = $1";

type Line = (String, String, String, i64, i64);

pub(super) fn read((question, value, author, at, version): Line) -> AnswerKept {
    AnswerKept { question, value, author, at, version }
}

/// All that was answered, as one text to search in: the texts within the JSON of each answer.
pub(super) fn said(answers: &[(String, String)]) -> String {
    fn gather(value: &serde_json::Value, into: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => into.push(text.clone()),
            serde_json::Value::Array(all) => all.iter().for_each(|one| gather(one, into)),
            // The kind of an answer is no part of what was said.
            serde_json::Value::Object(fields) => fields.get("value").into_iter().for_each(|one| gather(one, into)),
            _ => {}
        }
    }
    let mut texts = Vec::new();
    for (_, value) in answers {
        if let Ok(value) = serde_json::from_str(value) {
            gather(&value, &mut texts);
        }
    }
    texts.join("\n")
}

/// Keeps an answer and its place in the history, within a transaction.
macro_rules! put_answer {
    ($tx:ident, $case:expr, $answer:expr) => {{
        let (case, answer): (&str, &$crate::AnswerKept) = ($case, $answer);
        sqlx::query($crate::casework::answers::PUT)
            .bind(case)
            .bind(&answer.question)
            .bind(&answer.value)
            .bind(&answer.author)
            .bind(answer.at)
            .bind(answer.version)
            .execute(&mut *$tx)
            .await?;
        sqlx::query($crate::casework::answers::PAST)
            .bind(case)
            .bind(&answer.question)
            .bind(answer.version)
            .bind(&answer.value)
            .bind(&answer.author)
            .bind(answer.at)
            .bind(1_i64)
            .execute(&mut *$tx)
            .await?;
    }};
}
pub(super) use put_answer;

impl Store {
    /// Saves answers of a case, each on its own: whoever answers another question meanwhile loses nothing. Where somebody
    /// else changed the same answer since it was seen, theirs stands and the clash is told.
    ///
    /// # Errors
    /// `State` when the case is decided; `NotFound`, `Refused`, `Full`, `Busy`.
    pub async fn save_answers(
        &self,
        viewer: &Viewer,
        case: &RecordId,
        changes: &[Change],
        now: i64,
    ) -> Result<Vec<Clash>, StoreError> {
        self.opened(viewer, Action::Edit, RecordKind::Case, case.as_str(), now).await?;
        let id = case.as_str();
        recorded!(self, tx => {
            let (closed,): (Option<i64>,) = query_as(STATE).bind(id).fetch_one(&mut *tx).await?;
            if closed.is_some() {
                return Err(StoreError::State { what: "case", id: id.to_owned(), state: "closed".to_owned() });
            }
            let mut clashes = Vec::new();
            let mut saved = Vec::new();
            for change in changes {
                let found: Option<Line> =
                    query_as(ONE).bind(id).bind(&change.question).fetch_optional(&mut *tx).await?;
                let standing = found.map(read);
                let version = standing.as_ref().map_or(0, |answer| answer.version);
                match standing {
                    // The same answer again, by a second press of the button or by somebody else, changes nothing.
                    Some(answer) if answer.value == change.value => {}
                    Some(answer) if version != change.seen => {
                        query(PAST)
                            .bind(id)
                            .bind(&change.question)
                            .bind(version)
                            .bind(&change.value)
                            .bind(viewer.actor())
                            .bind(now)
                            .bind(0_i64)
                            .execute(&mut *tx)
                            .await?;
                        clashes.push(Clash { standing: answer, given: change.value.clone() });
                    }
                    _ => {
                        let answer = AnswerKept {
                            question: change.question.clone(),
                            value: change.value.clone(),
                            author: viewer.actor().to_owned(),
                            at: now,
                            version: version + 1,
                        };
                        put_answer!(tx, id, &answer);
                        saved.push(change.question.as_str());
                    }
                }
            }
            if !saved.is_empty() {
                // Whoever decides on the case decides on the answers that they saw.
                query(TURN).bind(id).execute(&mut *tx).await?;
                let standing: Vec<(String, String)> = query_as(SAID).bind(id).fetch_all(&mut *tx).await?;
                query(FOUND).bind(id).bind(plain(&said(&standing))).execute(&mut *tx).await?;
            }
            if !saved.is_empty() || !clashes.is_empty() {
                let entered = event(viewer, "answer", RecordKind::Case, id, now);
                let detail = serde_json::json!({ "clashes": clashes.len(), "questions": saved });
                enter!(tx, detailed(entered, &detail));
            }
            clashes
        })
    }

    /// All that was ever answered to a question of a case, the earliest first; what gave way in a clash too.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn answer_history(
        &self,
        viewer: &Viewer,
        case: &RecordId,
        question: &str,
        now: i64,
    ) -> Result<Vec<AnswerKept>, StoreError> {
        self.opened(viewer, Action::View, RecordKind::Case, case.as_str(), now).await?;
        let lines: Vec<Line> =
            reading!(self, pool => query_as(HISTORY).bind(case.as_str()).bind(question).fetch_all(pool))?;
        Ok(lines.into_iter().map(read).collect())
    }
}
