//! The trees laid out for scoring many items side by side.
//!
//! A tree is not walked item by item: each of its forks is asked once for a whole lane of items, and masks of bytes
//! say which items have come so far. Comparing, masking and adding then run on as many items at a time as the
//! processor's registers hold, and a tree's nodes and gifts are fetched once for all items of a batch.

use crate::forest::{Branch, Fault, parents_of, path_of};

/// Items asked side by side.
pub(crate) const LANES: usize = 32;
/// Lanes of a batch.
const GROUPS: usize = 4;
/// The most items of one batch: their sums and bins stay in the nearest cache beside a few trees.
pub(crate) const BATCH: usize = LANES * GROUPS;
/// Values of a gift that lie together.
const PACK: usize = 8;
/// Trees whose gifts are added in one go, so that a sum is loaded and stored once for all of them.
const ABREAST: usize = 4;

/// One byte for each item of a lane.
type Lane = [u8; LANES];
/// The bins of a lane of items, by column.
pub(crate) type Bins = [Lane; 256];
/// For each node of a tree which items of a lane reach it: all bits or none.
type Reach = [Lane; 256];

/// A node with children. A bin, less `offset`, goes left when it is at most `span`: an offset of 1 turns the missing
/// bin 0 into 255 and so sends it right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fork {
    place: u8,
    child: u8,
    column: u8,
    offset: u8,
    span: u8,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Tree {
    /// The forks, parents before children.
    forks: Vec<Fork>,
    /// The places of the leaves; a leaf's number is its place here.
    leaves: Vec<u8>,
    /// Where the gifts of the first leaf begin.
    gifts: usize,
}

/// All trees of a model as they are walked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grove {
    /// The trees in runs whose sums fit 32 bits for every factor, whatever leaf is reached.
    runs: Vec<Vec<Tree>>,
    /// For each leaf what its path gives to each factor, in packs.
    gifts: Vec<[i32; PACK]>,
    /// Packs of one leaf.
    width: usize,
    /// Factors of the model.
    factors: usize,
}

/// Working memory of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Basket {
    reach: Box<Reach>,
    sums: Vec<[i32; PACK]>,
    /// For each item what all trees give to each factor, in units: the factors of the first item first.
    pub(crate) units: Vec<i64>,
}

impl Basket {
    pub(crate) fn empty() -> Self {
        Self { reach: Box::new([[0; LANES]; 256]), sums: Vec::new(), units: Vec::new() }
    }
}

impl Grove {
    /// Lays out trees that were checked. `factors` names the factor of each column.
    pub(crate) fn of(trees: &[Vec<Branch>], factors: &[u8]) -> Result<Self, Fault> {
        let count = factors.iter().map(|factor| usize::from(*factor) + 1).max().unwrap_or(1);
        let width = count.div_ceil(PACK);
        let mut grove = Self { runs: vec![Vec::new()], gifts: Vec::new(), width, factors: count };
        let mut reached = vec![0_i64; count];
        for tree in trees {
            let (tree, most) = grove.lay(tree, factors)?;
            let fits = reached.iter().zip(&most).all(|(reached, most)| reached + most <= i64::from(i32::MAX));
            if !fits {
                reached.fill(0);
                grove.runs.push(Vec::new());
            }
            reached.iter_mut().zip(&most).for_each(|(reached, most)| *reached += most);
            if let Some(run) = grove.runs.last_mut() {
                run.push(tree);
            }
        }
        grove.fill_up();
        Ok(grove)
    }

    /// Lays out one tree; also the most that it gives to each factor.
    fn lay(&mut self, branches: &[Branch], factors: &[u8]) -> Result<(Tree, Vec<i64>), Fault> {
        let parents = parents_of(branches);
        let mut tree = Tree { gifts: self.gifts.len(), ..Tree::default() };
        let mut most = vec![0_i64; self.factors];
        for (place, branch) in (0..=u8::MAX).zip(branches) {
            if branch.child != 0 {
                let offset = u8::from(!branch.missing_left);
                let span = branch.last.saturating_sub(offset);
                tree.forks.push(Fork { place, child: branch.child, column: branch.column, offset, span });
                continue;
            }
            tree.leaves.push(place);
            let mut gift = vec![[0_i32; PACK]; self.width];
            for (factor, value) in path_of(branches, &parents, place, factors) {
                let fits = i32::try_from(value).map_err(|_| "a path gives a factor more than a score can hold")?;
                let factor = usize::from(factor);
                if let (Some(own), Some(most)) = (gift.as_flattened_mut().get_mut(factor), most.get_mut(factor)) {
                    *own = fits;
                    *most = (*most).max(value.abs());
                }
            }
            self.gifts.append(&mut gift);
        }
        Ok((tree, most))
    }

