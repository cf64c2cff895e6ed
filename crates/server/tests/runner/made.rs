//! Made outcomes and answers, so that pages can be tested without the parts that compute them.

use std::sync::Arc;

use answer::{
    Candidate, ChargeAnswer, Conclusion, Condition, ConditionState, HeadingText, OptionAnswer, TradeAnswer,
    ValueAnswer, ValueStep,
};
use basis::{Date, Decimal, Finding, Notice, Place, Severity, Text};
use clearance::{Charge, ChargeKind, DutyState, Lane, LineOutcome, Outcome, OutcomeKind, Reason, ReasonKind, Step};
use declaration::{Declaration, GoodsItem, National, Origin, Party, Procedure, Record};
use jiff::civil::date;

pub const DAY: Date = date(2026, 11, 22);

pub fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn text(en: &str, fr: &str) -> Text {
    Text::owned(en, fr)
}

fn step(part: &str, en: &str, fr: &str, figure: &str, source: &str) -> Step {
    let figure = (!figure.is_empty()).then(|| figure.into());
    Step { part: part.into(), text: text(en, fr), figure, source: source.into() }
}

fn charge(kind: ChargeKind, name: Text, expression: &str, value: Option<&str>, source: &str) -> Charge {
    Charge { kind, name, expression: expression.into(), amount: value.map(amount), source: source.into() }
}

fn reason(kind: ReasonKind, en: &str, fr: &str, weight: Option<f64>) -> Reason {
    Reason { kind, text: text(en, fr), weight }
}

fn finding(code: &str, severity: Severity, en: &str, fr: &str, source: &str) -> Finding {
    let notice = Notice { code: code.into(), severity, text: text(en, fr), source: source.into() };
    Finding::new(Arc::new(notice))
}

/// A line of home use with steps and every kind of charge.
fn cars() -> LineOutcome {
    LineOutcome {
        item: 1,
        code: "8703231910".into(),
        origin: "XO".parse().ok(),
        treatment: "home-use".into(),
        customs_value: Some(amount("184200.00")),
        duty_state: DutyState::Due,
        charges: vec![
            charge(
                ChargeKind::Duty,
                text("third-country duty", "droit pays tiers"),
                "10.000 %",
                Some("18420.00"),
                "Meridia tariff 2026, chapter 87",
            ),
            charge(
                ChargeKind::AntiDumping,
                text("anti-dumping duty, cars of Ostland", "droit antidumping, voitures d’Ostland"),
                "0.350 EUR / kg",
                Some("2931.25"),
                "Meridia regulation 2024/3",
            ),
            charge(
                ChargeKind::Vat,
                text("value-added tax", "taxe sur la valeur ajoutée"),
                "16.000 %",
                Some("32888.20"),
                "Meridia VAT act, section 12",
            ),
        ],
        total: Some(amount("54239.45")),
        unmet: Some(text(
            "preference 300 of Boreal: the origin declared is Ostland",
            "préférence 300 de Boréal : l’origine déclarée est Ostland",
        )),
        demonstration: true,
        steps: vec![
            step(
                "procedure",
                "Type IMA, procedure 4000: release for home use, nothing before it; duty is due.",
                "Type IMA, régime 4000 : mise à la consommation, rien auparavant ; le droit est dû.",
                "",
                "Revised Kyoto Convention, specific annex B, chapter 1",
            ),
            step(
                "code",
                "8703.23 stands in the edition in force.",
                "8703.23 figure dans l’édition en vigueur.",
                "",
                "Harmonized System 2022",
            ),
            step(
                "value",
                "Price paid 200 000.00 USD at the rate of 0.921, delivery CIF: nothing is added.",
                "Prix payé 200 000.00 USD au cours de 0.921, livraison CIF : rien ne s’ajoute.",
                "184200.00 EUR",
                "Valuation Agreement, Articles 1, 8.2 and 9",
            ),
            step(
                "duty",
                "Third-country duty, 10 % of the value; no preference was claimed.",
                "Droit pays tiers, 10 % de la valeur ; aucune préférence n’est demandée.",
                "18420.00 EUR",
                "Meridia tariff 2026, chapter 87",
            ),
            step(
                "duty",
                "Made in Ostland: anti-dumping duty comes on top.",
                "Fabriqué en Ostland : le droit antidumping s’ajoute.",
                "2931.25 EUR",
                "Meridia regulation 2024/3",
            ),
            step(
                "tax",
                "Value-added tax, 16 % of value and duties.",
                "TVA, 16 % de la valeur et des droits.",
                "32888.20 EUR",
                "Meridia VAT act, section 12",
            ),
        ],
    }
}

