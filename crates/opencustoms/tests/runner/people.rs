//! `user`, `appoint`, `member`, and the first start: as whoever has the machine uses them.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::Value;

use super::serve::Server;
use super::support::{Desk, code, said};

const HEAD: &str = "code,kind,name_en,name_fr,region,joined,source,as_of\n";

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Runs a command that has to work; what it printed, without the line end.
fn done(desk: &Desk, arguments: &[&str]) -> String {
    let output = desk.run(arguments);
    assert_eq!(code(&output), 0, "{arguments:?}: {}", said(&output));
    printed(&output).trim_end().to_owned()
}

/// Runs a command that has to be refused; what it said.
fn refused(desk: &Desk, arguments: &[&str], wanted: i32) -> String {
    let output = desk.run(arguments);
    assert_eq!(code(&output), wanted, "{arguments:?}: {}", said(&output));
    assert_eq!(printed(&output), "", "{arguments:?}");
    said(&output)
}

#[test]
fn a_person_is_added_appointed_linked_closed_and_erased() {
    let desk = Desk::new();
    let id = done(&desk, &["user", "add", "Ada@Example.org", "Ada  Lovelace", "--language", "fr"]);
    let shown = done(&desk, &["user", "list"]);
    assert!(shown.contains(&id) && shown.contains("Ada@example.org") && shown.contains("Ada Lovelace"), "{shown}");

    let appointment = done(&desk, &["appoint", "add", "ada@example.org", "documents.officer", "SECRETARIAT"]);
    let held = done(&desk, &["appoint", "list", "--person", &id]);
    assert!(held.contains(&appointment) && held.contains("holds"), "{held}");
    assert_eq!(done(&desk, &["appoint", "list"]), held);
    done(&desk, &["appoint", "certify", &appointment]);
    done(&desk, &["appoint", "end", &appointment]);
    assert!(done(&desk, &["appoint", "list", "--body", "SECRETARIAT"]).contains("ended"));
    refused(&desk, &["appoint", "end", &appointment], 1);

    let link = done(&desk, &["user", "link", &id, "--url", "https://customs.example/"]);
    assert!(link.starts_with("https://customs.example/fr/welcome/welcome_"), "{link}");
    done(&desk, &["user", "close", &id]);
    assert!(done(&desk, &["user", "show", &id]).contains("closed"));
    done(&desk, &["user", "open", &id]);
    done(&desk, &["user", "unlock", &id]);

    let kept: Value = serde_json::from_str(&done(&desk, &["user", "export", &id])).unwrap();
    assert_eq!(kept["person"]["name"], "Ada Lovelace");
    assert!(refused(&desk, &["user", "erase", &id], 2).contains("--yes"));
    done(&desk, &["user", "erase", &id, "--yes"]);
    assert!(!done(&desk, &["user", "list"]).contains("Ada"));
    assert!(!done(&desk, &["user", "show", &id]).contains("Ada"));
    assert!(refused(&desk, &["user", "show", "ada@example.org"], 1).contains("no person"));
    assert!(refused(&desk, &["user", "link", &id], 2).contains("erased"));
}

#[test]
fn what_cannot_be_is_refused_with_a_word() {
    let desk = Desk::new();
    assert!(refused(&desk, &["user", "list"], 1).contains("--data"), "no database is made by looking");
    done(&desk, &["user", "add", "ada@example.org", "Ada Lovelace"]);
    assert!(refused(&desk, &["user", "add", "ADA@example.org", "Another"], 1).contains("taken"));
    let cases: [(&[&str], i32, &str); 9] = [
        (&["user", "add", "nobody", "Nobody"], 2, "e-mail"),
        (&["user", "add", "b@example.org", "B", "--body", "ZZ"], 1, "ZZ"),
        (&["user", "show", "c@example.org"], 1, "c@example.org"),
        (&["user", "show", "ada"], 2, "identifier"),
        (&["user", "link", "ada@example.org", "--url", "http://customs.example"], 2, "https"),
        (&["appoint", "add", "ada@example.org", "documents.king", "SECRETARIAT"], 1, "documents.king"),
        (&["appoint", "add", "ada@example.org", "members.delegate", "SECRETARIAT"], 1, "members.delegate"),
        (
            &["appoint", "add", "ada@example.org", "documents.officer", "SECRETARIAT", "--until", "soon"],
            2,
            "2026-01-15",
        ),
        (&["mail", "show", "0198c0de-0000-7000-8000-000000000000"], 1, "no mail"),
    ];
    for (arguments, wanted, word) in cases {
        assert!(refused(&desk, arguments, wanted).contains(word), "{arguments:?}");
    }
    assert!(done(&desk, &["mail", "list"]).starts_with("ID"));
    assert!(done(&desk, &["job", "list"]).starts_with("ID"));
}

