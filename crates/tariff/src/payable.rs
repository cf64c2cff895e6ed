use nomenclature::Code;

use crate::condition::first_unmet;
use crate::index::{Entry, in_force};
use crate::tariff::Asked;
use crate::{Charge, Determination, Measure, MeasureKind, Quantities, Question, Tariff, Unmet, Why};

/// What is payable on a line as it is declared.
#[derive(Clone, Copy, Debug)]
pub struct Payable<'t> {
    /// The duty under the option that applies: the one claimed where its conditions are met, else third-country duty.
    pub duty: Charge<'t>,
    /// Anti-dumping duty, where one applies by non-preferential origin (or might, while that is not known).
    pub anti_dumping: Option<Charge<'t>>,
    /// Excise; a percentage is taken of customs value and duties.
    pub excise: Option<Charge<'t>>,
    /// Value-added tax on customs value, all duties and excise.
    pub vat: Option<Charge<'t>>,
    /// The sum of all charges; not determined where one of them is not.
    pub total: Determination,
    /// Why the option claimed does not apply; `None` where none was claimed or it does.
    pub unmet: Option<Unmet>,
}

impl<'t> Payable<'t> {
    /// Every charge, in the order in which they are computed.
    pub fn charges(&self) -> impl Iterator<Item = &Charge<'t>> {
        [Some(&self.duty), self.anti_dumping.as_ref(), self.excise.as_ref(), self.vat.as_ref()].into_iter().flatten()
    }
}

