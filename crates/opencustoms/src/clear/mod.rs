//! `opencustoms clear`: the stream of declarations on the command line.

mod input;
mod output;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use basis::{Date, Language};
use clearance::Books;
use clearance::lane::Thresholds;
use clearance::pipeline::{Format, Options, Progress, Summary, run as run_pipeline};
use clearance::write::{Scribe, Sheet};
use declaration::mapping::Mapping;

use crate::books::{self, Sources};
use crate::failure::Failure;
use crate::terminal::{Bar, say};
use output::Output;

/// Clear declarations.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Files or folders; `-` reads standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Where the answers go; `-` writes standard output. Rows that cannot be read go to NAME.errors.jsonl beside it,
    /// messages of other kinds to NAME.skipped.jsonl
    #[arg(short, long, default_value = "-", value_name = "FILE")]
    output: PathBuf,
    /// The day the answers speak of (YYYY-MM-DD); a record's own acceptance date wins over it. Today by default
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// The mapping file that tells what the columns of a table mean
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// The risk model made by `risk fit`; without one nothing is scored
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The form of the input where its name does not tell: csv, jsonl, xml, arrow, parquet
    #[arg(long, value_name = "FORM", value_parser = form)]
    format: Option<Format>,
    /// The form of the answers where the name does not tell: csv, jsonl, arrow, parquet
    #[arg(long, value_name = "FORM", value_parser = form)]
    to: Option<Format>,
    /// Workers; no answer depends on their number. All cores by default
    #[arg(long, value_name = "COUNT")]
    threads: Option<usize>,
    /// Set the score thresholds from this very input, by a first pass over it, so that these shares of the
    /// declarations are red and yellow, for example `0.05,0.10`
    #[arg(long, value_name = "RED,YELLOW", value_parser = budget)]
    exact_budget: Option<(f64, f64)>,
    /// The share of declarations that the random draw puts in the red lane
    #[arg(long, default_value_t = 0.01, value_name = "SHARE")]
    random_share: f64,
    /// A file with the secret key of the random draw (16 bytes or more). By default the key in the data folder, which
    /// is made on first use
    #[arg(long, value_name = "FILE")]
    random_key: Option<PathBuf>,
    /// The language of reasons in tables: en or fr
    #[arg(long, default_value = "en", value_parser = language)]
    language: Language,
    /// Leave out the steps of each line in JSON lines
    #[arg(long)]
    no_steps: bool,
    /// The folder with reference data and the key of the draw
    #[command(flatten)]
    data: books::DataFolder,
}

fn form(word: &str) -> Result<Format, String> {
    Format::of_word(word).ok_or_else(|| format!("`{word}` is not one of csv, jsonl, xml, arrow, parquet"))
}

fn language(code: &str) -> Result<Language, String> {
    Language::of_code(code).ok_or_else(|| format!("`{code}` is neither `en` nor `fr`"))
}

fn budget(text: &str) -> Result<(f64, f64), String> {
    let wrong = || format!("`{text}` is not two shares between 0 and 1 such as `0.05,0.10`");
    let (red, yellow) = text.split_once(',').ok_or_else(wrong)?;
    let share = |part: &str| part.trim().parse().ok().filter(|share: &f64| (0.0..=1.0).contains(share));
    share(red).zip(share(yellow)).filter(|(red, yellow)| red + yellow <= 1.0).ok_or_else(wrong)
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let format = output_format(arguments)?;
    let map = arguments.map.as_deref().map(books::mapping).transpose()?.map(Arc::new);
    let sources = Sources {
        data: arguments.data.clone(),
        model: arguments.model.clone(),
        random_share: arguments.random_share,
        random_key: arguments.random_key.clone(),
    };
    let loaded = books::load(&sources)?;
    loaded.messages.iter().for_each(|message| say(message));
    let mut options = options(arguments, map, format);
    let mut books = loaded.books;
    if let Some((red, yellow)) = arguments.exact_budget {
        books = exact(arguments, &books, &mut options, red, yellow)?;
    }
    let started = Instant::now();
    let output = Output::open(&arguments.output, format)?;
    let summary = pass(arguments, &books, &options, Scribe::new(format, arguments.language), output)?;
    report(&summary, &books, started.elapsed().as_secs_f64());
    Ok(ExitCode::from(u8::from(!summary.all_read())))
}

