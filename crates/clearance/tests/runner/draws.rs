//! The random draw: keyed, uniform, and the same for every thread.

use clearance::Draw;
use clearance::lane::Thresholds;
use proptest::prelude::*;

#[test]
fn the_draw_reaches_its_share_over_many_identifiers() {
    let draw = Draw::new(b"a key of the day, 2026-01-15", 0.02).unwrap();
    let chosen = (0..100_000).filter(|id| draw.chooses(&format!("26XM{id:08}"))).count();
    // Three standard deviations of a binomial with n = 100,000 and p = 0.02 are 133.
    assert!((1_867..=2_133).contains(&chosen), "{chosen}");
}

#[test]
fn another_key_chooses_others() {
    let (one, two) = (Draw::new(&[1; 32], 0.5).unwrap(), Draw::new(&[2; 32], 0.5).unwrap());
    let differ = (0..1_000).filter(|id| one.chooses(&id.to_string()) != two.chooses(&id.to_string())).count();
    assert!((400..600).contains(&differ), "{differ}");
    assert_ne!(one.commitment(), two.commitment());
}

#[test]
fn a_short_key_or_an_impossible_share_is_refused() {
    assert!(Draw::new(b"short", 0.1).is_err());
    assert!(Draw::new(&[0; 32], 1.5).is_err());
    assert!(Draw::new(&[0; 32], f64::NAN).is_err());
}

proptest! {
    #[test]
    fn exact_thresholds_give_the_share(scores in proptest::collection::vec(0u32..1_000_000, 1..400), red in 0.0..0.5f64, yellow in 0.0..0.5f64) {
        let mut scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
        scores.sort_by(f64::total_cmp);
        scores.dedup();
        let thresholds = Thresholds::exact(&scores, red, yellow);
        let count = |at: f64| scores.iter().filter(|score| **score >= at).count();
        prop_assert_eq!(count(thresholds.red), (red * scores.len() as f64).round() as usize);
        prop_assert!(thresholds.yellow <= thresholds.red);
    }
}
