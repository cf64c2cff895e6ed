//! The integration tests of `declaration`: one binary.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test stops where it cannot go on, and says when it did not run"
)]

#[path = "runner/laws.rs"]
mod laws;
#[path = "runner/lists.rs"]
mod lists;
#[path = "runner/mapping.rs"]
mod mapping;
#[path = "runner/message.rs"]
mod message;
#[path = "runner/procedure.rs"]
mod procedure;
#[path = "runner/rules.rs"]
mod rules;
#[path = "runner/samples.rs"]
mod samples;

use basis::Date;
use declaration::Record;
use declaration::lists::{CodeList, CodeLists};
use declaration::procedure::Procedures;

const PROCEDURES: &str = include_str!("../../../reference/procedures.toml");
const RULES: &str = include_str!("../../../reference/rules.toml");
const INCOTERMS: &str = include_str!("../../../reference/lists/incoterms.toml");
const KCS: &str = include_str!("../../../reference/maps/kcs.toml");
const MERIDIA: &str = include_str!("../../../reference/maps/meridia.toml");

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn record() -> Record {
    Record { name: "test".into(), line: 1 }
}

fn codes(codes: &str) -> CodeList {
    let rows = codes.split_whitespace().map(|code| format!("{code},{code}\n"));
    CodeList::from_csv(format!("code,en\n{}", rows.collect::<String>()).as_bytes(), "test").unwrap()
}

/// Lists enough for the examples.
fn lists() -> CodeLists {
    let procedures = Procedures::read(PROCEDURES).unwrap();
    let incoterms = CodeList::from_toml(INCOTERMS).unwrap();
    CodeLists::new(codes("FR US GB XM XB"), codes("EUR USD GBP"), codes("KGM"), incoterms, &procedures).unwrap()
}
