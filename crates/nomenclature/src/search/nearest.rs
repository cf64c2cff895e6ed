//! Terms near to a word that the index does not know: the word may be cut short or misspelt.

/// The shortest word that is taken for the beginning of another, in letters.
const SHORTEST_BEGINNING: usize = 4;
/// The shortest word in which one wrong letter is forgiven.
const SHORTEST_MISSPELT: usize = 5;
/// The most terms that stand in for an unknown word.
const MOST_TERMS: usize = 8;

/// The places, in a sorted vocabulary, of the terms that may be meant by a word it does not have: those that begin with
/// the word or else those that differ in one letter.
pub(crate) fn nearest(vocabulary: &[Box<str>], word: &str) -> Vec<usize> {
    let letters = word.chars().count();
    let mut found = Vec::new();
    if letters >= SHORTEST_BEGINNING {
        let first = vocabulary.partition_point(|term| &**term < word);
        let begins = |place: &usize| vocabulary.get(*place).is_some_and(|term| term.starts_with(word));
        found.extend((first..).take_while(begins).take(MOST_TERMS));
    }
    if found.is_empty() && letters >= SHORTEST_MISSPELT {
        let alike = vocabulary.iter().enumerate().filter(|(_, term)| differ_in_one(term, word));
        found.extend(alike.map(|(place, _)| place).take(MOST_TERMS));
    }
    found
}

/// Whether one letter too many, too few, changed, or swapped with its neighbour makes one word of the other.
fn differ_in_one(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 4 {
        return false;
    }
    let (mut rest_a, mut rest_b) = (a.chars(), b.chars());
    loop {
        let (from_a, from_b) = (rest_a.as_str(), rest_b.as_str());
        match (rest_a.next(), rest_b.next()) {
            (None, None) => return false,
            (None, Some(_)) => return rest_b.as_str().is_empty(),
            (Some(_), None) => return rest_a.as_str().is_empty(),
            (Some(x), Some(y)) if x == y => {}
            (Some(x), Some(y)) => {
                let (tail_a, tail_b) = (rest_a.as_str(), rest_b.as_str());
                let swapped = tail_a.strip_prefix(y).is_some_and(|end| Some(end) == tail_b.strip_prefix(x));
                return tail_a == tail_b || tail_a == from_b || from_a == tail_b || swapped;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_is_forgiven_and_two_are_not() {
        for alike in ["bicicle", "bicycl", "bicyclee", "bicylce", "bycicle"] {
            assert_eq!(differ_in_one("bicycle", alike), alike != "bycicle", "{alike}");
        }
    }

    #[test]
    fn a_beginning_wins_over_a_slip() {
        let vocabulary: Vec<Box<str>> = ["smart", "smartphone", "start"].map(Into::into).into();
        assert_eq!(nearest(&vocabulary, "smartph"), vec![1]);
        assert_eq!(nearest(&vocabulary, "stert"), vec![2]);
        assert!(nearest(&vocabulary, "cat").is_empty());
    }
}
