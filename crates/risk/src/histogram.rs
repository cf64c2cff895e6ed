//! Sums of gradients by bin, and the best split of a leaf.
//!
//! Gradient and hessian of a row are whole numbers packed into one 64-bit word: one addition a row and column, sums
//! that are exact in any order, and a sibling that is exactly the difference.
#![expect(clippy::indexing_slicing, reason = "a bin is a byte and indexes 256 sums; rows come from the matrix")]

use std::thread;

/// The sums of one column: for each bin a packed sum.
pub(crate) type Bins = [u64; 256];

/// Additions below which a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 400_000;

/// A sum of gradients and of hessians, in units of the scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) gradient: i64,
    pub(crate) hessian: i64,
}

impl Sum {
    /// The sum that a packed word holds.
    #[inline]
    pub(crate) fn unpacked(word: u64) -> Self {
        Self { gradient: i64::from((word >> 32) as u32 as i32), hessian: (word & 0xffff_ffff) as i64 }
    }

    #[inline]
    fn plus(self, other: Self) -> Self {
        Self { gradient: self.gradient.wrapping_add(other.gradient), hessian: self.hessian.wrapping_add(other.hessian) }
    }

    #[inline]
    fn minus(self, other: Self) -> Self {
        Self { gradient: self.gradient.wrapping_sub(other.gradient), hessian: self.hessian.wrapping_sub(other.hessian) }
    }
}

/// One row's gradient and hessian as a packed word.
#[inline]
pub(crate) fn packed(gradient: i32, hessian: u32) -> u64 {
    (u64::from(gradient as u32) << 32).wrapping_add(u64::from(hessian))
}

/// The scale at which the sums of this many rows fit: gradients lie within -1 and 1, hessians within 0 and 1/4.
pub(crate) fn scale_for(rows: usize) -> f64 {
    let bits = usize::BITS - rows.leading_zeros();
    (1_u64 << (31_u32.saturating_sub(bits + 1)).min(24)) as f64
}

/// Fills the sums of some columns over some rows. `words` stands beside `rows`.
pub(crate) fn fill(bins: &mut [Bins], columns: &[&[u8]], rows: &[u32], words: &[u64], threads: usize) {
    let threads = threads.min(rows.len() * columns.len() / WORTH_A_THREAD).max(1);
    let share = columns.len().div_ceil(threads).max(1);
    if threads == 1 {
        fill_some(bins, columns, rows, words);
        return;
    }
    thread::scope(|scope| {
        for (bins, columns) in bins.chunks_mut(share).zip(columns.chunks(share)) {
            scope.spawn(move || fill_some(bins, columns, rows, words));
        }
    });
}

fn fill_some(bins: &mut [Bins], columns: &[&[u8]], rows: &[u32], words: &[u64]) {
    let (fours, rest) = bins.as_chunks_mut::<4>();
    let (columns, rest_columns) = columns.as_chunks::<4>();
    for (sums, columns) in fours.iter_mut().zip(columns) {
        fill_each(sums, columns, rows, words);
    }
    for (sums, column) in rest.iter_mut().zip(rest_columns) {
        fill_each(std::array::from_mut(sums), &[*column], rows, words);
    }
}

/// Some columns in one pass over the rows: the additions of one row do not wait for each other.
#[inline]
fn fill_each<const N: usize>(bins: &mut [Bins; N], columns: &[&[u8]; N], rows: &[u32], words: &[u64]) {
    *bins = [[0; 256]; N];
    for (row, word) in rows.iter().zip(words) {
        for (sums, column) in bins.iter_mut().zip(columns) {
            let sum = &mut sums[usize::from(column[*row as usize])];
            *sum = sum.wrapping_add(*word);
        }
    }
}

/// Turns the sums of a leaf into those of one child by taking away the other child's.
pub(crate) fn subtract(whole: &mut [Bins], part: &[Bins]) {
    for (whole, part) in whole.iter_mut().zip(part) {
        for (sum, less) in whole.iter_mut().zip(part) {
            *sum = sum.wrapping_sub(*less);
        }
    }
}

/// What a split must satisfy.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demand {
    /// Added to each sum of hessians (L2).
    pub(crate) l2: f64,
    /// The smallest sum of hessians of a child, in units of the scale.
    pub(crate) hessian_min: i64,
    /// The scale of the sums.
    pub(crate) scale: f64,
}

/// A split of a leaf by one column: bins up to `bin` go left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Split {
    /// How much the loss falls.
    pub(crate) gain: f64,
    /// The place of the column among those that the tree may use.
    pub(crate) column: usize,
    /// The last bin on the left.
    pub(crate) bin: u8,
    /// Whether missing values go left.
    pub(crate) missing_left: bool,
    /// The sums on the left.
    pub(crate) left: Sum,
    /// The sums on the right.
    pub(crate) right: Sum,
}

/// The split with the largest gain above zero; of equal ones the first column and the first bin.
pub(crate) fn best_split(bins: &[Bins], tops: &[u8], total: Sum, demand: Demand) -> Option<Split> {
    let before = term(total, demand) / denominator(total, demand);
    let mut best: Option<Split> = None;
    let mut floor = before + 1e-9;
    for (column, (sums, top)) in bins.iter().zip(tops).enumerate() {
        let missing = Sum::unpacked(sums[0]);
        let ways: &[bool] = if sums[0] == 0 { &[true] } else { &[true, false] };
        for missing_left in ways {
            let start = if *missing_left { missing } else { Sum::default() };
            if let Some((score, bin, left)) = scan(sums, *top, start, total, demand, floor) {
                floor = score;
                let right = total.minus(left);
                let missing_left = if sums[0] == 0 { left.hessian > right.hessian } else { *missing_left };
                best = Some(Split { gain: score - before, column, bin, missing_left, left, right });
            }
        }
    }
    best
}

/// The best bin of one column above a floor: its score, the bin, the sums on the left.
#[inline]
fn scan(sums: &Bins, top: u8, start: Sum, total: Sum, demand: Demand, floor: f64) -> Option<(f64, u8, Sum)> {
    let mut left = start;
    let mut found = None;
    let mut floor = floor;
    for bin in 1..=top {
        let word = sums[usize::from(bin)];
        if word == 0 {
            continue;
        }
        left = left.plus(Sum::unpacked(word));
        let right = total.minus(left);
        if left.hessian < demand.hessian_min {
            continue;
        }
        if right.hessian < demand.hessian_min {
            break;
        }
        let (below_left, below_right) = (denominator(left, demand), denominator(right, demand));
        let score = (term(left, demand) * below_right + term(right, demand) * below_left) / (below_left * below_right);
        if score > floor {
            floor = score;
            found = Some((score, bin, left));
        }
    }
    found
}

#[inline]
fn term(sum: Sum, demand: Demand) -> f64 {
    let gradient = sum.gradient as f64 / demand.scale;
    gradient * gradient
}

#[inline]
fn denominator(sum: Sum, demand: Demand) -> f64 {
    sum.hessian as f64 / demand.scale + demand.l2
}
