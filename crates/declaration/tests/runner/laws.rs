//! Laws that hold for every input.

use datamodel::{Limits, xml};
use declaration::Declaration;
use declaration::mapping::Mapping;
use declaration::message::from_message;
use declaration::rules::RuleBook;
use proptest::collection::vec;
use proptest::prelude::*;

/// A declaration with one value of every kind, for changes at random.
const SEED: &str = "<MetaData><Declaration><FunctionCode>9</FunctionCode><TypeCode>IMA</TypeCode><AcceptanceDateTime>20240101</AcceptanceDateTime>\
    <GoodsItemQuantity>1</GoodsItemQuantity><GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric>\
    <Commodity><Classification><ID>85109000</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>\
    <GoodsMeasure><NetNetWeightMeasure>100</NetNetWeightMeasure><GrossMassMeasure>99</GrossMassMeasure></GoodsMeasure>\
    <InvoiceLine><ItemChargeAmount currencyID='GBP'>1000</ItemChargeAmount></InvoiceLine></Commodity>\
    <GovernmentProcedure><CurrentCode>40</CurrentCode><PreviousCode>00</PreviousCode></GovernmentProcedure>\
    </GovernmentAgencyGoodsItem></GoodsShipment></Declaration></MetaData>";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_changed_message_is_bound_and_checked_without_harm(
        changes in vec((any::<prop::sample::Index>(), "[0-9A-Za-z.<>/é-]"), 1..8),
    ) {
        let mut text: Vec<char> = SEED.chars().collect();
        for (index, with) in changes {
            let at = index.index(text.len());
            text[at] = with.chars().next().unwrap();
        }
        let text: String = text.into_iter().collect();
        let book = RuleBook::read(super::RULES).unwrap();
        if let Ok(message) = xml::read(text.as_bytes(), &Limits::default())
            && let Some((declaration, places)) = from_message(&message, super::record())
        {
            for finding in book.check(&declaration, &super::lists(), super::day("2026-01-15")) {
                prop_assert!(places.of(&finding.pointer.unwrap().0).is_some());
            }
            for finding in places.findings() {
                prop_assert!(finding.place.is_some() && finding.pointer.is_some());
            }
        }
    }

    #[test]
    fn any_row_is_read_or_refused_with_its_column(fields in vec("[ -~é]{0,30}", 0..26)) {
        let mapping = Mapping::read(super::KCS).unwrap();
        let header = mapping.columns();
        let binder = mapping.bind(&header).unwrap();
        let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
        if let Err(problem) = binder.declaration(&fields, super::record()) {
            prop_assert!(problem.text.en.contains(&problem.column) && !problem.code.is_empty());
        }
    }

    #[test]
    fn a_declaration_survives_json(price in -1_000_000_i64..1_000_000, net in 0_u32..1000, name in "[ -~é]{0,20}") {
        let item = declaration::GoodsItem {
            sequence: 1,
            description: name.as_str().into(),
            price: Some(basis::Money::new(basis::Decimal::new(price, 2), "EUR".parse().unwrap())),
            net_mass: Some(net.into()),
            ..Default::default()
        };
        let declaration = Declaration { items: vec![item], acceptance: Some(super::day("2024-02-29")), ..Default::default() };
        let json = serde_json::to_string(&declaration).unwrap();
        prop_assert_eq!(serde_json::from_str::<Declaration>(&json).unwrap(), declaration);
    }

    #[test]
    fn any_text_as_a_data_file_is_answered(text in "[ -~\\n]{0,200}") {
        let _ = Mapping::read(&text).map_err(|problem| problem.to_string());
        let _ = RuleBook::read(&text).map_err(|problem| problem.to_string());
        let _ = declaration::procedure::Procedures::read(&text).map_err(|problem| problem.to_string());
        let _ = declaration::lists::CodeList::from_toml(&text).map_err(|problem| problem.to_string());
    }
}
