use access::{Action, RecordId, RecordKind, Service, Viewer};
use sqlx::query_as;

use super::{Case, StepTaken, answers, language_of};
use crate::database::{reading, transaction};
use crate::gathered::{Gathered, gathered, gathering};
use crate::mail::post;
use crate::record::{Authorized, Terms, visible, with_terms};
use crate::{Count, NewMail, Store, StoreError};

const ONE: &str = "SELECT procedure_id, form, form_version, state, language, opened_at, due_at, closed_at, version \
     FROM casework WHERE id = $1";
const STEPS: &str = "SELECT number, step, from_state, to_state, actor, reason, at FROM case_step \
     WHERE casework = $1 ORDER BY number";

/// Which cases are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Those of one procedure.
    pub procedure: String,
    /// Those in one state.
    pub state: String,
    /// Those that wait for the viewer: in a queue of one of their roles.
    pub mine: bool,
}

/// A case as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Its identifier.
    pub id: RecordId,
    /// The procedure that it follows.
    pub procedure: String,
    /// The state in which it is.
    pub state: String,
    /// The body that it belongs to.
    pub owner: Option<String>,
    /// When it was opened, in microseconds since 1970-01-01 UTC.
    pub opened_at: i64,
    /// Until when the next step is due.
    pub due_at: Option<i64>,
    /// The answer to the question `name`, as JSON, where the form has one.
    pub name: Option<String>,
}

macro_rules! asked {
    () => {
        "r.kind = 'case' AND ($13 = '' OR c.procedure_id = $13) AND ($14 = '' OR c.state = $14) \
         AND ($15 = 0 OR (r.state = 'open' AND EXISTS (SELECT 1 FROM record_key q \
           WHERE q.record = c.id AND q.way = 'queue' AND CAST(q.term AS TEXT) IN (SELECT value FROM json_each($1)))))"
    };
}
/// Whether a case is closed, as the index of the order has it.
macro_rules! over {
    () => {
        "CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 END"
    };
}
macro_rules! row {
    () => {
        "SELECT r.id, c.procedure_id, c.state, r.owner, c.opened_at, c.due_at, \
     (SELECT a.value FROM answer a WHERE a.casework = c.id AND a.question = 'name') AS name FROM "
    };
}
/// What is due first comes first; what has no deadline, by its age.
macro_rules! in_turn {
    () => {
        concat!(
            " ORDER BY ",
            over!(),
            ", CASE WHEN c.due_at IS NULL THEN 1 ELSE 0 END, c.due_at, c.opened_at DESC, c.id LIMIT $16 OFFSET $17"
        )
    };
}
/// From what may open a case to the viewer, and only then in order: right for everybody else. Nobody is the audience of a
/// case.
macro_rules! by_keys {
    () => {
        "(SELECT k.record FROM record_key k WHERE k.term IN (SELECT value FROM json_each($1)) \
           AND k.way IN ('handler', 'queue') \
         UNION SELECT a.id FROM record a WHERE $2 <> '' AND a.author = $2 AND a.kind = 'case' \
         UNION SELECT o.id FROM record o WHERE o.kind = 'case' AND o.service IN (SELECT value FROM json_each($3))) opened \
         CROSS JOIN casework c CROSS JOIN record r WHERE c.id = opened.record AND r.id = c.id AND "
    };
}
/// From the queues of the viewer's roles, for what waits for them.
macro_rules! by_queues {
    () => {
        "(SELECT DISTINCT k.record FROM record_key k WHERE k.term IN (SELECT value FROM json_each($1)) AND k.way = 'queue') \
         opened CROSS JOIN casework c CROSS JOIN record r WHERE c.id = opened.record AND r.id = c.id AND "
    };
}
/// The list by one way of finding the cases.
macro_rules! found {
    ($way:expr) => {
        gathered!(
            "id, procedure_id, state, owner, opened_at, due_at, name",
            row!(),
            $way,
            asked!(),
            " AND ",
            visible!(),
            in_turn!()
        )
    };
}
/// In the order of the queue, looking at each whether it may be seen: right for those who keep many. Those of other
/// services are passed over first, but for what is in the viewer's queues, hands or name.
macro_rules! in_order {
    ($lead:expr) => {
        concat!(
            "casework c CROSS JOIN record r WHERE ",
            $lead,
            "($12 = 1 OR c.service IN (SELECT value FROM json_each($3)) \
             OR c.id IN (SELECT k.record FROM record_key k WHERE k.term IN (SELECT value FROM json_each($1)) \
               AND k.way IN ('handler', 'queue')) \
             OR c.id IN (SELECT a.id FROM record a WHERE $2 <> '' AND a.author = $2 AND a.kind = 'case')) \
             AND r.id = c.id AND "
        )
    };
}
const IN_TURN: Gathered = found!(in_order!(""));
/// The same among the cases of one state.
const OF_STATE: Gathered = found!(in_order!("c.state = $14 AND "));
/// The same among those that are not closed: what waits for somebody is one of them. Asked for as less than one, they are
/// read in the order of the index; as equal to none, they would be put in order anew.
const WAITING: Gathered = found!(in_order!(concat!(over!(), " < 1 AND ")));
const WAITING_OF_STATE: Gathered = found!(in_order!(concat!("c.state = $14 AND ", over!(), " < 1 AND ")));
const BY_KEYS: Gathered = found!(by_keys!());
const BY_QUEUES: Gathered = found!(by_queues!());
/// Services that have many cases.
const WITH_MANY_CASES: [Service; 2] = [Service::Access, Service::Contact];
const REMIND: &str = "SELECT c.id FROM casework c WHERE c.due_at > $1 AND c.due_at <= $2 AND c.closed_at IS NULL \
     AND c.reminded_at IS NULL ORDER BY c.due_at, c.id LIMIT 200";
