//! The trade answer: code, value, duties for one shipment, each with its source.
