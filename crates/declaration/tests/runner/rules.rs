//! The business rules as data.

use std::time::Instant;

use declaration::rules::{Field, RuleBook};
use declaration::{Declaration, GoodsItem};

#[test]
fn every_rule_passes_and_fails_its_own_examples() {
    let book = RuleBook::read(super::RULES).unwrap();
    let lists = super::lists();
    let on = super::day("2026-01-15");
    assert!(book.rules().len() >= 15);
    for rule in book.rules() {
        let code = &rule.notice().code;
        let (passes, fails) = rule.examples();
        let found = |declaration: &Declaration| {
            let findings = book.check(declaration, &lists, on);
            findings.into_iter().filter(|finding| finding.notice.code == *code).collect::<Vec<_>>()
        };
        assert!(found(passes).is_empty(), "{code} finds {:?} in what passes", found(passes));
        let findings = found(fails);
        assert_eq!(findings.len(), 1, "{code}");
        let pointer = findings[0].pointer.as_ref().unwrap();
        let plain: String = rule.pointers()[0].split(['@', '{']).next().unwrap().to_owned();
        let bare =
            pointer.0.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect::<String>();
        assert!(bare.starts_with(&plain), "{code} {pointer} {plain}");
    }
}

#[test]
fn every_rule_is_dated_sourced_and_in_both_languages() {
    for rule in RuleBook::read(super::RULES).unwrap().rules() {
        let notice = rule.notice();
        assert!(!notice.source.is_empty());
        assert!(!notice.text.en.is_empty() && !notice.text.fr.is_empty());
        assert_eq!(notice.text.en.contains("{value}"), notice.text.fr.contains("{value}"), "{}", notice.code);
        assert!(rule.cds().is_none_or(|code| code.starts_with("CDS") && code.len() == 8));
        assert!(!rule.pointers().is_empty());
    }
}

/// Every pointer that rules know is one of the table of the model.
#[test]
fn pointers_of_rules_are_those_of_the_model() {
    for field in Field::all() {
        let plain: String = field.pointer().split('@').next().unwrap().to_owned();
        let plain = match plain.split_once('{') {
            Some((before, rest)) => format!("{before}{}", rest.split_once('}').unwrap().1),
            None => plain,
        };
        let mut class = None;
        for segment in datamodel::segments(&plain) {
            match segment {
                datamodel::Segment::Class(id, _) => class = Some(datamodel::model::class_of_id(id).unwrap()),
                datamodel::Segment::Element(id) => {
                    assert!(class.unwrap().element_of_id(id).is_some(), "{}", field.pointer());
                }
            }
        }
    }
}

#[test]
fn findings_carry_the_items_number() {
    let book = RuleBook::read(super::RULES).unwrap();
    let item =
        |sequence| GoodsItem { sequence, net_mass: Some(3.into()), gross_mass: Some(2.into()), ..GoodsItem::default() };
    let declaration = Declaration { items: vec![item(4), item(7)], ..Declaration::default() };
    let found = book.check(&declaration, &super::lists(), super::day("2026-01-15"));
    let pointers: Vec<&str> = found.iter().map(|finding| finding.pointer.as_ref().unwrap().0.as_str()).collect();
    assert_eq!(pointers, ["42A/67A/68A[4]/23A/65A:128", "42A/67A/68A[7]/23A/65A:128"]);
    assert_eq!(
        found[0].words(basis::Language::En),
        "the net mass of 3 kg is larger than the gross mass; packing cannot weigh less than nothing"
    );
}

#[test]
fn a_list_that_is_not_loaded_is_not_judged_by() {
    let book = RuleBook::read(super::RULES).unwrap();
    let item = GoodsItem {
        origin: declaration::Origin { non_preferential: "QQ".into(), ..Default::default() },
        ..GoodsItem::default()
    };
    let declaration = Declaration { items: vec![item], ..Declaration::default() };
    let on = super::day("2026-01-15");
    assert!(book.check(&declaration, &Default::default(), on).is_empty());
    assert_eq!(book.check(&declaration, &super::lists(), on).len(), 1);
}

fn with_rule(check: &str) -> Result<RuleBook, declaration::rules::Problem> {
    RuleBook::read(&format!(
        "[[rule]]\nid = \"r\"\nseverity = \"error\"\ntext = {{ en = \"a\", fr = \"b\" }}\nsource = \"s\"\n\
         valid_from = \"2020-01-01\"\ncheck = {check}\npasses = {{}}\nfails = {{}}\n"
    ))
}

#[test]
fn a_number_of_days_before_may_be_asked() {
    let book = with_rule("{ kind = \"days\", field = \"42A:023\", after = 0, before = 180 }").unwrap();
    let accepted = |day: &str| {
        let declaration = Declaration { acceptance: Some(super::day(day)), ..Declaration::default() };
        book.check(&declaration, &super::lists(), super::day("2026-07-01")).is_empty()
    };
    assert!(accepted("2026-07-01") && accepted("2026-01-02"));
    assert!(!accepted("2026-07-02") && !accepted("2026-01-01") && !accepted("2019-07-01"));
}

#[test]
fn a_rule_that_cannot_be_asked_is_refused() {
    for (check, words) in [
        ("{ kind = \"count\", number = \"42A:D013\", of = \"42A/67A/68A\" }", "not of the kind"),
        ("{ kind = \"unique\", field = \"42A:999\" }", "not the pointer"),
        ("{ kind = \"listed\", fields = [], list = \"countries\" }", "no field"),
        ("{ kind = \"listed\", fields = [\"42A:D013\"], list = \"ships\" }", "ships"),
        ("{ kind = \"guess\" }", "guess"),
        ("{ kind = \"some\", field = \"42A/67A/68A/93A:144\", above = \"many\" }", "not a number"),
    ] {
        let problem = with_rule(check).unwrap_err();
        assert!(problem.text.en.contains(words), "{check}: {problem}");
        assert!(problem.line > 0, "{problem}");
    }
}

#[test]
fn ten_thousand_items_out_of_order_are_checked_at_once() {
    let book = RuleBook::read(super::RULES).unwrap();
    let items = (0..10_000_u32).rev().map(|n| GoodsItem { sequence: n / 2 + 1, ..GoodsItem::default() }).collect();
    let declaration = Declaration { items, ..Declaration::default() };
    let begun = Instant::now();
    let found = book.check(&declaration, &super::lists(), super::day("2026-01-15"));
    assert_eq!(found.iter().filter(|finding| finding.notice.code == "item-number-repeated").count(), 5_000);
    assert!(begun.elapsed().as_secs() < 2);
}
