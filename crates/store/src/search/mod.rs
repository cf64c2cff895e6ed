mod passage;
mod sqlite;

use std::collections::BTreeMap;

use access::{Action, Level, RecordKind, Viewer};
use basis::Language;
use sqlx::{PgPool, query_as};

pub(crate) use self::passage::folded;
use self::passage::passage;
use self::sqlite::{Found, Search};
use crate::database::Database;
use crate::record::{Terms, visible, with_terms};
use crate::{Count, Store, StoreError};

/// Words of a question beyond these are passed over.
const WORDS: usize = 12;
/// Counts stop here: "more than thirty" says enough, and whoever sees more narrows the question. Neither they nor what is
/// found depend on anything that the viewer may not see; which comes first alone does, where it is the best or the newest.
const COUNTED: usize = 31;
/// Words that more texts than these have say little about any of them: then the newest come first, those with the words
/// in their titles before the others.
const FEW: usize = 100;
/// Of a kind so many records with some words are gone through by their identifiers; a list of more is gone through whole.
const GONE_THROUGH: usize = 1_000;

/// How far is counted where so many are shown: never less far than that.
fn counted(limit: i64) -> usize {
    usize::try_from(limit).unwrap_or(0).saturating_add(1).max(COUNTED)
}

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
    /// Some words around what was found; none of what is restricted: its words are read where the reading is entered.
    pub passage: String,
    /// Whether it is restricted.
    pub restricted: bool,
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

/// Makes one piece of each of SQLite's indexes of words.
pub(crate) const JOIN_PIECES: [&str; 2] = [
    "INSERT INTO search_word (search_word) VALUES ('optimize')",
    "INSERT INTO search_title (search_title) VALUES ('optimize')",
];
pub(crate) const REMOVE: &str = "DELETE FROM search_text WHERE record = $1 AND language = $2";
pub(crate) const REMOVE_ALL: &str = "DELETE FROM search_text WHERE record = $1";
/// The texts of each kind have numbers of their own, from a multiple of 2^40 to the next, and are numbered from the end:
/// where words are looked for in the order of the numbers, the newest are met first.
pub(crate) const ADD: &str = "INSERT INTO search_text (code, record, language, title, content, kind) \
     SELECT coalesce((SELECT min(t.code) FROM search_text t WHERE t.code >= shelf.low AND t.code < shelf.low + 1099511627776), \
       shelf.low + 1099511627776) - 1, $1, $2, $3, $4, shelf.kind \
     FROM (SELECT r.kind, CASE r.kind WHEN 'document' THEN 1 WHEN 'case' THEN 2 WHEN 'question' THEN 3 ELSE 4 END \
       * 1099511627776 AS low FROM record r WHERE r.id = $1) shelf";

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

const POSTGRES_FEW: &str = "SELECT t.record FROM search_text t \
     WHERE t.words @@ to_tsquery('simple', plain($1)) AND t.kind = $2 LIMIT $3";
macro_rules! matched_postgres {
    () => {
        "search_text t JOIN record r ON r.id = t.record \
         WHERE t.words @@ to_tsquery('simple', plain($13)) AND ($14 = '' OR t.kind = $14) AND "
    };
}
const POSTGRES: &str = concat!(
    "SELECT t.record, r.kind, t.language, t.title, CASE WHEN r.level >= 2 THEN '' \
     ELSE substr(t.content, greatest(1, strpos(lower(t.content), $16) - 500), 2000) END, r.level FROM ",
    matched_postgres!(),
    visible!(),
    " ORDER BY ts_rank(t.words, to_tsquery('simple', plain($13))) DESC, t.code LIMIT $15"
);
const POSTGRES_COUNT: &str =
    concat!("SELECT count(*) FROM (SELECT 1 FROM ", matched_postgres!(), visible!(), " LIMIT $15) found");

type Line = (String, String, String, String, String, i64);

