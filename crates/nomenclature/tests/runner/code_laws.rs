//! Laws of codes.

use nomenclature::{Code, CodeError};
use proptest::prelude::*;

fn digits() -> impl Strategy<Value = String> {
    (1u8..=99, prop::collection::vec(0u8..=99, 0..=4)).prop_map(|(chapter, rest)| {
        let rest: String = rest.iter().map(|pair| format!("{pair:02}")).collect();
        format!("{chapter:02}{rest}")
    })
}

proptest! {
    #[test]
    fn digits_are_printed_as_they_were_read(text in digits()) {
        let code: Code = text.parse().unwrap();
        prop_assert_eq!(code.to_string(), text.clone());
        prop_assert_eq!(usize::from(code.digits()), text.len());
    }

    #[test]
    fn the_printed_form_with_points_is_the_same_code(text in digits()) {
        let code: Code = text.parse().unwrap();
        prop_assert_eq!(code.dotted().parse::<Code>().unwrap(), code);
        prop_assert_eq!(code.dotted().replace('.', " ").parse::<Code>().unwrap(), code);
    }

    #[test]
    fn order_is_the_order_of_the_digits(a in digits(), b in digits()) {
        let (x, y): (Code, Code) = (a.parse().unwrap(), b.parse().unwrap());
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
    }

    #[test]
    fn a_prefix_is_the_first_digits(text in digits(), wanted in 0u8..=12) {
        let code: Code = text.parse().unwrap();
        let expected = text.get(..usize::from(wanted)).filter(|part| part.len() >= 2 && part.len() % 2 == 0);
        prop_assert_eq!(code.prefix(wanted).map(|prefix| prefix.to_string()), expected.map(str::to_owned));
        if let Some(prefix) = code.prefix(wanted) {
            prop_assert!(code.is_within(prefix) && prefix <= code);
        }
    }

    #[test]
    fn within_is_beginning_with(a in digits(), b in digits()) {
        let (x, y): (Code, Code) = (a.parse().unwrap(), b.parse().unwrap());
        prop_assert_eq!(x.is_within(y), a.starts_with(&b));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,24}") {
        match text.parse::<Code>() {
            Ok(code) => prop_assert_eq!(Code::read(&text), Some(code)),
            Err(error) => {
                prop_assert_eq!(Code::read(&text), None);
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}

#[test]
fn parts_of_a_code() {
    let code: Code = " 8712.00 30 ".parse().unwrap();
    assert_eq!(code.chapter().to_string(), "87");
    assert_eq!(code.chapter_number(), 87);
    assert_eq!(code.heading().unwrap().dotted(), "8712");
    assert_eq!(code.subheading().unwrap().dotted(), "8712.00");
    assert_eq!(code.dotted(), "8712.00.30");
    assert_eq!(code.chapter().heading(), None);
    assert_eq!(format!("{:>10}", code.heading().unwrap()), "      8712");
}

#[test]
fn what_is_not_a_code_is_named() {
    for (text, wanted) in [
        ("", "digits, with points"),
        ("8712..00", "digits, with points"),
        (".8712", "digits, with points"),
        ("8712-", "digits, with points"),
        ("87a2", "digits, with points"),
        ("１２", "digits, with points"),
        ("101210000", "`101210000` has 9 digits"),
        ("123456789012", "`123456789012` has 12 digits"),
        ("0012", "begins with 00"),
    ] {
        let error = text.parse::<Code>().unwrap_err().to_string();
        assert!(error.contains(wanted), "`{text}`: {error}");
    }
    let long = "8".repeat(100_000).parse::<Code>().unwrap_err();
    assert!(matches!(long, CodeError::Digits(shown, 100_000) if shown.len() == 40));
}
