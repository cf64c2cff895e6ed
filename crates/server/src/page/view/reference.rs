//! What is loaded, and one place of the nomenclature.

use basis::{Date, ExchangeRates};

use crate::chart::{self, Course};
use crate::language::Words;
use crate::page::view::part::{Chip, Figure};

/// A data package.
#[derive(Clone, Debug)]
pub struct PackageView {
    /// Its name in its registry.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Loaded or missing.
    pub state: Chip,
    /// Whether nothing of it is loaded.
    pub missing: bool,
    /// What it gives.
    pub gives: String,
    /// Where it comes from.
    pub source: String,
    /// Its licence.
    pub licence: String,
}

/// A dated figure of a table: a rate of exchange.
#[derive(Clone, Debug)]
pub struct DatedView {
    /// What it is of.
    pub name: String,
    /// The figure.
    pub figure: String,
    /// The days on which it holds.
    pub period: String,
    /// Where it comes from.
    pub source: String,
}

/// A business rule.
#[derive(Clone, Debug)]
pub struct RuleView {
    /// Its identifier.
    pub code: String,
    /// How much it weighs.
    pub severity: Chip,
    /// Its words.
    pub words: String,
    /// The places in the data model.
    pub pointers: Vec<String>,
    /// The days on which it holds.
    pub period: String,
    /// Where it comes from.
    pub source: String,
}

/// A section with its chapters.
#[derive(Clone, Debug)]
pub struct SectionView {
    /// Its name, or empty where the source does not tell the sections.
    pub title: String,
    /// The chapters: code and text.
    pub chapters: Vec<(String, String)>,
}

/// A code list.
#[derive(Clone, Debug)]
pub struct ListView {
    /// Its name.
    pub name: String,
    /// How many entries.
    pub figure: String,
    /// Where it comes from.
    pub source: String,
}

/// A code found by words.
#[derive(Clone, Debug)]
pub struct FoundCode {
    /// The code with dots.
    pub code: String,
    /// Its page.
    pub link: String,
    /// Its text.
    pub text: String,
    /// The text above it.
    pub above: String,
    /// The words it was found by.
    pub matched: String,
}

/// The page of what is loaded.
#[derive(Clone, Debug, Default)]
pub struct ReferenceView {
    /// The conclusion.
    pub figures: Vec<Figure>,
    /// The contents: anchor and words.
    pub contents: Vec<(&'static str, String)>,
    /// The data packages.
    pub packages: Vec<PackageView>,
    /// Whether one of them is missing.
    pub missing: bool,
    /// The edition in words.
    pub edition: String,
    /// Where its texts come from.
    pub edition_source: String,
    /// The words sought in the nomenclature.
    pub sought: String,
    /// What was found.
    pub found: Vec<FoundCode>,
    /// The chapters by section.
    pub sections: Vec<SectionView>,
    /// The tariff: name and value.
    pub tariff: Vec<(String, String)>,
    /// A few words beside the rates' title.
    pub rates_note: String,
    /// The plot of the rates.
    pub rates_plot: String,
    /// The rates.
    pub rates: Vec<DatedView>,
    /// The rules.
    pub rules: Vec<RuleView>,
    /// The code lists.
    pub lists: Vec<ListView>,
    /// The model: name and value; empty where none is loaded.
    pub model: Vec<(String, String)>,
}

/// One code below another.
#[derive(Clone, Debug)]
pub struct ChildView {
    /// The code with dots.
    pub code: String,
    /// Its page.
    pub link: String,
    /// Its text.
    pub text: String,
    /// The duty on the day.
    pub duty: String,
}

/// A measure of a code.
#[derive(Clone, Debug)]
pub struct MeasureView {
    /// Its name.
    pub name: String,
    /// The expression.
    pub expression: String,
    /// What is needed.
    pub needs: Vec<Chip>,
    /// The days on which it holds.
    pub period: String,
    /// Where it stands.
    pub source: String,
}

/// The page of one place in the nomenclature.
#[derive(Clone, Debug, Default)]
pub struct HsView {
    /// The code with dots.
    pub code: String,
    /// Its text.
    pub text: String,
    /// The places above: code and address.
    pub crumbs: Vec<(String, String)>,
    /// From chapter to itself: code and text.
    pub path: Vec<(String, String)>,
    /// What stands below, in a word.
    pub under: String,
    /// The day in words.
    pub on_note: String,
    /// The day as a field holds it.
    pub on: String,
    /// The codes below.
    pub children: Vec<ChildView>,
    /// The measures of a subheading.
    pub measures: Vec<MeasureView>,
    /// Where the texts come from.
    pub source: String,
    /// The trade question for this code, or empty.
    pub ask: String,
}

/// The contents of the page, in its order.
#[must_use]
pub fn contents(words: Words) -> Vec<(&'static str, String)> {
    let sections = [
        ("packages", "packages-title"),
        ("nomenclature", "hs-title"),
        ("tariff", "tariff-title"),
        ("rates", "rates-title"),
        ("rules", "rules-title-reference"),
        ("lists", "lists-title"),
        ("model", "model-title"),
    ];
    sections.into_iter().map(|(anchor, key)| (anchor, words.t(key).to_owned())).collect()
}

/// The dated rates of exchange as rows, the latest of a currency first.
#[must_use]
pub fn rates(words: Words, rates: &ExchangeRates) -> Vec<DatedView> {
    let mut out = Vec::new();
    for (currency, dated) in rates.iter() {
        for rate in dated.iter().rev() {
            out.push(DatedView {
                name: currency.to_string(),
                figure: words.decimal(rate.rate),
                period: words.period(rate.period.valid_from, rate.period.valid_to),
                source: rate.source.clone(),
            });
        }
    }
    out
}

/// The plot of up to four currencies from the first day known to `until`, each as a share of its highest rate: what is
/// compared is the course, not the level.
#[must_use]
pub fn rates_plot(words: Words, rates: &ExchangeRates, until: Date) -> String {
    let firsts = rates.iter().filter_map(|(_, dated)| dated.iter().map(|rate| rate.period.valid_from).min());
    let Some(first) = firsts.min().filter(|first| *first < until) else { return String::new() };
    let all_days = days(first, until).max(1.0);
    let share = |day: Date| days(first, day) / all_days;
    let mut courses = Vec::new();
    for (currency, dated) in rates.iter().take(4) {
        let mut sorted: Vec<_> = dated.iter().filter(|rate| rate.period.valid_from <= until).collect();
        sorted.sort_by_key(|rate| rate.period.valid_from);
        let height = |rate: &basis::Rate| f64::try_from(rate.rate).unwrap_or_default();
        let highest = sorted.iter().map(|rate| height(rate)).fold(f64::MIN_POSITIVE, f64::max);
        let points = sorted.iter().map(|rate| (share(rate.period.valid_from), height(rate) / highest)).collect();
        let figure = sorted.last().map(|rate| words.decimal(rate.rate.normalize())).unwrap_or_default();
        courses.push(Course { name: currency.to_string(), figure, points });
    }
    let years = first.year()..=until.year();
    let ticks: Vec<(f64, String)> = years
        .filter_map(|year| Date::new(year, 1, 1).ok())
        .filter(|day| *day >= first && *day <= until)
        .map(|day| (share(day), day.year().to_string()))
        .collect();
    let told: Vec<String> = courses.iter().map(|course| format!("{} {}", course.name, course.figure)).collect();
    chart::courses(&courses, &ticks, &format!("{}: {}", words.t("rates-alternative"), told.join(", ")))
}

fn days(from: Date, to: Date) -> f64 {
    from.until(to).map(|span| f64::from(span.get_days())).unwrap_or_default()
}
