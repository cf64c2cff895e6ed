use std::cmp::Ordering;

use basis::Decimal;

use crate::condition;
use crate::index::in_force;
use crate::{Charge, Condition, Determination, MeasureKind, Payable, Question, State, Tariff, Unmet};

/// One option for the duty on a line, with what would be payable under it.
#[derive(Clone, Debug)]
pub struct DutyOption<'t> {
    /// The duty, and what comes on top of it under this option.
    pub payable: Payable<'t>,
    /// What the option asks for.
    pub conditions: Vec<Condition>,
    /// Whether all of it is met.
    pub state: State,
    /// Whether the option is the one claimed.
    pub claimed: bool,
}

impl<'t> DutyOption<'t> {
    /// The duty under the option.
    #[must_use]
    pub fn duty(&self) -> &Charge<'t> {
        &self.payable.duty
    }
}

/// A duty that is added to every option where it applies, and whether it does.
#[derive(Clone, Debug)]
pub struct Addition<'t> {
    /// The charge as it would be.
    pub charge: Charge<'t>,
    /// Whether it applies: by non-preferential origin.
    pub condition: Condition,
}

/// Every option for a line, cheapest first, and what is added to each.
#[derive(Clone, Debug)]
pub struct Assessment<'t> {
    /// The options: amounts that are determined first, from the lowest up.
    pub options: Vec<DutyOption<'t>>,
    /// Duties added to every option, whether they apply here or not.
    pub additions: Vec<Addition<'t>>,
    /// What is payable as declared.
    pub payable: Payable<'t>,
}

impl<'t> Assessment<'t> {
    /// The cheapest option whose conditions are all met and whose amount is determined.
    #[must_use]
    pub fn cheapest_met(&self) -> Option<&DutyOption<'t>> {
        let met = self.options.iter().filter(|option| option.state == State::Met);
        met.into_iter().find(|option| option.duty().amount.amount().is_some())
    }

    /// The cheapest option that no failed condition rules out: what could be had if the facts still needed were given.
    #[must_use]
    pub fn cheapest_possible(&self) -> Option<&DutyOption<'t>> {
        let open = self.options.iter().filter(|option| option.state != State::NotMet);
        open.into_iter().find(|option| option.duty().amount.amount().is_some())
    }
}

impl Tariff {
    /// Every option for a line with its conditions, cheapest first. For pages; streams ask [`Tariff::payable`].
    #[must_use]
    pub fn assess(&self, question: &Question<'_>) -> Assessment<'_> {
        let quantities = question.quantities();
        let on_top = self.on_top(question);
        let asked = self.asked(question);
        let below = self.index.below(question.code);
        let mut options: Vec<DutyOption<'_>> = self
            .options(question.code, question.on)
            .map(|(entry, measure)| {
                let conditions = condition::all(self, measure, question);
                let state = conditions.iter().map(|condition| condition.state).max().unwrap_or(State::Met);
                let duty = self.duty(Some((entry, measure)), quantities, question, below);
                let payable = self.stack(duty, &on_top, quantities, question);
                DutyOption { payable, conditions, state, claimed: asked.is_for(measure) }
            })
            .collect();
        if options.iter().all(|option| option.duty().kind != MeasureKind::ThirdCountry) {
            let payable = self.stack(self.duty(None, quantities, question, below), &on_top, quantities, question);
            options.push(DutyOption { payable, conditions: Vec::new(), state: State::Met, claimed: false });
        }
        options.sort_by(|a, b| by_amount(a.duty().amount, b.duty().amount).then(a.duty().kind.cmp(&b.duty().kind)));
        Assessment { options, additions: self.additions(question), payable: self.payable(question) }
    }

    fn additions(&self, question: &Question<'_>) -> Vec<Addition<'_>> {
        let entries = in_force(self.index.branch(question.code), question.on);
        let measures = entries.filter(|entry| entry.kind == MeasureKind::AntiDumping);
        measures
            .filter_map(|entry| {
                let measure = self.measure(entry.measure)?;
                let charge = Charge::of(measure, question.quantities(), &self.rates, question.on);
                let condition = condition::all(self, measure, question).into_iter().next()?;
                Some(Addition { charge, condition })
            })
            .collect()
    }

    /// Why an option would not apply, if it were claimed now: its first condition that does not hold.
    #[must_use]
    pub fn unmet(&self, option: &DutyOption<'_>, question: &Question<'_>) -> Option<Unmet> {
        condition::first_unmet(self, option.duty().measure?, question)
    }
}

/// Determined amounts from the lowest up, then those not determined.
fn by_amount(a: Determination, b: Determination) -> Ordering {
    let key = |determination: Determination| determination.amount();
    match (key(a), key(b)) {
        (Some(a), Some(b)) => Decimal::cmp(&a, &b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
