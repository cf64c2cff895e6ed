//! Text search over a nomenclature: BM25 with k1 = 1.2 and b = 0.75 over every line that can be declared, each with the
//! texts of its ancestors, because `Other` means nothing without them. The weights by level and of exclusions were chosen
//! on 4,006 search references of a national tariff (the test `search_references_find_their_heading`).

mod nearest;
mod words;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::{Code, Entry, Nomenclature};
use nearest::nearest;
use words::{Word, words};

/// How soon further occurrences of a word stop counting (k1 of BM25).
const SATURATION: f32 = 1.2;
/// How far long texts are held back (b of BM25).
const LENGTH: f32 = 0.75;
/// How many lines of one heading come before the first lines of other headings: a heading of many lines must not hide
/// the next one.
const OF_ONE_HEADING: usize = 3;
/// The weight of a word in an exclusion ("other than ...", "excluding ..."): it names what the line is not.
const EXCLUDED: f32 = 0.3;
/// The weight of a term that only resembles the word asked for.
const RESEMBLING: f32 = 0.6;
/// The most words of a question that are looked at.
const MOST_QUERY_WORDS: usize = 40;
/// The most candidates that are answered.
const MOST_CANDIDATES: usize = 1_000;

/// A line found for a description, with the words that speak for it. It is information, never a ruling.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The code.
    pub code: Code,
    /// How well the texts fit; comparable within one answer only. 0 where the search was by code.
    pub score: f32,
    /// The words of the nomenclature's texts that were met, as they stand there, in the order of the question.
    pub matched: Vec<String>,
}

/// The words of a nomenclature with the lines in which they stand.
#[derive(Clone, Debug, Default)]
pub struct SearchIndex {
    codes: Vec<Code>,
    lines: Vec<Code>,
    lengths: Vec<f32>,
    mean_length: f32,
    vocabulary: Vec<Box<str>>,
    terms: Vec<Term>,
}

#[derive(Clone, Debug, Default)]
struct Term {
    surface: Box<str>,
    postings: Vec<(u32, f32)>,
}

impl SearchIndex {
    /// The index of a nomenclature's leaves. It takes some tens of milliseconds for 5,612 subheadings.
    #[must_use]
    pub fn build(nomenclature: &Nomenclature) -> Self {
        let mut gathered = Gathered::default();
        let mut index = Self::default();
        for entry in nomenclature.iter() {
            index.codes.push(entry.code);
            gathered.enter(entry);
            if let Some(line) = u32::try_from(index.lines.len()).ok().filter(|_| entry.leaf) {
                index.lines.push(entry.code);
                index.lengths.push(gathered.post(line));
            }
        }
        let mut terms: Vec<(String, u32)> = gathered.known.into_iter().collect();
        terms.sort();
        for (name, number) in terms {
            let term = gathered.terms.get_mut(number as usize).map(std::mem::take).unwrap_or_default();
            index.vocabulary.push(name.into());
            index.terms.push(term);
        }
        index.mean_length = index.lengths.iter().sum::<f32>() / count(index.lengths.len()).max(1.0);
        index
    }

    /// The lines that fit a description, the best first, at most `limit` (and at most 1,000). Of one heading, the first
    /// three lines stand in their rank and the others behind all other headings.
    ///
    /// A text of digits, with or without points, is the beginning of a code and is answered by the codes that begin so,
    /// in their order. A word that no text has stands for those that begin with it or differ in one letter.
    #[must_use]
    pub fn search(&self, text: &str, limit: usize) -> Vec<Candidate> {
        let limit = limit.min(MOST_CANDIDATES);
        if let Some(beginning) = beginning_of_code(text) {
            let found = self.codes.iter().filter(|code| code.to_string().starts_with(&beginning));
            return found.take(limit).map(|code| Candidate { code: *code, score: 0.0, matched: Vec::new() }).collect();
        }
        let asked = self.terms_of(text);
        let mut scores: Vec<(f32, usize)> = (0..self.lines.len()).map(|line| (0.0, line)).collect();
        for (term, weight) in &asked {
            self.add_scores(term, *weight, &mut scores);
        }
        scores.retain(|(score, _)| *score > 0.0);
        scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut scores = self.headings_first(scores);
        scores.truncate(limit);
        scores.into_iter().filter_map(|(score, line)| self.candidate(score, line, &asked)).collect()
    }

    /// Words of the nomenclature that begin as the last word of a text does, the most frequent first: what a person who
    /// is still typing may go on to.
    #[must_use]
    pub fn completions(&self, text: &str, limit: usize) -> Vec<&str> {
        let Some(last) = words(text).last().filter(|_| text.chars().last().is_some_and(char::is_alphanumeric)) else {
            return Vec::new();
        };
        let first = self.vocabulary.partition_point(|term| **term < *last.surface);
        let known = self.vocabulary.iter().zip(&self.terms).skip(first);
        let mut found: Vec<&Term> =
            known.take_while(|(term, _)| term.starts_with(&last.surface)).map(|(_, term)| term).collect();
        found.sort_by(|a, b| b.postings.len().cmp(&a.postings.len()).then_with(|| a.surface.cmp(&b.surface)));
        found.into_iter().take(limit).map(|term| &*term.surface).collect()
    }

