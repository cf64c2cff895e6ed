use basis::{Currency, Date};
use serde::{Deserialize, Serialize};

use crate::fit::{Budgets, FitOptions};
use crate::plan::FeaturePlan;

/// What a model is made of and how well it did on rows it had not seen: the page that goes with every model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// Rows that it was trained on.
    pub rows: u32,
    /// Frauds among them.
    pub frauds: u32,
    /// The first day of acceptance among the rows; `None` when no row carries one.
    pub first_day: Option<Date>,
    /// The last day of acceptance. Rows dated up to this day must not be scored with this model to judge it.
    pub last_day: Option<Date>,
    /// The currency of the prices; a price in another one counts as missing.
    pub currency: Option<Currency>,
    /// Rows whose price was in another currency.
    pub foreign_prices: u64,
    /// The features.
    pub plan: FeaturePlan,
    /// The names of the columns, in their order.
    pub columns: Vec<String>,
    /// How it was trained.
    pub options: FitOptions,
    /// How well it did on rows held out.
    pub held_out: HeldOut,
    /// The scores from which a declaration goes to the red or the yellow lane.
    pub thresholds: Thresholds,
    /// The shares of the held-out rows that the thresholds really select, red and yellow apart.
    pub reached: Budgets,
}

/// Figures over the training rows, each scored by a model that had not seen it (k folds, target tables included). All
/// are rounded to six decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HeldOut {
    /// The share of fraud among the 5 % with the highest scores.
    pub precision_at_5: f64,
    /// The share of fraud among the 10 % with the highest scores.
    pub precision_at_10: f64,
    /// The chance that a fraud has a higher score than a declaration in order.
    pub auc: f64,
    /// The mean distance between probability and share of fraud, over ten bins.
    pub calibration_error: f64,
}

/// The probabilities from which a lane begins: `red` and above goes to the red lane, otherwise `yellow` and above to
/// the yellow lane. Both are written with six decimals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// The smallest probability of the red lane.
    pub red: f64,
    /// The smallest probability of the yellow lane; never above `red`.
    pub yellow: f64,
}

impl Thresholds {
    /// The thresholds that select the shares of a budget among some scores, and the shares that they really select:
    /// equal scores stay together, and a threshold is rounded down to six decimals.
    #[must_use]
    pub fn for_budget(scores: &[f64], budget: Budgets) -> (Self, Budgets) {
        let mut falling = scores.to_vec();
        falling.sort_unstable_by(|a, b| b.total_cmp(a));
        let count = falling.len();
        let at = |share: f64| {
            let wanted = ((count as f64 * share).round() as usize).min(count);
            // Nothing is wanted: no probability reaches a threshold above 1.
            let last = wanted.checked_sub(1).and_then(|last| falling.get(last));
            last.map_or(2.0, |score| (score * 1e6).floor() / 1e6)
        };
        let red = at(budget.red);
        let yellow = at(budget.red + budget.yellow).min(red);
        let share = |from: f64, below: f64| {
            let reached = falling.iter().filter(|score| **score >= from && **score < below).count();
            round(reached as f64 / count.max(1) as f64)
        };
        let reached = Budgets { red: share(red, f64::INFINITY), yellow: share(yellow, red) };
        (Self { red, yellow }, reached)
    }
}

/// Six decimals: a figure that is read back as it was written.
pub(crate) fn round(figure: f64) -> f64 {
    (figure * 1e6).round() / 1e6
}
