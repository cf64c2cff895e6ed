//! Every route that answers a `GET` is a channel of the matrix, or stands here with the reason why it is none.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use utoipa::OpenApi;

use super::{details, lists, others};

/// Routes that show no record of others, and why.
const NO_CHANNELS: [(&str, &str); 31] = [
    ("/", "sends on to the first page"),
    ("/{language}", "sends on to the first page"),
    ("/assets/{hash}/{name}", "embedded files"),
    ("/{language}/answer", "computed from the reference data alone"),
    ("/{language}/reference", "reference data"),
    ("/{language}/reference/hs/{code}", "reference data"),
    ("/{language}/api", "a description"),
    ("/{language}/documents/new", "an empty form"),
    ("/{language}/documents/series", "the series by which documents are numbered, none of the documents"),
    ("/{language}/request", "an empty form"),
    ("/{language}/request/sent", "a sentence"),
    ("/{language}/contact", "an empty form"),
    ("/{language}/contact/sent", "a sentence"),
    ("/{language}/prove/{secret}", "a button, by a secret that was sent by mail"),
    ("/{language}/sign-in", "an empty form"),
    ("/{language}/sign-in/provider", "sends on to the provider of log-ins"),
    ("/sign-in/provider", "sends back from the provider of log-ins"),
    ("/{language}/forgotten", "an empty form"),
    ("/{language}/reset/{secret}", "a form, by a secret that was sent by mail"),
    ("/{language}/welcome/{secret}", "a form, by a secret that was sent by mail"),
    ("/{language}/setup/{secret}", "a form, by a secret that was sent by mail"),
    ("/{language}/step-up", "a form about the person's own log-in"),
    ("/{language}/account/one-time", "a form about the person's own log-in"),
    ("/{language}/account/passkeys", "a form about the person's own log-in"),
    ("/{language}/account/export.json", "the person's own data: the same as the export of a person"),
    ("/{language}/people/new", "an empty form"),
    ("/api/v1/hs", "reference data"),
    ("/api/v1/hs/{code}", "reference data"),
    ("/api/v1/reference", "reference data"),
    ("/openapi.json", "a description"),
    ("/health", "a word"),
];

/// The text from an open parenthesis to the one that closes it.
fn enclosed(text: &str) -> &str {
    let mut depth = 0_usize;
    for (place, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 1 => return text.get(1..place).unwrap(),
            ')' => depth -= 1,
            _ => {}
        }
    }
    panic!("an open parenthesis: {text}")
}

/// The text that a route stands for: written out, or the name of a constant.
fn written(call: &str, source: &str) -> String {
    let first = call.split(',').next().unwrap().trim();
    if let Some(text) = first.strip_prefix('"') {
        return text.trim_end_matches('"').to_owned();
    }
    let name = first.rsplit("::").next().unwrap();
    let begin = format!("const {name}: &str = \"");
    let (_, after) = source.split_once(&begin).unwrap_or_else(|| panic!("what is the route `{first}`?"));
    after.split('"').next().unwrap().to_owned()
}

fn read(folder: &Path, source: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, source);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            source.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The routes that answer a `GET`, as the source names them.
fn routes() -> BTreeSet<String> {
    let mut source = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut source);
    let calls = source.match_indices(".route(").map(|(place, _)| enclosed(source.get(place + 6..).unwrap()));
    // The next step of a procedure is called a route as well.
    let gets = calls.filter(|call| call.contains("get("));
    gets.map(|call| written(call, &source)).collect()
}

#[test]
fn every_route_is_a_channel_or_says_why_not() {
    let routes = routes();
    let mut known: BTreeSet<String> = lists::channels().iter().map(|channel| channel.route.to_owned()).collect();
    known.extend(details::channels().iter().map(|channel| channel.route.to_owned()));
    known.extend(others::ROUTES.map(str::to_owned));
    for (route, why) in NO_CHANNELS {
        assert!(!why.is_empty() && known.insert(route.to_owned()), "{route} is a channel as well, or says nothing");
    }
    let missing: Vec<&String> = routes.difference(&known).collect();
    assert!(missing.is_empty(), "join the matrix, or say why not: {missing:?}");
    let gone: Vec<&String> = known.difference(&routes).collect();
    assert!(gone.is_empty(), "no such route: {gone:?}");
}

#[test]
fn every_described_path_is_a_route() {
    let routes = routes();
    let described = server::api::description::Description::openapi().paths.paths;
    let read = described.iter().filter(|(_, item)| item.get.is_some()).map(|(path, _)| path);
    let unknown: Vec<&String> = read.filter(|path| !routes.contains(*path)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
