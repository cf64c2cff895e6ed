//! Customs value: the transaction value, delivery terms, and costs apportioned to the cent.
//!
//! The instrument is the WTO Valuation Agreement (Agreement on Implementation of Article VII of GATT 1994). This first
//! form answers method 1, the transaction value (articles 1 and 8), and the unit price of the deductive method
//! (article 5). Summaries here are ours and are not legal text. No price reference can reach this crate: such a
//! reference may raise a doubt, it can never set a value (article 7.2).

mod apportion;
mod deductive;
mod incoterm;
mod refusal;
mod sale;
mod step;
mod transaction;
mod worksheet;

pub use apportion::{ApportionError, apportion};
pub use deductive::{PriceBreak, greatest_aggregate_price};
pub use incoterm::Incoterm;
pub use refusal::Refusal;
pub use sale::{ApportionBy, Basis, Cost, CostKind, MAX_COSTS, MAX_LINES, Practice, Sale, SaleLine};
pub use step::Step;
pub use transaction::{line_value, transaction_value};
pub use worksheet::{LineValue, Share, Worksheet};
