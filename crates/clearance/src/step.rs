//! The steps of a line in words: procedure, code, value, duty and taxes, each with its figure and source.

use basis::{CompactString, Date, Text};
use declaration::GoodsItem;
use declaration::procedure::Treatment;
use nomenclature::Code;

use crate::books::Books;
use crate::outcome::{Charge, ChargeKind, DutyState, LineOutcome, Step};
use crate::value::{self, Value};

fn step(part: &'static str, text: Text, figure: Option<String>, source: &str) -> Step {
    Step { part: CompactString::const_new(part), text, figure: figure.map(Into::into), source: source.into() }
}

/// All steps of a line, in the order in which they were taken.
pub(crate) fn steps(
    item: &GoodsItem,
    treatment: &Treatment<'_>,
    code: Option<Code>,
    value: Option<&Value>,
    line: &LineOutcome,
    books: &Books,
    on: Date,
) -> Vec<Step> {
    let mut steps = vec![procedure(item, treatment)];
    steps.push(nomenclature_step(item, code, books));
    if let Some(value) = value {
        value_steps(item, value, books, &mut steps);
    }
    if let Some(unmet) = &line.unmet {
        steps.push(step("duty", unmet.clone(), None, "tariff in force"));
    }
    steps.extend(line.charges.iter().map(|charge| charge_step(charge, books)));
    steps.extend(conclusion(line, books, on));
    steps
}

fn procedure(item: &GoodsItem, treatment: &Treatment<'_>) -> Step {
    let procedure = &item.procedure;
    let figure = format!("{}{}", procedure.current, procedure.previous);
    step("procedure", treatment.text.clone(), Some(figure).filter(|figure| !figure.is_empty()), treatment.source)
}

fn nomenclature_step(item: &GoodsItem, code: Option<Code>, books: &Books) -> Step {
    let edition = books.nomenclature.edition();
    let text = match code {
        Some(_) => Text::owned(
            format!("the code stands in the edition of {}", edition.year()),
            format!("le code figure dans l'édition {}", edition.year()),
        ),
        None => Text::owned(
            format!("no code of the edition of {} is declared", edition.year()),
            format!("aucun code de l'édition {} n'est déclaré", edition.year()),
        ),
    };
    step("code", text, Some(item.code.to_string()).filter(|code| !code.is_empty()), edition.source())
}

fn value_steps(item: &GoodsItem, value: &Value, books: &Books, steps: &mut Vec<Step>) {
    let home = books.tariff.currency();
    let mut push = |one: valuation::Step| {
        let currency = match &one {
            valuation::Step::Price(money, _) | valuation::Step::Declared(money) => money.currency,
            _ => home,
        };
        let figure = one.figure().map(|figure| format!("{figure} {currency}"));
        steps.push(step("value", one.text(), figure, one.source()));
    };
    value.sale.steps().into_iter().for_each(&mut push);
    if let Some(own) = &value.own {
        own.steps().into_iter().filter(|one| matches!(one, valuation::Step::Cost { .. })).for_each(&mut push);
    }
    for adjustment in item.adjustments.iter().filter(|adjustment| value::kind(&adjustment.code).is_none()) {
        let text = Text::owned(
            format!("charge `{}` of {} does not bear on the customs value", adjustment.code, adjustment.amount),
            format!("le frais « {} » de {} n'entre pas dans la valeur en douane", adjustment.code, adjustment.amount),
        );
        steps.push(step("value", text, None, "Valuation Agreement, article 8"));
    }
    if value.own.is_some()
        && let Some(amount) = value.amount()
    {
        let text = Text::fixed(
            "customs value with the item's own charges",
            "valeur en douane avec les frais propres à l'article",
        );
        steps.push(step("value", text, Some(format!("{amount} {home}")), "Valuation Agreement, articles 1 and 8"));
    }
}

fn charge_step(charge: &Charge, books: &Books) -> Step {
    let part = match charge.kind {
        ChargeKind::Duty | ChargeKind::AntiDumping => "duty",
        ChargeKind::Excise | ChargeKind::Vat => "tax",
    };
    let expression = &charge.expression;
    let text = Text::owned(format!("{}: {expression}", charge.name.en), format!("{} : {expression}", charge.name.fr));
    let figure = charge.amount.map(|amount| format!("{amount} {}", books.tariff.currency()));
    step(part, text, figure, &charge.source)
}

fn conclusion(line: &LineOutcome, books: &Books, on: Date) -> Option<Step> {
    let source = if line.demonstration {
        "demonstration tariff of the fictional Member Meridia; not the law of any country"
    } else {
        "tariff in force"
    };
    let text = match line.duty_state {
        DutyState::Due => Text::owned(format!("due on {on}"), format!("dû au {on}")),
        DutyState::NotDetermined => Text::fixed("not determined", "non déterminé"),
        DutyState::Suspended => Text::fixed("suspended by the procedure", "suspendu par le régime"),
        DutyState::Relieved => Text::fixed("relieved by the procedure", "exonéré par le régime"),
        DutyState::NotApplicable => return None,
    };
    let figure = line.total.map(|total| format!("{total} {}", books.tariff.currency()));
    Some(step("total", text, figure, source))
}
