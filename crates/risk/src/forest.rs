//! The trees of a model, checked, and what the path to each leaf gives to each factor.
//!
//! Values are whole numbers of `UNIT`: sums are exact in any order, and the contributions add up to the score.

use crate::grove::Grove;
use crate::grow::Grown;

/// The unit of values: 2^-24 log-odds.
pub(crate) const UNIT: f64 = 1.0 / 16_777_216.0;
/// The largest value of a node in log-odds: with differences of two it fits 32 bits.
pub(crate) const VALUE_MAX: f64 = 32.0;
/// The largest number of trees of a model.
pub(crate) const TREES_MAX: usize = 2_000;
/// The largest number of leaves of a tree.
pub(crate) const LEAVES_MAX: usize = 128;
/// The longest path of a tree.
pub(crate) const DEPTH_MAX: usize = 32;

/// A node of a model file. Children stand side by side; a leaf has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    /// The column asked; 0 in a leaf.
    pub(crate) column: u8,
    /// The last bin on the left; 0 in a leaf.
    pub(crate) last: u8,
    /// Whether a missing value goes left.
    pub(crate) missing_left: bool,
    /// The left child's place in the tree; 0 in a leaf.
    pub(crate) child: u8,
    /// The mean over the training rows that reached the node, in units; the value of a leaf.
    pub(crate) mean: i32,
}

/// All trees of a model, as they are kept in a file and as they are walked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Forest {
    /// The trees, in the order in which they were grown.
    pub(crate) trees: Vec<Vec<Branch>>,
    /// The sum of the roots' means, in units.
    pub(crate) base: i64,
    /// The same trees laid out for scoring.
    pub(crate) grove: Grove,
}

/// Why nodes do not make a forest.
pub(crate) type Fault = &'static str;

impl Forest {
    /// The forest of grown trees.
    pub(crate) fn of_grown(trees: &[Grown], factors: &[u8]) -> Result<Self, Fault> {
        let branches = |tree: &Grown| -> Vec<Branch> {
            let means = means_of(tree);
            let branch = |(sprout, mean): (&crate::grow::Sprout, f64)| Branch {
                column: sprout.column as u8,
                last: sprout.bin,
                missing_left: sprout.missing_left,
                child: sprout.child as u8,
                mean: (mean.clamp(-VALUE_MAX, VALUE_MAX) / UNIT) as i32,
            };
            tree.nodes.iter().zip(means).map(branch).collect()
        };
        Self::checked(trees.iter().map(branches).collect(), factors)
    }

    /// A forest of nodes from anywhere: every walk ends, every column is known, every value is within bounds.
    pub(crate) fn checked(trees: Vec<Vec<Branch>>, factors: &[u8]) -> Result<Self, Fault> {
        if trees.is_empty() || trees.len() > TREES_MAX {
            return Err("the number of trees is out of range");
        }
        for tree in &trees {
            check(tree, factors.len())?;
        }
        let base = trees.iter().filter_map(|tree| tree.first()).map(|root| i64::from(root.mean)).sum();
        let grove = Grove::of(&trees, factors)?;
        Ok(Self { trees, base, grove })
    }
}

/// Checks one tree: children after their parent, each with one parent, paths and values within bounds.
fn check(tree: &[Branch], columns: usize) -> Result<(), Fault> {
    if tree.is_empty() || tree.len() > 2 * LEAVES_MAX - 1 {
        return Err("the number of nodes of a tree is out of range");
    }
    let mut next = 1;
    for (place, branch) in tree.iter().enumerate() {
        if f64::from(branch.mean).abs() * UNIT > VALUE_MAX {
            return Err("a node's value is out of range");
        }
        if branch.child == 0 {
            continue;
        }
        let child = usize::from(branch.child);
        // Children stand in the order in which their parents were split, which need not be the parents' own order.
        if child <= place || child.is_multiple_of(2) || child + 1 >= tree.len() {
            return Err("a node's children are out of place");
        }
        if usize::from(branch.column) >= columns || branch.last == 0 {
            return Err("a node asks for a column or bin that the model does not have");
        }
        next += 2;
    }
    let mut seen = [false; 256];
    for branch in tree.iter().filter(|branch| branch.child != 0) {
        if let Some(seen) = seen.get_mut(usize::from(branch.child)) {
            if *seen {
                return Err("a node has two parents");
            }
            *seen = true;
        }
    }
    if next != tree.len() {
        return Err("a node has no parent");
    }
    if depth_of(tree) > DEPTH_MAX { Err("a path is longer than 32") } else { Ok(()) }
}

/// Each node's parent, itself for the root.
pub(crate) fn parents_of(tree: &[Branch]) -> Vec<u8> {
    let mut parents = vec![0; tree.len()];
    for (place, branch) in (0..=u8::MAX).zip(tree).filter(|(_, branch)| branch.child != 0) {
        parents.iter_mut().skip(usize::from(branch.child)).take(2).for_each(|parent| *parent = place);
    }
    parents
}

/// What the path to a leaf gives to each factor, in units.
pub(crate) fn path_of(tree: &[Branch], parents: &[u8], leaf: u8, factors: &[u8]) -> Vec<(u8, i64)> {
    let mut path: Vec<(u8, i64)> = Vec::new();
    let mean = |place: u8| tree.get(usize::from(place)).map_or(0, |branch| i64::from(branch.mean));
    let mut below = leaf;
    while below != 0 {
        let parent = parents.get(usize::from(below)).copied().unwrap_or(0);
        let value = mean(below) - mean(parent);
        let column = tree.get(usize::from(parent)).map_or(0, |branch| branch.column);
        let factor = factors.get(usize::from(column)).copied().unwrap_or(0);
        match path.iter_mut().find(|(known, _)| *known == factor) {
            Some((_, sum)) => *sum += value,
            None => path.push((factor, value)),
        }
        below = parent;
    }
    path
}

/// The longest path of a tree whose children come after their parents.
fn depth_of(tree: &[Branch]) -> usize {
    let mut depths = vec![0; tree.len()];
    for (place, branch) in tree.iter().enumerate().filter(|(_, branch)| branch.child != 0) {
        let depth = depths.get(place).copied().unwrap_or(0) + 1;
        depths.iter_mut().skip(usize::from(branch.child)).take(2).for_each(|below| *below = depth);
    }
    depths.into_iter().max().unwrap_or(0)
}

/// The mean over the rows that reached each node of a grown tree, in log-odds.
fn means_of(tree: &Grown) -> Vec<f64> {
    let mut means: Vec<f64> = tree.nodes.iter().map(|node| node.value).collect();
    for (place, node) in tree.nodes.iter().enumerate().rev().filter(|(_, node)| node.child != 0) {
        let children = tree.nodes.iter().zip(&means).skip(node.child).take(2);
        let (rows, sum) =
            children.fold((0, 0.0), |(rows, sum), (child, mean)| (rows + child.cover, sum + child.cover as f64 * mean));
        if let Some(own) = means.get_mut(place) {
            *own = sum / rows.max(1) as f64;
        }
    }
    means
}
