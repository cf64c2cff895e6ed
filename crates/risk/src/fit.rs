use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::boost::boost;
use crate::card::{Card, HeldOut, Thresholds, round};
use crate::encode::{Encoder, Encoding, encode};
use crate::evaluate;
use crate::forest::{DEPTH_MAX, Forest, LEAVES_MAX, TREES_MAX};
use crate::logistic::log_odds;
use crate::model::Model;
use crate::plan::{Layout, PlanError};
use crate::random::Random;
use crate::training::{Group, Training};

/// The largest number of training rows: beyond it the packed sums of gradients would lose too many digits.
const ROWS_MAX: usize = 1 << 24;
/// The fewest rows of either label.
const LABEL_MIN: usize = 50;

/// How a model is trained. All but `threads` is kept in the card; the same rows, options and seed give the same bytes
/// with any number of threads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FitOptions {
    /// Number of trees, 1 to 2,000.
    pub trees: usize,
    /// Leaves of a tree at most, 2 to 128.
    pub leaves: usize,
    /// Splits on a path at most, 1 to 32.
    pub depth: usize,
    /// How much of each tree's answer is added, above 0 and at most 1.
    pub rate: f64,
    /// The share of the rows that each tree sees, above 0 and at most 1.
    pub row_share: f64,
    /// The share of the columns that each tree may use, above 0 and at most 1.
    pub column_share: f64,
    /// The smallest sum of p(1 - p) over the rows of a leaf.
    pub hessian_min: f64,
    /// The weight that draws leaves towards zero (L2).
    pub l2: f64,
    /// Bins of a column at most, 2 to 255, one more for a missing value.
    pub bins: usize,
    /// Folds of the target rates and of the held-out scores, 2 to 20.
    pub folds: usize,
    /// Cases of the base rate that are added to each target rate, above 0.
    pub prior: f64,
    /// The seed of everything that is drawn.
    pub seed: u64,
    /// The shares of declarations wanted in the red and the yellow lane.
    pub budgets: Budgets,
    /// Threads to use, at least 1. Changes nothing but the time.
    #[serde(skip, default = "one")]
    pub threads: usize,
}

/// Shares of declarations by lane, red and yellow apart: .05 and .10 open one in twenty and check the papers of one in
/// ten more.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budgets {
    /// The share of the red lane, 0 to 1.
    pub red: f64,
    /// The share of the yellow lane, 0 to 1.
    pub yellow: f64,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self {
            trees: 200,
            leaves: 31,
            depth: 8,
            rate: 0.1,
            row_share: 0.8,
            column_share: 0.5,
            hessian_min: 3.0,
            l2: 1.0,
            bins: 255,
            folds: 5,
            prior: 10.0,
            seed: 1,
            budgets: Budgets { red: 0.05, yellow: 0.10 },
            threads: 1,
        }
    }
}

fn one() -> usize {
    1
}

/// Why no model could be trained.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum FitError {
    /// Too few rows of one label.
    #[error("{frauds} frauds among {rows} rows: at least 50 rows of either label are needed")]
    Rows {
        /// All rows.
        rows: usize,
        /// Frauds among them.
        frauds: usize,
    },
    /// More rows than can be summed.
    #[error("{0} rows are more than the 16,777,216 that one model can be trained on; train on a sample")]
    TooMany(usize),
    /// An option is out of its range.
    #[error("`{name}` is {value}; it must be {range}")]
    Option {
        /// The option.
        name: &'static str,
        /// Its value.
        value: String,
        /// The values it may have.
        range: &'static str,
    },
    /// The plan of features cannot be used.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A thread of the training ended early.
    #[error("a part of the training did not end: {0}")]
    Part(&'static str),
}