fn options(arguments: &Arguments, map: Option<Arc<Mapping>>, format: Format) -> Options {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    Options {
        on: arguments.on.unwrap_or_else(books::today),
        threads: arguments.threads.unwrap_or_else(cores).clamp(1, 256),
        steps: format == Format::JsonLines && !arguments.no_steps,
        language: (format != Format::JsonLines).then_some(arguments.language),
        map,
    }
}

fn output_format(arguments: &Arguments) -> Result<Format, Failure> {
    let named = arguments.to.or_else(|| Format::of_name(&arguments.output.to_string_lossy()));
    match named {
        Some(Format::DecXml) => Err(Failure::Misuse("answers are written as csv, jsonl, arrow or parquet".to_owned())),
        Some(format) => Ok(format),
        None if arguments.output.as_os_str() == "-" => Ok(Format::JsonLines),
        None => Err(Failure::Misuse(format!(
            "the name `{}` does not tell the form of the answers: end it in .csv, .jsonl, .arrow or .parquet, or add \
             `--to FORM`",
            arguments.output.display()
        ))),
    }
}

/// The first pass of an exact budget: the scores of the whole input, and the thresholds that give the shares.
fn exact(arguments: &Arguments, books: &Books, options: &mut Options, red: f64, yellow: f64) -> Result<Books, Failure> {
    if books.model.is_none() {
        return Err(Failure::Misuse("an exact budget needs scores: add `--model FILE`".to_owned()));
    }
    if arguments.inputs.iter().any(|input| input.as_os_str() == "-") {
        return Err(Failure::Misuse("an exact budget reads its input twice: name a file, not `-`".to_owned()));
    }
    let mut scores = Vec::new();
    let scribe = Scribe::new(Format::JsonLines, arguments.language).scores_only();
    let progress = Progress::default();
    let mut sources = input::sources(&arguments.inputs, arguments.format)?;
    run_pipeline(&mut sources, books, options, &progress, &scribe, &mut |draft| {
        scores.extend(draft.finish().map_err(std::io::Error::other)?.scores);
        Ok(())
    })?;
    let thresholds = Thresholds::exact(&scores, red, yellow);
    say(&format!(
        "exact budget over {} scores: red from {:.6}, yellow from {:.6}",
        scores.len(),
        thresholds.red,
        thresholds.yellow
    ));
    Ok(books.with_thresholds(thresholds))
}

fn pass(
    arguments: &Arguments,
    books: &Books,
    options: &Options,
    scribe: Scribe,
    mut output: Output,
) -> Result<Summary, Failure> {
    let progress = Arc::new(Progress::default());
    let bar = Bar::show(&progress, input::size(&arguments.inputs));
    let mut sources = input::sources(&arguments.inputs, arguments.format)?;
    let mut refused = None;
    let done = run_pipeline(&mut sources, books, options, &progress, &scribe, &mut |draft| {
        let sheet: Sheet = draft.finish().map_err(std::io::Error::other)?;
        output.write(&sheet).map_err(|failure| {
            refused = Some(failure);
            std::io::Error::other("the answers cannot be written")
        })
    });
    drop(bar);
    match (done, refused) {
        (Ok(summary), None) => {
            output.close()?;
            Ok(summary)
        }
        (done, refused) => {
            output.discard();
            Err(refused.or_else(|| done.err().map(Failure::from)).unwrap_or_else(Failure::unknown))
        }
    }
}

fn report(summary: &Summary, books: &Books, seconds: f64) {
    let rate = summary.records as f64 / seconds.max(1e-9);
    say(&format!("{} records in {seconds:.2} s ({rate:.0} a second)", summary.records));
    say(&format!(
        "{} answered, {} not well-formed, {} rows not readable, {} messages set aside",
        summary.answered, summary.unreadable, summary.unread, summary.skipped
    ));
    say(&format!(
        "lanes: {} red ({} by the random draw), {} yellow, {} blue, {} green; {} lines with duty not determined",
        summary.red, summary.random, summary.yellow, summary.blue, summary.green, summary.not_determined
    ));
    if books.tariff.demonstration() {
        say("demonstration tariff of a fictional Member: no figure is the law of any country");
    }
    say(&format!("books {}", books.digest()));
}
