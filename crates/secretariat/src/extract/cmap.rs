//! What a table of characters (CMap) inside a PDF would make a library do: a range is written in a few bytes and may
//! stand for billions of characters.

/// How many characters the ranges of a CMap stand for; `None` where they cannot be told.
pub(super) fn size(cmap: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(cmap);
    let mut size = 0_u64;
    for section in text.split("beginbfrange").skip(1) {
        size = size.checked_add(section_size(section.split("endbfrange").next().unwrap_or_default())?)?;
    }
    Some(size)
}

/// One section: low end, high end, and either a text or a list of texts in brackets.
fn section_size(section: &str) -> Option<u64> {
    let mut rest = section.trim_start();
    let mut size = 0_u64;
    while !rest.is_empty() {
        let (low, after) = code(rest)?;
        let (high, after) = code(after)?;
        size = size.checked_add(high.saturating_sub(low).checked_add(1)?)?;
        rest = match after.strip_prefix('[') {
            Some(list) => list.split_once(']')?.1.trim_start(),
            None => after.strip_prefix('<')?.split_once('>')?.1.trim_start(),
        };
    }
    Some(size)
}

/// A number in hexadecimal between `<` and `>`, and what follows.
fn code(text: &str) -> Option<(u64, &str)> {
    let (digits, rest) = text.strip_prefix('<')?.split_once('>')?;
    let digits: String = digits.split_whitespace().collect();
    Some((u64::from_str_radix(&digits, 16).ok()?, rest.trim_start()))
}
