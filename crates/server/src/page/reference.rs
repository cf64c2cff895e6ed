//! What is loaded: data packages, the nomenclature, the tariff, rates, rules, lists, the model.

use std::sync::LazyLock;

use axum::extract::State;
use axum::response::Response;
use basis::Text;
use clearance::Books;
use declaration::lists::CodeList;
use serde::Deserialize;

use crate::App;
use crate::api::take;
use crate::error::Failure;
use crate::language::Words;
use crate::look;
use crate::page::frame::Service;
use crate::page::sheet::Reference;
use crate::page::view::part::{Chip, Figure};
use crate::page::view::reference::{
    self as view, FoundCode, ListView, PackageView, ReferenceView, RuleView, SectionView,
};
use crate::page::visit::{Visit, page};

/// The data packages that `opencustoms reference` knows.
const MANIFEST: &str = include_str!("../../../../reference/packages.toml");
/// Codes shown for a search.
const FOUND: usize = 20;
/// The longest text that is sought, in characters.
const SOUGHT_CHARACTERS: usize = 200;

static PACKAGES: LazyLock<Vec<Package>> =
    LazyLock::new(|| toml::from_str::<Manifest>(MANIFEST).map(|manifest| manifest.package).unwrap_or_default());

#[derive(Deserialize)]
struct Manifest {
    package: Vec<Package>,
}

/// What the page tells of a data package.
#[derive(Deserialize)]
struct Package {
    registry: String,
    name: String,
    version: String,
    licence: String,
    gives: Text,
}

/// What is sought in the nomenclature.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sought {
    /// Goods in words, or the beginning of a code.
    pub q: String,
}

/// What is loaded.
///
/// # Errors
/// A refusal of an address that cannot be read, or `internal`.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    take::Asked(sought): take::Asked<Sought>,
) -> Result<Response, Failure> {
    let words = visit.words;
    let sought: String = sought.q.trim().chars().take(SOUGHT_CHARACTERS).collect();
    let r = gather(&app, words, sought);
    page(&Reference { f: visit.frame(&app, words.t("reference-title"), Service::Reference), r })
}

fn gather(app: &App, words: Words, sought: String) -> ReferenceView {
    let books = &app.books;
    let edition = books.nomenclature.edition();
    let period = words.period(edition.period().valid_from, edition.period().valid_to);
    let year = edition.year().to_string();
    let packages: Vec<PackageView> = PACKAGES.iter().map(|package| package_view(words, books, package)).collect();
    ReferenceView {
        figures: figures(words, books),
        contents: view::contents(words),
        missing: packages.iter().any(|package| package.missing),
        packages,
        edition: words.say("hs-edition", &[("year", &year), ("period", &period)]),
        edition_source: edition.source().to_owned(),
        found: found(books, &sought),
        sought,
        sections: sections(words, books),
        tariff: tariff(words, books),
        rates_note: words.say("rates-note", &[("currency", books.tariff.currency().as_str())]),
        courses: view::courses(words, books.tariff.rates(), app.today(), &|code| {
            books.lists.currencies.get(code).map(|entry| words.of(&entry.name).to_owned()).unwrap_or_default()
        }),
        courses_note: words.say("rates-today", &[("date", &words.date(app.today()))]),
        rates: view::rates(words, books.tariff.rates()),
        rules: rules(words, books),
        lists: lists(words, books),
        model: model(words, books),
    }
}