const REMINDED: &str = "UPDATE casework SET reminded_at = $2 WHERE id = $1 AND reminded_at IS NULL";

type RowLine = (String, String, String, Option<String>, i64, Option<i64>, Option<String>);
type Line = (String, String, i64, String, String, i64, Option<i64>, Option<i64>, i64);

impl Store {
    /// A case as it stands, with its answers and steps.
    ///
    /// # Errors
    /// `NotFound`, `Refused`, or what the database says.
    pub async fn case(&self, viewer: &Viewer, id: &RecordId, now: i64) -> Result<Authorized<Case>, StoreError> {
        let opened = self.opened(viewer, Action::View, RecordKind::Case, id.as_str(), now).await?;
        let line: Option<Line> = reading!(self, pool => query_as(ONE).bind(id.as_str()).fetch_optional(pool))?;
        let missing = || StoreError::NotFound { what: "case", id: id.to_string() };
        let (procedure, form, form_version, state, language, opened_at, due_at, closed_at, version) =
            line.ok_or_else(missing)?;
        let lines: Vec<(String, String, String, i64, i64)> =
            reading!(self, pool => query_as(answers::OF_CASE).bind(id.as_str()).fetch_all(pool))?;
        let answers = lines.into_iter().map(answers::read).collect();
        let lines: Vec<(i64, String, String, String, String, String, i64)> =
            reading!(self, pool => query_as(STEPS).bind(id.as_str()).fetch_all(pool))?;
        let step =
            |(number, step, from, to, actor, reason, at)| StepTaken { number, step, from, to, actor, reason, at };
        let steps = lines.into_iter().map(step).collect();
        let (form, language) = ((form, form_version), language_of(&language)?);
        Ok(opened.map(|record| Case {
            record,
            procedure,
            form,
            state,
            language,
            opened_at,
            due_at,
            closed_at,
            version,
            answers,
            steps,
        }))
    }

    /// Cases that the viewer may see, those due first, from a place on, at most `limit` (up to 1,000); and how many there
    /// are, or that there are more than these.
    ///
    /// # Errors
    /// What the database says.
    pub async fn cases(
        &self,
        viewer: &Viewer,
        filter: &QueueFilter,
        skip: u32,
        limit: u32,
        now: i64,
    ) -> Result<(Vec<CaseRow>, Count), StoreError> {
        let terms = Terms::of(viewer, now);
        let limit = limit.clamp(1, 1_000);
        let keeps = WITH_MANY_CASES.iter().any(|service| viewer.keeps(*service));
        let listing = match (keeps, filter.mine, filter.state.is_empty()) {
            (true, false, true) => IN_TURN,
            (true, false, false) => OF_STATE,
            (true, true, true) => WAITING,
            (true, true, false) => WAITING_OF_STATE,
            (false, true, _) => BY_QUEUES,
            (false, false, _) => BY_KEYS,
        };
        let mut lines: Vec<RowLine> = gathering!(self, listing, run => with_terms!(run, &terms)
            .bind(&filter.procedure)
            .bind(&filter.state)
            .bind(i64::from(filter.mine))
            .bind(i64::from(limit) + 1)
            .bind(i64::from(skip)))?;
        let count = Count { value: u64::from(skip) + lines.len() as u64, exact: lines.len() <= limit as usize };
        lines.truncate(limit as usize);
        let row = |(id, procedure, state, owner, opened_at, due_at, name): RowLine| CaseRow {
            id: RecordId::kept(id),
            procedure,
            state,
            owner,
            opened_at,
            due_at,
            name,
        };
        let rows: Vec<CaseRow> = lines.into_iter().map(row).collect();
        let rows = self.still_visible(viewer, Action::List, rows, |row| row.id.as_str(), now).await?;
        Ok((rows, count))
    }

    /// Open cases that are due before a moment and of which nobody was reminded, at most 200; for the program's own job.
    ///
    /// # Errors
    /// `Refused` for anybody else, or what the database says.
    pub async fn cases_to_remind(&self, viewer: &Viewer, now: i64, before: i64) -> Result<Vec<RecordId>, StoreError> {
        self.program_alone(viewer)?;
        let found: Vec<(String,)> = reading!(self, pool => query_as(REMIND).bind(now).bind(before).fetch_all(pool))?;
        Ok(found.into_iter().map(|(id,)| RecordId::kept(id)).collect())
    }

    /// Writes the reminders of a case, once; whether they were not written before.
    ///
    /// # Errors
    /// `Full`, `Busy`, or what the database says.
    pub async fn case_reminded(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        mails: &[NewMail],
        now: i64,
    ) -> Result<bool, StoreError> {
        self.program_alone(viewer)?;
        transaction!(self, tx => {
            let done = sqlx::query(REMINDED).bind(id.as_str()).bind(now).execute(&mut *tx).await?.rows_affected();
            if done > 0 {
                for mail in mails {
                    post!(tx, mail, now);
                }
            }
            done > 0
        })
    }

    pub(crate) fn program_alone(&self, viewer: &Viewer) -> Result<(), StoreError> {
        if viewer.is_program() { Ok(()) } else { Err(StoreError::Refused { policies: Vec::new() }) }
    }
}
