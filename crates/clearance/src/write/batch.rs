use std::sync::{Arc, LazyLock};

use arrow::array::{
    ArrayRef, BooleanBuilder, Decimal128Builder, Float64Builder, RecordBatch, StringBuilder, UInt32Builder,
    UInt64Builder,
};
use arrow::datatypes::{DataType, Field, Schema};
use basis::{Decimal, Language};

use super::row;
use crate::outcome::{ChargeKind, LineOutcome, Outcome};

/// Digits and decimals of amounts in columns.
const AMOUNT: (u8, i8) = (38, 4);

static SCHEMA: LazyLock<Arc<Schema>> = LazyLock::new(|| {
    let kind = |name: &str| match name {
        "line" => DataType::UInt64,
        "item" => DataType::UInt32,
        "customs_value" | "duty" | "anti_dumping" | "excise" | "vat" | "total" => {
            DataType::Decimal128(AMOUNT.0, AMOUNT.1)
        }
        "score" => DataType::Float64,
        "demonstration" | "random" => DataType::Boolean,
        _ => DataType::Utf8,
    };
    let fields: Vec<Field> = row::COLUMNS.iter().map(|name| Field::new(*name, kind(name), true)).collect();
    Arc::new(Schema::new(fields))
});

/// The columns of the answers, as Arrow and Parquet have them; amounts are exact decimals with 4 places.
#[must_use]
pub fn schema() -> Arc<Schema> {
    Arc::clone(&SCHEMA)
}

/// Rows of answers while they are collected.
#[derive(Default)]
pub(super) struct Rows {
    source: StringBuilder,
    line: UInt64Builder,
    id: StringBuilder,
    kind: StringBuilder,
    date: StringBuilder,
    item: UInt32Builder,
    code: StringBuilder,
    treatment: StringBuilder,
    currency: StringBuilder,
    duty_state: StringBuilder,
    amounts: [Decimal128Builder; 6],
    duty_measure: StringBuilder,
    duty_expression: StringBuilder,
    demonstration: BooleanBuilder,
    lane: StringBuilder,
    score: Float64Builder,
    random: BooleanBuilder,
    findings: StringBuilder,
    reasons: StringBuilder,
    count: usize,
    text: String,
}

impl Rows {
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn push(&mut self, outcome: &Outcome, language: Language) {
        if outcome.lines.is_empty() {
            self.row(outcome, None, language);
        }
        for line in &outcome.lines {
            self.row(outcome, Some(line), language);
        }
    }

    fn row(&mut self, outcome: &Outcome, line: Option<&LineOutcome>, language: Language) {
        self.count += 1;
        self.source.append_value(&outcome.source);
        self.line.append_value(outcome.line);
        self.id.append_value(&outcome.id);
        self.kind.append_value(row::kind(outcome.kind));
        self.date.append_value(outcome.on.to_string());
        self.currency.append_value(outcome.currency.as_str());
        self.lane.append_option(outcome.lane.map(super::super::outcome::Lane::as_str));
        self.score.append_option(outcome.score);
        self.random.append_value(outcome.random);
        self.text.clear();
        row::findings(outcome, &mut self.text);
        self.findings.append_value(&self.text);
        self.text.clear();
        row::reasons(outcome, language, &mut self.text);
        self.reasons.append_value(&self.text);
        self.item(line, language);
    }

    fn item(&mut self, line: Option<&LineOutcome>, language: Language) {
        let duty = line.and_then(|line| line.charges.iter().find(|charge| charge.kind == ChargeKind::Duty));
        self.item.append_option(line.map(|line| line.item));
        self.code.append_option(line.map(|line| line.code.as_str()));
        self.treatment.append_option(line.map(|line| line.treatment.as_str()));
        self.duty_state.append_option(line.map(|line| line.duty_state.as_str()));
        self.duty_measure.append_option(duty.map(|duty| duty.name.in_language(language)));
        self.duty_expression.append_option(duty.map(|duty| duty.expression.as_str()));
        self.demonstration.append_option(line.map(|line| line.demonstration));
        let charge = |kind| line.and_then(|line| row::charge(line, kind));
        let amounts = [
            line.and_then(|line| line.customs_value),
            charge(ChargeKind::Duty),
            charge(ChargeKind::AntiDumping),
            charge(ChargeKind::Excise),
            charge(ChargeKind::Vat),
            line.and_then(|line| line.total),
        ];
        for (builder, amount) in self.amounts.iter_mut().zip(amounts) {
            builder.append_option(amount.map(units));
        }
    }

    pub(super) fn finish(self) -> Result<RecordBatch, String> {
        let Self { mut source, mut line, mut id, mut kind, mut date, mut item, mut code, mut treatment, .. } = self;
        let mut amounts = Vec::with_capacity(6);
        for builder in self.amounts {
            let exact = builder.with_precision_and_scale(AMOUNT.0, AMOUNT.1).map_err(|error| error.to_string())?;
            amounts.push(exact);
        }
        let (mut currency, mut duty_state, mut duty_measure) = (self.currency, self.duty_state, self.duty_measure);
        let (mut duty_expression, mut demonstration, mut lane) = (self.duty_expression, self.demonstration, self.lane);
        let (mut score, mut random, mut findings, mut reasons) = (self.score, self.random, self.findings, self.reasons);
        let mut amounts = amounts.into_iter().map(|mut amount| Arc::new(amount.finish()) as ArrayRef);
        let mut amount = || amounts.next().ok_or_else(|| "a column of amounts is missing".to_owned());
        let columns: Vec<ArrayRef> = vec![
            Arc::new(source.finish()),
            Arc::new(line.finish()),
            Arc::new(id.finish()),
            Arc::new(kind.finish()),
            Arc::new(date.finish()),
            Arc::new(item.finish()),
            Arc::new(code.finish()),
            Arc::new(treatment.finish()),
            amount()?,
            Arc::new(currency.finish()),
            Arc::new(duty_state.finish()),
            amount()?,
            amount()?,
            amount()?,
            amount()?,
            amount()?,
            Arc::new(duty_measure.finish()),
            Arc::new(duty_expression.finish()),
            Arc::new(demonstration.finish()),
            Arc::new(lane.finish()),
            Arc::new(score.finish()),
            Arc::new(random.finish()),
            Arc::new(findings.finish()),
            Arc::new(reasons.finish()),
        ];
        RecordBatch::try_new(schema(), columns).map_err(|error| error.to_string())
    }
}

/// An amount as whole ten-thousandths.
fn units(amount: Decimal) -> i128 {
    let mut exact = amount;
    exact.rescale(AMOUNT.1 as u32);
    exact.mantissa()
}