fn figures(words: Words, books: &Books) -> Vec<Figure> {
    let number = |count: usize| words.number(count as u64);
    let counts = books.nomenclature.counts();
    let rates: Vec<_> = books.tariff.rates().iter().collect();
    let dated: usize = rates.iter().map(|(_, dated)| dated.len()).sum();
    let below = [("chapters", number(counts.chapters)), ("headings", number(counts.headings))];
    let below: Vec<(&'static str, &str)> = below.iter().map(|(name, count)| (*name, count.as_str())).collect();
    vec![
        Figure::new(words.t("reference-codes"), number(counts.subheadings), words.say("reference-codes-note", &below)),
        Figure::new(
            words.t("reference-measures"),
            number(books.tariff.measures().len()),
            words.of(books.tariff.member()),
        ),
        Figure::new(words.t("reference-rates"), number(dated), words.count("reference-rates-note", rates.len() as u64)),
        Figure::new(words.t("reference-rules"), number(books.rules.rules().len()), words.t("reference-rules-note")),
        Figure::new(words.t("reference-books"), look::short_digest(books.digest()), words.t("reference-books-note")),
    ]
}

/// A package is loaded where something of the books names it as its source.
fn package_view(words: Words, books: &Books, package: &Package) -> PackageView {
    let named = |source: &str| source.contains(package.name.as_str());
    let of_list = |list: &CodeList| list.iter().any(|entry| named(&entry.source));
    let lists = [&books.lists.countries, &books.lists.currencies, &books.lists.units, &books.lists.incoterms];
    let edition = !books.nomenclature.is_empty() && named(books.nomenclature.edition().source());
    let loaded = edition || lists.into_iter().any(of_list);
    let state = if loaded {
        Chip::new(words.t("package-loaded"), "green")
    } else {
        Chip::new(words.t("package-missing"), "amber")
    };
    PackageView {
        name: package.name.clone(),
        version: package.version.clone(),
        state,
        missing: !loaded,
        gives: words.of(&package.gives).to_owned(),
        source: words.say("package-from", &[("registry", &package.registry)]),
        licence: package.licence.clone(),
    }
}

fn found(books: &Books, sought: &str) -> Vec<FoundCode> {
    if sought.is_empty() {
        return Vec::new();
    }
    let one = |candidate: nomenclature::Candidate| {
        let path = books.nomenclature.path(candidate.code);
        let mut above = path.iter().rev().map(|entry| entry.text.to_owned());
        FoundCode {
            code: candidate.code.dotted(),
            link: format!("/reference/hs/{}", candidate.code),
            text: above.next().unwrap_or_default(),
            above: above.next().unwrap_or_default(),
            matched: candidate.matched.join(", "),
        }
    };
    books.search.search(sought, FOUND).into_iter().map(one).collect()
}

/// The chapters by section, where the source tells the sections.
fn sections(words: Words, books: &Books) -> Vec<SectionView> {
    let mut sections: Vec<SectionView> = Vec::new();
    for chapter in books.nomenclature.roots() {
        let title = match chapter.section {
            "" => String::new(),
            number => words.say("hs-section", &[("number", number)]),
        };
        let row = (chapter.code.to_string(), chapter.text.to_owned());
        match sections.last_mut().filter(|last| last.title == title) {
            Some(section) => section.chapters.push(row),
            None => sections.push(SectionView { title, chapters: vec![row] }),
        }
    }
    sections
}

fn tariff(words: Words, books: &Books) -> Vec<(String, String)> {
    let tariff = &books.tariff;
    let kind = if tariff.demonstration() { "tariff-kind-demo" } else { "tariff-kind-real" };
    let practice = if tariff.counts_transport() { "tariff-practice-cif" } else { "tariff-practice-fob" };
    let mut rows = vec![
        ("tariff-member", format!("{} ({})", words.of(tariff.member()), tariff.country())),
        ("tariff-kind", words.t(kind).to_owned()),
        ("tariff-notice", words.of(tariff.notice()).to_owned()),
        ("tariff-currency", tariff.currency().to_string()),
        ("tariff-practice", words.t(practice).to_owned()),
        ("tariff-measures", words.number(tariff.measures().len() as u64)),
    ];
    for scheme in tariff.schemes() {
        rows.push(("tariff-scheme", words.of(&scheme.name).to_owned()));
    }
    for quota in tariff.quotas() {
        rows.push(("tariff-quota", quota.order.to_string()));
    }
    rows.push(("tariff-digest", look::short_digest(tariff.digest())));
    let named = |(key, value): (&str, String)| (words.t(key).to_owned(), value);
    rows.into_iter().filter(|(_, value)| !value.is_empty()).map(named).collect()
}

fn rules(words: Words, books: &Books) -> Vec<RuleView> {
    let one = |rule: &declaration::rules::Rule| RuleView {
        code: rule.notice().code.clone(),
        severity: Chip::severity(words, rule.notice().severity),
        words: words.of(&rule.notice().text).replace("{value}", "…"),
        pointers: rule.pointers().into_iter().map(str::to_owned).collect(),
        period: words.period(rule.period().valid_from, rule.period().valid_to),
        source: rule.notice().source.clone(),
    };
    books.rules.rules().iter().map(one).collect()
}

fn lists(words: Words, books: &Books) -> Vec<ListView> {
    let lists = &books.lists;
    let one = |(key, list): (&str, &CodeList)| {
        // A list may rest on several sources; the one that most entries name stands for it.
        let middle = list.iter().nth(list.len() / 2);
        ListView {
            name: words.t(key).to_owned(),
            figure: words.number(list.len() as u64),
            source: middle.map(|entry| entry.source.clone()).unwrap_or_default(),
        }
    };
    [
        ("list-countries", &lists.countries),
        ("list-currencies", &lists.currencies),
        ("list-units", &lists.units),
        ("list-incoterms", &lists.incoterms),
        ("list-procedures", &lists.procedures),
    ]
    .into_iter()
    .map(one)
    .collect()
}

fn model(words: Words, books: &Books) -> Vec<(String, String)> {
    let Some(model) = &books.model else { return Vec::new() };
    let card = model.card();
    let day = |day: Option<basis::Date>| day.map_or_else(|| "–".to_owned(), |day| words.date(day));
    let (rows, from, to) = (words.number(u64::from(card.rows)), day(card.first_day), day(card.last_day));
    let (red, yellow) = (words.score(card.thresholds.red), words.score(card.thresholds.yellow));
    let named = |(key, value): (&str, String)| (words.t(key).to_owned(), value);
    [
        ("model-rows", words.say("model-rows-value", &[("rows", &rows), ("from", &from), ("to", &to)])),
        ("model-cases", words.number(u64::from(card.frauds))),
        ("model-precision-5", words.score(card.held_out.precision_at_5)),
        ("model-precision-10", words.score(card.held_out.precision_at_10)),
        ("model-auc", words.score(card.held_out.auc)),
        ("model-thresholds", words.say("model-thresholds-value", &[("red", &red), ("yellow", &yellow)])),
        ("model-trees", words.number(card.options.trees as u64)),
        ("model-digest", look::short_digest(model.digest())),
    ]
    .into_iter()
    .map(named)
    .collect()
}
