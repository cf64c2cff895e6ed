//! `backup`, `restore` and `export`.

use std::fs::{self, File};
use std::process::Stdio;

use serde_json::Value;

use super::support::{Desk, code, said};

fn filled() -> Desk {
    let desk = Desk::new();
    for (address, name) in [("ada@example.org", "Ada Lovelace"), ("grace@example.org", "Grace Hopper")] {
        let output = desk.run(&["user", "add", address, name]);
        assert_eq!(code(&output), 0, "{}", said(&output));
    }
    let output = desk.run(&["appoint", "add", "ada@example.org", "documents.officer", "SECRETARIAT"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    desk
}

fn works(desk: &Desk, arguments: &[&str]) -> String {
    let output = desk.run(arguments);
    assert_eq!(code(&output), 0, "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_backup_is_the_same_after_it_was_restored() {
    let desk = filled();
    works(&desk, &["backup", "-o", "one.backup"]);
    works(&desk, &["restore", "one.backup", "--data", "other"]);
    works(&desk, &["backup", "--output", "two.backup", "--data", "other"]);
    assert_eq!(desk.read("one.backup"), desk.read("two.backup"));
    assert_eq!(works(&desk, &["backup"]), desk.read("one.backup"), "standard output gets the same");
    assert_eq!(works(&desk, &["user", "list"]), works(&desk, &["user", "list", "--data", "other"]));
    assert!(works(&desk, &["audit", "verify", "--data", "other"]).contains("whole"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(desk.path("one.backup")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let left = fs::read_dir(desk.folder.path()).unwrap().count();
    assert_eq!(left, 4, "two backups, two data folders, and nothing half-written");
}

#[test]
fn a_backup_through_a_pipe_can_be_restored_from_one() {
    let desk = filled();
    works(&desk, &["backup", "-o", "one.backup"]);
    let mut command = desk.command(&["restore", "-", "--data", "other"]);
    let output = command.stdin(File::open(desk.path("one.backup")).unwrap()).output().unwrap();
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(said(&output).contains("site.key"), "{}", said(&output));
}

#[test]
fn what_cannot_be_restored_is_refused_and_nothing_of_it_is_kept() {
    let desk = filled();
    works(&desk, &["backup", "-o", "good.backup"]);
    let good = desk.read("good.backup");
    desk.write("none.backup", "a letter to a friend\n");
    desk.write("changed.backup", &good.replace("Ada Lovelace", "Ada Lovelash"));
    desk.write("cut.backup", good.get(..good.len() / 2).unwrap());
    for (file, word) in [
        ("none.backup", "no backup"),
        ("changed.backup", "changed"),
        ("cut.backup", "line "),
        ("missing.backup", "missing.backup"),
    ] {
        let output = desk.run(&["restore", file, "--data", "other"]);
        assert_eq!(code(&output), 1, "{file}");
        assert!(said(&output).contains(word), "{file}: {}", said(&output));
    }
    let output = desk.run(&["restore", "good.backup"]);
    assert_eq!(code(&output), 1);
    assert!(said(&output).contains("empty"), "{}", said(&output));
    works(&desk, &["restore", "good.backup", "--data", "other"]);
}

#[test]
fn a_full_disk_ends_with_1() {
    let desk = filled();
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    for arguments in [&["backup"][..], &["audit", "stream"], &["export", "people"]] {
        let output = desk.command(arguments).stdout(full()).output().unwrap();
        assert_eq!(code(&output), 1, "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn records_are_exported_as_json_lines() {
    let desk = filled();
    works(&desk, &["export", "people", "-o", "people.jsonl"]);
    let lines: Vec<Value> = desk.read("people.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["person"]["email"], "ada@example.org");
    assert_eq!(lines[0]["appointments"][0]["role"], "documents.officer");
    assert_eq!(works(&desk, &["export", "cases"]), "");
    assert_eq!(works(&desk, &["export", "documents"]), "");
    let kept: Value = serde_json::from_str(&works(&desk, &["export", "--for-person", "grace@example.org"])).unwrap();
    assert_eq!(kept["person"]["name"], "Grace Hopper");
    assert_eq!(code(&desk.run(&["export"])), 2);
}
