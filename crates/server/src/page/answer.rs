//! The trade answer.

use answer::trade_answer;
use axum::extract::State;
use axum::response::Response;

use crate::App;
use crate::api::take;
use crate::error::Failure;
use crate::look;
use crate::page::frame::Service;
use crate::page::offer;
use crate::page::sheet::Answer;
use crate::page::view::answer::{AnswerView, title};
use crate::page::view::ask::{AskForm, Asked};
use crate::page::visit::{Visit, page};

/// The longest description of goods that is looked up, in characters.
const GOODS_CHARACTERS: usize = 500;

/// Answers the question in the address.
///
/// # Errors
/// A refusal of an address that cannot be read, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    take::Asked(mut asked): take::Asked<Asked>,
) -> Result<Response, Failure> {
    let words = visit.words;
    asked.what = asked.what.chars().take(GOODS_CHARACTERS).collect();
    let (question, problems) = asked.question(words, app.books.tariff.currency(), app.today());
    let answer = trade_answer(&question, &app.books, app.today());
    let offer = offer::of(&app.books, words);
    page(&Answer {
        f: visit.frame(&app, title(words, &asked), Service::Trade),
        form: AskForm::of(words, &offer, &asked, app.today(), true),
        problems: problems.iter().map(|problem| look::marked(problem)).collect(),
        a: AnswerView::of(words, &answer, &question, &asked),
    })
}
