//! The search on SQLite. Words are looked for first, without a look at who may see what: no more texts of each kind than
//! matter. Which of those may be seen is asked next, and only what is shown is read.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use access::{RecordKind, Viewer};
use sqlx::{SqlitePool, query_as};

use super::{COUNTED, FEW, Line, SOUGHT, counted, longest};
use crate::gathered::rows;
use crate::record::{Terms, list, visible, with_terms};
use crate::{Count, StoreError};

/// So many records of which somebody is author, handler or officer are gone through one by one; where there are more, the
/// texts with the words are.
const OWN: i64 = 500;

macro_rules! newest_of {
    ($index:literal, $place:literal, $low:literal, $high:literal) => {
        concat!(
            "SELECT * FROM (SELECT ",
            $place,
            " AS place, rowid AS code FROM ",
            $index,
            " WHERE ",
            $index,
            " MATCH $1 AND rowid >= ",
            $low,
            " AND rowid < ",
            $high,
            " ORDER BY rowid LIMIT $2)"
        )
    };
}
/// The newest texts of each kind that an index has under the words, whoever may see them.
macro_rules! newest {
    ($index:literal) => {
        concat!(
            "SELECT json_group_array(json_array(place, code)) FROM (",
            newest_of!($index, "0", "$3", "$4"),
            " UNION ALL ",
            newest_of!($index, "1", "$5", "$6"),
            " UNION ALL ",
            newest_of!($index, "2", "$7", "$8"),
            " UNION ALL ",
            newest_of!($index, "3", "$9", "$10"),
            ")"
        )
    };
}
const WITH_WORDS_ANYWHERE: &str = newest!("search_word");
const WITH_WORDS_IN_TITLE: &str = newest!("search_title");
/// Texts of some numbers with the words, the best first.
const BEST: &str = "SELECT json_group_array(code) FROM (SELECT rowid AS code FROM search_word \
     WHERE search_word MATCH $1 AND rowid >= $2 AND rowid < $3 ORDER BY bm25(search_word, 8.0, 1.0), rowid LIMIT $4)";
/// Of some texts, in their order, those that the viewer may see.
const VISIBLE: &str = concat!(
    "SELECT json_group_array(json_array(code, moment)) FROM (SELECT t.code, r.moment FROM json_each($13) asked \
     CROSS JOIN search_text t CROSS JOIN record r WHERE t.code = asked.value AND r.id = t.record AND ",
    visible!(),
    " LIMIT $14)"
);
/// The texts with the words that the viewer may see, from a number on.
const OLDER: &str = concat!(
    "SELECT json_group_array(json_array(code, moment)) FROM (SELECT t.code, r.moment FROM search_word \
     CROSS JOIN search_text t CROSS JOIN record r WHERE search_word MATCH $13 AND search_word.rowid > $14 \
     AND search_word.rowid < $15 AND t.code = search_word.rowid AND r.id = t.record AND ",
    visible!(),
    " ORDER BY search_word.rowid LIMIT $16)"
);
/// The cases and people that somebody may see at most: these are nobody's audience.
const HELD: &str = "SELECT json_group_array(record) FROM (\
     SELECT k.record FROM record_key k WHERE k.term IN (SELECT value FROM json_each($1)) AND k.way IN ('handler', 'queue') \
     UNION SELECT a.id FROM record a WHERE $2 <> '' AND a.author = $2 AND a.kind IN ('case', 'person') \
     UNION SELECT o.id FROM record o WHERE o.owner IN (SELECT value FROM json_each($4)) AND o.kind = 'person' \
     UNION SELECT s.id FROM record s WHERE s.kind IN ('case', 'person') AND s.service IN (SELECT value FROM json_each($3)) \
     LIMIT $5)";
/// Of some records, the texts of a kind with the words.
const HELD_WITH_WORDS: &str = "SELECT json_group_array(code) FROM (SELECT t.code FROM json_each($2) held \
     CROSS JOIN search_text t CROSS JOIN search_word WHERE t.record = held.value AND t.kind = $3 \
     AND search_word MATCH $1 AND search_word.rowid = t.code ORDER BY t.code)";
/// What is shown of some texts; of a long one what stands around a word, of a restricted one none.
const SHOWN: &str = "SELECT json_group_array(json_array(code, record, kind, language, title, passage, level)) FROM (\
     SELECT t.code, t.record, t.kind, t.language, t.title, CASE WHEN r.level >= 2 THEN '' \
     ELSE substr(t.content, max(1, instr(lower(t.content), $2) - 500), 2000) END AS passage, r.level \
     FROM search_text t JOIN record r ON r.id = t.record WHERE t.code IN (SELECT value FROM json_each($1)))";
const WITH_WORDS: &str = "SELECT json_group_array(record) FROM (SELECT t.record FROM search_word \
     CROSS JOIN search_text t ON t.code = search_word.rowid \
     WHERE search_word MATCH $1 AND search_word.rowid >= $2 AND search_word.rowid < $3 LIMIT $4)";

