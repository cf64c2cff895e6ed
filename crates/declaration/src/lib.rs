//! The declaration as a document: its typed form, read from WCO messages and from tables; the customs procedure it
//! asks for; and the business rules it must satisfy.

mod document;
pub mod field;

pub use document::{
    Adjustment, Declaration, GoodsItem, Kind, National, Origin, Package, Party, Procedure, Produced, Quantity, Record,
    TradeTerms,
};
pub use field::Field;
