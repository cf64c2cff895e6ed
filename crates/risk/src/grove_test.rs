//! The walk of whole lanes against the walk of one item, node by node.

use proptest::prelude::*;

use crate::forest::{Branch, Forest, LEAVES_MAX, UNIT, VALUE_MAX};
use crate::grove::{BATCH, Basket, Bins, LANES};

const COLUMNS: usize = 21;

/// Columns 0 to 20 speak for 9 to 15 factors, some of them for the same one.
fn factors(seed: u8) -> Vec<u8> {
    (0..COLUMNS as u8).map(|column| column % (9 + seed % 7)).collect()
}

/// Trees that grow by the splitting of a leaf, from a list of dice.
fn tree(dice: &[(u8, u8, u8, bool, i32)]) -> Vec<Branch> {
    let leaf = |mean| Branch { column: 0, last: 0, missing_left: false, child: 0, mean };
    let mut tree = vec![leaf(0)];
    for (which, column, last, missing_left, mean) in dice {
        let leaves: Vec<usize> = (0..tree.len()).filter(|place| tree[*place].child == 0).collect();
        let place = leaves[usize::from(*which) % leaves.len()];
        let child = tree.len() as u8;
        let (column, last, missing_left) = (column % COLUMNS as u8, (*last).max(1), *missing_left);
        tree[place] = Branch { column, last, missing_left, child, mean: tree[place].mean };
        tree.extend([leaf(*mean), leaf(mean.wrapping_mul(3) / 4)]);
    }
    tree
}

fn trees() -> impl Strategy<Value = Vec<Vec<Branch>>> {
    let most = (VALUE_MAX / UNIT) as i32;
    let split =
        (any::<u8>(), any::<u8>(), any::<u8>(), any::<bool>(), prop_oneof![-most / 64..=most / 64, -most..=most]);
    let splits = prop::collection::vec(split, 0..24);
    prop::collection::vec(splits.prop_map(|dice| tree(&dice)), 1..12)
}

/// What one item is given: walked node by node, each step's change to the factor that decided.
fn walked(trees: &[Vec<Branch>], factors: &[u8], bins: &[u8]) -> Vec<i64> {
    let mut units = vec![0_i64; usize::from(factors.iter().copied().max().unwrap()) + 1];
    for tree in trees {
        let mut here = tree[0];
        while here.child != 0 {
            let bin = bins[usize::from(here.column)];
            let left = if bin == 0 { here.missing_left } else { bin <= here.last };
            let next = tree[usize::from(here.child) + usize::from(!left)];
            units[usize::from(factors[usize::from(here.column)])] += i64::from(next.mean) - i64::from(here.mean);
            here = next;
        }
    }
    units
}

proptest! {
    #[test]
    fn many_items_side_by_side_are_given_what_each_is_given_alone(
        trees in trees(),
        seed in any::<u8>(),
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![Just(0_u8), any::<u8>()], COLUMNS), 1..=BATCH),
    ) {
        let factors = factors(seed);
        // A path may give one factor more than 32 bits hold: such a model is refused, not cut.
        let Ok(forest) = Forest::checked(trees.clone(), &factors) else { return Ok(()) };
        let mut lanes: Vec<Bins> = vec![[[0; LANES]; 256]; rows.len().div_ceil(LANES)];
        for (item, row) in rows.iter().enumerate() {
            for (column, bin) in row.iter().enumerate() {
                lanes[item / LANES][column][item % LANES] = *bin;
            }
        }
        let mut basket = Basket::empty();
        forest.grove.give(&lanes, rows.len(), &mut basket);
        let width = basket.units.len() / rows.len();
        for (row, units) in rows.iter().zip(basket.units.chunks_exact(width)) {
            prop_assert_eq!(units.to_vec(), walked(&trees, &factors, row));
        }
    }
}

#[test]
fn a_tree_of_as_many_leaves_as_there_may_be_is_walked() {
    let dice: Vec<_> =
        (1..LEAVES_MAX).map(|split| (split as u8, split as u8, 2 * split as u8, true, split as i32)).collect();
    let trees = vec![tree(&dice), tree(&[]), tree(&dice)];
    let factors = factors(3);
    let forest = Forest::checked(trees.clone(), &factors).unwrap();
    let mut lane: Bins = [[0; LANES]; 256];
    lane.iter_mut().enumerate().for_each(|(column, lane)| lane[0] = (column * 11) as u8);
    let mut basket = Basket::empty();
    forest.grove.give(&[lane], 1, &mut basket);
    let bins: Vec<u8> = lane.iter().map(|lane| lane[0]).collect();
    assert_eq!(basket.units, walked(&trees, &factors, &bins));
}
