use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use risk::evaluate::{auc, precision_at};

use super::labelled::truth;
use crate::failure::Failure;
use crate::terminal::say;

/// Measure scores.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The answers of `clear`, as CSV
    #[arg(value_name = "ANSWERS")]
    answers: PathBuf,
    /// A table with the results of inspection
    #[arg(long, value_name = "CSV")]
    truth: PathBuf,
    /// Its column with the label: 1 where fraud was found
    #[arg(long, value_name = "COLUMN")]
    label: String,
    /// Its column with the declaration's identifier; the first column by default
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
}

/// One declaration with its score and what inspection found.
struct Case {
    id: String,
    score: f64,
    fraud: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let truths = truths(arguments)?;
    let (cases, unmatched) = cases(&arguments.answers, &truths)?;
    if unmatched > 0 {
        say(&format!("{unmatched} answers have no result in `{}` and are left out", arguments.truth.display()));
    }
    if cases.is_empty() {
        return Err(Failure::content(&arguments.answers, "no answer with a score has a result to be measured against"));
    }
    let mut out = std::io::stdout().lock();
    table(&cases, &mut out).map_err(|error| Failure::Serve(error.to_string()))?;
    Ok(ExitCode::SUCCESS)
}

fn table(cases: &[Case], out: &mut dyn Write) -> std::io::Result<()> {
    let scores: Vec<f64> = cases.iter().map(|case| case.score).collect();
    let labels: Vec<bool> = cases.iter().map(|case| case.fraud).collect();
    let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    let found = labels.iter().filter(|fraud| **fraud).count();
    writeln!(out, "declarations {}  fraud {} ({:.4})", cases.len(), found, found as f64 / cases.len() as f64)?;
    writeln!(out, "AUC {:.4}", auc(&scores, &labels))?;
    writeln!(out, "share  selected  hits  precision  95 % interval     recall")?;
    for share in [0.01, 0.02, 0.05, 0.10, 0.20] {
        let at = precision_at(&scores, &labels, &ids, share);
        let (low, high) = at.interval;
        writeln!(
            out,
            "{share:>5.2}  {:>8}  {:>4}  {:>9.4}  {low:.4} to {high:.4}  {:.4}",
            at.selected,
            at.hits,
            at.precision,
            at.hits as f64 / found.max(1) as f64
        )?;
    }
    writeln!(out, "ties: score descending, then identifier; selected = share of declarations, rounded")
}

fn truths(arguments: &Arguments) -> Result<HashMap<String, bool>, Failure> {
    let path = &arguments.truth;
    let mut reader = open(path)?;
    let headers = reader.headers().map_err(|error| Failure::content(path, error))?.clone();
    let column = |name: &str| {
        let at = headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name);
        at.ok_or_else(|| Failure::Misuse(format!("`{}` has no column `{name}`", path.display())))
    };
    let label = column(&arguments.label)?;
    let id = arguments.id.as_deref().map_or(Ok(0), column)?;
    let mut truths = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| Failure::content(path, error))?;
        let line = record.position().map_or(0, csv::Position::line);
        let found = truth(record.get(label).unwrap_or_default())
            .ok_or_else(|| Failure::content(path, format!("line {line}: the label is neither 0 nor 1")))?;
        truths.insert(record.get(id).unwrap_or_default().to_owned(), found);
    }
    Ok(truths)
}

fn cases(path: &Path, truths: &HashMap<String, bool>) -> Result<(Vec<Case>, u64), Failure> {
    let mut reader = open(path)?;
    let headers = reader.headers().map_err(|error| Failure::content(path, error))?.clone();
    let column = |name: &str| {
        let at = headers.iter().position(|header| header == name);
        at.ok_or_else(|| {
            Failure::Misuse(format!("`{}` has no column `{name}`: is it made by `clear`?", path.display()))
        })
    };
    let (id, score) = (column("id")?, column("score")?);
    let (mut cases, mut unmatched): (Vec<Case>, u64) = (Vec::new(), 0);
    for record in reader.records() {
        let record = record.map_err(|error| Failure::content(path, error))?;
        let name = record.get(id).unwrap_or_default();
        if cases.last().is_some_and(|last| last.id == name) {
            // Further items of the same declaration repeat its score.
            continue;
        }
        let score = record.get(score).and_then(|score| score.parse().ok());
        match (score, truths.get(name)) {
            (Some(score), Some(fraud)) => cases.push(Case { id: name.to_owned(), score, fraud: *fraud }),
            _ => unmatched += 1,
        }
    }
    Ok((cases, unmatched))
}

fn open(path: &Path) -> Result<csv::Reader<std::fs::File>, Failure> {
    csv::Reader::from_path(path).map_err(|error| Failure::content(path, error))
}
