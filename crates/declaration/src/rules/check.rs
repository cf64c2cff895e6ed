//! The kinds of checks, and how each is asked.

use std::sync::Arc;

use basis::{Date, Decimal, Finding};
use serde::Deserialize;

use super::Rule;
use super::field::{Field, Held};
use crate::lists::{CodeList, CodeLists};
use crate::{Declaration, GoodsItem};

/// A comparison of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Operator {
    AtMost,
    AtLeast,
    Above,
    Below,
    Equal,
}

/// What a number is compared with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Against {
    Field(Field),
    Number(Decimal),
}

/// A code list by its name in rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum List {
    Countries,
    Currencies,
    Units,
    Incoterms,
    Procedures,
}

/// A check with its parameters. A value that is not declared is judged by `Required` alone.
#[derive(Clone, Debug)]
pub(super) enum Check {
    /// A number equals the number of items.
    Count { number: Field, of: Field },
    /// A number stands in a relation to another.
    Compare { left: Field, operator: Operator, right: Against },
    /// No two items have the same number.
    Unique { field: Field },
    /// All items that have the value have the same.
    Same { field: Field },
    /// At least one of many is above a number.
    Some { field: Field, above: Decimal },
    /// Two values are not the same.
    Differ { left: Field, right: Field },
    /// Each value is in a code list.
    Listed { fields: Vec<Field>, list: List },
    /// At least one of the values is declared.
    Required { fields: Vec<Field> },
    /// A code has digits only, as many as one of these lengths.
    Digits { field: Field, lengths: Vec<usize> },
    /// A day lies at most so many days behind the day of the question, and at most so many before it.
    Days { field: Field, after: i64, before: Option<i64> },
}

impl Check {
    pub(super) fn fields(&self) -> Vec<Field> {
        match self {
            Self::Count { number, of } => vec![*number, *of],
            Self::Compare { left, right: Against::Field(right), .. } | Self::Differ { left, right } => {
                vec![*left, *right]
            }
            Self::Compare { left: field, .. }
            | Self::Unique { field }
            | Self::Same { field }
            | Self::Some { field, .. }
            | Self::Digits { field, .. }
            | Self::Days { field, .. } => vec![*field],
            Self::Listed { fields, .. } | Self::Required { fields } => fields.clone(),
        }
    }
}

/// One question: a rule, a declaration, and where findings go.
struct Asked<'a> {
    rule: &'a Rule,
    declaration: &'a Declaration,
    findings: &'a mut Vec<Finding>,
}

pub(super) fn ask(rule: &Rule, declaration: &Declaration, lists: &CodeLists, on: Date, findings: &mut Vec<Finding>) {
    let mut asked = Asked { rule, declaration, findings };
    match &rule.check {
        Check::Count { number, .. } => asked.count(*number),
        Check::Compare { left, operator, right } => asked.compare(*left, *operator, *right),
        Check::Unique { field } => asked.unique(*field),
        Check::Same { field } => asked.same(*field),
        Check::Some { field, above } => asked.some(*field, *above),
        Check::Differ { left, right } => asked.differ(*left, *right),
        Check::Listed { fields, list } => asked.listed(fields, list.of(lists)),
        Check::Required { fields } => asked.required(fields),
        Check::Digits { field, lengths } => asked.digits(*field, lengths),
        Check::Days { field, after, before } => asked.days(*field, *after, *before, on),
    }
}

impl List {
    fn of(self, lists: &CodeLists) -> &CodeList {
        match self {
            Self::Countries => &lists.countries,
            Self::Currencies => &lists.currencies,
            Self::Units => &lists.units,
            Self::Incoterms => &lists.incoterms,
            Self::Procedures => &lists.procedures,
        }
    }
}

impl<'a> Asked<'a> {
    fn find(&mut self, field: Field, place: Option<(usize, &GoodsItem)>, held: Held<'_>) {
        let number = place.map(|(at, item)| if item.sequence == 0 { at as u32 + 1 } else { item.sequence });
        let finding =
            Finding::new(Arc::clone(&self.rule.notice)).at(field.pointer_at(number)).with_value(held.written());
        self.findings.push(finding);
    }