    /// Fills each run with trees of one leaf that give nothing, up to full sets.
    fn fill_up(&mut self) {
        let nothing = Tree { forks: Vec::new(), leaves: vec![0], gifts: self.gifts.len() };
        self.gifts.resize(self.gifts.len() + self.width, [0; PACK]);
        for run in &mut self.runs {
            run.resize(run.len().next_multiple_of(ABREAST), nothing.clone());
        }
    }

    /// What all trees give to each factor of the first `items` items of the lanes of bins, into the basket's units.
    pub(crate) fn give(&self, bins: &[Bins], items: usize, basket: &mut Basket) {
        basket.units.clear();
        basket.units.resize(items * self.factors, 0);
        for run in &self.runs {
            basket.sums.clear();
            basket.sums.resize(items * self.width, [0; PACK]);
            let (sets, _) = run.as_chunks::<ABREAST>();
            for set in sets {
                let lanes = basket.sums.chunks_mut(LANES * self.width);
                for (bins, sums) in bins.iter().zip(lanes) {
                    let leaves = set.each_ref().map(|tree| tree.leaves(bins, &mut basket.reach));
                    self.add(set, &leaves, sums);
                }
            }
            let units = basket.units.chunks_exact_mut(self.factors);
            for (units, sums) in units.zip(basket.sums.chunks_exact(self.width)) {
                for (unit, sum) in units.iter_mut().zip(sums.as_flattened()) {
                    *unit = unit.wrapping_add(i64::from(*sum));
                }
            }
        }
    }

    /// Adds the gifts of the leaves that each item reached in a set of trees.
    #[inline]
    fn add(&self, set: &[Tree; ABREAST], leaves: &[Lane; ABREAST], sums: &mut [[i32; PACK]]) {
        let gift = |tree: &Tree, leaf: u8| {
            let from = tree.gifts + usize::from(leaf) * self.width;
            self.gifts.get(from..from + self.width).unwrap_or(&[])
        };
        let [first, second, third, fourth] = set;
        let [of_first, of_second, of_third, of_fourth] = leaves;
        let reached = of_first.iter().zip(of_second).zip(of_third.iter().zip(of_fourth));
        for (sums, ((a, b), (c, d))) in sums.chunks_exact_mut(self.width).zip(reached) {
            let gifts = gift(first, *a).iter().zip(gift(second, *b));
            let gifts = gifts.zip(gift(third, *c).iter().zip(gift(fourth, *d)));
            for (sum, ((a, b), (c, d))) in sums.iter_mut().zip(gifts) {
                *sum = plus(plus(*sum, plus(*a, *b)), plus(*c, *d));
            }
        }
    }
}

/// The sums of two packs, place by place.
#[inline]
#[expect(clippy::indexing_slicing, reason = "both packs have the places counted here")]
fn plus(a: [i32; PACK], b: [i32; PACK]) -> [i32; PACK] {
    std::array::from_fn(|place| a[place].wrapping_add(b[place]))
}

impl Tree {
    /// The number of the leaf that each item of a lane reaches.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "a byte indexes 256 places")]
    fn leaves(&self, bins: &Bins, reach: &mut Reach) -> Lane {
        reach[0] = [u8::MAX; LANES];
        for fork in &self.forks {
            let mut left = reach[usize::from(fork.place)];
            let mut right = left;
            for ((left, right), bin) in left.iter_mut().zip(&mut right).zip(&bins[usize::from(fork.column)]) {
                let goes_left = if bin.wrapping_sub(fork.offset) <= fork.span { u8::MAX } else { 0 };
                *left &= goes_left;
                *right &= !goes_left;
            }
            reach[usize::from(fork.child)] = left;
            reach[usize::from(fork.child.wrapping_add(1))] = right;
        }
        let mut leaves = [0; LANES];
        for (number, place) in (0_u8..=u8::MAX).zip(&self.leaves) {
            for (leaf, here) in leaves.iter_mut().zip(&reach[usize::from(*place)]) {
                *leaf |= here & number;
            }
        }
        leaves
    }
}
