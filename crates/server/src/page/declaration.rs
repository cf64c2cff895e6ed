//! One declaration of a cleared file.

use axum::extract::{Path, State};
use axum::response::Response;
use clearance::Outcome;
use declaration::Declaration;

use crate::App;
use crate::api::outcomes::OutcomeQuery;
use crate::api::take::{self, batch_id};
use crate::error::Failure;
use crate::page::batch::filter_query;
use crate::page::frame::Service;
use crate::page::offer;
use crate::page::sheet::OneDeclaration;
use crate::page::view::declaration::DeclarationView;
use crate::page::visit::{Visit, page};

/// The page of one declaration, with the one before and the one after under the filter.
///
/// # Errors
/// `not-found`, what the store says, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path((_, id, number)): Path<(String, String, String)>,
    take::Asked(asked): take::Asked<OutcomeQuery>,
) -> Result<Response, Failure> {
    let (words, id) = (visit.words, batch_id(&id)?);
    let number: u64 = number.parse().map_err(|_| unknown(&number))?;
    let batch = app.store.batch(&visit.who.viewer, &id).await?;
    let stored =
        app.store.outcome(&visit.who.viewer, &id, number).await?.ok_or_else(|| unknown(&number.to_string()))?;
    let neighbours = app.store.neighbours(&visit.who.viewer, &id, &asked.filter(), number).await?;
    let outcome: Outcome = serde_json::from_str(&stored.outcome).map_err(|_| Failure::inner())?;
    // What could not be read has no declaration of its own; its outcome stands alone.
    let declaration: Option<Declaration> = serde_json::from_str(&stored.declaration).ok();
    let country = |code: &str| offer::country(&app.books, words, code);
    let d = DeclarationView::of(words, &outcome, declaration.as_ref(), &country);
    let filter = filter_query(&asked, None);
    let link = |number: u64| format!("/batch/{id}/{number}{filter}");
    page(&OneDeclaration {
        f: visit.frame(&app, d.id.clone(), Service::Clearance),
        d,
        back: format!("/batch/{id}{filter}"),
        batch_name: batch.name,
        number: words.number(number),
        previous: neighbours.previous.map(link),
        next: neighbours.next.map(link),
        json: format!("/api/v1/batches/{id}/outcomes/{number}"),
        books: stored.books_digest,
    })
}

fn unknown(number: &str) -> Failure {
    Failure::not_found(
        format!("the file has no declaration number `{number}`"),
        format!("le fichier n’a pas de déclaration numéro `{number}`"),
    )
}
