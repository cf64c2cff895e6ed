use std::collections::{BTreeMap, BTreeSet};

use access::{Action, RecordKind, Service, Viewer};
use basis::Language;
use sqlx::{SqlitePool, query_as};

use crate::casework::WITH_MANY_CASES;
use crate::database::Database;
use crate::gathered::{gathered, rows};
use crate::record::{Terms, visible, with_terms};
use crate::{Count, Store, StoreError};

/// Words of a question beyond these are passed over.
const WORDS: usize = 12;
/// Counts stop here: "more than a hundred" says enough, and whoever sees more narrows the question. They depend on
/// nothing that the viewer may not see.
const COUNTED: i64 = 101;
/// Words that more texts than these have say little about any of them: then the newest come first, those with the words
/// in their titles before the others.
const FEW: i64 = 200;

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its identifier.
    pub record: String,
    /// What it is.
    pub kind: RecordKind,
    /// The language of the words that were found.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// Some words around what was found.
    pub passage: String,
}

/// What was found, the best first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// The best ones.
    pub hits: Vec<Hit>,
    /// How many there are, and whether that is exact.
    pub count: Count,
    /// How many there are of each kind, whichever is asked for.
    pub kinds: BTreeMap<RecordKind, Count>,
}

/// The kinds that can be found.
pub const SOUGHT: [RecordKind; 4] = [RecordKind::Document, RecordKind::Case, RecordKind::Question, RecordKind::Person];

pub(crate) const REMOVE: &str = "DELETE FROM search_text WHERE record = $1 AND language = $2";
pub(crate) const REMOVE_ALL: &str = "DELETE FROM search_text WHERE record = $1";
pub(crate) const ADD: &str = "INSERT INTO search_text (code, record, language, title, content, kind) \
     SELECT coalesce(max(code), 0) + 1, $1, $2, $3, $4, (SELECT r.kind FROM record r WHERE r.id = $1) FROM search_text";

/// Lets a record be found by its words in a language, within a transaction.
macro_rules! index {
    ($tx:ident, $record:expr, $language:expr, $title:expr, $content:expr) => {{
        let language: basis::Language = $language;
        sqlx::query($crate::search::REMOVE).bind($record).bind(language.code()).execute(&mut *$tx).await?;
        sqlx::query($crate::search::ADD)
            .bind($record)
            .bind(language.code())
            .bind($crate::search::plain($title))
            .bind($crate::search::plain($content))
            .execute(&mut *$tx)
            .await?;
    }};
}
pub(crate) use index;

/// A text that both databases take: PostgreSQL keeps no NUL, and indexes at most a megabyte of words.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|character| *character != '\0').take(200_000).collect()
}

/// The texts of a question with their records. The words lead, whatever the planner would think of them.
macro_rules! matched {
    () => {
        "search_word CROSS JOIN search_text t ON t.code = search_word.rowid CROSS JOIN record r ON r.id = t.record \
         WHERE search_word MATCH $13 AND "
    };
}
macro_rules! listed {
    ($order:literal) => {
        gathered!(
            "record, kind, language, title, passage",
            "SELECT t.record, r.kind, t.language, t.title, snippet(search_word, 1, '', '', '…', 24) AS passage FROM ",
            matched!(),
            visible!(),
            $order,
            " LIMIT $14"
        )
        .sqlite
    };
}
const SQLITE_BEST: &str = listed!(" ORDER BY bm25(search_word, 8.0, 1.0, 0.0), t.code");
const SQLITE_NEWEST: &str = listed!(" ORDER BY search_word.rowid DESC");
const SQLITE_COUNT: &str = concat!("SELECT count(*) FROM (SELECT 1 FROM ", matched!(), visible!(), " LIMIT $14)");
/// The same for a kind of which the viewer sees few: from those to the words. Cases and people are nobody's audience.
const SQLITE_COUNT_FEW: &str = concat!(
    "SELECT count(*) FROM (SELECT 1 FROM \
     (SELECT k.record FROM record_key k WHERE k.term IN (SELECT value FROM json_each($1)) AND k.way IN ('handler', 'queue') \
      UNION SELECT a.id FROM record a WHERE $2 <> '' AND a.author = $2 AND a.kind IN ('case', 'person') \
      UNION SELECT o.id FROM record o WHERE o.owner IN (SELECT value FROM json_each($4)) AND o.kind = 'person' \
      UNION SELECT s.id FROM record s WHERE s.kind IN ('case', 'person') AND s.service IN (SELECT value FROM json_each($3))) \
     own CROSS JOIN search_text t CROSS JOIN record r WHERE t.record = own.record AND r.id = t.record \
     AND EXISTS (SELECT 1 FROM search_word WHERE search_word MATCH $13 AND search_word.rowid = t.code) AND ",
    visible!(),
    " LIMIT $14)"
);
/// How many texts have the words, whoever may see them, as far as it matters for the order; never shown.
const SQLITE_SPREAD: &str = "SELECT count(*) FROM (SELECT 1 FROM search_word WHERE search_word MATCH $1 LIMIT $2)";
const SQLITE_FEW: &str = "SELECT t.record FROM search_word CROSS JOIN search_text t ON t.code = search_word.rowid \
     WHERE search_word MATCH $1 LIMIT $2";
