use access::{Action, Level, RecordId, Viewer};
use basis::Language;
use sqlx::query_as;

use super::language_of;
use crate::database::reading;
use crate::record::{Terms, visible, with_terms};
use crate::{Count, Store, StoreError};

/// Counts stop here: "more than a hundred" says enough, and to find them all is dear where few of many are seen.
const COUNTED: i64 = 101;

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
    /// How many there are, and whether that is exact.
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

macro_rules! asked {
    () => {
        "($13 = '' OR p.series = $13) AND ($14 = '' OR p.kind = $14) AND ($15 = '' OR r.state = $15)"
    };
}

/// In the order of the list, looking at each whether it may be seen: right where many may be.
const SCAN: &str = concat!(
    "SELECT r.id, p.symbol, p.kind, r.state, r.level, r.moment FROM record r JOIN paper p ON p.id = r.id \
     WHERE r.kind = 'document' AND (r.moment < $16 OR (r.moment = $16 AND r.id < $17)) AND ",
    asked!(),
    " AND ",
    visible!(),
    " ORDER BY r.moment DESC, r.id DESC LIMIT $18"
);
/// From the keys of the viewer to the records that they open, and only then in order: right where few may be seen.
macro_rules! by_keys {
    () => {
        "(SELECT DISTINCT k.record FROM record_key k WHERE k.term IN (SELECT value FROM json_each($1))) opened \
         JOIN record r ON r.id = opened.record JOIN paper p ON p.id = r.id"
    };
}
const GATHER: &str = concat!(
    "SELECT r.id, p.symbol, p.kind, r.state, r.level, r.moment FROM ",
    by_keys!(),
    " WHERE r.kind = 'document' AND (r.moment < $16 OR (r.moment = $16 AND r.id < $17)) AND ",
    asked!(),
    " AND ",
    visible!(),
    " ORDER BY r.moment DESC, r.id DESC LIMIT $18"
);
const COUNT_SCAN: &str = concat!(
    "SELECT count(*) FROM (SELECT 1 FROM record r JOIN paper p ON p.id = r.id WHERE r.kind = 'document' AND ",
    asked!(),
    " AND ",
    visible!(),
    " LIMIT $16) found"
);
const COUNT_KEYS: &str = concat!(
    "SELECT count(*) FROM (SELECT 1 FROM ",
    by_keys!(),
    " WHERE r.kind = 'document' AND ",
    asked!(),
    " AND ",
    visible!(),
    " LIMIT $16) found"
);
/// How many records the keys of the viewer open at most, counted as far as it matters.
const OPENED: &str = "SELECT count(*) FROM (SELECT 1 FROM record_key k \
     WHERE k.term IN (SELECT value FROM json_each($1)) LIMIT $2) opened";
const TITLES: &str = "SELECT l.paper, l.language, coalesce(e.title, l.title) FROM paper_language l \
     LEFT JOIN paper_edition e ON e.paper = l.paper AND e.language = l.language AND e.edition = l.edition \
     WHERE l.paper IN (SELECT value FROM json_each($1)) AND ($2 = 1 OR l.edition > 0) ORDER BY l.paper, l.language";
const LACKING: &str = concat!(
    "SELECT r.id, p.symbol, e.title, coalesce(l.state, 'missing'), h.published_at FROM paper_language h \
     CROSS JOIN record r CROSS JOIN paper p \
     JOIN paper_edition e ON e.paper = h.paper AND e.language = h.language AND e.edition = h.edition \
     LEFT JOIN paper_language l ON l.paper = h.paper AND l.language = $13 \
     WHERE r.id = h.paper AND p.id = h.paper AND h.published_at > 0 AND h.language <> $13 AND h.edition > 0 AND h.state <> 'outdated' \
     AND r.kind = 'document' AND r.state = 'published' AND coalesce(l.state, 'missing') <> 'published' AND ",
    visible!(),
    " ORDER BY h.published_at, h.paper LIMIT $14"
);

