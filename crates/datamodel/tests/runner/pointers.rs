//! Pointers and the table of the model.

use std::collections::BTreeMap;

use basis::{Place, Pointer};
use datamodel::{Name, Segment, model, segments};

const MESSAGE: &str = "<m:MetaData xmlns:m='u'><Declaration>
<AcceptanceDateTime><DateTimeString formatCode='304'>20180125104618Z</DateTimeString></AcceptanceDateTime>
<GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>7</SequenceNumeric><Commodity>
<Classification><ID>8712</ID></Classification><Classification><ID>00</ID></Classification>
<GoodsMeasure><NetNetWeightMeasure>100</NetNetWeightMeasure></GoodsMeasure></Commodity>
</GovernmentAgencyGoodsItem></GoodsShipment><unknown/></Declaration></m:MetaData>";

#[test]
fn points_by_ids_and_sequence_numbers() {
    let message = super::read(MESSAGE.as_bytes()).unwrap();
    let pointer = |text: &str| {
        let found = message.elements().find(|element| element.text() == text).unwrap();
        found.pointer().map(|pointer| pointer.0.to_string())
    };
    assert_eq!(pointer("100").as_deref(), Some("42A/67A/68A[7]/23A/65A:128"));
    assert_eq!(pointer("00").as_deref(), Some("42A/67A/68A[7]/23A/21A[2]:145"));
    assert_eq!(pointer("20180125104618Z").as_deref(), Some("42A:023"));
    assert_eq!(message.root_element().unwrap().pointer(), None);
    let unknown = message.elements().find(|element| element.local_name() == "unknown").unwrap();
    assert_eq!((unknown.name(), unknown.pointer()), (Name::Other, None));
}

#[test]
fn finds_what_a_pointer_names_or_the_nearest_above_it() {
    let message = super::read(MESSAGE.as_bytes()).unwrap();
    let text = |pointer: &str| message.find(&Pointer(pointer.into())).map(|element| element.local_name().to_owned());
    assert_eq!(text("42A/67A/68A[7]/23A/65A:128").as_deref(), Some("NetNetWeightMeasure"));
    assert_eq!(text("42A/67A/68A[7]/23A/65A:126").as_deref(), Some("GoodsMeasure"));
    assert_eq!(text("42A/67A/68A[8]/23A").as_deref(), Some("GoodsShipment"));
    assert_eq!(text("67A"), None);
    let place = message.find(&Pointer("42A/67A/68A[7]/23A/21A[2]:145".into())).unwrap().place();
    assert_eq!(place, Place { line: 4, column: 63 });
}

#[test]
fn a_pointer_falls_apart_into_its_steps() {
    let steps: Vec<Segment> = segments("42A/68A[2]:006").collect();
    assert_eq!(steps, [Segment::Class("42A", None), Segment::Class("68A", Some("2")), Segment::Element("006")]);
}

#[test]
fn every_name_is_found_again_and_no_other() {
    for name in Name::all() {
        assert_eq!(Name::of(name.as_str()), name);
        assert_eq!(Name::of(&format!("{}x", name.as_str())), Name::Other);
    }
    assert_eq!(Name::of(""), Name::Other);
}

#[test]
fn class_ids_are_one_to_one() {
    for class in model::CLASSES {
        assert_eq!(model::class(class.name).map(|found| found.id), Some(class.id));
        assert_eq!(model::class_of_id(class.id).map(|found| found.name), Some(class.name));
        for (name, id) in class.elements {
            assert_eq!(class.element_of_id(id), Some(*name), "{}:{id}", class.id);
        }
    }
}

/// Every id of our table against the pointer paths published with the samples.
#[test]
fn ids_agree_with_the_published_pointer_paths() {
    let Some(folder) = super::samples::folder() else {
        println!("the pointer paths were not compared: OPENCUSTOMS_SHARED is not set");
        return;
    };
    let text = std::fs::read_to_string(folder.join("pointers/pointer_paths.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut published: BTreeMap<(String, String), String> = BTreeMap::new();
    for entry in json["pointers"].as_array().unwrap() {
        for (path, facts) in entry.as_object().unwrap() {
            let steps: Vec<&str> = path.split('/').collect();
            let class = if steps.len() > 1 { steps[steps.len() - 2] } else { "" };
            let name = facts["dms_field_name"].as_str().unwrap();
            published.insert((class.to_owned(), steps[steps.len() - 1].to_owned()), name.to_owned());
        }
    }
    for class in model::CLASSES {
        let known = published.iter().find(|((_, id), _)| id == class.id);
        assert_eq!(known.map(|(_, name)| name.as_str()), Some(class.name.as_str()), "{}", class.id);
        for (name, id) in class.elements {
            // 337 is the tag that responses give the identification type; the paths leave it out.
            let published = published.get(&(class.id.to_owned(), (*id).to_owned()));
            match published.map(String::as_str) {
                None if *id == "337" => {}
                // Some paths name no element.
                Some("") => {}
                found => assert_eq!(found, Some(name.as_str()), "{}:{id}", class.id),
            }
        }
    }
}
