//! The measures, against values worked out by hand.

use risk::evaluate::{auc, calibration_error, precision_at, revenue_at, wilson};
use risk::{Budgets, Thresholds};

#[test]
fn precision_takes_equal_scores_by_id() {
    let scores = [0.9, 0.5, 0.5, 0.5, 0.1];
    let labels = [false, false, true, true, true];
    let ids = ["a", "d", "c", "b", "e"];
    let two = precision_at(&scores, &labels, &ids, 0.4);
    assert_eq!((two.selected, two.hits), (2, 1), "a, then b of the three equal ones");
    let three = precision_at(&scores, &labels, &ids, 0.6);
    assert_eq!((three.selected, three.hits), (3, 2), "a, b, c");
    let rounded = precision_at(&scores, &labels, &ids, 0.5);
    assert_eq!(rounded.selected, 3, "2.5 rounds to 3");
    assert_eq!(precision_at(&[], &[], &[] as &[&str], 0.1).selected, 0);
    assert_eq!(precision_at(&[f64::NAN, 0.1], &[true, false], &["a", "b"], 0.5).hits, 0, "no number comes last");
}

#[test]
fn auc_counts_equal_scores_half() {
    assert!((auc(&[0.1, 0.2, 0.3, 0.4], &[false, false, true, true]) - 1.0).abs() < 1e-12);
    assert!((auc(&[0.4, 0.3, 0.2, 0.1], &[false, false, true, true])).abs() < 1e-12);
    assert!((auc(&[0.5, 0.5, 0.5, 0.7], &[false, true, false, true]) - 0.75).abs() < 1e-12);
    assert!((auc(&[0.5, 0.6], &[true, true]) - 0.5).abs() < 1e-12);
}

#[test]
fn wilson_agrees_with_the_worked_value() {
    // 10 of 100: .0552 to .1744.
    let (low, high) = wilson(10, 100);
    assert!((low - 0.0552).abs() < 5e-5 && (high - 0.1744).abs() < 5e-5, "{low} {high}");
    assert_eq!(wilson(0, 0), (0.0, 1.0));
    assert!(wilson(0, 5).0 == 0.0 && wilson(5, 5).1 <= 1.0);
}

#[test]
fn revenue_is_told_with_and_without_the_ten_largest() {
    let revenue: Vec<f64> = (0..20).map(|row| if row == 0 { 1_000.0 } else { f64::from(row) }).collect();
    let scores: Vec<f64> = (0..20).map(|row| -f64::from(row)).collect();
    let ids: Vec<usize> = (0..20).collect();
    let (all, without) = revenue_at(&scores, &revenue, &ids, 0.10);
    assert!((all - 1_001.0 / 1_190.0).abs() < 1e-12, "{all}");
    // The ten largest are 1000 and 19 down to 11; 1 of the 55 that remain is among the two selected.
    assert!((without - 1.0 / 55.0).abs() < 1e-12, "{without}");
}

#[test]
fn calibration_is_the_mean_distance_of_ten_bins() {
    let error = calibration_error(&[0.05, 0.05, 0.95, 0.95], &[false, false, true, false]);
    // First bin: .10 against 0 frauds; last bin: 1.90 against 1.
    assert!((error - (0.10 + 0.90) / 4.0).abs() < 1e-12, "{error}");
}

#[test]
fn thresholds_select_the_budget_or_say_what_they_reach() {
    let scores: Vec<f64> = (0..1_000).map(|row| f64::from(row) / 1_000.0).collect();
    let (thresholds, reached) = Thresholds::for_budget(&scores, Budgets { red: 0.05, yellow: 0.10 });
    assert_eq!((thresholds.red, thresholds.yellow), (0.95, 0.85));
    assert_eq!((reached.red, reached.yellow), (0.05, 0.1));
    let (thresholds, reached) = Thresholds::for_budget(&[0.5; 100], Budgets { red: 0.05, yellow: 0.10 });
    assert_eq!((thresholds.red, thresholds.yellow), (0.5, 0.5));
    assert_eq!((reached.red, reached.yellow), (1.0, 0.0), "equal scores stay together");
    let (thresholds, reached) = Thresholds::for_budget(&scores, Budgets { red: 0.0, yellow: 0.0 });
    assert!(thresholds.red > 1.0 && thresholds.yellow > 1.0 && reached.red == 0.0);
}
