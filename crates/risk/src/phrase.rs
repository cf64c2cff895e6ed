//! The words of a contribution: what the factor is and what it saw.

use std::fmt::Write as _;

use basis::{Language, Text};

use crate::model::Model;
use crate::plan::{Column, FeaturePlan, Layout, NUMBERS};
use crate::score::{Contribution, Evidence};

/// The numbers' names in columns, and in English and French. The order is that of `plan::NUMBERS`.
static MEASURES: [(&str, Text); NUMBERS] = [
    ("net_mass", Text::fixed("net mass", "masse nette")),
    ("price", Text::fixed("price", "prix")),
    ("unit_price", Text::fixed("unit price", "prix unitaire")),
    ("duty", Text::fixed("price at the declared rate", "prix au taux déclaré")),
    ("rate", Text::fixed("declared rate", "taux déclaré")),
    ("weekday", Text::fixed("day of acceptance", "jour d’acceptation")),
    ("differs", Text::fixed("country exported from and origin", "pays d’exportation et origine")),
];

static WEEKDAYS: [Text; 7] = [
    Text::fixed("Monday", "lundi"),
    Text::fixed("Tuesday", "mardi"),
    Text::fixed("Wednesday", "mercredi"),
    Text::fixed("Thursday", "jeudi"),
    Text::fixed("Friday", "vendredi"),
    Text::fixed("Saturday", "samedi"),
    Text::fixed("Sunday", "dimanche"),
];

/// The names of the columns: `origin.rate`, `origin.cases`, `origin.number`, `origin x code.6.rate`, `net_mass`, ...
pub(crate) fn column_names(plan: &FeaturePlan, layout: &Layout) -> Vec<String> {
    let group = |place: usize| match plan.keys.get(place) {
        Some(key) => key.name.clone(),
        None => plan.pairs.get(place - plan.keys.len()).map_or_else(String::new, |[a, b]| format!("{a} x {b}")),
    };
    let name = |column: &Column| match column {
        Column::Rate(place) => format!("{}.rate", group(*place)),
        Column::Cases(place) => format!("{}.cases", group(*place)),
        Column::Number(place) => format!("{}.number", group(*place)),
        Column::Measure(place) => match MEASURES.get(*place) {
            Some((name, _)) => (*name).to_owned(),
            None => plan.references.get(place - NUMBERS).map_or_else(String::new, |key| format!("unit_price / {key}")),
        },
    };
    layout.columns.iter().map(name).collect()
}

impl Model {
    /// The names of the factors in both languages: the keys, the pairs, the numbers, the price ratios.
    #[must_use]
    pub fn factors(&self) -> Vec<Text> {
        (0..self.factors_count()).map(|factor| self.in_both(|language, out| self.name(factor, language, out))).collect()
    }

    /// What a contribution rests on, in both languages, for example `origin x code: 48 % of 120 cases were fraud, base
    /// 22 %`. For one language, or without new memory, see `write_phrase`.
    #[must_use]
    pub fn phrase(&self, contribution: &Contribution) -> Text {
        self.in_both(|language, out| self.write_phrase(contribution, language, out))
    }

    /// Appends to `out` what a contribution rests on, in one language.
    pub fn write_phrase(&self, contribution: &Contribution, language: Language, out: &mut String) {
        let factor = usize::from(contribution.feature);
        let french = language == Language::Fr;
        let measure = factor.checked_sub(self.layout.groups());
        match (contribution.evidence, measure) {
            (Evidence::Number(number), Some(measure)) => self.write_measure(measure, number, language, out),
            (evidence, _) => {
                self.name(factor, language, out);
                out.push_str(if french { "\u{a0}: " } else { ": " });
                match evidence {
                    Evidence::Cases { cases, frauds } => self.write_cases(cases, frauds, french, out),
                    Evidence::Unseen if french => out.push_str("valeur absente des données d’apprentissage"),
                    Evidence::Unseen => out.push_str("value not seen in training"),
                    _ if french => out.push_str("aucune valeur déclarée"),
                    _ => out.push_str("no value declared"),
                }
            }
        }
    }

    fn in_both(&self, write: impl Fn(Language, &mut String)) -> Text {
        let [en, fr] = Language::ALL.map(|language| {
            let mut words = String::with_capacity(64);
            write(language, &mut words);
            words
        });
        Text::owned(en, fr)
    }

