use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use declaration::Declaration;
use declaration::mapping::Mapping;
use risk::{Budgets, FeaturePlan, FitOptions, Model, Training};

use super::labelled;
use crate::books;
use crate::failure::Failure;
use crate::terminal::say;

/// Fit a model.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A table of declarations with the results of their inspection
    #[arg(value_name = "CSV")]
    table: PathBuf,
    /// The mapping file that tells what the columns mean
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    /// The column with the label: 1 where fraud was found, 0 where not
    #[arg(long, value_name = "COLUMN")]
    label: String,
    /// Where the model goes
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// The seed of row and column samples and of the folds
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Trees
    #[arg(long, default_value_t = FitOptions::default().trees)]
    trees: usize,
    /// Leaves of a tree
    #[arg(long, default_value_t = FitOptions::default().leaves)]
    leaves: usize,
    /// Learning rate
    #[arg(long, default_value_t = FitOptions::default().rate)]
    rate: f64,
    /// The share of declarations for the red lane, from which its score threshold is set
    #[arg(long, default_value_t = 0.05)]
    red: f64,
    /// The share of declarations for the yellow lane
    #[arg(long, default_value_t = 0.10)]
    yellow: f64,
    /// Workers; the model does not depend on their number. All cores by default
    #[arg(long)]
    threads: Option<usize>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    for (name, share) in [("red", arguments.red), ("yellow", arguments.yellow)] {
        if !(0.0..1.0).contains(&share) {
            return Err(Failure::Misuse(format!("the share `{share}` for the {name} lane is not between 0 and 1")));
        }
    }
    let map = books::mapping(&arguments.map)?;
    let started = Instant::now();
    let (training, unread) = training(&arguments.table, &map, &arguments.label)?;
    say(&format!("{} labelled items read, {unread} rows not readable", training.len()));
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let options = FitOptions {
        trees: arguments.trees,
        leaves: arguments.leaves,
        rate: arguments.rate,
        seed: arguments.seed,
        threads: arguments.threads.unwrap_or_else(cores).clamp(1, 64),
        budgets: Budgets { red: arguments.red, yellow: arguments.yellow },
        ..FitOptions::default()
    };
    let model = risk::fit(&training, &options).map_err(|error| Failure::content(&arguments.table, error))?;
    save(&arguments.output, &model)?;
    describe(&model);
    say(&format!("fitted in {:.1} s, written to {}", started.elapsed().as_secs_f64(), arguments.output.display()));
    Ok(ExitCode::from(u8::from(unread > 0)))
}

fn training(table: &Path, map: &Mapping, label: &str) -> Result<(Training, u64), Failure> {
    let mut training = empty(table)?;
    let unread = labelled::read(table, map, label, &mut |declaration, truth| push(&mut training, declaration, truth))?;
    Ok((training, unread))
}

fn empty(table: &Path) -> Result<Training, Failure> {
    Training::new(FeaturePlan::default()).map_err(|error| Failure::content(table, error))
}

fn push(training: &mut Training, declaration: &Declaration, truth: bool) {
    for item in &declaration.items {
        training.push(declaration, item, truth);
    }
}

/// Fits the demonstration model on the example set.
pub(crate) fn fit_example(csv: &str, output: &Path) -> Result<(), Failure> {
    let table = Path::new("the example set");
    let map = books::mapping(Path::new("meridia"))?;
    let mut training = empty(table)?;
    labelled::from_reader(table, csv.as_bytes(), &map, "result", &mut |declaration, truth| {
        push(&mut training, declaration, truth);
    })?;
    let options = FitOptions { trees: 80, leaves: 15, threads: 2, ..FitOptions::default() };
    let model = risk::fit(&training, &options).map_err(|error| Failure::content(table, error))?;
    save(output, &model)
}

fn save(path: &Path, model: &Model) -> Result<(), Failure> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    fs::write(&part, model.write()).map_err(Failure::file(&part))?;
    fs::rename(&part, path).map_err(Failure::file(path))
}

fn describe(model: &Model) {
    let thresholds = model.thresholds();
    let card = model.card();
    say(&format!(
        "{} items, {} frauds; out of fold: AUC {:.4}, calibration error {:.4}",
        card.rows, card.frauds, card.held_out.auc, card.held_out.calibration_error
    ));
    say(&format!("shares reached out of fold: {:.4} red, {:.4} yellow", card.reached.red, card.reached.yellow));
    say(&format!("red from {:.6}, yellow from {:.6}; digest {}", thresholds.red, thresholds.yellow, model.digest()));
}
