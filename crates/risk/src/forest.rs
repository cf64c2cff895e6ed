//! The trees laid out for scoring.
//!
//! A tree's nodes lie in one small block of four bytes each, so that all trees stay in the nearest cache and a place
//! in a block needs no check of bounds. Each leaf keeps what its path gave to each factor. Values are whole numbers of
//! `UNIT`: sums are exact in any order, and the contributions add up to the score.

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
/// Trees walked side by side, so that the processor need not wait for one node before it asks for the next.
const ABREAST: usize = 8;

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
    /// The trees, the shallow ones first when they come from training.
    pub(crate) trees: Vec<Vec<Branch>>,
    /// The sum of the roots' means, in units.
    pub(crate) base: i64,
    grove: Grove,
}

/// The blocks, of the smallest size that holds every tree.
#[derive(Clone, Debug, PartialEq)]
enum Grove {
    Small(Blocks<64, 32>),
    Medium(Blocks<128, 64>),
    Large(Blocks<256, 128>),
}

/// A node for walking. A value's bin, less `offset`, goes left when it is at most `span`: an offset of 1 turns the
/// missing bin 0 into 255 and so sends it right. A leaf is its own left child, all values go left, and `column` is its
/// number among the leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Node {
    child: u8,
    column: u8,
    offset: u8,
    span: u8,
}

/// What the path to a leaf gave, to eight factors; `more` is the place of further ones, plus 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Gift {
    values: [i32; 8],
    factors: [u8; 8],
    more: u32,
}

/// Nothing, to eight factors that no model has. They differ, so that no addition must wait for the one before it.
const NOTHING: Gift = Gift { values: [0; 8], factors: [248, 249, 250, 251, 252, 253, 254, 255], more: 0 };

#[derive(Clone, Debug, PartialEq)]
struct Blocks<const NODES: usize, const LEAVES: usize> {
    /// Nodes, gifts of the leaves and longest path of eight trees at a time; the last eight are filled with trees of
    /// one leaf that gives nothing.
    rows: Vec<Row<NODES, LEAVES>>,
    /// Gifts that did not fit into eight factors.
    further: Vec<Gift>,
}

#[derive(Clone, Debug, PartialEq)]
struct Row<const NODES: usize, const LEAVES: usize> {
    nodes: [[Node; NODES]; ABREAST],
    gifts: Vec<[Gift; LEAVES]>,
    depth: usize,
}

/// Why nodes do not make a forest.
pub(crate) type Fault = &'static str;

