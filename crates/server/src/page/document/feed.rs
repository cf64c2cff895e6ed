//! The latest documents as a feed (RFC 4287), for whoever reads it: a visitor's holds what is public.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use store::{PaperFilter, PaperRow};

use super::words::best_title;
use crate::App;
use crate::chart::escape;
use crate::error::Failure;
use crate::page::visit::Visit;

/// Documents in the feed.
const ROWS: u32 = 30;

/// The feed of the latest published documents.
///
/// # Errors
/// What the store says.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let published = PaperFilter { state: "published".to_owned(), ..PaperFilter::default() };
    let papers = app.store.papers(&visit.who.viewer, &published, None, ROWS, app.now()).await?;
    let base = app.site.url.as_deref().unwrap_or_default().trim_end_matches('/');
    let feed = format!("{base}{}", visit.link("/documents/feed.xml"));
    let page = format!("{base}{}", visit.link("/documents"));
    let updated = papers.rows.iter().map(|row| row.moment).max().unwrap_or(0);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let (code, title) = (visit.words.code(), escape(visit.words.t("documents-title")));
    let _ = write!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{code}\"><title>{title}</title>\
         <id>{feed}</id><link rel=\"self\" href=\"{feed}\"/><link href=\"{page}\"/>\
         <updated>{}</updated><author><name>OpenCustoms</name></author>",
        instant(updated)
    );
    for row in &papers.rows {
        entry(&mut out, base, &visit, row);
    }
    out.push_str("</feed>\n");
    let headers =
        [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"), (header::CACHE_CONTROL, "private, no-cache")];
    Ok((headers, out).into_response())
}

/// A moment as RFC 3339 writes it.
fn instant(micros: i64) -> String {
    Timestamp::from_microsecond(micros).unwrap_or_default().to_string()
}

/// A text that XML may hold: no control characters but spaces and line ends.
fn plain(text: &str) -> String {
    let allowed = |letter: &char| !letter.is_control() && !matches!(letter, '\u{fffe}' | '\u{ffff}') || *letter == '\n';
    escape(&text.chars().filter(allowed).collect::<String>())
}

fn entry(out: &mut String, base: &str, visit: &Visit, row: &PaperRow) {
    let titled = best_title(&row.titles, visit.words.0);
    let title = titled.map_or_else(|| visit.words.t("document-untitled"), |(_, title)| title.as_str());
    let lang = titled.map_or(visit.words.0, |(language, _)| *language).code();
    let symbol = row.symbol.as_ref().map(|symbol| format!("{symbol} – ")).unwrap_or_default();
    let link = visit.link(&format!("/document/{}", row.id));
    let _ = write!(
        out,
        "<entry xml:lang=\"{lang}\"><title>{}{}</title><id>urn:uuid:{}</id><link href=\"{base}{link}\"/>\
         <updated>{}</updated></entry>",
        plain(&symbol),
        plain(title),
        row.id,
        instant(row.moment)
    );
}
