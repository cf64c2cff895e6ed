//! The words of a reason in both languages.

use basis::Language;
use risk::{Contribution, Evidence, Model};

use crate::invented::model;

fn said(model: &Model, name: &str, evidence: Evidence) -> (String, String) {
    let factors = model.factors();
    let feature = factors.iter().position(|factor| factor.en == name).unwrap_or_else(|| panic!("no factor {name}"));
    let contribution = Contribution { feature: feature as u16, value: 1.0, evidence };
    let text = model.phrase(&contribution);
    for language in Language::ALL {
        let mut words = String::new();
        model.write_phrase(&contribution, language, &mut words);
        assert_eq!(words, text.in_language(language));
    }
    (text.en.replace('\u{202f}', " "), text.fr.replace(['\u{202f}', '\u{a0}'], " "))
}

#[test]
fn reasons_carry_their_figures() {
    let model = model();
    let base = format!("{:.0}", model.base_rate() * 100.0);
    let (en, fr) = said(&model, "origin x code", Evidence::Cases { cases: 120, frauds: 58 });
    assert_eq!(en, format!("origin x code: 48 % of 120 cases were fraud, base {base} %"));
    assert_eq!(fr, format!("origine x code : 48 % de fraudes sur 120 cas, moyenne {base} %"));
    let (en, fr) = said(&model, "importer", Evidence::Cases { cases: 1, frauds: 1 });
    assert_eq!(en, format!("importer: the only known case was fraud, base {base} %"));
    assert_eq!(fr, format!("importateur : le seul cas connu était une fraude, moyenne {base} %"));
    let (en, fr) = said(&model, "seller", Evidence::Unseen);
    assert_eq!(
        (en.as_str(), fr.as_str()),
        ("seller: value not seen in training", "vendeur : valeur absente des données d’apprentissage")
    );
    let (en, fr) = said(&model, "seller", Evidence::Missing);
    assert_eq!((en.as_str(), fr.as_str()), ("seller: no value declared", "vendeur : aucune valeur déclarée"));
}

#[test]
fn numbers_are_told_with_their_units() {
    let model = model();
    let (en, fr) = said(&model, "unit price against the median of the same heading", Evidence::Number(0.41));
    assert_eq!(en, "unit price is 0.41 of the median of the same heading");
    assert_eq!(fr, "le prix unitaire vaut 0,41 fois la médiane, même position");
    let (en, fr) = said(&model, "price", Evidence::Number(1_234_567.8));
    assert_eq!((en.as_str(), fr.as_str()), ("price is 1,234,568 EUR", "le prix est de 1 234 568 EUR"));
    let (en, fr) = said(&model, "net mass", Evidence::Number(12.5));
    assert_eq!((en.as_str(), fr.as_str()), ("net mass is 12.5 kg", "la masse nette est de 12,5 kg"));
    let (en, fr) = said(&model, "day of acceptance", Evidence::Number(7.0));
    assert_eq!((en.as_str(), fr.as_str()), ("accepted on a Sunday", "acceptée un dimanche"));
    let (en, fr) = said(&model, "country exported from and origin", Evidence::Number(1.0));
    assert_eq!(en, "exported from another country than the origin");
    assert_eq!(fr, "exportée d’un autre pays que l’origine");
    let (en, _) = said(&model, "unit price", Evidence::Missing);
    assert_eq!(en, "unit price: no value declared");
}
