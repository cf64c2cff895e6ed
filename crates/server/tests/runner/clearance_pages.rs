//! Files, their progress and results, one declaration, from made outcomes.

use askama::Template;
use basis::Decimal;
use server::language::Words;
use server::look;
use server::page::frame::Service;
use server::page::sheet;
use server::page::view::batch::{self, OutcomeRow, Pace, Progress, Tallied};
use server::page::view::declaration::DeclarationView;
use server::page::view::part::{Chip, Choice};

use crate::made::{self, DAY};
use crate::paper::{DIGEST, check, country, frame};

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

fn listed(number: u64, id: &str, lane: Option<&str>, code: &str, duty: &str, findings: &[&str]) -> store::Listed {
    let score = number.rem_euclid(7);
    store::Listed {
        number,
        line: number + 1,
        source: "df_syn_valid_eng.csv".into(),
        id: id.into(),
        kind: "declaration".into(),
        lane: lane.map(str::to_owned),
        score: lane.map(|_| f64::from(u32::try_from(score).unwrap()) / 7.0),
        code: code.into(),
        customs_value: Some(made::amount("184200")),
        duty: duty.parse::<Decimal>().ok(),
        duty_state: match duty {
            "" => "",
            "open" => "not-determined",
            "0" => "relieved",
            _ => "due",
        }
        .into(),
        findings: findings.iter().map(|code| (*code).to_owned()).collect(),
    }
}

#[test]
fn cleared_file() {
    check("batch", |words| {
        let rows = [
            listed(1, "97061800", Some("green"), "8703231910", "54239.45", &[]),
            listed(
                2,
                "85945271",
                Some("red"),
                "0201300000",
                "12850.00",
                &["net-mass-above-gross", "origin-missing", "x"],
            ),
            listed(3, "77498322", Some("yellow"), "6403999000", "open", &["edition-not-loaded"]),
            listed(4, "<script>", Some("blue"), "2402200000", "0", &[]),
            listed(5, "", None, "", "", &["not-well-formed"]),
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

#[test]
fn what_a_file_holds_is_shown_and_never_run() {
    let (mut outcome, mut declaration) = made::red();
    outcome.id = "<script>alert(1)</script>".into();
    declaration.items[0].description = "\"><img src=x onerror=alert(1)>".into();
    for finding in &mut outcome.findings {
        finding.value = "`<b>` & 'x'".into();
    }
    let words = Words(basis::Language::En);
    let html = one(words, DeclarationView::of(words, &outcome, Some(&declaration), &country));
    crate::markup::check(&html).unwrap();
    assert!(!html.contains("<script>alert") && !html.contains("<img") && !html.contains("<b>` "));
}

#[test]
fn an_unknown_amount_is_never_shown_as_zero() {
    let words = Words(basis::Language::En);
    let (outcome, _) = made::red();
    let view = DeclarationView::of(words, &outcome, None, &country);
    assert_eq!(view.lines[1].value, "not determined");
    assert_eq!(view.lines[1].total, "not determined");
    assert_eq!(view.figures[2].figure, "not determined");
    assert!(view.figures[1].note.contains("1 of 2 items open"), "{}", view.figures[1].note);
}

#[test]
fn progress_tells_pace_and_rest() {
    let words = Words(basis::Language::En);
    let told = Progress::of(words, Pace { bytes: 500, size: 2_000, records: 40, seconds: 4 });
    assert_eq!(told.percent, Some(25));
    let figures: Vec<&str> = told.figures.iter().map(|figure| figure.figure.as_str()).collect();
    assert_eq!(figures, ["40", "500\u{202f}B", "10", "12\u{202f}s"]);
    let nothing = Progress::of(words, Pace::default());
    assert_eq!((nothing.percent, nothing.figures[3].figure.as_str()), (None, "–"));
}
