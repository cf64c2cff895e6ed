use serde::{Deserialize, Serialize};

use crate::Tallies;

/// Which outcomes of a batch are asked for; what is `None` or empty does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// A lane's word, or `none` for what has no lane.
    pub lane: Option<String>,
    /// The code of a finding that the outcome carries.
    pub finding: Option<String>,
    /// A state of duty, for example `not-determined`.
    pub duty_state: Option<String>,
    /// A chapter's two digits.
    pub chapter: Option<String>,
    /// The beginning of an identifier, upper or lower case, or of a commodity code, with or without dots and spaces.
    pub text: Option<String>,
}

fn given(word: Option<&String>) -> Option<&str> {
    word.map(|word| word.trim()).filter(|word| !word.is_empty())
}

/// The bounds between which all texts lie that begin with a prefix, compared byte by byte.
fn bounds(prefix: &str) -> (String, String) {
    (prefix.to_owned(), format!("{prefix}\u{10ffff}"))
}

impl Filter {
    /// Whether nothing is restricted.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.restrictions() == 0
    }

    /// How many of the five restrict.
    pub(crate) fn restrictions(&self) -> usize {
        let all = [&self.lane, &self.finding, &self.duty_state, &self.chapter, &self.text];
        all.into_iter().filter(|word| given(word.as_ref()).is_some()).count()
    }

    /// The bounds of identifiers and of codes that begin with the text.
    pub(crate) fn text_bounds(&self) -> Option<[String; 4]> {
        let text = given(self.text.as_ref())?.replace('\0', "\u{fffd}");
        let (id_from, id_to) = bounds(&text.to_lowercase());
        let digits: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
        let (code_from, code_to) = bounds(&digits);
        Some([id_from, id_to, code_from, code_to])
    }

    /// The restriction that leaves the fewest outcomes, which the database should begin with, and how many it leaves.
    pub(crate) fn lead(&self, tallies: &Tallies, found_by_text: Option<u64>) -> (Lead, u64) {
        let lane = given(self.lane.as_ref()).map(|lane| (Lead::Lane, Tallies::count_of(&tallies.lanes, lane)));
        let finding =
            given(self.finding.as_ref()).map(|code| (Lead::Finding, Tallies::count_of(&tallies.findings, code)));
        let duty = given(self.duty_state.as_ref())
            .map(|state| (Lead::DutyState, Tallies::count_of(&tallies.duty_states, state)));
        let chapter = given(self.chapter.as_ref()).map(|chapter| (Lead::Chapter, tallies.of_chapter(chapter)));
        let text = found_by_text.map(|count| (Lead::Text, count));
        let all = [lane, finding, duty, chapter, text, Some((Lead::Number, tallies.outcomes))];
        all.into_iter().flatten().min_by_key(|(_, count)| *count).unwrap_or((Lead::Number, tallies.outcomes))
    }
}

/// The index with which the database begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lead {
    Number,
    Lane,
    DutyState,
    Chapter,
    Finding,
    Text,
}

/// Which way from a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    After,
    Before,
}

/// A query with its values: `$1` the batch, `$2` the number, then the texts, then the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) sql: String,
    pub(crate) texts: Vec<String>,
}

/// Writes the query out of fixed pieces; no text of a person ever stands in it. A condition that should not lead is
/// joined with an empty text (`lane || ''`), which keeps either database from choosing its index.
pub(crate) struct Composer<'a> {
    filter: &'a Filter,
    lead: Lead,
    conditions: String,
    texts: Vec<String>,
}

impl<'a> Composer<'a> {
    pub(crate) fn new(filter: &'a Filter, lead: Lead) -> Self {
        Self { filter, lead, conditions: String::new(), texts: Vec::new() }
    }

    fn value(&mut self, text: &str) -> String {
        self.texts.push(text.to_owned());
        format!("${}", self.texts.len() + 2)
    }

    fn column(&mut self, lead: Lead, name: &str, word: Option<&String>) {
        let Some(word) = given(word) else { return };
        let value = self.value(word);
        let free = if self.lead == lead { "" } else { " || ''" };
        self.conditions.push_str(&format!(" AND o.{name}{free} = {value}"));
    }

    fn finding(&mut self) {
        let Some(code) = given(self.filter.finding.as_ref()) else { return };
        let value = self.value(code);
        if self.lead == Lead::Finding {
            self.conditions.push_str(&format!(" AND f.code = {value}"));
        } else {
            let carried = "SELECT 1 FROM outcome_finding f WHERE f.batch = o.batch AND f.number = o.number";
            self.conditions.push_str(&format!(" AND EXISTS ({carried} AND f.code = {value})"));
        }
    }

    fn text(&mut self) {
        let Some([id_from, id_to, code_from, code_to]) = self.filter.text_bounds() else { return };
        let [a, b, c, d] = [id_from, id_to, code_from, code_to].map(|bound| self.value(&bound));
        if self.lead == Lead::Text {
            let by = |column: &str, from: &str, to: &str| {
                let between = format!("t.{column} >= {from} AND t.{column} < {to}");
                format!("SELECT t.number FROM outcome t WHERE t.batch = $1 AND {between}")
            };
            let (ids, codes) = (by("folded", &a, &b), by("code", &c, &d));
            self.conditions.push_str(&format!(" AND o.number IN ({ids} UNION {codes})"));
        } else {
            let id = format!("o.folded || '' >= {a} AND o.folded || '' < {b}");
            let code = format!("o.code || '' >= {c} AND o.code || '' < {d}");
            self.conditions.push_str(&format!(" AND ({id} OR {code})"));
        }
    }

    fn conditions(&mut self) {
        self.column(Lead::Lane, "lane", self.filter.lane.as_ref());
        self.column(Lead::DutyState, "duty_state", self.filter.duty_state.as_ref());
        self.column(Lead::Chapter, "chapter", self.filter.chapter.as_ref());
        self.finding();
        self.text();
    }

    /// The tables, led by the one to begin with, and what ties them.
    fn source(&self, way: Way, documents: bool) -> String {
        let sign = if way == Way::After { ">" } else { "<" };
        let (tables, first, tie) = match self.lead {
            Lead::Finding => {
                ("outcome_finding f CROSS JOIN outcome o", "f", " AND o.batch = f.batch AND o.number = f.number")
            }
            _ => ("outcome o", "o", ""),
        };
        let (more, more_tie) = match documents {
            true => (" CROSS JOIN outcome_document d", " AND d.batch = o.batch AND d.number = o.number"),
            false => ("", ""),
        };
        format!("FROM {tables}{more} WHERE {first}.batch = $1 AND {first}.number {sign} $2{tie}{more_tie}")
    }

    /// A page of columns in the order of the file, or backwards.
    pub(crate) fn page(mut self, columns: &str, way: Way, documents: bool) -> Question {
        self.conditions();
        let source = self.source(way, documents);
        let first = if self.lead == Lead::Finding { "f" } else { "o" };
        let order = if way == Way::After { "ASC" } else { "DESC" };
        let limit = self.texts.len() + 3;
        let conditions = &self.conditions;
        let sql = format!("SELECT {columns} {source}{conditions} ORDER BY {first}.number {order} LIMIT ${limit}");
        Question { sql, texts: self.texts }
    }

    /// How many there are, counted up to a limit.
    pub(crate) fn count(mut self) -> Question {
        self.conditions();
        let source = self.source(Way::After, false);
        let limit = self.texts.len() + 3;
        let conditions = &self.conditions;
        let sql = format!("SELECT count(*) FROM (SELECT 1 {source}{conditions} LIMIT ${limit}) counted");
        Question { sql, texts: self.texts }
    }
}
