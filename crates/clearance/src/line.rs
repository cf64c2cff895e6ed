use std::sync::Arc;

use basis::{CompactString, Country, Date, Decimal, Finding, Text};
use declaration::procedure::{DutyEffect, Treatment};
use declaration::{Declaration, GoodsItem};
use nomenclature::Code;
use tariff::{Determination, Question};

use crate::books::Books;
use crate::notice::{not_determined, notices};
use crate::outcome::{Charge, ChargeKind, DutyState, LineOutcome};
use crate::step;
use crate::value::{Value, values};

/// The answers for the items of a declaration. The customs procedure is read first: it says whether duty is due at all.
pub(crate) fn lines(
    declaration: &Declaration,
    books: &Books,
    on: Date,
    steps: bool,
    findings: &mut Vec<Finding>,
) -> Vec<LineOutcome> {
    let treatments: Vec<Treatment<'_>> = declaration
        .items
        .iter()
        .map(|item| {
            let procedure = &item.procedure;
            books.procedures.treatment(&declaration.type_code, &procedure.current, &procedure.previous, on)
        })
        .collect();
    let assessed = treatments.iter().any(|treatment| treatment.duty == DutyEffect::Due);
    let values = if assessed { values(declaration, books, on) } else { Vec::new() };
    let mut lines = Vec::with_capacity(declaration.items.len());
    for (at, (item, treatment)) in declaration.items.iter().zip(&treatments).enumerate() {
        let mut line = Line { declaration, item, treatment, books, on, at, findings };
        lines.push(line.answer(values.get(at), steps));
    }
    lines
}

struct Line<'a> {
    declaration: &'a Declaration,
    item: &'a GoodsItem,
    treatment: &'a Treatment<'a>,
    books: &'a Books,
    on: Date,
    at: usize,
    findings: &'a mut Vec<Finding>,
}

impl Line<'_> {
    fn pointer(&self, rest: &str) -> String {
        let number = if self.item.sequence == 0 { self.at as u32 + 1 } else { self.item.sequence };
        format!("42A/67A/68A[{number}]{rest}")
    }

    fn answer(&mut self, value: Option<&Value>, steps: bool) -> LineOutcome {
        let code = self.code();
        let mut line = LineOutcome {
            item: if self.item.sequence == 0 { self.at as u32 + 1 } else { self.item.sequence },
            code: self.item.code.clone(),
            origin: self.item.origin.non_preferential.parse().ok(),
            treatment: CompactString::const_new(self.treatment.kind.as_str()),
            customs_value: value.and_then(Value::amount),
            duty_state: DutyState::NotDetermined,
            charges: Vec::new(),
            total: None,
            unmet: None,
            demonstration: self.books.tariff.demonstration(),
            steps: Vec::new(),
        };
        match self.treatment.duty {
            DutyEffect::Suspended => line.duty_state = DutyState::Suspended,
            DutyEffect::Relieved => line.duty_state = DutyState::Relieved,
            DutyEffect::NotApplicable => line.duty_state = DutyState::NotApplicable,
            DutyEffect::NotDetermined => self.procedure_open(),
            DutyEffect::Due => self.assess(code, value, &mut line),
        }
        if steps {
            line.steps = step::steps(self.item, self.treatment, code, value, &line, self.books, self.on);
        }
        line
    }

    fn procedure_open(&mut self) {
        let notices = notices();
        let notice =
            if self.treatment.is_known() { &notices.procedure_not_assessed } else { &notices.procedure_not_known };
        let procedure = &self.item.procedure;
        let finding = Finding::new(Arc::clone(notice))
            .at(self.pointer("/70A:166"))
            .with_value(format!("{}{}", procedure.current, procedure.previous));
        self.findings.push(finding);
    }

    /// The code, where it is one and stands in the edition that is loaded. Otherwise a finding, and no code.
    fn code(&mut self) -> Option<Code> {
        let notices = notices();
        let text = &self.item.code;
        let (notice, value) = if text.is_empty() {
            (&notices.code_missing, CompactString::default())
        } else {
            match text.parse::<Code>() {
                Ok(code) if code.subheading().is_some_and(|six| self.books.nomenclature.contains(six)) => {
                    return Some(code);
                }
                Ok(_) => (&notices.edition_not_loaded, text.clone()),
                Err(_) => (&notices.code_unreadable, text.clone()),
            }
        };
        let finding = Finding::new(Arc::clone(notice)).at(self.pointer("/23A/21A:145")).with_value(value);
        self.findings.push(finding);
        None
    }

    /// Duty is due: it is determined where code, value and quantities are known, and left open with a finding where
    /// one of them is not.
    fn assess(&mut self, code: Option<Code>, value: Option<&Value>, line: &mut LineOutcome) {
        let refusal = value.and_then(Value::refusal);
        if let Some((reason, text)) = refusal {
            let finding = not_determined(reason, text, self.pointer("/23A/79A:112"));
            self.findings.push(finding);
        }
        let Some(code) = code else { return };
        let item = self.item;
        let country = |own: &str, header: &str| -> Option<Country> {
            if own.is_empty() { header.parse().ok() } else { own.parse().ok() }
        };
        let documents: Vec<&str> = item.documents.iter().map(|document| document.code.as_str()).collect();
        let question = Question {
            exported_from: country(&item.export_country, &self.declaration.export_country),
            preferential_origin: item.origin.preferential.parse().ok(),
            origin: item.origin.non_preferential.parse().ok(),
            preference: &item.preference,
            quota: &item.quota,
            customs_value: line.customs_value,
            net_mass: item.net_mass,
            gross_mass: item.gross_mass,
            supplementary: item.supplementary.as_ref().map(|quantity| (quantity.amount, quantity.unit.as_str())),
            documents: &documents,
            ..Question::new(code, self.on)
        };
        let payable = self.books.tariff.payable(&question);
        let mut open: Option<Text> = None;
        for (kind, charge) in [
            (ChargeKind::Duty, Some(&payable.duty)),
            (ChargeKind::AntiDumping, payable.anti_dumping.as_ref()),
            (ChargeKind::Excise, payable.excise.as_ref()),
            (ChargeKind::Vat, payable.vat.as_ref()),
        ] {
            let Some(charge) = charge else { continue };
            let amount = amount(&charge.amount, &mut open);
            line.charges.push(Charge {
                kind,
                name: charge.name(),
                expression: charge.expression().into(),
                amount,
                source: charge.measure.map_or_else(|| "".into(), |measure| Arc::clone(&measure.source)),
            });
        }
        line.total = amount(&payable.total, &mut open);
        let determined = line.charges.first().is_some_and(|duty| duty.amount.is_some());
        line.duty_state = if determined { DutyState::Due } else { DutyState::NotDetermined };
        if let Some(unmet) = payable.unmet {
            line.unmet = Some(unmet.text());
        }
        if let (Some(text), None) = (open, value.and_then(Value::refusal)) {
            let finding = not_determined("duty-not-determined", text, self.pointer("/23A/50A"));
            self.findings.push(finding);
        }
    }
}

fn amount(determination: &Determination, open: &mut Option<Text>) -> Option<Decimal> {
    match determination {
        Determination::Amount(amount) => Some(*amount),
        Determination::NotDetermined(why) => {
            open.get_or_insert_with(|| why.text());
            None
        }
    }
}
