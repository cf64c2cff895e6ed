//! Lists of codes with names in English and French, from the packages and from our own files.

use std::collections::BTreeMap;

use basis::{Language, Text};
use declaration::lists::{CodeList, Entry};
use iso_currency::IntoEnumIterator;
use serde::Deserialize;

/// Names of one language by code.
pub(crate) type Names = BTreeMap<String, String>;

/// Our own lists: codes that no package carries.
const FURTHER_COUNTRIES: &str = include_str!("../../../../reference/lists/countries.toml");
const UNITS: &str = include_str!("../../../../reference/lists/units.toml");
const INCOTERMS: &str = include_str!("../../../../reference/lists/incoterms.toml");
/// Codes of ISO 4217 that are no currency: none, and testing.
const NO_CURRENCY: [&str; 2] = ["XTS", "XXX"];

/// Country names of one language, from `i18n-iso-countries`. Where a country has several names the first is taken.
pub(crate) fn country_names(json: &[u8]) -> Result<Names, String> {
    #[derive(Deserialize)]
    struct File {
        countries: BTreeMap<String, Name>,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Name {
        One(String),
        Several(Vec<String>),
    }
    let file: File = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    let named = file.countries.into_iter().filter_map(|(code, name)| match name {
        Name::One(name) => Some((code, name)),
        Name::Several(names) => Some((code, names.into_iter().next()?)),
    });
    Ok(named.collect())
}

/// Currency names of one language, from the Unicode repository.
pub(crate) fn currency_names(json: &[u8], language: Language) -> Result<Names, String> {
    #[derive(Deserialize)]
    struct Currency {
        #[serde(rename = "displayName")]
        name: String,
    }
    #[derive(Deserialize)]
    struct Numbers {
        currencies: BTreeMap<String, Currency>,
    }
    #[derive(Deserialize)]
    struct Locale {
        numbers: Numbers,
    }
    #[derive(Deserialize)]
    struct File {
        main: BTreeMap<String, Locale>,
    }
    let mut file: File = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    let locale = file.main.remove(language.code()).ok_or_else(|| format!("no names in `{}`", language.code()))?;
    Ok(locale.numbers.currencies.into_iter().map(|(code, currency)| (code, currency.name)).collect())
}

/// The codes of ISO 4217, named from the package where it names them and in English otherwise. The number tells how many
/// codes stand with their English name in French too.
pub(crate) fn currencies(en: &Names, fr: &Names, source: &str) -> (Vec<Entry>, usize) {
    let english: Names = iso_currency::Currency::iter()
        .map(|currency| (currency.code().to_owned(), currency.name().to_owned()))
        .filter(|(code, _)| !NO_CURRENCY.contains(&code.as_str()))
        .map(|(code, name)| (code.clone(), en.get(&code).cloned().unwrap_or(name)))
        .collect();
    both(&english, fr, source)
}

/// Entries with English and French names. The number tells how many stand with their English name in French too.
pub(crate) fn both(en: &Names, fr: &Names, source: &str) -> (Vec<Entry>, usize) {
    let mut without = 0;
    let named = en.iter().map(|(code, english)| {
        let french = fr.get(code).unwrap_or_else(|| {
            without += 1;
            english
        });
        let name = Text::owned(english.clone(), french.clone());
        Entry { code: code.clone(), name, period: None, source: source.to_owned() }
    });
    let list = named.collect();
    (list, without)
}

/// Codes of our own that stand beside those of ISO 3166-1: the European Union, and the fictional Members.
pub(crate) fn further_countries() -> Result<CodeList, String> {
    own(FURTHER_COUNTRIES)
}

/// The units of our own list.
pub(crate) fn units() -> Result<CodeList, String> {
    own(UNITS)
}

/// The Incoterms rules of our own list.
pub(crate) fn incoterms() -> Result<CodeList, String> {
    own(INCOTERMS)
}

fn own(text: &str) -> Result<CodeList, String> {
    CodeList::from_toml(text).map_err(|problem| format!("line {}: {}", problem.line, problem.text.en))
}

/// Adds the codes that a list does not have yet.
pub(crate) fn add(list: &mut Vec<Entry>, more: &CodeList) {
    let new: Vec<Entry> =
        more.iter().filter(|entry| !list.iter().any(|known| known.code == entry.code)).cloned().collect();
    list.extend(new);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_both_languages_and_english_stands_in() {
        let en =
            country_names(br#"{"locale":"en","countries":{"CN":["People's Republic of China","China"],"XX":"X"}}"#);
        let fr = country_names(br#"{"countries":{"CN":"Chine"}}"#);
        let (list, without) = both(&en.unwrap(), &fr.unwrap(), "test");
        assert_eq!(without, 1);
        assert_eq!(list[0].name, Text::fixed("People's Republic of China", "Chine"));
    }

    #[test]
    fn currencies_have_names_without_any_package() {
        let (list, without) = currencies(&Names::new(), &Names::new(), "test");
        assert!(list.len() > 150 && list.len() == without);
        assert!(list.iter().any(|entry| entry.code == "KRW" && !entry.name.en.is_empty()));
        assert!(!list.iter().any(|entry| entry.code == "XXX"));
        let json = br#"{"main":{"fr":{"numbers":{"currencies":{"KRW":{"displayName":"won","symbol":"x"}}}}}}"#;
        assert_eq!(currency_names(json, Language::Fr).unwrap().get("KRW").unwrap(), "won");
        assert!(currency_names(json, Language::En).is_err());
    }

    #[test]
    fn our_own_lists_hold() {
        for list in [units().unwrap(), further_countries().unwrap(), incoterms().unwrap()] {
            let named = |entry: &Entry| !entry.name.en.is_empty() && !entry.name.fr.is_empty();
            assert!(list.iter().all(|entry| named(entry) && !entry.source.is_empty()));
        }
        for code in ["KGM", "LTR", "NAR", "LPA", "HLT", "ASV"] {
            assert!(units().unwrap().contains(code), "{code}");
        }
    }

    #[test]
    fn what_is_there_stays_when_more_is_added() {
        let mut list = both(&Names::from([("EU".to_owned(), "x".to_owned())]), &Names::new(), "test").0;
        add(&mut list, &further_countries().unwrap());
        assert_eq!(list.iter().filter(|entry| entry.code == "EU").count(), 1);
        assert!(list.iter().any(|entry| entry.code == "XM") && list[0].name.en == "x");
    }
}
