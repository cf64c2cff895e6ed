//! A list that is at hand whole and is shown in portions.

use crate::language::Words;
use crate::page::view::ask::query;

/// Rows of a portion.
const ROWS: usize = 25;

/// Which part of a list is shown.
#[derive(Clone, Copy, Debug)]
pub struct Portion {
    skip: usize,
    all: usize,
}

impl Portion {
    /// The part behind so many rows; the first where there are no more than those.
    #[must_use]
    pub fn of(skip: Option<u32>, all: usize) -> Self {
        let skip = skip.and_then(|skip| usize::try_from(skip).ok()).filter(|skip| *skip < all).unwrap_or(0);
        Self { skip, all }
    }

    fn end(self) -> usize {
        self.all.min(self.skip.saturating_add(ROWS))
    }

    /// The rows of this part.
    #[must_use]
    pub fn cut<T>(self, list: &[T]) -> &[T] {
        list.get(self.skip..self.end()).unwrap_or_default()
    }

    /// How many there are, in the words of a key; which of them these are where they are not all.
    #[must_use]
    pub fn note(self, words: Words, key: &str) -> String {
        let all = words.count(key, self.all as u64);
        if self.all <= ROWS {
            return all;
        }
        let (from, to) = (words.number(self.skip as u64 + 1), words.number(self.end() as u64));
        words.say("portion-of", &[("from", &from), ("to", &to), ("all", &all)])
    }

    /// The way back to the first part, from any other.
    #[must_use]
    pub fn first(self, page: &str, with: (&str, &str)) -> Option<String> {
        (self.skip > 0).then(|| format!("{page}{}", query(&[with])))
    }

    /// The way on, where there is more.
    #[must_use]
    pub fn next(self, page: &str, with: (&str, &str)) -> Option<String> {
        let skip = self.end().to_string();
        (self.end() < self.all).then(|| format!("{page}{}", query(&[with, ("skip", &skip)])))
    }
}

#[cfg(test)]
mod tests {
    use super::Portion;

    #[test]
    fn every_row_is_shown_once() {
        for all in [0, 1, 24, 25, 26, 50, 99] {
            let list: Vec<usize> = (0..all).collect();
            let (mut seen, mut skip) = (Vec::new(), None);
            loop {
                let portion = Portion::of(skip, all);
                seen.extend_from_slice(portion.cut(&list));
                assert_eq!(portion.first("/x", ("body", "")).is_some(), skip.is_some());
                let Some(next) = portion.next("/x", ("body", "")) else { break };
                skip = next.strip_prefix("/x?skip=").and_then(|skip| skip.parse().ok());
                assert!(skip.is_some(), "{next}");
            }
            assert_eq!(seen, list);
        }
    }

    #[test]
    fn a_place_behind_the_end_is_the_first() {
        let list = [1, 2, 3];
        assert_eq!(Portion::of(Some(3), 3).cut(&list), list);
        assert_eq!(Portion::of(Some(u32::MAX), 3).cut(&list), list);
        assert_eq!(Portion::of(Some(2), 3).next("/x", ("body", "M-001")), None);
        assert_eq!(Portion::of(Some(2), 3).first("/x", ("body", "M-001")).as_deref(), Some("/x?body=M-001"));
    }
}
