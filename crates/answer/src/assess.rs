use basis::{Date, Decimal, Text};
use clearance::Books;
use nomenclature::Code;
use tariff::{Addition, Assessment, Charge, Determination, DutyOption, State};
use valuation::{Cost, CostKind, LineValue, Sale, SaleLine, transaction_value};

use crate::model::{
    Candidate, ChargeAnswer, Conclusion, Condition, ConditionState, HeadingText, OptionAnswer, TradeAnswer,
    ValueAnswer, ValueStep,
};
use crate::question::Question;

/// How many candidate codes are shown.
const CANDIDATES: usize = 6;

/// Answers a trade question on the day it names, or on `today` where it names none.
///
/// The code is never decided for the asker: without a chosen code the first candidate is worked through and the others
/// stand beside it. A value or duty that cannot be determined says why. Information, not an assessment.
#[must_use]
pub fn trade_answer(question: &Question, books: &Books, today: Date) -> TradeAnswer {
    let on = question.on.unwrap_or(today);
    let candidates = candidates(question, books);
    let chosen = question.code.parse::<Code>().ok();
    let code = chosen.or_else(|| candidates.first().and_then(|first| first.code.parse().ok()));
    let value = value(question, books, on);
    let mut notes = Vec::new();
    let (options, additions, conclusion) = match code {
        Some(code) => duties(question, books, code, value.amount, on, &mut notes),
        None => (Vec::new(), Vec::new(), Conclusion::default()),
    };
    note_gaps(question, books, code, &mut notes);
    TradeAnswer {
        on,
        member: books.tariff.member().clone(),
        currency: books.tariff.currency().to_string(),
        demonstration: books.tariff.demonstration(),
        exported_from: question.exported_from,
        made_in: question.made_in,
        code: code.map(|code| candidate(code, Vec::new(), books)),
        candidates,
        edition: books.nomenclature.edition().year(),
        value,
        options,
        additions,
        conclusion,
        notes,
        books: books.digest().to_owned(),
    }
}

fn candidates(question: &Question, books: &Books) -> Vec<Candidate> {
    let found = books.search.search(&question.goods, CANDIDATES);
    found.into_iter().map(|found| candidate(found.code, found.matched, books)).collect()
}

fn candidate(code: Code, matched: Vec<String>, books: &Books) -> Candidate {
    let known = code.subheading().unwrap_or(code);
    let path = books.nomenclature.path(known).into_iter();
    Candidate {
        code: code.to_string(),
        dotted: code.dotted(),
        path: path.map(|entry| HeadingText { code: entry.code.dotted(), text: entry.text.to_owned() }).collect(),
        matched,
    }
}

fn value(question: &Question, books: &Books, on: Date) -> ValueAnswer {
    let cost =
        |kind: CostKind, amount: Option<basis::Money>| amount.map(|amount| Cost { kind, amount, included: false });
    let costs = [cost(CostKind::Freight, question.freight), cost(CostKind::Insurance, question.insurance)];
    let sale = Sale {
        lines: vec![SaleLine { price: question.price, net_mass: question.net_mass, ..SaleLine::default() }],
        terms: question.terms.parse().ok(),
        costs: costs.into_iter().flatten().collect(),
        ..Sale::default()
    };
    let worksheet = transaction_value(&sale, books.practice, books.tariff.rates(), on);
    worksheet.lines.first().map_or_else(ValueAnswer::default, |line| value_answer(line, books))
}

fn value_answer(line: &LineValue, books: &Books) -> ValueAnswer {
    let home = books.tariff.currency();
    let steps = line.steps().into_iter().map(|step| {
        let currency = match &step {
            valuation::Step::Price(money, _) | valuation::Step::Declared(money) => money.currency,
            _ => home,
        };
        let figure = step.figure().map(|figure| format!("{figure} {currency}"));
        ValueStep { text: step.text(), figure, source: step.source().to_owned() }
    });
    ValueAnswer {
        amount: line.value.as_ref().ok().copied(),
        refusal: line.value.as_ref().err().map(valuation::Refusal::text),
        steps: steps.collect(),
    }
}

fn duties(
    question: &Question,
    books: &Books,
    code: Code,
    customs_value: Option<Decimal>,
    on: Date,
    notes: &mut Vec<Text>,
) -> (Vec<OptionAnswer>, Vec<ChargeAnswer>, Conclusion) {
    let asked = tariff::Question {
        exported_from: question.exported_from,
        preferential_origin: question.made_in,
        origin: question.made_in,
        customs_value,
        net_mass: question.net_mass,
        supplementary: question.quantity.map(|amount| (amount, question.unit.as_str())),
        ..tariff::Question::new(code, on)
    };
    let assessment = books.tariff.assess(&asked);
    let options: Vec<OptionAnswer> = assessment.options.iter().map(option).collect();
    let conclusion = conclusion(&assessment);
    if assessment.options.iter().all(|option| option.duty().amount.amount().is_none()) {
        notes.push(Text::fixed(
            "no duty is determined: the reasons stand with the options",
            "aucun droit n'est déterminé : les raisons figurent avec les options",
        ));
    }
    (options, on_top(&assessment), conclusion)
}

