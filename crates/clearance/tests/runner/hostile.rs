//! Bad input: a clear word with a line, and nothing lost.

use std::io::Cursor;

use clearance::pipeline::{Format, PipelineError};

use super::support::{HEADER, books, file, map, options, row, run, run_csv, stream};

fn errors(text: &str) -> Vec<serde_json::Value> {
    run_csv(text, Format::Csv).errors.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_quote_never_closed_costs_one_line() {
    let bad = row(2, "871200", "10").replacen("DCL2", "\"DCL2", 1);
    let text = HEADER.to_owned() + &row(1, "871200", "10") + &bad + &row(3, "871200", "10") + &row(4, "871200", "10");
    let written = run_csv(&text, Format::Csv);
    assert_eq!((written.summary.answered, written.summary.unread), (3, 1), "{}", written.errors);
    assert!(written.errors.contains("\"line\":3"), "{}", written.errors);
}

#[test]
fn a_quote_closed_many_lines_later_swallows_none_of_them() {
    let open = row(2, "871200", "10").replacen("DCL2", "\"DCL2", 1);
    let shut = row(40, "871200", "10").replacen("DCL5", "DCL5\"", 1);
    let between: String = (3..40).map(|id| row(id, "871200", "10")).collect();
    let text = HEADER.to_owned() + &open + &between + &shut + &row(41, "871200", "10");
    let written = run_csv(&text, Format::Csv);
    assert_eq!(written.summary.answered + written.summary.unread, 40, "{}", written.errors);
    assert!(written.summary.answered >= 38);
}

#[test]
fn a_row_of_another_width_is_named_with_its_line() {
    let found = errors(&(HEADER.to_owned() + &row(1, "871200", "10") + "1,2,3\n"));
    assert_eq!(found.len(), 1);
    assert_eq!((found[0]["line"].as_u64(), found[0]["code"].as_str()), (Some(3), Some("column-count")));
    assert!(found[0]["text"]["fr"].as_str().unwrap().contains("champs"));
}

#[test]
fn bytes_that_are_not_utf_8_are_named_with_line_and_column() {
    let mut bytes = (HEADER.to_owned() + &row(1, "871200", "10")).into_bytes();
    let at = bytes.windows(4).position(|four| four == b"DCL1").unwrap();
    bytes[at] = 0xff;
    let source = stream("t.csv", Cursor::new(bytes), Format::Csv);
    let written = run(vec![source], &books(), &options(Some(map("kcs.toml")), 1), Format::Csv).unwrap();
    assert!(written.errors.contains("column 9 is not UTF-8"), "{}", written.errors);
}

#[test]
fn missing_columns_are_named() {
    let source = stream("t.csv", Cursor::new("Declaration ID,Date\n1,2020-01-01\n"), Format::Csv);
    let error = run(vec![source], &books(), &options(Some(map("kcs.toml")), 1), Format::Csv).err().unwrap();
    assert!(matches!(error, PipelineError::Shape { .. }));
    assert!(error.to_string().contains("HS6 Code"), "{error}");
}

#[test]
fn a_table_without_a_mapping_says_what_is_needed() {
    let source = stream("t.csv", Cursor::new("a,b\n"), Format::Csv);
    let error = run(vec![source], &books(), &options(None, 1), Format::Csv).err().unwrap();
    assert!(error.to_string().contains("--map"), "{error}");
}

#[test]
fn amounts_that_are_no_numbers_are_reported_and_negative_ones_are_answered() {
    let text = HEADER.to_owned() + &row(1, "871200", "NaN") + &row(2, "871200", "-5") + &row(3, "871200", "1e400");
    let written = run_csv(&text, Format::JsonLines);
    assert_eq!(written.summary.unread, 2, "{}", written.errors);
    let outcome = &written.outcomes()[0];
    assert_eq!(outcome["lines"][0]["duty_state"], "not-determined");
    assert_eq!(outcome["lines"][0]["customs_value"], serde_json::Value::Null);
}

#[test]
fn an_unknown_code_is_a_finding_and_never_a_zero_duty() {
    let written = run_csv(&(HEADER.to_owned() + &row(1, "999999", "10")), Format::JsonLines);
    let outcome = &written.outcomes()[0];
    let codes: Vec<_> = outcome["findings"].as_array().unwrap().iter().map(|finding| &finding["code"]).collect();
    assert!(codes.iter().any(|code| *code == "edition-not-loaded"), "{codes:?}");
    assert_eq!(outcome["lines"][0]["duty_state"], "not-determined");
    assert_eq!(outcome["lines"][0]["total"], serde_json::Value::Null);
    assert!(outcome["lane"].is_string());
}

#[test]
fn columns_that_are_no_parquet_or_other_columns_are_named() {
    for (bytes, word) in [(b"PAR1 not really PAR1".to_vec(), "Parquet"), (Vec::new(), "Parquet")] {
        let source = file("t.parquet", bytes, Format::Parquet);
        let error = run(vec![source], &books(), &options(Some(map("kcs.toml")), 1), Format::Csv).err().unwrap();
        assert!(error.to_string().contains(word), "{error}");
    }
    let written = run_csv(&(HEADER.to_owned() + &row(1, "871200", "10")), Format::Parquet);
    let source = file("t.parquet", written.text, Format::Parquet);
    let error = run(vec![source], &books(), &options(Some(map("kcs.toml")), 1), Format::Csv).err().unwrap();
    assert!(error.to_string().contains("HS6 Code"), "{error}");
}

#[test]
fn hostile_messages_are_answered_with_a_place() {
    let deep = "<a>".repeat(10_000);
    let long = format!("<a b=\"{}\"/>", "x".repeat(2_000_000));
    let bomb = "<!DOCTYPE a [<!ENTITY b \"cc\">]><a>&b;</a>".to_owned();
    for text in [deep, long, bomb, "<a><b></a>".to_owned(), String::new()] {
        let source = stream("t.xml", Cursor::new(text.clone().into_bytes()), Format::DecXml);
        let written = run(vec![source], &books(), &options(None, 1), Format::JsonLines).unwrap();
        let outcome = &written.outcomes()[0];
        assert_eq!(outcome["kind"], "unreadable", "{}", text.chars().take(40).collect::<String>());
        assert_eq!(outcome["lane"], serde_json::Value::Null);
        assert!(outcome["findings"][0]["place"]["line"].is_u64());
    }
}
