//! Options, plans and rows that are refused, each with a reason.

use risk::{Budgets, FeaturePlan, FitOptions, Training, fit};

use crate::invented::{declarations, options, training};

#[test]
fn options_out_of_range_are_named() {
    let rows = training(&declarations(1, 400));
    let refused = |options: FitOptions| fit(&rows, &options).unwrap_err().to_string();
    assert_eq!(refused(FitOptions { trees: 0, ..options() }), "`trees` is 0; it must be from 1 to 2000");
    assert_eq!(refused(FitOptions { leaves: 500, ..options() }), "`leaves` is 500; it must be from 2 to 128");
    assert_eq!(refused(FitOptions { folds: 1, ..options() }), "`folds` is 1; it must be from 2 to 20");
    assert_eq!(refused(FitOptions { rate: f64::NAN, ..options() }), "`rate` is NaN; it must be above 0 and at most 1");
    let budgets = Budgets { red: 0.8, yellow: 0.3 };
    assert!(refused(FitOptions { budgets, ..options() }).contains("budgets.yellow"));
}

#[test]
fn too_few_rows_of_one_label_are_refused() {
    let mut rows = training(&declarations(1, 400));
    rows.labels_mut().fill(false);
    assert_eq!(
        fit(&rows, &options()).unwrap_err().to_string(),
        "0 frauds among 400 rows: at least 50 rows of either label are needed"
    );
    let none = Training::new(FeaturePlan::default()).unwrap();
    assert!(none.is_empty() && fit(&none, &options()).is_err());
}

#[test]
fn plans_are_checked() {
    let refused = |change: &dyn Fn(&mut FeaturePlan)| {
        let mut plan = FeaturePlan::default();
        change(&mut plan);
        Training::new(plan).unwrap_err().to_string()
    };
    assert_eq!(
        refused(&|plan| plan.keys[0].name = "colour".to_owned()),
        "`colour` is not a field of a declaration; the digits of a code are `code.2`, `code.4` or `code.6`"
    );
    assert_eq!(refused(&|plan| plan.pairs[0][1] = "exporter".to_owned()), "`exporter` is not among the plan's keys");
    assert_eq!(refused(&|plan| plan.keys.push(plan.keys[0].clone())), "the key `office` stands twice");
    let many = |plan: &mut FeaturePlan| (0..60).for_each(|_| plan.pairs.push(plan.pairs[0].clone()));
    assert!(refused(&many).starts_with("the plan has 18 keys, 69 pairs"));
}

#[test]
fn a_plan_is_data() {
    let plan = FeaturePlan::default();
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<FeaturePlan>(&text).unwrap(), plan);
    let mut numbered = plan;
    numbered.keys.iter_mut().for_each(|key| key.numbered = true);
    let mut rows = Training::new(numbered).unwrap();
    declarations(2, 1_000).iter().for_each(|(declaration, item, fraud)| rows.push(declaration, item, *fraud));
    let model = fit(&rows, &options()).unwrap();
    assert!(model.card().columns.contains(&"origin x code.6.rate".to_owned()));
    assert!(model.card().columns.contains(&"importer.number".to_owned()));
    assert_eq!(risk::Model::read(&model.write()).unwrap(), model);
}
