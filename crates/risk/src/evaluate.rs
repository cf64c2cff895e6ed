//! Measures of a ranking: precision at a budget, AUC, intervals, calibration, and the revenue proxy.

use serde::{Deserialize, Serialize};

/// The share of fraud among the declarations with the highest scores.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// How many were selected: the number of declarations times the share, rounded.
    pub selected: usize,
    /// Frauds among them.
    pub hits: usize,
    /// Hits over selected; 0 when nothing is selected.
    pub precision: f64,
    /// The Wilson interval at 95 %.
    pub interval: (f64, f64),
}

/// The precision among the `share` of declarations with the highest scores. Equal scores are taken in the order of the
/// ids; the number selected is round(n x share). Three columns of unequal length are cut to the shortest.
#[must_use]
pub fn precision_at<I: Ord>(scores: &[f64], labels: &[bool], ids: &[I], share: f64) -> Precision {
    let order = ranking(scores, ids);
    let selected = wanted(order.len().min(labels.len()), share);
    let hits = order.iter().take(selected).filter(|row| labels.get(**row).copied().unwrap_or(false)).count();
    let precision = if selected == 0 { 0.0 } else { hits as f64 / selected as f64 };
    Precision { selected, hits, precision, interval: wilson(hits, selected) }
}

/// The share of the revenue at stake that lies in the `share` of declarations with the highest scores, and what would
/// remain of it without the ten largest amounts. The revenue of a declaration in order is zero; in the yardstick data
/// it is price times rate of the frauds, a proxy that a handful of rows dominates.
#[must_use]
pub fn revenue_at<I: Ord>(scores: &[f64], revenue: &[f64], ids: &[I], share: f64) -> (f64, f64) {
    let order = ranking(scores, ids);
    let selected = wanted(order.len().min(revenue.len()), share);
    let mut amounts = revenue.to_vec();
    amounts.sort_unstable_by(|a, b| b.total_cmp(a));
    let largest = amounts.get(9).copied().unwrap_or(f64::INFINITY);
    let recovered = |below: f64| {
        let kept = |amount: &f64| if *amount < below { *amount } else { 0.0 };
        let all: f64 = revenue.iter().map(kept).sum();
        let found: f64 = order.iter().take(selected).filter_map(|row| revenue.get(*row)).map(kept).sum();
        if all > 0.0 { found / all } else { 0.0 }
    };
    (recovered(f64::INFINITY), recovered(largest))
}

/// The chance that a fraud has a higher score than a declaration in order, equal scores counting half; .5 when one of
/// the labels does not occur.
#[must_use]
pub fn auc(scores: &[f64], labels: &[bool]) -> f64 {
    let mut ranked: Vec<(f64, bool)> = scores.iter().copied().zip(labels.iter().copied()).collect();
    ranked.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut won, mut frauds) = (0_u64, 0.0, 0_u64);
    for equal in ranked.chunk_by(|a, b| a.0 == b.0) {
        let fraud = equal.iter().filter(|(_, label)| *label).count() as u64;
        let in_order = equal.len() as u64 - fraud;
        won += fraud as f64 * (below as f64 + in_order as f64 / 2.0);
        below += in_order;
        frauds += fraud;
    }
    if frauds == 0 || below == 0 { 0.5 } else { won / (frauds as f64 * below as f64) }
}

/// The Wilson interval of a share at 95 %; from 0 to 1 when there is no trial.
#[must_use]
pub fn wilson(hits: usize, trials: usize) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    if trials == 0 {
        return (0.0, 1.0);
    }
    let (count, share) = (trials as f64, hits as f64 / trials as f64);
    let denominator = 1.0 + Z * Z / count;
    let centre = (share + Z * Z / (2.0 * count)) / denominator;
    let half = Z * (share * (1.0 - share) / count + Z * Z / (4.0 * count * count)).sqrt() / denominator;
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

/// The expected calibration error: the distance between mean probability and share of fraud in ten bins of equal
/// width, weighted by their rows.
#[must_use]
pub fn calibration_error(probabilities: &[f64], labels: &[bool]) -> f64 {
    let mut bins = [(0_u32, 0.0, 0_u32); 10];
    for (probability, label) in probabilities.iter().zip(labels) {
        let place = ((probability * 10.0) as usize).min(9);
        if let Some((rows, sum, frauds)) = bins.get_mut(place) {
            *rows += 1;
            *sum += probability;
            *frauds += u32::from(*label);
        }
    }
    let distance: f64 = bins.iter().map(|(_, sum, frauds)| (sum - f64::from(*frauds)).abs()).sum();
    distance / probabilities.len().max(1) as f64
}

/// Rows by falling score, equal ones by rising id. A score that is not a number comes last.
fn ranking<I: Ord>(scores: &[f64], ids: &[I]) -> Vec<usize> {
    let mut order: Vec<(f64, &I, usize)> =
        scores.iter().zip(ids).enumerate().map(|(row, (score, id))| (*score, id, row)).collect();
    let worth = |score: f64| if score.is_nan() { f64::NEG_INFINITY } else { score };
    order.sort_by(|a, b| worth(b.0).total_cmp(&worth(a.0)).then_with(|| a.1.cmp(b.1)));
    order.into_iter().map(|(_, _, row)| row).collect()
}

fn wanted(count: usize, share: f64) -> usize {
    ((count as f64 * share.clamp(0.0, 1.0)).round() as usize).min(count)
}
