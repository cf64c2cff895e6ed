use basis::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, query_as};

use crate::batch::missing;
use crate::database::reading;
use crate::filter::{Composer, Lead, Question, Way};
use crate::{BatchId, Filter, Store, StoreError, Tallies, Viewer};

/// What a list shows of an outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// Its number in the batch, from 1, in the order of the file.
    pub number: u64,
    /// The line or row on which the record begins; 0 for a file that holds one message.
    pub line: u64,
    /// The file it was read from.
    pub source: String,
    /// The declaration's identifier; empty where none was read.
    pub id: String,
    /// What kind of answer: `declaration`, `amendment`, `unreadable`.
    pub kind: String,
    /// The lane's word; `None` for what has no lane.
    pub lane: Option<String>,
    /// The model's probability, where a model was loaded.
    pub score: Option<f64>,
    /// The commodity code of the first goods item, as declared.
    pub code: String,
    /// The sum of the customs values in the Member's currency; `None` unless all are determined.
    pub customs_value: Option<Decimal>,
    /// The sum of the charges in the Member's currency; `None` unless all are determined.
    pub duty: Option<Decimal>,
    /// The state of duty of the declaration.
    pub duty_state: String,
    /// The codes of its findings.
    pub findings: Vec<String>,
}

/// How many outcomes a filter leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// How many.
    pub value: u64,
    /// Whether that is the number, or only what was counted before stopping (`value` or more).
    pub exact: bool,
}

impl Count {
    /// Several together: their sum where each was counted to its end; else only that there are more than of one of them.
    #[must_use]
    pub fn together(counts: impl IntoIterator<Item = Self>) -> Self {
        counts.into_iter().fold(Self { value: 0, exact: true }, |all, one| match (all.exact, one.exact) {
            (true, true) => Self { value: all.value + one.value, exact: true },
            (true, false) => one,
            (false, true) => all,
            (false, false) => Self { value: all.value.max(one.value), exact: false },
        })
    }
}

/// A page of outcomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The outcomes, in the order of the file.
    pub rows: Vec<Listed>,
    /// The number after which the next page begins; `None` on the last page.
    pub next: Option<u64>,
    /// How many outcomes the filter leaves in all.
    pub count: Count,
}

/// The outcomes before and after one, under a filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Neighbours {
    /// The number of the one before.
    pub previous: Option<u64>,
    /// The number of the one after.
    pub next: Option<u64>,
}

/// Beyond this many outcomes a filter of several restrictions is not counted.
const COUNTED: i64 = 1_000;
/// Beyond this many hits a text does not lead the search: sorting them would cost more than going in order.
const TEXT_HITS: i64 = 500;

/// Of a batch that is not finished nothing is shown: no outcome belongs to a batch -1.
const LOCATE: &str = "SELECT CASE state WHEN 'finished' THEN code ELSE -1 END, outcome_count, tallies \
     FROM batch WHERE id = $1";
const LOCATE_ALL: &str = "SELECT CASE state WHEN 'finished' THEN code ELSE -1 END, outcome_count, NULL \
     FROM batch WHERE id = $1";
const BESIDE: &str = "SELECT \
     (SELECT max(o.number) FROM outcome o WHERE b.state = 'finished' AND o.batch = b.code AND o.number < $2), \
     (SELECT min(o.number) FROM outcome o WHERE b.state = 'finished' AND o.batch = b.code AND o.number > $2) \
     FROM batch b WHERE b.id = $1";
const COLUMNS: &str = "o.number, o.line, o.source, o.id, o.kind, o.lane, o.score, o.code, o.customs_value, o.duty, \
     o.duty_state, o.findings";
const BY_ID: &str = "SELECT count(*) FROM \
     (SELECT 1 FROM outcome WHERE batch = $1 AND folded >= $2 AND folded < $3 LIMIT $4) counted";
const BY_CODE: &str = "SELECT count(*) FROM \
     (SELECT 1 FROM outcome WHERE batch = $1 AND code >= $2 AND code < $3 LIMIT $4) counted";

type Line =
    (i64, i64, String, String, String, String, Option<f64>, String, Option<String>, Option<String>, String, String);

fn amount(text: Option<String>) -> Result<Option<Decimal>, StoreError> {
    let parse = |text: String| text.parse().map_err(|_| StoreError::Unreadable(format!("amount `{text}`")));
    text.map(parse).transpose()
}

fn read(line: Line) -> Result<Listed, StoreError> {
    let (number, line, source, id, kind, lane, score, code, customs_value, duty, duty_state, findings) = line;
    Ok(Listed {
        number: u64::try_from(number).unwrap_or(0),
        line: u64::try_from(line).unwrap_or(0),
        source,
        id,
        kind,
        lane: (lane != "none").then_some(lane),
        score,
        code,
        customs_value: amount(customs_value)?,
        duty: amount(duty)?,
        duty_state,
        findings: findings.split_whitespace().map(str::to_owned).collect(),
    })
}

pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Runs a composed question with its values; `$fetch` says how many lines are wanted.
macro_rules! ask {
    ($store:expr, $question:expr, $batch:expr, $number:expr, $limit:expr, $fetch:ident) => {{
        let question: Question = $question;
        reading!($store, pool => async {
            let mut run = query_as(AssertSqlSafe(question.sql.clone())).bind($batch).bind($number);
            for text in &question.texts {
                run = run.bind(text.as_str());
            }
            run.bind($limit).$fetch(pool).await
        })
    }};
}
pub(crate) use ask;