/// A red declaration with every kind of reason and three findings.
pub fn red() -> (Outcome, Declaration) {
    let mut open = cars();
    open.item = 2;
    open.code = "87120030".into();
    open.origin = None;
    open.customs_value = None;
    open.duty_state = DutyState::NotDetermined;
    open.total = None;
    open.charges = vec![charge(
        ChargeKind::Duty,
        text("third-country duty", "droit pays tiers"),
        "15.000 %",
        None,
        "Meridia tariff 2026, chapter 87",
    )];
    open.steps = vec![
        step(
            "procedure",
            "Release for home use; duty is due.",
            "Mise à la consommation ; le droit est dû.",
            "",
            "Revised Kyoto Convention, specific annex B, chapter 1",
        ),
        step(
            "value",
            "No rate of exchange of KRW is loaded for the day.",
            "Aucun cours du KRW n’est chargé pour ce jour.",
            "",
            "Valuation Agreement, Article 9",
        ),
        step(
            "duty",
            "Without a value the duty is not determined.",
            "Sans valeur, le droit n’est pas déterminé.",
            "",
            "Meridia tariff 2026, chapter 87",
        ),
    ];
    let outcome = Outcome {
        source: "kcs-2026-q4.csv".into(),
        line: 4419,
        id: "26MD7712-004418".into(),
        kind: OutcomeKind::Declaration,
        on: DAY,
        currency: "EUR".parse().unwrap(),
        findings: vec![
            finding(
                "origin-missing",
                Severity::Warning,
                "No origin is declared for the item.",
                "Aucune origine n’est déclarée pour l’article.",
                "WCO Data Model, 92A",
            )
            .at("42A/67A/68A[2]/92A/063"),
            finding(
                "net-mass-above-gross",
                Severity::Error,
                "The net mass {value} kg is above the gross mass.",
                "La masse nette {value} kg dépasse la masse brute.",
                "WCO Data Model, 65A:128 and 65A:126",
            )
            .at("42A/67A/68A[1]/23A/65A:128")
            .with_value("8375")
            .in_place(Place { line: 4419, column: 88 }),
            finding(
                "rate-not-loaded",
                Severity::Information,
                "No rate of exchange of `{value}` is loaded for the day.",
                "Aucun cours de `{value}` n’est chargé pour ce jour.",
                "Valuation Agreement, Article 9",
            )
            .with_value("KRW"),
        ],
        lines: vec![cars(), open],
        lane: Some(Lane::Red),
        score: Some(0.934),
        random: false,
        reasons: vec![
            reason(
                ReasonKind::Model,
                "unit price 0.41 of the usual for 8703.23",
                "prix unitaire 0,41 de l’usuel pour 8703.23",
                Some(1.92),
            ),
            reason(
                ReasonKind::Model,
                "Ostland x 8703: 37 % of 214 cases, base 22 %",
                "Ostland x 8703 : 37 % de 214 cas, base 22 %",
                Some(1.21),
            ),
            reason(
                ReasonKind::Model,
                "carrier 0042: 9 % of 1 804 cases",
                "transporteur 0042 : 9 % de 1 804 cas",
                Some(-0.3),
            ),
            reason(
                ReasonKind::Rule,
                "an error was found: net mass above gross",
                "une erreur : masse nette supérieure à la brute",
                None,
            ),
            reason(
                ReasonKind::Threshold,
                "the score 0.934 reaches the red threshold 0.810",
                "le score 0,934 atteint le seuil rouge 0,810",
                None,
            ),
        ],
    };
    (outcome, declared())
}

