//! Cases to take away: one as JSON, the queue as a table.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use store::CaseRow;

use crate::App;
use crate::api::cases::{CaseDetail, case_id};
use crate::api::take::Asked;
use crate::error::Failure;
use crate::page::casework::queue::{Wanted, name_of};
use crate::page::visit::Visit;

/// Cases read at once, and the most that a table holds.
const PORTION: u32 = 1_000;
const MOST: u32 = 50_000;

/// A case with answers and steps, as JSON.
///
/// # Errors
/// `not-found`, or what the store says.
pub async fn case(
    State(app): State<App>,
    visit: Visit,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let case = app.store.case(&visit.who.viewer, &case_id(&id)?, app.now()).await?.into_value();
    let detail = CaseDetail::of(case)?;
    Ok((saved_as(&format!("case-{id}.json")), Json(detail)).into_response())
}

/// The cases that a filter leaves, as CSV.
///
/// # Errors
/// What the store says.
pub async fn queue(State(app): State<App>, visit: Visit, Asked(wanted): Asked<Wanted>) -> Result<Response, Failure> {
    let mut table = "id,procedure,state,body,name,opened,due\n".to_owned();
    let mut skip = 0;
    while skip < MOST {
        let filter = wanted.filter(false);
        let (rows, _) = app.store.cases(&visit.who.viewer, &filter, skip, PORTION, app.now()).await?;
        rows.iter().for_each(|row| write(&mut table, row));
        if rows.is_empty() {
            break;
        }
        skip += PORTION;
    }
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned());
    Ok((saved_as("cases.csv"), [kind], table).into_response())
}

fn saved_as(name: &str) -> [(header::HeaderName, String); 2] {
    let disposition = format!("attachment; filename=\"{name}\"");
    [(header::CONTENT_DISPOSITION, disposition), (header::CACHE_CONTROL, "no-store".to_owned())]
}

fn write(table: &mut String, row: &CaseRow) {
    let moment = |micros: i64| jiff::Timestamp::from_microsecond(micros).map(|at| at.to_string()).unwrap_or_default();
    let cells = [
        row.id.to_string(),
        row.procedure.clone(),
        row.state.clone(),
        row.owner.clone().unwrap_or_default(),
        name_of(row),
        moment(row.opened_at),
        row.due_at.map(moment).unwrap_or_default(),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    table.push_str(&cells.join(","));
    table.push('\n');
}

/// A cell that a spreadsheet reads as text: what begins like a formula gets an apostrophe before it.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    match cell.contains([',', '"', '\n', '\r', '\'']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    }
}