    /// The items that the rule's condition holds for, with their positions.
    fn items(&self) -> impl Iterator<Item = (usize, &'a GoodsItem)> + use<'a> {
        let condition = &self.rule.condition;
        self.declaration.items.iter().enumerate().filter(|(_, item)| condition.holds_for(item))
    }

    fn count(&mut self, field: Field) {
        let items = Decimal::from(self.declaration.items.len());
        if let Some(number) = field.number(self.declaration, None).filter(|number| *number != items) {
            self.find(field, None, Held::Number(number));
        }
    }

    fn compare(&mut self, left: Field, operator: Operator, right: Against) {
        let of_item = left.is_of_item() || matches!(right, Against::Field(field) if field.is_of_item());
        if !of_item {
            return self.compare_one(left, operator, right, None);
        }
        for place in self.items() {
            self.compare_one(left, operator, right, Some(place));
        }
    }

    fn compare_one(&mut self, left: Field, operator: Operator, right: Against, place: Option<(usize, &GoodsItem)>) {
        let item = place.map(|(_, item)| item);
        let bound = match right {
            Against::Number(number) => Some(number),
            Against::Field(field) => field.number(self.declaration, item),
        };
        let (Some(number), Some(bound)) = (left.number(self.declaration, item), bound) else { return };
        let kept = match operator {
            Operator::AtMost => number <= bound,
            Operator::AtLeast => number >= bound,
            Operator::Above => number > bound,
            Operator::Below => number < bound,
            Operator::Equal => number == bound,
        };
        if !kept {
            self.find(left, place, Held::Number(number));
        }
    }

    fn unique(&mut self, field: Field) {
        let declaration = self.declaration;
        let number = |item: &GoodsItem| field.number(declaration, Some(item));
        let ascending = declaration.items.is_sorted_by(|one, next| number(one) < number(next));
        if ascending {
            return;
        }
        // Only a declaration whose numbers do not rise costs memory and a sort.
        let mut numbered: Vec<_> = self.items().filter_map(|(at, item)| Some((number(item)?, at, item))).collect();
        numbered.sort_by_key(|(number, at, _)| (*number, *at));
        for (before, again) in numbered.iter().zip(numbered.iter().skip(1)) {
            if before.0 == again.0 {
                self.find(field, Some((again.1, again.2)), Held::Number(again.0));
            }
        }
    }

    fn same(&mut self, field: Field) {
        let mut first = Held::Nothing;
        for (at, item) in self.items() {
            let held = field.held(self.declaration, Some(item));
            if first == Held::Nothing {
                first = held;
            } else if held != Held::Nothing && held != first {
                self.find(field, Some((at, item)), held);
            }
        }
    }

    /// Asked only where at least one of the many is declared.
    fn some(&mut self, field: Field, above: Decimal) {
        let mut counts =
            self.declaration.items.iter().flat_map(|item| &item.packages).filter_map(|package| package.count);
        let Some(first) = counts.next() else { return };
        if first <= above && counts.all(|count| count <= above) {
            self.find(field, self.declaration.items.first().map(|item| (0, item)), Held::Number(first));
        }
    }

    fn differ(&mut self, left: Field, right: Field) {
        let one = left.held(self.declaration, None);
        if one != Held::Nothing && one == right.held(self.declaration, None) {
            self.find(left, None, one);
        }
    }

    fn listed(&mut self, fields: &[Field], list: &CodeList) {
        if list.is_empty() {
            return;
        }
        for field in fields {
            if field.is_of_item() {
                for place in self.items() {
                    self.listed_one(*field, list, Some(place));
                }
            } else {
                self.listed_one(*field, list, None);
            }
        }
    }

    fn listed_one(&mut self, field: Field, list: &CodeList, place: Option<(usize, &GoodsItem)>) {
        let held = field.held(self.declaration, place.map(|(_, item)| item));
        let known = match &held {
            Held::Nothing => true,
            Held::Text(code) => list.contains(code),
            Held::Currency(currency) => list.contains(currency.as_str()),
            Held::Number(_) => false,
        };
        if !known {
            self.find(field, place, held);
        }
    }

    fn required(&mut self, fields: &[Field]) {
        let Some(first) = fields.first() else { return };
        let declaration = self.declaration;
        let missing = |item| fields.iter().all(|field| field.held(declaration, item) == Held::Nothing);
        if !fields.iter().any(|field| field.is_of_item()) {
            if missing(None) {
                self.find(*first, None, Held::Nothing);
            }
            return;
        }
        for place in self.items() {
            if missing(Some(place.1)) {
                self.find(*first, Some(place), Held::Nothing);
            }
        }
    }

    fn digits(&mut self, field: Field, lengths: &[usize]) {
        let kept = |text: &str| lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if !field.is_of_item() {
            match field.held(self.declaration, None) {
                held @ Held::Text(text) if !kept(text) => self.find(field, None, held),
                _ => {}
            }
            return;
        }
        for place in self.items() {
            match field.held(self.declaration, Some(place.1)) {
                held @ Held::Text(text) if !kept(text) => self.find(field, Some(place), held),
                _ => {}
            }
        }
    }

    fn days(&mut self, field: Field, after: i64, before: Option<i64>, on: Date) {
        let Some(day) = self.declaration.acceptance else { return };
        // Whole days between two dates, the later one counted positive.
        let distance = (day - on).get_days();
        let distance = i64::from(distance);
        if distance > after || before.is_some_and(|before| -distance > before) {
            let written = day.to_string();
            self.find(field, None, Held::Text(&written));
        }
    }
}