/// What comes on top of an option: the measures found, and whether the code is too short for them.
#[derive(Clone, Copy, Default)]
pub(crate) struct OnTop<'t> {
    anti_dumping: Option<(&'t Measure, Option<Why>)>,
    excise: Option<(&'t Measure, Option<Why>)>,
    vat: Option<(&'t Measure, Option<Why>)>,
}

impl Tariff {
    /// What is payable on a line as it is declared. Allocates nothing and formats nothing.
    #[must_use]
    pub fn payable(&self, question: &Question<'_>) -> Payable<'_> {
        let asked = self.asked(question);
        let below = self.index.below(question.code);
        let mut third_country = None;
        let mut claimed = None;
        let mut unmet = None;
        let mut on_top = OnTop::default();
        for entry in in_force(self.index.branch(question.code), question.on) {
            let Some(measure) = self.measure(entry.measure) else { continue };
            if !entry.kind.is_option() {
                self.put_on_top(entry, None, question, &mut on_top);
            } else if entry.kind == MeasureKind::ThirdCountry {
                third_country = Some((entry, measure));
            } else if asked.is_for(measure) && claimed.is_none() {
                match first_unmet(self, measure, question) {
                    None => claimed = Some((entry, measure)),
                    Some(why) => unmet = unmet.or(Some(why)),
                }
            }
        }
        unmet = match asked {
            _ if claimed.is_some() => None,
            Asked::ThirdCountry => None,
            Asked::Refused(why) => Some(why),
            _ => unmet.or(Some(Unmet::NoRate)),
        };
        self.refine(below, question, &mut on_top);
        let quantities = question.quantities();
        let duty = self.duty(claimed.or(third_country), quantities, question, below);
        let payable = self.stack(duty, &on_top, quantities, question);
        Payable { unmet, ..payable }
    }

    /// The duty under an option; `below` holds the measures of longer codes.
    pub(crate) fn duty<'t>(
        &'t self,
        option: Option<(&Entry, &'t Measure)>,
        quantities: Quantities,
        question: &Question<'_>,
        below: &[Entry],
    ) -> Charge<'t> {
        let kind = option.map_or(MeasureKind::ThirdCountry, |(entry, _)| entry.kind);
        let slot = option.map_or(0, |(entry, _)| entry.slot);
        let refines = |entry: &Entry| entry.kind == kind && entry.slot == slot && entry.holds(question.on);
        if below.iter().any(refines) {
            return Charge::not_determined(kind, None, Why::CodeTooShort, &self.rates, question.on);
        }
        match option {
            Some((_, measure)) => Charge::of(measure, quantities, &self.rates, question.on),
            None => Charge::not_determined(kind, None, Why::NoMeasure, &self.rates, question.on),
        }
    }

    /// The measures that come on top of whichever option applies.
    pub(crate) fn on_top<'t>(&'t self, question: &Question<'_>) -> OnTop<'t> {
        let mut found = OnTop::default();
        for entry in in_force(self.index.branch(question.code), question.on) {
            self.put_on_top(entry, None, question, &mut found);
        }
        self.refine(self.index.below(question.code), question, &mut found);
        found
    }

    /// Marks what comes on top as not determined where longer codes carry measures of their own.
    fn refine<'t>(&'t self, below: &[Entry], question: &Question<'_>, found: &mut OnTop<'t>) {
        for entry in below.iter().filter(|entry| entry.holds(question.on)) {
            self.put_on_top(entry, Some(Why::CodeTooShort), question, found);
        }
    }

    fn put_on_top<'t>(&'t self, entry: &Entry, why: Option<Why>, question: &Question<'_>, found: &mut OnTop<'t>) {
        if entry.kind.is_option() {
            return;
        }
        let Some(measure) = self.measure(entry.measure) else { return };
        match entry.kind {
            MeasureKind::AntiDumping => {
                let Some(area) = self.area(entry.slot) else { return };
                match question.origin {
                    Some(origin) if !area.contains(origin, question.on) => {}
                    Some(_) => found.anti_dumping = Some((measure, why)),
                    None => found.anti_dumping = Some((measure, why.or(Some(Why::MissingOrigin)))),
                }
            }
            MeasureKind::Excise => found.excise = Some((measure, why)),
            MeasureKind::Vat => found.vat = Some((measure, why)),
            _ => {}
        }
    }

    /// Builds anti-dumping duty, excise and value-added tax on top of a duty, each on its own base.
    pub(crate) fn stack<'t>(
        &'t self,
        duty: Charge<'t>,
        on_top: &OnTop<'t>,
        quantities: Quantities,
        question: &Question<'_>,
    ) -> Payable<'t> {
        let charge = |(measure, why): (&'t Measure, Option<Why>), base: Determination| {
            if let Some(why) = why {
                return Charge::not_determined(measure.kind, Some(measure), why, &self.rates, question.on);
            }
            let mut charge = Charge::of(measure, quantities.on_value(base.amount()), &self.rates, question.on);
            let unknown_base = charge.amount == Determination::NotDetermined(Why::MissingValue);
            if unknown_base && quantities.value.is_some() {
                charge.amount = Determination::NotDetermined(Why::Depends);
            }
            charge
        };
        let value = quantities.value.map_or(Determination::NotDetermined(Why::MissingValue), Determination::Amount);
        let anti_dumping = on_top.anti_dumping.map(|found| charge(found, value));
        let amount =
            |charge: &Option<Charge<'t>>| charge.map_or(Determination::Amount(basis::Decimal::ZERO), |c| c.amount);
        let duties = duty.amount.plus(amount(&anti_dumping));
        let excise = on_top.excise.map(|found| charge(found, value.plus(duties)));
        let before_tax = duties.plus(amount(&excise));
        let vat = on_top.vat.map(|found| charge(found, value.plus(before_tax)));
        let total = before_tax.plus(amount(&vat));
        Payable { duty, anti_dumping, excise, vat, total, unmet: None }
    }

    /// The measures of the option kinds that hold for a code on a day, with their index entries.
    pub(crate) fn options(&self, code: Code, on: basis::Date) -> impl Iterator<Item = (&Entry, &Measure)> {
        let entries = in_force(self.index.branch(code), on).filter(|entry| entry.kind.is_option());
        entries.filter_map(|entry| Some((entry, self.measure(entry.measure)?)))
    }
}
