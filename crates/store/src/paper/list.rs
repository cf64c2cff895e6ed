use std::collections::HashMap;

use access::{Action, Level, RecordId, Viewer};
use basis::Language;
use sqlx::query_as;

use super::language_of;
use crate::database::reading;
use crate::gathered::{Gathered, gathered, gathering};
use crate::record::{Terms, list, visible, with_terms};
use crate::{Count, Store, StoreError};

/// Which documents are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperFilter {
    /// Those of one series.
    pub series: String,
    /// Those of one kind: `publication`, `paper`, `evidence`.
    pub kind: String,
    /// Those of one state: `draft`, `published`, `withdrawn`.
    pub state: String,
}

/// A document as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperRow {
    /// Its identifier.
    pub id: RecordId,
    /// Its symbol.
    pub symbol: Option<String>,
    /// What it is.
    pub kind: String,
    /// `draft`, `published`, `withdrawn`.
    pub state: String,
    /// How closely it is kept.
    pub level: Level,
    /// What orders the list, in microseconds since 1970-01-01 UTC: when it was made, or last published.
    pub moment: i64,
    /// Each published language with its latest title; working copies where none is published.
    pub titles: Vec<(Language, String)>,
}

/// A page of documents, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperPage {
    /// The documents.
    pub rows: Vec<PaperRow>,
    /// The place after which the next page begins; none where there is none.
    pub next: Option<(i64, RecordId)>,
    /// How many there are where this is all of them; else, not exact, how many were met: there are no fewer.
    pub count: Count,
}

/// A found place in a list.
pub type Found = (i64, RecordId);

/// A document that lacks a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// Its identifier.
    pub id: RecordId,
    /// Its symbol.
    pub symbol: Option<String>,
    /// Its title in the language that it has.
    pub title: String,
    /// The state of the language that it lacks: `missing`, `draft`, `outdated`.
    pub state: String,
    /// Since when it is wanted, in microseconds since 1970-01-01 UTC.
    pub since: i64,
}

macro_rules! columns {
    () => {
        "SELECT r.id, p.symbol, p.kind, r.state, r.level, r.moment FROM "
    };
}
/// From a place on, the newest first.
macro_rules! onward {
    () => {
        " AND r.moment <= $16 AND (r.moment < $16 OR r.id < $17) ORDER BY r.moment DESC, r.id DESC LIMIT $18"
    };
}
/// In the order of the list, looking at each whether it may be seen: right where many may be. What is asked for leads,
/// so that its index is taken.
macro_rules! scan {
    ($lead:literal) => {
        concat!(
            "record r JOIN paper p ON p.id = r.id WHERE r.kind = 'document' AND ",
            $lead,
            " AND ($13 = '' OR r.shelf = $13) AND ($14 = '' OR p.kind = $14) AND ($15 = '' OR r.state = $15) AND ",
            visible!()
        )
    };
}
/// From the keys of the viewer to the records that they open, and only then in order: right where few may be seen.
macro_rules! by_keys {
    () => {
        concat!(
            "(SELECT DISTINCT k.record FROM record_key k WHERE k.term IN (SELECT value FROM json_each($1))) opened \
             JOIN record r ON r.id = opened.record JOIN paper p ON p.id = r.id WHERE r.kind = 'document' \
             AND ($13 = '' OR r.shelf = $13) AND ($14 = '' OR p.kind = $14) AND ($15 = '' OR r.state = $15) AND ",
            visible!()
        )
    };
}
/// The list by one way of finding the documents.
macro_rules! found {
    ($way:expr) => {
        gathered!("id, symbol, kind, state, level, moment", columns!(), $way, onward!())
    };
}
const ALL: Gathered = found!(scan!("r.moment > 0"));
const OF_SERIES: Gathered = found!(scan!("r.shelf = $13"));
const OF_STATE: Gathered = found!(scan!("r.state = $15"));
const BY_KEYS: Gathered = found!(by_keys!());
/// How many records the keys of the viewer open at most, counted as far as it matters.
const OPENED: &str = "SELECT count(*) FROM (SELECT 1 FROM record_key k \
     WHERE k.term IN (SELECT value FROM json_each($1)) LIMIT $2) opened";
const TITLES: Gathered = gathered!(
    "paper, language, title",
    "SELECT l.paper, l.language, coalesce(e.title, l.title) AS title FROM paper_language l \
     LEFT JOIN paper_edition e ON e.paper = l.paper AND e.language = l.language AND e.edition = l.edition \
     WHERE l.paper IN (SELECT value FROM json_each($1)) AND ($2 = 1 OR l.edition > 0) ORDER BY l.paper, l.language"
);
/// Whether the language is lacking is looked at before anything else: most documents lack none.
const LACKING: Gathered = gathered!(
    "id, symbol, title, state, published_at",
    "SELECT r.id, p.symbol, e.title, coalesce(l.state, 'missing') AS state, h.published_at FROM paper_language h \
     LEFT JOIN paper_language l ON l.paper = h.paper AND l.language = $13 \
     CROSS JOIN record r CROSS JOIN paper p CROSS JOIN paper_edition e \
     WHERE h.published_at > 0 AND h.language <> $13 AND h.edition > 0 AND h.state <> 'outdated' \
     AND coalesce(l.state, 'missing') <> 'published' AND r.id = h.paper AND p.id = h.paper \
     AND e.paper = h.paper AND e.language = h.language AND e.edition = h.edition \
     AND r.kind = 'document' AND r.state = 'published' AND ",
    visible!(),
    " ORDER BY h.published_at, h.paper LIMIT $14 OFFSET $15"
);

