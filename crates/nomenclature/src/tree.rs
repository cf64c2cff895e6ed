use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Code, Edition};

/// One edition of the Harmonized System with the national lines under it, sorted by code.
///
/// Sorted codes are the tree: the descendants of a code are the rows that follow it up to the first that does not
/// begin with its digits.
#[derive(Clone, Debug)]
pub struct Nomenclature {
    edition: Edition,
    codes: Vec<Code>,
    rows: Vec<Line>,
    set_aside: usize,
    counts: Counts,
    digest: String,
}

/// What a row says beside its code.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub section: Box<str>,
    pub text: Box<str>,
}

/// How many rows of each level an edition has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Codes of two digits.
    pub chapters: usize,
    /// Codes of four digits.
    pub headings: usize,
    /// Codes of six digits.
    pub subheadings: usize,
    /// Codes of eight or ten digits: lines of a Member.
    pub national: usize,
}

/// A row of the nomenclature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry<'n> {
    /// The code.
    pub code: Code,
    /// The text in the wording of the edition's source. It is often meaningless without its path (`Other`).
    pub text: &'n str,
    /// The section in Roman numerals, `I` to `XXI`; empty where the source does not tell.
    pub section: &'n str,
    /// Whether nothing stands below: a code that can be declared as far as this nomenclature knows.
    pub leaf: bool,
}

impl Nomenclature {
    /// An edition without a single row: every code is unknown to it.
    #[must_use]
    pub fn empty(edition: Edition) -> Self {
        Self::of_sorted(edition, Vec::new(), 0)
    }

    /// Takes rows sorted by code, without duplicates.
    pub(crate) fn of_sorted(edition: Edition, lines: Vec<(Code, Line)>, set_aside: usize) -> Self {
        let digest = digest(&edition, &lines);
        let mut counts = Counts::default();
        for (code, _) in &lines {
            match code.digits() {
                2 => counts.chapters += 1,
                4 => counts.headings += 1,
                6 => counts.subheadings += 1,
                _ => counts.national += 1,
            }
        }
        let (codes, rows) = lines.into_iter().unzip();
        Self { edition, codes, rows, set_aside, counts, digest }
    }

    /// Whether no row is loaded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The edition: its year, when it is in force, where it comes from.
    #[must_use]
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// Whether the edition has exactly this code. A national line is not there when only the six digits of the
    /// Harmonized System are loaded: ask for its `subheading()` then.
    ///
    /// A binary search over eight-byte codes, without allocation: some tens of nanoseconds for 7,000 codes.
    #[must_use]
    pub fn contains(&self, code: Code) -> bool {
        self.codes.binary_search(&code).is_ok()
    }

    /// The row of a code.
    #[must_use]
    pub fn get(&self, code: Code) -> Option<Entry<'_>> {
        self.entry(self.codes.binary_search(&code).ok()?)
    }

    /// The rows from the chapter down to the code itself. For a code that is not loaded: its ancestors that are.
    #[must_use]
    pub fn path(&self, code: Code) -> Vec<Entry<'_>> {
        [2, 4, 6, 8, 10].iter().filter_map(|digits| self.get(code.prefix(*digits)?)).collect()
    }

    /// The rows directly below a code, in order.
    #[must_use]
    pub fn children(&self, code: Code) -> Children<'_> {
        let first = self.codes.partition_point(|known| *known <= code);
        Children { nomenclature: self, next: first, within: Some(code) }
    }

    /// The rows without an ancestor: the chapters, in order.
    #[must_use]
    pub fn roots(&self) -> Children<'_> {
        Children { nomenclature: self, next: 0, within: None }
    }

    /// The rows of a code and everything below it, in order.
    pub fn within(&self, code: Code) -> impl Iterator<Item = Entry<'_>> {
        let first = self.codes.partition_point(|known| *known < code);
        (first..).map_while(|place| self.entry(place)).take_while(move |entry| entry.code.is_within(code))
    }

    /// All rows, in order.
    pub fn iter(&self) -> impl Iterator<Item = Entry<'_>> {
        (0..self.codes.len()).filter_map(|place| self.entry(place))
    }

    /// How many rows of each level.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How many rows of the source are no part of the nomenclature and were set aside: totals, and the "commodities not
    /// specified" that statistics carry as 99, 9999 and 999999.
    #[must_use]
    pub fn set_aside(&self) -> usize {
        self.set_aside
    }

    /// The SHA-256 of year, codes, sections and texts, in hexadecimal: the same rows give the same digest, whatever the
    /// file they came in looked like.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    fn entry(&self, place: usize) -> Option<Entry<'_>> {
        let code = *self.codes.get(place)?;
        let row = self.rows.get(place)?;
        let leaf = !self.codes.get(place + 1).is_some_and(|next| next.is_within(code));
        Some(Entry { code, text: &row.text, section: &row.section, leaf })
    }
}

/// The rows directly below a code, or the chapters.
#[derive(Clone, Debug)]
pub struct Children<'n> {
    nomenclature: &'n Nomenclature,
    next: usize,
    within: Option<Code>,
}

impl<'n> Iterator for Children<'n> {
    type Item = Entry<'n>;

    fn next(&mut self) -> Option<Entry<'n>> {
        let nomenclature: &'n Nomenclature = self.nomenclature;
        let child = nomenclature.entry(self.next)?;
        if self.within.is_some_and(|parent| !child.code.is_within(parent)) {
            return None;
        }
        let after = nomenclature.codes.get(self.next..)?;
        self.next += after.partition_point(|known| known.is_within(child.code));
        Some(child)
    }
}

fn digest(edition: &Edition, lines: &[(Code, Line)]) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("HS {}\n", edition.year()));
    for (code, line) in lines {
        hash.update(format!("{code}\t{}\t{}\n", line.section, line.text));
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