    fn name(&self, factor: usize, language: Language, out: &mut String) {
        let plan = &self.card().plan;
        let label = |place: usize| plan.keys.get(place).map_or("", |key| key.label.in_language(language));
        let pair = factor.checked_sub(plan.keys.len()).and_then(|pair| self.layout.pairs.get(pair));
        match (pair, factor.checked_sub(self.layout.groups())) {
            (Some((first, second)), _) => {
                out.extend([label(*first), " x ", label(*second)]);
            }
            (None, None) => out.push_str(label(factor)),
            (None, Some(measure)) => match MEASURES.get(measure) {
                Some((_, name)) => out.push_str(name.in_language(language)),
                None => {
                    let key = self.layout.references.get(measure - NUMBERS.min(measure)).copied();
                    let same = key.map_or("", label);
                    out.extend(match language {
                        Language::En => ["unit price against the median of the same ", same],
                        Language::Fr => ["prix unitaire rapporté à la médiane, même ", same],
                    });
                }
            },
        }
    }

    fn write_cases(&self, cases: u32, frauds: u32, french: bool, out: &mut String) {
        // Whole numbers are written in a tenth of the time that binary fractions take.
        let base = (self.base_rate() * 100.0).round() as i64;
        let share = (f64::from(frauds) / f64::from(cases.max(1)) * 100.0).round() as i64;
        let _ = match (cases, frauds, french) {
            (1, 0, false) => write!(out, "the only known case was in order, base {base} %"),
            (1, _, false) => write!(out, "the only known case was fraud, base {base} %"),
            (1, 0, true) => write!(out, "le seul cas connu était en règle, moyenne {base} %"),
            (1, _, true) => write!(out, "le seul cas connu était une fraude, moyenne {base} %"),
            (_, _, false) => write!(out, "{share} % of {cases} cases were fraud, base {base} %"),
            (_, _, true) => write!(out, "{share} % de fraudes sur {cases} cas, moyenne {base} %"),
        };
    }

    fn write_measure(&self, measure: usize, number: f64, language: Language, out: &mut String) {
        let french = language == Language::Fr;
        let figure = figure(number, language);
        let currency = self.card().currency;
        let currency = currency.as_ref().map_or("", |currency| currency.as_str());
        let weekday = WEEKDAYS.get((number as usize).wrapping_sub(1)).map_or("", |day| day.in_language(language));
        let _ = match (measure, french) {
            (0, false) => write!(out, "net mass is {figure} kg"),
            (0, true) => write!(out, "la masse nette est de {figure} kg"),
            (1, false) => write!(out, "price is {figure} {currency}"),
            (1, true) => write!(out, "le prix est de {figure} {currency}"),
            (2, false) => write!(out, "unit price is {figure} {currency}/kg"),
            (2, true) => write!(out, "le prix unitaire est de {figure} {currency}/kg"),
            (3, false) => write!(out, "price at the declared rate gives {figure} {currency}"),
            (3, true) => write!(out, "le prix au taux déclaré donne {figure} {currency}"),
            (4, false) => write!(out, "declared rate is {figure} %"),
            (4, true) => write!(out, "le taux déclaré est de {figure} %"),
            (5, false) => write!(out, "accepted on a {weekday}"),
            (5, true) => write!(out, "acceptée un {weekday}"),
            (6, false) if number > 0.0 => write!(out, "exported from another country than the origin"),
            (6, true) if number > 0.0 => write!(out, "exportée d’un autre pays que l’origine"),
            (6, false) => write!(out, "exported from the country of origin"),
            (6, true) => write!(out, "exportée du pays d’origine"),
            (_, _) => {
                let key = self.layout.references.get(measure - NUMBERS.min(measure)).copied();
                let key = key.and_then(|key| self.card().plan.keys.get(key));
                let same = key.map_or("", |key| key.label.in_language(language));
                if french {
                    write!(out, "le prix unitaire vaut {figure} fois la médiane, même {same}")
                } else {
                    write!(out, "unit price is {figure} of the median of the same {same}")
                }
            }
        };
    }
}

/// A number for a person: two decimals below 100, whole above, thousands apart.
fn figure(number: f64, language: Language) -> String {
    let (point, thousands) = match language {
        Language::En => ('.', ','),
        Language::Fr => (',', '\u{202f}'),
    };
    let size = number.abs();
    let hundredths =
        if size < 100.0 { (size * 100.0).round() as u64 } else { (size.round() as u64).saturating_mul(100) };
    let mut text = String::with_capacity(24);
    if number < 0.0 && hundredths > 0 {
        text.push('-');
    }
    let digits = (hundredths / 100).to_string();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(thousands);
        }
        text.push(digit);
    }
    let decimals = format!("{:02}", hundredths % 100);
    let decimals = decimals.trim_end_matches('0');
    if !decimals.is_empty() {
        text.push(point);
        text.push_str(decimals);
    }
    text
}
