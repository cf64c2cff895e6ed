//! Invented declarations of the fictional Member Meridia, with a pattern of fraud that a model can find.

use basis::{Decimal, Money};
use declaration::{Declaration, GoodsItem, National};
use risk::{FeaturePlan, FitOptions, Model, Training, fit};

/// Small numbers that look random.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// One declaration with one item; fraud is likely for Boreal's goods of heading 8712 and for very low prices.
pub fn declaration(dice: &mut Dice) -> (Declaration, GoodsItem, bool) {
    let pick = |dice: &mut Dice, of: &[&str]| of[dice.below(of.len() as u64) as usize].to_owned();
    let code = pick(dice, &["871200", "871491", "640399", "610910", "851712", "220421"]);
    let origin = pick(dice, &["XB", "XO", "XD"]);
    let mass = 1 + dice.below(5_000);
    let unit_price = 5 + dice.below(40);
    let mut declaration = Declaration {
        id: format!("XM{:08}", dice.below(100_000_000)).into(),
        acceptance: format!("2025-{:02}-{:02}", 1 + dice.below(12), 1 + dice.below(28)).parse().ok(),
        office: pick(dice, &["Port of Meridia", "Meridia airport"]).into(),
        mode: pick(dice, &["1", "4"]).into(),
        export_country: if dice.below(10) == 0 { "XD".into() } else { origin.as_str().into() },
        ..Declaration::default()
    };
    declaration.importer.id = format!("IM{}", dice.below(300)).into();
    declaration.declarant.id = format!("DE{}", dice.below(40)).into();
    if dice.below(3) > 0 {
        declaration.seller.id = format!("SE{}", dice.below(200)).into();
    }
    declaration.national.push(National { name: "tax_rate".into(), value: pick(dice, &["0", "8", "13"]).into() });
    let mut item = GoodsItem {
        code: code.as_str().into(),
        price: Some(Money::new(Decimal::from(mass * unit_price), "EUR".parse().unwrap())),
        net_mass: (dice.below(50) > 0).then(|| Decimal::from(mass)),
        declared_rate: Some(Decimal::new(65, 1)),
        ..GoodsItem::default()
    };
    item.origin.non_preferential = origin.as_str().into();
    let odds = if origin == "XB" && code.starts_with("8712") { 80 } else { 10 } + if unit_price < 9 { 40 } else { 0 };
    let fraud = dice.below(100) < odds;
    (declaration, item, fraud)
}

/// Some declarations.
pub fn declarations(seed: u64, count: usize) -> Vec<(Declaration, GoodsItem, bool)> {
    let mut dice = Dice(seed);
    (0..count).map(|_| declaration(&mut dice)).collect()
}

/// A training set of them.
pub fn training(rows: &[(Declaration, GoodsItem, bool)]) -> Training {
    let mut training = Training::new(FeaturePlan::default()).unwrap();
    rows.iter().for_each(|(declaration, item, fraud)| training.push(declaration, item, *fraud));
    training
}

/// Options for a small model.
pub fn options() -> FitOptions {
    FitOptions { trees: 30, leaves: 12, folds: 3, seed: 7, ..FitOptions::default() }
}

/// A small model.
pub fn model() -> Model {
    fit(&training(&declarations(3, 3_000)), &options()).unwrap()
}
