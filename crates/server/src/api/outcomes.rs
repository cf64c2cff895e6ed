//! The outcomes of a batch: filtered pages, one with its declaration, and the records without outcome.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use store::{Filter, Listed, Page};
use utoipa::{IntoParams, ToSchema};

use super::schema::OutcomeView;
use super::take::{Asked, batch_id};
use crate::App;
use crate::error::{ErrorBody, Failure, Message};
use crate::who::Who;

/// Which outcomes. What is left out does not restrict.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct OutcomeQuery {
    /// A lane: `red`, `yellow`, `blue`, `green`, or `none`.
    pub lane: Option<String>,
    /// The code of a finding that the outcome carries.
    pub finding: Option<String>,
    /// A state of duty: `due`, `suspended`, `relieved`, `not-applicable`, `not-determined`.
    pub duty_state: Option<String>,
    /// The two digits of a chapter, by the first goods item.
    pub chapter: Option<String>,
    /// The beginning of an identifier or of a commodity code.
    pub text: Option<String>,
    /// Only outcomes after this number.
    pub after: Option<u64>,
    /// How many at most, up to 1,000.
    pub limit: Option<u32>,
}

impl OutcomeQuery {
    /// The filter without the place in it.
    #[must_use]
    pub fn filter(&self) -> Filter {
        Filter {
            lane: self.lane.clone(),
            finding: self.finding.clone(),
            duty_state: self.duty_state.clone(),
            chapter: self.chapter.clone(),
            text: self.text.clone(),
        }
    }
}

/// An outcome as lists show it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ListedView {
    /// Its number in the batch, from 1, in the order of the file.
    pub number: u64,
    /// The line on which the record begins.
    pub line: u64,
    /// The file it was read from.
    pub source: String,
    /// The declaration's identifier.
    pub id: String,
    /// `declaration`, `amendment` or `unreadable`.
    pub kind: String,
    /// The lane; none for an amendment and for what could not be read.
    pub lane: Option<String>,
    /// The model's probability.
    pub score: Option<f64>,
    /// The commodity code of the first goods item.
    pub code: String,
    /// The customs value as an exact decimal; none unless determined.
    pub customs_value: Option<String>,
    /// All charges together as an exact decimal; none unless determined.
    pub duty: Option<String>,
    /// The state of duty.
    pub duty_state: String,
    /// The codes of the findings.
    pub findings: Vec<String>,
}

impl From<Listed> for ListedView {
    fn from(listed: Listed) -> Self {
        Self {
            number: listed.number,
            line: listed.line,
            source: listed.source,
            id: listed.id,
            kind: listed.kind,
            lane: listed.lane,
            score: listed.score,
            code: listed.code,
            customs_value: listed.customs_value.map(|value| value.to_string()),
            duty: listed.duty.map(|duty| duty.to_string()),
            duty_state: listed.duty_state,
            findings: listed.findings,
        }
    }
}

/// A page of outcomes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PageView {
    /// The outcomes, in the order of the file.
    pub outcomes: Vec<ListedView>,
    /// The number after which the next page begins; none on the last page.
    pub next: Option<u64>,
    /// How many the filter leaves in all.
    pub count: u64,
    /// Whether `count` is the number; otherwise there are at least so many.
    pub count_exact: bool,
}

impl From<Page> for PageView {
    fn from(page: Page) -> Self {
        let outcomes = page.rows.into_iter().map(ListedView::from).collect();
        Self { outcomes, next: page.next, count: page.count.value, count_exact: page.count.exact }
    }
}

/// A page of a batch's outcomes.
#[utoipa::path(get, path = "/api/v1/batches/{id}/outcomes", tag = "outcomes",
    params(("id" = String, Path, description = "The batch"), OutcomeQuery),
    responses((status = 200, description = "The outcomes", body = PageView),
        (status = 404, description = "No such batch", body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    who: Who,
    Path(id): Path<String>,
    Asked(asked): Asked<OutcomeQuery>,
) -> Result<Json<PageView>, Failure> {
    let limit = asked.limit.unwrap_or(50);
    let page = app.store.outcomes(&who.viewer, &batch_id(&id)?, &asked.filter(), asked.after, limit).await?;
    Ok(Json(page.into()))
}

/// A declaration as read, with its outcome and the digest of the books it rests on.
#[derive(Debug, ToSchema)]
pub struct StoredView {
    /// Its number in the batch.
    pub number: u64,
    /// The digest of the books.
    pub books: String,
    /// The declaration in our own JSON form, which `/api/v1/clear` takes again.
    #[schema(value_type = Object)]
    pub declaration: String,
    /// The outcome.
    #[schema(value_type = OutcomeView)]
    pub outcome: String,
}

impl IntoResponse for StoredView {
    /// Puts the stored JSON in its place as it is, without reading it.
    fn into_response(self) -> Response {
        let Self { number, books, declaration, outcome } = self;
        let text = format!(
            "{{\"number\":{number},\"books\":\"{books}\",\"declaration\":{declaration},\"outcome\":{outcome}}}"
        );
        ([(header::CONTENT_TYPE, "application/json")], Body::from(text)).into_response()
    }
}

/// One declaration with its outcome.
#[utoipa::path(get, path = "/api/v1/batches/{id}/outcomes/{number}", tag = "outcomes",
    params(("id" = String, Path, description = "The batch"), ("number" = u64, Path, description = "Its number")),
    responses((status = 200, description = "The declaration and its outcome", body = StoredView),
        (status = 404, description = "No such outcome", body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    who: Who,
    Path((id, number)): Path<(String, u64)>,
) -> Result<StoredView, Failure> {
    let found = app.store.outcome(&who.viewer, &batch_id(&id)?, number).await?;
    let stored = found.ok_or_else(|| {
        Failure::not_found(
            format!("the batch has no outcome number `{number}`"),
            format!("le lot n'a pas de résultat numéro `{number}`"),
        )
    })?;
    let (declaration, outcome) = (stored.declaration, stored.outcome);
    Ok(StoredView { number, books: stored.books_digest, declaration, outcome })
}

/// Which records.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct UnreadQuery {
    /// Only records after this number.
    pub after: Option<u64>,
    /// How many at most, up to 1,000.
    pub limit: Option<u32>,
}

/// A record without outcome.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnreadView {
    /// Its number among them, from 1.
    pub number: u64,
    /// `unread`: it could not be read; `skipped`: it is no declaration.
    pub kind: &'static str,
    /// The file it stands in.
    pub source: String,
    /// The line on which it begins.
    pub line: u64,
    /// What kind of problem.
    pub code: String,
    /// What is wrong and what would be right.
    pub message: Message,
}

/// The records of a batch that have no outcome, and why.
#[utoipa::path(get, path = "/api/v1/batches/{id}/unread", tag = "outcomes",
    params(("id" = String, Path, description = "The batch"), UnreadQuery),
    responses((status = 200, description = "The records", body = Vec<UnreadView>)))]
pub async fn unread(
    State(app): State<App>,
    who: Who,
    Path(id): Path<String>,
    Asked(asked): Asked<UnreadQuery>,
) -> Result<Json<Vec<UnreadView>>, Failure> {
    let limit = asked.limit.unwrap_or(100).clamp(1, 1_000);
    let found = app.store.unread(&who.viewer, &batch_id(&id)?, asked.after.unwrap_or(0), limit).await?;
    let view = |(number, unread): (u64, store::Unread)| UnreadView {
        number,
        kind: unread.kind.as_str(),
        source: unread.source,
        line: unread.line,
        code: unread.code,
        message: Message::from(&unread.text),
    };
    Ok(Json(found.into_iter().map(view).collect()))
}