const POSTGRES_FEW: &str = "SELECT t.record FROM search_text t \
     WHERE t.words @@ to_tsquery('simple', plain($1)) AND t.kind = $2 LIMIT $3";
macro_rules! matched_postgres {
    () => {
        "search_text t JOIN record r ON r.id = t.record \
         WHERE t.words @@ to_tsquery('simple', plain($13)) AND ($14 = '' OR t.kind = $14) AND "
    };
}
const POSTGRES: &str = concat!(
    "SELECT t.record, r.kind, t.language, t.title, ts_headline('simple', left(t.content, 20000), \
       to_tsquery('simple', plain($13)), 'StartSel=\"\", StopSel=\"\", MaxFragments=1, MaxWords=24, MinWords=12') FROM ",
    matched_postgres!(),
    visible!(),
    " ORDER BY ts_rank(t.words, to_tsquery('simple', plain($13))) DESC, t.code LIMIT $15"
);
const POSTGRES_COUNT: &str =
    concat!("SELECT count(*) FROM (SELECT 1 FROM ", matched_postgres!(), visible!(), " LIMIT $15) found");

type Line = (String, String, String, String, String);

/// The words of a question: letters and digits alone, so that nothing of it is taken for an instruction.
fn words(asked: &str) -> Vec<&str> {
    asked.split(|mark: char| !mark.is_alphanumeric()).filter(|word| !word.is_empty()).take(WORDS).collect()
}

/// Where words are looked for: in titles alone, or anywhere.
const TITLES: &str = "title";
const ANYWHERE: &str = "title content";

/// All words in some columns; of one kind or of every kind. Begun, the last word is the beginning of one.
fn for_sqlite(words: &[&str], begun: bool, columns: &str, kind: &str) -> String {
    let mut question = format!("{{{columns}}} : (");
    words.iter().for_each(|word| question.push_str(&format!("\"{word}\" ")));
    question.push_str(if begun { "*)" } else { ")" });
    if !kind.is_empty() {
        question.push_str(&format!(" AND kind : \"{kind}\""));
    }
    question
}

/// Each word is quoted: once a sign is made plain it may hold what is an instruction in a question, as `⑴` holds brackets.
fn for_postgres(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    format!("{}:*", quoted.join(" & "))
}

impl Store {
    /// What can be found by some words among all that the viewer may see; of one kind, or of every kind. How many of each
    /// kind is counted over every kind.
    ///
    /// # Errors
    /// What the database says.
    pub async fn search(
        &self,
        viewer: &Viewer,
        asked: &str,
        kind: Option<RecordKind>,
        limit: u32,
        now: i64,
    ) -> Result<Hits, StoreError> {
        let words = words(asked);
        if words.is_empty() {
            return Ok(Hits::default());
        }
        let (terms, kind) = (Terms::of(viewer, now), kind.map_or("", RecordKind::as_str));
        let limit = i64::from(limit.clamp(1, 100));
        // A last word that is frequent as it stands is not looked for as the beginning of others.
        let begun = match self.database() {
            Database::Sqlite(file) => spread(&file.read, &words, false, kind).await? <= FEW,
            Database::Postgres(_) => true,
        };
        let lines = match self.database() {
            Database::Sqlite(file) => on_sqlite(&file.read, &terms, &words, begun, kind, limit).await?,
            Database::Postgres(pool) => {
                let run = with_terms!(query_as(POSTGRES), &terms).bind(for_postgres(&words)).bind(kind).bind(limit);
                run.fetch_all(pool).await?
            }
        };
        let kinds = self.counted(viewer, &terms, &words, begun).await?;
        let shown = kinds.iter().filter(|(one, _)| kind.is_empty() || one.as_str() == kind).map(|(_, count)| count);
        let count = shown.fold(Count { value: 0, exact: true }, |all, one| Count {
            value: all.value + one.value,
            exact: all.exact && one.exact,
        });
        let hits = lines.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let hits = self.still_visible(viewer, Action::Search, hits, |hit| hit.record.as_str(), now).await?;
        Ok(Hits { hits, count, kinds })
    }

