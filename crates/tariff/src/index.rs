use basis::Date;
use nomenclature::Code;
use rustc_hash::FxHashMap;

use crate::{Measure, MeasureKind};

/// A measure under a code prefix, with what choosing between measures needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub kind: MeasureKind,
    /// Tells apart measures of one kind that do not replace each other: the scheme, the quota, the area of origin.
    pub slot: u16,
    /// The digits of the prefix it is laid down for.
    pub digits: u8,
    pub valid_from: Date,
    pub valid_to: Date,
    pub measure: u32,
}

impl Entry {
    pub fn holds(&self, on: Date) -> bool {
        self.valid_from <= on && on <= self.valid_to
    }
}

/// Measures by code prefix. Every prefix that some measure is laid down for has one sorted array with all measures of
/// its branch, so that a question is answered by the longest prefix known and one pass over a short array.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    branch: FxHashMap<Code, Box<[Entry]>>,
    /// Under every prefix, the measures laid down for longer ones: a code that stops here is too short for them.
    below: FxHashMap<Code, Box<[Entry]>>,
}

/// The lengths that a prefix may have, longest first.
const LENGTHS: [u8; 5] = [10, 8, 6, 4, 2];

impl Index {
    /// Builds the index from prefixes, each with the number of its measure.
    pub fn new(laid_down: &[(Code, u32)], measures: &[Measure]) -> Self {
        let mut at: FxHashMap<Code, Vec<Entry>> = FxHashMap::default();
        let mut below: FxHashMap<Code, Vec<Entry>> = FxHashMap::default();
        for (prefix, number) in laid_down {
            let Some(measure) = measures.get(*number as usize) else { continue };
            let entry = entry(*prefix, *number, measure);
            at.entry(*prefix).or_default().push(entry);
            for length in LENGTHS.into_iter().filter(|length| *length < prefix.digits()) {
                if let Some(broader) = prefix.prefix(length) {
                    below.entry(broader).or_default().push(entry);
                }
            }
        }
        let branch = at.keys().map(|prefix| (*prefix, branch_of(*prefix, &at))).collect();
        let below = below.into_iter().map(|(prefix, entries)| (prefix, sorted(entries))).collect();
        Self { branch, below }
    }

    /// The measures of the code's branch: by kind and slot, the most specific first.
    pub fn branch(&self, code: Code) -> &[Entry] {
        let known = LENGTHS.into_iter().find_map(|length| self.branch.get(&code.prefix(length)?));
        known.map_or(&[], |entries| entries)
    }

    /// The measures laid down for longer codes that begin with this one.
    pub fn below(&self, code: Code) -> &[Entry] {
        if code.digits() == 10 {
            return &[];
        }
        self.below.get(&code).map_or(&[], |entries| entries)
    }
}

fn entry(prefix: Code, number: u32, measure: &Measure) -> Entry {
    let slot = match measure.kind {
        MeasureKind::Preference => measure.scheme,
        MeasureKind::Quota => measure.quota,
        MeasureKind::AntiDumping => measure.area,
        _ => None,
    };
    Entry {
        kind: measure.kind,
        slot: slot.unwrap_or(0),
        digits: prefix.digits(),
        valid_from: measure.period.valid_from,
        valid_to: measure.period.valid_to.unwrap_or(Date::MAX),
        measure: number,
    }
}

fn branch_of(prefix: Code, at: &FxHashMap<Code, Vec<Entry>>) -> Box<[Entry]> {
    let own = LENGTHS.into_iter().filter_map(|length| at.get(&prefix.prefix(length)?));
    sorted(own.flatten().copied().collect())
}

fn sorted(mut entries: Vec<Entry>) -> Box<[Entry]> {
    entries.sort_by_key(|entry| {
        (entry.kind, entry.slot, std::cmp::Reverse(entry.digits), entry.valid_from, entry.measure)
    });
    entries.into_boxed_slice()
}

/// The measures that hold on a day: of every kind and slot the most specific one.
pub(crate) fn in_force(entries: &[Entry], on: Date) -> impl Iterator<Item = &Entry> {
    let mut last: Option<(MeasureKind, u16)> = None;
    entries.iter().filter(move |entry| {
        let place = (entry.kind, entry.slot);
        let chosen = entry.holds(on) && last != Some(place);
        if chosen {
            last = Some(place);
        }
        chosen
    })
}
