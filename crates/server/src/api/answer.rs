//! The trade answer for one shipment.

use answer::{Question, TradeAnswer, trade_answer};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::schema::{QuestionView, TradeAnswerView};
use super::take::Body;
use crate::App;
use crate::error::{ErrorBody, Failure};

/// The longest description of goods, in characters.
const GOODS_CHARACTERS: usize = 500;

/// What is it, what is payable, under which conditions? Information, not an assessment.
#[utoipa::path(post, path = "/api/v1/answer", tag = "answer", request_body = QuestionView, responses(
    (status = 200, description = "The answer", body = TradeAnswerView),
    (status = 400, description = "The question cannot be read", body = ErrorBody)))]
pub async fn answer(State(app): State<App>, Body(asked): Body<Question>) -> Result<Json<TradeAnswer>, Failure> {
    if asked.goods.chars().count() > GOODS_CHARACTERS {
        return Err(Failure {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            ..Failure::misuse(
                "too-large",
                "describe the goods in at most 500 characters",
                "décrivez la marchandise en 500 caractères au plus",
            )
        });
    }
    Ok(Json(trade_answer(&asked, &app.books, app.today())))
}