    /// The records of a kind with some words, where they are few; none where they are many, or no word was given.
    /// Whoever asks looks at each whether it may be seen.
    pub(crate) async fn few_with_words(
        &self,
        kind: RecordKind,
        asked: &str,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let words = words(asked);
        if words.is_empty() {
            return Ok(None);
        }
        let found: Vec<(String,)> = match self.database() {
            Database::Sqlite(file) => {
                let question = for_sqlite(&words, true, ANYWHERE, kind.as_str());
                query_as(SQLITE_FEW).bind(question).bind(FEW + 1).fetch_all(&file.read).await?
            }
            Database::Postgres(pool) => {
                let run = query_as(POSTGRES_FEW).bind(for_postgres(&words)).bind(kind.as_str());
                run.bind(FEW + 1).fetch_all(pool).await?
            }
        };
        let few = i64::try_from(found.len()).is_ok_and(|count| count <= FEW);
        Ok(few.then(|| found.into_iter().map(|(record,)| record).collect()))
    }

    /// How many texts of each kind have some words, among all that the viewer may see.
    async fn counted(
        &self,
        viewer: &Viewer,
        terms: &Terms,
        words: &[&str],
        begun: bool,
    ) -> Result<BTreeMap<RecordKind, Count>, StoreError> {
        let mut kinds = BTreeMap::new();
        for kind in SOUGHT {
            let (counted,): (i64,) = match self.database() {
                Database::Sqlite(file) => {
                    let question = for_sqlite(words, begun, ANYWHERE, kind.as_str());
                    let statement = if sees_few(viewer, kind) { SQLITE_COUNT_FEW } else { SQLITE_COUNT };
                    let run = with_terms!(query_as(statement), terms).bind(question).bind(COUNTED);
                    run.fetch_one(&file.read).await?
                }
                Database::Postgres(pool) => {
                    let run = with_terms!(query_as(POSTGRES_COUNT), terms).bind(for_postgres(words));
                    run.bind(kind.as_str()).bind(COUNTED).fetch_one(pool).await?
                }
            };
            kinds.insert(kind, Count { value: u64::try_from(counted).unwrap_or(0), exact: counted < COUNTED });
        }
        Ok(kinds)
    }
}

/// Whether a viewer sees few of a kind, of however many there are.
fn sees_few(viewer: &Viewer, kind: RecordKind) -> bool {
    match kind {
        RecordKind::Case => !WITH_MANY_CASES.iter().any(|service| viewer.keeps(*service)),
        RecordKind::Person => !viewer.administers() && !viewer.keeps(Service::Administration),
        _ => false,
    }
}

/// In how many texts some words stand, counted as far as it matters.
async fn spread(pool: &SqlitePool, words: &[&str], begun: bool, kind: &str) -> Result<i64, StoreError> {
    let question = for_sqlite(words, begun, ANYWHERE, kind);
    let (spread,): (i64,) = query_as(SQLITE_SPREAD).bind(question).bind(FEW + 1).fetch_one(pool).await?;
    Ok(spread)
}

/// The best where few texts have the words, the newest where many do. A last word that is frequent as it stands is not
/// looked for as the beginning of others: there is enough without them.
async fn on_sqlite(
    pool: &SqlitePool,
    terms: &Terms,
    words: &[&str],
    begun: bool,
    kind: &str,
    limit: i64,
) -> Result<Vec<Line>, StoreError> {
    let anywhere = for_sqlite(words, begun, ANYWHERE, kind);
    if begun && spread(pool, words, true, kind).await? <= FEW {
        let run = with_terms!(query_as(SQLITE_BEST), terms).bind(&anywhere).bind(limit);
        return all_of(run.fetch_one(pool).await?);
    }
    let in_titles = for_sqlite(words, begun, TITLES, kind);
    let run = with_terms!(query_as(SQLITE_NEWEST), terms).bind(&in_titles).bind(limit);
    let mut lines = all_of(run.fetch_one(pool).await?)?;
    let wanted = usize::try_from(limit).unwrap_or(0);
    if lines.len() < wanted {
        let run = with_terms!(query_as(SQLITE_NEWEST), terms).bind(&anywhere).bind(limit * 2);
        let others = all_of(run.fetch_one(pool).await?)?;
        let titled: BTreeSet<(String, String)> = lines.iter().map(|line| (line.0.clone(), line.2.clone())).collect();
        lines.extend(others.into_iter().filter(|line| !titled.contains(&(line.0.clone(), line.2.clone()))));
        lines.truncate(wanted);
    }
    Ok(lines)
}

fn all_of((text,): (String,)) -> Result<Vec<Line>, StoreError> {
    rows(&text)
}

fn read((record, kind, language, title, passage): Line) -> Result<Hit, StoreError> {
    let unreadable = |what: &str, word: &str| StoreError::Unreadable(format!("{what} `{word}` of something found"));
    Ok(Hit {
        record,
        kind: RecordKind::of_word(&kind).ok_or_else(|| unreadable("kind", &kind))?,
        language: Language::of_code(&language).ok_or_else(|| unreadable("language", &language))?,
        title,
        passage: passage.split_whitespace().collect::<Vec<_>>().join(" "),
    })
}