fn option(option: &DutyOption<'_>) -> OptionAnswer {
    let duty = option.duty();
    OptionAnswer {
        kind: duty.kind.as_str().to_owned(),
        name: duty.name(),
        expression: duty.expression().to_owned(),
        duty: duty.amount.amount(),
        open: why(duty.amount),
        conditions: option.conditions.iter().map(condition).collect(),
        claimable: option.state == State::Met,
        total: option.payable.total.amount(),
        vat: option.payable.vat.and_then(|vat| vat.amount.amount()),
        source: duty.source().to_owned(),
    }
}

fn why(determination: Determination) -> Option<Text> {
    match determination {
        Determination::Amount(_) => None,
        Determination::NotDetermined(why) => Some(why.text()),
    }
}

fn condition(condition: &tariff::Condition) -> Condition {
    let state = match condition.state {
        State::Met => ConditionState::Met,
        State::Needs => ConditionState::Open,
        State::NotMet => ConditionState::Unmet,
    };
    Condition { text: condition.text.clone(), state }
}

/// Anti-dumping duties, whether due or not, then excise and value-added tax under the option that can be claimed.
fn on_top(assessment: &Assessment<'_>) -> Vec<ChargeAnswer> {
    let basis = assessment.cheapest_met().map_or(&assessment.payable, |option| &option.payable);
    let mut answers: Vec<ChargeAnswer> = assessment.additions.iter().map(addition).collect();
    for charge in [basis.excise, basis.vat].into_iter().flatten() {
        answers.push(charge_answer(&charge, true, why(charge.amount)));
    }
    answers
}

fn addition(addition: &Addition<'_>) -> ChargeAnswer {
    let due = addition.condition.state == State::Met;
    let note = if due { why(addition.charge.amount) } else { Some(addition.condition.text.clone()) };
    charge_answer(&addition.charge, due, note)
}

fn charge_answer(charge: &Charge<'_>, due: bool, note: Option<Text>) -> ChargeAnswer {
    ChargeAnswer {
        kind: charge.kind.as_str().to_owned(),
        name: charge.name(),
        expression: charge.expression().to_owned(),
        amount: charge.amount.amount().filter(|_| due),
        due,
        note,
        source: charge.source().to_owned(),
    }
}

fn conclusion(assessment: &Assessment<'_>) -> Conclusion {
    let named = |option: &DutyOption<'_>| Some((option.duty().amount.amount()?, option.duty().name()));
    let met = assessment.cheapest_met();
    let cheapest = met.and_then(named);
    let possible = assessment.cheapest_possible();
    let better = possible.and_then(named).filter(|(duty, _)| cheapest.as_ref().is_none_or(|(now, _)| duty < now));
    let missing = better
        .as_ref()
        .and(possible)
        .map_or(0, |option| option.conditions.iter().filter(|condition| condition.state != State::Met).count());
    Conclusion {
        cheapest,
        better,
        vat: met.and_then(|option| option.payable.vat).and_then(|vat| vat.amount.amount()),
        total: met.and_then(|option| option.payable.total.amount()),
        missing,
    }
}

fn note_gaps(question: &Question, books: &Books, code: Option<Code>, notes: &mut Vec<Text>) {
    if books.nomenclature.is_empty() {
        notes.push(Text::fixed(
            "the nomenclature is not loaded: run `opencustoms reference fetch`; a code can still be given",
            "la nomenclature n'est pas chargée : lancez « opencustoms reference fetch » ; un code peut être indiqué",
        ));
    } else if let Some(code) = code.filter(|code| code.subheading().is_none_or(|six| !books.nomenclature.contains(six)))
    {
        notes.push(Text::owned(
            format!("`{code}` is not a subheading of the edition of {}", books.nomenclature.edition().year()),
            format!("« {code} » n'est pas une sous-position de l'édition {}", books.nomenclature.edition().year()),
        ));
    }
    if code.is_none() && !question.goods.is_empty() {
        notes.push(Text::fixed(
            "no code was found for these words: name the material and the use, or give a code",
            "aucun code n'a été trouvé pour ces mots : indiquez la matière et l'usage, ou donnez un code",
        ));
    }
    if question.made_in.is_none() {
        notes.push(Text::fixed(
            "where the goods were made is not said: preferences and anti-dumping duty stay open",
            "le lieu de fabrication n'est pas indiqué : préférences et droits antidumping restent ouverts",
        ));
    }
}
