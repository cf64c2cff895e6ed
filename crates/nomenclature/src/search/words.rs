//! Words of a text as the index knows them: lower case, without accents, in the singular, without the words that every
//! text has.

/// Words too common in tariff texts to tell goods apart.
const STOP_WORDS: [&str; 26] = [
    "a", "an", "and", "any", "are", "as", "at", "but", "by", "for", "from", "in", "is", "it", "nec", "nes", "no", "of",
    "on", "or", "other", "the", "their", "to", "whether", "with",
];
/// The most words of one text that are looked at.
const MOST_WORDS: usize = 400;
/// The longest word, in characters; what is longer is no word of a tariff.
const LONGEST_WORD: usize = 40;

/// A word of a text: as it stands there in lower case, and as the index knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub surface: String,
    pub term: String,
}

/// The words of a text, in order, without stop words.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|piece| !piece.is_empty())
        .take(MOST_WORDS)
        .filter(|piece| piece.chars().take(LONGEST_WORD + 1).count() <= LONGEST_WORD)
        .map(|piece| piece.chars().flat_map(char::to_lowercase).map(without_accent).collect::<String>())
        .filter(|piece| piece.chars().nth(1).is_some() && !STOP_WORDS.contains(&piece.as_str()))
        .map(|surface| Word { term: singular(&surface), surface })
}

/// The letter without its accent, for the accents of English and French loan words.
fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ä' | 'ã' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'ö' | 'õ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        other => other,
    }
}

/// Endings and what stands in their place, tried in order; the first that fits is taken.
const PLURALS: [(&str, &str); 12] = [
    ("sses", "ss"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("xes", "x"),
    ("oes", "o"),
    ("ies", "y"),
    ("eaves", "eaf"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
    ("ie", "y"),
];

/// An English plural folded to one form with its singular. The form need not be a word: it must only be the same for
/// both.
fn singular(word: &str) -> String {
    if word.len() <= 3 || word.chars().any(|letter| letter.is_ascii_digit()) {
        return word.to_owned();
    }
    for (ending, instead) in PLURALS {
        if let Some(stem) = word.strip_suffix(ending).filter(|stem| stem.len() + instead.len() >= 3) {
            return format!("{stem}{instead}");
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<String> {
        words(text).map(|word| word.term).collect()
    }

    #[test]
    fn plural_and_singular_are_one_term() {
        for (one, many) in [
            ("horse", "horses"),
            ("potato", "potatoes"),
            ("watch", "watches"),
            ("box", "boxes"),
            ("berry", "berries"),
            ("glass", "glasses"),
            ("leaf", "leaves"),
            ("tie", "ties"),
            ("cookie", "cookies"),
            ("purée", "Purees"),
        ] {
            assert_eq!(terms(one), terms(many), "{one}");
        }
    }

    #[test]
    fn common_words_and_single_letters_are_no_terms() {
        assert_eq!(terms("Of the, and n.e.c. in 1 a"), Vec::<String>::new());
    }

    #[test]
    fn a_word_without_end_is_no_term() {
        assert_eq!(terms(&"x".repeat(1_000_000)), Vec::<String>::new());
    }
}
