//! One tree, grown leaf by leaf: the leaf whose split lowers the loss most is split next.
#![expect(
    clippy::indexing_slicing,
    reason = "leaves, segments and columns index vectors that this module fills itself"
)]

use crate::edges::MISSING;
use crate::encode::Matrix;
use crate::histogram::{Bins, Demand, Split, Sum, best_split, fill, subtract};

/// The largest step of one leaf in log-odds: leaves with almost no hessian would go astray.
const STEP_MAX: f64 = 8.0;

/// A node while a tree grows. Two children stand side by side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sprout {
    /// The column of the matrix; nothing for a leaf.
    pub(crate) column: usize,
    /// The last bin on the left.
    pub(crate) bin: u8,
    /// Whether missing values go left.
    pub(crate) missing_left: bool,
    /// The left child's place; the right one follows it. 0 for a leaf.
    pub(crate) child: usize,
    /// The value in log-odds, of a leaf.
    pub(crate) value: f64,
    /// Rows that reached the node.
    pub(crate) cover: usize,
}

/// What a tree may use and how far it may grow.
#[derive(Debug)]
pub(crate) struct Soil<'a> {
    pub(crate) matrix: &'a Matrix,
    /// The columns that this tree may use, rising.
    pub(crate) columns: Vec<usize>,
    pub(crate) demand: Demand,
    pub(crate) leaves: usize,
    pub(crate) depth: usize,
    pub(crate) rate: f64,
    pub(crate) threads: usize,
}

/// Memory that one tree hands to the next.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    bins: Vec<Vec<Bins>>,
    rows: Vec<u32>,
    words: Vec<u64>,
}

/// A leaf while the tree grows.
struct Leaf {
    node: usize,
    begin: usize,
    end: usize,
    depth: usize,
    sum: Sum,
    bins: Vec<Bins>,
    split: Option<Split>,
}

/// A grown tree, and for each leaf the segment of the rows that it holds.
#[derive(Debug)]
pub(crate) struct Grown {
    pub(crate) nodes: Vec<Sprout>,
    pub(crate) segments: Vec<(usize, std::ops::Range<usize>)>,
}

/// Grows a tree on some rows; `words` stands beside `rows`, and both are put in the order of the leaves.
pub(crate) fn grow(soil: &Soil<'_>, rows: &mut [u32], words: &mut [u64], pool: &mut Pool) -> Grown {
    let columns: Vec<&[u8]> = soil.columns.iter().map(|column| soil.matrix.columns[*column].as_slice()).collect();
    let tops: Vec<u8> = soil.columns.iter().map(|column| soil.matrix.tops[*column]).collect();
    let sum = Sum::unpacked(words.iter().fold(0_u64, |sum, word| sum.wrapping_add(*word)));
    let mut bins = pool.take(columns.len());
    fill(&mut bins, &columns, rows, words, soil.threads);
    let split = best_split(&bins, &tops, sum, soil.demand);
    let mut nodes = vec![sprout(rows.len())];
    let mut leaves = vec![Leaf { node: 0, begin: 0, end: rows.len(), depth: 0, sum, bins, split }];
    while leaves.len() < soil.leaves {
        let Some((place, split)) = next(&leaves) else { break };
        let leaf = leaves.swap_remove(place);
        let column = columns[split.column];
        let middle = leaf.begin
            + partition(&mut rows[leaf.begin..leaf.end], &mut words[leaf.begin..leaf.end], column, &split, pool);
        let child = nodes.len();
        nodes[leaf.node] = Sprout {
            column: soil.columns[split.column],
            bin: split.bin,
            missing_left: split.missing_left,
            child,
            ..nodes[leaf.node]
        };
        nodes.extend([sprout(middle - leaf.begin), sprout(leaf.end - middle)]);
        let last = leaves.len() + 2 >= soil.leaves || leaf.depth + 1 >= soil.depth;
        let (mut small, mut large) = halves(leaf, middle, child, &split);
        if last {
            pool.give(std::mem::take(&mut large.bins));
        } else {
            small.bins = pool.take(columns.len());
            let (begin, end) = (small.begin, small.end);
            fill(&mut small.bins, &columns, &rows[begin..end], &words[begin..end], soil.threads);
            subtract(&mut large.bins, &small.bins);
            small.split = best_split(&small.bins, &tops, small.sum, soil.demand);
            large.split = best_split(&large.bins, &tops, large.sum, soil.demand);
        }
        leaves.extend([small, large]);
    }
    let mut segments = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let (gradient, hessian) =
            (leaf.sum.gradient as f64 / soil.demand.scale, leaf.sum.hessian as f64 / soil.demand.scale);
        let step = -gradient / (hessian + soil.demand.l2) * soil.rate;
        nodes[leaf.node].value = step.clamp(-STEP_MAX, STEP_MAX);
        segments.push((leaf.node, leaf.begin..leaf.end));
        pool.give(leaf.bins);
    }
    Grown { nodes, segments }
}

fn sprout(cover: usize) -> Sprout {
    Sprout { column: 0, bin: 0, missing_left: false, child: 0, value: 0.0, cover }
}

/// The leaf to split next: the largest gain, of equal ones the older node.
fn next(leaves: &[Leaf]) -> Option<(usize, Split)> {
    let splits = leaves.iter().enumerate().filter_map(|(place, leaf)| Some((place, leaf.node, leaf.split?)));
    let best = splits.max_by(|a, b| a.2.gain.total_cmp(&b.2.gain).then(b.1.cmp(&a.1)));
    best.map(|(place, _, split)| (place, split))
}

/// The two children, the one with fewer rows first; the larger one inherits the parent's sums.
fn halves(leaf: Leaf, middle: usize, child: usize, split: &Split) -> (Leaf, Leaf) {
    let depth = leaf.depth + 1;
    let part = |node, begin, end, sum| Leaf { node, begin, end, depth, sum, bins: Vec::new(), split: None };
    let left = part(child, leaf.begin, middle, split.left);
    let right = part(child + 1, middle, leaf.end, split.right);
    let (small, mut large) = if middle - leaf.begin <= leaf.end - middle { (left, right) } else { (right, left) };
    large.bins = leaf.bins;
    (small, large)
}

/// Puts the rows that go left before the others, each side in its order; answers how many go left.
fn partition(rows: &mut [u32], words: &mut [u64], column: &[u8], split: &Split, pool: &mut Pool) -> usize {
    pool.rows.clear();
    pool.words.clear();
    let mut left = 0;
    for place in 0..rows.len() {
        let (row, word) = (rows[place], words[place]);
        if goes_left(column[row as usize], split.bin, split.missing_left) {
            rows[left] = row;
            words[left] = word;
            left += 1;
        } else {
            pool.rows.push(row);
            pool.words.push(word);
        }
    }
    rows[left..].copy_from_slice(&pool.rows);
    words[left..].copy_from_slice(&pool.words);
    left
}

/// Whether a bin goes to the left child.
#[inline]
pub(crate) fn goes_left(bin: u8, last: u8, missing_left: bool) -> bool {
    if bin == MISSING { missing_left } else { bin <= last }
}

impl Pool {
    fn take(&mut self, columns: usize) -> Vec<Bins> {
        let mut bins = self.bins.pop().unwrap_or_default();
        bins.resize(columns, [0; 256]);
        bins
    }

    fn give(&mut self, bins: Vec<Bins>) {
        if !bins.is_empty() {
            self.bins.push(bins);
        }
    }
}