/// Where a batch's outcomes stand, and what is known about them before asking.
pub(crate) struct Located {
    pub(crate) batch: i64,
    /// Empty where no filter asks for them, save for the number of outcomes.
    tallies: Tallies,
}

impl Store {
    pub(crate) async fn locate(&self, id: &BatchId, filter: &Filter) -> Result<Located, StoreError> {
        let question = if filter.is_open() { LOCATE_ALL } else { LOCATE };
        let found: Option<(i64, i64, Option<String>)> =
            reading!(self, pool => query_as(question).bind(id.as_str()).fetch_optional(pool))?;
        let (batch, count, json) = found.ok_or_else(|| missing(id))?;
        let tallies = match json {
            Some(json) => serde_json::from_str(&json).map_err(|cause| StoreError::Unreadable(cause.to_string()))?,
            None => Tallies { outcomes: u64::try_from(count).unwrap_or(0), ..Tallies::default() },
        };
        Ok(Located { batch, tallies })
    }

    /// The restriction to begin with, and how many outcomes it leaves. A text is tried out first.
    pub(crate) async fn lead(&self, located: &Located, filter: &Filter) -> Result<(Lead, u64), StoreError> {
        let mut found_by_text = None;
        if let Some([id_from, id_to, code_from, code_to]) = filter.text_bounds() {
            let limit = TEXT_HITS + 1;
            let batch = located.batch;
            let (by_id,): (i64,) = reading!(self, pool =>
                query_as(BY_ID).bind(batch).bind(&id_from).bind(&id_to).bind(limit).fetch_one(pool))?;
            let (by_code,): (i64,) = reading!(self, pool =>
                query_as(BY_CODE).bind(batch).bind(&code_from).bind(&code_to).bind(limit).fetch_one(pool))?;
            let hits = by_id.saturating_add(by_code);
            found_by_text = (hits <= TEXT_HITS).then_some(u64::try_from(hits).unwrap_or(0));
        }
        Ok(filter.lead(&located.tallies, found_by_text))
    }

    async fn count(&self, located: &Located, filter: &Filter, lead: (Lead, u64)) -> Result<Count, StoreError> {
        if filter.is_open() || filter.restrictions() == 1 && filter.text_bounds().is_none() {
            return Ok(Count { value: lead.1, exact: true });
        }
        let question = Composer::new(filter, lead.0).count();
        let (counted,): (i64,) = ask!(self, question, located.batch, -1_i64, COUNTED, fetch_one)?;
        Ok(Count { value: u64::try_from(counted).unwrap_or(0), exact: counted < COUNTED })
    }

    /// A page of a batch's outcomes in the order of the file: those after a number, at most `limit` (up to 1,000).
    /// Before the batch is finished there are none.
    ///
    /// # Errors
    /// `NotFound`, or what the database says.
    pub async fn outcomes(
        &self,
        viewer: &Viewer,
        batch: &BatchId,
        filter: &Filter,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Page, StoreError> {
        self.see_batch(viewer, batch).await?;
        let located = self.locate(batch, filter).await?;
        let lead = self.lead(&located, filter).await?;
        let limit = i64::from(limit.clamp(1, 1_000));
        let question = Composer::new(filter, lead.0).page(COLUMNS, Way::After, false);
        let after = signed(after.unwrap_or(0));
        let mut lines: Vec<Line> = ask!(self, question, located.batch, after, limit + 1, fetch_all)?;
        let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > limit;
        lines.truncate(usize::try_from(limit).unwrap_or(0));
        let rows = lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let next = rows.last().filter(|_| more).map(|row| row.number);
        let count = self.count(&located, filter, lead).await?;
        Ok(Page { rows, next, count })
    }

    /// The outcomes before and after a number, under a filter.
    ///
    /// # Errors
    /// `NotFound` when the batch is not known, or what the database says.
    pub async fn neighbours(
        &self,
        viewer: &Viewer,
        batch: &BatchId,
        filter: &Filter,
        number: u64,
    ) -> Result<Neighbours, StoreError> {
        self.see_batch(viewer, batch).await?;
        if filter.is_open() {
            let found: Option<(Option<i64>, Option<i64>)> = reading!(self, pool =>
                query_as(BESIDE).bind(batch.as_str()).bind(signed(number)).fetch_optional(pool))?;
            let (previous, next) = found.ok_or_else(|| missing(batch))?;
            let number = |found: Option<i64>| found.and_then(|number| u64::try_from(number).ok());
            return Ok(Neighbours { previous: number(previous), next: number(next) });
        }
        let located = self.locate(batch, filter).await?;
        let (lead, _) = self.lead(&located, filter).await?;
        let question = |way| Composer::new(filter, lead).page("o.number", way, false);
        let number = signed(number);
        let next: Option<(i64,)> = ask!(self, question(Way::After), located.batch, number, 1_i64, fetch_optional)?;
        let previous: Option<(i64,)> = ask!(self, question(Way::Before), located.batch, number, 1_i64, fetch_optional)?;
        let number = |found: Option<(i64,)>| found.and_then(|(number,)| u64::try_from(number).ok());
        Ok(Neighbours { previous: number(previous), next: number(next) })
    }
}