fn declared() -> Declaration {
    let cars = GoodsItem {
        sequence: 1,
        description: "6 motor cars, petrol, 1 998 cm³, used".into(),
        code: "8703231910".into(),
        procedure: Procedure { current: "40".into(), previous: "00".into(), additional: vec![] },
        origin: Origin { non_preferential: "XO".into(), preferential: "".into() },
        price: Some(basis::Money::new(amount("200000"), "USD".parse().unwrap())),
        net_mass: Some(amount("8375.00")),
        gross_mass: Some(amount("8200")),
        declared_rate: Some(amount("10.0")),
        ..GoodsItem::default()
    };
    let bicycles =
        GoodsItem { sequence: 2, description: "city bicycles".into(), code: "87120030".into(), ..GoodsItem::default() };
    let party = |id: &str, country: &str| Party { id: id.into(), name: "".into(), country: country.into() };
    Declaration {
        record: Record { name: "kcs-2026-q4.csv".into(), line: 4419 },
        id: "26MD7712-004418".into(),
        reference: "26MD7712-004418".into(),
        type_code: "IMA".into(),
        acceptance: Some(DAY),
        office: "Port of Meridia".into(),
        declarant: party("DEC-0419", ""),
        importer: party("IMP-20811", "XM"),
        seller: party("SEL-331", "XO"),
        mode: "1".into(),
        export_country: "XO".into(),
        items: vec![cars, bicycles],
        national: vec![National { name: "import_use".into(), value: "21".into() }],
        ..Declaration::default()
    }
}

/// A message that is not well-formed.
pub fn unreadable() -> Outcome {
    let (mut outcome, _) = red();
    outcome.kind = OutcomeKind::Unreadable;
    outcome.id = "".into();
    outcome.line = 0;
    outcome.source = "samples/broken <1>.xml".into();
    outcome.lane = None;
    outcome.score = None;
    outcome.lines.clear();
    outcome.reasons.clear();
    outcome.findings = vec![
        finding(
            "not-well-formed",
            Severity::Error,
            "The element `{value}` is not closed.",
            "L’élément `{value}` n’est pas fermé.",
            "XML 1.0, section 2.1",
        )
        .in_place(Place { line: 12, column: 7 })
        .with_value("GoodsShipment"),
    ];
    outcome
}

fn option(
    kind: &str,
    name: Text,
    expression: &str,
    duty: Option<&str>,
    conditions: Vec<Condition>,
    source: &str,
) -> OptionAnswer {
    let claimable = conditions.iter().all(|condition| condition.state == ConditionState::Met);
    OptionAnswer {
        kind: kind.into(),
        name,
        expression: expression.into(),
        duty: duty.map(amount),
        open: None,
        conditions,
        claimable,
        total: duty.map(|duty| amount(duty) * amount("1.16") + amount("51430") * amount("0.16")),
        vat: duty.map(|duty| (amount(duty) + amount("51430")) * amount("0.16")),
        source: source.into(),
    }
}

