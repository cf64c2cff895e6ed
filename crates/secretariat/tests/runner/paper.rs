//! Symbols, languages, classes and retention of documents.

use basis::{Language, Text};
use jiff::civil::date;
use proptest::prelude::*;
use secretariat::paper::{
    Lack, LanguageState, Notice, PaperError, Retention, Series, Since, Symbol, Version, lacking, language_state,
    outdated_by, shown,
};

fn series(pattern: &str) -> Result<Series, PaperError> {
    Series::new("PC", Text::fixed("Policy Commission", "Commission de politique générale"), pattern)
}

#[test]
fn a_symbol_is_written_and_read_back() {
    let series = series("PC{number:04}{language}{version}").unwrap();
    assert_eq!(series.symbol(42, Language::En, 1).unwrap(), "PC0042E1");
    assert_eq!(series.symbol(12_345, Language::Fr, 10).unwrap(), "PC12345F10");
    assert_eq!(series.parse("PC0042E1"), Some(Symbol { number: 42, language: Language::En, version: 1 }));
    for other in
        ["PC42E1", "PC00042E1", "PC0042D1", "PC0042E0", "PC0042E01", "PC0042E1 ", "pc0042E1", "PC0000E1", "", "PC"]
    {
        assert_eq!(series.parse(other), None, "{other}");
    }
    assert_eq!(series.parse(&format!("PC{}E1", "9".repeat(30))), None);
    assert_eq!(series.symbol(0, Language::En, 1), Err(PaperError::Zero));
    assert_eq!(series.symbol(1, Language::En, 0), Err(PaperError::Zero));
}

#[test]
fn a_pattern_gives_every_text_a_symbol_of_its_own() {
    for good in
        ["PC{number:04}{language}{version}", "{language}/{number}-{version}", "HSC.{version}.{language}{number:09}"]
    {
        assert!(series(good).is_ok(), "{good}");
    }
    for (bad, says) in [
        ("PC{number}", "each once"),
        ("PC{number}{language}{version}{version}", "each once"),
        ("PC{number}{version}{language}", "read in two ways"),
        ("PC{language}{version}7{number}", "read in two ways"),
        ("pc{number}{language}{version}", "may hold capitals"),
        ("PC{number}{language}{version", "does not close"),
        ("PC{year}{number}{language}{version}", "knows only"),
        ("PC{number:4}{language}{version}", "knows only"),
        ("PC{number:00}{language}{version}", "knows only"),
        ("PC}{number}{language}{version}", "may hold capitals"),
    ] {
        let found = series(bad).unwrap_err().to_string();
        assert!(found.contains(says), "{bad}: {found}");
    }
    for code in ["", "pc", "1C", "A B", "ABCDEFGHIJKLM"] {
        assert!(Series::new(code, Text::fixed("a", "b"), "{number}{language}{version}").is_err(), "{code}");
    }
}

#[test]
fn a_series_is_data() {
    let json = r#"{"code":"PC","title":{"en":"a","fr":"b"},"pattern":"PC{number:04}{language}{version}"}"#;
    let read: Series = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
    assert_eq!((read.code(), read.pattern(), &*read.title().fr), ("PC", "PC{number:04}{language}{version}", "b"));
    assert!(serde_json::from_str::<Series>(&json.replace("{version}", "")).is_err());
}

fn version(language: Language, number: u32, published: bool) -> Version {
    Version { language, number, published }
}

#[test]
fn the_text_asked_for_is_shown_or_the_reader_is_told() {
    let (en, fr) = (Language::En, Language::Fr);
    assert_eq!(shown(&[version(en, 1, false)], en), None);
    let english = [version(en, 1, true), version(fr, 1, false)];
    assert_eq!(shown(&english, en).map(|shown| shown.notice), Some(None));
    let found = shown(&english, fr).unwrap();
    assert_eq!((found.version, found.notice), (english[0], Some(Notice::OtherLanguage { asked: fr })));
    let french = [version(fr, 3, true)];
    assert_eq!(shown(&french, en).unwrap().notice, Some(Notice::OtherLanguage { asked: en }));
    let older = [version(en, 2, true), version(fr, 1, true), version(en, 1, true)];
    let found = shown(&older, fr).unwrap();
    assert_eq!((found.version, found.notice), (older[1], Some(Notice::Older { newer: en })));
    assert_eq!(shown(&older, en).unwrap().version, older[0]);
    for notice in
        [Notice::OtherLanguage { asked: en }, Notice::OtherLanguage { asked: fr }, Notice::Older { newer: fr }]
    {
        assert!(notice.text().en.ends_with('.') && notice.text().fr.ends_with('.'));
    }
}

#[test]
fn the_work_list_says_why() {
    let (en, fr) = (Language::En, Language::Fr);
    assert_eq!(lacking(&[version(en, 1, false)]), []);
    assert_eq!(lacking(&[version(en, 1, true)]), [Lack::None(fr)]);
    assert_eq!(lacking(&[version(en, 1, true)])[0].text().en, "no French version");
    assert_eq!(lacking(&[version(en, 1, true), version(fr, 1, false)]), [Lack::Draft(fr)]);
    let older = [version(en, 2, true), version(fr, 1, true)];
    assert_eq!(lacking(&older), [Lack::Older(fr)]);
    assert_eq!(lacking(&older)[0].text().en, "French is older than English");
    assert_eq!(lacking(&[version(fr, 1, true)]), [Lack::None(en)]);
    assert_eq!(lacking(&[version(en, 2, true), version(fr, 2, true)]), []);
}

