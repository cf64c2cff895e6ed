//! A person's account in the hands of an administrator: closed, opened again, unlocked; the erasure proposed.

use access::PersonId;
use axum::extract::{Path, State};
use axum::response::Response;
use store::Act;

use super::{named, prove_first};
use crate::App;
use crate::error::Failure;
use crate::page::visit::Visit;
use crate::posted::Posted;

/// Does what the form says to the account.
///
/// # Errors
/// `act` for a word that is none of those, or what the store says.
pub async fn act(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
    Posted { fields, .. }: Posted,
) -> Result<Response, Failure> {
    let id: PersonId = named(&id)?;
    let tail = format!("/person/{id}");
    if let Some(prove) = prove_first(&app, &visit, &tail) {
        return Ok(prove);
    }
    let (store, viewer, now) = (&app.store, &visit.who.viewer, app.now());
    let told = match fields.one("act") {
        "close" => {
            store.close_account(viewer, &id, true, now).await?;
            "closed"
        }
        "open" => {
            store.close_account(viewer, &id, false, now).await?;
            "opened"
        }
        "unlock" => {
            store.unlock(viewer, &id, now).await?;
            "unlocked"
        }
        "erase" => {
            store.propose(viewer, &Act::Erase { person: id.clone() }, now).await?;
            "proposed"
        }
        _ => return Err(Failure::misuse("act", "the form names no act", "le formulaire ne nomme aucun acte")),
    };
    Ok(visit.to(&format!("{tail}?told={told}")))
}