impl FitOptions {
    /// Checks every option's range.
    ///
    /// # Errors
    /// `FitError::Option` names the first option that is out of its range.
    pub fn check(&self) -> Result<(), FitError> {
        let whole = |name, value: usize, least, most, range| {
            let within = (least..=most).contains(&value);
            if within { Ok(()) } else { Err(FitError::Option { name, value: value.to_string(), range }) }
        };
        whole("trees", self.trees, 1, TREES_MAX, "from 1 to 2000")?;
        whole("leaves", self.leaves, 2, LEAVES_MAX, "from 2 to 128")?;
        whole("depth", self.depth, 1, DEPTH_MAX, "from 1 to 32")?;
        whole("bins", self.bins, 2, 255, "from 2 to 255")?;
        whole("folds", self.folds, 2, 20, "from 2 to 20")?;
        whole("threads", self.threads, 1, 1_024, "from 1 to 1024")?;
        let part = |name, value: f64, within: bool, range| {
            if within { Ok(()) } else { Err(FitError::Option { name, value: value.to_string(), range }) }
        };
        for (name, share) in [("rate", self.rate), ("row_share", self.row_share), ("column_share", self.column_share)] {
            part(name, share, share > 0.0 && share <= 1.0, "above 0 and at most 1")?;
        }
        for (name, weight) in [("hessian_min", self.hessian_min), ("prior", self.prior)] {
            part(name, weight, (1e-3..=1e6).contains(&weight), "from 0.001 to 1000000")?;
        }
        part("l2", self.l2, (0.0..=1e6).contains(&self.l2), "from 0 to 1000000")?;
        let Budgets { red, yellow } = self.budgets;
        part("budgets.red", red, (0.0..=1.0).contains(&red), "from 0 to 1")?;
        part("budgets.yellow", yellow, yellow >= 0.0 && red + yellow <= 1.0, "from 0 to 1, with red at most 1")
    }
}

/// Trains a model: target rates out of fold, boosted trees, and from scores of rows held out the thresholds of the
/// lanes and the figures of the card.
///
/// # Errors
/// `FitError` when an option is out of range or there are too few or too many rows.
pub fn fit(training: &Training, options: &FitOptions) -> Result<Model, FitError> {
    options.check()?;
    let (rows, frauds) = (training.len(), training.labels.iter().filter(|label| **label).count());
    if frauds < LABEL_MIN || rows - frauds < LABEL_MIN {
        return Err(FitError::Rows { rows, frauds });
    }
    if rows > ROWS_MAX {
        return Err(FitError::TooMany(rows));
    }
    let groups = training.groups();
    let task = Task { training, groups: &groups, options };
    let (parts, scores) = task.run()?;
    let (thresholds, reached) = Thresholds::for_budget(&scores, options.budgets);
    let ids: Vec<u32> = (0..rows as u32).collect();
    let at = |share| round(evaluate::precision_at(&scores, &training.labels, &ids, share).precision);
    let held_out = HeldOut {
        precision_at_5: at(0.05),
        precision_at_10: at(0.10),
        auc: round(evaluate::auc(&scores, &training.labels)),
        calibration_error: round(evaluate::calibration_error(&scores, &training.labels)),
    };
    let card = card_of(training, options, held_out, thresholds, reached);
    Model::assemble(card, training.layout().clone(), parts.encoder, parts.forest).map_err(FitError::Part)
}

/// Trees and tables of one booster.
struct Parts {
    encoder: Encoder,
    forest: Forest,
}

/// One training: the model itself, and one booster for each fold whose rows it then scores.
#[derive(Clone, Copy)]
struct Task<'a> {
    training: &'a Training,
    groups: &'a [Group],
    options: &'a FitOptions,
}

