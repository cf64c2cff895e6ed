//! `series`: begun on the command line, listed with how far each has come.

use super::support::{Desk, code, said};

#[test]
fn a_series_is_begun_once() {
    let desk = Desk::new();
    let titles = ["--title-en", "Policy Commission", "--title-fr", "Commission de politique générale"];
    let add = |pattern: &str| desk.run(&[&["series", "add", "PC", pattern][..], &titles].concat());
    let refused = add("PC{number}");
    assert_eq!(code(&refused), 2);
    assert!(said(&refused).contains("each once"), "{}", said(&refused));
    let begun = add("PC{number:04}{language}{version}");
    assert_eq!(code(&begun), 0, "{}", said(&begun));
    let listed = desk.run(&["series", "list"]);
    let text = String::from_utf8(listed.stdout).unwrap();
    assert!(text.contains("PC    PC{number:04}{language}{version}  0      Policy Commission"), "{text}");
    let again = add("PC{number:04}{language}{version}");
    assert_eq!(code(&again), 1);
    assert!(said(&again).contains("taken"), "{}", said(&again));
}
