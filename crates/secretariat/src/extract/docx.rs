//! The text of a DOCX: the body, then headers, footers, footnotes and endnotes (ECMA-376, part 1, section 17).

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;

use super::archive::Archive;
use super::gather::Gather;
use super::{ExtractError, Limits};

pub(super) fn read(bytes: &[u8], limits: &Limits, gather: &mut Gather) -> Result<(), ExtractError> {
    let mut archive = Archive::open(bytes, limits)?;
    if !archive.has("word/document.xml") {
        return Err(ExtractError::Damaged("DOCX", "it has no `word/document.xml`".to_owned()));
    }
    let beside = |name: &String| {
        let name = name.strip_prefix("word/").and_then(|name| name.strip_suffix(".xml")).unwrap_or_default();
        ["header", "footer", "footnotes", "endnotes"].iter().any(|kind| name.starts_with(kind)) && !name.contains('/')
    };
    let mut names: Vec<String> = archive.names().into_iter().filter(beside).collect();
    names.sort();
    names.insert(0, "word/document.xml".to_owned());
    for name in names {
        if gather.is_full() {
            gather.omit();
            break;
        }
        let part = archive.part(&name)?.unwrap_or_default();
        let text =
            std::str::from_utf8(&part).map_err(|_| ExtractError::Damaged("DOCX", format!("`{name}` is not UTF-8")))?;
        words(text, limits, gather)?;
        gather.line();
    }
    Ok(())
}

/// What stands in `w:t`, with line ends after paragraphs and at breaks. What a reader of old versions would see instead
/// (`mc:Fallback`) and what was deleted (`w:delText`) is left out.
fn words(xml: &str, limits: &Limits, gather: &mut Gather) -> Result<(), ExtractError> {
    let damaged = |error: &dyn std::fmt::Display| ExtractError::Damaged("DOCX", error.to_string());
    let mut reader = Reader::from_str(xml);
    let (mut depth, mut in_text, mut fallback) = (0_usize, 0_usize, 0_usize);
    loop {
        match reader.read_event().map_err(|error| damaged(&error))? {
            Event::Start(tag) => {
                depth += 1;
                if depth > limits.depth {
                    return Err(ExtractError::Many("elements in each other", limits.depth));
                }
                match tag.name().into_inner() {
                    "w:t" => in_text += 1,
                    "mc:Fallback" => fallback += 1,
                    _ => {}
                }
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                match tag.name().into_inner() {
                    "w:t" => in_text = in_text.saturating_sub(1),
                    "mc:Fallback" => fallback = fallback.saturating_sub(1),
                    "w:p" if fallback == 0 => gather.line(),
                    _ => {}
                }
            }
            Event::Empty(tag) if fallback == 0 => match tag.name().into_inner() {
                "w:tab" => gather.push(" "),
                "w:br" | "w:cr" => gather.line(),
                "w:noBreakHyphen" => gather.push("-"),
                _ => {}
            },
            Event::Text(text) if in_text > 0 && fallback == 0 => gather.push(&text),
            Event::CData(text) if in_text > 0 && fallback == 0 => gather.push(&text),
            Event::GeneralRef(reference) => {
                let known = resolve_xml_entity(&reference).map(str::to_owned);
                let numbered = || reference.resolve_char_ref().ok().flatten().map(String::from);
                let text = known.or_else(numbered).ok_or(ExtractError::Entities)?;
                if in_text > 0 && fallback == 0 {
                    gather.push(&text);
                }
            }
            Event::DocType(_) => return Err(ExtractError::Entities),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
