use basis::{Country, Date, Text};

use crate::{Measure, MeasureKind, Question, QuotaState, Tariff};

/// Whether a condition is met: three answers, not two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Met.
    Met,
    /// A fact is needed to say.
    Needs,
    /// Not met.
    NotMet,
}

impl State {
    /// The word used in data: `met`, `needs-fact`, `not-met`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Needs => "needs-fact",
            Self::NotMet => "not-met",
        }
    }
}

/// What an option asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Preferential origin in an area.
    PreferentialOrigin,
    /// Non-preferential origin in an area.
    Origin,
    /// Export from a country of the area.
    DirectConsignment,
    /// A proof of origin.
    Proof(Vec<String>),
    /// A document.
    Document(Vec<String>),
    /// A quota that is open.
    OpenQuota(QuotaState),
}

/// A condition of an option, and whether it is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What is asked for.
    pub requirement: Requirement,
    /// Whether it is met.
    pub state: State,
    /// In words, English and French.
    pub text: Text,
}

/// Why an option that was claimed does not apply. The third-country duty is then charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unmet {
    /// The code claimed names no option of this tariff.
    UnknownClaim,
    /// The order number names no quota of this tariff, or none is named.
    UnknownQuota,
    /// No rate of the option claimed covers the code on the day.
    NoRate,
    /// The origin that the option asks for is not declared.
    OriginMissing,
    /// The country of origin does not benefit on the day.
    OriginNotCovered(Country),
    /// The country exported from is not declared.
    ExportMissing,
    /// The goods are not exported from a country of the area.
    NotDirect(Country),
    /// No proof of origin is produced.
    ProofMissing,
    /// A document that the option asks for is not produced.
    DocumentMissing,
    /// The quota is used up since the day named.
    QuotaExhausted(Date),
    /// The quota is not open on the day.
    QuotaClosed,
    /// The state of the quota on the day is not known.
    QuotaUnknown,
}

impl Unmet {
    /// The identifier used in data, for example `proof-missing`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownClaim => "unknown-claim",
            Self::UnknownQuota => "unknown-quota",
            Self::NoRate => "no-rate",
            Self::OriginMissing => "origin-missing",
            Self::OriginNotCovered(_) => "origin-not-covered",
            Self::ExportMissing => "export-missing",
            Self::NotDirect(_) => "not-direct",
            Self::ProofMissing => "proof-missing",
            Self::DocumentMissing => "document-missing",
            Self::QuotaExhausted(_) => "quota-exhausted",
            Self::QuotaClosed => "quota-closed",
            Self::QuotaUnknown => "quota-unknown",
        }
    }

    /// Why, and what would be right, in English and French.
    #[must_use]
    pub fn text(self) -> Text {
        let fixed = Text::fixed;
        match self {
            Self::UnknownClaim => fixed(
                "the preference claimed is not an option of this tariff",
                "la préférence demandée n’existe pas dans ce tarif",
            ),
            Self::UnknownQuota => fixed(
                "no quota of this tariff has the order number claimed",
                "aucun contingent de ce tarif ne porte le numéro d’ordre demandé",
            ),
            Self::NoRate => fixed(
                "the option claimed has no rate for this code on this day",
                "l’option demandée ne prévoit aucun taux pour ce code à cette date",
            ),
            Self::OriginMissing => fixed(
                "the origin that the option claimed asks for is not declared",
                "l’origine exigée par l’option demandée n’est pas déclarée",
            ),
            Self::OriginNotCovered(country) => Text::owned(
                format!("goods of origin `{country}` do not benefit from the option claimed on this day"),
                format!("les marchandises d’origine `{country}` ne bénéficient pas de l’option demandée à cette date"),
            ),
            Self::ExportMissing => fixed(
                "the country exported from is not declared, and direct consignment is asked for",
                "le pays d’exportation n’est pas déclaré, alors que le transport direct est exigé",
            ),
            Self::NotDirect(country) => Text::owned(
                format!("the goods were exported from `{country}`, not directly from a country of the area"),
                format!("les marchandises ont été exportées de `{country}` et non directement d’un pays de la zone"),
            ),
            Self::ProofMissing => fixed("no proof of origin is produced", "aucune preuve d’origine n’est produite"),
            Self::DocumentMissing => fixed(
                "a document that the option claimed asks for is not produced",
                "un document exigé par l’option demandée n’est pas produit",
            ),
            Self::QuotaExhausted(day) => Text::owned(
                format!("the quota is exhausted since {day}"),
                format!("le contingent est épuisé depuis le {day}"),
            ),
            Self::QuotaClosed => {
                fixed("the quota is not open on this day", "le contingent n’est pas ouvert à cette date")
            }
            Self::QuotaUnknown => fixed(
                "the state of the quota on this day is not known",
                "l’état du contingent à cette date n’est pas connu",
            ),
        }
    }

    /// Whether a fact is missing, rather than a condition failed.
    #[must_use]
    pub fn needs_fact(self) -> bool {
        matches!(
            self,
            Self::OriginMissing | Self::ExportMissing | Self::ProofMissing | Self::DocumentMissing | Self::QuotaUnknown
        )
    }
}

