//! The bins of one column: at most 254 edges, 255 bins for values, and bin 0 for a missing value.

/// The bin of a missing value.
pub(crate) const MISSING: u8 = 0;
/// The largest number of edges.
pub(crate) const EDGES_MAX: usize = 254;
/// Rows from which edges are found in a large training set.
const SAMPLE: usize = 200_000;

/// The edges between bins, strictly rising and finite. A value lies in the bin after all edges below it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Edges(Vec<f64>);

impl Edges {
    /// Edges that were checked for order and number; `None` when they are not strictly rising, finite and few enough.
    pub(crate) fn checked(edges: Vec<f64>) -> Option<Self> {
        let rising = edges.iter().zip(edges.iter().skip(1)).all(|(a, b)| a < b);
        (rising && edges.len() <= EDGES_MAX && edges.iter().all(|edge| edge.is_finite())).then_some(Self(edges))
    }

    /// Edges that part the values into bins of about the same number of rows, equal values together.
    pub(crate) fn of(values: &[f64], bins_max: usize) -> Self {
        let stride = values.len().div_ceil(SAMPLE).max(1);
        let mut known: Vec<f64> = values.iter().step_by(stride).copied().filter(|value| value.is_finite()).collect();
        known.sort_unstable_by(f64::total_cmp);
        let counted = runs(&known);
        let bins = bins_max.clamp(2, EDGES_MAX + 1);
        if counted.len() <= bins {
            return Self(counted.iter().rev().skip(1).rev().map(|(value, _)| *value).collect());
        }
        let (mut edges, mut left, mut in_bin) = (Vec::with_capacity(bins), known.len(), 0);
        for (value, count) in counted.iter().rev().skip(1).rev() {
            in_bin += count;
            let free = bins - edges.len();
            if free > 1 && in_bin * free >= left {
                edges.push(*value);
                left -= in_bin;
                in_bin = 0;
            }
        }
        Self(edges)
    }

    /// The bin of a value: 0 when it is missing, otherwise from 1.
    #[inline]
    pub(crate) fn bin(&self, value: f64) -> u8 {
        if value.is_nan() { MISSING } else { (self.0.partition_point(|edge| *edge < value) + 1) as u8 }
    }

    /// The highest bin a value can lie in.
    pub(crate) fn top(&self) -> u8 {
        (self.0.len() + 1) as u8
    }

    /// The edges themselves.
    pub(crate) fn as_slice(&self) -> &[f64] {
        &self.0
    }
}

/// Equal neighbours counted.
fn runs(sorted: &[f64]) -> Vec<(f64, usize)> {
    let mut runs: Vec<(f64, usize)> = Vec::new();
    for value in sorted {
        match runs.last_mut() {
            Some((last, count)) if *last == *value => *count += 1,
            _ => runs.push((*value, 1)),
        }
    }
    runs
}
