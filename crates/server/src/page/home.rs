//! The first page: the trade question.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};

use crate::App;
use crate::error::Failure;
use crate::language::Words;
use crate::page::frame::Service;
use crate::page::offer;
use crate::page::sheet::Home;
use crate::page::view::ask::{AskForm, Asked};
use crate::page::visit::{Visit, page};

/// Sends the reader of the bare address to the first page in the language the browser prefers.
pub async fn choose(headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let address = format!("/{}/", Words::preferred(accepted).code());
    ([(header::VARY, "accept-language")], Redirect::temporary(&address)).into_response()
}

/// Sends the reader of `/en` to `/en/`.
pub async fn complete(visit: Visit) -> Response {
    visit.to("/")
}

/// The trade question.
///
/// # Errors
/// `internal` when the sheet cannot be written.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let words = visit.words;
    let offer = offer::of(&app.books, words);
    let missing = if app.books.nomenclature.is_empty() { words.t("missing-words") } else { "" };
    page(&Home {
        f: visit.frame(&app, words.t("home-page"), Service::Trade),
        form: AskForm::of(words, &offer, &Asked::default(), app.today(), false),
        samples: samples(words),
        missing: missing.to_owned(),
    })
}

/// Questions that the demonstration answers in full. The texts of the nomenclature are English, and so are the words
/// that are looked up in them.
fn samples(words: Words) -> Vec<(String, String)> {
    let asked = |what: &str, origin: &str, value: &str, terms: &str, mass: &str| Asked {
        what: what.to_owned(),
        from: origin.to_owned(),
        origin: origin.to_owned(),
        value: value.to_owned(),
        terms: terms.to_owned(),
        mass: mass.to_owned(),
        ..Asked::default()
    };
    let bicycles = Asked {
        quantity: "120".to_owned(),
        unit: "NAR".to_owned(),
        freight: "3190".to_owned(),
        insurance: "240".to_owned(),
        ..asked("bicycles, not motorised", "XB", "48000", "FOB", "1980")
    };
    [
        ("sample-bicycles", bicycles),
        ("sample-roses", asked("roses, cut flowers, fresh", "XD", "6200", "CIF", "840")),
        ("sample-coffee", asked("coffee, roasted, not decaffeinated", "XD", "21500", "CIF", "3400")),
        ("sample-code", asked("8517.13", "XO", "310000", "CIF", "410")),
    ]
    .into_iter()
    .map(|(key, asked)| (words.t(key).to_owned(), asked.link("")))
    .collect()
}
