//! Open-addressing tables from a 64-bit hash to a value, filled in the order of the hashes: the same content always
//! lies the same way.

/// A table that is filled once and then only read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table<V> {
    mask: usize,
    slots: Vec<Slot>,
    entries: Vec<(u64, V)>,
}

/// A place of the table: 16 bytes, so that a search mostly touches one line of the cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Slot {
    /// The hash; 0 in an empty place.
    hash: u64,
    /// The place among the entries.
    pub(crate) entry: u32,
    /// The bins of rate, cases and number, kept here so that no edges need be searched for each declaration.
    pub(crate) bins: [u8; 3],
}

impl<V: Copy> Table<V> {
    /// A table of entries with strictly rising hashes, none of which is 0; `None` when they are not so.
    pub(crate) fn of_sorted(entries: Vec<(u64, V)>) -> Option<Self> {
        let rising = entries.iter().zip(entries.iter().skip(1)).all(|((a, _), (b, _))| a < b);
        if !rising || entries.first().is_some_and(|(hash, _)| *hash == 0) {
            return None;
        }
        // At most half full: a search always meets an empty place.
        let places = (entries.len().checked_mul(2)?).next_power_of_two().max(2);
        let mask = places - 1;
        let mut slots = vec![Slot::default(); places];
        for (entry, (hash, _)) in (0_u32..).zip(&entries) {
            let mut place = *hash as usize & mask;
            while slots.get(place).is_some_and(|slot| slot.hash != 0) {
                place = (place + 1) & mask;
            }
            *slots.get_mut(place)? = Slot { hash: *hash, entry, bins: [0; 3] };
        }
        Some(Self { mask, slots, entries })
    }

    /// The place where a hash lies, unless another took it first. Asked for many hashes before any is compared, it
    /// lets their lines of the cache come side by side.
    #[inline]
    pub(crate) fn first(&self, hash: u64) -> Slot {
        self.slots.get(hash as usize & self.mask).copied().unwrap_or_default()
    }

    /// The slot of a hash whose first place is known; that of an empty place for the hash 0.
    #[inline]
    pub(crate) fn slot_after(&self, hash: u64, first: Slot) -> Option<Slot> {
        if first.hash == hash { Some(first) } else { self.slot(hash).copied() }
    }

    /// The slot of a hash.
    #[inline]
    pub(crate) fn slot(&self, hash: u64) -> Option<&Slot> {
        let mut place = hash as usize & self.mask;
        loop {
            let slot = self.slots.get(place)?;
            if slot.hash == hash {
                return Some(slot);
            }
            if slot.hash == 0 {
                return None;
            }
            place = place.wrapping_add(1) & self.mask;
        }
    }

    /// The value of a hash.
    #[inline]
    pub(crate) fn get(&self, hash: u64) -> Option<&V> {
        let slot = self.slot(hash).filter(|slot| slot.hash != 0)?;
        self.at(slot.entry)
    }

    /// The value at a slot's place among the entries.
    pub(crate) fn at(&self, entry: u32) -> Option<&V> {
        self.entries.get(entry as usize).map(|(_, value)| value)
    }

    /// All entries in the order of their hashes.
    pub(crate) fn sorted(&self) -> &[(u64, V)] {
        &self.entries
    }

    /// Sets one bin of every entry.
    pub(crate) fn set_bins(&mut self, which: usize, bin: impl Fn(&V) -> u8) {
        for slot in self.slots.iter_mut().filter(|slot| slot.hash != 0) {
            let value = self.entries.get(slot.entry as usize);
            if let (Some((_, value)), Some(own)) = (value, slot.bins.get_mut(which)) {
                *own = bin(value);
            }
        }
    }
}

impl<V> Default for Table<V> {
    /// No entries.
    fn default() -> Self {
        Self { mask: 1, slots: vec![Slot::default(); 2], entries: Vec::new() }
    }
}

/// What is known of one value of a key or pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Declarations seen.
    pub(crate) cases: u32,
    /// Frauds among them.
    pub(crate) frauds: u32,
    /// The number of the value, in the order of appearance.
    pub(crate) number: u32,
}

/// The fraud rate drawn towards the base rate, as if `prior` cases of the base rate had been seen besides.
#[inline]
pub(crate) fn smoothed(cases: u32, frauds: u32, prior: f64, base: f64) -> f64 {
    (f64::from(frauds) + prior * base) / (f64::from(cases) + prior)
}
