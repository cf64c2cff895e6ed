use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::card::{Card, Thresholds};
use crate::encode::Encoder;
use crate::file;
use crate::forest::{Fault, Forest};
use crate::logistic::log_odds;
use crate::plan::{Column, Layout};
use crate::score::Scorer;

pub use crate::file::ModelError;

/// A trained model: target tables, edges of the bins, trees, and the card that says what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    card: Card,
    digest: String,
    pub(crate) layout: Layout,
    pub(crate) encoder: Encoder,
    pub(crate) forest: Forest,
    /// For each group its columns and the bins of a value that training never saw.
    pub(crate) places: Vec<Place>,
    /// The first column of numbers.
    pub(crate) measures_from: usize,
    /// The log-odds of the base rate, where the trees begin.
    pub(crate) start: f64,
}

/// Where the bins of a group go. A group without numbers has the free column 255 in their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) columns: [u8; 3],
    pub(crate) unseen: [u8; 3],
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// `ModelError` when the bytes are not a model, are damaged or cut short, are of another version, or hold what no
    /// model can hold. Memory stays in proportion to the bytes given.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        file::read(bytes)
    }

    /// The bytes of the model file: the same model gives the same bytes everywhere.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        file::write(self)
    }

    /// The SHA-256 digest of the model file, 64 hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What the model is made of and how well it did.
    #[must_use]
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The scores at which the lanes begin.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        self.card.thresholds
    }

    /// A scorer; one for each thread.
    #[must_use]
    pub fn scorer(&self) -> Scorer<'_> {
        Scorer::new(self)
    }

    /// The raw score before any factor has spoken, in log-odds: a score's raw value less all its contributions.
    #[must_use]
    pub fn base(&self) -> f64 {
        self.start + self.forest.base as f64 * crate::forest::UNIT
    }

    /// The share of fraud among the training rows.
    #[must_use]
    pub fn base_rate(&self) -> f64 {
        self.encoder.base()
    }

    /// The number of factors.
    #[must_use]
    pub fn factors_count(&self) -> usize {
        self.layout.groups() + self.layout.measures()
    }

    /// Puts a model together from its parts.
    pub(crate) fn assemble(card: Card, layout: Layout, encoder: Encoder, forest: Forest) -> Result<Self, Fault> {
        if encoder.frauds == 0 || encoder.frauds >= encoder.rows {
            return Err("the rows are all of one label");
        }
        let mut places = Vec::with_capacity(layout.groups());
        for (number, (column, edges)) in (0..=u8::MAX).zip(layout.columns.iter().zip(&encoder.edges)) {
            match column {
                Column::Rate(_) => {
                    places.push(Place { columns: [number, 255, 255], unseen: [edges.bin(encoder.base()), 0, 0] });
                }
                Column::Cases(_) => complete(&mut places, 1, number, edges.bin(0.0)),
                Column::Number(_) => complete(&mut places, 2, number, edges.top()),
                Column::Measure(_) => {}
            }
        }
        let measures_from = layout.columns.len() - layout.measures();
        let start = log_odds(encoder.base());
        let mut model = Self { card, digest: String::new(), layout, encoder, forest, places, measures_from, start };
        model.digest = hexadecimal(&Sha256::digest(model.write()));
        Ok(model)
    }
}

/// Sets one column of the last group.
fn complete(places: &mut [Place], which: usize, column: u8, unseen: u8) {
    let Some(place) = places.last_mut() else { return };
    for (own, value) in [(&mut place.columns, column), (&mut place.unseen, unseen)] {
        if let Some(own) = own.get_mut(which) {
            *own = value;
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
