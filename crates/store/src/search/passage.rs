//! Some words around those that were found.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// How many words a passage has.
const AROUND: usize = 24;
/// How many of them stand before the first that was found.
const BEFORE: usize = 4;

/// A word without its case and its marks, as the indexes of both databases keep it.
pub(crate) fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(word.len());
    for letter in word.chars() {
        decompose_canonical(letter, |part| {
            if !is_combining_mark(part) {
                plain.extend(part.to_lowercase());
            }
        });
    }
    plain
}

/// A word of the text: where it begins and ends, and which of the sought words it is.
struct Word {
    from: usize,
    to: usize,
    sought: Option<usize>,
}

/// The passage of a text in which most of the sought words stand, the first where several have as many; its beginning
/// where none does. Begun, the last sought word is the beginning of one.
pub(super) fn passage(text: &str, sought: &[String], begun: bool) -> String {
    let words = words_of(text, sought, begun);
    let met = |from: usize| {
        let near = words.iter().skip(from).take(AROUND - BEFORE).filter_map(|word| word.sought);
        near.fold(0_u32, |met, place| met | 1_u32.checked_shl(u32::try_from(place).unwrap_or(31)).unwrap_or(0))
            .count_ones()
    };
    let found =
        words.iter().enumerate().filter(|(_, word)| word.sought.is_some()).map(|(place, _)| (met(place), place));
    // Of several that are equal, the last is the greatest: the places are turned round.
    let best = found.max_by_key(|(met, place)| (*met, std::cmp::Reverse(*place))).map_or(0, |(_, place)| place);
    let first = best.saturating_sub(BEFORE);
    let end = words.len().min(first + AROUND);
    let shown = words.get(first..end).unwrap_or_default();
    let (Some(from), Some(to)) = (shown.first().map(|word| word.from), shown.last().map(|word| word.to)) else {
        return String::new();
    };
    let whole = text.get(from..to).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let (before, after) = (first > 0, first + AROUND < words.len());
    format!("{}{whole}{}", if before { "…" } else { "" }, if after { "…" } else { "" })
}

fn words_of(text: &str, sought: &[String], begun: bool) -> Vec<Word> {
    let mut words = Vec::new();
    let mut from = None;
    let marks = text.char_indices().map(|(place, letter)| (place, within(letter))).chain([(text.len(), false)]);
    for (place, within) in marks {
        match (from, within) {
            (None, true) => from = Some(place),
            (Some(begin), false) => {
                let sought = text.get(begin..place).and_then(|word| which(word, sought, begun));
                words.push(Word { from: begin, to: place, sought });
                from = None;
            }
            _ => {}
        }
    }
    words
}

/// Whether a character belongs to a word. A mark that stands apart from its letter does.
fn within(letter: char) -> bool {
    letter.is_alphanumeric() || is_combining_mark(letter)
}

/// Which of the sought words a word is.
fn which(word: &str, sought: &[String], begun: bool) -> Option<usize> {
    let plain = folded(word);
    let last = sought.len().saturating_sub(1);
    sought.iter().position(|one| *one == plain).or_else(|| {
        let begins = begun && sought.last().is_some_and(|one| plain.starts_with(one.as_str()));
        begins.then_some(last)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{folded, passage};

    fn of(text: &str, sought: &[&str], begun: bool) -> String {
        let sought: Vec<String> = sought.iter().map(|word| folded(word)).collect();
        passage(text, &sought, begun)
    }

    #[test]
    fn a_passage_shows_what_was_sought() {
        let filler = "lorem ".repeat(60);
        let text = format!("{filler}value {filler}the Régime of the VALUE, transit {filler}");
        let shown = of(&text, &["regime", "value"], false);
        assert!(
            shown.contains("Régime of the VALUE, transit") && shown.starts_with('…') && shown.ends_with('…'),
            "{shown}"
        );
        assert!(of(&text, &["tran"], true).contains("transit"));
        assert!(of(&text, &["tran"], false).starts_with("lorem"));
        assert!(of("e\u{301}tat", &["état"], false).contains("tat"));
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(of("One\n two  three", &["two"], false), "One two three");
        assert_eq!(of("", &["two"], false), "");
        assert_eq!(of("... !", &["two"], false), "");
    }

    proptest! {
        #[test]
        fn a_passage_is_short_and_of_the_text(text in "\\PC{0,400}", sought in prop::collection::vec("\\PC{1,9}", 0..40), begun: bool) {
            let sought: Vec<String> = sought.iter().map(|word| folded(word)).collect();
            let shown = passage(&text, &sought, begun);
            let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert!(plain.contains(shown.trim_matches('…')) || text.contains('…'));
        }
    }
}
