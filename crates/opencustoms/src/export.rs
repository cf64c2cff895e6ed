//! `opencustoms export`: records as JSON lines for other programs, and all that is kept about a person.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use basis::Language;
use serde_json::{Value, json};
use store::{Case, Draft, Paper, PaperFilter, QueueFilter, Store, Viewer};

use crate::database::{Database, now};
use crate::failure::Failure;
use crate::terminal::say;

/// Export records.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to export, one record a line
    #[arg(value_enum, required_unless_present = "for_person")]
    what: Option<What>,
    /// All that is kept about a person, by e-mail address or identifier
    #[arg(long, value_name = "PERSON", conflicts_with_all = ["what", "output"])]
    for_person: Option<String>,
    /// The file to write; standard output by default
    #[arg(short, long, value_name = "JSONL")]
    output: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum What {
    /// Documents with their languages and editions, without the files
    Documents,
    /// Cases with their answers and steps
    Cases,
    /// People with their appointments
    People,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match (&arguments.for_person, arguments.what) {
        (Some(person), _) => arguments.database.run(async |store| crate::user::export(store, person).await)?,
        (None, Some(what)) => records(arguments, what)?,
        (None, None) => return Err(Failure::Misuse("name `documents`, `cases` or `people`".to_owned())),
    }
    Ok(ExitCode::SUCCESS)
}

fn records(arguments: &Arguments, what: What) -> Result<(), Failure> {
    let mut sink = match &arguments.output {
        Some(path) => Sink::new(path, Box::new(File::create(path).map_err(Failure::file(path))?)),
        None => Sink::new(Path::new("standard output"), Box::new(std::io::stdout())),
    };
    arguments.database.run(async |store| match what {
        What::Documents => documents(store, &mut sink).await,
        What::Cases => cases(store, &mut sink).await,
        What::People => people(store, &mut sink).await,
    })?;
    sink.out.flush().map_err(Failure::file(&sink.path))?;
    say(&format!("{} records", sink.count));
    Ok(())
}

/// Where the lines go.
struct Sink {
    path: PathBuf,
    out: BufWriter<Box<dyn Write>>,
    count: u64,
}

impl Sink {
    fn new(path: &Path, out: Box<dyn Write>) -> Self {
        Self { path: path.to_owned(), out: BufWriter::new(out), count: 0 }
    }

    fn line(&mut self, value: &Value) -> Result<(), Failure> {
        self.count += 1;
        writeln!(self.out, "{value}").map_err(Failure::file(&self.path))
    }
}

async fn people(store: &Store, sink: &mut Sink) -> Result<(), Failure> {
    let program = Viewer::program();
    let mut after = None;
    loop {
        let people = store.people(&program, after.as_ref(), 1_000, now()).await?;
        let Some(last) = people.last() else { return Ok(()) };
        after = Some(last.id.clone());
        for person in people {
            let appointments = store.appointments_of(&program, &person.id, now()).await?;
            sink.line(&json!({ "person": person, "appointments": appointments }))?;
        }
    }
}

async fn documents(store: &Store, sink: &mut Sink) -> Result<(), Failure> {
    let program = Viewer::program();
    let mut after = None;
    loop {
        let page = store.papers(&program, &PaperFilter::default(), after.as_ref(), 1_000, now()).await?;
        for row in &page.rows {
            let paper = store.paper(&program, &row.id, now()).await?.into_value();
            sink.line(&document(&paper))?;
        }
        let Some(next) = page.next else { return Ok(()) };
        after = Some(next);
    }
}

fn draft(language: Language, draft: &Draft) -> Value {
    json!({
        "language": language.code(),
        "title": draft.title,
        "summary": draft.summary,
        "file": draft.file,
        "sha256": draft.blob,
    })
}

fn document(paper: &Paper) -> Value {
    let with = |mut value: Value, more: &[(&str, Value)]| {
        more.iter().for_each(|(name, fact)| {
            value.as_object_mut().map(|object| object.insert((*name).to_owned(), fact.clone()));
        });
        value
    };
    let languages = paper.languages.iter().map(|one| {
        let more =
            [("state", json!(one.state)), ("edition", json!(one.edition)), ("published_at", json!(one.published_at))];
        with(draft(one.language, &one.draft), &more)
    });
    let editions = paper.editions.iter().map(|one| {
        let more = [("edition", json!(one.edition)), ("published_at", json!(one.published_at))];
        with(draft(one.language, &one.draft), &more)
    });
    json!({
        "record": paper.record,
        "kind": paper.kind.as_str(),
        "series": paper.series,
        "number": paper.number,
        "symbol": paper.symbol,
        "made_at": paper.made_at,
        "version": paper.version,
        "languages": languages.collect::<Vec<_>>(),
        "editions": editions.collect::<Vec<_>>(),
    })
}

async fn cases(store: &Store, sink: &mut Sink) -> Result<(), Failure> {
    let program = Viewer::program();
    let mut skip = 0;
    loop {
        let (rows, _) = store.cases(&program, &QueueFilter::default(), skip, 1_000, now()).await?;
        if rows.is_empty() {
            return Ok(());
        }
        skip = skip.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        for row in &rows {
            let case = store.case(&program, &row.id, now()).await?.into_value();
            sink.line(&casework(&case))?;
        }
    }
}

fn casework(case: &Case) -> Value {
    let answers = case.answers.iter().map(|answer| {
        json!({
            "question": answer.question, "value": answer.value, "version": answer.version, "author": answer.author,
            "at": answer.at,
        })
    });
    let steps = case.steps.iter().map(|step| {
        json!({
            "number": step.number, "step": step.step, "from": step.from, "to": step.to, "actor": step.actor,
            "reason": step.reason, "at": step.at,
        })
    });
    json!({
        "record": case.record,
        "procedure": case.procedure,
        "form": case.form.0,
        "form_version": case.form.1,
        "state": case.state,
        "language": case.language.code(),
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "closed_at": case.closed_at,
        "version": case.version,
        "answers": answers.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
    })
}
