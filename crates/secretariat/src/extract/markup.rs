//! The words of a page of HTML: tags, comments, scripts and styles are left out, references of characters are read.

use super::gather::Gather;

/// Elements whose content is no text for people.
const SILENT: [&str; 7] = ["script", "style", "template", "noscript", "head", "svg", "math"];

/// Elements that begin a line of their own.
const BLOCKS: [&str; 25] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "p",
    "section",
    "table",
    "tr",
    "ul",
];

/// References that are read by name; any other stays as it stands.
const NAMED: [(&str, &str); 8] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", "\u{A0}"),
    ("eacute", "é"),
    ("egrave", "è"),
];

pub(super) fn read(page: &str, gather: &mut Gather) {
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('<') {
        words(before, gather);
        if gather.is_full() {
            gather.omit();
            return;
        }
        rest = markup(after, gather);
    }
    words(rest, gather);
}

/// Passes over what a `<` begins and gives what follows it.
fn markup<'t>(after: &'t str, gather: &mut Gather) -> &'t str {
    if let Some(comment) = after.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let name = after.strip_prefix('/').unwrap_or(after);
    let begins = |first: char| first.is_ascii_alphabetic() || first == '!' || first == '?';
    if !name.starts_with(begins) {
        gather.push("<");
        return after;
    }
    let (tag, rest) = tag(after);
    let name: String =
        name.chars().take_while(char::is_ascii_alphanumeric).take(20).collect::<String>().to_ascii_lowercase();
    if SILENT.contains(&name.as_str()) && !after.starts_with('/') && !tag.ends_with('/') {
        return past(rest, &name);
    }
    if BLOCKS.contains(&name.as_str()) {
        gather.line();
    }
    if matches!(name.as_str(), "td" | "th") && !after.starts_with('/') {
        gather.push(" ");
    }
    rest
}

/// A tag up to its `>`, which does not stand between quotes.
fn tag(after: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, letter) in after.char_indices() {
        match (quote, letter) {
            (None, '>') => {
                let (tag, rest) = after.split_at_checked(at).unwrap_or((after, ""));
                return (tag, rest.strip_prefix('>').unwrap_or(rest));
            }
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    (after, "")
}

/// What follows the end of an element that is left out.
fn past<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        let found = after.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if found {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = after;
    }
    ""
}

fn words(text: &str, gather: &mut Gather) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        gather.push(before);
        let end = after.bytes().take(12).position(|byte| byte == b';');
        let reference = end.and_then(|end| after.split_at_checked(end));
        match reference.and_then(|(name, rest)| Some((letter(name)?, rest.strip_prefix(';')?))) {
            Some((letter, after)) => {
                gather.push(&letter);
                rest = after;
            }
            None => {
                gather.push("&");
                rest = after;
            }
        }
    }
    gather.push(rest);
}

fn letter(name: &str) -> Option<String> {
    if let Some((_, text)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some((*text).to_owned());
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(String::from)
}
