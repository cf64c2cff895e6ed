//! The declaration as a document: its typed form, read from WCO messages and from tables; the customs procedure it
//! asks for; and the business rules it must satisfy.

mod data;
mod document;
pub mod field;
pub mod lists;
pub mod mapping;
pub mod message;
mod number;
pub mod procedure;
pub mod rules;
mod unread;

pub use document::{
    Adjustment, Declaration, GoodsItem, Kind, National, Origin, Package, Party, Procedure, Produced, Quantity, Record,
    TradeTerms,
};
pub use field::Field;
