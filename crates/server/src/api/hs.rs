//! The loaded edition of the Harmonized System.

use axum::Json;
use axum::extract::{Path, State};
use nomenclature::{Code, Entry};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::take::Asked;
use crate::App;
use crate::error::{ErrorBody, Failure};

/// The longest text searched for, in characters.
const TEXT_CHARACTERS: usize = 500;

/// A row of the nomenclature.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EntryView {
    /// The code, digits only.
    pub code: String,
    /// The code with dots.
    pub dotted: String,
    /// The text in the wording of the edition's source.
    pub text: String,
    /// The section in Roman numerals; empty where the source does not tell.
    pub section: String,
    /// Whether nothing stands below.
    pub leaf: bool,
}

impl From<Entry<'_>> for EntryView {
    fn from(entry: Entry<'_>) -> Self {
        Self {
            code: entry.code.to_string(),
            dotted: entry.code.dotted(),
            text: entry.text.to_owned(),
            section: entry.section.to_owned(),
            leaf: entry.leaf,
        }
    }
}

/// A code with what stands above and below it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CodeView {
    /// The year of the edition.
    pub edition: u16,
    /// Where the texts come from.
    pub source: String,
    /// From the chapter down to the code itself.
    pub path: Vec<EntryView>,
    /// The rows directly below.
    pub children: Vec<EntryView>,
}

/// A code that may be right for a text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CandidateView {
    /// The code, digits only.
    pub code: String,
    /// The code with dots.
    pub dotted: String,
    /// How well the texts fit; comparable within one answer only.
    pub score: f32,
    /// The words that were met.
    pub matched: Vec<String>,
    /// From the chapter down to the code itself.
    pub path: Vec<EntryView>,
}

/// What is sought.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct HsQuery {
    /// Goods in words, or the beginning of a code.
    #[param(example = "bicycle")]
    pub q: String,
    /// How many candidates at most, up to 50.
    pub limit: Option<usize>,
}

fn unknown(text: &str) -> Failure {
    Failure::not_found(
        format!("`{text}` is not a code of the loaded edition"),
        format!("`{text}` n'est pas un code de l'édition chargée"),
    )
}

/// One code: its text, what stands above and below.
#[utoipa::path(get, path = "/api/v1/hs/{code}", tag = "nomenclature",
    params(("code" = String, Path, description = "Two to ten digits, with or without dots", example = "8712.00")),
    responses((status = 200, description = "The code", body = CodeView),
        (status = 404, description = "Not in the loaded edition", body = ErrorBody)))]
pub async fn show(State(app): State<App>, Path(text): Path<String>) -> Result<Json<CodeView>, Failure> {
    let books = &app.books.nomenclature;
    let code = text.parse::<Code>().ok().filter(|code| books.contains(*code)).ok_or_else(|| unknown(&text))?;
    let (edition, source) = (books.edition().year(), books.edition().source().to_owned());
    let path = books.path(code).into_iter().map(EntryView::from).collect();
    Ok(Json(CodeView { edition, source, path, children: books.children(code).map(EntryView::from).collect() }))
}

/// Codes that may be right for goods in words. Information, not a ruling.
#[utoipa::path(get, path = "/api/v1/hs", tag = "nomenclature", params(HsQuery),
    responses((status = 200, description = "The candidates, the likeliest first", body = Vec<CandidateView>)))]
pub async fn search(State(app): State<App>, Asked(asked): Asked<HsQuery>) -> Json<Vec<CandidateView>> {
    let text: String = asked.q.chars().take(TEXT_CHARACTERS).collect();
    let found = app.books.search.search(&text, asked.limit.unwrap_or(10).clamp(1, 50));
    let view = |candidate: nomenclature::Candidate| CandidateView {
        code: candidate.code.to_string(),
        dotted: candidate.code.dotted(),
        score: candidate.score,
        matched: candidate.matched,
        path: app.books.nomenclature.path(candidate.code).into_iter().map(EntryView::from).collect(),
    };
    Json(found.into_iter().map(view).collect())
}
