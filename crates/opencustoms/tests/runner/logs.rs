//! What a server writes about itself while it answers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::serve::Server;
use super::support::Desk;

/// A provider of log-ins that is down.
const PROVIDER: &str = "http://127.0.0.1:1";
const SECRET: &str = "the-secret-of-the-site";

/// What a server logs that is asked twice for a log-in by a provider that is down.
fn logged(more: &[&str]) -> Vec<String> {
    let desk = Desk::new();
    let secret = desk.write("secret", &format!("{SECRET}\n"));
    let provider = ["--oidc-issuer", PROVIDER, "--oidc-client", "site", "--oidc-secret-file", secret.to_str().unwrap()];
    let server = Server::start_with(&desk, &[&provider[..], more].concat());
    assert_eq!(server.ask("GET", "/health", "", b"").0, 200);
    for language in ["en", "fr"] {
        let (status, _) = server.ask("GET", &format!("/{language}/sign-in/provider"), "", b"");
        assert_eq!(status, 502, "whoever asks is told");
    }
    server.logged()
}

#[test]
fn the_log_in_json_is_one_object_a_line_with_its_fields() {
    let lines = logged(&["--log", "json"]);
    assert_eq!(lines.len(), 2, "one for each request that failed: {lines:?}");
    for line in &lines {
        let Ok(Value::Object(entry)) = serde_json::from_str::<Value>(line) else { panic!("no object: {line}") };
        let fields: BTreeSet<&str> = entry.keys().map(String::as_str).collect();
        assert_eq!(fields, BTreeSet::from(["level", "message", "provider", "target", "timestamp"]), "{line}");
        let text = |field: &str| entry[field].as_str().unwrap_or_else(|| panic!("no words in `{field}`: {line}"));
        assert_eq!((text("level"), text("provider")), ("WARN", PROVIDER));
        assert!(text("target").starts_with("server::") && !text("message").is_empty(), "{line}");
        let at: jiff::Timestamp = text("timestamp").parse().unwrap();
        assert!(
            text("timestamp").ends_with('Z') && at.duration_until(jiff::Timestamp::now()).as_secs() < 600,
            "{line}"
        );
        assert!(!line.contains(SECRET), "{line}");
    }
}

#[test]
fn the_log_has_the_form_and_the_level_that_were_asked_for() {
    let words = logged(&["--log", "text"]);
    assert_eq!(words.len(), 2, "{words:?}");
    for line in &words {
        assert!(line.contains(" WARN server::") && line.contains(PROVIDER), "{line}");
        assert!(serde_json::from_str::<Value>(line).is_err() && !line.contains(SECRET), "{line}");
    }
    assert_eq!(logged(&["--log", "off"]), [""; 0]);
    assert_eq!(logged(&["--log", "json", "--log-level", "error"]), [""; 0]);
    assert_eq!(logged(&["--log", "json", "--log-level", "error,server=warn"]).len(), 2, "by its part");
}
