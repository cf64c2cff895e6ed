//! The bodies for which people act: public facts, with their source.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::Body;
use utoipa::ToSchema;

use crate::App;
use crate::error::{Failure, Message};
use crate::who::Who;

/// A body.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BodyView {
    /// Its code: of a Member, the one of ISO 3166-1.
    pub code: String,
    /// `member`, `partner`, `company`, `body` or `secretariat`.
    pub kind: &'static str,
    /// Its name.
    pub name: Message,
    /// The region of a Member.
    pub region: Option<String>,
    /// The day on which a Member joined, where it is recorded.
    pub joined: Option<String>,
    /// Where this is known from.
    pub source: String,
    /// On which day it was looked at.
    pub as_of: String,
}

impl From<Body> for BodyView {
    fn from(body: Body) -> Self {
        Self {
            code: body.code.to_string(),
            kind: body.kind.as_str(),
            name: Message { en: body.name_en, fr: body.name_fr },
            region: body.region,
            joined: body.joined,
            source: body.source,
            as_of: body.as_of,
        }
    }
}

/// All bodies.
#[utoipa::path(get, path = "/api/v1/members", tag = "people",
    responses((status = 200, description = "The bodies, by their codes", body = Vec<BodyView>)))]
pub async fn list(State(app): State<App>, who: Who) -> Result<Json<Vec<BodyView>>, Failure> {
    let bodies = app.store.bodies(&who.viewer).await?;
    Ok(Json(bodies.iter().cloned().map(BodyView::from).collect()))
}

/// All bodies as a table.
#[utoipa::path(get, path = "/api/v1/members.csv", tag = "people",
    responses((status = 200, description = "The bodies as CSV (RFC 4180) in UTF-8", body = String, content_type = "text/csv")))]
pub async fn table(State(app): State<App>, who: Who) -> Result<Response, Failure> {
    let mut out = "code,kind,name_en,name_fr,region,joined,source,as_of\r\n".to_owned();
    for body in app.store.bodies(&who.viewer).await?.iter() {
        let (region, joined) = (body.region.as_deref().unwrap_or_default(), body.joined.as_deref().unwrap_or_default());
        let cells = [
            body.code.as_str(),
            body.kind.as_str(),
            &body.name_en,
            &body.name_fr,
            region,
            joined,
            &body.source,
            &body.as_of,
        ];
        out.push_str(&cells.map(cell).join(","));
        out.push_str("\r\n");
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"members.csv\""),
    ];
    Ok((headers, out).into_response())
}

/// A cell of a table as RFC 4180 writes it.
fn cell(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}