/// All words. Begun, the last is the beginning of one.
fn all_words(words: &[&str], begun: bool) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    format!("{}{}", quoted.join(" "), if begun { " *" } else { "" })
}

/// The numbers of a kind's texts, or of all: from the first to before the second.
fn numbers(kind: Option<RecordKind>) -> (i64, i64) {
    let place = |kind| SOUGHT.iter().position(|one| *one == kind).and_then(|place| i64::try_from(place).ok());
    match kind.map(place) {
        None => (0, i64::MAX),
        Some(place) => place.map_or((0, 0), |place| ((place + 1) << 40, (place + 2) << 40)),
    }
}

/// A text by its number, and the moment of its record.
type Seen = (i64, i64);
/// The texts of a kind that may be seen.
type OfKind = (RecordKind, Vec<Seen>);

fn codes((text,): (String,)) -> Result<Vec<i64>, StoreError> {
    rows(&text)
}

/// The texts with the words that the viewer may see.
struct Met {
    /// Whether the last word is sought as the beginning of others too.
    begun: bool,
    /// Whether so few texts have the words that the best come first.
    few: bool,
    of_kinds: Vec<OfKind>,
}

/// A search: who asks, and for which words.
pub(super) struct Search<'s> {
    pub(super) pool: &'s SqlitePool,
    pub(super) viewer: &'s Viewer,
    pub(super) terms: &'s Terms,
    pub(super) words: &'s [&'s str],
}

/// What a search found.
pub(super) struct Found {
    pub(super) lines: Vec<Line>,
    pub(super) kinds: BTreeMap<RecordKind, Count>,
    pub(super) begun: bool,
}

