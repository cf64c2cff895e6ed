//! The manual of the command line, held as a snapshot: it cannot drift.

use super::support::Desk;

#[test]
fn the_manual_stands() {
    let commands: [&[&str]; 9] = [
        &["--help"],
        &["serve", "--help"],
        &["clear", "--help"],
        &["risk", "--help"],
        &["risk", "fit", "--help"],
        &["risk", "evaluate", "--help"],
        &["reference", "--help"],
        &["reference", "fetch", "--help"],
        &["reference", "import", "--help"],
    ];
    let desk = Desk::new();
    let mut manual = String::new();
    for command in commands {
        let output = desk.run(command);
        assert!(output.status.success());
        manual += &format!("$ opencustoms {}\n{}\n", command.join(" "), String::from_utf8(output.stdout).unwrap());
    }
    insta::assert_snapshot!("manual", manual);
}