type Line = (String, Option<String>, String, String, i64, i64);

/// Beyond so many records that the keys open, going through the list in order is faster.
const FEW: i64 = 5_000;

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
        let (listing, counting) = if few { (GATHER, COUNT_KEYS) } else { (SCAN, COUNT_SCAN) };
        let (moment, id) = after.map_or((i64::MAX, "~"), |(moment, id)| (*moment, id.as_str()));
        let mut lines: Vec<Line> = reading!(self, pool => with_terms!(query_as(listing), &terms)
            .bind(&filter.series)
            .bind(&filter.kind)
            .bind(&filter.state)
            .bind(moment)
            .bind(id)
            .bind(limit + 1)
            .fetch_all(pool))?;
        let (counted,): (i64,) = reading!(self, pool => with_terms!(query_as(counting), &terms)
            .bind(&filter.series)
            .bind(&filter.kind)
            .bind(&filter.state)
            .bind(COUNTED)
            .fetch_one(pool))?;
        let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > limit;
        lines.truncate(usize::try_from(limit).unwrap_or(0));
        let next = lines.last().filter(|_| more).map(|line| (line.5, RecordId::kept(line.0.clone())));
        let rows = self.titled(lines, officer).await?;
        let rows = self.still_visible(viewer, Action::List, rows, |row| row.id.as_str(), now).await?;
        let value = u64::try_from(counted).unwrap_or(0);
        Ok(PaperPage { rows, next, count: Count { value, exact: counted < COUNTED } })
    }

    /// Rows with their titles; working copies are shown to whoever keeps the documents.
    async fn titled(&self, lines: Vec<Line>, officer: bool) -> Result<Vec<PaperRow>, StoreError> {
        let ids: Vec<&str> = lines.iter().map(|line| line.0.as_str()).collect();
        let asked = serde_json::to_string(&ids).unwrap_or_else(|_| "[]".to_owned());
        let found: Vec<(String, String, String)> = reading!(self, pool =>
            query_as(TITLES).bind(&asked).bind(i64::from(officer)).fetch_all(pool))?;
        let mut rows = Vec::with_capacity(lines.len());
        for (id, symbol, kind, state, level, moment) in lines {
            let own = found.iter().filter(|(paper, ..)| *paper == id);
            let title = |(_, code, title): &(String, String, String)| Ok((language_of(code)?, title.clone()));
            let titles = own.map(title).collect::<Result<Vec<_>, StoreError>>()?;
            let level = Level::of_number(level);
            rows.push(PaperRow { id: RecordId::kept(id), symbol, kind, state, level, moment, titles });
        }
        Ok(rows)
    }

    /// Published documents that lack a language: it is missing, only a draft, or older than another. Those that wait
    /// longest come first; at most `limit` (up to 1,000). For whoever keeps the documents.
    ///
    /// # Errors
    /// `Refused`, or what the database says.
    pub async fn lacking(
        &self,
        viewer: &Viewer,
        language: Language,
        limit: u32,
        now: i64,
    ) -> Result<Vec<Lacking>, StoreError> {
        if !viewer.keeps(access::Service::Documents) {
            return Err(StoreError::Refused { policies: Vec::new() });
        }
        let terms = Terms::of(viewer, now);
        let lines: Vec<(String, Option<String>, String, String, i64)> = reading!(self, pool =>
            with_terms!(query_as(LACKING), &terms)
                .bind(language.code())
                .bind(i64::from(limit.clamp(1, 1_000)))
                .fetch_all(pool))?;
        let lacking =
            |(id, symbol, title, state, since)| Lacking { id: RecordId::kept(id), symbol, title, state, since };
        let rows = lines.into_iter().map(lacking).collect();
        self.still_visible(viewer, Action::List, rows, |row: &Lacking| row.id.as_str(), now).await
    }
}
