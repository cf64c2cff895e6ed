//! The findings of the clearance itself, beside those of the business rules.

use std::sync::{Arc, LazyLock};

use basis::{Finding, Notice, Severity, Text};

/// The notices of the clearance, each shared by all findings of its kind.
pub(crate) struct Notices {
    pub(crate) edition_not_loaded: Arc<Notice>,
    pub(crate) code_missing: Arc<Notice>,
    pub(crate) code_unreadable: Arc<Notice>,
    pub(crate) procedure_not_known: Arc<Notice>,
    pub(crate) procedure_not_assessed: Arc<Notice>,
    pub(crate) no_goods_item: Arc<Notice>,
}

const OURS: &str = "OpenCustoms, clearance";

fn notice(code: &str, severity: Severity, en: &'static str, fr: &'static str, source: &str) -> Arc<Notice> {
    Arc::new(Notice { code: code.to_owned(), severity, text: Text::fixed(en, fr), source: source.to_owned() })
}

static NOTICES: LazyLock<Notices> = LazyLock::new(|| Notices {
    edition_not_loaded: notice(
        "edition-not-loaded",
        Severity::Warning,
        "the code `{value}` is not in the edition of the nomenclature that is loaded: its duty is not determined",
        "le code « {value} » ne figure pas dans l'édition de la nomenclature qui est chargée : le droit n'est pas \
         déterminé",
        "Harmonized System Convention, article 3",
    ),
    code_missing: notice(
        "code-missing",
        Severity::Information,
        "no commodity code is declared: the duty of this item is not determined",
        "aucun code de marchandise n'est déclaré : le droit de cet article n'est pas déterminé",
        OURS,
    ),
    code_unreadable: notice(
        "code-unreadable",
        Severity::Error,
        "`{value}` is not a commodity code: 6, 8 or 10 digits are expected",
        "« {value} » n'est pas un code de marchandise : 6, 8 ou 10 chiffres sont attendus",
        OURS,
    ),
    procedure_not_known: notice(
        "procedure-not-known",
        Severity::Warning,
        "what the customs procedure `{value}` does to duty is not known: the duty is not determined",
        "l'effet du régime douanier « {value} » sur les droits n'est pas connu : le droit n'est pas déterminé",
        OURS,
    ),
    procedure_not_assessed: notice(
        "procedure-not-assessed",
        Severity::Information,
        "under the customs procedure `{value}` no duty is determined from this message alone",
        "sous le régime douanier « {value} », aucun droit n'est déterminé à partir de ce seul message",
        OURS,
    ),
    no_goods_item: notice(
        "goods-item-missing",
        Severity::Error,
        "the declaration has no goods item: at least one is expected",
        "la déclaration ne comporte aucun article : il en faut au moins un",
        "WCO Data Model, class 68A",
    ),
});

/// The notices of the clearance.
pub(crate) fn notices() -> &'static Notices {
    &NOTICES
}

/// A finding that exists once for what it says (a reason why a figure is not determined).
pub(crate) fn not_determined(code: &str, text: Text, pointer: String) -> Finding {
    let notice = Notice { code: code.to_owned(), severity: Severity::Warning, text, source: OURS.to_owned() };
    Finding::new(Arc::new(notice)).at(pointer)
}