/// The words of a text: letters and digits alone.
pub(crate) fn words(text: &str) -> Vec<&str> {
    text.split(|mark: char| !mark.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// The words of a question, without marks, so that nothing of it is taken for an instruction; no more than are sought.
pub(crate) fn asked(question: &str) -> Vec<&str> {
    let mut words = words(question);
    words.truncate(WORDS);
    words
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
        let words = self::asked(asked);
        if words.is_empty() {
            return Ok(Hits::default());
        }
        let terms = Terms::of(viewer, now);
        let limit = i64::from(limit.clamp(1, 100));
        let found = match self.database() {
            Database::Sqlite(file) => {
                let search = Search { pool: &file.read, viewer, terms: &terms, words: &words };
                search.find(kind, limit).await?
            }
            Database::Postgres(pool) => on_postgres(pool, &terms, &words, kind, limit).await?,
        };
        let shown = found.kinds.iter().filter(|(one, _)| kind.is_none_or(|kind| kind == **one)).map(|(_, count)| count);
        let count = Count::together(shown.copied());
        let sought: Vec<String> = words.iter().map(|word| folded(word)).collect();
        let hit = |line| read(line, &sought, found.begun);
        let hits = found.lines.into_iter().map(hit).collect::<Result<Vec<_>, _>>()?;
        let hits = self.still_visible(viewer, Action::Search, hits, |hit| hit.record.as_str(), now).await?;
        Ok(Hits { hits, count, kinds: found.kinds })
    }

    /// The records of a kind with some words, where they are few; none where they are many, or no word was given.
    /// Whoever asks looks at each whether it may be seen.
    pub(crate) async fn few_with_words(
        &self,
        kind: RecordKind,
        asked: &str,
    ) -> Result<Option<Vec<String>>, StoreError> {
        let words = self::asked(asked);
        if words.is_empty() {
            return Ok(None);
        }
        let most = GONE_THROUGH as i64 + 1;
        let found = match self.database() {
            Database::Sqlite(file) => sqlite::with_words(&file.read, kind, &words, most).await?,
            Database::Postgres(pool) => {
                let run = query_as(POSTGRES_FEW).bind(for_postgres(&words)).bind(kind.as_str());
                let found: Vec<(String,)> = run.bind(most).fetch_all(pool).await?;
                found.into_iter().map(|(record,)| record).collect()
            }
        };
        Ok((found.len() <= GONE_THROUGH).then_some(found))
    }
}

async fn on_postgres(
    pool: &PgPool,
    terms: &Terms,
    words: &[&str],
    kind: Option<RecordKind>,
    limit: i64,
) -> Result<Found, StoreError> {
    let asked = for_postgres(words);
    let run = with_terms!(query_as(POSTGRES), terms).bind(&asked).bind(kind.map_or("", RecordKind::as_str));
    let lines: Vec<Line> = run.bind(limit).bind(longest(words)).fetch_all(pool).await?;
    let mut kinds = BTreeMap::new();
    for kind in SOUGHT {
        let run = with_terms!(query_as(POSTGRES_COUNT), terms).bind(&asked).bind(kind.as_str());
        let most = counted(limit);
        let (met,): (i64,) = run.bind(most as i64).fetch_one(pool).await?;
        let met = usize::try_from(met).unwrap_or(0);
        kinds.insert(kind, Count { value: met as u64, exact: met < most });
    }
    Ok(Found { lines, kinds, begun: true })
}

/// The longest word: where it stands, a long text is shown.
fn longest(words: &[&str]) -> String {
    words.iter().max_by_key(|word| word.len()).map(|word| word.to_lowercase()).unwrap_or_default()
}

fn read((record, kind, language, title, text, level): Line, sought: &[String], begun: bool) -> Result<Hit, StoreError> {
    let unreadable = |what: &str, word: &str| StoreError::Unreadable(format!("{what} `{word}` of something found"));
    Ok(Hit {
        record,
        kind: RecordKind::of_word(&kind).ok_or_else(|| unreadable("kind", &kind))?,
        language: Language::of_code(&language).ok_or_else(|| unreadable("language", &language))?,
        title,
        passage: passage(&text, sought, begun),
        restricted: Level::of_number(level).is_restricted(),
    })
}
