//! Laws that hold for every input.

use proptest::collection::vec;
use proptest::prelude::*;

const SEED: &str = "<?xml version=\"1.0\"?><md:MetaData xmlns:md='u'><Declaration><FunctionCode>9</FunctionCode>\
    <!-- c --><GoodsShipment><GovernmentAgencyGoodsItem><SequenceNumeric>1</SequenceNumeric><Commodity>\
    <InvoiceLine><ItemChargeAmount currencyID=\"GBP\">1&#46;5</ItemChargeAmount></InvoiceLine></Commodity>\
    </GovernmentAgencyGoodsItem></GoodsShipment></Declaration></md:MetaData>";

fn look_at_everything(bytes: &[u8]) {
    match super::read(bytes) {
        Ok(message) => {
            for element in message.elements() {
                let _ = (element.text(), element.local_name(), element.place(), element.pointer());
                let _ = element.attributes().count();
            }
            assert!(!message.describe().en.is_empty() && !message.describe().fr.is_empty());
        }
        Err(error) => assert!(error.place.line > 0 && error.place.column > 0 && !error.text.en.is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_answered(bytes in vec(any::<u8>(), 0..400)) {
        look_at_everything(&bytes);
    }

    #[test]
    fn any_markup_like_bytes_are_answered(text in "[<>&;/!?\\[\\]'\"=a-c \\-#xé]{0,200}") {
        look_at_everything(text.as_bytes());
        look_at_everything(format!("<a>{text}</a>").as_bytes());
    }

    #[test]
    fn any_change_of_a_message_is_answered(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = SEED.as_bytes().to_vec();
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        look_at_everything(&bytes);
    }

    #[test]
    fn what_is_written_is_read_back(texts in vec("[ -~é€\\n]{0,30}", 1..20)) {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let body: String = texts.iter().map(|text| format!("<v>{}</v>", escaped(text))).collect();
        let document = format!("<m>{body}</m>");
        let message = super::read(document.as_bytes()).unwrap();
        let read: Vec<&str> = message.root_element().unwrap().children().map(|child| child.text()).collect();
        let expected: Vec<&str> = texts.iter().map(|text| text.trim_matches([' ', '\n'])).collect();
        prop_assert_eq!(read, expected);
    }
}
