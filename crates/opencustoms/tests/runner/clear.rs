//! `clear` and `risk` as a stranger uses them.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use super::support::{Desk, code, said, table};

fn clear<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["clear", "--map", "kcs", "--on", "2026-01-15"];
    arguments.extend(more);
    arguments
}

#[test]
fn a_table_becomes_answers_and_nothing_else_is_left() {
    let desk = Desk::new();
    desk.write("in.csv", &table(40));
    let output = desk.run(&clear(&["in.csv", "-o", "out.csv"]));
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(desk.read("out.csv").lines().count(), 41);
    assert!(said(&output).contains("40 records"), "{}", said(&output));
    assert!(!desk.path("out.csv.part").exists() && !desk.path("out.errors.jsonl").exists());
}

#[test]
fn rows_that_cannot_be_read_end_with_1_and_stand_in_the_errors_file() {
    let desk = Desk::new();
    desk.write("in.csv", &(table(3) + "4,2020-03-01\n"));
    desk.write("out.errors.jsonl", "left from an earlier run\n");
    let output = desk.run(&clear(&["in.csv", "-o", "out.jsonl"]));
    assert_eq!(code(&output), 1, "{}", said(&output));
    let errors = desk.read("out.errors.jsonl");
    assert_eq!(errors.lines().count(), 1);
    assert!(errors.contains("\"line\":5"), "{errors}");
}

#[test]
fn misuse_ends_with_2_and_says_what_would_be_right() {
    let desk = Desk::new();
    desk.write("in.csv", &table(1));
    desk.write("in.unknown", &table(1));
    for (arguments, word) in [
        (clear(&["in.csv", "-o", "out.txt"]), ".csv"),
        (clear(&["in.unknown", "-o", "out.csv"]), "--format"),
        (clear(&["in.csv", "-o", "out.csv", "--exact-budget", "0.05,0.1"]), "--model"),
        (clear(&["in.csv", "-o", "out.csv", "--random-share", "2"]), "between 0 and 1"),
    ] {
        let output = desk.run(&arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains(word), "{}", said(&output));
    }
}

#[test]
fn a_file_that_is_not_there_ends_with_1() {
    let output = Desk::new().run(&clear(&["nowhere.csv", "-o", "out.csv"]));
    assert_eq!(code(&output), 1);
    assert!(said(&output).contains("nowhere.csv"), "{}", said(&output));
}

#[test]
fn standard_input_and_output_make_it_a_filter() {
    let desk = Desk::new();
    let mut command = desk.command(&clear(&["-", "--format", "csv", "--to", "csv"]));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(table(25).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 26);
}

#[test]
fn a_full_disk_is_said_and_leaves_no_half_answer() {
    let desk = Desk::new();
    desk.write("in.csv", &table(20_000));
    let output = desk.run(&clear(&["in.csv", "-o", "/dev/full", "--to", "csv"]));
    assert_eq!(code(&output), 1);
    assert!(said(&output).contains("the disk is full"), "{}", said(&output));
}

#[test]
fn a_model_is_the_same_file_with_one_thread_and_with_two() {
    let desk = Desk::new();
    desk.write("train.csv", &table(600));
    for (threads, model) in [("1", "one.model"), ("2", "two.model")] {
        let output = desk.run(&[
            "risk",
            "fit",
            "train.csv",
            "--map",
            "kcs",
            "--label",
            "Fraud",
            "--trees",
            "8",
            "--leaves",
            "4",
            "--threads",
            threads,
            "-o",
            model,
        ]);
        assert_eq!(code(&output), 0, "{}", said(&output));
    }
    assert_eq!(fs::read(desk.path("one.model")).unwrap(), fs::read(desk.path("two.model")).unwrap());
    let budget =
        ["train.csv", "--model", "one.model", "-o", "out.csv", "--exact-budget", "0.05,0.10", "--random-share", "0"];
    let output = desk.run(&clear(&budget));
    assert_eq!(code(&output), 0, "{}", said(&output));
    let output = desk.run(&["risk", "evaluate", "out.csv", "--truth", "train.csv", "--label", "Fraud"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(String::from_utf8(output.stdout).unwrap().contains("AUC"));
}

#[test]
fn a_damaged_model_is_refused_with_a_word() {
    let desk = Desk::new();
    desk.write("in.csv", &table(1));
    desk.write("bad.model", "not a model");
    let output = desk.run(&clear(&["in.csv", "-o", "out.csv", "--model", "bad.model"]));
    assert_eq!(code(&output), 1);
    assert!(said(&output).contains("bad.model"), "{}", said(&output));
}