    /// The terms that a question asks for, each once, with their weight.
    fn terms_of(&self, text: &str) -> Vec<(&Term, f32)> {
        let mut places: Vec<(usize, f32)> = Vec::new();
        for word in words(text).take(MOST_QUERY_WORDS) {
            let known = self.vocabulary.binary_search_by(|term| (**term).cmp(&*word.term));
            let meant = match known {
                Ok(place) => vec![(place, 1.0)],
                Err(_) => nearest(&self.vocabulary, &word.term).into_iter().map(|place| (place, RESEMBLING)).collect(),
            };
            places.extend(meant);
        }
        let mut asked: Vec<(usize, f32)> = Vec::with_capacity(places.len());
        for (place, weight) in places {
            if !asked.iter().any(|(known, _)| *known == place) {
                asked.push((place, weight));
            }
        }
        asked.into_iter().filter_map(|(place, weight)| Some((self.terms.get(place)?, weight))).collect()
    }

    /// The same lines, with what goes beyond the first three of each heading moved behind, in the same order.
    fn headings_first(&self, scores: Vec<(f32, usize)>) -> Vec<(f32, usize)> {
        let mut seen: FxHashMap<Code, usize> = FxHashMap::default();
        let (mut first, beyond): (Vec<_>, Vec<_>) = scores.into_iter().partition(|(_, line)| {
            let Some(heading) = self.lines.get(*line).and_then(Code::heading) else { return true };
            let times = seen.entry(heading).or_default();
            *times += 1;
            *times <= OF_ONE_HEADING
        });
        first.extend(beyond);
        first
    }

    fn add_scores(&self, term: &Term, weight: f32, scores: &mut [(f32, usize)]) {
        let (lines, with) = (count(self.lines.len()), count(term.postings.len()));
        let rarity = (1.0 + (lines - with + 0.5) / (with + 0.5)).ln();
        for (line, times) in &term.postings {
            let place = *line as usize;
            let length = self.lengths.get(place).copied().unwrap_or(self.mean_length) / self.mean_length;
            let held_back = SATURATION * (1.0 - LENGTH + LENGTH * length);
            if let Some(score) = scores.get_mut(place) {
                score.0 += weight * rarity * times * (SATURATION + 1.0) / (times + held_back);
            }
        }
    }

    fn candidate(&self, score: f32, line: usize, asked: &[(&Term, f32)]) -> Option<Candidate> {
        let code = *self.lines.get(line)?;
        let met = |term: &Term| term.postings.binary_search_by(|(known, _)| (*known as usize).cmp(&line)).is_ok();
        let matched = asked.iter().filter(|(term, _)| met(term)).map(|(term, _)| term.surface.to_string()).collect();
        Some(Candidate { code, score, matched })
    }
}

/// What is gathered while the rows pass in order: every row's words are taken apart once, and the words of the rows
/// above are kept for the leaves below.
#[derive(Default)]
struct Gathered {
    known: FxHashMap<String, u32>,
    terms: Vec<Term>,
    path: Vec<(Code, Vec<(u32, f32)>)>,
}

impl Gathered {
    /// Goes to the next row: leaves the branches it does not stand on and takes its words.
    fn enter(&mut self, entry: Entry<'_>) {
        while self.path.last().is_some_and(|(above, _)| !entry.code.is_within(*above)) {
            self.path.pop();
        }
        let mut numbers = Vec::new();
        let level = level_weight(entry.code);
        for (part, weight) in parts(entry.text) {
            for word in words(part) {
                numbers.push((self.number(word), level * weight));
            }
        }
        self.path.push((entry.code, numbers));
    }

    fn number(&mut self, word: Word) -> u32 {
        let next = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        let number = *self.known.entry(word.term).or_insert(next);
        if number == next {
            self.terms.push(Term { surface: word.surface.into(), postings: Vec::new() });
        }
        number
    }

    /// Posts the words of the whole path under a line; the answer is their weighted number.
    fn post(&mut self, line: u32) -> f32 {
        let mut length = 0.0;
        for (number, weight) in self.path.iter().flat_map(|(_, numbers)| numbers) {
            length += weight;
            let Some(term) = self.terms.get_mut(*number as usize) else { continue };
            match term.postings.last_mut() {
                Some((last, times)) if *last == line => *times += weight,
                _ => term.postings.push((line, *weight)),
            }
        }
        length
    }
}

/// The weight of a row's words by its level: what a line says itself tells more than what its chapter says.
fn level_weight(code: Code) -> f32 {
    match code.digits() {
        2 => 0.3,
        4 => 1.0,
        _ => 2.0,
    }
}

/// How exclusions begin in tariff texts.
const EXCLUSIONS: [&str; 5] = ["other than", "excluding", "not including", "except", "but not"];

/// The parts of a text with their weights: what the line covers, and what it names only to exclude it (up to the next
/// semicolon or closing bracket).
fn parts(text: &str) -> Vec<(&str, f32)> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let next = EXCLUSIONS.iter().filter_map(|sign| rest.find(sign)).min();
        let Some((covered, after)) = next.and_then(|place| rest.split_at_checked(place)) else { break };
        let end = after.find([';', ')']).unwrap_or(after.len());
        let Some((excluded, beyond)) = after.split_at_checked(end) else { break };
        parts.push((covered, 1.0));
        parts.push((excluded, EXCLUDED));
        rest = beyond;
    }
    parts.push((rest, 1.0));
    parts
}

/// The digits of a text that consists of nothing else, at least two, without points and spaces.
fn beginning_of_code(text: &str) -> Option<String> {
    let text = text.trim();
    let only_code = text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ' ' | '\u{a0}'));
    let digits: String = text.chars().filter(char::is_ascii_digit).take(11).collect();
    (only_code && (2..=10).contains(&digits.len())).then_some(digits)
}

#[expect(clippy::cast_precision_loss, reason = "counts of lines and words, far below the 24 bits a f32 holds exactly")]
fn count(number: usize) -> f32 {
    number as f32
}
