//! What is loaded, and one place of the nomenclature.

use basis::{Date, ExchangeRates};

use crate::chart;
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

/// The rate of a currency on a day, with its course.
#[derive(Clone, Debug)]
pub struct CourseView {
    /// The currency's code.
    pub code: String,
    /// Its name, or empty.
    pub name: String,
    /// The rate.
    pub figure: String,
    /// The course as SVG.
    pub plot: String,
    /// The first day of the rate.
    pub since: String,
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
    /// The rate of each currency today, with its course.
    pub courses: Vec<CourseView>,
    /// A few words above the courses.
    pub courses_note: String,
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

/// The rate of each currency on a day, with its course since the first day known.
#[must_use]
pub fn courses(words: Words, rates: &ExchangeRates, on: Date, name: &dyn Fn(&str) -> String) -> Vec<CourseView> {
    let firsts = rates.iter().filter_map(|(_, dated)| dated.iter().map(|rate| rate.period.valid_from).min());
    let Some(first) = firsts.min().filter(|first| *first < on) else { return Vec::new() };
    let all_days = days(first, on).max(1.0);
    let course = |(currency, dated): (basis::Currency, &[basis::Rate])| {
        let mut known: Vec<_> = dated.iter().filter(|rate| rate.period.valid_from <= on).collect();
        known.sort_by_key(|rate| rate.period.valid_from);
        let height = |rate: &basis::Rate| f64::try_from(rate.rate).unwrap_or_default();
        let points: Vec<_> =
            known.iter().map(|rate| (days(first, rate.period.valid_from) / all_days, height(rate))).collect();
        let (oldest, latest) = (known.first()?, known.last().filter(|rate| rate.period.contains(on))?);
        let (from, to) = (words.decimal(oldest.rate.normalize()), words.decimal(latest.rate.normalize()));
        let since = words.short_date(oldest.period.valid_from);
        let told = words
            .say("rates-course", &[("currency", currency.as_str()), ("from", &from), ("to", &to), ("since", &since)]);
        Some(CourseView {
            code: currency.to_string(),
            name: name(currency.as_str()),
            figure: to,
            plot: chart::course(&points, &told),
            since: words.short_date(latest.period.valid_from),
        })
    };
    rates.iter().filter_map(course).collect()
}

fn days(from: Date, to: Date) -> f64 {
    from.until(to).map(|span| f64::from(span.get_days())).unwrap_or_default()
}
