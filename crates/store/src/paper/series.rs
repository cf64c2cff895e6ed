use access::{Action, Record, RecordKind, Service, Viewer};
use basis::Text;
use secretariat::paper::Series;
use sqlx::{query, query_as};

use crate::database::{reading, recorded};
use crate::trail::{enter, event};
use crate::{Store, StoreError};

/// A series with how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesKept {
    /// The series.
    pub series: Series,
    /// The latest number that was given; 0 where none was.
    pub latest: i64,
}

const ALL: &str = "SELECT code, title_en, title_fr, pattern, latest FROM series ORDER BY code";
const ADD: &str = "INSERT INTO series (code, title_en, title_fr, pattern, latest) VALUES ($1, $2, $3, $4, 0)";

type Line = (String, String, String, String, i64);

pub(crate) fn read(line: Line) -> Result<SeriesKept, StoreError> {
    let (code, en, fr, pattern, latest) = line;
    let series = Series::new(code, Text::owned(en, fr), pattern);
    Ok(SeriesKept { series: series.map_err(|cause| StoreError::Unreadable(cause.to_string()))?, latest })
}

impl Store {
    /// All series of symbols, by their codes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn series(&self, _viewer: &Viewer) -> Result<Vec<SeriesKept>, StoreError> {
        let lines: Vec<Line> = reading!(self, pool => query_as(ALL).fetch_all(pool))?;
        lines.into_iter().map(read).collect()
    }

    /// Adds a series.
    ///
    /// # Errors
    /// `Taken` when its code is used already; `Refused`, `Full`, `Busy`.
    pub async fn add_series(&self, viewer: &Viewer, series: &Series, now: i64) -> Result<(), StoreError> {
        let record = Record::standing(RecordKind::Document, Service::Documents);
        self.permit(viewer, Action::Publish, &record, now)?;
        recorded!(self, tx => {
            query(ADD)
                .bind(series.code())
                .bind(series.title().en.as_ref())
                .bind(series.title().fr.as_ref())
                .bind(series.pattern())
                .execute(&mut *tx)
                .await?;
            enter!(tx, event(viewer, "add-series", RecordKind::Document, series.code(), now));
        })
        .map_err(|error| error.taken("series"))
    }
}
