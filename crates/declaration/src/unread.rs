//! The findings that reading gives where a value is not what it must be.

use std::sync::{Arc, LazyLock};

use basis::{Notice, Severity, Text};

pub(crate) struct Unread {
    pub(crate) number: Arc<Notice>,
    pub(crate) count: Arc<Notice>,
    pub(crate) date: Arc<Notice>,
    pub(crate) currency: Arc<Notice>,
    pub(crate) mass_unit: Arc<Notice>,
}

fn notice(code: &str, en: &'static str, fr: &'static str) -> Arc<Notice> {
    Arc::new(Notice {
        code: code.to_owned(),
        severity: Severity::Error,
        text: Text::fixed(en, fr),
        source: "WCO Data Model 3.6, format of the data element".to_owned(),
    })
}

/// The notices, made once.
pub(crate) fn unread() -> &'static Unread {
    static UNREAD: LazyLock<Unread> = LazyLock::new(|| Unread {
        number: notice(
            "value-not-a-number",
            "`{value}` is not a number; digits with at most one decimal point are expected",
            "`{value}` n'est pas un nombre ; des chiffres avec au plus un point décimal sont attendus",
        ),
        count: notice(
            "value-not-a-count",
            "`{value}` is not a whole number from 0",
            "`{value}` n'est pas un nombre entier à partir de 0",
        ),
        date: notice(
            "value-not-a-date",
            "`{value}` is not a day; year, month and day are expected as CCYYMMDD",
            "`{value}` n'est pas un jour ; l'année, le mois et le jour sont attendus sous la forme SSAAMMJJ",
        ),
        currency: notice(
            "amount-without-currency",
            "the amount `{value}` names no currency by a three-letter code",
            "le montant `{value}` n'indique pas de devise par un code à trois lettres",
        ),
        mass_unit: notice(
            "mass-in-other-unit",
            "the mass `{value}` is in a unit other than kilograms, grams or tonnes",
            "la masse `{value}` est exprimée dans une autre unité que le kilogramme, le gramme ou la tonne",
        ),
    });
    &UNREAD
}
