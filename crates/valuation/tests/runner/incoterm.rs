//! Which costs each rule of delivery covers.

use valuation::{CostKind, Incoterm};

#[test]
fn each_rule_covers_what_the_seller_pays() {
    let table = [
        ("EXW", [false, false, false]),
        ("FCA", [true, false, false]),
        ("FAS", [true, false, false]),
        ("FOB", [true, false, false]),
        ("CFR", [true, true, false]),
        ("CIF", [true, true, true]),
        ("CPT", [true, true, false]),
        ("CIP", [true, true, true]),
        ("DAP", [true, true, true]),
        ("DPU", [true, true, true]),
        ("DDP", [true, true, true]),
        ("DAT", [true, true, true]),
        ("DAF", [true, true, true]),
        ("DES", [true, true, true]),
        ("DEQ", [true, true, true]),
        ("DDU", [true, true, true]),
    ];
    for (letters, covered) in table {
        let rule: Incoterm = letters.parse().unwrap();
        let kinds = [CostKind::Precarriage, CostKind::Freight, CostKind::Insurance];
        assert_eq!(kinds.map(|kind| rule.covers(&kind)), covered, "{rule}");
        assert!(!rule.covers(&CostKind::Addition("AT".into())) && !rule.covers(&CostKind::Deduction("BA".into())));
    }
    assert_eq!(Incoterm::all().map(Incoterm::as_str).collect::<Vec<_>>(), table.map(|(letters, _)| letters));
}

#[test]
fn a_rule_is_three_known_letters() {
    assert_eq!(" fob ".parse::<Incoterm>().unwrap(), Incoterm::Fob);
    for wrong in ["", "XXX", "FO", "FOBB", "é"] {
        let error = wrong.parse::<Incoterm>().unwrap_err();
        assert!(error.contains("not a rule of Incoterms"), "{error}");
    }
}
