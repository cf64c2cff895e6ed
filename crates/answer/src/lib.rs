//! The trade answer: for one shipment the code with its reasons, the value, what is payable and under which
//! conditions. Information, not an assessment.

mod assess;
mod model;
mod question;

pub use assess::trade_answer;
pub use model::{
    Candidate, ChargeAnswer, Conclusion, Condition, ConditionState, HeadingText, OptionAnswer, TradeAnswer,
    ValueAnswer, ValueStep,
};
pub use question::Question;
