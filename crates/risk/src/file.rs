//! The model file: `OCMODEL` and the format as one byte, the card as JSON, the encoder, the trees, and at the end the SHA-256 of
//! all before it. Numbers are little-endian; lists are preceded by their length as 32 bits.

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::card::Card;
use crate::edges::Edges;
use crate::encode::Encoder;
use crate::fit::{FitError, factors_of};
use crate::forest::{Branch, Fault, Forest};
use crate::model::Model;
use crate::plan::{Layout, PlanError};
use crate::table::{Table, Tally};

const MAGIC: &[u8; 7] = b"OCMODEL";
/// The format that is written and read.
const FORMAT: u8 = 1;
const DIGEST: usize = 32;
/// The largest model file, 1 GiB.
const BYTES_MAX: usize = 1 << 30;

/// Why bytes are not a model.
#[derive(Debug, Error)]
pub enum ModelError {
    /// The first bytes are not those of a model file.
    #[error("this is not a model file: it does not begin with `OCMODEL`")]
    Kind,
    /// The file is of a version that this program does not read.
    #[error("the model file is of format {0}; this program reads format 1, so train the model anew")]
    Version(u8),
    /// The file is larger than any model.
    #[error("the model file has {0} bytes; at most 1073741824 are read")]
    Size(usize),
    /// The digest does not fit: the file was damaged or cut short.
    #[error("the model file is damaged or cut short: its digest does not fit its content")]
    Digest,
    /// The bytes end before the content does.
    #[error("the model file ends inside {0}")]
    Short(&'static str),
    /// The card is not what a card must be.
    #[error("the card of the model file cannot be read: {0}")]
    Card(#[from] serde_json::Error),
    /// The plan of features cannot be used.
    #[error("the plan in the model file cannot be used: {0}")]
    Plan(#[from] PlanError),
    /// The options are out of range.
    #[error("the options in the model file cannot be used: {0}")]
    Options(#[from] FitError),
    /// The content contradicts itself.
    #[error("the model file cannot be used: {0}")]
    Content(Fault),
}

/// Writes a model.
pub(crate) fn write(model: &Model) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.push(FORMAT);
    // A card is plain data with text keys: writing it cannot fail, and an empty card would be refused when read.
    put_list(&mut bytes, &serde_json::to_vec(model.card()).unwrap_or_default(), |bytes, byte| bytes.push(*byte));
    let encoder = &model.encoder;
    bytes.extend(encoder.rows.to_le_bytes());
    bytes.extend(encoder.frauds.to_le_bytes());
    for edges in &encoder.edges {
        put_list(&mut bytes, edges.as_slice(), |bytes, edge| bytes.extend(edge.to_le_bytes()));
    }
    for table in &encoder.tallies {
        put_list(&mut bytes, table.sorted(), |bytes, (hash, tally)| {
            bytes.extend(hash.to_le_bytes());
            for number in [tally.cases, tally.frauds, tally.number] {
                bytes.extend(number.to_le_bytes());
            }
        });
    }
    for table in &encoder.medians {
        put_list(&mut bytes, table.sorted(), |bytes, (hash, median)| {
            bytes.extend(hash.to_le_bytes());
            bytes.extend(median.to_le_bytes());
        });
    }
    put_list(&mut bytes, &model.forest.trees, |bytes, tree| {
        put_list(bytes, tree, |bytes, branch| {
            bytes.extend([branch.column, branch.last, u8::from(branch.missing_left), branch.child]);
            bytes.extend(branch.mean.to_le_bytes());
        });
    });
    let digest = Sha256::digest(&bytes);
    bytes.extend(digest);
    bytes
}

fn put_list<T>(bytes: &mut Vec<u8>, items: &[T], put: impl Fn(&mut Vec<u8>, &T)) {
    bytes.extend((items.len() as u32).to_le_bytes());
    items.iter().for_each(|item| put(bytes, item));
}

/// Reads a model and checks all of it.
pub(crate) fn read(bytes: &[u8]) -> Result<Model, ModelError> {
    if bytes.len() > BYTES_MAX {
        return Err(ModelError::Size(bytes.len()));
    }
    let body = bytes.strip_prefix(MAGIC).ok_or(ModelError::Kind)?;
    match body.first() {
        Some(&FORMAT) => {}
        Some(version) => return Err(ModelError::Version(*version)),
        None => return Err(ModelError::Short("its first line")),
    }
    let (content, digest) = bytes.split_last_chunk::<DIGEST>().ok_or(ModelError::Digest)?;
    if Sha256::digest(content).as_slice() != digest {
        return Err(ModelError::Digest);
    }
    let mut rest = Rest(content.get(MAGIC.len() + 1..).unwrap_or(&[]));
    let card: Card = serde_json::from_slice(rest.bytes("the card")?)?;
    card.options.check()?;
    let layout = Layout::of(&card.plan)?;
    let encoder = encoder(&mut rest, &card, &layout)?;
    let forest = forest(&mut rest, &layout)?;
    if !rest.0.is_empty() {
        return Err(ModelError::Content("bytes are left after the trees"));
    }
    let agrees = card.rows == encoder.rows && card.frauds == encoder.frauds;
    let thresholds = card.thresholds;
    if !agrees || !(0.0..=2.0).contains(&thresholds.yellow) || !(thresholds.yellow..=2.0).contains(&thresholds.red) {
        return Err(ModelError::Content("the card contradicts the tables"));
    }
    Model::assemble(card, layout, encoder, forest).map_err(ModelError::Content)
}

fn encoder(rest: &mut Rest<'_>, card: &Card, layout: &Layout) -> Result<Encoder, ModelError> {
    let (rows, frauds) = (rest.u32("the rows")?, rest.u32("the frauds")?);
    let mut edges = Vec::with_capacity(layout.columns.len());
    for _ in &layout.columns {
        let list = rest.list("the edges", 8, |rest| rest.f64("the edges"))?;
        edges.push(Edges::checked(list).ok_or(ModelError::Content("edges are not in order"))?);
    }
    let mut tallies = Vec::with_capacity(layout.groups());
    for _ in 0..layout.groups() {
        let name = "a target table";
        let entries = rest.list(name, 20, |rest| {
            let hash = rest.u64(name)?;
            let (cases, frauds, number) = (rest.u32(name)?, rest.u32(name)?, rest.u32(name)?);
            if frauds > cases || cases > rows {
                return Err(ModelError::Content("a target table counts more than there is"));
            }
            Ok((hash, Tally { cases, frauds, number }))
        })?;
        tallies.push(Table::of_sorted(entries).ok_or(ModelError::Content("a target table is not in order"))?);
    }
    let mut medians = Vec::with_capacity(layout.references.len());
    for _ in &layout.references {
        let name = "the median prices";
        let entries = rest.list(name, 16, |rest| match (rest.u64(name)?, rest.f64(name)?) {
            (hash, median) if median.is_finite() && median > 0.0 => Ok((hash, median)),
            _ => Err(ModelError::Content("a median price is not above zero")),
        })?;
        medians.push(Table::of_sorted(entries).ok_or(ModelError::Content("the median prices are not in order"))?);
    }
    let mut encoder = Encoder { rows, frauds, prior: card.options.prior, tallies, medians, edges };
    encoder.set_bins(layout);
    Ok(encoder)
}

fn forest(rest: &mut Rest<'_>, layout: &Layout) -> Result<Forest, ModelError> {
    let name = "the trees";
    let trees = rest.list(name, 4, |rest| {
        rest.list(name, 8, |rest| {
            let [column, last, missing_left, child] = rest.array(name)?;
            if missing_left > 1 {
                return Err(ModelError::Content("a node's direction is neither left nor right"));
            }
            let mean = i32::from_le_bytes(rest.array(name)?);
            Ok(Branch { column, last, missing_left: missing_left == 1, child, mean })
        })
    })?;
    Forest::checked(trees, &factors_of(layout)).map_err(ModelError::Content)
}

/// The bytes not yet read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], ModelError> {
        let (taken, left) = self.0.split_first_chunk::<N>().ok_or(ModelError::Short(what))?;
        self.0 = left;
        Ok(*taken)
    }

    fn u32(&mut self, what: &'static str) -> Result<u32, ModelError> {
        Ok(u32::from_le_bytes(self.array(what)?))
    }

    fn u64(&mut self, what: &'static str) -> Result<u64, ModelError> {
        Ok(u64::from_le_bytes(self.array(what)?))
    }

    fn f64(&mut self, what: &'static str) -> Result<f64, ModelError> {
        Ok(f64::from_le_bytes(self.array(what)?))
    }

    /// A list of bytes.
    fn bytes(&mut self, what: &'static str) -> Result<&'a [u8], ModelError> {
        let count = self.u32(what)? as usize;
        let (taken, left) = self.0.split_at_checked(count).ok_or(ModelError::Short(what))?;
        self.0 = left;
        Ok(taken)
    }

    /// A list of items of a known size: its length is believed only when the bytes are there.
    fn list<T>(
        &mut self,
        what: &'static str,
        item_bytes: usize,
        mut item: impl FnMut(&mut Self) -> Result<T, ModelError>,
    ) -> Result<Vec<T>, ModelError> {
        let count = self.u32(what)? as usize;
        if count.checked_mul(item_bytes).is_none_or(|bytes| bytes > self.0.len()) {
            return Err(ModelError::Short(what));
        }
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(item(self)?);
        }
        Ok(items)
    }
}
