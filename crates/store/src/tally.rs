use std::collections::BTreeMap;

use basis::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Row, UnreadKind};

/// How many outcomes share a word: a lane, a finding's code, a state of duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The word.
    pub name: String,
    /// How many outcomes.
    pub count: u64,
}

/// What one chapter of the nomenclature brings, by the first goods item of each declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChapterTally {
    /// The chapter's two digits; empty where no code was declared.
    pub chapter: String,
    /// How many outcomes.
    pub count: u64,
    /// The sum of the customs values that were determined, in the Member's currency.
    pub customs_value: Decimal,
    /// The sum of the charges that were determined, in the Member's currency.
    pub duty: Decimal,
    /// Outcomes whose charges are not determined; they are not in the sum.
    pub not_determined: u64,
}

/// What a finished batch adds up to. Counted while the outcomes are saved, and kept with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tallies {
    /// How many outcomes.
    pub outcomes: u64,
    /// Outcomes by lane, the strictest first; `none` for what has no lane.
    pub lanes: Vec<Share>,
    /// Outcomes by the code of a finding they carry, the commonest first.
    pub findings: Vec<Share>,
    /// Outcomes, values and charges by chapter, in the order of the nomenclature.
    pub chapters: Vec<ChapterTally>,
    /// Outcomes by the state of duty.
    pub duty_states: Vec<Share>,
    /// Records that could not be read.
    pub unread: u64,
    /// Messages that are no declarations.
    pub skipped: u64,
}

const LANES: [&str; 5] = ["red", "yellow", "blue", "green", "none"];

impl Tallies {
    pub(crate) fn count_of(shares: &[Share], name: &str) -> u64 {
        shares.iter().find(|share| share.name == name).map_or(0, |share| share.count)
    }

    pub(crate) fn of_chapter(&self, chapter: &str) -> u64 {
        self.chapters.iter().find(|tally| tally.chapter == chapter).map_or(0, |tally| tally.count)
    }
}

/// Counts while rows pass.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    outcomes: u64,
    lanes: BTreeMap<String, u64>,
    findings: BTreeMap<String, u64>,
    chapters: BTreeMap<String, ChapterTally>,
    duty_states: BTreeMap<String, u64>,
    unread: u64,
    skipped: u64,
}

fn bump(counts: &mut BTreeMap<String, u64>, name: &str) {
    match counts.get_mut(name) {
        Some(count) => *count += 1,
        None => {
            counts.insert(name.to_owned(), 1);
        }
    }
}

fn shares(counts: BTreeMap<String, u64>) -> Vec<Share> {
    counts.into_iter().map(|(name, count)| Share { name, count }).collect()
}

/// A sum too large for an exact decimal stays where it was: 28 digits are far beyond any batch.
fn add(sum: &mut Decimal, amount: Option<Decimal>) {
    *sum = amount.and_then(|amount| sum.checked_add(amount)).unwrap_or(*sum);
}

impl Counter {
    pub(crate) fn outcomes(&self) -> u64 {
        self.outcomes
    }

    pub(crate) fn unread(&self) -> u64 {
        self.unread + self.skipped
    }

    /// Counts an outcome; `codes` are its findings, each once.
    pub(crate) fn outcome(&mut self, row: &Row, codes: &[&str]) {
        self.outcomes += 1;
        bump(&mut self.lanes, &row.lane);
        bump(&mut self.duty_states, &row.duty_state);
        codes.iter().for_each(|code| bump(&mut self.findings, code));
        if !self.chapters.contains_key(&row.chapter) {
            let fresh = ChapterTally {
                chapter: row.chapter.clone(),
                count: 0,
                customs_value: Decimal::ZERO,
                duty: Decimal::ZERO,
                not_determined: 0,
            };
            self.chapters.insert(row.chapter.clone(), fresh);
        }
        if let Some(tally) = self.chapters.get_mut(&row.chapter) {
            tally.count += 1;
            tally.not_determined += u64::from(row.duty_state == "not-determined");
            add(&mut tally.customs_value, row.customs_value);
            add(&mut tally.duty, row.duty);
        }
    }

    pub(crate) fn unread_record(&mut self, kind: UnreadKind) {
        match kind {
            UnreadKind::Unread => self.unread += 1,
            UnreadKind::Skipped => self.skipped += 1,
        }
    }

    pub(crate) fn close(self) -> Tallies {
        let rank = |name: &str| LANES.iter().position(|lane| *lane == name).unwrap_or(LANES.len());
        let mut lanes = shares(self.lanes);
        lanes.sort_by(|a, b| rank(&a.name).cmp(&rank(&b.name)).then_with(|| a.name.cmp(&b.name)));
        let mut findings = shares(self.findings);
        findings.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
        Tallies {
            outcomes: self.outcomes,
            lanes,
            findings,
            chapters: self.chapters.into_values().collect(),
            duty_states: shares(self.duty_states),
            unread: self.unread,
            skipped: self.skipped,
        }
    }
}