type Line = (String, Option<String>, String, String, i64, i64);

/// Beyond so many records that the keys open, going through the list in order is faster.
const FEW: i64 = 1_000;

impl Store {
    /// Documents that the viewer may see, the newest first, after a place, at most `limit` (up to 1,000).
    ///
    /// # Errors
    /// What the database says.
    pub async fn papers(
        &self,
        viewer: &Viewer,
        filter: &PaperFilter,
        after: Option<&Found>,
        limit: u32,
        now: i64,
    ) -> Result<PaperPage, StoreError> {
        let terms = Terms::of(viewer, now);
        let limit = i64::from(limit.clamp(1, 1_000));
        let officer = viewer.keeps(access::Service::Documents);
        let few = !officer && {
            let run = |(count,): (i64,)| count < FEW;
            run(reading!(self, pool => query_as(OPENED).bind(&terms.keys).bind(FEW).fetch_one(pool))?)
        };
        let listing = match (few, filter.series.is_empty(), filter.state.is_empty()) {
            (true, ..) => BY_KEYS,
            (false, false, _) => OF_SERIES,
            (false, true, false) => OF_STATE,
            (false, true, true) => ALL,
        };
        let (moment, id) = after.map_or((i64::MAX, "~"), |(moment, id)| (*moment, id.as_str()));
        let mut lines: Vec<Line> = gathering!(self, listing, run => with_terms!(run, &terms)
            .bind(&filter.series)
            .bind(&filter.kind)
            .bind(&filter.state)
            .bind(moment)
            .bind(id)
            .bind(limit + 1))?;
        let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > limit;
        let count = Count { value: lines.len() as u64, exact: !more && after.is_none() };
        lines.truncate(usize::try_from(limit).unwrap_or(0));
        let next = lines.last().filter(|_| more).map(|line| (line.5, RecordId::kept(line.0.clone())));
        let rows = self.titled(lines, officer).await?;
        let rows = self.still_visible(viewer, Action::List, rows, |row| row.id.as_str(), now).await?;
        Ok(PaperPage { rows, next, count })
    }

    /// Rows with their titles; working copies are shown to whoever keeps the documents.
    async fn titled(&self, lines: Vec<Line>, officer: bool) -> Result<Vec<PaperRow>, StoreError> {
        let ids: Vec<&str> = lines.iter().map(|line| line.0.as_str()).collect();
        let asked = list(&ids);
        let found: Vec<(String, String, String)> =
            gathering!(self, TITLES, run => run.bind(&asked).bind(i64::from(officer)))?;
        let mut rows = Vec::with_capacity(lines.len());
        let mut titles: HashMap<String, Vec<(Language, String)>> = HashMap::with_capacity(lines.len());
        for (paper, code, title) in found {
            titles.entry(paper).or_default().push((language_of(&code)?, title));
        }
        for (id, symbol, kind, state, level, moment) in lines {
            let titles = titles.remove(&id).unwrap_or_default();
            let level = Level::of_number(level);
            rows.push(PaperRow { id: RecordId::kept(id), symbol, kind, state, level, moment, titles });
        }
        Ok(rows)
    }

    /// Published documents that lack a language: it is missing, only a draft, or older than another. Those that wait
    /// longest come first; from a place on, at most `limit` (up to 1,000). For whoever keeps the documents.
    ///
    /// # Errors
    /// `Refused`, or what the database says.
    pub async fn lacking(
        &self,
        viewer: &Viewer,
        language: Language,
        skip: u32,
        limit: u32,
        now: i64,
    ) -> Result<Vec<Lacking>, StoreError> {
        if !viewer.keeps(access::Service::Documents) {
            return Err(StoreError::Refused { policies: Vec::new() });
        }
        let terms = Terms::of(viewer, now);
        let limit = i64::from(limit.clamp(1, 1_000));
        let lines: Vec<(String, Option<String>, String, String, i64)> = gathering!(self, LACKING, run => with_terms!(run, &terms)
                .bind(language.code())
                .bind(limit)
                .bind(i64::from(skip)))?;
        let lacking =
            |(id, symbol, title, state, since)| Lacking { id: RecordId::kept(id), symbol, title, state, since };
        let rows = lines.into_iter().map(lacking).collect();
        self.still_visible(viewer, Action::List, rows, |row: &Lacking| row.id.as_str(), now).await
    }
}
