//! One search over all that the one who asks may see.

use access::RecordKind;
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::Hit;
use utoipa::{IntoParams, ToSchema};

use super::take::Asked;
use crate::App;
use crate::error::{ErrorBody, Failure};
use crate::page::people::search::ASKED_CHARACTERS;
use crate::who::Who;

/// What is sought.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// The words; of the last one, the beginning is enough.
    #[param(example = "valuation")]
    pub q: String,
    /// Of one kind only: `document`, `case`, `question`, `person`.
    pub kind: Option<String>,
    /// How many at most, up to 100.
    pub limit: Option<u32>,
}

/// What was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FoundView {
    /// How many there are.
    pub count: u64,
    /// Whether that is exact; otherwise there are at least so many.
    pub count_exact: bool,
    /// The best ones.
    pub hits: Vec<HitView>,
}

/// Something that was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HitView {
    /// Its identifier.
    pub id: String,
    /// What it is.
    pub kind: &'static str,
    /// The language of the words that were found.
    pub language: &'static str,
    /// Its title.
    pub title: String,
    /// Some words around what was found; empty for what is restricted, whose readings are entered in the trail.
    pub passage: String,
    /// Whether it is restricted.
    pub restricted: bool,
}

impl From<Hit> for HitView {
    fn from(hit: Hit) -> Self {
        Self {
            id: hit.record,
            kind: hit.kind.as_str(),
            language: hit.language.code(),
            title: hit.title,
            passage: hit.passage,
            restricted: hit.restricted,
        }
    }
}

/// What is found by some words.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(SearchQuery),
    responses((status = 200, description = "What was found, the best first", body = FoundView),
        (status = 400, description = "The kind is none that can be found", body = ErrorBody)))]
pub async fn search(
    State(app): State<App>,
    who: Who,
    Asked(asked): Asked<SearchQuery>,
) -> Result<Json<FoundView>, Failure> {
    let kind = match asked.kind.as_deref().filter(|word| !word.is_empty()) {
        None => None,
        Some(word) => Some(RecordKind::of_word(word).filter(|kind| store::SOUGHT.contains(kind)).ok_or_else(|| {
            Failure::misuse(
                "kind",
                format!("`{word}` is none of `document`, `case`, `question`, `person`"),
                format!("`{word}` n’est ni `document`, ni `case`, ni `question`, ni `person`"),
            )
        })?),
    };
    let text: String = asked.q.chars().take(ASKED_CHARACTERS).collect();
    let found = app.store.search(&who.viewer, &text, kind, asked.limit.unwrap_or(20), app.now()).await?;
    Ok(Json(FoundView {
        count: found.count.value,
        count_exact: found.count.exact,
        hits: found.hits.into_iter().map(HitView::from).collect(),
    }))
}