impl Search<'_> {
    /// The best, or the newest where many texts have the words, and how many there are of each kind.
    pub(super) async fn find(&self, kind: Option<RecordKind>, limit: i64) -> Result<Found, StoreError> {
        let most = counted(limit);
        let Met { begun, few, of_kinds } = self.met(most).await?;
        let (mut kinds, mut open) = (BTreeMap::new(), Vec::new());
        for (one, seen) in of_kinds {
            kinds.insert(one, Count { value: seen.len().min(most) as u64, exact: seen.len() < most });
            if kind.is_none_or(|kind| kind == one) {
                open.push((one, seen));
            }
        }
        let shown = if few { self.best(kind, begun, &open).await? } else { self.recent(begun, limit, open).await? };
        let limit = usize::try_from(limit).unwrap_or(0);
        let lines = self.shown(shown.get(..limit).unwrap_or(&shown)).await?;
        Ok(Found { lines, kinds, begun })
    }

    /// The texts with the words that the viewer may see. A last word of which they may see many as it stands is not looked
    /// for as the beginning of others; those that they may not see change nothing in that.
    async fn met(&self, most: usize) -> Result<Met, StoreError> {
        let exact = self.newest(WITH_WORDS_ANYWHERE, false, FEW + 1, &SOUGHT).await?;
        if exact.iter().any(|codes| codes.len() >= COUNTED) {
            let met = self.open(&exact, false, most).await?;
            if met.of_kinds.iter().any(|(_, seen)| seen.len() >= COUNTED) {
                return Ok(met);
            }
        }
        let begun = self.newest(WITH_WORDS_ANYWHERE, true, FEW + 1, &SOUGHT).await?;
        self.open(&begun, true, most).await
    }

    /// Of the newest texts of each kind, and where they are not enough of all, those that the viewer may see.
    async fn open(&self, newest: &[Vec<i64>; 4], begun: bool, most: usize) -> Result<Met, StoreError> {
        let few = newest.iter().map(Vec::len).sum::<usize>() <= FEW;
        let wanted = if few { FEW + 1 } else { most };
        let mut of_kinds = Vec::new();
        for (kind, codes) in SOUGHT.into_iter().zip(newest) {
            of_kinds.push((kind, self.seen(kind, codes, begun, wanted).await?));
        }
        Ok(Met { begun, few, of_kinds })
    }

    /// The newest texts of some kinds with the words, by one of the indexes, at most so many of each.
    async fn newest(
        &self,
        statement: &'static str,
        begun: bool,
        most: usize,
        kinds: &[RecordKind],
    ) -> Result<[Vec<i64>; 4], StoreError> {
        let mut run = query_as(statement).bind(all_words(self.words, begun)).bind(most as i64);
        for kind in SOUGHT {
            let (low, high) = if kinds.contains(&kind) { numbers(Some(kind)) } else { (0, 0) };
            run = run.bind(low).bind(high);
        }
        let (text,): (String,) = run.fetch_one(self.pool).await?;
        let mut newest: [Vec<i64>; 4] = Default::default();
        for (place, code) in rows::<(usize, i64)>(&text)? {
            newest.get_mut(place).into_iter().for_each(|codes| codes.push(code));
        }
        Ok(newest)
    }

    /// As many texts of a kind as are wanted of those that may be seen.
    async fn seen(
        &self,
        kind: RecordKind,
        newest: &[i64],
        begun: bool,
        wanted: usize,
    ) -> Result<Vec<Seen>, StoreError> {
        let more = newest.len() > FEW;
        if more && let Some(held) = self.held(kind, begun).await? {
            return self.visible(&held, wanted).await;
        }
        let mut seen = self.visible(newest, wanted).await?;
        let Some(last) = newest.last().filter(|_| more && seen.len() < wanted) else { return Ok(seen) };
        let run = with_terms!(query_as(OLDER), self.terms).bind(all_words(self.words, begun));
        let run = run.bind(last).bind(numbers(Some(kind)).1).bind((wanted - seen.len()) as i64);
        let (text,): (String,) = run.fetch_one(self.pool).await?;
        seen.extend(rows::<Seen>(&text)?);
        Ok(seen)
    }

    async fn visible(&self, asked: &[i64], wanted: usize) -> Result<Vec<Seen>, StoreError> {
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let run = with_terms!(query_as(VISIBLE), self.terms).bind(list(asked)).bind(wanted as i64);
        let (text,): (String,) = run.fetch_one(self.pool).await?;
        rows(&text)
    }

    /// The texts with the words among what the viewer holds of a kind, where that is little.
    async fn held(&self, kind: RecordKind, begun: bool) -> Result<Option<Vec<i64>>, StoreError> {
        let sees_all = match kind {
            RecordKind::Case => false,
            RecordKind::Person => self.viewer.administers(),
            _ => true,
        };
        if sees_all {
            return Ok(None);
        }
        let terms = self.terms;
        let run = query_as(HELD).bind(&terms.keys).bind(&terms.person).bind(&terms.officer_of).bind(&terms.focal_of);
        let (held,): (String,) = run.bind(OWN + 1).fetch_one(self.pool).await?;
        if rows::<String>(&held)?.len() as i64 > OWN {
            return Ok(None);
        }
        let run = query_as(HELD_WITH_WORDS).bind(all_words(self.words, begun));
        codes(run.bind(held).bind(kind.as_str()).fetch_one(self.pool).await?).map(Some)
    }

    async fn best(&self, kind: Option<RecordKind>, begun: bool, open: &[OfKind]) -> Result<Vec<i64>, StoreError> {
        let open: BTreeSet<i64> = open.iter().flat_map(|(_, seen)| seen).map(|(code, _)| *code).collect();
        let (low, high) = numbers(kind);
        let run = query_as(BEST).bind(all_words(self.words, begun)).bind(low).bind(high).bind(FEW as i64);
        let best = codes(run.fetch_one(self.pool).await?)?;
        Ok(best.into_iter().filter(|code| open.contains(code)).collect())
    }

    /// The newest, those with the words in their titles before the others.
    async fn recent(&self, begun: bool, limit: i64, open: Vec<OfKind>) -> Result<Vec<i64>, StoreError> {
        let wanted = usize::try_from(limit).unwrap_or(0);
        let open: Vec<OfKind> = open.into_iter().filter(|(_, seen)| !seen.is_empty()).collect();
        let kinds: Vec<RecordKind> = open.iter().map(|(kind, _)| *kind).collect();
        let mut titled = Vec::new();
        for codes in &self.newest(WITH_WORDS_IN_TITLE, begun, FEW, &kinds).await? {
            titled.extend(self.visible(codes, wanted).await?);
        }
        let mut others: Vec<Seen> = open.into_iter().flat_map(|(_, seen)| seen).collect();
        let newest = |(code, moment): &Seen| (Reverse(*moment), *code);
        titled.sort_unstable_by_key(newest);
        others.sort_unstable_by_key(newest);
        let first: BTreeSet<i64> = titled.iter().map(|(code, _)| *code).collect();
        let rest = others.into_iter().filter(|(code, _)| !first.contains(code));
        Ok(titled.iter().copied().chain(rest).map(|(code, _)| code).collect())
    }

    /// What is shown of some texts, in their order.
    async fn shown(&self, shown: &[i64]) -> Result<Vec<Line>, StoreError> {
        let run = query_as(SHOWN).bind(list(shown)).bind(longest(self.words));
        let (text,): (String,) = run.fetch_one(self.pool).await?;
        let mut found: BTreeMap<i64, Line> = rows::<(i64, String, String, String, String, String, i64)>(&text)?
            .into_iter()
            .map(|(code, record, kind, language, title, text, level)| {
                (code, (record, kind, language, title, text, level))
            })
            .collect();
        Ok(shown.iter().filter_map(|code| found.remove(code)).collect())
    }
}

/// The records of a kind with the beginning of some words, at most so many.
pub(super) async fn with_words(
    pool: &SqlitePool,
    kind: RecordKind,
    words: &[&str],
    most: i64,
) -> Result<Vec<String>, StoreError> {
    let (low, high) = numbers(Some(kind));
    let run = query_as(WITH_WORDS).bind(all_words(words, true)).bind(low).bind(high).bind(most);
    let (text,): (String,) = run.fetch_one(pool).await?;
    rows(&text)
}
