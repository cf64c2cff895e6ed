//! What must hold of every model: it is the same each time, explains itself, and learns from labels alone.

use risk::{FitOptions, Score, evaluate, fit};

use crate::invented::{Dice, declarations, model, options, training};

fn scores(model: &risk::Model, rows: &[(declaration::Declaration, declaration::GoodsItem, bool)]) -> Vec<Score> {
    let mut scorer = model.scorer();
    rows.iter().map(|(declaration, item, _)| scorer.score(declaration, item)).collect()
}

#[test]
fn finds_the_planted_pattern() {
    let model = model();
    let later = declarations(99, 2_000);
    let labels: Vec<bool> = later.iter().map(|(_, _, fraud)| *fraud).collect();
    let ids: Vec<&str> = later.iter().map(|(declaration, _, _)| declaration.id.as_str()).collect();
    let raw: Vec<f64> = scores(&model, &later).iter().map(|score| score.raw).collect();
    let precision = evaluate::precision_at(&raw, &labels, &ids, 0.05);
    assert_eq!(precision.selected, 100);
    assert!(precision.precision > 0.6, "{precision:?}");
    let card = model.card();
    assert!(card.held_out.auc > 0.6, "{card:?}");
    assert!((card.reached.red - 0.05).abs() < 0.01 && (card.reached.yellow - 0.10).abs() < 0.01, "{card:?}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_with_any_number_of_threads() {
    let rows = training(&declarations(5, 3_000));
    let with = |threads, seed| fit(&rows, &FitOptions { threads, seed, ..options() }).unwrap().write();
    let one = with(1, 7);
    assert!(one == with(2, 7) && one == with(8, 7), "threads must not change a model");
    assert!(one != with(1, 8), "another seed draws other rows");
}

#[test]
fn contributions_add_up_to_the_score() {
    let model = model();
    let mut scorer = model.scorer();
    for (declaration, item, _) in declarations(8, 500) {
        let score = scorer.score(&declaration, &item);
        let sum: f64 = scorer.contributions().iter().sum();
        assert!((model.base() + sum - score.raw).abs() < 1e-9, "{} + {sum} is not {}", model.base(), score.raw);
        let strongest = scorer.contributions().iter().map(|value| value.abs()).fold(0.0, f64::max);
        let [first, second, third] = score.top.map(|top| top.unwrap().value.abs());
        assert!(first == strongest && first >= second && second >= third, "{score:?}");
        assert!((score.probability - 1.0 / (1.0 + (-score.raw).exp())).abs() < 1e-12);
    }
}

#[test]
fn a_score_does_not_depend_on_what_was_scored_before() {
    let model = model();
    let rows = declarations(12, 300);
    let all = scores(&model, &rows);
    for (row, score) in rows.iter().zip(&all).rev() {
        assert_eq!(scores(&model, std::slice::from_ref(row)), [*score]);
    }
    let mut scorer = model.scorer();
    for several in [1, 31, 32, 33, 127, 128, 129, 300] {
        let mut together = Vec::new();
        scorer.score_all(rows.iter().take(several).map(|(declaration, item, _)| (declaration, item)), &mut together);
        assert!(all.iter().take(several).eq(&together), "{several} items side by side");
    }
}

#[test]
fn labels_of_scored_rows_change_nothing() {
    let model = model();
    let mut rows = declarations(13, 300);
    let before = scores(&model, &rows);
    rows.iter_mut().for_each(|(_, _, fraud)| *fraud = !*fraud);
    assert_eq!(before, scores(&model, &rows));
}

#[test]
fn permuted_labels_teach_nothing() {
    let mut rows = training(&declarations(21, 6_000));
    let mut dice = Dice(4);
    let labels = rows.labels_mut();
    for last in (1..labels.len()).rev() {
        labels.swap(last, dice.below(last as u64 + 1) as usize);
    }
    let model = fit(&rows, &options()).unwrap();
    let later = declarations(22, 6_000);
    let raw: Vec<f64> = scores(&model, &later).iter().map(|score| score.raw).collect();
    let truth: Vec<bool> = later.iter().map(|(_, _, fraud)| *fraud).collect();
    for auc in [evaluate::auc(&raw, &truth), model.card().held_out.auc] {
        assert!((auc - 0.5).abs() <= 0.03, "AUC {auc}");
    }
}

#[test]
fn deep_and_wide_trees_are_scored_as_exactly() {
    let rows = training(&declarations(31, 3_000));
    for (leaves, depth) in [(2, 1), (40, 32), (128, 32)] {
        let options = FitOptions { leaves, depth, trees: 11, hessian_min: 0.01, ..options() };
        let model = fit(&rows, &options).unwrap();
        let mut scorer = model.scorer();
        for (declaration, item, _) in declarations(32, 200) {
            let score = scorer.score(&declaration, &item);
            let sum: f64 = scorer.contributions().iter().sum();
            assert!((model.base() + sum - score.raw).abs() < 1e-9, "{leaves} leaves");
        }
        assert_eq!(risk::Model::read(&model.write()).unwrap(), model);
    }
}

#[test]
fn an_empty_declaration_has_a_score() {
    let model = model();
    let (declaration, item) = (declaration::Declaration::default(), declaration::GoodsItem::default());
    let score = model.scorer().score(&declaration, &item);
    assert!(score.probability > 0.0 && score.probability < 1.0);
    for top in score.top.iter().flatten() {
        assert_eq!(top.evidence, risk::Evidence::Missing);
    }
}

#[test]
fn a_price_in_another_currency_counts_as_missing() {
    let model = model();
    let (declaration, mut item, _) = declarations(40, 1).remove(0);
    item.price = item.price.map(|price| basis::Money::new(price.amount, "USD".parse().unwrap()));
    let foreign = model.scorer().score(&declaration, &item);
    item.price = None;
    assert_eq!(foreign, model.scorer().score(&declaration, &item));
}