impl Task<'_> {
    /// The parts of the model and the held-out score of every row. The boosters are shared out among the threads;
    /// each one is wholly given by its number.
    fn run(self) -> Result<(Parts, Vec<f64>), FitError> {
        let rows = self.training.len();
        let mut fold_of: Vec<u8> = (0..rows).map(|row| (row % self.options.folds) as u8).collect();
        Random::new(self.options.seed, 3).shuffle(&mut fold_of);
        let whole: Mutex<Option<Result<Parts, FitError>>> = Mutex::new(None);
        let scores = Mutex::new(vec![0.0; rows]);
        let fault: Mutex<Option<FitError>> = Mutex::new(None);
        let next = AtomicUsize::new(0);
        let workers = self.options.threads.min(self.options.folds + 1);
        let inner = (self.options.threads / workers).max(1);
        let work = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                match number.checked_sub(1) {
                    None => *held(&whole) = Some(self.booster(&(0..rows as u32).collect::<Vec<_>>(), 0, inner)),
                    Some(fold) if fold < self.options.folds => match self.held_out(&fold_of, fold as u8, inner) {
                        Ok(found) => {
                            let mut scores = held(&scores);
                            for (row, score) in found {
                                if let Some(own) = scores.get_mut(row as usize) {
                                    *own = score;
                                }
                            }
                        }
                        Err(error) => *held(&fault) = Some(error),
                    },
                    Some(_) => break,
                }
            }
        };
        thread::scope(|scope| {
            for _ in 1..workers {
                scope.spawn(work);
            }
            work();
        });
        if let Some(error) = fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        let whole = whole.into_inner().unwrap_or_else(PoisonError::into_inner);
        let parts = whole.ok_or(FitError::Part("the model itself"))??;
        Ok((parts, scores.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Trains on some rows.
    fn booster(self, rows: &[u32], number: u64, threads: usize) -> Result<Parts, FitError> {
        let options = self.options;
        let seed = options.seed.wrapping_mul(64).wrapping_add(number);
        let with = Encoding { folds: options.folds, prior: options.prior, bins: options.bins, seed };
        let (matrix, encoder) = encode(self.training, self.groups, rows, with);
        let labels: Vec<bool> =
            rows.iter().map(|row| self.training.labels.get(*row as usize).copied().unwrap_or(false)).collect();
        let trees = boost(&matrix, &labels, log_odds(encoder.base()), options, seed, threads);
        let forest = Forest::of_grown(&trees, &factors_of(self.training.layout())).map_err(FitError::Part)?;
        Ok(Parts { encoder, forest })
    }

    /// Trains without one fold and scores its rows as later declarations are scored.
    fn held_out(self, fold_of: &[u8], fold: u8, threads: usize) -> Result<Vec<(u32, f64)>, FitError> {
        let rows = |own: bool| -> Vec<u32> {
            let with_fold = (0_u32..).zip(fold_of);
            with_fold.filter(|(_, other)| (**other == fold) == own).map(|(row, _)| row).collect()
        };
        let kept = rows(false);
        let parts = self.booster(&kept, u64::from(fold) + 1, threads)?;
        let nothing = Budgets { red: 0.0, yellow: 0.0 };
        let (thresholds, reached) = Thresholds::for_budget(&[], nothing);
        let card = card_of(self.training, self.options, HeldOut::default(), thresholds, reached);
        let layout = self.training.layout().clone();
        let model = Model::assemble(card, layout, parts.encoder, parts.forest).map_err(FitError::Part)?;
        let mut scorer = model.scorer();
        let (own, mut scores) = (rows(true), Vec::new());
        for row in &own {
            scorer.next(|reading| self.training.reading(*row as usize, reading), &mut scores);
        }
        scorer.finish(&mut scores);
        Ok(own.into_iter().zip(scores.iter().map(|score| score.probability)).collect())
    }
}

/// The content of a lock, even after a thread that held it has failed.
fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// For each column its factor.
pub(crate) fn factors_of(layout: &Layout) -> Vec<u8> {
    layout.columns.iter().map(|column| layout.factor(*column) as u8).collect()
}

fn card_of(
    training: &Training,
    options: &FitOptions,
    held_out: HeldOut,
    thresholds: Thresholds,
    reached: Budgets,
) -> Card {
    Card {
        rows: training.len() as u32,
        frauds: training.labels.iter().filter(|label| **label).count() as u32,
        first_day: training.days().map(|(first, _)| first),
        last_day: training.days().map(|(_, last)| last),
        currency: training.currency(),
        foreign_prices: training.foreign_prices(),
        plan: training.plan().clone(),
        columns: crate::phrase::column_names(training.plan(), training.layout()),
        options: FitOptions { threads: 1, ..options.clone() },
        held_out,
        thresholds,
        reached,
    }
}