impl Forest {
    /// Lays out grown trees, the shallow ones first: trees that are walked side by side take equally long.
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
        let mut trees: Vec<Vec<Branch>> = trees.iter().map(branches).collect();
        trees.sort_by_cached_key(|tree| depth_of(tree));
        Self::checked(trees, factors)
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
        let grove = match trees.iter().map(Vec::len).max().unwrap_or(0) {
            0..=63 => Grove::Small(Blocks::of(&trees, factors)),
            64..=127 => Grove::Medium(Blocks::of(&trees, factors)),
            _ => Grove::Large(Blocks::of(&trees, factors)),
        };
        Ok(Self { trees, base, grove })
    }

    /// Adds to each factor what all trees give for these bins, in units.
    #[inline]
    pub(crate) fn give(&self, bins: &[u8; 256], values: &mut [i64; 256]) {
        match &self.grove {
            Grove::Small(blocks) => blocks.give(bins, values),
            Grove::Medium(blocks) => blocks.give(bins, values),
            Grove::Large(blocks) => blocks.give(bins, values),
        }
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

impl<const NODES: usize, const LEAVES: usize> Blocks<NODES, LEAVES> {
    fn of(trees: &[Vec<Branch>], factors: &[u8]) -> Self {
        let mut blocks = Self { rows: Vec::with_capacity(trees.len().div_ceil(ABREAST)), further: Vec::new() };
        for eight in trees.chunks(ABREAST) {
            let mut nodes = [[Node { child: 0, column: 0, offset: 0, span: u8::MAX }; NODES]; ABREAST];
            let mut gifts = vec![[NOTHING; LEAVES]; ABREAST];
            for ((tree, nodes), gifts) in eight.iter().zip(&mut nodes).zip(&mut gifts) {
                blocks.fill(tree, factors, nodes, gifts);
            }
            let depth = eight.iter().map(|tree| depth_of(tree)).max().unwrap_or(0);
            blocks.rows.push(Row { nodes, gifts, depth });
        }
        blocks
    }

    fn fill(&mut self, tree: &[Branch], factors: &[u8], nodes: &mut [Node; NODES], gifts: &mut [Gift; LEAVES]) {
        let parents = parents_of(tree);
        let mut leaf = 0_u8;
        for (place, (branch, node)) in (0..=u8::MAX).zip(tree.iter().zip(nodes)) {
            if branch.child == 0 {
                *node = Node { child: place, column: leaf, offset: 0, span: u8::MAX };
                if let Some(gift) = gifts.get_mut(usize::from(leaf)) {
                    *gift = self.gift(&path_of(tree, &parents, place, factors));
                }
                leaf = leaf.saturating_add(1);
            } else {
                let offset = u8::from(!branch.missing_left);
                let span = branch.last.saturating_sub(offset);
                *node = Node { child: branch.child, column: branch.column, offset, span };
            }
        }
    }

    /// A gift, with what does not fit kept apart.
    fn gift(&mut self, path: &[(u8, i32)]) -> Gift {
        let (now, later) = path.split_at(path.len().min(8));
        let mut gift = NOTHING;
        for ((factor, value), own) in now.iter().zip(gift.factors.iter_mut().zip(&mut gift.values)) {
            (*own.0, *own.1) = (*factor, *value);
        }
        if !later.is_empty() {
            let further = self.gift(later);
            self.further.push(further);
            gift.more = self.further.len() as u32;
        }
        gift
    }

    #[inline]
    fn give(&self, bins: &[u8; 256], values: &mut [i64; 256]) {
        for row in &self.rows {
            let mut places = [0_usize; ABREAST];
            for _ in 0..row.depth {
                for (place, nodes) in places.iter_mut().zip(&row.nodes) {
                    *place = step(nodes, *place, bins);
                }
            }
            for ((place, nodes), gifts) in places.iter().zip(&row.nodes).zip(&row.gifts) {
                #[expect(clippy::indexing_slicing, reason = "a remainder by the length lies within")]
                let mut gift = &gifts[usize::from(nodes[place % NODES].column) % LEAVES];
                gift.add(values);
                while gift.more != 0 {
                    let Some(further) = self.further.get(gift.more as usize - 1) else { break };
                    gift = further;
                    gift.add(values);
                }
            }
        }
    }
}

/// One step down a tree; a leaf stays where it is.
#[inline]
#[expect(clippy::indexing_slicing, reason = "a remainder by the length lies within; a byte indexes 256 bins")]
fn step<const NODES: usize>(nodes: &[Node; NODES], place: usize, bins: &[u8; 256]) -> usize {
    let node = nodes[place % NODES];
    let bin = bins[usize::from(node.column)];
    usize::from(node.child).wrapping_add(usize::from(bin.wrapping_sub(node.offset) > node.span))
}

impl Gift {
    #[inline]
    fn add(&self, values: &mut [i64; 256]) {
        for (factor, value) in self.factors.iter().zip(self.values) {
            #[expect(clippy::indexing_slicing, reason = "a byte indexes 256 values")]
            let own = &mut values[usize::from(*factor)];
            *own = own.wrapping_add(i64::from(value));
        }
    }
}

/// Each node's parent, itself for the root.
fn parents_of(tree: &[Branch]) -> Vec<u8> {
    let mut parents = vec![0; tree.len()];
    for (place, branch) in (0..=u8::MAX).zip(tree).filter(|(_, branch)| branch.child != 0) {
        parents.iter_mut().skip(usize::from(branch.child)).take(2).for_each(|parent| *parent = place);
    }
    parents
}

/// What the path to a leaf gave to each factor, in units.
fn path_of(tree: &[Branch], parents: &[u8], leaf: u8, factors: &[u8]) -> Vec<(u8, i32)> {
    let mut path: Vec<(u8, i32)> = Vec::new();
    let mean = |place: u8| tree.get(usize::from(place)).map_or(0, |branch| branch.mean);
    let mut below = leaf;
    while below != 0 {
        let parent = parents.get(usize::from(below)).copied().unwrap_or(0);
        let value = mean(below).wrapping_sub(mean(parent));
        let column = tree.get(usize::from(parent)).map_or(0, |branch| branch.column);
        let factor = factors.get(usize::from(column)).copied().unwrap_or(0);
        match path.iter_mut().find(|(known, _)| *known == factor) {
            Some((_, sum)) => *sum = sum.wrapping_add(value),
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
