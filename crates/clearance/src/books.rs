use std::sync::Arc;

use declaration::lists::CodeLists;
use declaration::procedure::Procedures;
use declaration::rules::RuleBook;
use nomenclature::{Nomenclature, SearchIndex};
use risk::Model;
use sha2::{Digest, Sha256};
use tariff::Tariff;
use valuation::Practice;

use crate::draw::Draw;
use crate::lane::Thresholds;

/// What the books are made of, before they are closed.
#[derive(Clone)]
pub struct Parts {
    /// The edition of the nomenclature in force.
    pub nomenclature: Arc<Nomenclature>,
    /// Its text index.
    pub search: Arc<SearchIndex>,
    /// The Member's tariff with its rates of exchange.
    pub tariff: Arc<Tariff>,
    /// What each customs procedure does to duty.
    pub procedures: Arc<Procedures>,
    /// The business rules.
    pub rules: Arc<RuleBook>,
    /// The code lists.
    pub lists: Arc<CodeLists>,
    /// The Member's choice under Article 8.2 of the Valuation Agreement.
    pub practice: Practice,
    /// The risk model; without one nothing is scored.
    pub model: Option<Arc<Model>>,
    /// Score thresholds that replace the model's own (an exact budget over one file).
    pub thresholds: Option<Thresholds>,
    /// The random draw.
    pub draw: Draw,
}

/// The immutable snapshot of reference data, rules and model that an answer rests on. Its digest is stored with each
/// outcome, so that any decision can be replayed.
#[derive(Clone)]
pub struct Books {
    parts: Parts,
    digest: String,
}

impl Books {
    /// Closes the books over their parts and takes the digest.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let digest = digest(&parts);
        Self { parts, digest }
    }

    /// SHA-256 over the digests of all parts, in hexadecimal. The key of the draw enters by its commitment only.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The same books with other score thresholds.
    #[must_use]
    pub fn with_thresholds(&self, thresholds: Thresholds) -> Self {
        Self::new(Parts { thresholds: Some(thresholds), ..self.parts.clone() })
    }

    /// The thresholds in force: those set for this run, or else the model's own.
    #[must_use]
    pub fn thresholds(&self) -> Option<Thresholds> {
        self.parts.thresholds.or_else(|| self.model.as_ref().map(|model| Thresholds::of_model(model)))
    }
}

impl std::ops::Deref for Books {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

fn digest(parts: &Parts) -> String {
    let mut hash = Sha256::new();
    let mut part = |name: &str, value: &str| {
        hash.update(name.as_bytes());
        hash.update(b"=");
        hash.update(value.as_bytes());
        hash.update(b"\n");
    };
    part("nomenclature", parts.nomenclature.digest());
    part("tariff", parts.tariff.digest());
    part("procedures", parts.procedures.digest());
    part("rules", parts.rules.digest());
    part("lists", parts.lists.digest());
    part("practice", &format!("{:?}", parts.practice));
    part("model", parts.model.as_ref().map_or("none", |model| model.digest()));
    part("thresholds", &format!("{:?}", parts.thresholds));
    part("draw", &parts.draw.commitment());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
