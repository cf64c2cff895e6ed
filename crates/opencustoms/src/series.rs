//! `opencustoms series`: the series from which documents get their symbols.

use std::process::ExitCode;

use basis::Text;
use secretariat::paper::Series;
use store::{Store, Viewer};

use crate::database::{Database, now};
use crate::failure::Failure;
use crate::lines::{show, table};
use crate::terminal::say;

/// The series of symbols.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    database: Database,
}

#[derive(clap::Subcommand)]
enum Act {
    /// List the series and how far each has come
    List,
    /// Begin a series
    Add(Add),
}

#[derive(clap::Args)]
struct Add {
    /// The code: 1 to 12 capitals, digits and hyphens
    code: String,
    /// The symbols, for example `PC{number:04}{language}{version}`
    pattern: String,
    /// Its name in English
    #[arg(long, value_name = "NAME")]
    title_en: String,
    /// Its name in French
    #[arg(long, value_name = "NAME")]
    title_fr: String,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    match arguments.act {
        Act::List => arguments.database.run(async |store| list(store).await)?,
        Act::Add(add) => {
            let title = Text::owned(add.title_en, add.title_fr);
            let series =
                Series::new(add.code, title, add.pattern).map_err(|error| Failure::Misuse(error.to_string()))?;
            arguments.database.run_or_make(async |store| begin(store, &series).await)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(store: &Store) -> Result<(), Failure> {
    let row = |kept: store::SeriesKept| {
        let (series, latest) = (kept.series, kept.latest.to_string());
        let title = series.title();
        vec![series.code().to_owned(), series.pattern().to_owned(), latest, title.en.to_string(), title.fr.to_string()]
    };
    let rows: Vec<Vec<String>> = store.series(&Viewer::program()).await?.into_iter().map(row).collect();
    show(&table(&["CODE", "PATTERN", "GIVEN", "ENGLISH", "FRENCH"], &rows))
}

async fn begin(store: &Store, series: &Series) -> Result<(), Failure> {
    store.add_series(&Viewer::program(), series, now()).await?;
    say(&format!("the series `{}` begins", series.code()));
    Ok(())
}
