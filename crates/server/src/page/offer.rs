//! What the books offer to choose from, and the names of countries. Made once for each language and set of books.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use clearance::Books;
use tariff::{Dimension, Unit};

use crate::language::Words;
use crate::page::view::ask::{Offer, country_options};

/// Books change when the program starts; the few that one process sees are kept.
const KEPT: usize = 8;

type Kept = BTreeMap<(String, &'static str), Arc<Offer>>;

static OFFERS: LazyLock<RwLock<Kept>> = LazyLock::new(RwLock::default);

/// What the books offer, in a language.
#[must_use]
pub fn of(books: &Books, words: Words) -> Arc<Offer> {
    let key = (books.digest().to_owned(), words.code());
    if let Some(offer) = OFFERS.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Arc::clone(offer);
    }
    let offer = Arc::new(gather(books, words));
    let mut kept = OFFERS.write().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(key, Arc::clone(&offer));
    offer
}

/// A country by name and code, for example `Boreal (XB)`; the code alone where the lists do not know it.
#[must_use]
pub fn country(books: &Books, words: Words, code: &str) -> String {
    match books.lists.countries.get(code) {
        Some(entry) => format!("{} ({code})", words.of(&entry.name)),
        None => code.to_owned(),
    }
}

fn gather(books: &Books, words: Words) -> Offer {
    let member = books.tariff.country();
    let named = |code: &str| {
        let found = books.lists.countries.get(code);
        (code.to_owned(), found.map_or_else(|| code.to_owned(), |entry| words.of(&entry.name).to_owned()))
    };
    let (partners, mut countries): (Vec<_>, Vec<_>) = books
        .lists
        .countries
        .iter()
        .filter(|entry| entry.code != member.as_str())
        .map(|entry| (entry.source.contains("demonstration"), named(&entry.code)))
        .partition(|(demonstration, _)| *demonstration);
    countries.sort_by_key(|(_, (_, name))| plain(name));
    let countries: Vec<_> = countries.into_iter().map(|(_, country)| country).collect();
    let home = books.tariff.currency().to_string();
    let foreign = books.tariff.rates().iter().map(|(currency, _)| currency.to_string());
    Offer {
        member: (member.to_string(), words.of(books.tariff.member()).to_owned()),
        partners: partners.into_iter().map(|(_, partner)| partner).collect(),
        country_options: country_options(&countries),
        countries,
        currencies: std::iter::once(home).chain(foreign).collect(),
        terms: books.lists.incoterms.iter().map(|entry| entry.code.clone()).collect(),
        units: units(books, words),
    }
}

/// The units in which this tariff may ask for a quantity; mass has a field of its own.
fn units(books: &Books, words: Words) -> Vec<(String, String)> {
    let asked = Unit::all().filter(|unit| {
        !matches!(
            unit.dimension(),
            Dimension::NetMass | Dimension::GrossMass | Dimension::Strength | Dimension::Sucrose
        )
    });
    asked
        .filter_map(|unit| {
            let entry = books.lists.units.get(unit.code())?;
            Some((entry.code.clone(), words.of(&entry.name).to_owned()))
        })
        .collect()
}

/// A name as it is sorted: without accents on its first letter, in lower case.
fn plain(name: &str) -> String {
    let unaccented = name.chars().map(|character| match character {
        'É' | 'È' | 'Ê' | 'é' | 'è' | 'ê' | 'ë' => 'e',
        'Î' | 'î' | 'ï' | 'í' => 'i',
        'Å' | 'å' | 'à' | 'â' | 'á' | 'ã' => 'a',
        'Ô' | 'ô' | 'ó' => 'o',
        'ç' | 'Ç' => 'c',
        'ü' | 'ú' => 'u',
        other => other,
    });
    unaccented.collect::<String>().to_lowercase()
}