/// The answer about bicycles.
pub fn bicycles() -> TradeAnswer {
    let heading = |code: &str, text: &str| HeadingText { code: code.into(), text: text.into() };
    let path = vec![
        heading("87", "Vehicles; other than railway or tramway rolling stock, and parts and accessories thereof"),
        heading("8712", "Bicycles and other cycles; including delivery tricycles, not motorised"),
        heading("8712.00", "Bicycles and other cycles; including delivery tricycles, not motorised"),
    ];
    let parts = vec![
        heading("87", "Vehicles; other than railway or tramway rolling stock, and parts and accessories thereof"),
        heading("8714", "Vehicles; parts and accessories of heading no. 8711 to 8713"),
        heading("8714.91", "Cycles; frames and forks, and parts thereof"),
    ];
    let code = Candidate {
        code: "871200".into(),
        dotted: "8712.00".into(),
        path,
        matched: vec!["bicycle".into(), "cycle".into()],
    };
    let other =
        Candidate { code: "871491".into(), dotted: "8714.91".into(), path: parts, matched: vec!["frame".into()] };
    let condition = |en: &str, fr: &str, state| Condition { text: text(en, fr), state };
    let value_step = |en: &str, fr: &str, figure: &str, source: &str| ValueStep {
        text: text(en, fr),
        figure: Some(figure.into()),
        source: source.into(),
    };
    TradeAnswer {
        on: DAY,
        member: text("Meridia", "Méridie"),
        currency: "EUR".into(),
        demonstration: true,
        exported_from: "XB".parse().ok(),
        made_in: "XB".parse().ok(),
        candidates: vec![code.clone(), other],
        code: Some(code),
        edition: 2022,
        value: ValueAnswer {
            amount: Some(amount("51430.00")),
            refusal: None,
            steps: vec![
                value_step("price paid, FOB", "prix payé, FOB", "48000.00 EUR", "Valuation Agreement, Article 1"),
                value_step(
                    "freight to the border, added",
                    "fret jusqu’à la frontière, ajouté",
                    "3190.00 EUR",
                    "Valuation Agreement, Article 8.2 (a)",
                ),
                value_step(
                    "insurance, added",
                    "assurance, ajoutée",
                    "240.00 EUR",
                    "Valuation Agreement, Article 8.2 (c)",
                ),
            ],
        },
        options: vec![
            option(
                "preference",
                text("preference, Boreal agreement", "préférence, accord Boréal"),
                "0.000 %",
                Some("0.00"),
                vec![condition("proof of origin", "preuve de l’origine", ConditionState::Open)],
                "Meridia-Boreal agreement, annex II",
            ),
            option(
                "quota",
                text("quota 09.4011", "contingent 09.4011"),
                "6.000 %",
                Some("3085.80"),
                vec![condition(
                    "quota exhausted on 3 November",
                    "contingent épuisé le 3 novembre",
                    ConditionState::Unmet,
                )],
                "Meridia regulation 2026/14",
            ),
            option(
                "third-country",
                text("third-country duty", "droit pays tiers"),
                "15.000 %",
                Some("7714.50"),
                vec![],
                "Meridia tariff 2026, chapter 87",
            ),
        ],
        additions: vec![
            ChargeAnswer {
                kind: "anti-dumping".into(),
                name: text("anti-dumping duty, bicycles of Ostland", "droit antidumping, bicyclettes d’Ostland"),
                expression: "48.500 %".into(),
                amount: None,
                due: false,
                note: Some(text("only if made in Ostland", "seulement si fabriqué en Ostland")),
                source: "Meridia regulation 2024/3".into(),
            },
            ChargeAnswer {
                kind: "vat".into(),
                name: text("value-added tax", "taxe sur la valeur ajoutée"),
                expression: "16.000 %".into(),
                amount: Some(amount("9463.12")),
                due: true,
                note: None,
                source: "Meridia VAT act, section 12".into(),
            },
        ],
        conclusion: Conclusion {
            cheapest: Some((amount("7714.50"), text("third-country duty, 15 %", "droit pays tiers, 15 %"))),
            better: Some((amount("0.00"), text("Boreal agreement", "accord Boréal"))),
            vat: Some(amount("9463.12")),
            total: Some(amount("17177.62")),
            missing: 1,
        },
        notes: vec![text(
            "Origin is asked of the supplier: nothing here tests it.",
            "L’origine se demande au fournisseur : rien ici ne la vérifie.",
        )],
        books: "b7f390a1c2d4".into(),
    }
}

#[test]
fn write_made() {
    let put = |name: &str, text: String| std::fs::write(format!("{}/tests/made/{name}.json", env!("CARGO_MANIFEST_DIR")), text + "\n").unwrap();
    let (outcome, declaration) = red();
    put("red", serde_json::to_string_pretty(&outcome).unwrap());
    put("red-declaration", serde_json::to_string_pretty(&declaration).unwrap());
    put("unreadable", serde_json::to_string_pretty(&unreadable()).unwrap());
    put("bicycles", serde_json::to_string_pretty(&bicycles()).unwrap());
}