#[test]
fn a_register_is_taken_whole_or_not_at_all() {
    let desk = Desk::new();
    let good = format!(
        "{HEAD}XM,member,Meridia,Méridie,eur,2001-01-01,invented,2026-01-15\nPTC,body,A committee,Un comité,,,invented,2026-01-15\n"
    );
    desk.write("good.csv", &good);
    desk.write(
        "bad.csv",
        &format!(
            "{good}XB,member,Boreal,Boréal,,,invented,2026-01-15\nXO,kingdom,Ostland,Ostland,eur,,invented,2026-01-15\n"
        ),
    );
    let words = refused(&desk, &["member", "import", "bad.csv"], 1);
    assert!(words.contains("line 4, region") && words.contains("line 5, kind"), "{words}");
    assert!(!desk.path("data/opencustoms.db").exists(), "nothing is made of a table with faults");

    done(&desk, &["member", "import", "good.csv"]);
    let listed = done(&desk, &["member", "list", "--kind", "member", "--format", "csv"]);
    assert_eq!(listed.lines().nth(1), Some("XM,member,Meridia,Méridie,eur,2001-01-01,invented,2026-01-15"));
    assert_eq!(done(&desk, &["member", "list", "--kind", "member", "--as-of", "2000-12-31"]).lines().count(), 1);
    let added = [
        "member",
        "add",
        "XB",
        "--kind",
        "member",
        "--name-en",
        "Boreal",
        "--name-fr",
        "Boréal",
        "--source",
        "invented",
    ];
    assert!(refused(&desk, &added, 1).contains("region"));
    done(&desk, &[&added[..], &["--region", "eur"]].concat());
    let listed: Value = serde_json::from_str(&done(&desk, &["member", "list", "--format", "json"])).unwrap();
    let known = |code: &str| listed.as_array().unwrap().iter().any(|body| body["code"] == code);
    assert!(known("XM") && known("XB") && known("PTC") && known("SECRETARIAT"), "{listed}");
}

#[test]
fn the_first_start_makes_keys_and_a_link_for_the_first_administrator() {
    let desk = Desk::new();
    let server = Server::start(&desk);
    let (_, link) = server.said.split_once("/en/setup/").unwrap_or_else(|| panic!("{}", server.said));
    let path = format!("/en/setup/{}", link.lines().next().unwrap());
    assert_eq!(server.ask("GET", &path, "", b"").0, 200);
    assert_ne!(server.ask("GET", "/en/setup/setup_0", "", b"").0, 200);
    server.kill();
    for name in ["site.key", "audit.key"] {
        let path = desk.path("data").join(name);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap().trim().len(), 64, "{name}");
    }
    done(&desk, &["user", "add", "ada@example.org", "Ada Lovelace"]);
    done(&desk, &["appoint", "add", "ada@example.org", "administration.administrator", "SECRETARIAT"]);
    assert!(!Server::start(&desk).said.contains("/setup/"), "there is an administrator");
}

#[test]
fn other_machines_need_an_address_of_the_site() {
    let desk = Desk::new();
    let words = refused(&desk, &["serve", "--host", "0.0.0.0", "--port", "0"], 2);
    assert!(words.contains("--url"), "{words}");
    assert!(refused(&desk, &["serve", "--url", "http://customs.example"], 2).contains("not protected"));
}

#[test]
fn text_is_taken_out_of_a_file_in_a_process_of_its_own() {
    let desk = Desk::new();
    let extract = |media: &str, content: &[u8]| {
        let mut command = desk.command(&["extract-text", "--media", media]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(content).unwrap();
        child.wait_with_output().unwrap()
    };
    let output = extract("text/plain", "un texte d'été".as_bytes());
    assert_eq!((code(&output), printed(&output).trim_end()), (0, "un texte d'été"));
    let hostile: [(&str, &[u8]); 3] =
        [("application/pdf", b"%PDF-1.7 nothing"), ("text/plain", b"\xff\xfe"), ("application/x-sh", b"")];
    for (media, content) in hostile {
        let output = extract(media, content);
        assert_eq!((code(&output), printed(&output)), (2, String::new()), "{media}");
        assert!(said(&output).starts_with("opencustoms: "), "{media}: {}", said(&output));
    }
}
