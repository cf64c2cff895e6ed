//! Cases: who asked for what, how far it has come.

use access::RecordId;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, CaseRow, QueueFilter};
use utoipa::{IntoParams, ToSchema};

use super::take::Asked;
use crate::App;
use crate::error::{ErrorBody, Failure};
use crate::who::Who;

/// A case in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseView {
    /// Its identifier.
    pub id: String,
    /// The procedure that it follows.
    pub procedure: String,
    /// The state in which it is.
    pub state: String,
    /// The code of the body that it belongs to.
    pub body: Option<String>,
    /// When it was opened, in microseconds since 1970-01-01 UTC.
    pub opened_at: i64,
    /// Until when the next step is due, in microseconds since 1970-01-01 UTC.
    pub due_at: Option<i64>,
}

impl From<CaseRow> for CaseView {
    fn from(row: CaseRow) -> Self {
        let CaseRow { id, procedure, state, owner, opened_at, due_at, .. } = row;
        Self { id: id.to_string(), procedure, state, body: owner, opened_at, due_at }
    }
}

/// Cases of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseList {
    /// The cases, those due first before the others.
    pub cases: Vec<CaseView>,
    /// How many there are, where these and those before are all; else how many were met.
    pub count: u64,
    /// Whether there are just so many.
    pub exact: bool,
}

/// An answer of a case.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseAnswer {
    /// The question.
    pub question: String,
    /// Kind and value of the answer; null for one that was taken back.
    #[schema(value_type = Object)]
    pub answer: Value,
    /// Who gave it: a person, `visitor` or `program`.
    pub author: String,
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Counts the changes of this answer.
    pub version: i64,
}

/// A step that was taken.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseStepView {
    /// Which step.
    pub step: String,
    /// From which state.
    pub from: String,
    /// To which state.
    pub to: String,
    /// Who took it: a person, `visitor` or `program`.
    pub actor: String,
    /// Why, where a reason was asked for.
    pub reason: String,
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
}

/// A case with its answers and steps.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseDetail {
    /// The case.
    #[serde(flatten)]
    pub case: CaseView,
    /// The form that was filled in.
    pub form: String,
    /// Which version of it.
    pub form_version: i64,
    /// The language in which it was begun: `en` or `fr`.
    pub language: String,
    /// When it was decided, in microseconds since 1970-01-01 UTC.
    pub closed_at: Option<i64>,
    /// Counts the steps.
    pub version: i64,
    /// The answers as they stand.
    pub answers: Vec<CaseAnswer>,
    /// The steps that were taken.
    pub steps: Vec<CaseStepView>,
}

impl CaseDetail {
    /// A case as programs read it.
    ///
    /// # Errors
    /// `internal` where an answer cannot be read.
    pub fn of(case: Case) -> Result<Self, Failure> {
        let mut answers = Vec::new();
        for kept in case.answers {
            let answer = serde_json::from_str(&kept.value).map_err(|_| Failure::inner())?;
            let (question, author, at, version) = (kept.question, kept.author, kept.at, kept.version);
            answers.push(CaseAnswer { question, answer, author, at, version });
        }
        let step = |step: store::StepTaken| CaseStepView {
            step: step.step,
            from: step.from,
            to: step.to,
            actor: step.actor,
            reason: step.reason,
            at: step.at,
        };
        Ok(Self {
            case: CaseView {
                id: case.record.id.to_string(),
                procedure: case.procedure,
                state: case.state,
                body: case.record.owner.map(|body| body.to_string()),
                opened_at: case.opened_at,
                due_at: case.due_at,
            },
            form: case.form.0,
            form_version: case.form.1,
            language: case.language.code().to_owned(),
            closed_at: case.closed_at,
            version: case.version,
            answers,
            steps: case.steps.into_iter().map(step).collect(),
        })
    }
}

/// Which cases.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    /// Those of one procedure.
    pub procedure: String,
    /// Those in one state.
    pub state: String,
    /// Only those that wait in a queue of one of your roles.
    pub mine: bool,
    /// How many are left out before the first.
    pub skip: Option<u32>,
    /// How many at most, up to 200.
    pub limit: Option<u32>,
}

/// The case named in an address.
///
/// # Errors
/// `not-found` for a text that is no identifier.
pub fn case_id(text: &str) -> Result<RecordId, Failure> {
    text.parse().map_err(|_| {
        Failure::not_found(format!("no case is known as `{text}`"), format!("`{text}` ne désigne aucun dossier"))
    })
}

/// The cases that you may see: what is due first comes first.
#[utoipa::path(get, path = "/api/v1/cases", tag = "casework", params(CaseQuery),
    responses((status = 200, description = "The cases", body = CaseList)))]
pub async fn list(State(app): State<App>, who: Who, Asked(asked): Asked<CaseQuery>) -> Result<Response, Failure> {
    let CaseQuery { procedure, state, mine, skip, limit } = asked;
    let filter = QueueFilter { procedure, state, mine };
    let (skip, limit) = (skip.unwrap_or(0), limit.unwrap_or(50).clamp(1, 200));
    let (rows, count) = app.store.cases(&who.viewer, &filter, skip, limit, app.now()).await?;
    let cases = rows.into_iter().map(CaseView::from).collect();
    let list = CaseList { cases, count: count.value, exact: count.exact };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(list)).into_response())
}

/// One case with its answers and the steps that were taken.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "casework", params(("id" = String, Path, description = "The case")),
    responses((status = 200, description = "The case", body = CaseDetail),
        (status = 404, description = "No such case, or not for you", body = ErrorBody)))]
pub async fn show(State(app): State<App>, who: Who, Path(id): Path<String>) -> Result<Response, Failure> {
    let case = app.store.case(&who.viewer, &case_id(&id)?, app.now()).await?.into_value();
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(CaseDetail::of(case)?)).into_response())
}