/// The first condition of an option that does not hold, if any. Allocates nothing.
pub(crate) fn first_unmet(tariff: &Tariff, measure: &Measure, question: &Question<'_>) -> Option<Unmet> {
    origin(tariff, measure, question)
        .or_else(|| consignment(tariff, measure, question))
        .or_else(|| proof(tariff, measure, question))
        .or_else(|| (!question.produces_one_of(&measure.documents)).then_some(Unmet::DocumentMissing))
        .or_else(|| quota(tariff, measure, question))
}

pub(crate) fn origin(tariff: &Tariff, measure: &Measure, question: &Question<'_>) -> Option<Unmet> {
    let area = tariff.area(measure.area?)?;
    let declared = match measure.kind {
        MeasureKind::Preference => question.preferential_origin,
        _ => question.origin,
    };
    match declared {
        None => Some(Unmet::OriginMissing),
        Some(country) if area.contains(country, question.on) => None,
        Some(country) => Some(Unmet::OriginNotCovered(country)),
    }
}

pub(crate) fn consignment(tariff: &Tariff, measure: &Measure, question: &Question<'_>) -> Option<Unmet> {
    let scheme = tariff.scheme(measure.scheme?).filter(|scheme| scheme.direct)?;
    let area = tariff.area(scheme.area)?;
    match question.exported_from {
        None => Some(Unmet::ExportMissing),
        Some(country) if area.contains(country, question.on) => None,
        Some(country) => Some(Unmet::NotDirect(country)),
    }
}

pub(crate) fn proof(tariff: &Tariff, measure: &Measure, question: &Question<'_>) -> Option<Unmet> {
    let scheme = tariff.scheme(measure.scheme?)?;
    (!question.produces_one_of(&scheme.proofs)).then_some(Unmet::ProofMissing)
}

pub(crate) fn quota(tariff: &Tariff, measure: &Measure, question: &Question<'_>) -> Option<Unmet> {
    match tariff.quota(measure.quota?)?.state(question.on) {
        QuotaState::Open => None,
        QuotaState::Exhausted(day) => Some(Unmet::QuotaExhausted(day)),
        QuotaState::Closed => Some(Unmet::QuotaClosed),
        QuotaState::Unknown => Some(Unmet::QuotaUnknown),
    }
}

/// Every condition of an option with its state and words.
pub(crate) fn all(tariff: &Tariff, measure: &Measure, question: &Question<'_>) -> Vec<Condition> {
    let mut conditions = Vec::new();
    let mut add = |requirement, unmet: Option<Unmet>, met: Text| {
        let state = match unmet {
            None => State::Met,
            Some(unmet) if unmet.needs_fact() => State::Needs,
            Some(_) => State::NotMet,
        };
        conditions.push(Condition { requirement, state, text: unmet.map_or(met, Unmet::text) });
    };
    if let Some(area) = measure.area.and_then(|area| tariff.area(area)) {
        let requirement = match measure.kind {
            MeasureKind::Preference => Requirement::PreferentialOrigin,
            _ => Requirement::Origin,
        };
        let met = Text::owned(format!("origin: {}", area.name.en), format!("origine : {}", area.name.fr));
        add(requirement, origin(tariff, measure, question), met);
    }
    if let Some(scheme) = measure.scheme.and_then(|scheme| tariff.scheme(scheme)) {
        if scheme.direct {
            let met = Text::fixed("exported directly from the area", "exporté directement de la zone");
            add(Requirement::DirectConsignment, consignment(tariff, measure, question), met);
        }
        if !scheme.proofs.is_empty() {
            let met = Text::fixed("a proof of origin is produced", "une preuve d’origine est produite");
            add(Requirement::Proof(scheme.proofs.clone()), proof(tariff, measure, question), met);
        }
    }
    if !measure.documents.is_empty() {
        let unmet = (!question.produces_one_of(&measure.documents)).then_some(Unmet::DocumentMissing);
        let met = Text::fixed("the document is produced", "le document est produit");
        add(Requirement::Document(measure.documents.clone()), unmet, met);
    }
    if let Some(quota) = measure.quota.and_then(|quota| tariff.quota(quota)) {
        let met = Text::owned(format!("quota {} is open", quota.order), format!("contingent {} ouvert", quota.order));
        add(Requirement::OpenQuota(quota.state(question.on)), self::quota(tariff, measure, question), met);
    }
    conditions
}
