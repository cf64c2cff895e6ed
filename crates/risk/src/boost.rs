//! Gradient boosting of trees under the logistic loss.
#![expect(clippy::indexing_slicing, reason = "rows index vectors of exactly that many rows")]

use crate::encode::Matrix;
use crate::fit::FitOptions;
use crate::grow::{Grown, Pool, Soil, goes_left, grow};
use crate::histogram::{Demand, packed, scale_for};
use crate::logistic::{probability, whole};
use crate::random::Random;

/// Boosts trees on the rows of a matrix, from the log-odds `start`.
pub(crate) fn boost(
    matrix: &Matrix,
    labels: &[bool],
    start: f64,
    options: &FitOptions,
    seed: u64,
    threads: usize,
) -> Vec<Grown> {
    let mut random = Random::new(seed, 2);
    let mut pool = Pool::default();
    let mut raw = vec![start; matrix.rows];
    let scale = scale_for(matrix.rows);
    let demand = Demand { l2: options.l2, hessian_min: (options.hessian_min * scale) as i64, scale };
    let mut trees = Vec::with_capacity(options.trees);
    for _ in 0..options.trees {
        let (mut rows, mut words) = drawn(matrix.rows, &raw, labels, options.row_share, scale, &mut random);
        let columns = columns_drawn(matrix.columns.len(), options.column_share, &mut random);
        let (leaves, depth, rate) = (options.leaves, options.depth, options.rate);
        let soil = Soil { matrix, columns, demand, leaves, depth, rate, threads };
        let tree = grow(&soil, &mut rows, &mut words, &mut pool);
        for (node, segment) in &tree.segments {
            let value = tree.nodes[*node].value;
            for row in &rows[segment.clone()] {
                raw[*row as usize] += value;
            }
        }
        let mut drawn = rows;
        drawn.sort_unstable();
        let mut next = drawn.iter().peekable();
        for row in 0..matrix.rows as u32 {
            if next.next_if(|drawn| **drawn == row).is_none() {
                raw[row as usize] += value_of(&tree, matrix, row as usize);
            }
        }
        trees.push(Grown { nodes: tree.nodes, segments: Vec::new() });
    }
    trees
}

/// The rows of one tree with their packed gradients.
fn drawn(
    count: usize,
    raw: &[f64],
    labels: &[bool],
    share: f64,
    scale: f64,
    random: &mut Random,
) -> (Vec<u32>, Vec<u64>) {
    let (mut rows, mut words) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for row in 0..count {
        if share >= 1.0 || random.happens(share) {
            let chance = probability(raw[row]);
            let gradient = chance - f64::from(u8::from(labels[row]));
            let hessian = chance * (1.0 - chance);
            rows.push(row as u32);
            words.push(packed(whole(gradient * scale) as i32, whole(hessian * scale) as u32));
        }
    }
    (rows, words)
}

/// The columns of one tree, rising, at least one.
fn columns_drawn(count: usize, share: f64, random: &mut Random) -> Vec<usize> {
    let mut columns: Vec<usize> = (0..count).collect();
    random.shuffle(&mut columns);
    columns.truncate(((count as f64 * share).round() as usize).clamp(1, count.max(1)));
    columns.sort_unstable();
    columns
}

/// The value that a tree gives a row that did not take part in it.
fn value_of(tree: &Grown, matrix: &Matrix, row: usize) -> f64 {
    let mut node = &tree.nodes[0];
    while node.child != 0 {
        let left = goes_left(matrix.columns[node.column][row], node.bin, node.missing_left);
        node = &tree.nodes[node.child + usize::from(!left)];
    }
    node.value
}