#[test]
fn a_newer_text_makes_the_other_language_outdated() {
    let (en, fr) = (Language::En, Language::Fr);
    let kept = [version(en, 1, true), version(fr, 1, true)];
    assert_eq!(outdated_by(&kept, version(en, 2, true)), [kept[1]]);
    assert_eq!(outdated_by(&kept, version(en, 2, false)), [], "a draft changes nothing");
    assert_eq!(outdated_by(&kept, version(en, 1, true)), []);
    assert_eq!(language_state(&kept, fr), LanguageState::Published);
    let now = [kept[0], kept[1], version(en, 2, true)];
    assert_eq!(language_state(&now, fr), LanguageState::Outdated);
    assert_eq!(language_state(&now[1..2], en), LanguageState::Missing);
    assert_eq!(language_state(&[version(fr, 1, false)], fr), LanguageState::Draft);
}

#[test]
fn documents_are_kept_for_whole_years() {
    let rule = |years, since| Retention { years, since };
    let (closed, published) = (date(2026, 5, 31), date(2024, 2, 29));
    assert_eq!(rule(10, Since::Closing).retain_until(Some(closed), Some(published)), Some(date(2036, 5, 31)));
    assert_eq!(rule(4, Since::Publication).retain_until(None, Some(published)), Some(date(2028, 2, 29)));
    assert_eq!(
        rule(1, Since::Publication).retain_until(None, Some(published)),
        Some(date(2025, 3, 1)),
        "no day is lost"
    );
    assert_eq!(rule(10, Since::Closing).retain_until(None, Some(published)), None, "not closed, so kept");
    assert_eq!(rule(9_000, Since::Closing).retain_until(Some(closed), None), None);
    assert_eq!(rule(u16::MAX, Since::Closing).retain_until(Some(closed), None), None);
}

fn language() -> impl Strategy<Value = Language> {
    prop::sample::select(Language::ALL.to_vec())
}

proptest! {
    #[test]
    fn symbols_read_back(
        number in 1_u32..,
        version in 1_u32..,
        language in language(),
        pattern in prop::sample::select(vec!["PC{number:04}{language}{version}", "{version}/A{number}.{language}", "X-{language}{number:09}-{version}"]),
    ) {
        let series = series(pattern).unwrap();
        let symbol = series.symbol(number, language, version).unwrap();
        prop_assert_eq!(series.parse(&symbol), Some(Symbol { number, language, version }));
    }

    #[test]
    fn no_document_is_kept_for_less_than_its_years(years in 0_u16..200, year in 1990_i16..2100, month in 1_i8..13, day in 1_i8..29, leap in any::<bool>()) {
        let from = if leap { date(2024, 2, 29) } else { date(year, month, day) };
        let until = Retention { years, since: Since::Closing }.retain_until(Some(from), None).unwrap();
        prop_assert_eq!(i32::from(until.year()), i32::from(from.year()) + i32::from(years));
        prop_assert!((until.month(), until.day()) >= (from.month(), from.day()));
        prop_assert_eq!(Retention { years, since: Since::Publication }.retain_until(Some(from), None), None);
    }

    #[test]
    fn any_text_is_a_symbol_or_none(text in "[PCEF0-9 -]{0,20}") {
        let series = series("PC{number:04}{language}{version}").unwrap();
        if let Some(found) = series.parse(&text) {
            prop_assert_eq!(series.symbol(found.number, found.language, found.version).unwrap(), text);
        }
    }

    #[test]
    fn any_pattern_is_answered(pattern in "[A-Z{}a-z:0-9.-]{0,40}") {
        let _ = series(&pattern).map_err(|error| error.to_string());
    }

    #[test]
    fn what_is_shown_is_published_and_said_to_be_other(
        versions in prop::collection::vec((language(), 1_u32..5, any::<bool>()), 0..8),
        asked in language(),
    ) {
        let versions: Vec<Version> = versions.into_iter().map(|(l, n, p)| version(l, n, p)).collect();
        let found = shown(&versions, asked);
        prop_assert_eq!(found.is_some(), versions.iter().any(|version| version.published));
        if let Some(found) = found {
            prop_assert!(found.version.published);
            let other = matches!(found.notice, Some(Notice::OtherLanguage { .. }));
            prop_assert_eq!(other, found.version.language != asked);
            let outdated = language_state(&versions, asked) == LanguageState::Outdated;
            prop_assert_eq!(outdated, matches!(found.notice, Some(Notice::Older { .. })));
        }
        let complete = Language::ALL.iter().all(|one| language_state(&versions, *one) == LanguageState::Published);
        prop_assert_eq!(lacking(&versions).is_empty(), complete || found.is_none());
    }
}
