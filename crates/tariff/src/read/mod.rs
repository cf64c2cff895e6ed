//! Reading a tariff from its data files, with every problem named by file and line.

mod codes;
mod measure;
mod overlap;
mod raw;
mod table;

use basis::ExchangeRates;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::Tariff;
use crate::index::Index;
use raw::RawFile;
use table::Tables;

/// The most bytes that the files of a tariff may have together.
const MAX_BYTES: usize = 64 << 20;

/// The most problems that are reported; what follows is usually the echo of the first.
const MAX_PROBLEMS: usize = 100;

/// Something wrong in a data file of a tariff.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}:{line}: {text}")]
pub struct Problem {
    /// The file's name as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub text: String,
}

/// A file while it is read: its name, and the offsets at which its lines begin.
pub(crate) struct Source<'f> {
    name: &'f str,
    text: &'f str,
}

impl Source<'_> {
    /// The problem at a byte offset.
    pub fn problem(&self, offset: usize, text: impl Into<String>) -> Problem {
        let before = self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
        Problem { file: self.name.to_owned(), line: before + 1, text: text.into() }
    }
}

impl Tariff {
    /// Reads a tariff from TOML files, given as names and contents. Every file may hold every table; one of them names
    /// the Member. The order of the files does not matter to the digest, only to the order of lists.
    ///
    /// # Errors
    /// Every problem found, with file and line: what is not TOML or not a table of a tariff, unknown keys, codes and
    /// ranges that are none, expressions that do not parse, periods that end before they begin, names that nothing
    /// defines, and measures of which two would hold for one code on one day.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, Vec<Problem>> {
        let size: usize = files.iter().map(|(_, text)| text.len()).sum();
        if size > MAX_BYTES {
            let text = format!("the files have {size} bytes together; at most {MAX_BYTES} are read");
            return Err(vec![Problem { file: String::new(), line: 1, text }]);
        }
        let mut problems = Vec::new();
        let mut tables = Tables::default();
        let mut parsed = Vec::new();
        for (name, text) in files {
            let source = Source { name, text };
            match toml::from_str::<RawFile>(text) {
                Ok(raw) => parsed.push((source, raw)),
                Err(error) => {
                    let offset = error.span().map_or(0, |span| span.start);
                    problems.push(source.problem(offset, error.message().to_lowercase()));
                }
            }
        }
        for (source, raw) in &parsed {
            tables.add_areas(source, raw, &mut problems);
        }
        for (source, raw) in &parsed {
            tables.add_schemes(source, raw, &mut problems);
            tables.add_quotas(source, raw, &mut problems);
        }
        for (source, raw) in &parsed {
            tables.add_claims(source, raw, &mut problems);
            tables.add_rates(source, raw, &mut problems);
            tables.add_measures(source, raw, &mut problems);
        }
        overlap::check(&tables, &mut problems);
        if problems.is_empty() {
            return finish(tables, files).map_err(|problem| vec![problem]);
        }
        problems.truncate(MAX_PROBLEMS);
        Err(problems)
    }
}

fn finish(tables: Tables, files: &[(&str, &str)]) -> Result<Tariff, Problem> {
    let missing = || Problem {
        file: files.first().map_or_else(String::new, |(name, _)| (*name).to_owned()),
        line: 1,
        text: "no file names the Member; a table `[member]` with code, name and currency is wanted".to_owned(),
    };
    let member = tables.member.ok_or_else(missing)?;
    let index = Index::new(&tables.laid_down, &tables.measures);
    Ok(Tariff {
        member: member.name,
        country: member.country,
        notice: member.notice,
        demonstration: member.demonstration,
        counts_transport: member.counts_transport,
        digest: digest(files),
        rates: tables.rates.unwrap_or_else(|| ExchangeRates::new(member.currency)),
        areas: tables.areas,
        schemes: tables.schemes,
        quotas: tables.quotas,
        claims: tables.claims.into_iter().collect::<FxHashMap<_, _>>(),
        measures: tables.measures,
        index,
    })
}

/// SHA-256 over the names and contents, each with its length before it, in the order of the names.
fn digest(files: &[(&str, &str)]) -> String {
    let mut sorted = files.to_vec();
    sorted.sort_unstable();
    let mut hash = Sha256::new();
    for part in sorted.iter().flat_map(|(name, text)| [name, text]) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
