//! Quality and speed of the default model on the yardstick data:
//! `OPENCUSTOMS_SHARED=... cargo run --release -p risk --example measure -- [seeds] [name=value ...]`.
#![expect(clippy::print_stdout, reason = "a program for people at a terminal")]

use std::error::Error;
use std::time::Instant;

use risk::{FeaturePlan, FitOptions, Training, evaluate, fit};

#[expect(clippy::expect_used, reason = "the reader of the yardstick is shared with the tests")]
#[path = "../tests/runner/yardstick.rs"]
mod yardstick;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let seeds: u64 = arguments.first().map_or(Ok(1), |count| count.parse())?;
    let mut options = FitOptions { threads: 2, ..FitOptions::default() };
    let mut plan = FeaturePlan::default();
    for (name, value) in arguments.iter().skip(1).filter_map(|argument| argument.split_once('=')) {
        let number: f64 = value.parse().unwrap_or(0.0);
        match name {
            "trees" => options.trees = number as usize,
            "leaves" => options.leaves = number as usize,
            "depth" => options.depth = number as usize,
            "rate" => options.rate = number,
            "row_share" => options.row_share = number,
            "column_share" => options.column_share = number,
            "hessian_min" => options.hessian_min = number,
            "l2" => options.l2 = number,
            "prior" => options.prior = number,
            "folds" => options.folds = number as usize,
            "bins" => options.bins = number as usize,
            "threads" => options.threads = number as usize,
            "numbered" => plan.keys.iter_mut().for_each(|key| key.numbered &= number > 0.0),
            "pairs" => {
                let pair = |pair: &str| pair.split_once('*').map(|(a, b)| [a.to_owned(), b.to_owned()]);
                plan.pairs = value.split(',').filter_map(pair).collect();
            }
            _ => println!("{name} is not an option"),
        }
    }
    let train = yardstick::read("df_syn_train_eng.csv").ok_or("OPENCUSTOMS_SHARED is not set")?;
    let valid = yardstick::read("df_syn_valid_eng.csv").ok_or("OPENCUSTOMS_SHARED is not set")?;
    let labels: Vec<bool> = valid.iter().map(|row| row.fraud).collect();
    let ids: Vec<&str> = valid.iter().map(|row| row.declaration.id.as_str()).collect();
    for seed in 1..=seeds {
        options.seed = seed;
        let begun = Instant::now();
        let mut training = Training::new(plan.clone())?;
        train.iter().for_each(|row| training.push(&row.declaration, &row.item, row.fraud));
        let pushed = begun.elapsed();
        let model = fit(&training, &options)?;
        let fitted = begun.elapsed();
        let mut scorer = model.scorer();
        let scores: Vec<f64> = valid.iter().map(|row| scorer.score(&row.declaration, &row.item).probability).collect();
        // The fastest of many short runs: the machine is shared.
        let (mut alone, mut together, mut sum) = (f64::INFINITY, f64::INFINITY, 0.0);
        for rows in (0..40).flat_map(|_| valid.chunks_exact(128)) {
            let begun = Instant::now();
            let mut scored = Vec::with_capacity(rows.len());
            scorer.score_all(rows.iter().map(|row| (&row.declaration, &row.item)), &mut scored);
            together = together.min(begun.elapsed().as_secs_f64() * 1e6 / rows.len() as f64);
            sum += scored.iter().map(|score| score.raw).sum::<f64>();
        }
        for row in valid.iter().take(2_000) {
            let begun = Instant::now();
            sum += scorer.score(&row.declaration, &row.item).raw;
            alone = alone.min(begun.elapsed().as_secs_f64() * 1e6);
        }
        let at = |share| evaluate::precision_at(&scores, &labels, &ids, share).precision;
        println!(
            "seed {seed}: P@1 {:.3} P@5 {:.4} P@10 {:.4} AUC {:.4} ECE {:.3} | rows {pushed:.2?} fit {fitted:.2?} | {together:.2} us a row, {alone:.1} us alone ({sum:.3}) | {} bytes {} columns",
            at(0.01),
            at(0.05),
            at(0.10),
            evaluate::auc(&scores, &labels),
            evaluate::calibration_error(&scores, &labels),
            model.write().len(),
            model.card().columns.len(),
        );
        println!("   {:?} {:?} {:?}", model.card().held_out, model.card().thresholds, model.card().reached);
    }
    Ok(())
}
