//! The laws of apportionment.

use basis::Decimal;
use proptest::prelude::*;
use valuation::{ApportionError, apportion};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_shares_add_up_to_the_amount(
        cents in -1_000_000_000_000_i64..1_000_000_000_000,
        weights in proptest::collection::vec((0_i64..10_000_000_000, 0_u32..4), 1..40),
    ) {
        let total = Decimal::new(cents, 2);
        let weights: Vec<Decimal> = weights.into_iter().map(|(mantissa, scale)| Decimal::new(mantissa, scale)).collect();
        let sum: Decimal = weights.iter().sum();
        match apportion(total, &weights, 2) {
            Ok(shares) => {
                prop_assert_eq!(shares.len(), weights.len());
                prop_assert_eq!(shares.iter().sum::<Decimal>(), total);
                for (share, weight) in shares.iter().zip(&weights) {
                    prop_assert!(share.scale() <= 2);
                    let off = (share * sum - total * weight).abs();
                    prop_assert!(off < sum * Decimal::new(1, 2), "no share is off by a cent or more");
                }
                for ((first, a), (second, b)) in shares.iter().zip(&weights).zip(shares.iter().zip(&weights).skip(1)) {
                    prop_assert!(a != b || (first - second).abs() <= Decimal::new(1, 2), "equal weights, equal shares");
                    prop_assert!(a != b || first.abs() >= second.abs(), "between equals the earlier line");
                }
            }
            Err(error) => prop_assert!(error == ApportionError::NoWeight && sum.is_zero()),
        }
    }

    #[test]
    fn hostile_figures_are_refused_or_answered(
        total in any::<i128>(), weights in proptest::collection::vec(any::<i128>(), 0..5), places in 0_u32..40,
    ) {
        let decimal = |mantissa: i128| Decimal::try_from_i128_with_scale(mantissa >> 32, 20).unwrap_or_default();
        let weights: Vec<Decimal> = weights.into_iter().map(decimal).collect();
        if let Ok(shares) = apportion(decimal(total), &weights, places) {
            prop_assert_eq!(shares.iter().sum::<Decimal>(), decimal(total));
        }
    }
}
