//! What the tests of pages share: a frame, the check of a page in both languages, a list of choices.

use basis::Language;
use server::language::Words;
use server::look;
use server::page::frame::{Frame, Service, Visitor};
use server::page::view::ask::{Offer, country_options};

use crate::markup;

/// A digest of books.
pub const DIGEST: &str = "b7f390a1c2d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e";

/// The frame of a page.
pub fn frame(words: Words, title: &str, service: Service, here: &str) -> Frame {
    Frame {
        words,
        arabic: false,
        title: title.to_owned(),
        service,
        here: here.to_owned(),
        digest: look::short_digest(DIGEST),
        demonstration: true,
        dense: service == Service::Clearance,
        refresh: None,
        script: None,
        visitor: Visitor::default(),
    }
}

/// A country's name by its code.
pub fn country(code: &str) -> String {
    match code {
        "XO" => "Ostland (XO)".to_owned(),
        "XM" => "Meridia (XM)".to_owned(),
        other => other.to_owned(),
    }
}

/// The page as a snapshot keeps it: the hashes of embedded files change with every edit and are left out, and every
/// block stands on a line of its own.
fn settled(html: &str) -> String {
    let mut parts = html.split("/assets/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("/assets/-/");
        out.push_str(part.split_once('/').map_or(part, |(_, rest)| rest));
    }
    for block in ["<tr", "<li", "<section", "<div", "<dt", "<h2", "<option", "<p"] {
        out = out.replace(block, &format!("\n{block}"));
    }
    out
}

/// Checks a page in both languages. Where `OPENCUSTOMS_LOOK` names a folder, the pages are written there to be looked
/// at.
pub fn check(name: &str, make: impl Fn(Words) -> String) {
    for language in Language::ALL {
        let words = Words(language);
        let html = make(words);
        let file = format!("{name}-{}", words.code());
        if let Ok(folder) = std::env::var("OPENCUSTOMS_LOOK") {
            std::fs::write(format!("{folder}/{file}.html"), &html).unwrap();
        }
        markup::check(&html).unwrap_or_else(|fault| panic!("{file}: {fault}"));
        assert!(html.contains(&format!("<html lang=\"{}\"", words.code())), "{file}: the language");
        assert!(!html.contains(" style="), "{file}: a style attribute is refused by the content security policy");
        insta::assert_snapshot!(file, settled(&html));
    }
}

/// What a form offers to choose from.
pub fn offer(words: Words) -> Offer {
    let pair = |code: &str, name: &str| (code.to_owned(), name.to_owned());
    let member = if words.0 == Language::Fr { "Méridie" } else { "Meridia" };
    Offer {
        member: pair("XM", member),
        partners: vec![pair("XB", "Boreal"), pair("XO", "Ostland"), pair("XD", "Sudria")],
        country_options: country_options(&[pair("AR", "Argentina"), pair("FR", "France")]),
        countries: vec![pair("AR", "Argentina"), pair("FR", "France")],
        currencies: vec!["EUR".into(), "USD".into()],
        terms: vec!["CIF".into(), "FOB".into()],
        units: vec![pair("NAR", "pieces"), pair("LTR", "litres")],
    }
}
